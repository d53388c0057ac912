package risk

import (
	"context"
	"math"
)

// annual are the mean and the variance of the portfolio's year. The variance
// only sizes the grid and is reported; shocks enter it with their own jumps.
func (p Portfolio) annual(ms []*model) (mean, variance float64) {
	means := make([]float64, len(ms))
	fs := p.factors()
	for i, m := range ms {
		e, v := m.annual()
		means[i] = e
		mean += e
		// Var = E Var(.|Z) + Var E(.|Z); the second part is taken below, jointly.
		// A lift c with E c = 1 scales the rate: E Var(.|Z) adds (E c^2 - 1) times
		// the part of the variance that goes with the square of the rate.
		variance += v + (secondLift(p.Scenarios[i].Loading, fs)-1)*m.squarePart(v)
	}
	for _, z := range fs {
		d := 0.0
		for i := range ms {
			d += means[i] * (lift(p.Scenarios[i].Loading, z.z) - 1)
		}
		variance += z.w * d * d
	}
	for _, s := range p.Shocks {
		e, v := p.shockMoments(s, ms)
		rate := s.Rate.Dist
		mean += rate.Mean() * e
		variance += rate.Mean()*(v+e*e) + rate.Variance()*e*e
	}
	return mean, variance + p.sharedVariance(ms, func(int, Hit) bool { return true })
}

// sharedVariance is what it adds that a scenario's own events and the shocks that
// strike it meet the same draw of the year: with an expected loss x of one event
// given the draw, rate λ and h strikes a year, (2λh + h²) Var x, and what an
// uncertain rate of a shock adds to h². Strikes count that share the draw.
func (p Portfolio) sharedVariance(ms []*model, shares func(shock int, h Hit) bool) float64 {
	struck, sum := make([]float64, len(ms)), 0.0
	for k, s := range p.Shocks {
		for _, h := range s.Hits {
			if m := ms[h.Scenario]; len(m.outer) > 1 && shares(k, h) {
				struck[h.Scenario] += s.Rate.Dist.Mean() * h.Probability
				sum += s.Rate.Dist.Variance() * h.Probability * h.Probability * m.spread()
			}
		}
	}
	for i, h := range struck {
		if h > 0 {
			sum += (2*ms[i].rate.Mean()*h + h*h) * ms[i].spread()
		}
	}
	return sum
}

func secondLift(loading float64, fs []factor) float64 {
	s := 0.0
	for _, z := range fs {
		c := lift(loading, z.z)
		s += z.w * c * c
	}
	return s
}

// squarePart is the part of the annual variance v that is proportional to the
// square of the rate: what remains after the part that is linear in it.
func (m *model) squarePart(v float64) float64 {
	linear := 0.0
	for _, o := range m.outer {
		x, vx := m.lossMoments(o)
		linear += o.w * m.rate.Mean() * (vx + x*x)
	}
	return math.Max(0, v-linear)
}

// shockMoments are the mean and variance of the total loss of one shock.
func (p Portfolio) shockMoments(s Shock, ms []*model) (mean, variance float64) {
	for _, h := range s.Hits {
		x, second := ms[h.Scenario].eventMoments()
		mean += h.Probability * x
		variance += h.Probability*second - h.Probability*h.Probability*x*x
	}
	return mean, variance
}

// eventMoments are the mean and the second moment of one event's loss.
func (m *model) eventMoments() (mean, second float64) {
	for _, o := range m.outer {
		x, v := m.lossMoments(o)
		mean += o.w * x
		second += o.w * (v + x*x)
	}
	return mean, second
}

// reach is the amount that the grid has to reach, as for a single scenario.
func (p Portfolio) reach(ctx context.Context, ms []*model) (float64, error) {
	mean, variance := p.annual(ms)
	if mean <= 0 {
		return 1, nil
	}
	event := 0.0
	for _, m := range ms {
		event = math.Max(event, m.eventTail())
	}
	top := mean + 8*math.Sqrt(variance) + event
	for range 60 {
		g := newGrid(top/pilotSize, pilotSize)
		j, err := p.onGrid(ctx, g, ms)
		if err != nil {
			return 0, err
		}
		a := j.annual(false)
		if a.exceed[pilotSize-1] > tailTarget {
			top *= 2
			continue
		}
		v := a.VaR(1 - tailTarget)
		if v == 0 {
			return top, nil
		}
		next := v + 2*g.h
		if next > top/4 {
			return next * 1.0001, nil
		}
		top = next * 1.5
	}
	return top, nil
}

// portfolioGrid is the grid for many scenarios; a few get a finer one.
const (
	portfolioGrid = 1 << 14
	fewScenarios  = 24
	fewSums       = 1 << 13 // at each frequency, over what is tied to shocks
)

// place chooses the grid: the common lattice of fixed amounts when there is
// one, else the reach over a power of two.
func (p Portfolio) place(ctx context.Context, ms []*model) (g *grid, steps bool, err error) {
	top, err := p.reach(ctx, ms)
	if err != nil {
		return nil, false, err
	}
	h, ok := 0.0, len(ms) > 0
	for _, m := range ms {
		step, is := m.latticeStep(top)
		if ok = ok && is; !ok {
			break
		}
		h = gcd(h, step)
	}
	if ok && top/h < maxGridSize/4 {
		n := 4
		for float64(n) < top/h+2 {
			n *= 2
		}
		return newGrid(h, n), true, nil
	}
	n := portfolioGrid
	if len(ms) <= fewScenarios && p.tie(ms).sums <= fewSums {
		n *= 2
	}
	return newGrid(top/float64(n), n), false, nil
}
