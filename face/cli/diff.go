package cli

import (
	"fmt"

	"github.com/plimsoll-aims/plimsoll/code"
	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/instance"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// DiffCmd shows what apply would change, and what the directory does not know yet.
type DiffCmd struct {
	Dirs  []string `arg:"" name:"dir" help:"Directory of YAML files; later ones are laid over earlier ones."`
	Set   string   `help:"Name of the set; by default the one in .plimsoll.yaml, else the directory's." placeholder:"NAME"`
	Prune bool     `help:"As apply --prune."`
	Force bool     `help:"As apply --force."`
}

// Run exits 3 when directory and store differ.
func (c *DiffCmd) Run(g *Globals, env *Env) error {
	var plan *code.Plan
	err := viewFor(g, env, tries, func(_ *instance.Instance, v kernel.View) (err error) {
		_, plan, err = setFlags{c.Dirs, code.Options{Set: c.Set, Prune: c.Prune, Force: c.Force}}.plan(env, v)
		return err
	})
	if err != nil {
		return err
	}
	if err := emit(env, g.Output, plan, planTable(plan)); err != nil {
		return err
	}
	if !g.Quiet {
		fmt.Fprintf(env.Err, "%d to create, %d to update, %d to delete, %d conflicts, %d changed in the store only, %d orphans, %d unchanged\n",
			plan.Count(code.Create), plan.Count(code.Update), plan.Count(code.Delete)+plan.Count(code.Prune),
			plan.Count(code.Conflict), plan.Count(code.Behind), plan.Count(code.Orphan), plan.Count(code.Unchanged))
	}
	if plan.Differs() {
		return errQuiet(fault.Condition)
	}
	return nil
}
