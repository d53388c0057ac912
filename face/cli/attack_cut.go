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
	To     string `help:"A goal's id, or \"outcome on asset\"." required:"" placeholder:"TARGET"`
	Report string `help:"Also write a page that stands alone and prints." placeholder:"FILE.html"`
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
	if c.Report != "" {
		if err := writeAttackReport(env, c.Report, cutPage, cut); err != nil {
			return err
		}
	}
	if err = showCut(g, env, cut); err == nil && cut.Open != nil {
		return fault.New(fault.Condition, "no candidate control closes every way to %s", cut.ID)
	}
	return err
}

func showCut(g *Globals, env *Env, cut *attack.Cut) error {
	switch {
	case g.Output == "svg":
		return cut.WriteSVG(env.Out)
	case env.OutTTY && (g.Output == "table" || g.Output == ""):
		return cut.WriteText(env.Out)
	}
	return emit(env, g.Output, cut, cutTable(cut))
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
