package risk

import "math/bits"

// maxControls on one scenario: Shapley values take every subset of them.
const maxControls = 16

// Shapley gives each control its fair part of what all of them together save a
// year: the mean of what it saves over every order of adding them (Shapley
// 1953). What a control saves depends on what is already there, so "its" saving
// has no meaning without such a rule. The values add up to the whole saving.
// They are exact: expected losses are in closed form, and scenarios add up.
func (p Portfolio) Shapley(set func(i int) bool) []float64 {
	out := make([]float64, len(p.Controls))
	for s := range p.Scenarios {
		var on []int
		for i, c := range p.Controls {
			if set(i) && c.covers(s) {
				on = append(on, i)
			}
		}
		for k, v := range p.shapleyOf(s, on) {
			out[on[k]] += v
		}
	}
	return out
}

func (c Control) covers(scenario int) bool {
	for _, s := range c.On {
		if s == scenario {
			return true
		}
	}
	return false
}

// shapleyOf is the Shapley value of controls on one scenario.
func (p Portfolio) shapleyOf(scenario int, on []int) []float64 {
	n := len(on)
	loss := make([]float64, 1<<n) // expected loss with the controls of a bit set
	for set := range loss {
		s := p.Scenarios[scenario]
		for k, i := range on {
			if set>>k&1 == 1 {
				s = p.Controls[i].apply(s)
			}
		}
		loss[set] = s.ale() + p.struckALE(scenario, s)
	}
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

// struckALE is what shocks cost a year through one scenario as it stands.
func (p Portfolio) struckALE(scenario int, s Scenario) float64 {
	s.Rate = nil
	sum := 0.0
	for _, k := range p.Shocks {
		for _, h := range k.Hits {
			if h.Scenario == scenario {
				sum += k.Rate.Dist.Mean() * h.Probability * s.ale()
			}
		}
	}
	return sum
}
