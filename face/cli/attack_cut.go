package cli

import (
	"strconv"
	"strings"

	"github.com/plimsoll-aims/plimsoll/engine/attack"
	"github.com/plimsoll-aims/plimsoll/fault"
)

// AttackCutCmd finds the cheapest controls that close every way to a target.
type AttackCutCmd struct {
	attackInput
	To string `help:"A goal's id, or \"outcome on asset\"." required:"" placeholder:"TARGET"`
}

// Run finds the cut. Where no candidate closes a way it says which one and
// exits 3.
func (c *AttackCutCmd) Run(g *Globals, env *Env) error {
	m, err := c.model(g, env)
	if err != nil {
		return err
	}
	goals, err := m.Targets(c.To)
	if err != nil {
		return err
	}
	if len(goals) != 1 {
		names := make([]string, len(goals))
		for i, x := range goals {
			names[i] = strconv.Quote(x.ID)
		}
		if len(goals) == 0 {
			return fault.New(fault.NotFound, "no outcome on %q can be reached; there is nothing to cut", c.To)
		}
		return fault.New(fault.Usage, "%q means several outcomes; name one of %s", c.To, strings.Join(names, ", "))
	}
	cut, err := m.Cut(goals[0])
	if err != nil {
		return err
	}
	if g.Output == "table" || g.Output == "" {
		if env.OutTTY {
			err = cut.WriteText(env.Out)
		} else {
			err = emit(env, "table", cut, cutTable(cut))
		}
	} else {
		err = emit(env, g.Output, cut, cutTable(cut))
	}
	if err == nil && cut.Open != nil {
		return fault.New(fault.Condition, "no candidate control closes every way to %s", cut.ID)
	}
	return err
}

func cutTable(c *attack.Cut) *table {
	t := &table{head: []string{"control", "name", "on", "cost", "stops"}}
	for _, x := range c.Controls {
		t.add(x.ID, x.Name, strings.Join(x.On, ", "), number(x.Cost), strings.Join(x.Stops, ", "))
	}
	return t
}

func number(x float64) string { return strconv.FormatFloat(x, 'g', 6, 64) }

func count(n int) string { return strconv.Itoa(n) }
