package attack

import (
	"context"
	"slices"

	"github.com/plimsoll-aims/plimsoll/fault"
)

// Limits of grounding: what a model may hold and how long a join may search.
const (
	MaxSteps   = 2_500_000
	maxJoinOps = 1_000_000_000

	joinPatience = 1 << 16 // searches between looks at whether to stop
)

// joiner grounds rules over a graph by semi-naive evaluation (Bancilhon 1986):
// every ground step is made once, when the last of its gains has been reached.
type joiner struct {
	b      *Book
	s      *static
	h      *hyper
	plans  [][]plan // by rule, by starting condition
	starts [][]plan // by word: plans that start at a condition with the word
	bind   [maxVars]int32
	tails  []int32
	match  []int32 // what each condition matched, by condition
	newest int32   // gains after this one are not yet to be joined
	fresh  int32   // element being added, or -1
	first  int     // starting condition of the current plan
	ops    int
	full   bool
	found  []element         // what readings gave
	known  map[[3]int32]bool // of what was found
	tell   func(*Rule)       // takes a hint that applies
	ctx    context.Context
}

func newJoiner(ctx context.Context, b *Book, s *static, h *hyper) *joiner {
	j := &joiner{b: b, s: s, h: h, plans: make([][]plan, len(b.Rules)), starts: make([][]plan, len(b.Words.Words)),
		match: make([]int32, maxAtoms), fresh: -1, ctx: ctx}
	for r := range b.Rules {
		for i, a := range b.Rules[r].If {
			p := compile(b, r, i)
			j.plans[r] = append(j.plans[r], p)
			for _, w := range a.Words {
				j.starts[w] = append(j.starts[w], p)
			}
		}
	}
	return j
}

// all derives everything that follows from the static part.
func (j *joiner) all() error {
	for r := range j.b.Rules {
		if !j.hasGain(r) {
			j.scan(r)
		}
	}
	return j.drain(0)
}

// drain joins every gain from the given one on, in order, including those that
// come up on the way.
func (j *joiner) drain(from int) error {
	for g := from; g < j.h.gains() && !j.full; g++ {
		j.newest = int32(g)
		asset := j.h.gainAsset[g]
		for i := range j.starts[j.h.gainWord[g]] {
			p := &j.starts[j.h.gainWord[g]][i]
			j.first = p.start.atom
			j.bind[p.start.a] = asset
			j.match[p.start.atom] = int32(g)
			j.run(p, 0)
		}
	}
	j.newest = int32(j.h.gains())
	if err := j.ctx.Err(); err != nil {
		return err
	}
	if j.full {
		return fault.New(fault.TooLarge, "the rules make over %d steps on this graph (or search too long); narrow the rules or split the graph", MaxSteps)
	}
	return nil
}

func (j *joiner) hasGain(rule int) bool {
	for _, a := range j.b.Rules[rule].If {
		if j.b.Words.Words[a.Words[0]].Sort == GainWord {
			return true
		}
	}
	return false
}

// scan grounds a rule without gains, starting at its rarest condition.
func (j *joiner) scan(rule int) {
	best, size := 0, int(^uint(0)>>1)
	for i := range j.plans[rule] {
		if n := j.size(&j.plans[rule][i].start); n < size {
			best, size = i, n
		}
	}
	p := &j.plans[rule][best]
	j.first = -1
	if p.start.b >= 0 {
		for _, w := range p.start.words {
			for a := int32(0); a < int32(j.s.assets); a++ {
				x, y := j.s.out[w].of(a)
				j.fromLinks(p, x)
				j.fromLinks(p, y)
			}
		}
		return
	}
	j.list(p, 0, &p.start)
}

// list binds a variable to every asset that meets a condition, and goes on.
func (j *joiner) list(p *plan, next int, o *op) {
	for k, w := range o.words {
		for _, list := range [2][]int32{j.s.byWord[w], j.s.ofKind[w]} {
			for _, a := range list {
				if j.unary(o.words[:k], a) != none {
					continue // an earlier alternative has matched it
				}
				if m := j.unary(o.words[k:], a); !j.stale(o, m) {
					j.bind[o.a], j.match[o.atom] = a, m
					j.run(p, next)
				}
			}
		}
	}
}

func (j *joiner) size(o *op) int {
	n := 0
	for _, w := range o.words {
		n += len(j.s.byWord[w]) + len(j.s.ofKind[w]) + len(j.s.out[w].ids)
	}
	return n
}

func (j *joiner) fromLinks(p *plan, ids []int32) {
	for _, id := range ids {
		e := &j.s.elements[id]
		if p.start.a == p.start.b && e.from != e.to {
			continue
		}
		j.bind[p.start.a], j.bind[p.start.b] = e.from, e.to
		j.match[p.start.atom] = ^id
		j.run(p, 0)
	}
}

// What unary gives besides an element: certain is a kind, none is no match.
const (
	certain int32 = -1 << 30
	none    int32 = -1<<30 + 1
)

func (j *joiner) unary(words []int32, asset int32) int32 {
	for _, w := range words {
		if j.s.kind[asset] == w {
			return certain
		}
		if id := j.s.fact(w, asset); id >= 0 {
			return ^id
		}
	}
	return none
}

// run joins the rest of a plan and emits a step for every way it comes out.
func (j *joiner) run(p *plan, at int) {
	if j.ops++; j.full || j.ops > maxJoinOps || j.ops%joinPatience == 0 && j.ctx.Err() != nil {
		j.full = true
		return
	}
	if at == len(p.ops) {
		j.emit(p.rule)
		return
	}
	o := &p.ops[at]
	switch o.kind {
	case opUnary:
		if m := j.unary(o.words, j.bind[o.a]); m != none && !j.stale(o, m) {
			j.match[o.atom] = m
			j.run(p, at+1)
		}
	case opGain:
		g := j.h.gain(o.words[0], j.bind[o.a])
		if g < 0 || g > j.newest || g == j.newest && o.atom < j.first && j.fresh < 0 {
			return
		}
		j.match[o.atom] = g
		j.run(p, at+1)
	case opBoth:
		for _, w := range o.words {
			if id := j.s.link(w, j.bind[o.a], j.bind[o.b]); id >= 0 && !j.stale(o, ^id) {
				j.match[o.atom] = ^id
				j.run(p, at+1)
			}
		}
	case opAsset:
		j.list(p, at+1, o)
	default:
		j.walk(p, at, o)
	}
}

func (j *joiner) walk(p *plan, at int, o *op) {
	for _, w := range o.words {
		var lists [2][]int32
		if o.kind == opOut {
			lists[0], lists[1] = j.s.out[w].of(j.bind[o.a])
		} else {
			lists[0], lists[1] = j.s.in[w].of(j.bind[o.b])
		}
		for _, l := range lists {
			for _, id := range l {
				if j.stale(o, ^id) {
					continue
				}
				if o.kind == opOut {
					j.bind[o.b] = j.s.elements[id].to
				} else {
					j.bind[o.a] = j.s.elements[id].from
				}
				j.match[o.atom] = ^id
				j.run(p, at+1)
			}
		}
	}
}

// stale keeps a step from being made twice when the added element matches two
// of its conditions: only the first may be the start.
func (j *joiner) stale(o *op, m int32) bool {
	return j.fresh >= 0 && m == ^j.fresh && o.atom < j.first
}

func (j *joiner) emit(rule int) {
	r := &j.b.Rules[rule]
	if r.reading {
		j.read(r)
		return
	}
	if j.h.steps() >= MaxSteps {
		j.full = true
		return
	}
	asset := j.bind[r.Then.A]
	j.tails = j.tails[:0]
	head := j.h.gain(int32(r.Then.Words[0]), asset)
	for i := range r.If { // gains first, then facts and links
		m := j.match[i]
		if m == head && m >= 0 {
			return // a step that needs what it gives adds nothing
		}
		if m >= 0 {
			j.tails = append(j.tails, m)
		}
	}
	for i := range r.If {
		if m := j.match[i]; m < 0 && m != certain {
			j.rest(m)
		}
	}
	if head < 0 {
		head = j.h.addGain(int32(r.Then.Words[0]), asset, j.s.assets)
	}
	j.h.addStep(int32(rule), head, j.tails, j.bind[:len(r.Vars)])
}

// rest notes the fact or link that a step rests on; for one that was read from
// others, those.
func (j *joiner) rest(m int32) {
	of := j.s.elements[^m].of
	if of == nil {
		if !slices.Contains(j.tails, m) {
			j.tails = append(j.tails, m)
		}
		return
	}
	for _, e := range of {
		j.rest(^e)
	}
}

// add joins one new element (already in the index) with everything known.
func (j *joiner) add(id int32) error {
	before := j.h.gains()
	e := &j.s.elements[id]
	j.fresh, j.newest = id, int32(before)-1
	for i := range j.starts[e.word] {
		p := &j.starts[e.word][i]
		if (p.start.b >= 0) != (e.to >= 0) || j.shadowed(p, e) {
			continue
		}
		j.first = p.start.atom
		j.bind[p.start.a] = e.from
		if p.start.b >= 0 {
			if p.start.a == p.start.b && e.from != e.to {
				continue
			}
			j.bind[p.start.b] = e.to
		}
		j.match[p.start.atom] = ^id
		j.run(p, 0)
	}
	j.fresh = -1
	return j.drain(before)
}

// shadowed says whether an earlier alternative of the condition holds already,
// so that the step exists.
func (j *joiner) shadowed(p *plan, e *element) bool {
	if e.to >= 0 {
		return false
	}
	for _, w := range p.start.words {
		if w == e.word {
			return false
		}
		if j.unary([]int32{w}, e.from) != none {
			return true
		}
	}
	return false
}
