// Package factstest is a small organisation that has nothing wrong with it, for
// tests of engines: change one record, gather the facts, and see what an engine
// says. Its day is 1 October 2026.
package factstest

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/catalog"
	"github.com/plimsoll-aims/plimsoll/engine/facts"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// Today is the day of the sample.
const Today kernel.Date = "2026-10-01"

// Org is a set of records that can be changed before the facts are gathered.
type Org struct {
	reg  *kernel.Registry
	list []*kernel.Record
	day  kernel.Date
}

// Empty has no records.
func Empty() *Org { return &Org{reg: aims.Registry(), day: Today} }

// Put adds a record and gives its struct, for changes.
func Put[T any](o *Org, name string, spec T, labels ...string) *T {
	s := &spec
	r := &kernel.Record{Meta: kernel.Meta{Kind: o.reg.KindOf(s).Name, Name: name, UID: kernel.UID(fmt.Sprintf("u%07d", len(o.list))), Rev: 1}, Spec: s}
	for i := 0; i+1 < len(labels); i += 2 {
		if r.Labels == nil {
			r.Labels = map[string]string{}
		}
		r.Labels[labels[i]] = labels[i+1]
	}
	o.list = append(o.list, r)
	return s
}

// The gives the struct of a record, for changes.
func The[T any](o *Org, name string) *T {
	kind := o.reg.KindOf(new(T)).Name
	for _, r := range o.list {
		if r.Kind == kind && r.Name == name {
			return r.Spec.(*T)
		}
	}
	panic("factstest: there is no " + kernel.Key(kind, name))
}

// Change gives a record a new revision, so that facts gathered before keep the old one.
func Change[T any](o *Org, name string, f func(*T)) {
	kind := o.reg.KindOf(new(T)).Name
	for i, r := range o.list {
		if r.Kind == kind && r.Name == name {
			next := *r
			next.Spec = o.reg.Kind(kind).Clone(r.Spec)
			f(next.Spec.(*T))
			o.list = slices.Clone(o.list)
			o.list[i] = &next
			return
		}
	}
	panic("factstest: there is no " + kernel.Key(kind, name))
}

// Drop takes a record out.
func Drop[T any](o *Org, name string) {
	kind := o.reg.KindOf(new(T)).Name
	for i, r := range o.list {
		if r.Kind == kind && r.Name == name {
			o.list = append(o.list[:i:i], o.list[i+1:]...)
			return
		}
	}
}

// View shows the records as a store would, with every reference resolved that has
// a target.
func (o *Org) View() kernel.View {
	uid := make(map[string]kernel.UID, len(o.list))
	for _, r := range o.list {
		uid[r.Key()] = r.UID
	}
	v := &view{reg: o.reg, now: o.day.Time().Add(12 * time.Hour), all: map[string][]*kernel.Record{}}
	for _, r := range o.list {
		o.reg.Kind(r.Kind).References(r.Spec, func(ref *kernel.Reference) { ref.Set(ref.Name, uid[kernel.Key(ref.Kind, ref.Name)]) })
		v.all[r.Kind] = append(v.all[r.Kind], r)
	}
	return v
}

// Facts gathers the facts.
func (o *Org) Facts(t testing.TB) *facts.Facts {
	t.Helper()
	c, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	f, err := facts.Gather(context.Background(), o.View(), c)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// Problems lists what the kinds themselves find wrong with the records, and the
// references that lead nowhere.
func (o *Org) Problems() []string {
	var out []string
	o.View()
	for _, r := range o.list {
		k := o.reg.Kind(r.Kind)
		for _, p := range k.Check(r.Spec) {
			out = append(out, r.Key()+": "+p.Path+": "+p.Message)
		}
		k.References(r.Spec, func(ref *kernel.Reference) {
			if ref.UID == "" {
				out = append(out, r.Key()+": "+ref.Path+": there is no "+kernel.Key(ref.Kind, ref.Name))
			}
		})
	}
	return out
}

// view answers All from memory; engines need no more.
type view struct {
	kernel.View
	reg *kernel.Registry
	now time.Time
	all map[string][]*kernel.Record
}

func (v *view) Seq() kernel.Seq            { return 42 }
func (v *view) Latest() kernel.Seq         { return 42 }
func (v *view) Now() time.Time             { return v.now }
func (v *view) Registry() *kernel.Registry { return v.reg }
func (v *view) All(_ context.Context, kind string) ([]*kernel.Record, error) {
	return v.all[kind], nil
}
