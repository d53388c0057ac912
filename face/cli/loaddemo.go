package cli

import (
	"fmt"

	"github.com/plimsoll-aims/plimsoll/access"
	"github.com/plimsoll-aims/plimsoll/code"
	"github.com/plimsoll-aims/plimsoll/demo"
	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/instance"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// demoSet names the directory that owns the demo's records.
const demoSet = "kestrel-quay"

// loadDemo loads the example organisation with its year of history, step by step
// at the dates of the steps, unless it is there.
func loadDemo(env *Env, i *instance.Instance, clock *demoClock) error {
	st := i.DB.For(access.System(instance.Main, "apply:"+demoSet))
	loaded := false
	if err := st.View(env.Ctx, kernel.At{}, func(v kernel.View) error {
		loaded = v.Seq() > 0
		return nil
	}); err != nil || loaded {
		return err
	}
	for _, step := range demo.Steps() {
		clock.stands = step.Time()
		if err := applyStep(env, st, step); err != nil {
			return fmt.Errorf("load the example of %s: %w", step.Date, err)
		}
	}
	return demoUsers(env, i)
}

// applyStep brings the records of one step up to their state of that day.
func applyStep(env *Env, st kernel.Store, step demo.Step) error {
	set, problems := code.Read(instance.Registry(), code.Layer{Name: step.Date, FS: step.FS})
	if err := fault.Problems(problems); err != nil {
		return err
	}
	var plan *code.Plan
	err := st.View(env.Ctx, kernel.At{}, func(v kernel.View) (err error) {
		plan, err = code.MakePlan(env.Ctx, v, set, code.Options{Set: demoSet})
		return err
	})
	if err != nil {
		return err
	}
	_, err = code.Apply(env.Ctx, st, set, plan, "as of "+step.Date)
	return err
}

// demoUsers makes the people that one click signs in as. The certification
// auditor's access ends, as every external auditor's does.
func demoUsers(env *Env, i *instance.Instance) error {
	st := i.DB.For(access.System(instance.Main, "demo"))
	for _, p := range demo.People {
		u := access.User{Title: p.Name, Email: p.Email, Role: p.Role}
		if p.Record != "" {
			u.Person = kernel.AnyRef{Kind: "person", Name: p.Record}
		}
		if p.Role == access.ExternalAuditor {
			u.Expires = kernel.DateOf(demo.Day).AddMonths(6)
		}
		if _, err := i.Users.AddUser(env.Ctx, st, u, ""); err != nil {
			return fmt.Errorf("add %s: %w", p.Email, err)
		}
	}
	return nil
}
