package risk

import (
	"context"
	"math"
)

// PortfolioBand says what not knowing the inputs does to a portfolio.
type PortfolioBand struct {
	Band
	// PUnder is the probability, over what is not known, of being under the
	// whole tolerance line; absent without one.
	PUnder *float64 `json:"p_under,omitempty"`
}

// The states of knowledge that a portfolio's band is taken over: scrambled Sobol
// points, each an exact computation on a grid of its own size.
const (
	bandStates = 64
	bandGrid   = 1 << 12
	bandSeed   = 1
)

// uncertain says whether any input is a range.
func (p Portfolio) uncertain() bool {
	for _, s := range p.Scenarios {
		if m := compile(s); m.rate.Variance() > 0 || len(m.outer) > 1 {
			return true
		}
	}
	for _, s := range p.Shocks {
		if s.Rate.Dist.Variance() > 0 {
			return true
		}
	}
	return false
}

// Band is the 5th and 95th percentile of the exceedance of each amount over what
// is not known about the inputs; nil when nothing is uncertain.
func (l *Pooled) Band(ctx context.Context, amounts []float64) (*PortfolioBand, error) {
	if !l.Portfolio.uncertain() {
		return nil, nil
	}
	q := l.Portfolio.copied()
	known := q.knowledge(bandSeed)
	g := newGrid(l.Annual.Top()/bandGrid, bandGrid)
	states := make([]Portfolio, bandStates)
	for i := range states {
		states[i] = known.state(uint64(i))
	}
	curves, err := curvesOf(ctx, g, states)
	if err != nil {
		return nil, err
	}
	out := &PortfolioBand{Band: Band{Low: make([]float64, len(amounts)), High: make([]float64, len(amounts))}}
	spread := func(f func(*Annual) float64) (low, high float64) {
		r := make(Rule, bandStates)
		for i, a := range curves {
			r[i] = Node{f(a), 1.0 / bandStates}
		}
		r = sortedBy(r, func(n Node) float64 { return n.X })
		return r.percentile(bandLow), r.percentile(bandHigh)
	}
	for i, x := range amounts {
		out.Low[i], out.High[i] = spread(func(a *Annual) float64 { return a.Exceedance(x) })
	}
	out.MeanLow, out.MeanHigh = spread((*Annual).Mean)
	if len(q.Tolerance) > 0 {
		under := 0.0
		for _, a := range curves {
			if q.Tolerance.Holds(a) {
				under += 1.0 / bandStates
			}
		}
		under = math.Min(1, under)
		out.PUnder = &under
	}
	return out, nil
}

// curvesOf are the years of one portfolio in several states of knowledge. What
// does not depend on the state, the transforms of severities that nothing scales,
// is computed once when there is room for it.
func curvesOf(ctx context.Context, g *grid, states []Portfolio) ([]*Annual, error) {
	type severity struct{ primary, secondary []complex128 }
	same := make([]*severity, len(states[0].Scenarios))
	if 2*len(same)*(g.n/2+1)*16 <= keptBytes {
		if err := each(ctx, len(same), func(i int) error {
			if s := states[0].Scenarios[i]; len(s.LossFactors) == 0 {
				m := compile(s)
				same[i] = &severity{primary: product(g, m.primary, 1)}
				if m.secondary != nil {
					same[i].secondary = product(g, m.secondary, 1)
				}
			}
			return nil
		}); err != nil {
			return nil, err
		}
	}
	out := make([]*Annual, len(states))
	for k, p := range states {
		ms, err := p.models(ctx)
		if err != nil {
			return nil, err
		}
		j, err := p.onGridFrom(ctx, g, ms, func(i int, m *model) ([][]complex128, error) {
			if s := same[i]; s != nil {
				return [][]complex128{m.loss(s.primary, s.secondary, m.outer[0].second)}, nil
			}
			return m.losses(ctx, g)
		})
		if err != nil {
			return nil, err
		}
		out[k] = j.annual(false)
	}
	return out, nil
}

// curve is the portfolio's year on a given grid.
func (p Portfolio) curve(ctx context.Context, g *grid) (*Annual, error) {
	ms, err := p.models(ctx)
	if err != nil {
		return nil, err
	}
	j, err := p.onGrid(ctx, g, ms)
	if err != nil {
		return nil, err
	}
	return j.annual(false), nil
}

// state is the portfolio with every uncertain input at its value in one point.
func (n *knowledge) state(y uint64) Portfolio {
	out := n.p.copied()
	for i := range out.Scenarios {
		from, to := &n.p.Scenarios[i], &out.Scenarios[i]
		for k := range to.Rate {
			to.Rate[k].Dist = Const(n.value(y, &from.Rate[k]))
		}
		for k := range to.LossFactors {
			to.LossFactors[k].Dist = Const(n.value(y, &from.LossFactors[k]))
		}
		if from.Secondary != nil {
			second := *from.Secondary
			second.Probability.Dist = Const(n.value(y, &from.Secondary.Probability))
			to.Secondary = &second
		}
	}
	for i := range out.Shocks {
		out.Shocks[i].Rate.Dist = Const(n.value(y, &n.p.Shocks[i].Rate))
	}
	return out
}
