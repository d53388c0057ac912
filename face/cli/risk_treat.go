package cli

import (
	"fmt"
	"strings"
	"sync"

	"github.com/plimsoll-aims/plimsoll/engine/exposure"
	"github.com/plimsoll-aims/plimsoll/engine/facts"
	"github.com/plimsoll-aims/plimsoll/engine/risk"
	"github.com/plimsoll-aims/plimsoll/engine/risk/chart"
)

// RiskTreatCmd computes what controls are worth.
type RiskTreatCmd struct {
	riskInput
	Seed uint64 `help:"Seed of the points over which P(return > 0) is taken." default:"1"`
}

// Run prints inherent, current and residual risk and the worth of each control.
func (c *RiskTreatCmd) Run(g *Globals, env *Env) error {
	done := sync.OnceFunc(env.working(g, "computing"))
	defer done()
	q, err := c.question(g, env, func(f *facts.Facts) (exposure.Case, error) {
		return exposure.Treat(f, exposure.Options{Rated: c.Rated})
	})
	if err != nil {
		return err
	}
	out, err := q.Treat(env.Ctx, c.Seed, anySize)
	if err != nil {
		return err
	}
	if err := c.report(env, treatPage(out)); err != nil {
		return err
	}
	done()
	tellNotes(env, g, out.Notes)
	if err := emit(env, g.Output, out, treatTable(out)); err != nil {
		return err
	}
	return drawCurve(env, g, out.Residual.Curve, out.Currency)
}

func treatTable(o exposure.Treated) *table {
	r := o.TreatmentResult
	t := &table{head: []string{"what", "expected a year", "worst 1 %", "cost a year", "pays, chance", "fair share of saving"}}
	for _, s := range []struct {
		name string
		at   risk.Stage
	}{{"without controls", r.Inherent}, {"with those in place", r.Current}, {"with all", r.Residual}} {
		t.add(s.name, money(s.at.Mean, r.Currency), money(s.at.TVaR["0.99"], r.Currency), "", lineState(s.at), "")
	}
	if o.WhatIf != nil {
		b := o.WhatIf.Base.Residual
		t.add("with all, before the change", money(b.Mean, r.Currency), money(b.TVaR["0.99"], r.Currency), "", lineState(b), "")
	}
	for _, c := range r.Controls {
		t.add(c.ID, "-"+money(c.Return.Saved, r.Currency), "-"+money(c.TVaR99, r.Currency), money(c.Return.Cost, r.Currency),
			percent(c.Return.PPositive), money(c.Shapley, r.Currency))
	}
	t.add("planned together", "-"+money(r.Return.Saved, r.Currency), "", money(r.Return.Cost, r.Currency), percent(r.Return.PPositive), "net "+money(r.Return.Net, r.Currency))
	if r.Cheapest != nil {
		t.add("cheapest under the line", cheapestWords(*r.Cheapest), "", money(r.Cheapest.Cost, r.Currency), "", "")
	}
	originRows(t, o.Origin)
	computedRow(t, r.Engine, r.Method, r.Digest, r.Seed)
	return t
}

func lineState(s risk.Stage) string {
	switch {
	case s.Under == nil:
		return ""
	case *s.Under:
		return "under the line"
	}
	return "OVER the line"
}

func cheapestWords(c risk.Cheapest) string {
	switch {
	case !c.Feasible:
		return "not even all controls are enough"
	case len(c.Controls) == 0:
		return "nothing more is needed"
	case !c.Proved:
		return strings.Join(c.Controls, ", ") + " (not proved cheapest)"
	}
	return strings.Join(c.Controls, ", ")
}

func treatPage(o exposure.Treated) chart.Page {
	r := o.TreatmentResult
	f := chart.Figure{ID: "treatment", Title: "Loss exceedance before and after treatment", Currency: r.Currency,
		Sentence: treatSentence(r),
		Curves: []chart.Curve{{Name: "with all controls", Points: r.Residual.Curve}, {Name: "with those in place", Points: r.Current.Curve},
			{Name: "without controls", Points: r.Inherent.Curve}}, Limits: limitsOf(r.Residual.Tolerance)}
	return chart.Page{Title: "Treatment in money: " + titleOf(r.Name, "portfolio"), Figures: []chart.Picture{f}, Notes: r.Notes,
		Summary: []string{f.Sentence}, Tables: []chart.Table{pageTable("What each control is worth a year, added last", treatTable(o))},
		Origin: origin(r.Engine, r.Method, r.Digest, r.Seed)}
}

func treatSentence(r risk.TreatmentResult) string {
	s := fmt.Sprintf("The planned controls take the expected loss of a year from %s to %s for %s a year; the chance that they pay for themselves is %s.",
		money(r.Current.Mean, r.Currency), money(r.Residual.Mean, r.Currency), money(r.Return.Cost, r.Currency), percent(r.Return.PPositive))
	if r.Cheapest == nil {
		return s
	}
	if !r.Cheapest.Feasible {
		return s + " Not even all controls together bring the loss under the tolerance line."
	}
	return s + " The cheapest way under the tolerance line: " + cheapestWords(*r.Cheapest) + "."
}
