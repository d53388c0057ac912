package code

import (
	"context"
	"errors"
	"fmt"

	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// Result is what Apply did.
type Result struct {
	Created, Updated, Deleted int
	Receipt                   kernel.Receipt
}

// Apply carries out a plan that MakePlan made of the set, in one transaction: all
// of it or nothing. A plan with conflicts is a Conflict fault that names them; so
// is a record that was changed since the plan was made. A plan that changes
// nothing writes nothing. why is the reason that the history shows.
func Apply(ctx context.Context, st kernel.Store, s *Set, p *Plan, why string) (*Result, error) {
	if err := conflicts(p); err != nil {
		return nil, err
	}
	if !p.Writes() {
		return &Result{}, nil
	}
	if err := attach(ctx, st, s, p); err != nil {
		return nil, err
	}
	var res *Result
	receipt, err := st.Update(ctx, why, func(tx kernel.Tx) error {
		w := writer{ctx: ctx, tx: tx, set: s, plan: p, failed: map[string]bool{}, res: &Result{}}
		res = w.res
		return w.all()
	})
	if err != nil {
		return nil, err
	}
	res.Receipt = receipt
	return res, nil
}

func conflicts(p *Plan) error {
	e := &fault.Error{Kind: fault.Conflict, Message: "directory and store were both changed; nothing was written. Export to another directory and merge, or apply with --force to let this directory win"}
	for _, c := range p.Changes {
		if c.Action == Conflict {
			e.Problems = append(e.Problems, fault.Problem{Path: c.Key(), Code: "conflict", Message: c.Why, Where: c.Where})
		}
	}
	if len(e.Problems) == 0 {
		return nil
	}
	return e
}

type writer struct {
	ctx    context.Context
	tx     kernel.Tx
	set    *Set
	plan   *Plan
	failed map[string]bool
	found  []fault.Problem
	res    *Result
}

func (w *writer) all() error {
	var later []patch
	for _, c := range w.plan.Changes {
		var err error
		switch c.Action {
		case Create:
			var r *kernel.Record
			if r, err = w.create(c); err == nil && r != nil && len(c.cut) > 0 {
				later = append(later, patch{c, r.Rev})
			}
		case Update:
			err = w.update(c)
		case Delete, Prune:
			later, err = w.patches(later)
			if err == nil {
				err = w.remove(c)
			}
		case Unchanged:
			if c.adopts(w.plan) {
				err = w.adopt(c)
			}
		}
		if err != nil {
			return err
		}
	}
	if _, err := w.patches(later); err != nil {
		return err
	}
	return fault.Problems(w.found)
}

// patch completes a record that was created without the references of a cycle.
type patch struct {
	c   *Change
	rev int
}

func (w *writer) patches(ps []patch) ([]patch, error) {
	for _, p := range ps {
		if w.failed[p.c.Key()] {
			continue
		}
		if _, err := w.put(p.c, p.c.item.Spec, p.rev, nil); err != nil {
			return nil, err
		}
	}
	return nil, nil
}

func (w *writer) create(c *Change) (*kernel.Record, error) {
	spec := c.item.Spec
	if len(c.cut) > 0 {
		spec = without(c.item.Kind, spec, c.cut)
	}
	r, err := w.put(c, spec, kernel.RevNew, c.way)
	if r != nil {
		w.res.Created++
	}
	return r, err
}

func (w *writer) update(c *Change) error {
	spec, err := keepSensitive(c.item.Kind, c.item.Spec, c.old.Spec)
	if err != nil {
		return err
	}
	r, err := w.put(c, spec, c.old.Rev, c.way)
	if r != nil {
		w.res.Updated++
	}
	return err
}

// put writes a record along a way of states. Faults of its content are collected, so that all of them
// are reported; the record is nil then.
func (w *writer) put(c *Change, spec any, rev int, way []string) (*kernel.Record, error) {
	if w.dependsOnFailed(c) {
		w.failed[c.Key()] = true
		return nil, nil
	}
	r, err := putAlong(w.ctx, w.tx, c.item.Kind, kernel.Put{Kind: c.Kind, Name: c.Name, Rev: rev, Spec: spec,
		Labels: c.item.Labels, Fields: c.item.Fields, Origin: w.plan.origin}, way)
	if err == nil {
		return r, nil
	}
	var fe *fault.Error
	if errors.As(err, &fe) && fe.Kind == fault.Invalid && len(w.found) < maxFaults {
		w.failed[c.Key()] = true
		ps := fe.Problems
		if len(ps) == 0 {
			ps = []fault.Problem{{Code: "invalid", Message: fe.Message}}
		}
		for _, p := range ps {
			p.Where = w.place(c.item, &p)
			w.found = append(w.found, p)
		}
		return nil, nil
	}
	return nil, named(err, c)
}

// place finds where a problem of the store stands in the file. The store names
// paths inside the spec, or labels and fields beside it.
func (w *writer) place(it *Item, p *fault.Problem) string {
	d := w.set.doc(it)
	if d == nil {
		return it.File
	}
	if w.inSpec(it, p.Path) {
		p.Path = "spec." + p.Path
	}
	return d.At(p.Path)
}

func (w *writer) inSpec(it *Item, path string) bool {
	for _, f := range it.Kind.Fields {
		if len(path) >= len(f.Name) && path[:len(f.Name)] == f.Name {
			return true
		}
	}
	return false
}

// named says which record an error is about; the kind of the error stays.
func named(err error, c *Change) error {
	where := c.Key()
	if c.Where != "" {
		where = c.Where + ": " + where
	}
	return fault.Wrap(fault.Of(err), err, "%s: %v", where, err)
}

func (w *writer) dependsOnFailed(c *Change) bool {
	hit := w.failed[c.Key()]
	if len(w.failed) > 0 && !hit {
		c.item.Kind.References(c.item.Spec, func(r *kernel.Reference) {
			hit = hit || w.failed[kernel.Key(r.Kind, r.Name)]
		})
	}
	return hit
}

func (w *writer) adopt(c *Change) error {
	_, err := w.tx.Put(w.ctx, kernel.Put{Kind: c.Kind, Name: c.Name, Rev: c.old.Rev, Spec: c.old.Spec,
		Labels: c.old.Labels, Fields: c.old.Fields, Origin: w.plan.origin})
	if err != nil {
		return named(err, c)
	}
	w.res.Updated++
	return nil
}

func (w *writer) remove(c *Change) error {
	if err := w.tx.Delete(w.ctx, c.Kind, c.Name, c.old.Rev); err != nil {
		return named(err, c)
	}
	w.res.Deleted++
	return nil
}

// Summary says what was done, for people.
func (r *Result) Summary() string {
	if r.Created+r.Updated+r.Deleted == 0 {
		return "nothing to do"
	}
	s := fmt.Sprintf("%d created, %d updated, %d deleted", r.Created, r.Updated, r.Deleted)
	if r.Receipt.Last > 0 {
		s += fmt.Sprintf("; ledger entries %d to %d", r.Receipt.First, r.Receipt.Last)
	}
	return s
}
