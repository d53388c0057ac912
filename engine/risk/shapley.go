package risk

import (
	"context"
	"math/bits"
	"slices"
)

// maxControls on one scenario: Shapley values take every subset of them.
const maxControls = 16

// Shapley gives each control its fair part of what all of them together save a
// year: the mean of what it saves over every order of adding them (Shapley
// 1953). What a control saves depends on what is already there, so "its" saving
// has no meaning without such a rule. The values add up to the whole saving.
// They are exact: expected losses are in closed form, and scenarios add up.
func (p Portfolio) Shapley(ctx context.Context, set func(i int) bool) ([]float64, error) {
	out := make([]float64, len(p.Controls))
	for s := range p.Scenarios {
		var on []int
		for i, c := range p.Controls {
			if set(i) && c.covers(s) {
				on = append(on, i)
			}
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		for k, v := range p.shapleyOf(s, on) {
			out[on[k]] += v
		}
	}
	return out, nil
}

func (c Control) covers(scenario int) bool { return slices.Contains(c.On, scenario) }

// shapleyOf is the Shapley value of controls on one scenario.
func (p Portfolio) shapleyOf(scenario int, on []int) []float64 {
	n := len(on)
	loss := p.losses(scenario, on)
	weight := make([]float64, n) // |S|! (n-|S|-1)! / n!
	for k := range weight {
		weight[k] = 1 / float64(n)
		for i := range k {
			weight[k] *= float64(i+1) / float64(n-1-i)
		}
	}
	out := make([]float64, n)
	for set, v := range loss {
		for k := range n {
			if set>>k&1 == 0 {
				out[k] += weight[bits.OnesCount(uint(set))] * (v - loss[set|1<<k])
			}
		}
	}
	return out
}

// losses are the expected losses of a scenario with each subset of the controls, by
// the subset's bits.
func (p Portfolio) losses(scenario int, on []int) []float64 {
	s, struck := p.Scenarios[scenario], p.struck(scenario)
	rate, factor, second := meanOf(s.Rate), meanOf(s.LossFactors), 0.0
	if s.Secondary != nil {
		second = s.Secondary.Probability.Dist.Mean() * s.Secondary.Severity.mean()
	}
	lets, parts, caps := make([]float64, len(on)), make([]float64, len(on)), 0
	for k, i := range on {
		c := p.Controls[i]
		lets[k], parts[k] = left(c.Prevents), left(c.Reduces)
		if c.Cap > 0 {
			caps |= 1 << k
		}
	}
	if caps != 0 {
		s.Primary = s.Primary.whole()
	}
	primary := map[int]float64{} // mean primary loss by the caps at work
	out := make([]float64, 1<<len(on))
	for set := range out {
		first, known := primary[set&caps]
		if !known {
			first = p.cappedBy(s.Primary, on, set&caps)
			primary[set&caps] = first
		}
		let, part := 1.0, 1.0
		for k := range on {
			if set>>k&1 == 1 {
				let, part = let*lets[k], part*parts[k]
			}
		}
		out[set] = (rate*let + struck) * factor * part * (first + second)
	}
	return out
}

// cappedBy is the mean of a severity under the caps of a set of controls.
func (p Portfolio) cappedBy(s Severity, on []int, set int) float64 {
	for k, i := range on {
		if c := p.Controls[i]; set>>k&1 == 1 {
			s = s.capped(c.Cap, meanOf(c.Holds))
		}
	}
	return s.mean()
}

// left is the mean share that a control leaves of what its factors take away.
func left(fs []Factor) float64 {
	if len(fs) == 0 {
		return 1
	}
	return 1 - meanOf(fs)
}

// struck is how many events a year reach a scenario through shocks.
func (p Portfolio) struck(scenario int) float64 {
	sum := 0.0
	for _, k := range p.Shocks {
		for _, h := range k.Hits {
			if h.Scenario == scenario {
				sum += k.Rate.Dist.Mean() * h.Probability
			}
		}
	}
	return sum
}
