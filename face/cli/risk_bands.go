package cli

import (
	"fmt"
	"sync"

	"github.com/plimsoll-aims/plimsoll/engine/exposure"
	"github.com/plimsoll-aims/plimsoll/engine/risk"
)

// shownContradictions is how many the table lists; JSON has them all.
const shownContradictions = 10

// RiskBandsCmd puts money on a risk matrix.
type RiskBandsCmd struct {
	File string `arg:"" optional:"" help:"Scale file (docs/risk.md has the format), or - for standard input; without it the risk criteria in force."`
}

// Run prints the cells with their figures, then the pairs that contradict them.
func (c *RiskBandsCmd) Run(g *Globals, env *Env) error {
	done := sync.OnceFunc(env.working(g, "computing"))
	defer done()
	in := riskInput{File: c.File}
	x, err := in.source(g, env, exposure.Scale)
	if err != nil {
		return err
	}
	s, err := risk.ReadScale(x.Name, x.Document)
	if err != nil {
		return x.explain(err)
	}
	r, err := s.Evaluate(env.Ctx)
	if err != nil {
		return err
	}
	t := &table{head: []string{"likelihood", "consequence", "score", "band", "expected a year", "worst 1 %"}}
	for _, v := range r.Cells {
		t.add(levelName(s.Likelihood, v.Likelihood), levelName(s.Consequence, v.Consequence), fmt.Sprint(v.Score), v.Band,
			money(v.Mean, r.Currency), money(v.TVaR99, r.Currency))
	}
	for _, x := range r.Contradictions[:min(shownContradictions, len(r.Contradictions))] {
		t.add("contradiction", fmt.Sprintf("%s x %s (%d, %s) loses %.1f times as much as %s x %s (%d, %s)",
			levelName(s.Likelihood, x.Lower.Likelihood), levelName(s.Consequence, x.Lower.Consequence), x.Lower.Score, x.Lower.Band, x.Ratio,
			levelName(s.Likelihood, x.Higher.Likelihood), levelName(s.Consequence, x.Higher.Consequence), x.Higher.Score, x.Higher.Band), "", "", "", "")
	}
	if more := len(r.Contradictions) - shownContradictions; more > 0 {
		t.add("contradiction", fmt.Sprintf("%d more, see -o json", more), "", "", "", "")
	}
	done()
	return emit(env, g.Output, r, t)
}

func levelName(levels []risk.ScaleLevel, i int) string {
	return fmt.Sprintf("%d %s", i, levels[i-1].Name)
}
