package risk

import (
	"fmt"
	"math"
	"strings"
)

// Control is a measure that lowers how often scenarios happen, how much an
// event costs, or both. What it achieves is efficacy x coverage x reliability,
// each a number or a distribution that evidence supports.
type Control struct {
	ID, Name string
	InPlace  bool
	Cost     Factor // a year
	On       []int  // the scenarios it works on, as indexes
	// Prevents and Reduces are the factors whose product is the share of events
	// prevented and the share of each loss avoided; empty when it does not.
	Prevents, Reduces []Factor
	// Cap keeps each primary loss at or below an amount, in the share of events
	// given by the mean of Holds; 0 when it does not cap.
	Cap   float64
	Holds []Factor
}

func (c Control) canonical() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%q %v on %v cap %v\n", c.ID, c.InPlace, c.On, c.Cap)
	writeFactors(&b, "cost", []Factor{c.Cost})
	writeFactors(&b, "prevents", c.Prevents)
	writeFactors(&b, "reduces", c.Reduces)
	writeFactors(&b, "holds", c.Holds)
	return b.String()
}

// Reliability is the share of a year that a control was in order: 1 - the mean
// days out of order over 365.
func Reliability(daysOut float64) float64 { return math.Max(0, 1-daysOut/365) }

// apply is the scenario with the control working on it.
func (c Control) apply(s Scenario) Scenario {
	if len(c.Prevents) > 0 {
		s.Rate = extended(s.Rate, Factor{"controls." + c.ID + ".prevents", Complement{NewProduct(distsOf(c.Prevents)...)}})
	}
	if len(c.Reduces) > 0 {
		s.LossFactors = extended(s.LossFactors, Factor{"controls." + c.ID + ".reduces", Complement{NewProduct(distsOf(c.Reduces)...)}})
	}
	if c.Cap > 0 {
		s.Primary = s.Primary.capped(c.Cap, meanOf(c.Holds))
	}
	return s
}

// extended appends to a copy, so that scenarios share nothing.
func extended(fs []Factor, f Factor) []Factor { return append(fs[:len(fs):len(fs)], f) }

// capped keeps the loss at or below limit in the share held of events. Several
// parts are taken together first: the cap is on the event's primary loss.
func (s Severity) capped(limit, held float64) Severity {
	whole, path := s.whole().Parts[0].Dist, s.Parts[0].Path
	if whole.Max() <= limit {
		return s
	}
	if c, ok := whole.(caps); ok {
		return Severity{Parts: []Factor{{path, c.and(limit, held)}}}
	}
	return Severity{Parts: []Factor{{path, caps{of: whole}.and(limit, held)}}}
}

// With is the portfolio with a set of its controls at work.
func (p Portfolio) With(set func(i int) bool) Portfolio {
	out := p
	out.Scenarios = append([]Scenario(nil), p.Scenarios...)
	for i, c := range p.Controls {
		if !set(i) {
			continue
		}
		for _, s := range c.On {
			out.Scenarios[s] = c.apply(out.Scenarios[s])
		}
	}
	return out
}

// Residual is the portfolio with the controls that are in place at work.
func (p Portfolio) Residual() Portfolio {
	return p.With(func(i int) bool { return p.Controls[i].InPlace })
}

// ale is a scenario's expected loss a year in closed form: inputs are
// independent, so the mean of the product is the product of the means.
func (s Scenario) ale() float64 {
	v := s.Primary.mean()
	if s.Secondary != nil {
		v += s.Secondary.Probability.Dist.Mean() * s.Secondary.Severity.mean()
	}
	return v * meanOf(s.Rate) * meanOf(s.LossFactors)
}

// Rates are the scenarios' expected events a year, without shocks.
func (p Portfolio) Rates() []float64 {
	out := make([]float64, len(p.Scenarios))
	for i, s := range p.Scenarios {
		out[i] = NewProduct(distsOf(s.Rate)...).Mean()
	}
	return out
}

// ALE is the portfolio's expected loss a year, shocks included.
func (p Portfolio) ALE() float64 {
	sum := 0.0
	for _, s := range p.Scenarios {
		sum += s.ale()
	}
	for _, k := range p.Shocks {
		for _, h := range k.Hits {
			one := p.Scenarios[h.Scenario]
			one.Rate = nil
			sum += k.Rate.Dist.Mean() * h.Probability * one.ale()
		}
	}
	return sum
}
