package attack

import (
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
}

// proveUpTo is the number of candidates up to which a cut is always proved.
const proveUpTo = 40

// maxRounds bounds how many ways are looked at before the bound is given.
const maxRounds = 5_000

// Cut finds the cheapest set of candidate controls that closes every way to a
// goal, by implicit hitting sets (Reiter 1987; Moreno-Centeno and Karp 2013):
// find the best way that the present choice leaves open, demand that one of its
// steps be stopped, choose again, until no way is left. The choice is then
// optimal, because every demand is necessary and together they suffice.
// Candidates are the graph's own controls in state candidate; if it names none,
// every control that a rule is stopped by, everywhere, at cost 1.
func (m *Model) Cut(goal GoalRef) (*Cut, error) {
	g := m.h.gain(int32(goal.word), int32(goal.asset))
	out := &Cut{GoalRef: goal, Controls: []CutControl{}, Optimal: true}
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
	choice, low, proved, open, ways, err := m.hit(g, cands, cost)
	out.Ways = ways
	if err != nil {
		return nil, err
	}
	if open != nil {
		m.toggle(cands, false)
		p := m.path(*open)
		out.Open, out.Optimal = &p, false
		return out, nil
	}
	for _, i := range choice {
		out.Cost += cost[i]
		out.Controls = append(out.Controls, m.cutControl(&m.controls[cands[i]], g))
	}
	out.Optimal, out.LowerBound = proved, low
	return out, nil
}

// hit runs the rounds; it leaves all candidates switched off.
func (m *Model) hit(g int32, cands []int, cost []float64) (choice []int, low float64, proved bool, open *derivation, ways int, err error) {
	defer m.toggle(cands, false)
	var sets [][]int
	proved = true
	for range maxRounds {
		on := make([]int, len(choice))
		for i, c := range choice {
			on[i] = cands[c]
		}
		m.toggle(cands, false)
		m.toggle(on, true)
		if math.IsInf(m.best.cost[g], 1) {
			if proved {
				low = sum(cost, choice)
			}
			return choice, low, proved, nil, ways, nil
		}
		r := &ranker{m: m, into: map[int32][]int32{}}
		found, _ := r.kbest(g, 4)
		for i := range found {
			ways++
			set := m.stoppers(found[i].steps, cands)
			if len(set) == 0 {
				return nil, 0, false, &found[i], ways, nil
			}
			sets = append(sets, set)
		}
		if len(found) == 0 {
			return nil, 0, false, nil, ways, fault.New(fault.TooLarge, "the ways to this goal are too long to search; cut an earlier goal")
		}
		var sure bool
		choice, _, low, sure = hitting(sets, cost)
		proved = proved && sure
	}
	return nil, 0, false, nil, ways, fault.New(fault.TooLarge, "no cut was proved within %d rounds; the bound is %g; name fewer candidates", maxRounds, low)
}

func sum(cost []float64, choice []int) float64 {
	t := 0.0
	for _, i := range choice {
		t += cost[i]
	}
	return t
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
	m.controls = m.controls[:first]
	for r := range m.effects {
		m.effects[r] = slices.DeleteFunc(m.effects[r], func(e effect) bool { return e.control >= first })
	}
}

// cutControl describes a control and what it stops on the way to a goal.
func (m *Model) cutControl(c *control, goal int32) CutControl {
	out := CutControl{ID: c.ID, Name: c.Name, Cost: c.Cost, On: m.names(c.On), Stops: []string{}}
	if mit, ok := m.Book.Atlas.Mitigation(c.ID); ok && out.Name == "" {
		out.Name = mit.Name
	}
	for _, s := range m.behind(goal) {
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

// behind lists every step that can take part in a way to a gain.
func (m *Model) behind(goal int32) []int32 {
	seen := map[int32]bool{goal: true}
	queue := []int32{goal}
	var out []int32
	for len(queue) > 0 {
		g := queue[len(queue)-1]
		queue = queue[:len(queue)-1]
		m.h.into(g, func(s int32) {
			if math.IsInf(m.best.stepCost(s), 1) {
				return
			}
			out = append(out, s)
			for _, t := range m.h.tailsOf(s) {
				if t >= 0 && !seen[t] {
					seen[t] = true
					queue = append(queue, t)
				}
			}
		})
	}
	slices.Sort(out)
	return out
}
