package demo_test

import (
	"context"
	"testing"
	"time"

	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/code"
	"github.com/plimsoll-aims/plimsoll/demo"
	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/kernel"
	"github.com/plimsoll-aims/plimsoll/kernel/store"
	"github.com/plimsoll-aims/plimsoll/kernel/storetest"
)

var ctx = context.Background()

// load writes the whole year into an empty store, each step on its own day.
func load(t testing.TB) *store.Store {
	t.Helper()
	reg := aims.Registry()
	b := storetest.Open(t, "sqlite", reg)
	st := b.For(storetest.Owner())
	for _, s := range demo.Steps() {
		b.Clock.Set(s.Time())
		apply(t, st, reg, s)
	}
	b.Clock.Set(demo.Day)
	return st
}

func apply(t testing.TB, st *store.Store, reg *kernel.Registry, s demo.Step) *code.Result {
	t.Helper()
	set, ps := code.Read(reg, code.Layer{Name: s.Date, FS: s.FS})
	if len(ps) > 0 {
		t.Fatal(fault.Problems(ps))
	}
	var plan *code.Plan
	err := st.View(ctx, kernel.At{}, func(v kernel.View) (err error) {
		plan, err = code.MakePlan(ctx, v, set, code.Options{Set: "kestrel-quay"})
		return err
	})
	if err != nil {
		t.Fatalf("%s: %v", s.Date, err)
	}
	r, err := code.Apply(ctx, st, set, plan, "")
	if err != nil {
		t.Fatalf("%s: %v", s.Date, err)
	}
	return r
}

// asOf reads the organisation as it stood at the end of a day.
func asOf(t testing.TB, st *store.Store, day string, f func(v kernel.View)) {
	t.Helper()
	at := kernel.At{Time: kernel.Date(day).Time().Add(24*time.Hour - time.Second)}
	if day >= demo.Day.Format(time.DateOnly) {
		at = kernel.At{}
	}
	if err := st.View(ctx, at, func(v kernel.View) error { f(v); return nil }); err != nil {
		t.Fatal(err)
	}
}

func all[T any](t testing.TB, v kernel.View) map[string]*T {
	t.Helper()
	list, err := kernel.All[T](ctx, v)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]*T{}
	for r, spec := range kernel.Each[T](list) {
		out[r.Name] = spec
	}
	return out
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		load(b)
	}
}
