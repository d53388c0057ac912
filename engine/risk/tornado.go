package risk

// Swing is what one uncertain input does to the figures when it goes from the
// 10th to the 90th percentile of what is known of it, all others as they are.
type Swing struct {
	Input    string  `json:"input"`
	Low      float64 `json:"low"`  // the input's 10th percentile
	High     float64 `json:"high"` // its 90th
	MeanLow  float64 `json:"mean_low"`
	MeanHigh float64 `json:"mean_high"`
	TVaRLow  float64 `json:"tvar99_low"`
	TVaRHigh float64 `json:"tvar99_high"`
	// Elasticity is by how many per cent the expected loss moves when the input
	// moves by one; exact, because the expected loss is linear in each input.
	Elasticity float64 `json:"elasticity"`
}

// Tornado re-runs the scenario exactly at both ends of every uncertain input,
// widest effect on the tail first.
func Tornado(s Scenario) []Swing {
	total := s.ale()
	out := []Swing{}
	try := func(f Factor, with func(Dist) Scenario) {
		if f.Dist.Variance() == 0 || total == 0 {
			return
		}
		w := Swing{Input: f.Path, Low: f.Dist.Quantile(0.1), High: f.Dist.Quantile(0.9)}
		lo, hi := Quantify(with(Const(w.Low))).Annual, Quantify(with(Const(w.High))).Annual
		w.MeanLow, w.MeanHigh = lo.Mean(), hi.Mean()
		w.TVaRLow, w.TVaRHigh = lo.TVaR(.99), hi.TVaR(.99)
		w.Elasticity = (total - with(Const(0)).ale()) / total
		out = append(out, w)
	}
	for i, f := range s.Rate {
		try(f, func(d Dist) Scenario {
			one := s
			one.Rate = replaced(s.Rate, i, d)
			return one
		})
	}
	for i, f := range s.LossFactors {
		try(f, func(d Dist) Scenario {
			one := s
			one.LossFactors = replaced(s.LossFactors, i, d)
			return one
		})
	}
	if s.Secondary != nil {
		try(s.Secondary.Probability, func(d Dist) Scenario {
			one, second := s, *s.Secondary
			second.Probability.Dist = d
			one.Secondary = &second
			return one
		})
	}
	return sortedBy(out, func(w Swing) float64 { return w.TVaRLow - w.TVaRHigh })
}

func replaced(fs []Factor, i int, d Dist) []Factor {
	out := append([]Factor(nil), fs...)
	out[i].Dist = d
	return out
}
