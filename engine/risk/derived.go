package risk

import "math"

// Product is the product of independent quantities: threat events times
// vulnerability times what each control lets through. All but one factor are
// integrated by their Gauss rules, the last one exactly.
type Product struct {
	factors []Dist // as given, for drawing from each
	others  Rule   // the product of all factors but one
	last    Dist   // the uncertain factor of greatest relative spread
}

// productNodes is how many nodes stand for each uncertain factor.
const productNodes = 12

// NewProduct multiplies independent factors; constants fold into a scale.
func NewProduct(factors ...Dist) Dist {
	scale := 1.0
	var rest, flat []Dist
	for _, f := range factors {
		if p, ok := f.(Product); ok {
			flat = append(flat, p.factors...)
		} else {
			flat = append(flat, f)
		}
	}
	for _, f := range flat {
		if c, ok := f.(Const); ok {
			scale *= float64(c)
			continue
		}
		rest = append(rest, f)
	}
	if len(rest) == 0 || scale == 0 {
		return Const(scale)
	}
	rest = sortedBy(rest, func(d Dist) float64 {
		if _, ok := d.(Complement); ok { // its distribution function costs more
			return -1
		}
		return d.Variance() / (d.Mean() * d.Mean())
	})
	last := rest[len(rest)-1]
	if len(rest) == 1 && scale == 1 {
		return last
	}
	others := Rule{{scale, 1}}
	for _, f := range rest[:len(rest)-1] {
		others = others.times(f.Rule(productNodes)).reduce(2 * productNodes)
	}
	return Product{flat, others, last}
}

// times is the tensor product of two rules.
func (r Rule) times(s Rule) Rule {
	out := make(Rule, 0, len(r)*len(s))
	for _, a := range r {
		for _, b := range s {
			out = append(out, Node{a.X * b.X, a.W * b.W})
		}
	}
	return out
}

func (p Product) over(f func(x float64) float64) float64 {
	s := 0.0
	for _, n := range p.others {
		if n.X > 0 {
			s += n.W * f(n.X)
		}
	}
	return s
}

// Mean is the product of the means.
func (p Product) Mean() float64 { return p.others.Mean() * p.last.Mean() }

// Variance follows from the second moments, which multiply.
func (p Product) Variance() float64 {
	m := p.last.Mean()
	second := p.over(func(x float64) float64 { return x * x }) * (p.last.Variance() + m*m)
	return math.Max(0, second-p.Mean()*p.Mean())
}

// CDF integrates the last factor's distribution function over the others.
func (p Product) CDF(x float64) float64 {
	if x < 0 {
		return 0
	}
	zero := 0.0
	for _, n := range p.others {
		if n.X <= 0 {
			zero += n.W
		}
	}
	return zero + p.over(func(o float64) float64 { return p.last.CDF(x / o) })
}

// Quantile inverts CDF.
func (p Product) Quantile(q float64) float64 {
	top := p.others.max() * p.last.Quantile(q)
	return invert(p.CDF, q, 0, top)
}

// LimitedMean integrates the last factor's limited mean over the others.
func (p Product) LimitedMean(x float64) float64 {
	return p.over(func(o float64) float64 { return o * p.last.LimitedMean(x/o) })
}

// Max is the product of the maxima.
func (p Product) Max() float64 { return p.others.max() * p.last.Max() }

// Rule reduces the tensor product of the factors' rules.
func (p Product) Rule(n int) Rule {
	return p.others.times(p.last.Rule(max(n, productNodes))).reduce(n)
}

// Complement is 1 - X for X in [0, 1]: what a control lets through.
type Complement struct{ Of Dist }

// Mean is one less the mean.
func (c Complement) Mean() float64 { return 1 - c.Of.Mean() }

// Variance is unchanged.
func (c Complement) Variance() float64 { return c.Of.Variance() }

// CDF is P(X >= 1-x).
func (c Complement) CDF(x float64) float64 {
	if x < 0 {
		return 0
	}
	return 1 - c.Of.CDF(math.Nextafter(1-x, math.Inf(-1)))
}

// Quantile is one less the opposite quantile.
func (c Complement) Quantile(p float64) float64 { return 1 - c.Of.Quantile(1-p) }

// LimitedMean is x - E X + E[min(X, 1-x)] for x up to 1.
func (c Complement) LimitedMean(x float64) float64 {
	if x >= 1 {
		return c.Mean()
	}
	return x - c.Of.Mean() + c.Of.LimitedMean(1-x)
}

// Max is at most one.
func (c Complement) Max() float64 { return 1 }

// Rule mirrors the rule of X.
func (c Complement) Rule(n int) Rule {
	r := c.Of.Rule(n)
	out := make(Rule, len(r))
	for i, v := range r {
		out[len(r)-1-i] = Node{1 - v.X, v.W}
	}
	return out
}

// Capped is min(X, Limit): a loss that a measure keeps below an amount.
type Capped struct {
	Of    Dist
	Limit float64
}

// Mean is the limited mean.
func (c Capped) Mean() float64 { return c.Of.LimitedMean(c.Limit) }

// Variance integrates 2 E[min(X, t)] dt-wise: E min(X,L)^2 = 2L·E min(X,L) - 2∫E min(X,t)dt.
func (c Capped) Variance() float64 {
	s := 0.0
	for _, n := range jacobiRule(64, 1, 1) {
		s += n.W * c.Of.LimitedMean(n.X*c.Limit)
	}
	m := c.Mean()
	return math.Max(0, 2*c.Limit*(m-s)-m*m)
}

// CDF jumps to one at the limit.
func (c Capped) CDF(x float64) float64 {
	if x >= c.Limit {
		return 1
	}
	return c.Of.CDF(x)
}

// Quantile is cut off at the limit.
func (c Capped) Quantile(p float64) float64 { return math.Min(c.Of.Quantile(p), c.Limit) }

// LimitedMean is cut off at the limit.
func (c Capped) LimitedMean(x float64) float64 { return c.Of.LimitedMean(math.Min(x, c.Limit)) }

// Max is at most the limit.
func (c Capped) Max() float64 { return math.Min(c.Of.Max(), c.Limit) }

// Rule cuts the nodes off at the limit.
func (c Capped) Rule(n int) Rule {
	r := append(Rule(nil), c.Of.Rule(n)...)
	for i := range r {
		r[i].X = math.Min(r[i].X, c.Limit)
	}
	return r.reduce(n)
}

// Exceeds is P(T > R) for a threat's capability T against a resistance R: the
// vulnerability of Open FAIR, by the Gauss rule of T, without sampling.
func Exceeds(capability, resistance Dist) float64 {
	p := 0.0
	for _, n := range capability.Rule(128) {
		p += n.W * resistance.CDF(math.Nextafter(n.X, math.Inf(-1)))
	}
	return min(max(p, 0), 1)
}
