package risk

import (
	"cmp"
	"math"
	"slices"
	"sort"
)

// Empirical is a finite distribution: observed losses, each with its weight.
type Empirical struct {
	x, cum, part []float64 // values ascending, P(X<=x), sum of w*x so far
	variance     float64
}

// NewEmpirical makes the distribution of the values; weights may be nil (all
// equal) and need not sum to one. Values must be finite and non-negative.
func NewEmpirical(values, weights []float64) *Empirical {
	nodes := make(Rule, len(values))
	total := 0.0
	for i, v := range values {
		w := 1.0
		if weights != nil {
			w = weights[i]
		}
		nodes[i] = Node{v, w}
		total += w
	}
	nodes = nodes.merged()
	e := &Empirical{}
	var c, s float64
	for _, n := range nodes {
		c += n.W / total
		s += n.W / total * n.X
		e.x, e.cum, e.part = append(e.x, n.X), append(e.cum, c), append(e.part, s)
	}
	if len(e.cum) > 0 {
		e.cum[len(e.cum)-1] = 1
	}
	for i := range e.x {
		e.variance += e.weight(i) * (e.x[i] - s) * (e.x[i] - s)
	}
	return e
}

func (e *Empirical) weight(i int) float64 {
	if i == 0 {
		return e.cum[0]
	}
	return e.cum[i] - e.cum[i-1]
}

// Mean is the weighted mean of the values.
func (e *Empirical) Mean() float64 { return e.part[len(e.part)-1] }

// Variance is the weighted variance of the values.
func (e *Empirical) Variance() float64 { return e.variance }

// CDF is the weight of the values up to x.
func (e *Empirical) CDF(x float64) float64 {
	i := sort.SearchFloat64s(e.x, math.Nextafter(x, math.Inf(1)))
	if i == 0 {
		return 0
	}
	return e.cum[i-1]
}

// Quantile is the smallest value with at least p of the weight at or below it.
func (e *Empirical) Quantile(p float64) float64 {
	return e.x[min(sort.SearchFloat64s(e.cum, p-1e-15), len(e.x)-1)]
}

// LimitedMean is the weighted mean of the values cut off at x.
func (e *Empirical) LimitedMean(x float64) float64 {
	i := sort.SearchFloat64s(e.x, x)
	if i == 0 {
		return x
	}
	return e.part[i-1] + x*(1-e.cum[i-1])
}

// Max is the greatest value.
func (e *Empirical) Max() float64 { return e.x[len(e.x)-1] }

// Rule is the values themselves, or their Gauss rule when there are more than n.
func (e *Empirical) Rule(n int) Rule {
	r := make(Rule, len(e.x))
	for i := range e.x {
		r[i] = Node{e.x[i], e.weight(i)}
	}
	return r.reduce(n)
}

// Comonotone is the sum of quantities that always move together: its quantile
// is the sum of theirs. It is represented by 4,096 slices of probability, finer
// towards the tail, with the mean exact.
func Comonotone(parts []Dist) Dist {
	if len(parts) == 1 {
		return parts[0]
	}
	const slicesOfBody, halvings = 3072, 32
	var x, w []float64
	add := func(lo, hi float64) {
		s := 0.0
		for _, d := range parts {
			s += d.Quantile((lo + hi) / 2)
		}
		x, w = append(x, s), append(w, hi-lo)
	}
	for i := range slicesOfBody {
		add(0.99*float64(i)/slicesOfBody, 0.99*float64(i+1)/slicesOfBody)
	}
	for h, rest := 0, 0.01; h < halvings; h, rest = h+1, rest/2 {
		for i := range 32 {
			lo := 1 - rest + rest/2*float64(i)/32
			add(lo, lo+rest/64)
		}
	}
	e := NewEmpirical(x, w)
	want := 0.0
	for _, d := range parts {
		want += d.Mean()
	}
	if m := e.Mean(); m > 0 {
		for i := range x {
			x[i] *= want / m
		}
	}
	return NewEmpirical(x, w)
}

// Pool is several experts' distributions of one quantity under the linear pool:
// the mixture with their weights, which keeps every expert's tail.
type Pool struct {
	Parts   []Dist
	Weights []float64 // sum to 1
}

// Mean is the weighted mean of the means.
func (m Pool) Mean() float64 { return m.sum(Dist.Mean) }

// Variance is within-expert plus between-expert variance.
func (m Pool) Variance() float64 {
	mean := m.Mean()
	return m.sum(func(d Dist) float64 { return d.Variance() + (d.Mean()-mean)*(d.Mean()-mean) })
}

func (m Pool) sum(f func(Dist) float64) float64 {
	s := 0.0
	for i, d := range m.Parts {
		s += m.Weights[i] * f(d)
	}
	return s
}

// CDF is the weighted mean of the distribution functions.
func (m Pool) CDF(x float64) float64 {
	return m.sum(func(d Dist) float64 { return d.CDF(x) })
}

// Quantile inverts CDF between the experts' own quantiles.
func (m Pool) Quantile(p float64) float64 {
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, d := range m.Parts {
		q := d.Quantile(p)
		lo, hi = math.Min(lo, q), math.Max(hi, q)
	}
	return invert(m.CDF, p, lo, hi)
}

// LimitedMean is the weighted mean of the limited means.
func (m Pool) LimitedMean(x float64) float64 {
	return m.sum(func(d Dist) float64 { return d.LimitedMean(x) })
}

// Max is the greatest maximum.
func (m Pool) Max() float64 {
	v := 0.0
	for _, d := range m.Parts {
		v = math.Max(v, d.Max())
	}
	return v
}

// Rule joins the experts' rules.
func (m Pool) Rule(n int) Rule {
	var r Rule
	for i, d := range m.Parts {
		for _, v := range d.Rule(n) {
			r = append(r, Node{v.X, v.W * m.Weights[i]})
		}
	}
	return r.reduce(n)
}

// invert finds the smallest x in [lo, hi] with cdf(x) >= p by bisection.
func invert(cdf func(float64) float64, p, lo, hi float64) float64 {
	for range 200 {
		mid := lo + (hi-lo)/2
		if mid <= lo || mid >= hi {
			break
		}
		if cdf(mid) >= p {
			hi = mid
		} else {
			lo = mid
		}
	}
	return hi
}

// sortedBy orders a slice by a key, keeping the order of equals.
func sortedBy[T any, K cmp.Ordered](s []T, key func(T) K) []T {
	out := slices.Clone(s)
	slices.SortStableFunc(out, func(a, b T) int { return cmp.Compare(key(a), key(b)) })
	return out
}
