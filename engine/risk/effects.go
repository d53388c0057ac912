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

// effects tries every uncertain input of the scenarios, the shocks and the controls.
func (p Portfolio) effects(ctx context.Context, base, full func(i int) bool) ([]Effect, error) {
	out := []Effect{}
	p = p.copied()
	// try takes the places where one input stands.
	try := func(places ...*Factor) {
		f := *places[0]
		if f.Dist.Variance() == 0 || ctx.Err() != nil {
			return
		}
		put := func(d Dist) {
			for _, at := range places {
				at.Dist = d
			}
		}
		at := func(v float64) (loss, net float64) {
			put(Const(v))
			defer put(f.Dist)
			loss = p.With(full).ALE()
			net = p.With(base).ALE() - loss
			for k, c := range p.Controls {
				if full(k) && !base(k) {
					net -= c.Cost.Dist.Mean()
				}
			}
			return loss, net
		}
		e := Effect{Input: f.Path, Low: f.Dist.Quantile(0.1), High: f.Dist.Quantile(0.9)}
		e.LossLow, e.NetLow = at(e.Low)
		e.LossHigh, e.NetHigh = at(e.High)
		out = append(out, e)
	}
	for i := range p.Scenarios {
		s := &p.Scenarios[i]
		for k := range s.Rate {
			try(&s.Rate[k])
		}
		for k := range s.LossFactors {
			try(&s.LossFactors[k])
		}
		if s.Secondary != nil {
			try(&s.Secondary.Probability)
		}
	}
	for i := range p.Shocks {
		try(&p.Shocks[i].Rate)
	}
	for i := range p.Controls {
		for _, places := range p.Controls[i].inputs() {
			try(places...)
		}
	}
	return sortedBy(out, func(e Effect) float64 { return -math.Abs(e.NetHigh-e.NetLow) - math.Abs(e.LossHigh-e.LossLow) }), ctx.Err()
}

// inputs are the places of each input of a control: its coverage stands in all of its
// effects at once.
func (c *Control) inputs() [][]*Factor {
	var out [][]*Factor
	at := map[string]int{}
	for _, fs := range [][]Factor{c.Prevents, c.Reduces, c.Holds} {
		for k := range fs {
			i, known := at[fs[k].Path]
			if !known {
				i = len(out)
				at[fs[k].Path] = i
				out = append(out, nil)
			}
			out[i] = append(out[i], &fs[k])
		}
	}
	return append(out, []*Factor{&c.Cost})
}

// copied shares no list of factors with p.
func (p Portfolio) copied() Portfolio {
	p.Scenarios = append([]Scenario(nil), p.Scenarios...)
	for i := range p.Scenarios {
		s := &p.Scenarios[i]
		s.Rate = append([]Factor(nil), s.Rate...)
		s.LossFactors = append([]Factor(nil), s.LossFactors...)
		if s.Secondary != nil {
			second := *s.Secondary
			s.Secondary = &second
		}
	}
	p.Shocks = append([]Shock(nil), p.Shocks...)
	p.Controls = append([]Control(nil), p.Controls...)
	for i := range p.Controls {
		c := &p.Controls[i]
		c.Prevents = append([]Factor(nil), c.Prevents...)
		c.Reduces = append([]Factor(nil), c.Reduces...)
		c.Holds = append([]Factor(nil), c.Holds...)
	}
	return p
}
