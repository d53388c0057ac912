package risk

import (
	"math"
	"strings"
	"testing"
)

// agree holds the exact engine against a simulation: exceedances at the exact
// quantiles have to lie within four standard errors.
func agree(t *testing.T, name string, a *Annual, r *Simulated) {
	t.Helper()
	if e := math.Abs(r.PAnyLoss - a.PAnyLoss()); e > 4*r.StandardError(a.PAnyLoss())+1e-9 {
		t.Errorf("%s: P(any loss) exact %g, simulated %g", name, a.PAnyLoss(), r.PAnyLoss)
	}
	if e := math.Abs(r.Mean - a.Mean()); e > 4*a.SD()/math.Sqrt(float64(r.Years)) {
		t.Errorf("%s: mean exact %g, simulated %g", name, a.Mean(), r.Mean)
	}
	for _, q := range []float64{0.9, 0.7, 0.5, 0.1, 0.05, 0.01, 0.001} {
		if q > 0.9*a.PAnyLoss() {
			continue
		}
		x := a.VaR(1 - q)
		if e := math.Abs(r.Exceedance(x) - q); e > 4*r.StandardError(q) {
			t.Errorf("%s: exceedance of %g exact %g, simulated %g (%.1f standard errors)", name, x, q, r.Exceedance(x), e/r.StandardError(q))
		}
	}
}

func mcCases() map[string]Scenario {
	exp := Gamma{1, 1000}
	nb := scenario(Const(2), Lognormal90(1e3, 5e4))
	nb.Count = Count{Kind: NegativeBinomial, Size: 0.7}
	bern := scenario(Beta{2, 5, 0, 1}, exp)
	bern.Count.Kind = Bernoulli
	bin := scenario(Const(20), exp)
	bin.Rate = append(bin.Rate, Factor{"p", Beta{2, 30, 0, 1}})
	bin.Count = Count{Kind: Binomial, Trials: 20}
	second := scenario(PERT(0.1, 0.5, 2, 4), PERT(1e4, 5e4, 4e5, 4))
	second.Secondary = &Secondary{Factor{"p", PERT(0.1, 0.2, 0.6, 4)}, Severity{Parts: []Factor{{"s", Lognormal90(1e5, 2e6)}}}}
	forms := scenario(Const(0.8), Lognormal90(1e4, 1e5), Gamma{2, 5e3}, Uniform(1e3, 1e4))
	together := forms
	together.Primary.Comonotone = true
	factor := scenario(Const(1.5), Gamma{2, 4e3})
	factor.LossFactors = []Factor{{"f", Complement{Beta{3, 4, 0, 1}}}}
	many := scenario(Const(450), exp)
	steady := scenario(Const(150), exp) // nearly certain given the factor: few nodes would be a staircase
	steady.LossFactors = []Factor{{"f", Uniform(0.1, 0.9)}}
	return map[string]Scenario{
		"FAIR triple": fair(), "negative binomial": nb, "uncertain bernoulli": bern, "uncertain binomial": bin,
		"uncertain secondary": second, "six forms": forms, "six forms together": together,
		"uncertain loss factor": factor, "many events": many, "many events of one size": steady,
		"lognormal": scenario(Const(.1), Lognormal90(1e5, 1e6)), "empirical": scenario(Const(1), NewEmpirical([]float64{100, 250, 1000}, nil)),
	}
}

func TestTheTwoEnginesAgree(t *testing.T) {
	t.Parallel()
	for name, s := range mcCases() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			years := 400_000
			if strings.HasPrefix(name, "many events") {
				years = 20_000
			}
			if name == "empirical" { // steps: compare the probabilities of the steps
				a, r := quantified(s).Annual, simulated(s, Simulation{Years: years, Seed: 2026})
				for _, x := range []float64{99, 101, 340, 360, 990, 2010} {
					if e := math.Abs(a.Exceedance(x) - r.Exceedance(x)); e > 4*r.StandardError(a.Exceedance(x)) {
						t.Errorf("exceedance of %g: exact %g, simulated %g", x, a.Exceedance(x), r.Exceedance(x))
					}
				}
				return
			}
			agree(t, name, quantified(s).Annual, simulated(s, Simulation{Years: years, Seed: 2026}))
			agree(t, name+", quasi", quantified(s).Annual, simulated(s, Simulation{Years: years / 2, Seed: 2026, Quasi: true}))
		})
	}
}

func TestASimulationIsTheSameForAnyNumberOfWorkers(t *testing.T) {
	t.Parallel()
	for name, s := range mcCases() {
		for _, quasi := range []bool{false, true} {
			years := 40_000 // three blocks, the last one short
			switch {
			case strings.HasPrefix(name, "many events"):
				years = 17_000
			case quasi && name != "FAIR triple" && name != "uncertain secondary":
				continue
			}
			var first string
			for _, w := range []int{1, 2, 8} {
				d := simulated(s, Simulation{Years: years, Seed: 42, Workers: w, Quasi: quasi}).Digest()
				if first == "" {
					first = d
				}
				if d != first {
					t.Errorf("%s, quasi %v: %d workers give another digest", name, quasi, w)
				}
			}
			if other := simulated(s, Simulation{Years: years, Seed: 43, Quasi: quasi}).Digest(); other == first {
				t.Errorf("%s: another seed gives the same digest", name)
			}
		}
	}
}

func TestTheFastPathDrawsWhatTheGeneralPathDraws(t *testing.T) {
	t.Parallel()
	p := newSampler(scenario(Const(3), Lognormal90(1e5, 1e6)), 5, false)
	h1, h2 := make([]uint64, histSize), make([]uint64, histSize)
	if a, b := p.block(always, 100, 5000, h1), p.simpleBlock(100, 5000, h2); a != b {
		t.Errorf("general %+v, fast %+v", a, b)
	}
}

func BenchmarkSimulate(b *testing.B) {
	for name, s := range map[string]Scenario{
		"lambda=0.1": scenario(Const(0.1), Lognormal90(1e5, 1e6)), "lambda=3": scenario(Const(3), Lognormal90(1e5, 1e6)), "fair-triple": fair(),
	} {
		b.Run(name, func(b *testing.B) {
			years := 10_000_000
			for b.Loop() {
				simulated(s, Simulation{Years: years, Seed: 1})
			}
			b.ReportMetric(float64(years)*float64(b.N)/b.Elapsed().Seconds()/1e6, "Myears/s")
		})
	}
}
