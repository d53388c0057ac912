package risk

import (
	"math"
	"testing"
)

// The worked examples of docs/risk.md, so that they stay true.
func TestTheWorkedExamplesOfTheDocumentation(t *testing.T) {
	t.Parallel()
	near(t, "1: a year with a loss", 1-math.Exp(-1.5), 0.7769, 1e-4)
	one := quantified(scenario(Const(1), Const(250))).Annual
	near(t, "2: more than 250", one.Exceedance(250), 0.2642, 1e-3)
	near(t, "2: p90", one.VaR(.9), 500, 1e-12)
	rare := scenario(Const(.009), Lognormal90(1e6, 1e7))
	rare.Count.Kind = Bernoulli
	near(t, "3: TVaR99", quantified(rare).Annual.TVaR(.99), 3.636e6, 1e-4)
	near(t, "5: it pays", 1-FromTests(9, 12).CDF(.6), 0.86, 5e-3)
	near(t, "deviation of a PERT, vose", math.Sqrt(PERTVose(1e4, 5e4, 4e5, 4).Variance()), 65000, 1e-12)
	near(t, "deviation of a PERT, mc2d", math.Sqrt(PERT(1e4, 5e4, 4e5, 4).Variance()), 62504, 1e-5)
}
