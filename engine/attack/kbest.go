package attack

import (
	"container/heap"
	"context"
	"math"
	"slices"
)

// derivation is one way to a gain: its steps, each after those it needs.
type derivation struct {
	steps []int32
	p     float64 // product over the set of its steps and facts, each once
}

// partial is a derivation being built from the goal backwards: every gain on
// the way has at most one step. It shares its past with its parent.
type partial struct {
	parent *partial
	gain   int32 // the gain decided last
	step   int32 // by this step
	open   []int32
	g      float64 // cost of the steps chosen
	f      float64 // g plus the best cost of what is open
	depth  int
	rank   int // which of the gain's steps, in order of cost
}

type frontier []*partial

func (q frontier) Len() int           { return len(q) }
func (q frontier) Less(i, j int) bool { return q[i].f < q[j].f }
func (q frontier) Swap(i, j int)      { q[i], q[j] = q[j], q[i] }
func (q *frontier) Push(x any)        { *q = append(*q, x.(*partial)) }
func (q *frontier) Pop() any {
	old := *q
	x := old[len(old)-1]
	old[len(old)-1] = nil
	*q = old[:len(old)-1]
	return x
}

// ranker gives the steps into a gain in order of cost, sorted once.
type ranker struct {
	ctx  context.Context
	m    *Model
	into map[int32][]int32
}

func newRanker(ctx context.Context, m *Model) *ranker {
	return &ranker{ctx: ctx, m: m, into: map[int32][]int32{}}
}

func (r *ranker) steps(g int32) []int32 {
	if s, ok := r.into[g]; ok {
		return s
	}
	var s []int32
	r.m.h.into(g, func(x int32) {
		if !math.IsInf(r.m.best.stepCost(x), 1) {
			s = append(s, x)
		}
	})
	slices.SortStableFunc(s, func(a, b int32) int {
		ca, cb := r.m.best.stepCost(a), r.m.best.stepCost(b)
		switch {
		case ca < cb:
			return -1
		case ca > cb:
			return 1
		}
		return int(a - b)
	})
	r.into[g] = s
	return s
}

// Bounds of one search for ways: how many partial ways it may look at, and how
// many steps one way may have.
const (
	maxPops  = 20_000
	maxDepth = 200
)

// kbest gives the k best acyclic derivations of a gain, best first, and whether
// the search ended before its bound. It is a lazy best-first search over AND/OR
// solution graphs, guided by the cheapest derivation of every gain: where no
// sub-goal is shared its order is exact, as in Huang and Chiang's lazy k-best
// (2005); where one is, ways are scored again on the set of their steps, over
// more candidates than were asked for.
func (r *ranker) kbest(goal int32, k int) ([]derivation, bool) {
	if math.IsInf(r.m.best.cost[goal], 1) || k <= 0 {
		return nil, true
	}
	var found []derivation
	seen := map[string]int{}
	var q frontier
	root := &partial{gain: -1, step: -1, open: []int32{goal}, f: r.m.best.cost[goal]}
	r.expand(&q, root, 0)
	pops := 0
	for len(q) > 0 && len(found) < 2*k+4 && pops < maxPops {
		if pops++; pops%64 == 0 && r.ctx.Err() != nil {
			return nil, false
		}
		x := heap.Pop(&q).(*partial)
		r.expand(&q, x.parent, x.rank+1)
		if len(x.open) > 0 {
			r.expand(&q, x, 0)
			continue
		}
		d := r.finish(x)
		key := r.shape(d)
		if at, ok := seen[key]; !ok {
			seen[key] = len(found)
			found = append(found, d)
		} else if d.p > found[at].p {
			found[at] = d
		}
	}
	slices.SortStableFunc(found, func(a, b derivation) int {
		switch {
		case a.p > b.p:
			return -1
		case a.p < b.p:
			return 1
		}
		return len(a.steps) - len(b.steps)
	})
	return found[:min(k, len(found))], pops < maxPops
}

// expand decides the last open gain of x by the first step from rank on that
// makes no circle.
func (r *ranker) expand(q *frontier, x *partial, rank int) {
	if x == nil || x.depth >= maxDepth {
		return
	}
	goal := x.open[len(x.open)-1]
	steps := r.steps(goal)
	for ; rank < len(steps); rank++ {
		if y := r.decide(x, goal, steps[rank]); y != nil {
			y.rank = rank
			heap.Push(q, y)
			return
		}
	}
}

func (r *ranker) decide(x *partial, goal, step int32) *partial {
	m := r.m
	y := &partial{parent: x, gain: goal, step: step, g: x.g + m.hot[step].weight, depth: x.depth + 1}
	rest := x.open[:len(x.open)-1]
	y.open = append(make([]int32, 0, len(rest)+3), rest...)
	for _, t := range m.h.tailsOf(step) {
		if t < 0 || slices.Contains(y.open, t) {
			continue
		}
		if x.stepFor(t) < 0 {
			y.open = append(y.open, t)
		} else if r.leads(x, t, goal) {
			return nil
		}
	}
	y.f = y.g
	for _, t := range y.open {
		y.f += m.best.cost[t]
	}
	return y
}

// stepFor gives the step that a gain was decided by, -1 when it was not.
func (x *partial) stepFor(g int32) int32 {
	for ; x != nil; x = x.parent {
		if x.gain == g {
			return x.step
		}
	}
	return -1
}

// leads says whether the derivation of a decided gain rests on another gain.
func (r *ranker) leads(x *partial, from, to int32) bool {
	stack, seen := []int32{from}, map[int32]bool{from: true}
	for len(stack) > 0 {
		g := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if g == to {
			return true
		}
		s := x.stepFor(g)
		if s < 0 {
			continue
		}
		for _, t := range r.m.h.tailsOf(s) {
			if t >= 0 && !seen[t] {
				seen[t] = true
				stack = append(stack, t)
			}
		}
	}
	return false
}

// finish orders the steps of a complete derivation and scores it on their set.
func (r *ranker) finish(x *partial) derivation {
	by := map[int32]int32{}
	var goal int32
	for y := x; y.gain >= 0; y = y.parent {
		by[y.gain] = y.step
		goal = y.gain
	}
	d := derivation{p: 1}
	done, facts := map[int32]bool{}, map[int32]bool{}
	var visit func(g int32)
	visit = func(g int32) {
		if done[g] {
			return
		}
		done[g] = true
		s := by[g]
		for _, t := range r.m.h.tailsOf(s) {
			if t >= 0 {
				visit(t)
			} else if !facts[t] {
				facts[t] = true
				d.p *= r.m.s.elements[^t].conf
			}
		}
		d.steps = append(d.steps, s)
		d.p *= r.m.chance[s]
	}
	visit(goal)
	return d
}

// shape names a derivation by its rules and heads: two that differ only in
// which of several like facts they rest on are one way to a reader.
func (r *ranker) shape(d derivation) string {
	keys := make([]uint64, len(d.steps))
	for i, s := range d.steps {
		keys[i] = uint64(r.m.h.rule[s])<<32 | uint64(uint32(r.m.h.head[s]))
	}
	slices.Sort(keys)
	b := make([]byte, 0, 8*len(keys))
	for _, k := range keys {
		for i := 0; i < 8; i++ {
			b = append(b, byte(k>>(8*i)))
		}
	}
	return string(b)
}
