package cli

import (
	"fmt"

	"github.com/plimsoll-aims/plimsoll/engine/overview"
	"github.com/plimsoll-aims/plimsoll/engine/readiness"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// ReadinessCmd shows what is met and every gap with the next act.
type ReadinessCmd struct {
	Clause string `help:"Only this clause and what is under it, such as 6.1." placeholder:"ID"`
	All    bool   `help:"List met requirements too, with what shows them."`
}

// Run works out readiness.
func (c *ReadinessCmd) Run(g *Globals, env *Env) error {
	return derive(g, env, func(_ kernel.View, o *overview.Overview) error {
		r := o.Readiness().Only(c.Clause)
		t := &table{head: []string{"requirement", "state", "why", "do"}}
		for _, cl := range r.Clauses {
			for _, q := range cl.Requirements {
				if c.All || !q.Met {
					t.add(q.ID, string(q.State), q.Why, act(q))
				}
			}
		}
		if !g.Quiet {
			n := r.Controls
			fmt.Fprintf(env.Err, "%s. Controls: %d of %d in place, %d proven, %d stale.\n", r.Explain.Text, n.InPlace, n.Applicable, n.Proven, n.Stale)
		}
		return emit(env, g.Output, r, t)
	})
}

// act words what to do and where.
func act(q readiness.Requirement) string {
	switch {
	case q.Met:
		return ""
	case q.Open != "":
		return q.Do + " (" + q.Open + ")"
	case q.Create != "":
		return q.Do + " (new " + q.Create + ")"
	}
	return q.Do
}
