package attack

import (
	"math"
	"slices"
)

// net is the part of a model that matters to one goal, as a random AND/OR
// network: an edge works with its probability, independently of the others, and
// makes its head true when all its tails are. Nodes without edges are false.
type net struct {
	nodes int
	goal  int32
	edges []edge
}

type edge struct {
	head  int32
	tails []int32
	p     float64
}

// trial is what makes two steps one attempt: the same rule against the same
// asset under the same controls succeeds or fails once, however many facts
// would do as its precondition.
type trial struct {
	rule, head int32
	p          float64
}

// netBuilder gathers the network behind a gain.
type netBuilder struct {
	m     *Model
	n     *net
	nodes map[int32]int32 // gain (>= 0) or element (< 0) to node
	queue []int32
	only  map[int32]bool // steps to keep; nil: all
}

// netFor gathers the network behind a gain. Steps that share a trial go through
// a node of their own, whose single edge carries the probability. With only, no
// other steps are taken in.
func (m *Model) netFor(goal int32, only map[int32]bool) *net {
	b := &netBuilder{m: m, n: &net{}, nodes: map[int32]int32{}, queue: []int32{goal}, only: only}
	b.n.goal = b.node(goal)
	for len(b.queue) > 0 {
		g := b.queue[len(b.queue)-1]
		b.queue = b.queue[:len(b.queue)-1]
		b.gain(g)
	}
	return b.n
}

func (b *netBuilder) node(x int32) int32 {
	id, ok := b.nodes[x]
	if !ok {
		id = int32(b.n.nodes)
		b.nodes[x] = id
		b.n.nodes++
	}
	return id
}

func (b *netBuilder) gain(g int32) {
	trials := map[trial][]int32{}
	var order []trial
	b.m.h.into(g, func(s int32) {
		if math.IsInf(b.m.best.stepCost(s), 1) || b.only != nil && !b.only[s] {
			return
		}
		t := trial{b.m.h.rule[s], g, b.m.chance[s]}
		if trials[t] == nil {
			order = append(order, t)
		}
		trials[t] = append(trials[t], s)
	})
	for _, t := range order {
		head, p := b.node(g), t.p
		if len(trials[t]) > 1 {
			mid := int32(b.n.nodes)
			b.n.nodes++
			b.n.edges = append(b.n.edges, edge{head, []int32{mid}, t.p})
			head, p = mid, 1
		}
		for _, s := range trials[t] {
			b.step(s, head, p)
		}
	}
}

func (b *netBuilder) step(s, head int32, p float64) {
	e := edge{head: head, p: p}
	for _, x := range b.m.h.tailsOf(s) {
		if x < 0 && b.m.s.elements[^x].conf == 1 {
			continue
		}
		if _, known := b.nodes[x]; !known {
			if x >= 0 {
				b.queue = append(b.queue, x)
			} else {
				b.n.edges = append(b.n.edges, edge{head: b.node(x), p: b.m.s.elements[^x].conf})
			}
		}
		if y := b.node(x); !slices.Contains(e.tails, y) {
			e.tails = append(e.tails, y)
		}
	}
	b.n.edges = append(b.n.edges, e)
}

// trim drops what cannot work or does not lead to the goal, and says whether
// the goal can be reached at all.
func (n *net) trim() bool {
	uses, left := n.index()
	var queue []int32
	up := make([]bool, n.nodes)
	raise := func(v int32) {
		if !up[v] {
			up[v] = true
			queue = append(queue, v)
		}
	}
	for i := range n.edges {
		if left[i] == 0 && n.edges[i].p > 0 {
			raise(n.edges[i].head)
		}
	}
	for len(queue) > 0 {
		v := queue[len(queue)-1]
		queue = queue[:len(queue)-1]
		for _, i := range uses[v] {
			if left[i]--; left[i] == 0 && n.edges[i].p > 0 {
				raise(n.edges[i].head)
			}
		}
	}
	if !up[n.goal] {
		return false
	}
	in := make([][]int32, n.nodes)
	for i := range n.edges {
		in[n.edges[i].head] = append(in[n.edges[i].head], int32(i))
	}
	keep, need := make([]bool, len(n.edges)), make([]bool, n.nodes)
	need[n.goal] = true
	queue = append(queue, n.goal)
	for len(queue) > 0 {
		v := queue[len(queue)-1]
		queue = queue[:len(queue)-1]
		for _, i := range in[v] {
			e := &n.edges[i]
			if left[i] > 0 || e.p <= 0 || slices.Contains(e.tails, v) {
				continue
			}
			keep[i] = true
			for _, t := range e.tails {
				if !need[t] {
					need[t] = true
					queue = append(queue, t)
				}
			}
		}
	}
	kept := n.edges[:0]
	for i, e := range n.edges {
		if keep[i] {
			kept = append(kept, e)
		}
	}
	n.edges = kept
	return true
}

// index gives the edges that use each node and how many tails each edge waits for.
func (n *net) index() (uses [][]int32, left []int32) {
	uses, left = make([][]int32, n.nodes), make([]int32, len(n.edges))
	for i := range n.edges {
		for _, t := range n.edges[i].tails {
			uses[t] = append(uses[t], int32(i))
		}
		left[i] = int32(len(n.edges[i].tails))
	}
	return uses, left
}

func (n *net) clone() *net {
	c := &net{nodes: n.nodes, goal: n.goal, edges: slices.Clone(n.edges)}
	for i := range c.edges {
		c.edges[i].tails = slices.Clone(c.edges[i].tails)
	}
	return c
}
