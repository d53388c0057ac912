package risk

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// Dist is the distribution of one non-negative quantity: a loss in money, a
// rate per year, a probability. Every method is total on finite arguments and
// exact to rounding.
type Dist interface {
	Mean() float64
	Variance() float64
	CDF(x float64) float64         // P(X <= x)
	Quantile(p float64) float64    // smallest x with CDF(x) >= p, for 0 < p < 1
	LimitedMean(x float64) float64 // E[min(X, x)] for x >= 0
	Max() float64                  // end of the support, +Inf when there is none
	Rule(n int) Rule               // Gauss rule of at most n nodes
}

// Const is a quantity that is known: all its mass sits at one value.
type Const float64

// Mean is the value.
func (c Const) Mean() float64 { return float64(c) }

// Variance is zero.
func (c Const) Variance() float64 { return 0 }

// CDF is the step at the value.
func (c Const) CDF(x float64) float64 {
	if x < float64(c) {
		return 0
	}
	return 1
}

// Quantile is the value.
func (c Const) Quantile(float64) float64 { return float64(c) }

// LimitedMean is the smaller of the value and x.
func (c Const) LimitedMean(x float64) float64 { return math.Min(float64(c), x) }

// Max is the value.
func (c Const) Max() float64 { return float64(c) }

// Rule is the one node at the value.
func (c Const) Rule(int) Rule { return Rule{{float64(c), 1}} }

// Beta is a Beta(Alpha, Beta) variable stretched to [Low, High].
type Beta struct{ Alpha, Beta, Low, High float64 }

// PERT is the scaled Beta of a minimum, a mode and a maximum with the given
// weight of the mode (4 is the usual one, as in mc2d and in FAIR tools that
// follow it): alpha = 1+w(mode-low)/(high-low), beta = 1+w(high-mode)/(high-low),
// mean = (low+w*mode+high)/(w+2). Equal ends give the constant.
func PERT(low, mode, high, weight float64) Dist {
	if high <= low {
		return Const(low)
	}
	d := high - low
	return Beta{1 + weight*(mode-low)/d, 1 + weight*(high-mode)/d, low, high}
}

// PERTVose is the other distribution that goes by the same name: it fixes the
// standard deviation at (high-low)/(weight+2) (Vose; pyfair uses it). It exists
// to read other tools' figures; a record has to name it.
func PERTVose(low, mode, high, weight float64) Dist {
	if high <= low {
		return Const(low)
	}
	mean := (low + weight*mode + high) / (weight + 2)
	sd := (high - low) / (weight + 2)
	t := (mean-low)*(high-mean)/(sd*sd) - 1
	return Beta{(mean - low) / (high - low) * t, (high - mean) / (high - low) * t, low, high}
}

// Uniform is the uniform distribution on [low, high].
func Uniform(low, high float64) Dist {
	if high <= low {
		return Const(low)
	}
	return Beta{1, 1, low, high}
}

// FromTests is what k passes out of n tests say about a probability: the
// Jeffreys posterior Beta(k+1/2, n-k+1/2).
func FromTests(passed, of int) Beta {
	return Beta{float64(passed) + 0.5, float64(of-passed) + 0.5, 0, 1}
}

// Mean is Low + (High-Low) Alpha/(Alpha+Beta).
func (b Beta) Mean() float64 { return b.Low + (b.High-b.Low)*b.Alpha/(b.Alpha+b.Beta) }

// Variance is the variance of the Beta times the squared width.
func (b Beta) Variance() float64 {
	s := b.Alpha + b.Beta
	return (b.High - b.Low) * (b.High - b.Low) * b.Alpha * b.Beta / (s * s * (s + 1))
}

// CDF is the regularised incomplete beta function.
func (b Beta) CDF(x float64) float64 {
	switch {
	case x <= b.Low:
		return 0
	case x >= b.High:
		return 1
	}
	return b.unitCDF((x - b.Low) / (b.High - b.Low))
}

func (b Beta) unitCDF(y float64) float64 {
	if b.Alpha == 1 && b.Beta == 1 {
		return y
	}
	return mathext.RegIncBeta(b.Alpha, b.Beta, y)
}

// Quantile inverts CDF.
func (b Beta) Quantile(p float64) float64 {
	switch {
	case p <= 0:
		return b.Low
	case p >= 1:
		return b.High
	}
	return b.Low + (b.High-b.Low)*mathext.InvRegIncBeta(b.Alpha, b.Beta, p)
}

// LimitedMean uses E[min(Y,y)] = m I(a+1,b;y) + y (1-I(a,b;y)) with the
// recurrence I(a+1,b;y) = I(a,b;y) - y^a (1-y)^b / (a B(a,b)).
func (b Beta) LimitedMean(x float64) float64 {
	w := b.High - b.Low
	switch {
	case x <= b.Low:
		return x
	case x >= b.High:
		return b.Mean()
	}
	y := (x - b.Low) / w
	i := b.unitCDF(y)
	d := math.Exp(b.Alpha*math.Log(y)+b.Beta*math.Log1p(-y)-mathext.Lbeta(b.Alpha, b.Beta)) / b.Alpha
	return b.Low + w*(b.Alpha/(b.Alpha+b.Beta)*(i-d)+y*(1-i))
}

// Max is High.
func (b Beta) Max() float64 { return b.High }

// Rule is the Gauss-Jacobi rule: a PERT is a scaled Beta, so its nodes are exact.
func (b Beta) Rule(n int) Rule {
	r := jacobiRule(n, b.Alpha, b.Beta)
	for i := range r {
		r[i].X = b.Low + (b.High-b.Low)*min(max(r[i].X, 0), 1)
	}
	return r
}

// Lognormal is exp of a normal variable with mean Mu and deviation Sigma.
type Lognormal struct{ Mu, Sigma float64 }

// Lognormal90 is the lognormal with 5 % below low and 5 % above high, both
// positive: mu = (ln low + ln high)/2, sigma = (ln high - ln low)/(2*1.6449).
func Lognormal90(low, high float64) Dist {
	if high <= low {
		return Const(low)
	}
	return Lognormal{(math.Log(low) + math.Log(high)) / 2, (math.Log(high) - math.Log(low)) / (2 * z90)}
}

// Mean is exp(mu + sigma^2/2).
func (l Lognormal) Mean() float64 { return math.Exp(l.Mu + l.Sigma*l.Sigma/2) }

// Variance is (exp(sigma^2)-1) times the squared mean.
func (l Lognormal) Variance() float64 {
	m := l.Mean()
	return math.Expm1(l.Sigma*l.Sigma) * m * m
}

// CDF is the normal distribution function of the standardised logarithm.
func (l Lognormal) CDF(x float64) float64 {
	if x <= 0 {
		return 0
	}
	return normalCDF((math.Log(x) - l.Mu) / l.Sigma)
}

// Quantile is exp(mu + sigma z_p).
func (l Lognormal) Quantile(p float64) float64 { return math.Exp(l.Mu + l.Sigma*normalQuantile(p)) }

// LimitedMean is exp(mu+s^2/2) Phi((ln x-mu-s^2)/s) + x (1-Phi((ln x-mu)/s)).
func (l Lognormal) LimitedMean(x float64) float64 {
	if x <= 0 {
		return x
	}
	z := (math.Log(x) - l.Mu) / l.Sigma
	return l.Mean()*normalCDF(z-l.Sigma) + x*normalCDF(-z)
}

// Max is infinite.
func (l Lognormal) Max() float64 { return math.Inf(1) }

// fineNodes of a rule carried through an exponential keep its moments to
// rounding, so that the rule of few nodes made of it does.
const fineNodes = 64

// Rule is the Gauss rule of the distribution, by reducing a fine Gauss-Hermite
// rule carried through the exponential.
func (l Lognormal) Rule(n int) Rule {
	r := hermiteRule(fineNodes)
	for i := range r {
		r[i].X = math.Exp(l.Mu + l.Sigma*r[i].X)
	}
	return r.reduce(n)
}

// Gamma has mean Shape*Scale and variance Shape*Scale^2; Shape 1 is the
// exponential distribution.
type Gamma struct{ Shape, Scale float64 }

// Mean is Shape*Scale.
func (g Gamma) Mean() float64 { return g.Shape * g.Scale }

// Variance is Shape*Scale^2.
func (g Gamma) Variance() float64 { return g.Shape * g.Scale * g.Scale }

// CDF is the regularised incomplete gamma function.
func (g Gamma) CDF(x float64) float64 {
	if x <= 0 {
		return 0
	}
	if g.Shape == 1 {
		return -math.Expm1(-x / g.Scale)
	}
	return mathext.GammaIncReg(g.Shape, x/g.Scale)
}

// Quantile inverts CDF.
func (g Gamma) Quantile(p float64) float64 {
	if p <= 0 {
		return 0
	}
	if g.Shape == 1 {
		return -g.Scale * math.Log1p(-p)
	}
	return g.Scale * mathext.GammaIncRegInv(g.Shape, p)
}

// LimitedMean uses P(a+1,y) = P(a,y) - y^a e^-y / Gamma(a+1).
func (g Gamma) LimitedMean(x float64) float64 {
	if x <= 0 {
		return x
	}
	if g.Shape == 1 {
		return -g.Scale * math.Expm1(-x/g.Scale)
	}
	y := x / g.Scale
	p := g.CDF(x)
	lg, _ := math.Lgamma(g.Shape + 1)
	return g.Mean()*(p-math.Exp(g.Shape*math.Log(y)-y-lg)) + x*(1-p)
}

// Max is infinite.
func (g Gamma) Max() float64 { return math.Inf(1) }

// Rule is the Gauss-Laguerre rule.
func (g Gamma) Rule(n int) Rule {
	r := laguerreRule(n, g.Shape)
	for i := range r {
		r[i].X = math.Max(0, r[i].X*g.Scale)
	}
	return r
}
