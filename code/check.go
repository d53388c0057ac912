package code

import (
	"cmp"
	"slices"

	"github.com/plimsoll-aims/plimsoll/kernel"
)

// check finds what the set asks for and nobody can do: references to records that
// will not be there, and states that the kind's lifecycle does not lead to.
func (p *planner) check() error {
	gone := map[string]bool{}
	for _, c := range p.plan.Changes {
		if c.Action == Delete || c.Action == Prune {
			gone[c.Key()] = true
		}
	}
	for _, c := range p.plan.Changes {
		if c.Action != Create && c.Action != Update {
			continue
		}
		if err := p.references(c, gone); err != nil {
			return err
		}
		p.state(c)
	}
	return nil
}

func (p *planner) references(c *Change, gone map[string]bool) error {
	var err error
	c.item.Kind.References(c.item.Spec, func(r *kernel.Reference) {
		key := kernel.Key(r.Kind, r.Name)
		if it := p.set.Item(key); it != nil && !it.Delete {
			return
		}
		if p.v.Registry().Kind(r.Kind) == nil {
			p.fault(c.item, "spec."+r.Path, "unknown-kind", "there is no kind "+r.Kind)
			return
		}
		there, e := p.records(r.Kind)
		err = cmp.Or(err, e)
		switch {
		case gone[key]:
			p.fault(c.item, "spec."+r.Path, "dangling", key+" is deleted by this very plan")
		case e == nil && there[r.Name] == nil:
			p.fault(c.item, "spec."+r.Path, "dangling", "there is no "+key+", neither in this directory nor in the store")
		}
	})
	return err
}

// state finds the states to go through.
func (p *planner) state(c *Change) {
	k := c.item.Kind
	if k.Lifecycle == nil {
		return
	}
	from, to := "", k.State(c.item.Spec)
	if c.old != nil {
		from = k.State(c.old.Spec)
	}
	way := stateWay(k.Lifecycle, from, to)
	if way == nil {
		p.fault(c.item, "spec."+k.Lifecycle.Field, "bad-transition", "a "+k.Name+" does not get from "+cmp.Or(from, "the beginning")+" to "+to)
		return
	}
	c.way = way
}

// rank is the order of the actions in a plan: what is created can be referred to
// by what is updated, and what is updated may let go of what is deleted.
var rank = map[Action]int{Create: 1, Update: 2, Delete: 3, Prune: 3, Conflict: 4, Behind: 5, Orphan: 6, Unchanged: 7}

// sort brings the changes into the order in which they can be written.
func (p *planner) sort() {
	cs := p.plan.Changes
	first := func(c *Change) int {
		if c.Kind == kernel.CustomFieldKind.Name && rank[c.Action] <= rank[Update] {
			return 0 // declarations of custom fields come before what uses them
		}
		return rank[c.Action]
	}
	slices.SortStableFunc(cs, func(a, b *Change) int { return first(a) - first(b) })
	p.byReference(cs, false, func(c *Change) bool { return first(c) == rank[Create] })
	p.byReference(cs, true, func(c *Change) bool { return rank[c.Action] == rank[Delete] })
}

// byReference sorts the changes of one sort, which stand together: targets first,
// or, for deletions, last.
func (p *planner) byReference(cs []*Change, last bool, of func(*Change) bool) {
	start := slices.IndexFunc(cs, of)
	if start < 0 {
		return
	}
	end := start
	at := map[string]int{}
	for end < len(cs) && of(cs[end]) {
		at[cs[end].Key()] = end - start
		end++
	}
	part := slices.Clone(cs[start:end])
	edges := make([][]edge, len(part))
	for i, c := range part {
		k, spec := p.v.Registry().Kind(c.Kind), any(nil)
		if last {
			spec = c.old.Spec
		} else {
			spec = c.item.Spec
		}
		k.References(spec, func(r *kernel.Reference) {
			if to, ok := at[kernel.Key(r.Kind, r.Name)]; ok {
				edges[i] = append(edges[i], edge{to: to, path: r.Path, required: r.Field.Required})
			}
		})
	}
	o := order(len(part), func(i int) []edge { return edges[i] })
	for i, v := range o.order {
		if last {
			i = len(part) - 1 - i
		}
		cs[start+i] = part[v]
		if last {
			continue
		}
		part[v].cut = o.cut[v]
		for _, path := range o.stuck[v] {
			p.fault(part[v].item, "spec."+path, "cycle", "these records refer to each other by required fields only, so that none can be written first")
		}
	}
}
