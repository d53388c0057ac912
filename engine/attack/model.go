package attack

import (
	"math"
	"slices"

	"github.com/plimsoll-aims/plimsoll/fault"
)

// Model is a graph joined with the rules, and the standing answer to "what can
// be reached, and how at best". It is not safe for use from several goroutines
// while it is being changed.
type Model struct {
	Graph *Graph
	Book  *Book

	s        *static
	h        *hyper
	j        *joiner
	present  []bool // by element
	controls []control
	effects  [][]effect // by rule
	chance   []float64  // by step, with the controls that are active
	weight   []float64  // -ln chance, and a little for every step
	best     *best
}

type control struct {
	Control
	on     map[int32]bool // nil: everywhere
	active bool
}

// effect is what a control takes from the chance of a rule's steps: 1 stops it.
type effect struct {
	control int
	share   float64
}

// tiny is added to the cost of every step, so that of two equal ways the one
// with fewer steps is best and no way can support itself.
const tiny = 1e-9

// NewModel joins a graph with a book's rules. The order in which the graph lists
// things makes no difference. A graph or rules that make too many steps give a
// TooLarge error.
func NewModel(g *Graph, b *Book) (*Model, error) {
	if err := checkGraph(g, b.Words); err != nil {
		return nil, err
	}
	g = g.canonical()
	m := &Model{Graph: g, Book: b, s: newStatic(g, len(b.Words.Words)), h: newHyper(len(b.Words.Words))}
	m.j = newJoiner(b, m.s, m.h)
	if err := m.j.all(); err != nil {
		return nil, err
	}
	m.present = make([]bool, len(m.s.elements))
	for i := range m.present {
		m.present[i] = true
	}
	for _, c := range g.Controls {
		m.controls = append(m.controls, newControl(c))
	}
	m.effects = make([][]effect, len(b.Rules))
	for i := range m.controls {
		m.linkControl(i)
	}
	m.weigh(0)
	m.best = newBest(m)
	m.best.solve()
	return m, nil
}

// checkGraph guards what callers build by hand; files are checked on reading.
func checkGraph(g *Graph, v *Vocabulary) error {
	var ps []fault.Problem
	bad := func(path, msg string) {
		if len(ps) < maxProblems {
			ps = append(ps, fault.Problem{Path: path, Code: "invalid", Message: msg})
		}
	}
	asset := func(path string, a int) {
		if a < 0 || a >= len(g.Assets) {
			bad(path, "names no asset of the graph")
		}
	}
	word := func(path string, w int, s Sort) {
		if w < 0 || w >= len(v.Words) || v.Words[w].Sort != s {
			bad(path, "is not a word of the right sort")
		}
	}
	share := func(path string, x float64) {
		if !(x >= 0 && x <= 1) {
			bad(path, "must lie between 0 and 1")
		}
	}
	if len(g.Assets) > MaxAssets || len(g.Links) > MaxLinks || len(g.Facts) > MaxFacts {
		bad("assets", "is over the limits of a graph")
		return fault.Problems(ps)
	}
	for i, a := range g.Assets {
		word(index("assets", i)+".kind", a.Kind, KindWord)
	}
	for i, f := range g.Facts {
		asset(index("facts", i), f.Asset)
		word(index("facts", i), f.Word, FactWord)
		share(index("facts", i)+".confidence", f.Confidence)
	}
	for i, l := range g.Links {
		asset(index("links", i), l.From)
		asset(index("links", i), l.To)
		word(index("links", i), l.Word, LinkWord)
		share(index("links", i)+".confidence", l.Confidence)
	}
	for i, c := range g.Controls {
		share(index("controls", i)+".strength", c.Strength)
		for _, a := range c.On {
			asset(index("controls", i)+".on", a)
		}
	}
	for i, x := range g.Goals {
		asset(index("goals", i)+".on", x.Asset)
		word(index("goals", i)+".outcome", x.Word, GainWord)
	}
	return fault.Problems(ps)
}

func newControl(c Control) control {
	out := control{Control: c, active: c.State == InPlace}
	if c.On != nil {
		out.on = make(map[int32]bool, len(c.On))
		for _, a := range c.On {
			out.on[int32(a)] = true
		}
	}
	return out
}

// linkControl enters a control with every rule that it works against.
func (m *Model) linkControl(i int) {
	id := m.controls[i].ID
	for r := range m.Book.Rules {
		x := &m.Book.Rules[r]
		if slices.Contains(x.StoppedBy, id) {
			m.effects[r] = append(m.effects[r], effect{i, 1})
		} else if share, ok := x.HinderedBy[id]; ok {
			m.effects[r] = append(m.effects[r], effect{i, share})
		}
	}
}

// touches says whether a control is on any asset of a step.
func (m *Model) touches(c *control, step int32) bool {
	if c.on == nil {
		return true
	}
	for _, a := range m.h.bindsOf(step) {
		if c.on[a] {
			return true
		}
	}
	return false
}

// odds is the chance of a step with the controls that are active now.
func (m *Model) odds(step int32) float64 {
	rule := m.h.rule[step]
	p := m.Book.Rules[rule].Chance
	for _, e := range m.effects[rule] {
		if c := &m.controls[e.control]; c.active && m.touches(c, step) {
			p *= 1 - e.share*c.Strength
		}
	}
	return p
}

// weigh sets chance and weight of the steps from one on.
func (m *Model) weigh(from int) {
	for s := from; s < m.h.steps(); s++ {
		p := m.odds(int32(s))
		m.chance = append(m.chance, p)
		m.weight = append(m.weight, -math.Log(p)+tiny) // of 0: infinite
	}
}

// rate weighs one step again and says whether its cost rose (1), fell (-1) or
// stayed.
func (m *Model) rate(step int32) int {
	old := m.weight[step]
	p := m.odds(step)
	m.chance[step], m.weight[step] = p, -math.Log(p)+tiny
	switch {
	case m.weight[step] > old:
		return 1
	case m.weight[step] < old:
		return -1
	}
	return 0
}

// Toggle puts the i-th control of Graph.Controls in place or takes it away, and
// answers at once: only what depends on changed steps is worked out again.
func (m *Model) Toggle(i int, active bool) {
	m.toggle([]int{i}, active)
}

func (m *Model) toggle(which []int, active bool) {
	rules := make([]bool, len(m.Book.Rules))
	any := false
	for _, i := range which {
		if m.controls[i].active == active {
			continue
		}
		m.controls[i].active = active
		for r := range m.effects {
			for _, e := range m.effects[r] {
				if e.control == i {
					rules[r], any = true, true
				}
			}
		}
	}
	if !any {
		return
	}
	var up, down []int32
	for s, r := range m.h.rule {
		if !rules[r] {
			continue
		}
		switch m.rate(int32(s)) {
		case 1:
			up = append(up, int32(s))
		case -1:
			down = append(down, int32(s))
		}
	}
	m.best.update(up, down)
}

// Drop takes a fact or link away and Restore brings it back; the answer is
// brought up to date at once. The element is one that Find gave.
func (m *Model) Drop(element int) { m.setPresent(element, false) }

// Restore undoes Drop.
func (m *Model) Restore(element int) { m.setPresent(element, true) }

func (m *Model) setPresent(element int, present bool) {
	if m.present[element] == present {
		return
	}
	m.present[element] = present
	var changed []int32
	for pos, t := range m.h.tails {
		if t == ^int32(element) {
			changed = append(changed, m.h.useStep[pos])
		}
	}
	if present {
		m.best.update(nil, changed)
	} else {
		m.best.update(changed, nil)
	}
}

// FindFact gives the element of a fact, -1 when the graph does not have it.
func (m *Model) FindFact(asset, word int) int { return int(m.s.fact(int32(word), int32(asset))) }

// FindLink gives the element of a link, -1 when the graph does not have it.
func (m *Model) FindLink(from, word, to int) int {
	return int(m.s.link(int32(word), int32(from), int32(to)))
}

// AddFact and AddLink add to the model what the graph did not say, and join only
// what is new. They give the element, so that it can be dropped again.
func (m *Model) AddFact(f Fact) (int, error) {
	if e := m.FindFact(f.Asset, f.Word); e >= 0 {
		m.Restore(e)
		return e, nil
	}
	return m.add(element{word: int32(f.Word), from: int32(f.Asset), to: -1, conf: f.Confidence, source: f.Source})
}

// AddLink adds a link; see AddFact.
func (m *Model) AddLink(l Link) (int, error) {
	if e := m.FindLink(l.From, l.Word, l.To); e >= 0 {
		m.Restore(e)
		return e, nil
	}
	return m.add(element{word: int32(l.Word), from: int32(l.From), to: int32(l.To), conf: l.Confidence, source: l.Source})
}

func (m *Model) add(e element) (int, error) {
	id := len(m.s.elements)
	m.s.elements = append(m.s.elements, e)
	m.present = append(m.present, true)
	if e.to < 0 {
		m.s.putFact(id)
	} else {
		m.s.putLink(id)
	}
	before := m.h.steps()
	err := m.j.add(int32(id))
	m.weigh(before)
	m.best.grow()
	fresh := make([]int32, 0, m.h.steps()-before)
	for s := before; s < m.h.steps(); s++ {
		fresh = append(fresh, int32(s))
	}
	m.best.update(nil, fresh)
	return id, err
}

// Size says how large the joined model is.
func (m *Model) Size() (gains, steps int) { return m.h.gains(), m.h.steps() }
