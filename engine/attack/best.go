package attack

import (
	"math"
	"slices"
)

// best keeps, for every gain, the cost of its cheapest derivation and the step
// that ends it: Knuth's generalisation of Dijkstra's algorithm (1977) to
// hypergraphs, with cost -ln p, and repaired in place after a change. A gain
// cannot be reached if its cost is infinite.
type best struct {
	m    *Model
	cost []float64
	step []int32
	todo queue
	lost []int32    // room for the gains that a change takes away
	log  *[]gainWas // where the state before a change is kept, or nil
}

func newBest(m *Model) *best {
	b := &best{m: m}
	b.grow()
	return b
}

// grow makes room for gains that were added.
func (b *best) grow() {
	for len(b.cost) < b.m.h.gains() {
		b.cost = append(b.cost, math.Inf(1))
		b.step = append(b.step, -1)
	}
}

// stepCost is the cost of deriving the head by a step: its own weight and the
// best cost of every gain it needs.
func (b *best) stepCost(s int32) float64 {
	x := &b.m.hot[s]
	return b.under(x, s, math.Inf(1))
}

// under gives the cost of a step, or something no less than the limit if it is
// not under the limit.
func (b *best) under(x *hotStep, s int32, limit float64) float64 {
	c := x.weight
	if x.gains > int32(len(x.tail)) {
		for _, t := range b.m.h.tailsOf(s)[:x.gains] {
			c += b.cost[t]
		}
		return c
	}
	for i := int32(0); i < x.gains && c < limit; i++ {
		c += b.cost[x.tail[i]]
	}
	return c
}

func (m *Model) elementCost(e int32) float64 {
	if !m.present[e] {
		return math.Inf(1)
	}
	if c := m.s.elements[e].conf; c != 1 {
		if c == 0 {
			return math.Inf(1)
		}
		return -m.log(c)
	}
	return 0
}

// solve works everything out from nothing.
func (b *best) solve() {
	h := b.m.h
	for s := int32(0); s < int32(h.steps()); s++ {
		leaf := true
		for _, t := range h.tailsOf(s) {
			leaf = leaf && t < 0
		}
		if leaf {
			b.offer(s)
		}
	}
	b.settle()
}

// offer lets a step improve its head, and queues the head if it does.
func (b *best) offer(s int32) {
	if b.take(s) {
		head := b.m.hot[s].head
		b.todo.push(heapItem{b.cost[head], head})
	}
}

// take lets a step improve its head and says whether it does.
func (b *best) take(s int32) bool {
	x := &b.m.hot[s]
	limit := b.cost[x.head]
	if x.weight >= limit {
		return false
	}
	c := b.under(x, s, limit)
	if c >= limit {
		return false
	}
	if b.log != nil {
		*b.log = append(*b.log, gainWas{x.head, b.step[x.head], limit})
	}
	b.cost[x.head], b.step[x.head] = c, s
	return true
}

// settle spreads improvements, cheapest first, until nothing changes. A step
// costs at least what its arc says, so a head that is cheaper than that cannot be
// improved by it.
func (b *best) settle() {
	for b.todo.n > 0 {
		it := b.todo.pop()
		if it.cost > b.cost[it.gain] {
			continue
		}
		built, arcs, added := b.m.h.using(it.gain)
		for i, a := range arcs {
			least := it.cost + float64(a.floor)
			if a.other >= 0 {
				least += b.cost[a.other]
			}
			if b.cost[a.head] > least {
				b.offer(built[i])
			}
		}
		for _, s := range added {
			b.offer(s)
		}
	}
}

// update repairs after some steps became dearer (or impossible) and others
// cheaper. What rested on a dearer step is forgotten and found again from what
// did not; this is the hypergraph form of Ramalingam and Reps (1996). With a log,
// every value is noted before it changes.
func (b *best) update(up, down []int32, log *[]gainWas) {
	h := b.m.h
	b.log = log
	defer func() { b.log = nil }()
	lost := b.lost[:0]
	lose := func(s, g int32) {
		if b.step[g] == s {
			if log != nil {
				*log = append(*log, gainWas{g, s, b.cost[g]})
			}
			b.cost[g], b.step[g] = math.Inf(1), -1
			lost = append(lost, g)
		}
	}
	for _, s := range up {
		lose(s, h.head[s])
	}
	for i := 0; i < len(lost); i++ {
		built, arcs, added := h.using(lost[i])
		for k, a := range arcs {
			lose(built[k], a.head)
		}
		for _, s := range added {
			lose(s, h.head[s])
		}
	}
	b.lost = lost
	for _, g := range lost {
		found := false
		h.into(g, func(s int32) { found = b.take(s) || found })
		if found {
			b.todo.push(heapItem{b.cost[g], g})
		}
	}
	var better []int32
	for _, s := range down {
		if b.take(s) {
			better = append(better, h.head[s])
		}
	}
	slices.Sort(better)
	for _, g := range slices.Compact(better) {
		b.todo.push(heapItem{b.cost[g], g})
	}
	b.settle()
}
