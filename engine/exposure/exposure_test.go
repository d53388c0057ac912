package exposure_test

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	_ "github.com/plimsoll-aims/plimsoll/internal/fixedseed"

	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/engine/exposure"
	ft "github.com/plimsoll-aims/plimsoll/engine/facts/factstest"
	"github.com/plimsoll-aims/plimsoll/engine/risk"
	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

func eur(x float64) *kernel.Money { return &kernel.Money{Amount: x, Currency: "EUR"} }

// numbered is the clean organisation with numbers on its levels.
func numbered() *ft.Org {
	o := ft.Clean()
	c := ft.The[aims.Criteria](o, "criteria")
	for i, r := range [][2]float64{{0, 0.1}, {0.1, 1}, {1, 0}} {
		c.Likelihood[i].From, c.Likelihood[i].To = r[0], r[1]
	}
	c.Organisation = []aims.ConsequenceStep{{Value: 1, Word: "low", Meaning: "little", To: eur(10_000)}, {Value: 2, Word: "mid", Meaning: "some", From: eur(10_000), To: eur(100_000)},
		{Value: 3, Word: "high", Meaning: "much", From: eur(100_000)}}
	c.LossLimit = eur(500_000)
	return o
}

func estimate(o *ft.Org, name, currency string, events, loss aims.Range) {
	ft.The[aims.Risk](o, name).Estimate = aims.Estimate{Currency: currency, Events: events, Loss: loss, On: "2026-09-01", Basis: "two incidents"}
}

func flat(x float64) aims.Range { return aims.Range{Low: x, Likely: x, High: x} }

func TestAnEstimateIsQuantifiedAsItStands(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		ordered := func(name string, top float64) aims.Range {
			a := rapid.Float64Range(0.001, top).Draw(r, name)
			m := a * rapid.Float64Range(1, 20).Draw(r, name+" mode")
			return aims.Range{Low: a, Likely: m, High: m * rapid.Float64Range(1, 20).Draw(r, name+" high")}
		}
		o := ft.Clean()
		estimate(o, "bias", "EUR", ordered("events", 5), ordered("loss", 1e6))
		e := &ft.The[aims.Risk](o, "bias").Estimate
		if rapid.Bool().Draw(r, "secondary") {
			e.Secondary = aims.Secondary{Probability: rapid.Float64Range(0.01, 1).Draw(r, "p"), Loss: ordered("secondary", 1e5)}
		}
		c, err := exposure.Quantify(o.Facts(t), "risk/bias")
		if err != nil {
			r.Fatal(err)
		}
		s, err := c.Scenario()
		if err != nil {
			r.Fatal(err)
		}
		got := risk.Portfolio{Scenarios: []risk.Scenario{s}}.ALE()
		if want := e.ExpectedLoss(); math.Abs(got/want-1) > 1e-9 {
			r.Fatalf("expected loss %g, the estimate says %g", got, want)
		}
	})
}

func TestARiskWithoutAnEstimateIsQuantifiedFromItsLevels(t *testing.T) {
	t.Parallel()
	f := numbered().Facts(t)
	c, err := exposure.Quantify(f, "bias")
	if err != nil {
		t.Fatal(err)
	}
	s, err := c.Scenario()
	if err != nil {
		t.Fatal(err)
	}
	// Residual: likelihood 2 (0.1 to 1 a year), organisation 2 (10,000 to 100,000).
	want := risk.LogUniform{Low: 0.1, High: 1}.Mean() * risk.Lognormal90(10_000, 100_000).Mean()
	if got := (risk.Portfolio{Scenarios: []risk.Scenario{s}}).ALE(); math.Abs(got/want-1) > 1e-9 {
		t.Errorf("expected loss %g, want %g", got, want)
	}
	from := map[string]string{}
	for _, b := range c.Origin.Records {
		from[b.Record] = b.From
	}
	if from["risk/bias"] != exposure.FromLevels || from["criteria/criteria"] != exposure.FromCriteria || len(c.Origin.Notes) != 4 {
		t.Errorf("origin %+v", c.Origin)
	}
}

func TestWhatCannotBeQuantifiedSaysWhyAtTheField(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		change func(*ft.Org)
		risk   string
		kind   fault.Kind
		says   string
	}{
		"there is no such risk":      {func(*ft.Org) {}, "risk/none", fault.NotFound, `no risk "none"`},
		"an opportunity has no loss": {func(*ft.Org) {}, "faster", fault.Invalid, "opportunity"},
		"levels without numbers":     {func(o *ft.Org) { ft.The[aims.Criteria](o, "criteria").Likelihood[1].To = 0 }, "bias", fault.Invalid, "likelihood[1]"},
		"levels in two currencies":   {func(o *ft.Org) { ft.The[aims.Criteria](o, "criteria").Organisation[2].From.Currency = "USD" }, "bias", fault.Invalid, "one currency"},
		"no criteria in force":       {func(o *ft.Org) { ft.Drop[aims.Criteria](o, "criteria") }, "bias", fault.NotFound, "no risk criteria"},
		"neither an estimate nor a rating": {func(o *ft.Org) {
			r := ft.The[aims.Risk](o, "bias")
			r.Residual, r.Inherent = aims.Rating{}, aims.Rating{}
		}, "bias", fault.Invalid, "estimate"},
		"more events than the engine computes": {func(o *ft.Org) { estimate(o, "bias", "EUR", flat(1e9), flat(1)) }, "bias", fault.Invalid, "risk/bias"},
	} {
		t.Run(name, func(t *testing.T) {
			o := numbered()
			x.change(o)
			c, err := exposure.Quantify(o.Facts(t), x.risk)
			if err == nil {
				_, err = c.Scenario()
			}
			var text string
			if e, ok := err.(*fault.Error); ok {
				text = e.Message
				for _, p := range e.Problems {
					text += " " + p.Where + " " + p.Path + " " + p.Message
				}
			}
			if !fault.Is(err, x.kind) || !strings.Contains(text, x.says) {
				t.Errorf("%v: %s", err, text)
			}
		})
	}
}

func TestAPortfolioHoldsWhatIsEstimatedAndNamesTheRest(t *testing.T) {
	t.Parallel()
	o := numbered()
	estimate(o, "bias", "EUR", flat(2), aims.Range{Low: 1000, Likely: 2000, High: 9000})
	ft.Put(o, "dollars", aims.Risk{Title: "Dollars", Owner: kernel.To[aims.Person]("ben"), State: aims.RiskOpen})
	estimate(o, "dollars", "USD", flat(1), flat(1))
	f := o.Facts(t)
	c, err := exposure.Portfolio(f, exposure.Options{})
	if err != nil {
		t.Fatal(err)
	}
	p, err := c.Portfolio()
	if err != nil || len(p.Scenarios) != 1 || math.Abs(p.ALE()-6000) > 1e-6 {
		t.Errorf("%v: %d scenarios, expected loss %g, want one of 6000", err, len(p.Scenarios), p.ALE())
	}
	why := map[string]string{}
	for _, l := range c.Origin.LeftOut {
		why[l.Record] = l.Why
	}
	if len(why) != 2 || !strings.Contains(why["risk/drift"], "--rated") || !strings.Contains(why["risk/dollars"], "USD") || c.Origin.LossLimit.Amount != 500_000 {
		t.Errorf("origin %+v", c.Origin)
	}
	if c, err = exposure.Portfolio(f, exposure.Options{Rated: true}); err != nil {
		t.Fatal(err)
	}
	if p, err = c.Portfolio(); err != nil || len(p.Scenarios) != 2 {
		t.Errorf("%v: %d scenarios with the rated ones, want 2", err, len(p.Scenarios))
	}
}

func TestTreatmentKeepsTheRiskAsItStandsAndAddsWhatIsPlanned(t *testing.T) {
	t.Parallel()
	o := numbered()
	estimate(o, "bias", "EUR", flat(2), aims.Range{Low: 1000, Likely: 2000, High: 9000})
	ft.Put(o, "more", aims.Treatment{Title: "More", Risk: kernel.To[aims.Risk]("bias"), State: aims.TreatmentPlanned, Owner: kernel.To[aims.Person]("ben"), Cost: eur(700),
		Controls: []kernel.Ref[aims.Control]{kernel.To[aims.Control]("A.7.4")}})
	ft.Put(o, "unseen", aims.Treatment{Title: "Unseen", Risk: kernel.To[aims.Risk]("bias"), State: aims.TreatmentInProgress, Owner: kernel.To[aims.Person]("ben")})
	c, err := exposure.Treat(o.Facts(t), exposure.Options{})
	if err != nil {
		t.Fatal(err)
	}
	p, err := c.Portfolio()
	if err != nil {
		t.Fatal(err)
	}
	if got := p.Residual().ALE(); math.Abs(got-6000) > 1e-6 {
		t.Errorf("as it stands %g a year, want the estimate's 6000", got)
	}
	// Likelihood 3 to 2 on the scale: 1 to 10 against 0.1 to 1, ten times as many
	// events; the consequence for the organisation stays at 2.
	if got := p.ALE(); math.Abs(got-60_000) > 1e-4 {
		t.Errorf("without what is at work %g a year, want 60,000", got)
	}
	byID := map[string]risk.Control{}
	for _, k := range p.Controls {
		byID[k.ID] = k
	}
	// One piece of fresh evidence of one: Beta(1.5, 0.5). None at all: Beta(0.5, 0.5).
	if m := byID["more"]; m.InPlace || m.Cost.Dist.Mean() != 700 || math.Abs(m.Prevents[0].Dist.Mean()-0.75) > 1e-12 {
		t.Errorf("%+v", m)
	}
	if m := byID["unseen"]; math.Abs(m.Prevents[0].Dist.Mean()-0.5) > 1e-12 || !byID["at-work/bias"].InPlace {
		t.Errorf("%+v", byID)
	}
	if all := p.With(func(int) bool { return true }).ALE(); all >= 6000 {
		t.Errorf("with everything %g a year, not less than as it stands", all)
	}
}

func TestTheCriteriaAreAScale(t *testing.T) {
	t.Parallel()
	c, err := exposure.Scale(numbered().Facts(t))
	if err != nil {
		t.Fatal(err)
	}
	s, err := risk.ReadScale(c.Name, c.Document)
	if err != nil {
		t.Fatal(err)
	}
	// Open ends reach as many times as far as the level beside them: ten times.
	if s.Likelihood[0].Low != 0.01 || s.Likelihood[2].High != 10 || s.Consequence[0].Low != 1000 || s.Consequence[2].High != 1e6 || s.Band(7) != "critical" {
		t.Errorf("%+v", s)
	}
}
