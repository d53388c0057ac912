package risk

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// genAmount draws a distribution of losses of any kind.
func genAmount(t *rapid.T, name string) Dist {
	scale := math.Pow(10, rapid.Float64Range(1, 6).Draw(t, name+" scale"))
	a := rapid.Float64Range(0.05, 1).Draw(t, name+" a")
	b := rapid.Float64Range(0.05, 1).Draw(t, name+" b")
	c := rapid.Float64Range(0.05, 1).Draw(t, name+" c")
	low, mode, high := scale*a, scale*(a+b), scale*(a+b+c)
	switch rapid.SampledFrom([]string{"const", "pert", "vose", "uniform", "lognormal", "gamma", "beta", "empirical", "pool", "capped", "caps"}).Draw(t, name+" kind") {
	case "const":
		return Const(low)
	case "pert":
		return PERT(low, mode, high, 4)
	case "vose":
		return PERTVose(low, mode, high, 4)
	case "uniform":
		return Uniform(low, high)
	case "lognormal":
		return Lognormal90(low, low*(1+10*b))
	case "gamma":
		return Gamma{0.3 + 3*b, scale * a}
	case "beta":
		return Beta{0.5 + 3*a, 0.5 + 3*b, low, high}
	case "empirical":
		return NewEmpirical([]float64{low, mode, high}, []float64{a, b, c})
	case "capped":
		return Capped{Lognormal90(low, low*(1+10*b)), low * (1 + 5*c)}
	case "pool":
		return Pool{[]Dist{PERT(low, mode, high, 4), Lognormal90(low, high)}, []float64{a / (a + b), b / (a + b)}}
	}
	return caps{of: Lognormal90(low, low*(1+10*b))}.and(low*(1+5*c), a).(caps).and(low*(1+5*b), c)
}

func genRate(t *rapid.T, name string) Dist {
	a := rapid.Float64Range(0.02, 2).Draw(t, name)
	if rapid.Bool().Draw(t, name+" uncertain") {
		return PERT(a/2, a, a*3, 4)
	}
	return Const(a)
}

func genScenario(t *rapid.T) Scenario {
	s := scenario(genRate(t, "rate"), genAmount(t, "primary"))
	if rapid.Bool().Draw(t, "vulnerable") {
		s.Rate = append(s.Rate, Factor{"v", Beta{2, 3, 0, 1}})
	}
	if rapid.Bool().Draw(t, "second part") {
		s.Primary.Parts = append(s.Primary.Parts, Factor{"p", genAmount(t, "second")})
	}
	if rapid.Bool().Draw(t, "secondary") {
		s.Secondary = &Secondary{Factor{"q", Const(rapid.Float64Range(0.02, 1).Draw(t, "share"))}, Severity{Parts: []Factor{{"s", genAmount(t, "aftermath")}}}}
	}
	if rapid.Bool().Draw(t, "clustered") {
		s.Count = Count{Kind: NegativeBinomial, Size: rapid.Float64Range(0.3, 5).Draw(t, "size")}
	}
	return s
}

func TestEveryDistributionIsConsistentWithItself(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := genAmount(t, "d")
		mean := d.Mean()
		if m := d.Rule(10).Mean(); math.Abs(m/mean-1) > 1e-9 {
			switch d.(type) {
			case Pool, Capped, caps: // of parts that are cut, a Gauss rule is near the mean
			default:
				t.Fatalf("%s: rule mean %g, mean %g", describe(d), m, mean)
			}
		}
		prev, prevX := 0.0, 0.0
		for _, p := range []float64{0.001, 0.05, 0.3, 0.5, 0.8, 0.95, 0.999, 0.99999} {
			x := d.Quantile(p)
			if c := d.CDF(x); c < p-1e-9 {
				t.Fatalf("%s: CDF(Quantile(%g)) = %g", describe(d), p, c)
			}
			lm := d.LimitedMean(x)
			if x < prevX || lm < prev-1e-9*mean || lm > math.Min(x, mean)*(1+1e-9) {
				t.Fatalf("%s: at %g: quantile %g after %g, limited mean %g after %g, mean %g", describe(d), p, x, prevX, lm, prev, mean)
			}
			prev, prevX = lm, x
		}
		far := d.Quantile(1 - 1e-12)
		if lm := d.LimitedMean(4 * far); math.Abs(lm/mean-1) > 1e-6 {
			t.Fatalf("%s: limited mean far out is %g, mean %g", describe(d), lm, mean)
		}
		// The variance is 2 times the integral of x (1-F), here by many small steps.
		if _, fixed := d.(Const); !fixed {
			second, n, jump := 0.0, 1000, 0.0
			h := d.Quantile(1-1e-9) / float64(n)
			switch d.(type) {
			case *Empirical, Capped, caps: // steps are met to within one step of the integration
				jump = 2 * d.Quantile(1-1e-9) * h
			}
			for i := range n {
				second += 2 * (float64(i) + 0.5) * h * (1 - d.CDF((float64(i)+0.5)*h)) * h
			}
			if v := second - mean*mean; math.Abs(v-d.Variance()) > 0.02*d.Variance()+1e-4*mean*mean+jump {
				t.Fatalf("%s: variance %g, by integration %g", describe(d), d.Variance(), v)
			}
		}
	})
}

// rough is Quantify on a small grid, for properties that hold on any.
func rough(s Scenario) *Annual {
	m := compile(s)
	return coarse(m, 4096)
}

// What lies beyond the grid is left off the lattice: at most tailTarget of the
// years. Its share of a moment is bounded by that times the moment of the grid's
// end, with room for a tail that goes on past it.
func TestMomentsOnTheLatticeAreThoseOfTheClosedForm(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := genScenario(t)
		a := rough(s)
		if m := s.ale(); math.Abs(a.Mean()/m-1) > 1e-9 {
			t.Fatalf("mean %g, closed form %g", a.Mean(), m)
		}
		sum, second := 0.0, 0.0
		for j, v := range a.g {
			x := float64(j) * a.h
			sum, second = sum+x*v, second+x*x*v
		}
		end, beyond := float64(len(a.g))*a.h, 4*tailTarget
		if d := math.Abs(sum - a.Mean()); d > 1e-5*a.Mean()+beyond*end {
			t.Fatalf("mean on the lattice %g, closed form %g", sum, a.Mean())
		}
		v := a.SD() * a.SD()
		if d := math.Abs(second - sum*sum - v); d > 1e-2*v+beyond*end*end {
			t.Fatalf("variance on the lattice %g, closed form %g", second-sum*sum, v)
		}
	})
}

// wellFormed checks what must hold of any distribution of a year's loss.
func wellFormed(t interface{ Fatalf(string, ...any) }, a *Annual) {
	last, lastT := -1.0, -1.0
	for _, p := range []float64{0.01, 0.5, 0.9, 0.95, 0.99, 0.995, 0.999, 0.9999, 1 - Floor} {
		v, tv := a.VaR(p), a.TVaR(p)
		if math.IsNaN(v) || math.IsInf(v, 0) || math.IsNaN(tv) || math.IsInf(tv, 0) || v < last || tv < v*(1-1e-12) || tv < lastT*(1-1e-6) {
			t.Fatalf("VaR(%g) = %g after %g, TVaR %g after %g", p, v, last, tv, lastT)
		}
		last, lastT = v, tv
	}
	for i, c := range a.Curve() {
		if math.IsNaN(c[0]+c[1]) || c[1] < 0 || c[1] > 1 {
			t.Fatalf("curve point %d is %v", i, c)
		}
	}
}

func TestRiskRisesWithEveryInput(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := genScenario(t)
		low := rough(s)
		wellFormed(t, low)
		by := rapid.Float64Range(1.02, 3).Draw(t, "by")
		for name, more := range map[string]Scenario{"rate": scaledRate(s, by), "losses": scaledLoss(s, by), "another part": withPart(s)} {
			high := rough(more)
			for _, p := range []float64{0.5, 0.9, 0.99, 0.999} {
				if high.VaR(p) < low.VaR(p)*(1-2e-3)-low.h || high.TVaR(p) < low.TVaR(p)*(1-1e-4) {
					t.Fatalf("more %s lowers p%g: VaR %g to %g, TVaR %g to %g", name, p, low.VaR(p), high.VaR(p), low.TVaR(p), high.TVaR(p))
				}
			}
		}
	})
}

func scaledRate(s Scenario, by float64) Scenario {
	s.Rate = extended(s.Rate, Factor{"by", Const(by)})
	return s
}

func scaledLoss(s Scenario, by float64) Scenario {
	s.LossFactors = extended(s.LossFactors, Factor{"by", Const(by)})
	return s
}

func withPart(s Scenario) Scenario {
	s.Primary.Parts = extended(s.Primary.Parts, Factor{"more", Const(s.Primary.Parts[0].Dist.Mean() / 3)})
	return s
}

func TestTheOrderOfPartsAndFactorsDoesNotMatter(t *testing.T) {
	t.Parallel()
	s := scenario(PERT(0.1, 0.5, 2, 4), Lognormal90(1e3, 1e5), Gamma{2, 1e4}, Uniform(1, 1e4))
	s.Rate = append(s.Rate, Factor{"v", Beta{2, 3, 0, 1}}, Factor{"w", Uniform(0.5, 1)})
	r := s
	r.Primary.Parts = []Factor{s.Primary.Parts[2], s.Primary.Parts[0], s.Primary.Parts[1]}
	r.Rate = []Factor{s.Rate[1], s.Rate[2], s.Rate[0]}
	a, b := quantified(s).Annual, quantified(r).Annual
	for _, p := range []float64{0.9, 0.99, 0.999} {
		near(t, "VaR", b.VaR(p), a.VaR(p), 1e-8)
	}
}

func TestTheBandHoldsTheCurveAndNarrowsWithKnowledge(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]Scenario{"rate": fair(), "more than the rate": mcCases()["uncertain secondary"]} {
		l := quantified(s)
		amounts := []float64{1e4, 5e4, 2e5}
		low, high := bandOf(l, amounts)
		for i, x := range amounts {
			e := l.Annual.Exceedance(x)
			if !(low[i] < e && e < high[i]) {
				t.Errorf("%s: exceedance of %g is %g, band %g to %g", name, x, e, low[i], high[i])
			}
		}
	}
	l := quantified(scenario(Const(1), Uniform(1, 2)))
	if low, high := bandOf(l, []float64{1}); low != nil || high != nil || l.Uncertain() {
		t.Error("nothing is uncertain, and there is a band")
	}
	// With the rate alone uncertain the band is the curve at the rate's percentiles.
	u := scenario(Uniform(1, 3), Gamma{1, 1000})
	low, high := bandOf(quantified(u), []float64{5000})
	near(t, "low", low[0], poissonExponential(1.1, 1000, 5000), 1e-4)
	near(t, "high", high[0], poissonExponential(2.9, 1000, 5000), 1e-4)
}

func TestTheOccurrenceCurveIsThatOfTheLargestEvent(t *testing.T) {
	t.Parallel()
	l := quantified(scenario(Const(2), Gamma{1, 1000}))
	x := []float64{0, 500, 2000, 8000}
	for i, p := range l.Occurrence(x) {
		near(t, "OEP", p, 1-math.Exp(-2*math.Exp(-x[i]/1000)), 1e-4)
		if p > l.Annual.Exceedance(x[i])*(1+1e-9) {
			t.Errorf("one event exceeds %g more often than the year", x[i])
		}
	}
}

func TestVulnerabilityFromCapabilityAgainstResistance(t *testing.T) {
	t.Parallel()
	near(t, "equals", Exceeds(PERT(10, 40, 90, 4), PERT(10, 40, 90, 4)), 0.5, 1e-9)
	near(t, "uniforms, by the area of a triangle", Exceeds(Uniform(0, 1), Uniform(0.5, 1.5)), 0.125, 1e-3)
	near(t, "never", Exceeds(Uniform(0, 1), Uniform(2, 3))+1, 1, 0)
	near(t, "always", Exceeds(Uniform(2, 3), Uniform(0, 1)), 1, 1e-12)
	near(t, "a known capability", Exceeds(Const(3), Gamma{1, 2}), 1-math.Exp(-1.5), 1e-9)
}

func TestFixedAmountsGiveAStepAtTheirMultiples(t *testing.T) {
	t.Parallel()
	l := quantified(scenario(Const(1), Const(250)))
	for k, want := range []float64{1 - math.Exp(-1), 1 - 2*math.Exp(-1), 1 - 2.5*math.Exp(-1)} {
		near(t, "exceedance", l.Annual.Exceedance(250*float64(k)), want, 1e-9)
		near(t, "just below the next step", l.Annual.Exceedance(250*float64(k+1)-1), want, 1e-9)
	}
	near(t, "VaR90", l.Annual.VaR(.9), 500, 1e-12)
	near(t, "TVaR of an atom", l.Annual.TVaR(.9), 500+250*poissonStopLoss(1, 2)/.1, 1e-9)
}

// poissonStopLoss is E[(N-d)+].
func poissonStopLoss(mean float64, d int) float64 {
	s, p := 0.0, math.Exp(-mean)
	for n := 1; n < 100; n++ {
		p *= mean / float64(n)
		s += p * math.Max(0, float64(n-d))
	}
	return s
}
