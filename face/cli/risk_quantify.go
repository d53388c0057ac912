package cli

import (
	"fmt"
	"sync"

	"github.com/plimsoll-aims/plimsoll/engine/exposure"
	"github.com/plimsoll-aims/plimsoll/engine/risk"
	"github.com/plimsoll-aims/plimsoll/engine/risk/chart"
)

// RiskQuantifyCmd computes one scenario.
type RiskQuantifyCmd struct {
	riskInput
	riskSimulation
}

// Run prints the figures of the scenario.
func (c *RiskQuantifyCmd) Run(g *Globals, env *Env) error {
	done := sync.OnceFunc(env.working(g, "computing"))
	defer done()
	q, err := c.question(g, env, nil)
	if err != nil {
		return err
	}
	q.Drawing = c.drawing()
	out, err := q.Quantify(env.Ctx)
	if err != nil {
		return err
	}
	if err := c.report(env, quantifyPage(out)); err != nil {
		return err
	}
	done()
	tellNotes(env, g, out.Notes)
	if err := emit(env, g.Output, out, quantifyTable(out)); err != nil {
		return err
	}
	return drawCurve(env, g, out.Curve, out.Currency)
}

func quantifyTable(q exposure.Quantified) *table {
	t := &table{head: []string{"figure", "value", "meaning"}}
	row := func(name, meaning string, f func(risk.Result) string) {
		v := f(q.Result)
		if q.WhatIf != nil {
			v = f(q.WhatIf.Base) + " -> " + v
		}
		t.add(name, v, meaning)
	}
	row("p_any_loss", "chance of a year with any loss", func(r risk.Result) string { return percent(r.PAnyLoss) })
	row("mean", "expected loss a year", func(r risk.Result) string { return money(r.Mean, r.Currency) })
	for _, p := range []float64{0.5, 0.9, 0.95, 0.99, 0.999} {
		row("p"+risk.Level(p), "exceeded in "+oneIn(1-p), func(r risk.Result) string { return money(r.Quantiles[risk.Level(p)], r.Currency) })
	}
	row("tvar0.99", "mean of the worst year in a hundred", func(r risk.Result) string { return money(r.TVaR["0.99"], r.Currency) })
	if len(q.Band.Low) > 0 {
		row("mean, 5 % to 95 %", "what not knowing the inputs does to the expected loss", func(r risk.Result) string {
			return money(r.Band.MeanLow, r.Currency) + " to " + money(r.Band.MeanHigh, r.Currency)
		})
	}
	if m := q.Simulation; m != nil {
		t.add("simulated mean", money(m.Mean, q.Currency), fmt.Sprintf("second engine, %d years, seed %d", m.Years, m.Seed))
		t.add("simulated p0.99", money(m.Quantiles["0.99"], q.Currency), "the same")
	}
	originRows(t, q.Origin)
	computedRow(t, q.Engine, q.Method, q.Digest, q.Seed)
	return t
}

func quantifyPage(q exposure.Quantified) chart.Page {
	r := q.Result
	f := chart.Figure{ID: "loss", Title: "Loss exceedance of " + titleOf(r.Name, r.ID), Currency: r.Currency,
		Sentence: fmt.Sprintf("In %s the loss is more than %s; the expected loss of a year is %s.",
			oneIn(0.01), money(r.Quantiles["0.99"], r.Currency), money(r.Mean, r.Currency)),
		Curves: []chart.Curve{{Name: "as estimated", Points: r.Curve, Low: r.Band.Low, High: r.Band.High}}}
	if q.WhatIf != nil {
		f.Curves[0].Name = "what if"
		f.Curves = append(f.Curves, chart.Curve{Name: "as it stands", Points: q.WhatIf.Base.Curve})
	}
	p := chart.Page{Title: "Risk in money: " + titleOf(r.Name, r.ID), Figures: []chart.Picture{f}, Notes: r.Notes,
		Summary: []string{f.Sentence}, Tables: []chart.Table{pageTable("Figures for one year", quantifyTable(q))},
		Origin: origin(r.Engine, r.Method, r.Digest, r.Seed)}
	if len(r.Band.Low) > 0 {
		p.Summary = append(p.Summary, fmt.Sprintf("Not knowing the inputs better puts the expected loss anywhere from %s to %s (90 %% of what is thought possible); the shaded band shows the same for the curve.",
			money(r.Band.MeanLow, r.Currency), money(r.Band.MeanHigh, r.Currency)))
	}
	if len(r.Tornado) > 0 {
		t := chart.Table{Caption: "What moves it most: each uncertain input from its 10th to its 90th percentile",
			Head: []string{"input", "from", "to", "expected loss", "mean of the worst 1 %"}}
		for _, w := range r.Tornado {
			t.Rows = append(t.Rows, []string{w.Input, figure(w.Low), figure(w.High),
				money(w.MeanLow, r.Currency) + " to " + money(w.MeanHigh, r.Currency), money(w.TVaRLow, r.Currency) + " to " + money(w.TVaRHigh, r.Currency)})
		}
		p.Tables = append(p.Tables, t)
	}
	return p
}
