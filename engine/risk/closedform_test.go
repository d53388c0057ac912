package risk

import (
	"math"
	"testing"
)

// poissonExponential is P(S > x) in closed form: the sum over k of the Poisson
// probability times the Erlang tail.
func poissonExponential(lambda, theta, x float64) float64 {
	p, sum := math.Exp(-lambda), 0.0
	erlang, term := 0.0, math.Exp(-x/theta)
	for k := 1; k < 400; k++ {
		p *= lambda / float64(k)
		erlang += term // P(Gamma(k) > x) = e^-y sum_{i<k} y^i/i!
		term *= x / theta / float64(k)
		sum += p * erlang
	}
	return sum
}

func TestExceedanceIsWithin1e5OfTheClosedFormDownToOneInAMillion(t *testing.T) {
	t.Parallel()
	for _, lambda := range []float64{0.01, 0.3, 1, 5, 40} {
		l := quantified(scenario(Const(lambda), Gamma{1, 1000}))
		worst, at := 0.0, 0.0
		for q := math.Log(0.9 * l.Annual.PAnyLoss()); q > math.Log(1e-6); q -= 0.05 {
			x := l.Annual.VaR(1 - math.Exp(q))
			want := poissonExponential(lambda, 1000, x)
			if e := math.Abs(l.Annual.Exceedance(x)/want - 1); e > worst {
				worst, at = e, want
			}
		}
		t.Logf("lambda %g: worst relative error %.2g at exceedance %.2g, n=%d, error estimate %.2g", lambda, worst, at, l.g.n, l.Error)
		if worst > 1e-5 {
			t.Errorf("lambda %g: relative error %.2g at exceedance %.2g, want at most 1e-5", lambda, worst, at)
		}
	}
}

func TestGeometricExponentialHasAnExponentialTail(t *testing.T) {
	t.Parallel()
	// A geometric count is a negative binomial of size 1: P(N=0) = 1/(1+m).
	const m, theta = 0.8, 1000
	s := scenario(Const(m), Gamma{1, theta})
	s.Count = Count{Kind: NegativeBinomial, Size: 1}
	l := quantified(s)
	p0 := 1 / (1 + m)
	for _, x := range []float64{1, 500, 3000, 10000, 20000} {
		near(t, "exceedance", l.Annual.Exceedance(x), (1-p0)*math.Exp(-p0*x/theta), 1e-5)
	}
}

func BenchmarkQuantify(b *testing.B) {
	for name, s := range map[string]Scenario{
		"poisson-exponential": scenario(Const(5), Gamma{1, 1000}),
		"poisson-lognormal":   scenario(Const(.1), Lognormal90(1e5, 1e6)),
		"fair-triple":         fair(),
		"poisson-3-lognormal": scenario(Const(3), Lognormal90(1e5, 1e6)),
		"poisson-100-heavy":   scenario(Const(100), Lognormal{0, 2}),
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				quantified(s)
			}
		})
		b.Run(name+"-with-band", func(b *testing.B) {
			for b.Loop() {
				must(quantified(s).Result(always))
			}
		})
	}
}

func TestTheThirdMomentIsThatOfTheClosedForm(t *testing.T) {
	t.Parallel()
	// Compound Poisson: the third central moment is lambda E X^3, 6 lambda theta^3
	// for exponential losses, so the skewness is 3/sqrt(2 lambda).
	const lambda, theta = 2.0, 1000.0
	a := quantified(scenario(Const(lambda), Gamma{1, theta})).Annual
	third := 0.0
	for j, v := range a.g {
		d := float64(j)*a.h - a.mean
		third += d * d * d * v
	}
	near(t, "skewness", third/math.Pow(a.SD(), 3), 3/math.Sqrt(2*lambda), 1e-4)
	near(t, "deviation", a.SD(), theta*math.Sqrt(2*lambda), 1e-12)
}
