package risk

import (
	"context"
	"math"
)

// bandLow and bandHigh are the knowledge percentiles that the band shows.
const (
	bandLow  = 0.05
	bandHigh = 0.95
)

// known is one state of knowledge: inputs fixed, only chance left.
type known struct {
	w float64
	a *Annual
}

// Band says how far not knowing the inputs moves the curve: for each amount the
// 5th and 95th percentile, over the uncertain inputs, of the probability of
// losing more. It is empty when nothing is uncertain. When only the rate is
// uncertain the curve rises with the rate, so the two curves at the rate's own
// percentiles are the band exactly; otherwise it comes from the curves at all
// quadrature nodes.
func (l *Loss) Band(ctx context.Context, amounts []float64) (low, high []float64, err error) {
	if !l.Uncertain() {
		return nil, nil, nil
	}
	if len(l.m.outer) == 1 {
		if low, err = l.curveAt(ctx, bandLow, amounts); err == nil {
			high, err = l.curveAt(ctx, bandHigh, amounts)
		}
		return low, high, err
	}
	states, err := l.states(ctx)
	if err != nil {
		return nil, nil, err
	}
	low, high = make([]float64, len(amounts)), make([]float64, len(amounts))
	for i, x := range amounts {
		r := make(Rule, len(states))
		for j, s := range states {
			r[j] = Node{s.a.Exceedance(x), s.w}
		}
		r = sortedBy(r, func(n Node) float64 { return n.X })
		low[i], high[i] = r.percentile(bandLow), r.percentile(bandHigh)
	}
	return low, high, nil
}

// Uncertain says whether any input is a range rather than a number.
func (l *Loss) Uncertain() bool {
	return l.m.rate.Variance() > 0 || len(l.m.outer) > 1
}

// curveAt is the exceedance of the amounts when the rate is at its p-quantile.
func (l *Loss) curveAt(ctx context.Context, p float64, amounts []float64) ([]float64, error) {
	a, err := l.given(ctx, l.m.rate.Quantile(p))
	if err != nil {
		return nil, err
	}
	out := make([]float64, len(amounts))
	for i, x := range amounts {
		out[i] = a.Exceedance(x)
	}
	return out, nil
}

// given is the year's loss when the rate is known.
func (l *Loss) given(ctx context.Context, rate float64) (*Annual, error) {
	one := *l.m
	one.rate, one.rates = Const(rate), Rule{{rate, 1}}
	return one.annualFrom(ctx, l.g, l.fs, one.rates, l.Annual.steps)
}

// states are the curves at all nodes of all uncertain inputs.
func (l *Loss) states(ctx context.Context) ([]known, error) {
	var out []known
	for i, o := range l.m.outer {
		for _, r := range l.m.rate.Rule(outerNodes) {
			one := *l.m
			one.rate, one.rates = Const(r.X), Rule{{r.X, 1}}
			one.outer = []outer{{1, o.scale, o.second}}
			a, err := one.annualFrom(ctx, l.g, l.fs[i:i+1], one.rates, l.Annual.steps)
			if err != nil {
				return nil, err
			}
			out = append(out, known{o.w * r.W, a})
		}
	}
	return out, nil
}

// MeanBand is the 5th and 95th percentile of the expected loss over what is not
// known about the inputs.
func (l *Loss) MeanBand() (low, high float64) {
	if len(l.m.outer) == 1 {
		m, _ := l.m.lossMoments(l.m.outer[0])
		return l.m.rate.Quantile(bandLow) * m, l.m.rate.Quantile(bandHigh) * m
	}
	var r Rule
	for _, o := range l.m.outer {
		m, _ := l.m.lossMoments(o)
		for _, n := range l.m.rate.Rule(16) {
			r = append(r, Node{n.X * m, n.W * o.w})
		}
	}
	r = r.merged()
	return r.percentile(bandLow), r.percentile(bandHigh)
}

// percentile interpolates a sorted discrete distribution between the middles of
// its weights.
func (r Rule) percentile(p float64) float64 {
	cum, prevX, prevC := 0.0, r[0].X, 0.0
	for i, n := range r {
		mid := cum + n.W/2
		if mid >= p {
			if i == 0 {
				return n.X
			}
			return prevX + (n.X-prevX)*(p-prevC)/math.Max(mid-prevC, 1e-300)
		}
		cum += n.W
		prevX, prevC = n.X, mid
	}
	return prevX
}
