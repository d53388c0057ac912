package cli

import (
	"fmt"
	"sync"

	"github.com/plimsoll-aims/plimsoll/engine/exposure"
	"github.com/plimsoll-aims/plimsoll/engine/facts"
	"github.com/plimsoll-aims/plimsoll/engine/risk"
	"github.com/plimsoll-aims/plimsoll/engine/risk/chart"
	"github.com/plimsoll-aims/plimsoll/fault"
)

// RiskPortfolioCmd computes several scenarios together.
type RiskPortfolioCmd struct {
	riskInput
	riskSimulation
	Gate bool `help:"Exit 3 when the portfolio is over the tolerance line."`
}

// Run prints the portfolio's figures, with the controls in place at work.
func (c *RiskPortfolioCmd) Run(g *Globals, env *Env) error {
	done := sync.OnceFunc(env.working(g, "computing"))
	defer done()
	q, err := c.question(g, env, func(f *facts.Facts) (exposure.Case, error) {
		return exposure.Portfolio(f, exposure.Options{Rated: c.Rated})
	})
	if err != nil {
		return err
	}
	q.Drawing = c.drawing()
	out, err := q.Portfolio(env.Ctx, anySize)
	if err != nil {
		return err
	}
	if err := c.report(env, portfolioPage(out)); err != nil {
		return err
	}
	done()
	tellNotes(env, g, out.Notes)
	if err := emit(env, g.Output, out, portfolioTable(out)); err != nil {
		return err
	}
	if err := drawCurve(env, g, out.Curve, out.Currency); err != nil {
		return err
	}
	if c.Gate {
		return c.gate(out)
	}
	return nil
}

// gate holds the figures against the line: the tolerance curve of a file, or the
// limit of the expected loss in the criteria.
func (c *RiskPortfolioCmd) gate(out exposure.Pooled) error {
	if o := out.Origin; o != nil && o.LossLimit != nil {
		if under, words := limitState(o, out.Mean); !under {
			return fault.New(fault.Condition, "%s", words)
		}
		return nil
	}
	if out.Under == nil {
		return fault.New(fault.Usage, "--gate: %s has no tolerance curve to hold the portfolio against", orThis(c.File, "the records' criteria have no loss limit, and a portfolio of records"))
	}
	if !*out.Under {
		return fault.New(fault.Condition, "over the line by %s; `plimsoll risk treat %s` shows what brings it under", money(-*out.Freeboard, out.Currency), c.File)
	}
	return nil
}

func orThis(s, other string) string {
	if s != "" {
		return s
	}
	return other
}

func portfolioTable(o exposure.Pooled) *table {
	t := &table{head: []string{"what", "expected a year", "part of the worst 1 %", "share", "alone"}}
	r := o.PortfolioResult
	t.add("all together", money(r.Mean, r.Currency), money(r.TVaR["0.99"], r.Currency), "100.00 %", "")
	if o.WhatIf != nil {
		b := o.WhatIf.Base
		t.add("all together, before", money(b.Mean, b.Currency), money(b.TVaR["0.99"], b.Currency), "", "")
	}
	if b := r.Band; b != nil {
		state := ""
		if b.PUnder != nil {
			state = percent(*b.PUnder) + " under the line"
		}
		t.add("what not knowing the inputs does", money(b.MeanLow, r.Currency)+" to "+money(b.MeanHigh, r.Currency), "", "", state)
	}
	if m := o.Simulation; m != nil {
		t.add("all together, simulated", money(m.Mean, r.Currency), money(m.TVaR["0.99"], r.Currency), "", "")
	}
	for _, s := range r.Allocation {
		t.add(titleOf("", s.ID), money(s.Mean, r.Currency), money(s.Tail, r.Currency), percent(s.Part), money(s.Alone, r.Currency))
	}
	for _, s := range r.Systems {
		if s.System != "" {
			t.add("system "+s.System, money(s.Mean, r.Currency), money(s.Tail, r.Currency), percent(s.Part), money(s.Alone, r.Currency))
		}
	}
	for _, f := range r.Tolerance {
		state := "under"
		if !f.Under {
			state = "OVER"
		}
		t.add(fmt.Sprintf("line: %s at %s", money(f.Loss, r.Currency), percent(f.Probability)),
			"carried "+money(f.Carried, r.Currency), "freeboard "+money(f.Freeboard, r.Currency), percent(f.Exceedance), state)
	}
	if _, words := limitState(o.Origin, r.Mean); words != "" {
		t.add("limit", words, "", "", "")
	}
	originRows(t, o.Origin)
	computedRow(t, r.Engine, r.Method, r.Digest, r.Seed)
	return t
}

func portfolioPage(o exposure.Pooled) chart.Page {
	r := o.PortfolioResult
	f := chart.Figure{ID: "portfolio", Title: "Loss exceedance of " + titleOf(r.Name, "the portfolio"), Currency: r.Currency,
		Sentence: portfolioSentence(r), Curves: []chart.Curve{{Name: "all together", Points: r.Curve}}, Limits: limitsOf(r.Tolerance)}
	if r.Band != nil {
		f.Curves[0].Low, f.Curves[0].High = r.Band.Low, r.Band.High
	}
	if o.WhatIf != nil {
		f.Curves[0].Name = "what if"
		f.Curves = append(f.Curves, chart.Curve{Name: "as it stands", Points: o.WhatIf.Base.Curve})
	}
	return chart.Page{Title: "Risk in money: " + titleOf(r.Name, "portfolio"), Figures: []chart.Picture{f}, Notes: r.Notes,
		Summary: []string{f.Sentence, fmt.Sprintf("Carrying the scenarios together instead of apart takes %s off the worst 1 %% of years.", percent(r.Diversification))},
		Tables:  []chart.Table{pageTable("Who brings the loss", portfolioTable(o))},
		Origin:  origin(r.Engine, r.Method, r.Digest, r.Seed)}
}

func limitsOf(fs []risk.Freeboard) [][2]float64 {
	var out [][2]float64
	for _, f := range fs {
		out = append(out, [2]float64{f.Loss, f.Probability})
	}
	return out
}

// portfolioSentence says the answer.
func portfolioSentence(r risk.PortfolioResult) string {
	s := fmt.Sprintf("The expected loss of a year is %s, and in %s it is more than %s", money(r.Mean, r.Currency), oneIn(0.01), money(r.Quantiles["0.99"], r.Currency))
	switch {
	case r.Freeboard == nil:
		return s + "; no tolerance line is set."
	case *r.Under:
		return s + "; the tightest point of the tolerance line leaves a freeboard of " + money(*r.Freeboard, r.Currency) + "."
	}
	return s + "; that is over the tolerance line by " + money(-*r.Freeboard, r.Currency) + "."
}
