package cli

import (
	"strconv"
	"strings"

	"github.com/plimsoll-aims/plimsoll/engine/attack"
	"github.com/plimsoll-aims/plimsoll/engine/terrain"
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
	graph, book, err := c.read(g, env)
	if err != nil {
		return err
	}
	m, err := attack.NewModel(env.Ctx, graph, book)
	if err != nil {
		return err
	}
	goal, err := terrain.Target(m, c.To)
	if err != nil {
		return err
	}
	cut, err := m.Cut(env.Ctx, goal)
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
