package risk

import (
	"fmt"
	"math"
	"testing"
)

func named(id string, s Scenario) Scenario {
	s.ID = id
	return s
}

// twenty scenarios under one strong common factor.
func twenty(loading float64) Portfolio {
	p := Portfolio{Currency: "EUR"}
	for i := range 20 {
		s := named(fmt.Sprintf("S%02d", i), scenario(Const(0.05+0.02*float64(i)), Lognormal90(1e4*float64(1+i%5), 3e5*float64(1+i%4))))
		s.Loading, s.System = loading, fmt.Sprintf("sys%d", i%3)
		p.Scenarios = append(p.Scenarios, s)
	}
	return p
}

func TestADependentPortfolioAgreesWithSimulation(t *testing.T) {
	t.Parallel()
	p := twenty(0.8)
	p.Nodes = 32
	a, r := pooled(p).Annual, must(p.Simulate(always, Simulation{Years: 300_000, Seed: 3}))
	agree(t, "one factor", a, r)
	near(t, "TVaR99", r.TVaR(.99), a.TVaR(.99), 0.02)
	free := pooled(twenty(0)).Annual
	if !(a.VaR(.999) > 1.2*free.VaR(.999)) {
		t.Errorf("dependence must fatten the tail: %g against %g", a.VaR(.999), free.VaR(.999))
	}
	near(t, "dependence leaves the mean", a.Mean(), free.Mean(), 1e-12)
}

// mixedPortfolio has everything at once: shocks, loadings, uncertain rates, an
// uncertain secondary loss, counts that are not Poisson.
func mixedPortfolio() Portfolio {
	c := mcCases()
	p := Portfolio{Currency: "EUR", Scenarios: []Scenario{
		named("a", c["FAIR triple"]), named("b", c["uncertain secondary"]), named("c", c["negative binomial"]),
		named("d", c["uncertain bernoulli"]), named("e", c["lognormal"]), named("f", c["uncertain loss factor"]),
	}}
	p.Scenarios[0].Loading, p.Scenarios[2].Loading, p.Scenarios[4].Loading = 0.6, 0.4, -0.5
	p.Shocks = []Shock{{Name: "supplier fails", Rate: Factor{"r", PERT(0.05, 0.2, 0.6, 4)}, Hits: []Hit{{0, 0.9}, {4, 0.5}, {5, 1}}}}
	return p
}

func TestAPortfolioWithShocksAndEveryKindOfScenarioAgreesWithSimulation(t *testing.T) {
	t.Parallel()
	p := mixedPortfolio()
	agree(t, "mixed", pooled(p).Annual, must(p.Simulate(always, Simulation{Years: 300_000, Seed: 9})))
}

func TestTheAllocatedTailAddsUpAndFollowsTheConditionalMean(t *testing.T) {
	t.Parallel()
	for name, p := range map[string]Portfolio{"mixed": mixedPortfolio(), "twenty": twenty(0.5)} {
		l := pooled(p)
		sum, tail, raw := 0.0, l.Annual.TVaR(.99), must(l.Allocate(always, .99))
		for i, s := range raw {
			sum += s.Tail
			if s.Tail < 0 || s.Tail > 1.0001*s.Alone {
				t.Errorf("%s: %s brings %g to the tail, more than its own tail %g", name, s.ID, s.Tail, s.Alone)
			}
			near(t, name+" alone mean "+s.ID, l.j.meanOf(i), s.Mean, 1e-12)
		}
		near(t, name+" sum of shares", sum, tail, 1e-9)
		// At p = 0 the tail is every year, and the share is the mean itself.
		for _, s := range must(l.Allocate(always, 1e-12)) {
			near(t, name+" share of all years", s.Tail, s.Mean, 2e-4)
		}
	}
}

func TestEulerSharesAreTheDerivativeOfTheTail(t *testing.T) {
	t.Parallel()
	// d TVaR / d (size of one scenario's losses), by central difference.
	base := mixedPortfolio()
	l := pooled(base)
	shares := must(l.Allocate(always, .99))
	for _, i := range []int{0, 2, 5} { // loaded and struck; clustered; struck only
		const e = 0.02
		tail := func(f float64) float64 {
			q := mixedPortfolio()
			q.Scenarios[i].LossFactors = append(q.Scenarios[i].LossFactors, Factor{"test", Const(f)})
			return pooled(q).Annual.TVaR(.99)
		}
		d := (tail(1+e) - tail(1-e)) / (2 * e)
		if math.Abs(d-shares[i].Tail) > 0.01*l.Annual.TVaR(.99) {
			t.Errorf("scenario %s: derivative %g, share %g", base.Scenarios[i].ID, d, shares[i].Tail)
		}
	}
}

func TestAPortfolioOfOneIsTheScenario(t *testing.T) {
	t.Parallel()
	s := named("x", fair())
	a, b := quantified(s).Annual, pooled(Portfolio{Scenarios: []Scenario{s}}).Annual
	near(t, "p99", b.VaR(.99), a.VaR(.99), 1e-5)
	near(t, "TVaR99", b.TVaR(.99), a.TVaR(.99), 1e-6)
	near(t, "P(any)", b.PAnyLoss(), a.PAnyLoss(), 1e-12)
}

func TestAPortfoliosBandIsThatOfItsOnlyUncertainScenario(t *testing.T) {
	t.Parallel()
	s := named("x", fair())
	l := pooled(Portfolio{Scenarios: []Scenario{s}, Tolerance: Tolerance{{2.5e5, 0.01}}})
	x := []float64{1e4, 5e4, 2e5}
	low, high := bandOf(quantified(s), x)
	b := must(l.Band(always, x))
	for i := range x {
		near(t, "low", b.Low[i], low[i], 0.1)
		near(t, "high", b.High[i], high[i], 0.1)
	}
	if b.PUnder == nil || *b.PUnder < 0.2 || *b.PUnder > 0.7 {
		t.Errorf("probability of being under the line: %v", b.PUnder)
	}
	if must(pooled(Portfolio{Scenarios: []Scenario{named("y", scenario(Const(1), Const(5)))}}).Band(always, x)) != nil {
		t.Error("nothing is uncertain, and there is a band")
	}
}

func TestTheOrderOfScenariosDoesNotMatter(t *testing.T) {
	t.Parallel()
	p, q := mixedPortfolio(), mixedPortfolio()
	n := len(q.Scenarios)
	for i := range q.Scenarios {
		q.Scenarios[i] = p.Scenarios[n-1-i]
	}
	for i, h := range q.Shocks[0].Hits {
		q.Shocks[0].Hits[i].Scenario = n - 1 - h.Scenario
	}
	near(t, "p99.9", pooled(q).Annual.VaR(.999), pooled(p).Annual.VaR(.999), 1e-9)
}

func BenchmarkPortfolio(b *testing.B) {
	var p Portfolio
	for i := range 200 {
		s := scenario(Const(0.02+0.002*float64(i%40)), Lognormal90(1e4*float64(1+i%7), 2e5*float64(1+i%5)))
		s.ID, s.Loading = fmt.Sprint(i), 0.5
		p.Scenarios = append(p.Scenarios, s)
	}
	b.Run("200-dependent-with-allocation", func(b *testing.B) {
		for b.Loop() {
			must(pooled(p).Result(always))
		}
	})
	few := twenty(0.8)
	b.Run("20-dependent-curve", func(b *testing.B) {
		for b.Loop() {
			pooled(few)
		}
	})
	mixed := mixedPortfolio()
	b.Run("6-mixed-with-allocation", func(b *testing.B) {
		for b.Loop() {
			must(pooled(mixed).Result(always))
		}
	})
}
