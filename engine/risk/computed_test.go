package risk

import (
	"context"
)

// What tests compute is never given up.
var always = context.Background()

// must takes the answer of a computation that nobody stops.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func quantified(s Scenario) *Loss { return must(Quantify(always, s)) }

func simulated(s Scenario, o Simulation) *Simulated { return must(Simulate(always, s, o)) }

func bandOf(l *Loss, amounts []float64) (low, high []float64) {
	low, high, err := l.Band(always, amounts)
	if err != nil {
		panic(err)
	}
	return low, high
}

func pooled(p Portfolio) *Pooled { return must(p.Pool(always)) }

// coarse is the year's loss on a small grid, for properties that hold on any.
func coarse(m *model, n int) *Annual {
	return must(m.annualOn(always, newGrid(must(m.reach(always))/float64(n), n), false))
}
