package attack

import (
	"cmp"
	"context"
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

// timeWorlds is how many worlds the time to compromise is drawn from, fewer if
// worlds times steps would pass timeWork.
const (
	timeWorlds = 2_000
	timeWork   = 4_000_000
)

// timeTo samples the time to a goal over the given steps: a step takes its time
// after the last thing it needs is there (AND is the maximum), a gain is there
// with the first step that gives it (OR is the minimum).
func (m *Model) timeTo(ctx context.Context, goal int32, steps []int32, seed uint64) *Days {
	if len(steps) == 0 {
		return nil
	}
	var reached []float64
	w := newTimeWorld(m, steps)
	for i := range min(timeWorlds, timeWork/len(steps)) {
		if ctx.Err() != nil {
			return nil
		}
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

// timeWorld is one world after another over the same steps; gains have small
// numbers of their own.
type timeWorld struct {
	m     *Model
	steps []int32
	local map[int32]int32
	head  []int32   // by step: its head
	tails [][]int32 // by step: its gains
	at    []float64 // by gain: when it is there
	took  []float64 // by step: how long it takes
}

// newTimeWorld puts steps in order of the cost of their head, which is an order
// of work in which most come after what they need.
func newTimeWorld(m *Model, steps []int32) *timeWorld {
	w := &timeWorld{m: m, steps: slices.Clone(steps), local: map[int32]int32{}, took: make([]float64, len(steps))}
	slices.SortStableFunc(w.steps, func(a, b int32) int {
		return cmp.Or(cmp.Compare(m.best.cost[m.h.head[a]], m.best.cost[m.h.head[b]]), cmp.Compare(a, b))
	})
	for _, s := range w.steps {
		w.head = append(w.head, w.number(m.h.head[s]))
		var tails []int32
		for _, t := range m.h.tailsOf(s) {
			if t >= 0 {
				tails = append(tails, w.number(t))
			}
		}
		w.tails = append(w.tails, tails)
	}
	return w
}

func (w *timeWorld) number(g int32) int32 {
	id, ok := w.local[g]
	if !ok {
		id = int32(len(w.at))
		w.local[g] = id
		w.at = append(w.at, 0)
	}
	return id
}

func (w *timeWorld) run(goal int32, seed uint64) float64 {
	for i := range w.at {
		w.at[i] = math.Inf(1)
	}
	for i, s := range w.steps {
		w.took[i] = w.attempt(s, seed)
	}
	for changed := true; changed; {
		changed = false
		for i, took := range w.took {
			start := took // infinite if the step fails in this world
			for _, t := range w.tails[i] {
				start = math.Max(start, w.at[t]+took)
			}
			if start < w.at[w.head[i]]-1e-12 {
				w.at[w.head[i]], changed = start, true
			}
		}
	}
	return w.at[w.local[goal]]
}

// attempt gives the time of a step in a world, infinite if it fails or a fact
// that it rests on is not so. One trial has one draw.
func (w *timeWorld) attempt(s int32, seed uint64) float64 {
	m := w.m
	key := mix(uint64(uint32(m.h.rule[s]))<<32 ^ uint64(uint32(m.h.head[s])))
	if unit(mix(seed^key)) >= m.chance[s] {
		return math.Inf(1)
	}
	for _, t := range m.h.tailsOf(s) {
		if t >= 0 {
			continue
		}
		e := &m.s.elements[^t]
		if !m.present[^t] || e.conf < 1 && unit(mix(seed^mix(uint64(^t)+0x77))) >= e.conf {
			return math.Inf(1)
		}
	}
	return m.Book.Rules[m.h.rule[s]].Time.draw(mix(seed ^ key ^ 0xabcd))
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
