package risk

import (
	"math"
	"testing"
)

// What other tools get wrong, and an engine must not. Each test names the tool
// in which the defect was measured or read.

// pyfair multiplies one draw of the rate by one draw of the loss; its p99 for
// this triple is 120.6k against 294.1k, and every year has a loss.
func TestALossIsACompoundNotAProduct(t *testing.T) {
	t.Parallel()
	a := quantified(fair()).Annual
	if a.PAnyLoss() > 0.25 || a.VaR(.5) != 0 || a.VaR(.99) < 2.4*120.6e3 {
		t.Errorf("P(any) %g, p50 %g, p99 %g", a.PAnyLoss(), a.VaR(.5), a.VaR(.99))
	}
}

// riskquant takes the mode of a PERT for its mean: 1.2120 instead of 1.4813.
func TestThePERTMeanIsNotItsMode(t *testing.T) {
	t.Parallel()
	rate, loss := PERT(.1, .3, .7, 1), Lognormal90(1, 10)
	near(t, "PERT x lognormal", quantified(scenario(rate, loss)).Annual.Mean(), 1.4813380365, 1e-10)
	near(t, "f = .1", 0.1*loss.Mean(), 0.4040012826945718, 1e-14)
	near(t, "f = 3", 3*loss.Mean(), 12.120038480837177, 1e-14)
	near(t, "LN(635000, 19000000)", Lognormal90(635000, 19000000).Mean(), 5922706.83351131, 1e-14)
	near(t, "list 1", .1*Lognormal90(1e7, 1e9).Mean(), 26.6e6, 2e-3)
	near(t, "list 2", .05*Lognormal90(5e6, 5e7).Mean(), 1.01e6, 2e-3)
	near(t, "list 3", .01*Lognormal90(1e6, 1e7).Mean(), 40.4e3, 2e-3)
}

// CISO Assistant's expected shortfall falls to the mean when an event is rarer
// than the tail: 36,690 instead of 3,669,008. It also allows one event a year.
func TestTheTailMeanIsRightAtTheAtomOfNoLoss(t *testing.T) {
	t.Parallel()
	loss := Lognormal90(1e6, 1e7)
	s := scenario(Const(.009), loss)
	s.Count.Kind = Bernoulli
	a := quantified(s).Annual
	near(t, "VaR99", a.VaR(.99)+1, 1, 0)
	near(t, "mean as CISO Assistant rounds its severity", a.Mean(), 36690, 0.02)
	near(t, "ES99", a.TVaR(.99), .009*loss.Mean()/.01, 1e-9)
	for _, p := range []float64{0, .5, .9, .99, .9909, .991, .992, .999} {
		if v := a.TVaR(p); v < a.VaR(p) || v > 1e9 || math.IsNaN(v) {
			t.Errorf("TVaR(%g) = %g, VaR %g", p, v, a.VaR(p))
		}
	}
	two := quantified(scenario(Const(3), Const(100))).Annual
	near(t, "three events a year on average", two.Exceedance(150), 1-4*math.Exp(-3), 1e-9)
}

// evaluator rounds the rate to a whole number, so below one event in two years
// nothing ever happens.
func TestARareEventStillHappens(t *testing.T) {
	t.Parallel()
	a := quantified(scenario(Const(.2), Uniform(10, 20))).Annual
	near(t, "P(any)", a.PAnyLoss(), 1-math.Exp(-.2), 1e-12)
	near(t, "mean", a.Mean(), 3, 1e-12)
	near(t, "simulated", simulated(scenario(Const(.2), Uniform(10, 20)), Simulation{Years: 200_000, Seed: 1}).PAnyLoss, 1-math.Exp(-.2), 0.02)
}

// Two distributions go by the name of PERT; both are here, by name.
func TestThePERTParametrisationsAreNamedAndDiffer(t *testing.T) {
	t.Parallel()
	v, m := PERTVose(.2, .5, 2, 4).(Beta), PERT(.2, .5, 2, 4).(Beta)
	near(t, "vose alpha", v.Alpha, 1.728, 1e-3)
	near(t, "vose beta", v.Beta, 4.494, 1e-3)
	near(t, "mc2d alpha", m.Alpha, 1.6667, 1e-4)
	near(t, "mc2d beta", m.Beta, 4.3333, 1e-4)
	p := PERT(.1, .3, .7, 4).(Beta)
	near(t, "alpha", p.Alpha, 2.3333333333, 1e-9)
	near(t, "beta", p.Beta, 3.6666666667, 1e-9)
	near(t, "mean", p.Mean(), 1.0/3, 1e-14)
	near(t, "variance", p.Variance(), .0122222222, 1e-8)
	near(t, "variance, (mean-a)(b-mean)/(g+3)", p.Variance(), (1.0/3-.1)*(.7-1.0/3)/7, 1e-12)
	near(t, "vose deviation", math.Sqrt(v.Variance()), 1.8/6, 1e-12)
}

// CISO Assistant draws the states before and after treatment with different
// seeds, so that their difference carries the noise of both.
func TestADifferenceIsTakenOnCommonRandomNumbers(t *testing.T) {
	t.Parallel()
	s := named("x", scenario(Const(1), Lognormal90(1e4, 1e5)))
	half := s
	half.LossFactors = []Factor{{"f", Const(.5)}}
	o := Simulation{Years: 50_000, Seed: 4}
	near(t, "half the losses, year by year", simulated(half, o).Mean, simulated(s, o).Mean/2, 1e-12)
}
