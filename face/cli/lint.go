package cli

import (
	"fmt"

	"github.com/plimsoll-aims/plimsoll/engine/lint"
	"github.com/plimsoll-aims/plimsoll/engine/overview"
	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// LintCmd looks for what auditors write most.
type LintCmd struct {
	Check []string `help:"Only these checks, such as L07." placeholder:"ID"`
}

// Run lists the findings; it fails with a condition when one of them is an error.
func (c *LintCmd) Run(g *Globals, env *Env) error {
	return derive(g, env, func(_ kernel.View, o *overview.Overview) error {
		list, err := lint.Only(o.Findings(), c.Check...)
		if err != nil {
			return err
		}
		t := &table{head: []string{"check", "clause", "severity", "record", "message", "fix"}}
		for _, x := range list {
			t.add(x.Check, x.Clause, x.Severity, x.Record, x.Message, x.Fix)
		}
		if err := emit(env, g.Output, list, t); err != nil {
			return err
		}
		errs := lint.Errors(list)
		if !g.Quiet {
			fmt.Fprintf(env.Err, "%d findings, %d of them errors.\n", len(list), errs)
		}
		if errs > 0 {
			return errQuiet(fault.Condition)
		}
		return nil
	})
}
