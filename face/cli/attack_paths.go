package cli

import (
	"fmt"
	"strings"

	"github.com/plimsoll-aims/plimsoll/engine/attack"
	"github.com/plimsoll-aims/plimsoll/engine/terrain"
	"github.com/plimsoll-aims/plimsoll/fault"
)

// AttackPathsCmd shows goals and the ways to them.
type AttackPathsCmd struct {
	attackInput
	To     string `help:"A goal's id, an asset, a system of the records such as system/S3, or \"outcome on asset\"; without it the graph's goals, or every outcome." placeholder:"TARGET"`
	Goals  int    `help:"How many goals to show when none is named." default:"10"`
	Ways   int    `help:"How many ways to show for each goal." default:"10"`
	Worlds int    `help:"Sampled worlds where no exact probability can be had." default:"100000"`
	Seed   uint64 `help:"Seed of the sampling." default:"1"`
	Report string `help:"Also write a page that stands alone and prints." placeholder:"FILE.html"`
}

// Run analyses the graph and shows the result in the format asked for.
func (c *AttackPathsCmd) Run(g *Globals, env *Env) error {
	if err := c.check(); err != nil {
		return err
	}
	graph, book, err := c.read(g, env)
	if err != nil {
		return err
	}
	res, err := terrain.Analyse(env.Ctx, graph, book, attack.Options{To: c.To, Goals: c.Goals, Paths: c.Ways, Worlds: c.Worlds, Seed: c.Seed})
	if err != nil {
		return err
	}
	if c.Report != "" {
		if err := writeAttackReport(env, c.Report, pathsPage, res); err != nil {
			return err
		}
	}
	sentences := env.OutTTY && (g.Output == "table" || g.Output == "")
	if !sentences && !g.Quiet { // sentences end with their hints
		for _, h := range res.Hints {
			fmt.Fprintln(env.Err, "perhaps left out: "+h)
		}
	}
	switch {
	case sentences:
		return res.WriteText(env.Out)
	case g.Output == "svg":
		return res.WriteSVG(env.Out)
	case g.Output == "flow":
		return res.WriteFlow(env.Out, env.Now())
	}
	return emit(env, g.Output, res, attackTable(res))
}

func (c *AttackPathsCmd) check() error {
	if c.Goals < 1 || c.Goals > 1000 || c.Ways < 1 || c.Ways > 100 {
		return fault.New(fault.Usage, "--goals lies between 1 and 1000, --ways between 1 and 100")
	}
	if c.Worlds < 1000 || c.Worlds > 100_000_000 {
		return fault.New(fault.Usage, "--worlds lies between 1000 and 100000000")
	}
	return nil
}

// attackTable is one row for every step of every way, for pipes and csv.
func attackTable(res *attack.Result) *table {
	t := &table{head: []string{"goal", "probability", "way", "way probability", "step", "technique", "name", "on", "gains", "from"}}
	for _, g := range res.Goals {
		for i, p := range g.Paths {
			for k, s := range p.Steps {
				t.add(g.ID, number(g.Probability.P), count(i+1), number(p.Probability), count(k+1), s.Technique, s.Name, s.On, s.Fact, strings.Join(s.From, "; "))
			}
		}
	}
	return t
}
