package attack

import (
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/plimsoll-aims/plimsoll/fault"
)

// Cut is the cheapest set of candidate controls after which no way to the goal
// is left. LowerBound is the least that any cut can cost; it equals Cost when
// Optimal. Open holds a way that no candidate stops: then there is no cut, and
// Controls is empty.
type Cut struct {
	GoalRef
	Controls   []CutControl `json:"controls"`
	Cost       float64      `json:"cost"`
	LowerBound float64      `json:"lower_bound"`
	Optimal    bool         `json:"optimal"`
	Already    bool         `json:"already_cut"`
	Open       *Path        `json:"open,omitempty"`
	Before     *GoalResult  `json:"before,omitempty"` // the goal with no candidate in place, each step with what of the cut stops it
	Graph      string       `json:"graph,omitempty"`
	Candidates int          `json:"candidates"`
	Ways       int          `json:"ways_examined"`
}

// CutControl is one control of a cut, where, and the techniques that it stops.
type CutControl struct {
	ID       string    `json:"id"`
	Name     string    `json:"name,omitempty"`
	On       []string  `json:"on,omitempty"`
	Cost     float64   `json:"cost"`
	Stops    []string  `json:"stops"`
	Supports []Support `json:"supports,omitempty"`

	countsAs []string
	where    []int
}

// cutBudget bounds the search for a cut: rounds in which every demand is met at
// the least cost, and nodes of the branch and bound over all rounds. What is
// left over after that is cut way by way, not proved, with the bound so far.
type cutBudget struct{ rounds, nodes int }

// budget gives fewer rounds to a larger model, since each repairs it twice.
func (m *Model) budget() cutBudget {
	return cutBudget{rounds: min(5_000, max(100, 200_000_000/(m.h.steps()+1))), nodes: 1_000_000}
}

// Cut finds the cheapest set of candidate controls that closes every way to a
// goal, by implicit hitting sets (Reiter 1987; Moreno-Centeno and Karp 2013):
// find the best way that the present choice leaves open, demand that one of its
// steps be stopped, choose again, until no way is left. The choice is then
// optimal, because every demand is necessary and together they suffice.
// Candidates are the graph's own controls in state candidate; if it names none,
// every control that a rule is stopped by, everywhere, at cost 1. A context that
// ends stops the search with its error.
func (m *Model) Cut(ctx context.Context, goal GoalRef) (*Cut, error) {
	p := m.Part(goal)
	out, err := p.cutWithin(ctx, goal, p.budget())
	if err != nil || out.Already {
		return out, err
	}
	before := p.goal(ctx, goal, Options{Paths: cutPaths, Worlds: cutWorlds, Seed: 1}.filled())
	p.mark(&before, out)
	out.Before = &before
	return out, ctx.Err()
}

// What a cut shows of how things stand before it.
const (
	cutPaths  = 10
	cutWorlds = 20_000
)

// mark notes at each step which controls of a cut stop it.
func (m *Model) mark(g *GoalResult, c *Cut) {
	for _, p := range g.Paths {
		for i := range p.Steps {
			s := &p.Steps[i]
			for k := range c.Controls {
				x := newControl(Control{ID: c.Controls[k].ID, CountsAs: c.Controls[k].countsAs, On: c.Controls[k].where}, len(m.Graph.Assets))
				if slices.ContainsFunc(s.StoppedBy, x.is) && m.touches(&x, s.id) {
					s.CutBy = append(s.CutBy, x.ID)
				}
			}
		}
	}
}

func (m *Model) cutWithin(ctx context.Context, goal GoalRef, budget cutBudget) (*Cut, error) {
	g := m.h.gain(int32(goal.word), int32(goal.asset))
	out := &Cut{GoalRef: goal, Controls: []CutControl{}, Optimal: true, Graph: m.Graph.Name}
	if g < 0 || math.IsInf(m.best.cost[g], 1) {
		out.Already = true
		return out, nil
	}
	first := len(m.controls)
	defer m.forget(first)
	cands := m.candidates()
	out.Candidates = len(cands)
	cost := make([]float64, len(cands))
	for i, c := range cands {
		cost[i] = m.controls[c].Cost
	}
	x := &hitter{ctx: ctx, m: m, goal: g, cands: cands, cost: cost, cutBudget: budget}
	open, err := x.run()
	out.Ways = x.ways
	if err != nil {
		return nil, err
	}
	if open != nil {
		m.toggle(cands, false)
		p := m.path(*open)
		out.Open, out.Optimal = &p, false
		return out, nil
	}
	for _, i := range x.choice {
		out.Cost += cost[i]
		out.Controls = append(out.Controls, m.cutControl(&m.controls[cands[i]], g))
	}
	out.LowerBound = x.low
	if out.Optimal = x.low >= out.Cost; out.Optimal {
		out.LowerBound = out.Cost
	}
	return out, nil
}

// hitter runs the rounds of one cut.
type hitter struct {
	ctx   context.Context
	m     *Model
	goal  int32
	cands []int
	cost  []float64
	cutBudget

	sets   [][]int // demands: one of these candidates must be taken
	choice []int
	low    float64 // no cut costs less
	ways   int
}

// run leaves all candidates switched off, and gives a way that none of them
// stops if there is one.
func (x *hitter) run() (open *derivation, err error) {
	defer x.m.toggle(x.cands, false)
	for {
		x.apply()
		if err := x.ctx.Err(); err != nil {
			return nil, err
		}
		if math.IsInf(x.m.best.cost[x.goal], 1) {
			x.prune()
			return nil, nil
		}
		r := newRanker(x.ctx, x.m)
		found, _ := r.kbest(x.goal, 4)
		if err := x.ctx.Err(); err != nil {
			return nil, err
		}
		if len(found) == 0 {
			return nil, fault.New(fault.TooLarge, "the ways to this goal are too long to search; cut an earlier goal")
		}
		var fresh [][]int
		for i := range found {
			x.ways++
			set := x.m.stoppers(found[i].steps, x.cands)
			if len(set) == 0 {
				return &found[i], nil
			}
			fresh = append(fresh, set)
		}
		x.choose(fresh)
	}
}

// prune takes back, dearest first, what the cut does not need. A proved choice
// needs all of it.
func (x *hitter) prune() {
	order := slices.Clone(x.choice)
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(x.cost[b], x.cost[a]) })
	for _, c := range order {
		x.m.toggle([]int{x.cands[c]}, false)
		if math.IsInf(x.m.best.cost[x.goal], 1) {
			x.choice = slices.DeleteFunc(x.choice, func(y int) bool { return y == c })
		} else {
			x.m.toggle([]int{x.cands[c]}, true)
		}
	}
}

func (x *hitter) apply() {
	on := make([]int, len(x.choice))
	for i, c := range x.choice {
		on[i] = x.cands[c]
	}
	x.m.toggle(x.cands, false)
	x.m.toggle(on, true)
}

// nodesPerRound keeps one hard round from using up the whole budget.
const nodesPerRound = 200_000

// choose meets all demands at the least cost while there are nodes, greedily
// while there are rounds; after that it only adds the cheapest stopper of each
// way that is open.
func (x *hitter) choose(fresh [][]int) {
	x.sets = append(x.sets, fresh...)
	if x.rounds--; x.rounds >= 0 {
		nodes := min(x.nodes, nodesPerRound)
		x.nodes -= nodes
		choice, _, low, _ := hitting(x.ctx, x.sets, x.cost, &nodes)
		x.nodes += nodes
		x.choice, x.low = choice, max(x.low, low)
		return
	}
	for _, set := range fresh {
		if slices.ContainsFunc(set, func(c int) bool { return slices.Contains(x.choice, c) }) {
			continue
		}
		best := set[0]
		for _, c := range set {
			if x.cost[c] < x.cost[best] {
				best = c
			}
		}
		x.choice = append(x.choice, best)
	}
}

// stoppers lists the candidates that stop some step of a way.
func (m *Model) stoppers(steps []int32, cands []int) []int {
	var out []int
	for i, c := range cands {
		for _, s := range steps {
			if m.stops(c, s) {
				out = append(out, i)
				break
			}
		}
	}
	return out
}

func (m *Model) stops(c int, step int32) bool {
	for _, e := range m.effects[m.h.rule[step]] {
		if e.control == c && e.share == 1 {
			return m.controls[c].Strength == 1 && m.touches(&m.controls[c], step)
		}
	}
	return false
}

// candidates are positions in m.controls. Those that a cut supposes at full
// strength are entered at the end and forgotten afterwards.
func (m *Model) candidates() []int {
	var own []Control
	for _, c := range m.controls {
		if c.State == Candidate {
			own = append(own, c.Control)
		}
	}
	if len(own) == 0 {
		var ids []string
		for r := range m.Book.Rules {
			ids = append(ids, m.Book.Rules[r].StoppedBy...)
		}
		for _, id := range unique(ids) {
			own = append(own, Control{ID: id, Cost: 1})
		}
	}
	var out []int
	for _, c := range own {
		c.Strength, c.State = 1, Candidate
		m.controls = append(m.controls, newControl(c, len(m.Graph.Assets)))
		m.linkControl(len(m.controls) - 1)
		out = append(out, len(m.controls)-1)
	}
	return out
}

func (m *Model) forget(first int) {
	m.undo.which = nil
	m.controls = m.controls[:first]
	for r := range m.effects {
		m.effects[r] = slices.DeleteFunc(m.effects[r], func(e effect) bool { return e.control >= first })
	}
}

// cutControl describes a control and what it stops on the way to a goal.
func (m *Model) cutControl(c *control, goal int32) CutControl {
	out := CutControl{ID: c.ID, Name: c.Name, Cost: c.Cost, On: m.names(c.On), Stops: []string{}, countsAs: c.CountsAs, where: c.On}
	if mit, ok := m.Book.Atlas.Mitigation(c.ID); ok && out.Name == "" {
		out.Name = mit.Name
	}
	steps, _ := m.behind(goal, MaxSteps)
	for _, s := range steps {
		x := &m.Book.Rules[m.h.rule[s]]
		if slices.ContainsFunc(x.StoppedBy, c.is) && m.touches(c, s) {
			out.Stops = append(out.Stops, x.Technique)
		}
	}
	out.Stops = unique(out.Stops)
	seen := map[string]bool{}
	for _, t := range out.Stops {
		for _, s := range m.Book.Supports(t) {
			if !seen[s.Control] {
				seen[s.Control] = true
				out.Supports = append(out.Supports, s)
			}
		}
	}
	return out
}

func (m *Model) names(assets []int) []string {
	var out []string
	for _, a := range assets {
		out = append(out, m.Graph.Assets[a].ID)
	}
	return out
}

// behind lists the steps that can take part in a way to a gain, and says whether
// that is all of them: it stops at a limit.
func (m *Model) behind(goal int32, limit int) (steps []int32, all bool) {
	seen := map[int32]bool{goal: true}
	queue := []int32{goal}
	for len(queue) > 0 && len(steps) <= limit {
		g := queue[len(queue)-1]
		queue = queue[:len(queue)-1]
		m.h.into(g, func(s int32) {
			if math.IsInf(m.best.stepCost(s), 1) {
				return
			}
			steps = append(steps, s)
			for _, t := range m.h.tailsOf(s) {
				if t >= 0 && !seen[t] {
					seen[t] = true
					queue = append(queue, t)
				}
			}
		})
	}
	slices.Sort(steps)
	return steps, len(steps) <= limit
}
