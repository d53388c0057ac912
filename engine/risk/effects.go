package risk

import (
	"context"
	"math"
)

// Effect is what one uncertain input of a portfolio under treatment does, from
// the 10th to the 90th percentile of what is known of it, the others at their
// means. Expected losses are linear in every input, so this is exact.
type Effect struct {
	Input    string  `json:"input"`
	Low      float64 `json:"low"`
	High     float64 `json:"high"`
	LossLow  float64 `json:"mean_low"`
	LossHigh float64 `json:"mean_high"`
	NetLow   float64 `json:"net_low"` // the return of the planned controls
	NetHigh  float64 `json:"net_high"`
}

// effects tries every uncertain input of the scenarios and the controls.
func (p Portfolio) effects(ctx context.Context, base, full func(i int) bool) ([]Effect, error) {
	out := []Effect{}
	try := func(fs []Factor, i int) {
		f := fs[i]
		if f.Dist.Variance() == 0 || ctx.Err() != nil {
			return
		}
		at := func(v float64) (loss, net float64) {
			fs[i].Dist = Const(v)
			loss = p.With(full).ALE()
			net = p.With(base).ALE() - loss
			for k, c := range p.Controls {
				if full(k) && !base(k) {
					net -= c.Cost.Dist.Mean()
				}
			}
			fs[i].Dist = f.Dist
			return loss, net
		}
		e := Effect{Input: f.Path, Low: f.Dist.Quantile(0.1), High: f.Dist.Quantile(0.9)}
		e.LossLow, e.NetLow = at(e.Low)
		e.LossHigh, e.NetHigh = at(e.High)
		out = append(out, e)
	}
	p = p.copied()
	for i := range p.Scenarios {
		s := &p.Scenarios[i]
		for k := range s.Rate {
			try(s.Rate, k)
		}
		for k := range s.LossFactors {
			try(s.LossFactors, k)
		}
	}
	for i := range p.Controls {
		c := &p.Controls[i]
		for k := range c.Prevents {
			try(c.Prevents, k)
		}
		for k := range c.Reduces {
			try(c.Reduces, k)
		}
	}
	return sortedBy(out, func(e Effect) float64 { return -math.Abs(e.NetHigh-e.NetLow) - math.Abs(e.LossHigh-e.LossLow) }), ctx.Err()
}

// copied shares no list of factors with p.
func (p Portfolio) copied() Portfolio {
	p.Scenarios = append([]Scenario(nil), p.Scenarios...)
	for i := range p.Scenarios {
		s := &p.Scenarios[i]
		s.Rate = append([]Factor(nil), s.Rate...)
		s.LossFactors = append([]Factor(nil), s.LossFactors...)
	}
	p.Shocks = append([]Shock(nil), p.Shocks...)
	p.Controls = append([]Control(nil), p.Controls...)
	for i := range p.Controls {
		c := &p.Controls[i]
		c.Prevents = append([]Factor(nil), c.Prevents...)
		c.Reduces = append([]Factor(nil), c.Reduces...)
	}
	return p
}
