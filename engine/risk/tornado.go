package risk

import "context"

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

// swung is an uncertain input and the scenario with a number in its place.
type swung struct {
	Factor
	with func(Dist) Scenario
}

// Tornado re-runs the scenario exactly at both ends of every uncertain input,
// widest effect on the tail first.
func Tornado(ctx context.Context, s Scenario) ([]Swing, error) {
	total, in := s.ale(), s.swings()
	if total == 0 {
		return []Swing{}, nil
	}
	out, ends := make([]Swing, len(in)), make([]*Annual, 2*len(in))
	err := each(ctx, len(ends), func(i int) (err error) {
		p := 0.1 + 0.8*float64(i%2)
		ends[i], err = quick(ctx, in[i/2].with(Const(in[i/2].Dist.Quantile(p))))
		return err
	})
	if err != nil {
		return nil, err
	}
	for i, f := range in {
		lo, hi := ends[2*i], ends[2*i+1]
		out[i] = Swing{
			Input: f.Path, Low: f.Dist.Quantile(0.1), High: f.Dist.Quantile(0.9),
			MeanLow: lo.Mean(), MeanHigh: hi.Mean(), TVaRLow: lo.TVaR(.99), TVaRHigh: hi.TVaR(.99),
			Elasticity: (total - f.with(Const(0)).ale()) / total,
		}
	}
	return sortedBy(out, func(w Swing) float64 { return w.TVaRLow - w.TVaRHigh }), nil
}

// quickGrid gives tail means to about five digits, enough to compare inputs.
const quickGrid = 1 << 13

// quick is Quantify on one grid, without refining.
func quick(ctx context.Context, s Scenario) (*Annual, error) {
	m := compile(s)
	top, err := m.reach(ctx)
	if err != nil {
		return nil, err
	}
	if _, steps := m.latticeStep(top); steps {
		l, err := Quantify(ctx, s)
		if err != nil {
			return nil, err
		}
		return l.Annual, nil
	}
	return m.annualOn(ctx, newGrid(top/quickGrid, quickGrid), false)
}

// swings lists the uncertain inputs.
func (s Scenario) swings() []swung {
	var out []swung
	add := func(f Factor, with func(Dist) Scenario) {
		if f.Dist.Variance() > 0 {
			out = append(out, swung{f, with})
		}
	}
	for i, f := range s.Rate {
		add(f, func(d Dist) Scenario {
			one := s
			one.Rate = replaced(s.Rate, i, d)
			return one
		})
	}
	for i, f := range s.LossFactors {
		add(f, func(d Dist) Scenario {
			one := s
			one.LossFactors = replaced(s.LossFactors, i, d)
			return one
		})
	}
	if s.Secondary != nil {
		add(s.Secondary.Probability, func(d Dist) Scenario {
			one, second := s, *s.Secondary
			second.Probability.Dist = d
			one.Secondary = &second
			return one
		})
	}
	return out
}

func replaced(fs []Factor, i int, d Dist) []Factor {
	out := append([]Factor(nil), fs...)
	out[i].Dist = d
	return out
}
