package cli

import (
	"fmt"
	"strings"

	"github.com/plimsoll-aims/plimsoll/engine/overview"
	"github.com/plimsoll-aims/plimsoll/engine/soa"
	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/instance"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// SoACmd shows the Statement of Applicability.
type SoACmd struct {
	Exclude string `help:"Ask what would need this control if it were left out; exit 3 when something does." placeholder:"CONTROL"`
	Since   string `help:"Show only the rows that differ from this earlier date, time or entry." placeholder:"DATE|TIME|ENTRY"`
}

// Run works out the statement.
func (c *SoACmd) Run(g *Globals, env *Env) error {
	return view(g, env, func(i *instance.Instance, v kernel.View) error {
		o, err := overviewOf(env, i, v)
		switch {
		case err != nil:
			return err
		case c.Exclude != "":
			return c.exclude(g, env, o)
		case c.Since != "":
			return c.diff(g, env, i, o)
		}
		s := o.Sheet()
		t := &table{head: []string{"control", "title", "applicable", "state", "reason", "because"}}
		for _, r := range s.Rows {
			t.add(r.Control, r.Title, yesNo(r.Applicable), r.State, r.Reason, strings.Join(r.Because, " "))
		}
		if !g.Quiet {
			fmt.Fprintf(env.Err, "%d of %d controls decided, %d applicable, %d proven.\n", s.Counts.Decided, s.Counts.Total, s.Counts.Applicable, s.Counts.Proven)
			for _, p := range s.Problems {
				fmt.Fprintln(env.Err, "problem:", p.Message)
			}
		}
		return emit(env, g.Output, s, t)
	})
}

func (c *SoACmd) exclude(g *Globals, env *Env, o *overview.Overview) error {
	v, ok := soa.Exclude(o.Facts, c.Exclude)
	if !ok {
		return fault.New(fault.NotFound, "there is no control %s", c.Exclude)
	}
	t := &table{head: []string{"needed by", "ground", "title"}}
	for _, n := range v.Needs {
		t.add(n.Record, n.Ground, n.Title)
	}
	if err := emit(env, g.Output, v, t); err != nil {
		return err
	}
	if !v.Allowed {
		return fault.New(fault.Condition, "%s", v.Message)
	}
	return nil
}

func (c *SoACmd) diff(g *Globals, env *Env, i *instance.Instance, o *overview.Overview) error {
	at, err := kernel.ParseAt(c.Since)
	if err != nil {
		return err
	}
	return bound(env, i).View(env.Ctx, at, func(v kernel.View) error {
		before, err := overviewOf(env, i, v)
		if err != nil {
			return err
		}
		d := soa.Diff(before.Sheet(), o.Sheet())
		t := &table{head: []string{"control", "field", "before", "after"}}
		for _, x := range d {
			for _, ch := range x.Changes {
				t.add(x.Control, ch.Field, ch.Before, ch.After)
			}
		}
		return emit(env, g.Output, d, t)
	})
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}
