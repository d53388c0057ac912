package attack

import "math"

// best keeps, for every gain, the cost of its cheapest derivation and the step
// that ends it: Knuth's generalisation of Dijkstra's algorithm (1977) to
// hypergraphs, with cost -ln p, and repaired in place after a change. A gain
// cannot be reached if its cost is infinite.
type best struct {
	m    *Model
	cost []float64
	step []int32
	heap []heapItem
}

type heapItem struct {
	cost float64
	gain int32
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

// stepCost is the cost of deriving the head by a step: its own weight, that of
// the facts it rests on, and the best cost of every gain it needs.
func (b *best) stepCost(s int32) float64 {
	c := b.m.weight[s]
	for _, t := range b.m.h.tailsOf(s) {
		if t >= 0 {
			c += b.cost[t]
		} else {
			c += b.m.elementCost(^t)
		}
	}
	return c
}

func (m *Model) elementCost(e int32) float64 {
	if !m.present[e] {
		return math.Inf(1)
	}
	if c := m.s.elements[e].conf; c != 1 {
		return -math.Log(c)
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

// offer lets a step improve its head.
func (b *best) offer(s int32) {
	c := b.stepCost(s)
	if head := b.m.h.head[s]; c < b.cost[head] {
		b.cost[head], b.step[head] = c, s
		b.push(heapItem{c, head})
	}
}

// settle spreads improvements, cheapest first, until nothing changes.
func (b *best) settle() {
	h := b.m.h
	for len(b.heap) > 0 {
		it := b.pop()
		if it.cost > b.cost[it.gain] {
			continue
		}
		for pos := h.firstUse[it.gain]; pos >= 0; pos = h.nextUse[pos] {
			b.offer(h.useStep[pos])
		}
	}
}

// update repairs after some steps became dearer (or impossible) and others
// cheaper. What rested on a dearer step is forgotten and found again from what
// did not; this is the hypergraph form of Ramalingam and Reps (1996).
func (b *best) update(up, down []int32) {
	h := b.m.h
	var lost []int32
	lose := func(g int32) {
		b.cost[g], b.step[g] = math.Inf(1), -1
		lost = append(lost, g)
	}
	for _, s := range up {
		if b.step[h.head[s]] == s {
			lose(h.head[s])
		}
	}
	for i := 0; i < len(lost); i++ {
		for pos := h.firstUse[lost[i]]; pos >= 0; pos = h.nextUse[pos] {
			s := h.useStep[pos]
			if b.step[h.head[s]] == s {
				lose(h.head[s])
			}
		}
	}
	for _, g := range lost {
		for s := h.firstIn[g]; s >= 0; s = h.nextIn[s] {
			b.offer(s)
		}
	}
	for _, s := range down {
		b.offer(s)
	}
	b.settle()
}

func (b *best) push(it heapItem) {
	b.heap = append(b.heap, it)
	i := len(b.heap) - 1
	for i > 0 {
		up := (i - 1) / 4
		if !less(it, b.heap[up]) {
			break
		}
		b.heap[i] = b.heap[up]
		i = up
	}
	b.heap[i] = it
}

func (b *best) pop() heapItem {
	top := b.heap[0]
	last := b.heap[len(b.heap)-1]
	b.heap = b.heap[:len(b.heap)-1]
	n := len(b.heap)
	i := 0
	for {
		c := 4*i + 1
		if c >= n {
			break
		}
		for k := c + 1; k < min(c+4, n); k++ {
			if less(b.heap[k], b.heap[c]) {
				c = k
			}
		}
		if !less(b.heap[c], last) {
			break
		}
		b.heap[i] = b.heap[c]
		i = c
	}
	if n > 0 {
		b.heap[i] = last
	}
	return top
}

func less(a, b heapItem) bool { return a.cost < b.cost || a.cost == b.cost && a.gain < b.gain }
