package risk

import "math"

// LogUniform is uniform in the logarithm between Low and High: what a frequency
// band says about a rate when nothing else is known.
type LogUniform struct{ Low, High float64 }

func (u LogUniform) width() float64 { return math.Log(u.High / u.Low) }

// Mean is (high-low)/ln(high/low).
func (u LogUniform) Mean() float64 { return (u.High - u.Low) / u.width() }

// Variance is (high^2-low^2)/(2 ln(high/low)) less the squared mean.
func (u LogUniform) Variance() float64 {
	m := u.Mean()
	return (u.High*u.High-u.Low*u.Low)/(2*u.width()) - m*m
}

// CDF is ln(x/low)/ln(high/low).
func (u LogUniform) CDF(x float64) float64 {
	if x <= u.Low {
		return 0
	}
	return math.Min(1, math.Log(x/u.Low)/u.width())
}

// Quantile is low (high/low)^p.
func (u LogUniform) Quantile(p float64) float64 { return u.Low * math.Exp(p*u.width()) }

// LimitedMean is (x-low)/ln(high/low) + x (1-F(x)) inside the range.
func (u LogUniform) LimitedMean(x float64) float64 {
	switch {
	case x <= u.Low:
		return x
	case x >= u.High:
		return u.Mean()
	}
	return (x-u.Low)/u.width() + x*(1-u.CDF(x))
}

// Max is High.
func (u LogUniform) Max() float64 { return u.High }

// Rule is the Gauss rule of the distribution, by reducing a fine Gauss-Legendre
// rule carried through the exponential.
func (u LogUniform) Rule(n int) Rule {
	r := jacobiRule(fineNodes, 1, 1)
	for i := range r {
		r[i].X = u.Quantile(r[i].X)
	}
	return r.reduce(n)
}
