package risk

import (
	"fmt"
	"math"
	"strings"
	"testing"
)

// shaken is a scenario of which a loss factor is anywhere in a range.
func shaken(id string, rate float64, factor Dist) Scenario {
	s := named(id, scenario(Const(rate), Gamma{2, 2e4}))
	s.LossFactors = []Factor{{"f", factor}}
	return s
}

func struckBy(rate Dist, hits ...Hit) Shock {
	return Shock{Name: "shock", Rate: Factor{"shock", rate}, Hits: hits}
}

// The year's draw of a loss factor or of the chance of a secondary loss is one for
// own events and for all shocks, in both engines.
func TestShocksMeetTheYearsDrawInBothEngines(t *testing.T) {
	t.Parallel()
	cases := map[string]Portfolio{}
	for _, own := range []float64{0, 0.2, 1, 4} {
		for _, shocks := range []float64{0.1, 0.5, 5} {
			for name, f := range map[string]Dist{"wide": Uniform(0.1, 0.9), "narrow": Uniform(0.8, 1), "control": Complement{Beta{3, 4, 0, 1}}} {
				p := Portfolio{Scenarios: []Scenario{shaken("a", own, f)}, Shocks: []Shock{struckBy(Const(shocks), Hit{0, 1})}}
				cases[fmt.Sprintf("own %g, shocks %g, factor %s", own, shocks, name)] = p
			}
		}
	}
	second := mcCases()["uncertain secondary"]
	wide := Uniform(0.1, 0.9)
	cases["two uncertain scenarios under one shock"] = Portfolio{
		Scenarios: []Scenario{shaken("a", 1, wide), shaken("b", 0.3, wide)},
		Shocks:    []Shock{struckBy(Const(1), Hit{0, 0.9}, Hit{1, 0.6})}}
	cases["a chain of shocks"] = Portfolio{
		Scenarios: []Scenario{shaken("a", 1, wide), named("b", second), named("c", scenario(Const(0.5), Gamma{1, 5e4})), shaken("d", 0, wide)},
		Shocks: []Shock{struckBy(Uniform(0.2, 1), Hit{0, 0.9}, Hit{1, 0.6}, Hit{2, 0.5}), struckBy(Const(0.5), Hit{1, 1}, Hit{3, 1}),
			struckBy(Const(0.3), Hit{0, 1}, Hit{2, 0.4}), struckBy(Const(0.3), Hit{2, 1})}}
	many := Portfolio{Scenarios: []Scenario{shaken("a", 1, wide), named("b", second), named("c", scenario(Const(0.5), Gamma{1, 5e4})), shaken("d", 0, wide)}}
	for range 8 {
		many.Shocks = append(many.Shocks, struckBy(Const(0.4), Hit{0, 0.9}, Hit{1, 0.6}, Hit{2, 0.5}, Hit{3, 1}))
	}
	cases["many shocks, each on everything"] = many
	loaded := cases["a chain of shocks"]
	loaded.Scenarios = append([]Scenario(nil), loaded.Scenarios...)
	loaded.Scenarios[0].Loading, loaded.Scenarios[1].Loading, loaded.Scenarios[2].Loading = 0.5, -0.3, 0.4
	cases["a chain of shocks under a common factor"] = loaded
	for name, p := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a, r := pooled(p).Annual, must(p.Simulate(always, Simulation{Years: 200_000, Seed: 11}))
			agree(t, name, a, r)
			near(t, "standard deviation", a.SD(), r.SD, 0.03)
		})
	}
}

// A shock that always strikes is as good as a higher rate.
func TestAShockThatAlwaysStrikesIsMoreOfTheSameEvents(t *testing.T) {
	t.Parallel()
	for _, f := range []Dist{Uniform(0.1, 0.9), Complement{Beta{3, 4, 0, 1}}} {
		struck := Portfolio{Scenarios: []Scenario{shaken("a", 1, f)}, Shocks: []Shock{struckBy(Const(5), Hit{0, 1})}}
		alone := Portfolio{Scenarios: []Scenario{shaken("a", 6, f)}}
		l, m := pooled(struck), pooled(alone)
		for _, p := range []float64{0.1, 0.5, 0.9, 0.99, 0.999, 0.9999} {
			near(t, "VaR", l.Annual.VaR(p), m.Annual.VaR(p), 1e-6)
		}
		near(t, "TVaR", l.Annual.TVaR(.99), m.Annual.TVaR(.99), 1e-6)
		near(t, "standard deviation", l.Annual.SD(), m.Annual.SD(), 1e-9)
		near(t, "P(any)", l.Annual.PAnyLoss(), m.Annual.PAnyLoss(), 1e-12)
		near(t, "alone", must(l.Allocate(always, .99))[0].Alone, m.Annual.TVaR(.99), 1e-5)
	}
}

// Given the draws a portfolio has nothing uncertain left, so its law, and what each
// scenario brings to every amount, is the average of certain portfolios.
func TestTheSharedDrawIsTheAverageOfCertainPortfolios(t *testing.T) {
	t.Parallel()
	of := func(shocks int) func(a, b, c Dist) Portfolio {
		return func(a, b, c Dist) Portfolio {
			p := Portfolio{
				Nodes:     5,
				Scenarios: []Scenario{shaken("a", 1, a), shaken("b", 0.3, b), named("c", scenario(Const(0.5), Gamma{1, 5e4})), shaken("d", 0.2, c)},
				Shocks: []Shock{struckBy(Const(1), Hit{0, 0.9}, Hit{1, 0.6}, Hit{2, 1}), struckBy(Uniform(1, 2), Hit{1, 0.5}, Hit{2, 0.5}),
					struckBy(Const(0.4), Hit{0, 1}, Hit{1, 1}), struckBy(Const(2), Hit{3, 0.3}, Hit{2, 0.2})},
			}
			p.Scenarios[1].Loading, p.Scenarios[2].Loading = 0.6, -0.4
			p.Scenarios[1].Count = Count{Kind: NegativeBinomial, Size: 2}
			for range shocks {
				p.Shocks = append(p.Shocks, struckBy(Const(0.5), Hit{0, 1}, Hit{1, 0.4}, Hit{2, 0.3}))
			}
			return p
		}
	}
	for name, c := range map[string]struct {
		of    func(a, b, c Dist) Portfolio
		drawn bool
	}{"by counts of shocks": {of(0), false}, "by draws of scenarios": {of(6), true}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := c.of(Uniform(0.1, 0.9), Uniform(0.3, 1), Uniform(0.2, 2))
			ms := must(p.models(always))
			g := newGrid(must(p.reach(always, ms))/1024, 1024)
			whole := must(p.onGrid(always, g, ms))
			if c2 := whole.ties.clusters; len(c2) != 2 || c2[0].drawn != c.drawn || len(c2[0].members) != 2 || !c2[1].lone() {
				t.Fatalf("clusters %+v", c2)
			}
			isAverage(t, whole, c.of)
		})
	}
}

// isAverage holds a portfolio's law against the average over the nodes of its
// scenarios 0, 1 and 3.
func isAverage(t *testing.T, whole *joint, of func(a, b, c Dist) Portfolio) {
	g := whole.g
	year, brings := make([]float64, g.n), make([][]float64, len(whole.models))
	for i := range brings {
		brings[i] = make([]float64, g.n)
	}
	none := 0.0
	for _, a := range whole.models[0].outer {
		for _, b := range whole.models[1].outer {
			for _, c := range whole.models[3].outer {
				one := of(Const(a.scale), Const(b.scale), Const(c.scale))
				j, w := must(one.onGrid(always, g, must(one.models(always)))), a.w*b.w*c.w
				for k, v := range j.annual(false).g {
					year[k] += w * v
				}
				none += w * j.p0
				for i := range brings {
					for k, v := range lattice(j, i) {
						brings[i][k] += w * v
					}
				}
			}
		}
	}
	near(t, "P(no loss)", whole.p0, none, 1e-10)
	for k, v := range whole.annual(false).g {
		if math.Abs(v-year[k]) > 1e-11 {
			t.Fatalf("mass at %d: %g, the average is %g", k, v, year[k])
		}
	}
	for i, want := range brings {
		for k, v := range lattice(whole, i) {
			if math.Abs(v-want[k]) > 1e-11*g.h*float64(g.n) {
				t.Fatalf("scenario %d brings %g at %d, the average is %g", i, v, k, want[k])
			}
		}
	}
}

// However many shocks are tied to however many scenarios, the law keeps its mean, and
// what could not be integrated is told with a bound.
func TestWhatIsTooMuchToTieIsTold(t *testing.T) {
	t.Parallel()
	var p Portfolio
	for i := range 12 {
		p.Scenarios = append(p.Scenarios, shaken(fmt.Sprint(i), 1, Uniform(0.1, 0.9)))
	}
	for range 10 {
		s := struckBy(Const(3))
		for i := range p.Scenarios {
			s.Hits = append(s.Hits, Hit{i, 0.5})
		}
		p.Shocks = append(p.Shocks, s)
	}
	ms := must(p.models(always))
	j := must(p.onGrid(always, newGrid(must(p.reach(always, ms))/512, 512), ms))
	mean, second := 0.0, 0.0
	a := j.annual(false)
	for k, v := range a.g {
		x := float64(k) * a.h
		mean, second = mean+v*x, second+v*x*x
	}
	near(t, "mean", mean, a.Mean(), 1e-6)
	lacks := 1 - math.Sqrt(second-mean*mean)/a.SD()
	bound := 1 - math.Sqrt(1-j.ties.lost/(a.SD()*a.SD()))
	if lacks < 0.01 || math.Abs(lacks-bound) > 0.02 {
		t.Errorf("the curve lacks %g of the standard deviation, told is %g", lacks, bound)
	}
	if told := j.ties.told(a.SD() * a.SD()); len(told) != 1 || !strings.Contains(told[0], "of 120 strikes") {
		t.Errorf("%v", told)
	}
	if told := pooled(mixedPortfolio()).j.ties.told(1); told != nil {
		t.Errorf("nothing is left out: %v", told)
	}
}

// lattice is x -> E[S_i; S = x].
func lattice(j *joint, i int) []float64 {
	strikes := must(j.strikes(always))
	brought := must(j.brought(always, strikes))
	return j.g.lattice(j.weighted(i, must(j.losses(always, i)), strikes, brought[i]))
}
