package risk

import "math"

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
func (l *Pooled) Band(amounts []float64) *PortfolioBand {
	if !l.Portfolio.uncertain() {
		return nil
	}
	q := l.Portfolio.copied()
	known := q.knowledge(bandSeed)
	g := newGrid(l.Annual.Top()/bandGrid, bandGrid)
	states := make([]Portfolio, bandStates)
	for i := range states {
		states[i] = known.state(uint64(i))
	}
	curves := make([]*Annual, bandStates)
	for i, s := range states {
		curves[i] = s.onGrid(g, s.models()).annual(false)
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
	return out
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
