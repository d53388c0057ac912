package attack

import (
	"cmp"
	"context"
	"slices"
)

// reduce simplifies a network without changing the probability of its goal:
// certain nodes are dropped from conditions, parallel edges merge, nodes with
// one way in and one use are spliced out (series), and what cannot matter goes.
// A series-parallel network comes down to edges without conditions into the
// goal. It gives false when the goal cannot be reached.
func (n *net) reduce() bool {
	passes := maxPassWork/(len(n.edges)+1) + 3
	for {
		if !n.trim() {
			n.edges = nil
			return false
		}
		n.merge()
		if passes--; !n.splice() || passes < 0 {
			return n.trim()
		}
	}
}

// maxPassWork bounds passes times edges of one reduction; what is left over is
// for sampling.
const maxPassWork = 1_000_000

// merge combines edges with one head and the same tails, and drops edges that
// a certain edge with fewer tails makes idle.
func (n *net) merge() {
	for i := range n.edges {
		slices.Sort(n.edges[i].tails)
	}
	slices.SortStableFunc(n.edges, func(a, b edge) int {
		return cmp.Or(cmp.Compare(a.head, b.head), cmp.Compare(len(a.tails), len(b.tails)), slices.Compare(a.tails, b.tails))
	})
	out := n.edges[:0]
	first := 0 // of the current head in out
	for _, e := range n.edges {
		if len(out) > 0 && out[len(out)-1].head != e.head {
			first = len(out)
		}
		if last := len(out) - 1; last >= first && last >= 0 && out[last].head == e.head && slices.Equal(out[last].tails, e.tails) {
			out[last].p = 1 - (1-out[last].p)*(1-e.p)
			continue
		}
		idle := false
		for k := first; k < len(out) && k < first+64 && !idle; k++ {
			idle = out[k].head == e.head && out[k].p == 1 && subset(out[k].tails, e.tails)
		}
		if !idle {
			out = append(out, e)
		}
	}
	n.edges = out
}

// subset says whether sorted a lies in sorted b.
func subset(a, b []int32) bool {
	i := 0
	for _, x := range a {
		for i < len(b) && b[i] < x {
			i++
		}
		if i == len(b) || b[i] != x {
			return false
		}
	}
	return true
}

// splice replaces nodes by what they stand for: a certain node by nothing, and a
// node with one edge in by that edge's tails, if the edge is certain or the node
// is used once. It works on nodes that do not touch each other in one pass.
func (n *net) splice() bool {
	in, uses := make([]int32, n.nodes), make([]int32, n.nodes)
	entry := make([]int32, n.nodes)
	sure := make([]bool, n.nodes)
	for i, e := range n.edges {
		in[e.head]++
		entry[e.head] = int32(i)
		sure[e.head] = sure[e.head] || e.p == 1 && len(e.tails) == 0
		for _, t := range e.tails {
			uses[t]++
		}
	}
	changed := false
	gone := make([]bool, len(n.edges))
	touched := make([]bool, len(n.edges)) // changed in this pass: entries of theirs are out of date
	for i := range n.edges {
		e := &n.edges[i]
		if gone[i] {
			continue
		}
		for k := 0; k < len(e.tails); k++ {
			t := e.tails[k]
			if sure[t] {
				e.tails = slices.Delete(e.tails, k, k+1)
				k--
				uses[t]--
				changed, touched[i] = true, true
				continue
			}
			x := entry[t]
			if in[t] != 1 || t == n.goal || touched[x] || gone[x] || int(x) == i || n.edges[x].p != 1 && uses[t] != 1 {
				continue
			}
			src := n.edges[x]
			e.tails = slices.Delete(e.tails, k, k+1)
			e.p *= src.p
			for _, s := range src.tails {
				if !slices.Contains(e.tails, s) {
					e.tails = append(e.tails, s)
					uses[s]++
				}
			}
			if uses[t]--; uses[t] == 0 {
				gone[x] = true
				for _, s := range src.tails {
					uses[s]--
				}
			}
			changed, touched[i] = true, true
			break
		}
	}
	out := n.edges[:0]
	for i, e := range n.edges {
		if !gone[i] {
			out = append(out, e)
		}
	}
	n.edges = out
	return changed
}

// exact gives the probability of the goal if it can be had within a budget of
// reductions: by series-parallel reduction, and by splitting on one edge at a
// time (factoring) where that leaves something over.
func (n *net) exact(ctx context.Context, budget *int) (float64, bool) {
	if *budget--; *budget < 0 || ctx.Err() != nil {
		return 0, false
	}
	if !n.reduce() {
		return 0, true
	}
	if p, done := n.plain(); done {
		return p, true
	}
	if len(n.edges) > 400 {
		return 0, false
	}
	pick := n.pivot()
	if pick < 0 {
		return 1, true // nothing is uncertain, and the goal can be reached
	}
	p := n.edges[pick].p
	with, without := n.clone(), n
	with.edges[pick].p = 1
	without = &net{nodes: n.nodes, goal: n.goal, edges: slices.Delete(n.edges, pick, pick+1)}
	a, ok := with.exact(ctx, budget)
	if !ok {
		return 0, false
	}
	b, ok := without.exact(ctx, budget)
	return p*a + (1-p)*b, ok
}

// plain gives the goal's probability when only edges without conditions lead
// to it.
func (n *net) plain() (float64, bool) {
	q := 1.0
	for _, e := range n.edges {
		if e.head != n.goal || len(e.tails) > 0 {
			return 0, false
		}
		q *= 1 - e.p
	}
	return 1 - q, true
}

// pivot picks the uncertain edge to split on: one without conditions whose head
// is used most, else any whose head is.
func (n *net) pivot() int {
	uses := make([]int, n.nodes)
	for _, e := range n.edges {
		for _, t := range e.tails {
			uses[t]++
		}
	}
	best, score := -1, -1
	for i, e := range n.edges {
		if e.p >= 1 {
			continue
		}
		s := 2 * uses[e.head]
		if len(e.tails) == 0 {
			s++
		}
		if s > score {
			best, score = i, s
		}
	}
	return best
}
