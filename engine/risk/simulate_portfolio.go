package risk

import "context"

// Simulate draws years of the portfolio: one common factor and the shocks of
// the year, then every scenario given them.
func (p Portfolio) Simulate(ctx context.Context, o Simulation) (*Simulated, error) {
	common := newSource(o.Seed, "common factor", false)
	samplers := make([]*sampler, len(p.Scenarios))
	if err := each(ctx, len(samplers), func(i int) error {
		samplers[i] = newSampler(p.Scenarios[i], o.Seed, o.Quasi)
		return nil
	}); err != nil {
		return nil, err
	}
	rates := make([]*inverse, len(p.Shocks))
	for i, s := range p.Shocks {
		rates[i] = newInverse(s.Rate.Dist)
	}
	return simulate(ctx, o, func(from, to uint64, hist []uint64) (b blockSum) {
		for y := from; y < to && ctx.Err() == nil; y++ {
			z, sum := normalQuantile(common.unit(y, forCommon, 0)), 0.0
			for i, s := range samplers {
				up := 1.0
				if l := p.Scenarios[i].Loading; l != 0 {
					up = lift(l, z)
				}
				sum += s.year(y, up)
			}
			for i, s := range p.Shocks {
				mean := rates[i].at(common.unit(y, forShock, uint32(2*i)))
				n := poissonInverse(mean, common.unit(y, forShock, uint32(2*i+1)))
				sum += p.strike(samplers, common, y, i, n, s.Hits)
			}
			if sum > 0 {
				b.add(sum, hist)
			}
		}
		return b
	})
}

// shockEvents is where the numbers of shock events start, far from those of
// the scenario's own events.
const shockEvents = 1 << 20

// strike draws the losses of n happenings of a shock.
func (p Portfolio) strike(samplers []*sampler, common *source, y uint64, shock, n int, hits []Hit) float64 {
	sum := 0.0
	for k := range n {
		for h, hit := range hits {
			number := uint32(k*len(hits) + h)
			if common.unit(y, forAffected+uint32(shock), number) >= hit.Probability {
				continue
			}
			s := samplers[hit.Scenario]
			sum += s.extra(y, shockEvents*uint32(shock+1)+number)
		}
	}
	return sum
}

// extra is the loss of one event from outside, under the year's loss factors.
func (p *sampler) extra(y uint64, e uint32) float64 {
	scale, second := p.known(y)
	return scale * p.event(y, e, second)
}
