package risk

import (
	"fmt"
	"math"
	"testing"
)

func all(int) bool  { return true }
func none(int) bool { return false }

// treated is two scenarios and four controls of every kind.
func treated() Portfolio {
	a := named("chat", scenario(PERT(0.5, 1.5, 3, 4), PERT(5e3, 3e4, 2.5e5, 4)))
	b := named("score", scenario(Const(0.3), PERT(1e5, 4e5, 2.2e6, 4)))
	b.Secondary = &Secondary{Factor{"score.secondary", PERT(0.05, 0.1, 0.3, 4)}, Severity{Parts: []Factor{{"s", Lognormal90(1e5, 2e6)}}}}
	cov := Factor{"c.coverage", Const(0.875)}
	return Portfolio{
		Currency: "EUR", Scenarios: []Scenario{a, b},
		Tolerance: Tolerance{{6e5, 0.1}, {2.5e6, 0.01}},
		Controls: []Control{
			{ID: "A.6.2.4", Cost: Factor{"cost", PERT(2e4, 3e4, 5e4, 4)}, On: []int{0, 1}, Prevents: []Factor{{"e", FromTests(18, 20)}, cov}},
			{ID: "A.6.2.6", Cost: Factor{"cost", Const(2.5e4)}, On: []int{1}, Reduces: []Factor{{"r", Beta{6, 8, 0, 1}}, {"k", Const(Reliability(12))}}},
			{ID: "A.8.2", Cost: Factor{"cost", Const(8e3)}, On: []int{0}, Prevents: []Factor{{"e", Uniform(0.1, 0.4)}}},
			{ID: "A.10.3", Cost: Factor{"cost", Const(6e4)}, On: []int{1}, Cap: 1e6, Holds: []Factor{{"h", Const(0.9)}}},
		},
	}
}

func TestResidualRiskAgreesWithSimulationAndTheClosedForm(t *testing.T) {
	t.Parallel()
	p := treated().With(all)
	a := pooled(p).Annual
	near(t, "closed form mean", p.ALE(), a.Mean(), 1e-9)
	agree(t, "residual", a, must(p.Simulate(always, Simulation{Years: 200_000, Seed: 5})))
}

func TestControlEffectivenessComesFromEvidence(t *testing.T) {
	t.Parallel()
	// 18 of 20 tests passed, 7 of 8 systems covered: (18.5/21) x 0.875.
	mean, low, high := treated().Controls[0].effectiveness()
	near(t, "effectiveness", mean, 18.5/21*0.875, 1e-12)
	if !(low < mean && mean < high && high < 0.875) {
		t.Errorf("interval %g to %g around %g", low, high, mean)
	}
	near(t, "12 days out of order", Reliability(12), 353.0/365, 1e-15)
}

func TestShapleyValuesShareTheWholeSavingFairly(t *testing.T) {
	t.Parallel()
	p := treated()
	p.Controls = append(p.Controls, p.Controls[2], Control{ID: "idle", On: []int{0}, Prevents: []Factor{{"e", Const(0)}}, Cost: Factor{"c", Const(1)}})
	v := must(p.Shapley(always, all))
	sum := 0.0
	for _, x := range v {
		sum += x
	}
	near(t, "sum of values", sum, p.ALE()-p.With(all).ALE(), 1e-12)
	near(t, "twins get the same", v[2], v[4], 1e-12)
	if v[5] != 0 {
		t.Errorf("a control that does nothing gets %g", v[5])
	}
	// Two controls on a loss of 100: e1 = 0.5, e2 = 0.4. Alone 50 and 40, second
	// 30 and 20: values (50+30)/2 and (40+20)/2.
	q := Portfolio{Scenarios: []Scenario{scenario(Const(1), Const(100))}, Controls: []Control{
		{On: []int{0}, Prevents: []Factor{{"a", Const(0.5)}}}, {On: []int{0}, Prevents: []Factor{{"b", Const(0.4)}}}}}
	w := must(q.Shapley(always, all))
	near(t, "worked example 1", w[0], 40, 1e-12)
	near(t, "worked example 2", w[1], 30, 1e-12)
}

func TestTheProbabilityThatATreatmentPaysIsThatOfItsEvidence(t *testing.T) {
	t.Parallel()
	// One loss of 100 a year, prevented with probability e ~ Beta(9.5, 3.5) (9 of
	// 12 tests), at a cost of 60: it pays when e > 0.6.
	e := FromTests(9, 12)
	p := Portfolio{Scenarios: []Scenario{scenario(Const(1), Const(100))},
		Controls: []Control{{On: []int{0}, Prevents: []Factor{{"e", e}}, Cost: Factor{"c", Const(60)}}}}
	r := must(p.Payback(always, none, all, 1))
	near(t, "P(return > 0)", r.PPositive, 1-e.CDF(0.6), 1e-3)
	near(t, "saved", r.Saved, 100*9.5/13, 1e-12)
	near(t, "ROSI", *r.ROSI, (100*9.5/13-60)/60, 1e-12)
	near(t, "net, 5th percentile", r.NetLow, 100*e.Quantile(.05)-60, 5e-3)
	if again := must(p.Payback(always, none, all, 1)); again.PPositive != r.PPositive {
		t.Error("the same seed gives another figure")
	}
}

// A difference of two states must not carry the noise of drawing each on its own.
func TestTheSavingOfAControlThatDoesNothingIsExactlyZero(t *testing.T) {
	t.Parallel()
	p := treated()
	p.Controls = []Control{{On: []int{0, 1}, Prevents: []Factor{{"e", Const(0)}}, Cost: Factor{"c", Const(0)}}}
	r := must(p.Payback(always, none, all, 1))
	if r.Saved != 0 || r.NetLow != 0 || r.NetHigh != 0 {
		t.Errorf("saved %g, net %g to %g, want 0", r.Saved, r.NetLow, r.NetHigh)
	}
	if r.ROSI != nil {
		t.Errorf("a return on no cost is %g, want none", *r.ROSI)
	}
}

func TestTheCheapestSetIsTheOneThatTryingAllFinds(t *testing.T) {
	t.Parallel()
	for i, tol := range []Tolerance{{{6e5, 0.1}, {2.5e6, 0.01}}, {{2e5, 0.1}}, {{1e6, 0.05}}, {{5e6, 0.001}}, {{1, 0.5}}, {{1e9, 0.01}}} {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			t.Parallel()
			p := treated()
			p.Tolerance = tol
			g := must(p.searchGrid(always))
			best := math.Inf(1)
			for set := range 1 << len(p.Controls) {
				cost, on := 0.0, func(i int) bool { return set>>i&1 == 1 }
				for i, c := range p.Controls {
					if on(i) {
						cost += c.Cost.Dist.Mean()
					}
				}
				q := p.With(on)
				if cost < best && tol.Holds(must(q.curve(always, g))) {
					best = cost
				}
			}
			got := must(p.Cheapest(always))
			if got.Feasible == math.IsInf(best, 1) || got.Feasible && math.Abs(got.Cost-best) > 1e-9 || !got.Proved {
				t.Errorf("cheapest %+v, trying all gives %g", got, best)
			}
		})
	}
}

func TestTreatShowsInherentCurrentAndResidual(t *testing.T) {
	t.Parallel()
	p := treated()
	p.Controls[1].InPlace = true
	r := must(p.Treat(always, 1))
	if !(r.Inherent.Mean > r.Current.Mean && r.Current.Mean > r.Residual.Mean) {
		t.Errorf("means %g, %g, %g do not fall", r.Inherent.Mean, r.Current.Mean, r.Residual.Mean)
	}
	near(t, "return of the planned", r.Return.Saved, r.Current.Mean-r.Residual.Mean, 1e-9)
	if len(r.Controls) != 4 || r.Controls[1].Return.Saved <= 0 {
		t.Errorf("controls %+v", r.Controls)
	}
	for _, c := range r.Controls {
		if c.TVaR99 < 0 {
			t.Errorf("%s raises the tail by %g", c.ID, -c.TVaR99)
		}
	}
}

func TestTornadoShowsTheWidestInputFirst(t *testing.T) {
	t.Parallel()
	s := treated().Scenarios[1]
	s.Rate = []Factor{{"frequency.tef", PERT(0.1, 0.3, 2, 4)}, {"frequency.vulnerability", PERT(0.4, 0.5, 0.6, 4)}}
	w := must(Tornado(always, s))
	if len(w) != 3 || w[0].Input != "frequency.tef" {
		t.Fatalf("tornado %+v", w)
	}
	near(t, "elasticity of a rate", w[0].Elasticity, 1, 1e-12)
	for _, x := range w {
		if x.MeanLow > x.MeanHigh || x.TVaRLow > x.TVaRHigh || x.Elasticity <= 0 {
			t.Errorf("%+v", x)
		}
	}
}

func BenchmarkTreat(b *testing.B) {
	p := treated()
	for b.Loop() {
		must(p.Treat(always, 1))
	}
}

func TestEffectsOfInputsOnTheReturnAreExactAndLeaveThePortfolioAlone(t *testing.T) {
	t.Parallel()
	p := treated()
	before := p.Digest()
	es := must(p.effects(always, none, all))
	if p.Digest() != before {
		t.Error("trying the inputs changed the portfolio")
	}
	if len(es) < 4 {
		t.Errorf("effects %+v", es)
	}
	// At both ends of the rate of the first scenario the residual loss moves by
	// its elasticity of one.
	for _, e := range es {
		if e.Input == "frequency.lef" {
			q := p.copied()
			q.Scenarios[0].Rate[0].Dist = Const(e.High)
			near(t, "residual at the high end", e.LossHigh, q.With(all).ALE(), 1e-12)
		}
	}
}

// The search for the cheapest set rests on this.
func TestAnotherControlNeverAddsRisk(t *testing.T) {
	t.Parallel()
	p := treated()
	g := newGrid(must(p.reach(always, must(p.models(always))))/2048, 2048)
	n := len(p.Controls)
	curves := make([]*Annual, 1<<n)
	for set := range curves {
		q := p.With(func(i int) bool { return set>>i&1 == 1 })
		curves[set] = must(q.curve(always, g))
	}
	for set, a := range curves {
		for i := range n {
			b := curves[set|1<<i]
			for j := 1; j < g.n; j += 37 {
				if b.exceed[j] > a.exceed[j]*(1+1e-6)+1e-10 {
					t.Fatalf("adding control %d to %b raises the exceedance of %g from %g to %g", i, set, float64(j)*g.h, a.exceed[j], b.exceed[j])
				}
			}
		}
	}
}

// Whatever is a range in the file is an input: a chance of a secondary loss, the rate
// of a shock, how often a cap holds, a cost; coverage counts once for all that it covers.
func TestEveryUncertainInputHasItsEffect(t *testing.T) {
	t.Parallel()
	p, err := ReadPortfolio("p.yaml", []byte(`currency: EUR
scenarios:
  - {id: a, frequency: {lef: 1}, severity: {uniform: [0, 200]}, secondary: {probability: {uniform: [0, 0.2]}, severity: 1000}}
shocks: [{rate: {uniform: [0, 1]}, hits: {a: 1}}]
controls:
  - {id: c, prevents: 0.5, reduces: 0.5, coverage: {uniform: [0, 1]}, caps: {at: 100, holds: {uniform: [0, 1]}}, cost: {uniform: [0, 20]}}
`))
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]Effect{}
	for _, e := range must(p.effects(always, none, all)) {
		got[e.Input] = e
	}
	for _, want := range []string{"scenarios[0].secondary.probability", "shocks[0].rate", "controls[0].coverage", "controls[0].caps", "controls[0].cost"} {
		e, ok := got[want]
		if !ok {
			t.Errorf("%s has no effect; there are %v", want, got)
			continue
		}
		if want == "controls[0].cost" {
			near(t, want, e.NetLow-e.NetHigh, 16, 1e-9)
		} else if e.LossLow == e.LossHigh {
			t.Errorf("%s changes nothing: %+v", want, e)
		}
	}
	if len(got) != 5 {
		t.Errorf("%d inputs: %v", len(got), got)
	}
	// With coverage c and a cap that holds in half of c: (1-c/2 + 1/2)(1-c/2) events' worth of 100 + 1000·0.1 - 25·c/2.
	loss := func(c float64) float64 { return (1 - c/2 + 0.5) * (1 - c/2) * (200 - 25*c/2) }
	near(t, "coverage at a tenth", got["controls[0].coverage"].LossLow, loss(0.1), 1e-9)
	near(t, "coverage at nine tenths", got["controls[0].coverage"].LossHigh, loss(0.9), 1e-9)
}

func TestTheRateOfAShockIsNotKnownEitherWhenAReturnIs(t *testing.T) {
	t.Parallel()
	p := Portfolio{Scenarios: []Scenario{named("a", scenario(Const(0), Const(100)))}, Shocks: []Shock{struckBy(Uniform(0, 2), Hit{0, 1})},
		Controls: []Control{{ID: "c", On: []int{0}, Reduces: []Factor{{"e", Const(0.5)}}, Cost: Factor{"cost", Const(30)}}}}
	// It saves 50 for each shock, so it pays above 0.6 shocks a year.
	near(t, "P(return > 0)", must(p.Payback(always, none, all, 1)).PPositive, 0.7, 1e-3)
}
