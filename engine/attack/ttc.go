package attack

import (
	"math"
	"slices"
)

// Days is when a goal is reached, counted in days from the first attempt, in
// those worlds where it is reached at all: one in ten sooner than P10, half
// sooner than P50, nine in ten sooner than P90.
type Days struct {
	P10 float64 `json:"p10"`
	P50 float64 `json:"p50"`
	P90 float64 `json:"p90"`
}

// timeWorlds is how many worlds the time to compromise is drawn from, and
// timeSteps the largest part of a model for which that is done.
const (
	timeWorlds = 2_000
	timeSteps  = 20_000
)

// timeTo samples the time to a goal over the given steps: a step takes its time
// after the last thing it needs is there (AND is the maximum), a gain is there
// with the first step that gives it (OR is the minimum).
func (m *Model) timeTo(goal int32, steps []int32, seed uint64) *Days {
	if len(steps) == 0 || len(steps) > timeSteps {
		return nil
	}
	var reached []float64
	w := &timeWorld{m: m, steps: steps, at: map[int32]float64{}}
	w.sort()
	for i := range timeWorlds {
		if t := w.run(goal, mix(seed^mix(uint64(i)+0x51ed))); !math.IsInf(t, 1) {
			reached = append(reached, t)
		}
	}
	if len(reached) == 0 {
		return nil
	}
	slices.Sort(reached)
	at := func(p float64) float64 { return reached[int(p*float64(len(reached)-1))] }
	return &Days{at(0.1), at(0.5), at(0.9)}
}

type timeWorld struct {
	m     *Model
	steps []int32
	at    map[int32]float64
	took  []float64
}

// sort puts steps in order of the cost of their head, which is an order of work
// in which most come after what they need.
func (w *timeWorld) sort() {
	w.steps = slices.Clone(w.steps)
	slices.SortStableFunc(w.steps, func(a, b int32) int {
		ca, cb := w.m.best.cost[w.m.h.head[a]], w.m.best.cost[w.m.h.head[b]]
		switch {
		case ca < cb:
			return -1
		case ca > cb:
			return 1
		}
		return int(a - b)
	})
	w.took = make([]float64, len(w.steps))
}

func (w *timeWorld) run(goal int32, seed uint64) float64 {
	clear(w.at)
	for i, s := range w.steps {
		key := mix(uint64(uint32(w.m.h.rule[s]))<<32 ^ uint64(uint32(w.m.h.head[s]))) // one trial, one draw
		w.took[i] = math.Inf(1)
		if unit(mix(seed^key)) < w.m.chance[s] {
			w.took[i] = w.m.Book.Rules[w.m.h.rule[s]].Time.draw(mix(seed ^ key ^ 0xabcd))
		}
	}
	for changed := true; changed; {
		changed = false
		for i, s := range w.steps {
			if math.IsInf(w.took[i], 1) {
				continue
			}
			start, ok := 0.0, true
			for _, t := range w.m.h.tailsOf(s) {
				if t < 0 {
					e := &w.m.s.elements[^t]
					ok = ok && w.m.present[^t] && (e.conf == 1 || unit(mix(seed^mix(uint64(^t)+0x77))) < e.conf)
					continue
				}
				x, have := w.at[t]
				ok = ok && have
				start = math.Max(start, x)
			}
			if !ok {
				continue
			}
			head := w.m.h.head[s]
			if old, have := w.at[head]; !have || start+w.took[i] < old-1e-12 {
				w.at[head] = start + w.took[i]
				changed = true
			}
		}
	}
	if t, ok := w.at[goal]; ok {
		return t
	}
	return math.Inf(1)
}

// draw gives a lognormal time from 64 random bits, by the inverse of its
// distribution function.
func (t Time) draw(r uint64) float64 {
	if t == (Time{}) {
		return 0
	}
	mu, sigma := t.params()
	return math.Exp(mu + sigma*math.Sqrt2*math.Erfinv(2*unit(r)-1))
}

// unit makes a number strictly between 0 and 1.
func unit(r uint64) float64 { return (float64(r>>11) + 0.5) / (1 << 53) }
