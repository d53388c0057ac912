package risk

import (
	"math"
	"testing"
)

func near(t *testing.T, what string, got, want, rel float64) {
	t.Helper()
	if !(math.Abs(got-want) <= rel*math.Abs(want)) {
		t.Errorf("%s = %.8g, want %.8g within %g", what, got, want, rel)
	}
}

func scenario(rate Dist, severity ...Dist) Scenario {
	s := Scenario{Currency: "EUR", Rate: []Factor{{"frequency.lef", rate}}}
	for _, d := range severity {
		s.Primary.Parts = append(s.Primary.Parts, Factor{"severity", d})
	}
	return s
}

// fair is the published triple whose product, instead of its compound, pyfair
// reports; the reference figures were obtained with pyfair's own PERT.
func fair() Scenario {
	s := scenario(PERTVose(0.2, 0.5, 2, 4), PERTVose(10000, 50000, 400000, 4))
	s.Rate = append(s.Rate, Factor{"frequency.vulnerability", PERTVose(0.2, 0.4, 0.7, 4)})
	return s
}

func TestFAIRTripleIsACompoundAndNotAProduct(t *testing.T) {
	t.Parallel()
	a := quantified(fair()).Annual
	near(t, "mean", a.Mean(), 29652.78, 1e-6)
	near(t, "P(any loss)", a.PAnyLoss(), 0.2459, 5e-4)
	near(t, "p50", a.VaR(.5)+1, 1, 0)
	near(t, "p95", a.VaR(.95), 181.9e3, 1e-3)
	near(t, "p99", a.VaR(.99), 294.1e3, 1e-3)
	near(t, "p99.9", a.VaR(.999), 455.3e3, 1e-3)
	near(t, "TVaR99", a.TVaR(.99), 363294, 1e-5)
}

func TestCompoundPoissonLognormalAgreesWithActuar(t *testing.T) {
	t.Parallel()
	a := quantified(scenario(Const(100), Lognormal{0, 2})).Annual
	near(t, "q.9", a.VaR(.9), 1160.2, 1e-4)
	near(t, "q.99", a.VaR(.99), 2488.4, 1e-4)
	near(t, "q.999", a.VaR(.999), 5853.1, 1e-4)

	a = quantified(scenario(Const(3), Lognormal90(1e5, 1e6))).Annual
	near(t, "p50", a.VaR(.5), 1.045e6, 1e-3)
	near(t, "p95", a.VaR(.95), 2.904e6, 1e-3)
	near(t, "p99", a.VaR(.99), 4.008e6, 1e-3)
	near(t, "p99.9", a.VaR(.999), 5.580e6, 1e-3)
	near(t, "TVaR99", a.TVaR(.99), 4692772, 1e-5)

	a = quantified(scenario(Const(.1), Lognormal90(1e5, 1e6))).Annual
	near(t, "p95", a.VaR(.95), 314.2e3, 1e-3)
	near(t, "p99", a.VaR(.99), 809.8e3, 1e-3)
	near(t, "p99.9", a.VaR(.999), 1.6852e6, 1e-4)
	near(t, "p99.99", a.VaR(.9999), 2.8351e6, 1e-4)
	near(t, "TVaR99", a.TVaR(.99), 1185169, 1e-5)

	a = quantified(scenario(Const(.1), Lognormal{0, 2})).Annual
	near(t, "q.99", a.VaR(.99), 13.08, 1e-3)
	near(t, "q.999", a.VaR(.999), 105.36, 1e-4)
	near(t, "q.9999", a.VaR(.9999), 483.95, 1e-4)
}
