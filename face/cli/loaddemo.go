package cli

import (
	"fmt"
	"time"

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
		clock.stands = step.Date.Add(8 * time.Hour)
		if err := applyStep(env, st, step); err != nil {
			return fmt.Errorf("load the example of %s: %w", step.Date.Format(time.DateOnly), err)
		}
	}
	return demoUsers(env, i)
}

// applyStep brings the records of one step up to their state of that day.
func applyStep(env *Env, st kernel.Store, step demo.Step) error {
	set, problems := code.Read(instance.Registry(), code.Layer{Name: demoSet, FS: step.FS})
	if err := fault.Problems(problems); err != nil {
		return err
	}
	var plan *code.Plan
	err := st.View(env.Ctx, kernel.At{}, func(v kernel.View) (err error) {
		plan, err = code.NewPlan(env.Ctx, v, set, code.PlanOptions{})
		return err
	})
	if err != nil {
		return err
	}
	_, err = code.Apply(env.Ctx, st, set, plan, step.Why)
	return err
}

// demoUsers makes the people that one click signs in as.
func demoUsers(env *Env, i *instance.Instance) error {
	st := i.DB.For(access.System(instance.Main, "demo"))
	for _, p := range demo.People {
		u := access.User{Title: p.Name, Email: p.Email, Role: p.Role, Expires: kernel.Date(p.Expires), Person: kernel.AnyRef{Kind: "person", Name: p.Person}}
		if p.Person == "" {
			u.Person = kernel.AnyRef{}
		}
		if _, err := i.Users.AddUser(env.Ctx, st, u, ""); err != nil {
			return fmt.Errorf("add %s: %w", p.Email, err)
		}
	}
	return nil
}
