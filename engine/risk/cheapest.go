package risk

import (
	"context"
	"math/bits"
)

// Cheapest is the least costly set of controls that brings the portfolio under
// the tolerance curve.
type Cheapest struct {
	Controls []string `json:"controls"`
	Cost     float64  `json:"cost"`
	// Feasible is false when not even all controls together are enough.
	Feasible bool `json:"feasible"`
	// Proved is false when the search stopped at its limit: then no set costing
	// less than Bound can be enough.
	Proved    bool    `json:"proved"`
	Bound     float64 `json:"bound"`
	Evaluated int     `json:"evaluated"` // distributions computed
}

// What one search computes at most: distributions, and fewer where each takes many
// sums because shocks meet uncertain draws; but always so many.
const (
	searchLimit = 600
	searchSums  = searchLimit << 8
	searchLeast = 24
)

// searchSize of a grid is coarser than that of published figures: interpolated quantiles
// move by less than a thousandth, and a board's line is not drawn finer.
const searchSize = 1 << 13

// maxChoices is how many controls a search takes: a set is a machine word.
const maxChoices = 40

// search is a branch and bound over sets of controls. It rests on one fact:
// another control never adds risk, so whatever contains a sufficient set is
// sufficient and whatever is contained in an insufficient one is not.
type search struct {
	ctx    context.Context // of this one search
	err    error           // why it was given up
	p      Portfolio
	fixed  func(i int) bool // in place anyway, free of charge
	order  []int            // the choices, dearest first
	cost   []float64
	enough []uint64
	short  []uint64
	best   uint64
	bestAt float64
	found  bool
	count  int
	limit  int     // of count
	bound  float64 // least cost of what was left unexplored
	cut    bool
	g      *grid // one for all sets: no set reaches further than what is in place
}

// Cheapest finds the set. Controls in place stay and cost nothing more.
func (p Portfolio) Cheapest(ctx context.Context) (*Cheapest, error) {
	p.coarse = true
	s := &search{ctx: ctx, p: p, fixed: func(i int) bool { return p.Controls[i].InPlace }}
	var free []int
	for i := range p.Controls {
		if !s.fixed(i) {
			free = append(free, i)
		}
	}
	s.order = sortedBy(free, func(i int) float64 { return -p.Controls[i].Cost.Dist.Mean() })
	if len(s.order) > maxChoices {
		s.order = s.order[len(s.order)-maxChoices:]
		s.cut = true
	}
	for _, i := range s.order {
		s.cost = append(s.cost, p.Controls[i].Cost.Dist.Mean())
	}
	if s.g, s.err = p.With(s.fixed).searchGrid(ctx); s.err != nil {
		return nil, s.err
	}
	if s.limit, s.err = p.With(func(int) bool { return true }).searchLimit(ctx); s.err != nil {
		return nil, s.err
	}
	all := uint64(1)<<len(s.order) - 1
	out := &Cheapest{Controls: []string{}, Proved: true}
	if !s.sufficient(all) {
		out.Evaluated = s.count
		out.Proved = !s.cut
		return out, s.err
	}
	s.best, s.bestAt, s.found = all, s.price(all), true
	s.greedy(all)
	s.bound = s.bestAt
	s.branch(0, 0, 0)
	out.Feasible, out.Proved, out.Evaluated = true, !s.cut, s.count
	out.Cost, out.Bound = s.bestAt, s.bestAt
	if s.cut {
		out.Bound = min(s.bound, s.bestAt)
	}
	for k, i := range s.order {
		if s.best>>k&1 == 1 {
			out.Controls = append(out.Controls, p.Controls[i].ID)
		}
	}
	return out, s.err
}

// searchGrid is a grid for comparing sets of controls.
func (p Portfolio) searchGrid(ctx context.Context) (*grid, error) {
	ms, err := p.models(ctx)
	if err != nil {
		return nil, err
	}
	top, err := p.reach(ctx, ms)
	if err != nil {
		return nil, err
	}
	return newGrid(top/searchSize, searchSize), nil
}

// searchLimit is how many sets of controls to compute.
func (p Portfolio) searchLimit(ctx context.Context) (int, error) {
	ms, err := p.models(ctx)
	if err != nil {
		return 0, err
	}
	return max(searchLeast, min(searchLimit, searchSums/max(1, p.tie(ms).sums))), nil
}

func (s *search) price(set uint64) float64 {
	sum := 0.0
	for k, c := range s.cost {
		if set>>k&1 == 1 {
			sum += c
		}
	}
	return sum
}

// greedy drops the dearest control that can be spared, until none can.
func (s *search) greedy(set uint64) {
	for k := range s.order {
		if less := set &^ (1 << k); s.err == nil && s.count < s.limit && s.sufficient(less) {
			set = less
		}
	}
	if c := s.price(set); c < s.bestAt {
		s.best, s.bestAt = set, c
	}
}

// branch decides control k; taken is what was taken of those before it.
func (s *search) branch(k int, taken uint64, cost float64) {
	if s.err != nil || cost >= s.bestAt {
		return
	}
	rest := (uint64(1)<<len(s.order) - 1) &^ (uint64(1)<<k - 1)
	if s.count >= s.limit {
		s.cut, s.bound = true, min(s.bound, cost)
		return
	}
	if !s.sufficient(taken | rest) {
		return
	}
	if s.sufficient(taken) {
		s.best, s.bestAt = taken, cost
		return
	}
	if k == len(s.order) {
		return
	}
	s.branch(k+1, taken, cost)
	s.branch(k+1, taken|1<<k, cost+s.cost[k])
}

// sufficient says whether the set is under the line, from what is known of
// other sets when that decides it.
func (s *search) sufficient(set uint64) bool {
	for _, e := range s.enough {
		if e&^set == 0 {
			return true
		}
	}
	for _, e := range s.short {
		if set&^e == 0 {
			return false
		}
	}
	s.count++
	chosen := map[int]bool{}
	for rest := set; rest != 0; rest &= rest - 1 {
		chosen[s.order[bits.TrailingZeros64(rest)]] = true
	}
	q := s.p.With(func(i int) bool { return s.fixed(i) || chosen[i] })
	a, err := q.curve(s.ctx, s.g)
	if err != nil {
		s.err = err
		return false
	}
	if s.p.Tolerance.Holds(a) {
		s.enough = append(s.enough, set)
		return true
	}
	s.short = append(s.short, set)
	return false
}
