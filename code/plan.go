package code

import (
	"context"
	"reflect"
	"slices"

	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// Action is what a plan does with a record.
type Action string

// The actions, complete.
const (
	Create    Action = "create"
	Update    Action = "update"
	Unchanged Action = "unchanged"
	Behind    Action = "behind" // changed in the store only: the directory is older, and nothing is written
	Delete    Action = "delete" // the set says so
	Prune     Action = "prune"  // the set owned it and no longer has it
	Orphan    Action = "orphan" // as prune, but pruning was not asked for
	Conflict  Action = "conflict"
)

// Options say how to plan.
type Options struct {
	Set   string // name of the set, when it does not say itself
	Prune bool   // delete records that the set owned and no longer has
	Adopt bool   // take ownership of records that are equal already
	Force bool   // let the directory win where both were changed
}

// Change is one record of a plan.
type Change struct {
	Action Action `json:"action"`
	Kind   string `json:"kind"`
	Name   string `json:"name"`
	Where  string `json:"where,omitempty"` // file:line:column
	Why    string `json:"why,omitempty"`
	Diff   []Diff `json:"diff,omitempty"`

	item *Item
	old  *kernel.Record
	cut  map[string]bool // references to leave out until everything is there
	way  []string        // states to go through
}

// Key is "kind/name".
func (c *Change) Key() string { return kernel.Key(c.Kind, c.Name) }

// Plan says what Apply would do, in the order in which it would do it.
type Plan struct {
	Set     string     `json:"set"`
	Entry   kernel.Seq `json:"entry"` // the ledger position that was compared with
	Changes []*Change  `json:"changes"`

	origin string
}

// Count counts the changes of an action.
func (p *Plan) Count(a Action) int {
	n := 0
	for _, c := range p.Changes {
		if c.Action == a {
			n++
		}
	}
	return n
}

// Differs says whether directory and store differ at all.
func (p *Plan) Differs() bool { return p.Count(Unchanged) < len(p.Changes) }

// Writes says whether applying the plan writes anything.
func (p *Plan) Writes() bool {
	return p.Count(Create)+p.Count(Update)+p.Count(Delete)+p.Count(Prune) > 0 ||
		slices.ContainsFunc(p.Changes, func(c *Change) bool { return c.adopts(p) })
}

// adopts says whether an equal record changes its owner.
func (c *Change) adopts(p *Plan) bool { return c.Action == Unchanged && c.Why == whyAdopt }

const whyAdopt = "owned by the set from now on"

// MakePlan compares a set with a view. Problems of the set (references to
// nothing, custom fields that nobody declared, states that cannot be reached) are
// an Invalid fault with all of them.
func MakePlan(ctx context.Context, v kernel.View, s *Set, o Options) (*Plan, error) {
	p := &planner{ctx: ctx, v: v, set: s, opt: o, there: map[string]map[string]*kernel.Record{}}
	p.plan = &Plan{Set: s.Name, Entry: v.Seq()}
	if p.plan.Set == "" {
		p.plan.Set = o.Set
	}
	if !SetName(p.plan.Set) {
		return nil, fault.New(fault.Usage, "%q cannot name a set; use lower case letters, digits and dashes", p.plan.Set)
	}
	p.plan.origin = "apply:" + p.plan.Set
	if err := p.fields(); err != nil {
		return nil, err
	}
	for _, it := range s.Items {
		if err := p.item(it); err != nil {
			return nil, err
		}
	}
	if err := p.orphans(); err != nil {
		return nil, err
	}
	if err := p.check(); err != nil {
		return nil, err
	}
	p.sort()
	return p.plan, fault.Problems(p.found)
}

type planner struct {
	ctx   context.Context
	v     kernel.View
	set   *Set
	opt   Options
	plan  *Plan
	there map[string]map[string]*kernel.Record // by kind and name
	found []fault.Problem
}

// records gives what the store holds of a kind, by name.
func (p *planner) records(kind string) (map[string]*kernel.Record, error) {
	if m, ok := p.there[kind]; ok {
		return m, nil
	}
	list, err := p.v.All(p.ctx, kind)
	if err != nil {
		return nil, err
	}
	m := make(map[string]*kernel.Record, len(list))
	for _, r := range list {
		m[r.Name] = r
	}
	p.there[kind] = m
	return m, nil
}

// fault notes a problem of an item with its place in the file.
func (p *planner) fault(it *Item, path, code, message string) {
	if len(p.found) < maxFaults {
		p.found = append(p.found, fault.Problem{Path: path, Code: code, Message: message, Where: p.set.Where(it, path)})
	}
}

// fields settles the custom fields of every item: with the declarations of the
// store and those of the set itself.
func (p *planner) fields() error {
	k := p.v.Registry().KindOf(new(kernel.CustomField))
	var defs []*kernel.Record
	if k != nil {
		there, err := p.records(k.Name)
		if err != nil {
			return err
		}
		for name, r := range there {
			if p.set.Item(kernel.Key(k.Name, name)) == nil {
				defs = append(defs, r)
			}
		}
		for _, it := range p.set.Items {
			if it.Kind == k && !it.Delete {
				defs = append(defs, &kernel.Record{Meta: kernel.Meta{Kind: k.Name, Name: it.Name}, Spec: it.Spec})
			}
		}
	}
	for _, it := range p.set.Items {
		if it.Delete {
			continue
		}
		settled, ps := kernel.CheckFields(it.Kind.Name, defs, it.Fields)
		for _, q := range ps {
			p.fault(it, q.Path, q.Code, q.Message)
		}
		it.Fields = settled
	}
	return nil
}

// item decides about one record of the set.
func (p *planner) item(it *Item) error {
	there, err := p.records(it.Kind.Name)
	if err != nil {
		return err
	}
	c := &Change{Kind: it.Kind.Name, Name: it.Name, item: it, old: there[it.Name]}
	switch {
	case it.Delete && c.old == nil:
		c.Action = Unchanged
	case it.Delete:
		c.Action = Delete
		p.guard(c)
	case c.old == nil:
		err = p.missing(c)
	default:
		err = p.present(c)
	}
	if c.Action != Unchanged {
		c.Where = p.set.Where(it, "")
	}
	p.plan.Changes = append(p.plan.Changes, c)
	return err
}

// base gives what the directory was exported from, if that was a record of this
// store: known by its identity, since names can be used again.
func (p *planner) base(key string) (BaseRecord, bool) {
	if p.set.Base == nil {
		return BaseRecord{}, false
	}
	b, ok := p.set.Base.Records[key]
	return b, ok
}

// missing decides about a record that the store does not have: it is new, or it
// was deleted there since the export.
func (p *planner) missing(c *Change) error {
	c.Action = Create
	b, ok := p.base(c.Key())
	if !ok || p.opt.Force {
		return nil
	}
	h, err := p.v.History(p.ctx, b.UID)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	if len(h) == 0 {
		return nil // exported from another store
	}
	if b.Digest == digest(p.ours(c.item)) {
		c.Action, c.Why = Behind, "deleted in the store since the export; delete the file, or apply with force to bring it back"
		return nil
	}
	c.Action, c.Why = Conflict, "changed here and deleted in the store since the export"
	return nil
}

func (p *planner) ours(it *Item) map[string]any {
	return content(it.Kind, it.Spec, it.Labels, it.Fields)
}

// present compares a record with the store's.
func (p *planner) present(c *Change) error {
	k := c.item.Kind
	ours, theirs := p.ours(c.item), content(k, c.old.Spec, c.old.Labels, c.old.Fields)
	if reflect.DeepEqual(ours, theirs) {
		c.Action = Unchanged
		if p.opt.Adopt && c.old.Origin != p.plan.origin {
			c.Why = whyAdopt
		}
		return nil
	}
	c.Action, c.Diff = Update, differences(ours, theirs)
	b, ok := p.base(c.Key())
	if !ok || b.UID != c.old.UID {
		return nil
	}
	oursChanged, theirsChanged := b.Digest != digest(ours), b.Digest != digest(theirs)
	switch {
	case !oursChanged && p.opt.Force:
	case !oursChanged:
		c.Action, c.Why = Behind, "changed in the store since the export; export again to take it over"
	case theirsChanged && !p.opt.Force:
		c.Action, c.Why = Conflict, "changed here and in the store since the export"
	}
	base, err := p.revision(c.old.UID, b.Rev, k)
	c.Diff = withBase(c.Diff, base)
	return err
}

// revision gives the content of an earlier revision, nil where it was erased.
func (p *planner) revision(uid kernel.UID, rev int, k *kernel.Kind) (map[string]any, error) {
	h, err := p.v.History(p.ctx, uid)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return nil, err
	}
	for i := range h {
		if h[i].Rev == rev && h[i].Spec != nil {
			return content(k, h[i].Spec, h[i].Labels, h[i].Fields), nil
		}
	}
	return nil, nil
}

// guard turns a deletion into a conflict when the record was changed in the store
// since the export.
func (p *planner) guard(c *Change) {
	b, ok := p.base(c.Key())
	if !ok || b.UID != c.old.UID || p.opt.Force {
		return
	}
	k := p.v.Registry().Kind(c.Kind)
	if digest(content(k, c.old.Spec, c.old.Labels, c.old.Fields)) != b.Digest {
		c.Action, c.Why = Conflict, "to be deleted here, but changed in the store since the export"
	}
}

// orphans finds the records that the set owned and no longer describes.
func (p *planner) orphans() error {
	for _, k := range p.v.Registry().Kinds() {
		if k.Internal {
			continue
		}
		there, err := p.records(k.Name)
		if fault.Is(err, fault.Forbidden) {
			continue
		} else if err != nil {
			return err
		}
		var names []string
		for name, r := range there {
			if r.Origin == p.plan.origin && p.set.Item(r.Key()) == nil {
				names = append(names, name)
			}
		}
		slices.Sort(names)
		for _, name := range names {
			c := &Change{Action: Orphan, Kind: k.Name, Name: name, old: there[name], Why: "owned by the set, which no longer has it; prune deletes it"}
			if p.opt.Prune {
				c.Action, c.Why = Prune, ""
				p.guard(c)
			}
			p.plan.Changes = append(p.plan.Changes, c)
		}
	}
	return nil
}
