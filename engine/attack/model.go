package attack

import (
	"context"
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
	rest     []float64  // by step: cost of the facts it rests on, and a little for the step itself
	hot      []hotStep  // by step: what the search for best ways reads
	best     *best
	logs     [64][2]float64
	undo     undo
	up, down []int32 // room for the steps that a toggle changes
}

type control struct {
	Control
	on     []uint64 // bits by asset; nil: everywhere
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
// TooLarge error; a context that ends stops the join with its error.
func NewModel(ctx context.Context, g *Graph, b *Book) (*Model, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := checkGraph(g, b.Words); err != nil {
		return nil, err
	}
	g = g.canonical()
	m := &Model{Graph: g, Book: b, s: newStatic(g, len(b.Words.Words)), h: newHyper(len(b.Words.Words))}
	if err := m.s.readAll(ctx, b); err != nil {
		return nil, err
	}
	m.j = newJoiner(ctx, b, m.s, m.h)
	if err := m.j.all(); err != nil {
		return nil, err
	}
	m.h.arrange()
	m.h.seal()
	m.present = make([]bool, len(m.s.elements))
	for i := range m.present {
		m.present[i] = true
	}
	for _, c := range g.Controls {
		m.controls = append(m.controls, newControl(c, len(g.Assets)))
	}
	m.effects = make([][]effect, len(b.Rules))
	for i := range m.controls {
		m.linkControl(i)
	}
	m.j.ctx = context.Background() // what is added later is small
	if err := m.settle(ctx); err != nil {
		return nil, err
	}
	return m, nil
}

// settle weighs all steps and finds the best way to every gain.
func (m *Model) settle(ctx context.Context) error {
	for _, part := range []func(){func() { m.weigh(0) }, m.floors, func() { m.best = newBest(m) }, func() { m.best.solve() }} {
		if err := ctx.Err(); err != nil {
			return err
		}
		part()
	}
	return nil
}

// checkGraph guards what callers build by hand; files are checked on reading.
func checkGraph(g *Graph, v *Vocabulary) error {
	var ps []fault.Problem
	bad := func(list string, i int, field, msg string) {
		if len(ps) < maxProblems {
			ps = append(ps, fault.Problem{Path: index(list, i) + field, Code: "invalid", Message: msg})
		}
	}
	asset := func(list string, i int, field string, a int) {
		if a < 0 || a >= len(g.Assets) {
			bad(list, i, field, "names no asset of the graph")
		}
	}
	word := func(list string, i int, field string, w int, s Sort) {
		if w < 0 || w >= len(v.Words) || v.Words[w].Sort != s {
			bad(list, i, field, "is not a word of the right sort")
		}
	}
	share := func(list string, i int, field string, x float64) {
		if !(x >= 0 && x <= 1) {
			bad(list, i, field, "must lie between 0 and 1")
		}
	}
	if len(g.Assets) > MaxAssets || len(g.Links) > MaxLinks || len(g.Facts) > MaxFacts {
		ps = append(ps, fault.Problem{Path: "assets", Code: "invalid", Message: "is over the limits of a graph"})
		return fault.Problems(ps)
	}
	for i, a := range g.Assets {
		word("assets", i, ".kind", a.Kind, KindWord)
	}
	for i, f := range g.Facts {
		asset("facts", i, "", f.Asset)
		word("facts", i, "", f.Word, FactWord)
		share("facts", i, ".confidence", f.Confidence)
	}
	for i, l := range g.Links {
		asset("links", i, "", l.From)
		asset("links", i, "", l.To)
		word("links", i, "", l.Word, LinkWord)
		share("links", i, ".confidence", l.Confidence)
	}
	for i, c := range g.Controls {
		share("controls", i, ".strength", c.Strength)
		for _, a := range c.On {
			asset("controls", i, ".on", a)
		}
	}
	for i, x := range g.Goals {
		asset("goals", i, ".on", x.Asset)
		word("goals", i, ".outcome", x.Word, GainWord)
	}
	return fault.Problems(ps)
}

func newControl(c Control, assets int) control {
	out := control{Control: c, active: c.State == InPlace}
	if c.On != nil {
		out.on = make([]uint64, assets/64+1)
		for _, a := range c.On {
			out.on[a/64] |= 1 << (a % 64)
		}
	}
	return out
}

// linkControl enters a control with every rule that it works against, with the
// largest effect that it has there.
func (m *Model) linkControl(i int) {
	c := &m.controls[i].Control
	for r := range m.Book.Rules {
		x := &m.Book.Rules[r]
		share := 0.0
		for id, s := range x.HinderedBy {
			if c.is(id) {
				share = max(share, s)
			}
		}
		if slices.ContainsFunc(x.StoppedBy, c.is) {
			share = 1
		}
		if share > 0 {
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
		if c.on[a/64]>>(a%64)&1 == 1 {
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
		m.rest = append(m.rest, m.ground(int32(s)))
		m.hot = append(m.hot, m.heat(int32(s), p))
	}
}

// floors bounds the weights of the first join from below: what each step costs
// with no control in place and every fact present.
func (m *Model) floors() {
	for i, s := range m.h.use.ids {
		p := m.Book.Rules[m.h.rule[s]].Chance
		w := float32(m.price(s, p) * (1 - 1e-6)) // single precision may round up
		m.h.arcs[i].floor = w
	}
}

// hotStep is what the search for best ways needs of a step, in half a cache
// line. A step with more than four gains has its tails read from the hypergraph.
type hotStep struct {
	weight float64 // rest - ln chance; infinite if it is impossible
	head   int32
	gains  int32
	tail   [4]int32
}

func (m *Model) heat(s int32, p float64) hotStep {
	x := hotStep{weight: m.price(s, p), head: m.h.head[s]}
	for _, t := range m.h.tailsOf(s) {
		if t < 0 {
			break // gains come first
		}
		if x.gains < 4 {
			x.tail[x.gains] = t
		}
		x.gains++
	}
	return x
}

// ground is the cost of the facts that a step rests on.
func (m *Model) ground(step int32) float64 {
	c := tiny
	for _, t := range m.h.tailsOf(step) {
		if t < 0 {
			c += m.elementCost(^t)
		}
	}
	return c
}

// price is the cost of a step apart from the gains that it needs. What is
// impossible costs infinity.
func (m *Model) price(step int32, p float64) float64 {
	switch {
	case p == 1:
		return m.rest[step]
	case p <= 0:
		return math.Inf(1)
	}
	return m.rest[step] - m.log(p)
}

// log remembers the last few logarithms: steps of a rule under the same
// controls have the same chance.
func (m *Model) log(p float64) float64 {
	k := math.Float64bits(p) * 0x9e3779b97f4a7c15 >> 58
	if m.logs[k][0] != p {
		m.logs[k] = [2]float64{p, math.Log(p)}
	}
	return m.logs[k][1]
}

// rate weighs one step again and says whether its cost rose (1), fell (-1) or
// stayed.
func (m *Model) rate(step int32) int {
	x := &m.hot[step]
	old := x.weight
	m.chance[step] = m.odds(step)
	x.weight = m.price(step, m.chance[step])
	switch {
	case x.weight > old:
		return 1
	case x.weight < old:
		return -1
	}
	return 0
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
	m.undo.which = nil
	var changed []int32
	for _, s := range m.h.resting(int32(element)) {
		changed = append(changed, s)
		m.rest[s] = m.ground(s)
		m.rate(s)
	}
	if present {
		m.best.update(nil, changed, nil)
	} else {
		m.best.update(changed, nil, nil)
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
	if m.j == nil {
		return -1, errPart()
	}
	id := len(m.s.elements)
	m.undo.which = nil
	m.s.elements = append(m.s.elements, e)
	m.present = append(m.present, true)
	if e.to < 0 {
		m.s.putFact(id)
	} else {
		m.s.putLink(id)
	}
	before := m.h.steps()
	err := m.j.add(int32(id))
	m.h.extend(before)
	m.weigh(before)
	m.best.grow()
	fresh := make([]int32, 0, m.h.steps()-before)
	for s := before; s < m.h.steps(); s++ {
		fresh = append(fresh, int32(s))
	}
	m.best.update(nil, fresh, nil)
	if err != nil {
		return id, err
	}
	return id, m.readMore(int32(id))
}

// Size says how large the joined model is.
func (m *Model) Size() (gains, steps int) { return m.h.gains(), m.h.steps() }
