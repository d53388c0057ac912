package risk

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"
)

// genPortfolio draws a few scenarios that shocks strike, with draws that they share.
func genPortfolio(t *rapid.T) Portfolio {
	p := Portfolio{Nodes: 4}
	loading := rapid.SampledFrom([]float64{0, 0.4}).Draw(t, "loading")
	for i := range rapid.IntRange(1, 3).Draw(t, "scenarios") {
		s := named(fmt.Sprint(i), genScenario(t))
		if rapid.Bool().Draw(t, "factor") {
			s.LossFactors = []Factor{{"f", Uniform(0.1, 0.9)}}
		}
		s.Loading = loading
		p.Scenarios = append(p.Scenarios, s)
	}
	for range rapid.IntRange(1, 3).Draw(t, "shocks") {
		k := struckBy(genRate(t, "shock"))
		for i := range p.Scenarios {
			if q := rapid.Float64Range(0, 0.7).Draw(t, "hit"); q > 0.1 {
				k.Hits = append(k.Hits, Hit{i, q})
			}
		}
		p.Shocks = append(p.Shocks, k)
	}
	return p
}

// small is the portfolio's year on a small grid.
func small(p Portfolio, g *grid) *Annual { return must(p.curve(always, g)) }

func TestAPortfoliosRiskRisesWithEveryInput(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := genPortfolio(t)
		by := rapid.Float64Range(1.05, 1.4).Draw(t, "by")
		at := rapid.IntRange(0, len(p.Scenarios)-1).Draw(t, "at")
		more := map[string]Portfolio{}
		change := func(name string, f func(q *Portfolio)) {
			q := p.copied()
			f(&q)
			more[name] = q
		}
		change("rate", func(q *Portfolio) { q.Scenarios[at] = scaledRate(q.Scenarios[at], by) })
		change("losses", func(q *Portfolio) { q.Scenarios[at] = scaledLoss(q.Scenarios[at], by) })
		change("another part", func(q *Portfolio) { q.Scenarios[at] = withPart(q.Scenarios[at]) })
		change("rate of a shock", func(q *Portfolio) { q.Shocks[0].Rate.Dist = NewProduct(q.Shocks[0].Rate.Dist, Const(by)) })
		change("another shock", func(q *Portfolio) { q.Shocks = append(q.Shocks, struckBy(Const(0.2), Hit{at, 0.5})) })
		if len(p.Shocks[0].Hits) > 0 {
			change("a hit", func(q *Portfolio) {
				q.Shocks[0].Hits = append([]Hit(nil), q.Shocks[0].Hits...)
				q.Shocks[0].Hits[0].Probability *= by
			})
		}
		if p.Scenarios[at].Secondary != nil {
			change("chance of a secondary loss", func(q *Portfolio) {
				c := &q.Scenarios[at].Secondary.Probability
				c.Dist = Const(c.Dist.Mean() + (1-c.Dist.Mean())/2)
			})
		}
		whole := more["losses"]
		ms := must(whole.models(always))
		g := newGrid(1.5*must(whole.reach(always, ms))/512, 512)
		low := small(p, g)
		wellFormed(t, low)
		for name, q := range more {
			high := small(q, g)
			wellFormed(t, high)
			if high.Mean() < low.Mean()*(1-1e-12) || high.PAnyLoss() < low.PAnyLoss()-1e-9 {
				t.Fatalf("more %s lowers the mean %g to %g, or P(any) %g to %g", name, low.Mean(), high.Mean(), low.PAnyLoss(), high.PAnyLoss())
			}
			for _, level := range []float64{0.5, 0.9, 0.99, 0.999} {
				if high.TVaR(level) < low.TVaR(level)*(1-1e-3) {
					t.Fatalf("more %s lowers TVaR%g: %g to %g", name, level, low.TVaR(level), high.TVaR(level))
				}
			}
		}
	})
}

// What shares add up to is the tail, whatever is tied to what.
func TestSharesAddUpHoweverShocksTieScenarios(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := genPortfolio(t)
		ms := must(p.models(always))
		j := must(p.onGrid(always, newGrid(must(p.reach(always, ms))/512, 512), ms))
		sum, year := make([]float64, j.g.n), j.annual(false)
		strikes := must(j.strikes(always))
		brought := must(j.brought(always, strikes))
		for i := range ms {
			for k, v := range j.g.lattice(j.weighted(i, must(j.losses(always, i)), strikes, brought[i])) {
				sum[k] += v
			}
		}
		// Given the year's total S, what the scenarios bring is S.
		for k, v := range year.g {
			x := float64(k) * j.g.h
			if d := sum[k] - x*v; d > 1e-9*year.Mean()+1e-11*j.g.h*float64(j.g.n) || d < -1e-9*year.Mean()-1e-11*j.g.h*float64(j.g.n) {
				t.Fatalf("at %g the scenarios bring %g of %g", x, sum[k], x*v)
			}
		}
	})
}
