package code

import (
	"slices"

	"github.com/plimsoll-aims/plimsoll/kernel"
)

// edge is a reference from one record to another of the same plan.
type edge struct {
	to       int
	path     string
	required bool
}

// ordered is an order in which records can be written: what is referred to comes
// first. cut lists, per record, the references that have to be left out at first
// because of a cycle; stuck lists required references that close a cycle, which
// nobody can write.
type ordered struct {
	order []int
	cut   map[int]map[string]bool // record to paths
	stuck map[int][]string
}

// order sorts n records by their references. Inside a cycle, optional references
// give way to required ones.
func order(n int, edges func(int) []edge) ordered {
	o := ordered{cut: map[int]map[string]bool{}, stuck: map[int][]string{}}
	for _, group := range components(n, edges) {
		in := map[int]bool{}
		for _, v := range group {
			in[v] = true
		}
		o.group(group, in, edges)
	}
	return o
}

// group orders one knot of records that refer to each other.
func (o *ordered) group(group []int, in map[int]bool, edges func(int) []edge) {
	const (
		open = 1
		done = 2
	)
	start := len(o.order)
	state := map[int]int{}
	var visit func(v int)
	visit = func(v int) {
		state[v] = open
		for _, e := range edges(v) {
			if e.required && in[e.to] && state[e.to] == 0 {
				visit(e.to)
			}
		}
		state[v] = done
		o.order = append(o.order, v)
	}
	for _, v := range group {
		if state[v] == 0 {
			visit(v)
		}
	}
	at := map[int]int{}
	for i, v := range o.order[start:] {
		at[v] = i
	}
	for _, v := range group {
		for _, e := range edges(v) {
			if !in[e.to] || at[e.to] < at[v] {
				continue
			}
			if e.required {
				o.stuck[v] = append(o.stuck[v], e.path)
				continue
			}
			if o.cut[v] == nil {
				o.cut[v] = map[string]bool{}
			}
			o.cut[v][e.path] = true
		}
	}
}

// components finds the strongly connected groups (Tarjan 1972), each after the
// groups that it refers to. It does not recurse, since chains can be long.
func components(n int, edges func(int) []edge) [][]int {
	t := tarjan{index: make([]int, n), low: make([]int, n), on: make([]bool, n)}
	for v := range n {
		if t.index[v] == 0 {
			t.run(v, edges)
		}
	}
	return t.groups
}

type tarjan struct {
	next       int
	index, low []int
	on         []bool
	stack      []int
	groups     [][]int
}

type frame struct {
	v     int
	edges []edge
	i     int
}

func (t *tarjan) open(v int, edges func(int) []edge) frame {
	t.next++
	t.index[v], t.low[v], t.on[v] = t.next, t.next, true
	t.stack = append(t.stack, v)
	return frame{v: v, edges: edges(v)}
}

func (t *tarjan) run(root int, edges func(int) []edge) {
	todo := []frame{t.open(root, edges)}
	for len(todo) > 0 {
		f := &todo[len(todo)-1]
		if f.i < len(f.edges) {
			w := f.edges[f.i].to
			f.i++
			switch {
			case t.index[w] == 0:
				todo = append(todo, t.open(w, edges))
			case t.on[w]:
				t.low[f.v] = min(t.low[f.v], t.index[w])
			}
			continue
		}
		v := f.v
		todo = todo[:len(todo)-1]
		if len(todo) > 0 {
			up := todo[len(todo)-1].v
			t.low[up] = min(t.low[up], t.low[v])
		}
		if t.low[v] == t.index[v] {
			t.close(v)
		}
	}
}

// close takes the group of v off the stack, in a stable order.
func (t *tarjan) close(v int) {
	i := len(t.stack) - 1
	for t.stack[i] != v {
		i--
	}
	group := slices.Clone(t.stack[i:])
	t.stack = t.stack[:i]
	for _, w := range group {
		t.on[w] = false
	}
	slices.Sort(group)
	t.groups = append(t.groups, group)
}

// without copies a record and leaves out the references at some paths.
func without(k *kernel.Kind, spec any, paths map[string]bool) any {
	const gone = kernel.UID("\x00left-out") // no store gives such a UID
	c := k.Clone(spec)
	k.References(c, func(r *kernel.Reference) {
		if paths[r.Path] {
			r.Set(r.Name, gone)
		}
	})
	k.Drop(c, gone)
	return c
}

// stateWay finds the shortest way of states from where a record is, or, with
// from "", from one in which a record may begin, to a state. The way includes
// its end but not from. nil means that there is no way.
func stateWay(l *kernel.Lifecycle, from, to string) []string {
	if from == to {
		return []string{to}
	}
	begin := [][]string{{from}}
	if from == "" && len(l.Initial) == 0 {
		return []string{to}
	}
	if from == "" {
		begin = nil
		for _, s := range l.Initial {
			begin = append(begin, []string{"", s})
		}
	}
	seen := map[string]bool{from: true}
	for todo := begin; len(todo) > 0; todo = todo[1:] {
		way := todo[0]
		last := way[len(way)-1]
		if last == to {
			return way[1:]
		}
		for _, t := range l.Next(last) {
			if !seen[t.To] {
				seen[t.To] = true
				todo = append(todo, append(slices.Clone(way), t.To))
			}
		}
	}
	return nil
}
