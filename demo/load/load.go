// Package load writes the example organisation into an instance: its year of
// history step by step at the dates of the steps, and the people that one click
// signs in as.
package load

import (
	"context"
	"fmt"
	"time"

	"github.com/plimsoll-aims/plimsoll/access"
	"github.com/plimsoll-aims/plimsoll/code"
	"github.com/plimsoll-aims/plimsoll/demo"
	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/instance"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// Set names the directory that owns the demo's records.
const Set = "kestrel-quay"

// Into loads the example organisation unless something is there already. The clock
// of the instance is put to the time of each step before the step is written.
func Into(ctx context.Context, i *instance.Instance, put func(time.Time)) error {
	st := i.DB.For(access.System(instance.Main, "apply:"+Set))
	loaded := false
	if err := st.View(ctx, kernel.At{}, func(v kernel.View) error {
		loaded = v.Seq() > 0
		return nil
	}); err != nil || loaded {
		return err
	}
	for _, step := range demo.Steps() {
		put(step.Time())
		if err := apply(ctx, st, step); err != nil {
			return fmt.Errorf("load the example of %s: %w", step.Date, err)
		}
	}
	return users(ctx, i)
}

// apply brings the records of one step up to their state of that day.
func apply(ctx context.Context, st kernel.Store, step demo.Step) error {
	set, problems := code.Read(instance.Registry(), code.Layer{Name: step.Date, FS: step.FS})
	if err := fault.Problems(problems); err != nil {
		return err
	}
	var plan *code.Plan
	err := st.View(ctx, kernel.At{}, func(v kernel.View) (err error) {
		plan, err = code.MakePlan(ctx, v, set, code.Options{Set: Set})
		return err
	})
	if err != nil {
		return err
	}
	_, err = code.Apply(ctx, st, set, plan, "as of "+step.Date)
	return err
}

// users makes the people that one click signs in as. The certification auditor's
// access ends, as every external auditor's does.
func users(ctx context.Context, i *instance.Instance) error {
	st := i.DB.For(access.System(instance.Main, "demo"))
	for _, p := range demo.People {
		u := access.User{Title: p.Name, Email: p.Email, Role: p.Role}
		if p.Record != "" {
			u.Person = kernel.AnyRef{Kind: "person", Name: p.Record}
		}
		if p.Role == access.ExternalAuditor {
			u.Expires = kernel.DateOf(demo.Day).AddMonths(6)
		}
		if _, err := i.Users.AddUser(ctx, st, u, ""); err != nil {
			return fmt.Errorf("add %s: %w", p.Email, err)
		}
	}
	return nil
}
