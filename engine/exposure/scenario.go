package exposure

import (
	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/engine/facts"
	"github.com/plimsoll-aims/plimsoll/fault"
)

// scenario is one scenario of a document.
type scenario struct {
	ID        string     `json:"id"`
	Name      string     `json:"name"`
	System    string     `json:"system,omitempty"`
	Source    string     `json:"source"`
	Frequency frequency  `json:"frequency"`
	Severity  any        `json:"severity"`
	Secondary *secondary `json:"secondary,omitempty"`
}

type frequency struct {
	LEF any `json:"lef"`
}

type secondary struct {
	Probability float64 `json:"probability"`
	Severity    any     `json:"severity"`
}

// pert is a range of the records in a document.
type pert struct {
	PERT [3]float64 `json:"pert"`
}

// levelOf is a level of the scale in a document.
type levelOf struct {
	Level int `json:"level"`
}

// amount is a range as a quantity: PERT, or its one value. factor multiplies it.
func amount(r aims.Range, factor float64) any {
	return pert{[3]float64{r.Low * factor, r.Likely * factor, r.High * factor}}
}

func begin(f *facts.Facts, r facts.Of[aims.Risk]) scenario {
	s := scenario{ID: r.Name, Name: r.Is.Title, Source: r.Key()}
	if x, ok := facts.Find(f.Systems, r.Is.System.UID); ok {
		s.System = x.Is.Title
	}
	return s
}

// estimated is the scenario of an estimate; rate and loss multiply its figures.
func estimated(f *facts.Facts, r facts.Of[aims.Risk], rate, loss float64) scenario {
	s, e := begin(f, r), &r.Is.Estimate
	s.Frequency.LEF = amount(e.Events, rate)
	s.Severity = amount(e.Loss, loss)
	if e.Secondary.Probability > 0 {
		s.Secondary = &secondary{e.Secondary.Probability, amount(e.Secondary.Loss, loss)}
	}
	return s
}

// rated is the scenario of a likelihood and a consequence for the organisation.
func rated(f *facts.Facts, r facts.Of[aims.Risk], x aims.Rating) scenario {
	s := begin(f, r)
	s.Frequency.LEF, s.Severity = levelOf{x.Likelihood}, levelOf{x.Organisation}
	return s
}

// single is the file of one scenario.
type single struct {
	Currency string `json:"currency"`
	Scale    *scale `json:"scale,omitempty"`
	scenario
}

// Quantify writes one risk as a scenario: from its estimate, or from its levels.
// NotFound when there is no such risk, Invalid when it has neither.
func Quantify(f *facts.Facts, name string) (Case, error) {
	r, err := Find(f, name)
	if err != nil {
		return Case{}, err
	}
	c := Case{Name: r.Key(), Origin: Origin{Time: f.At.Time, Entry: f.At.Entry}}
	if r.Is.Opportunity {
		return c, fault.Problems([]fault.Problem{{Path: "opportunity", Code: "contradiction", Where: r.Key(),
			Message: "this is an opportunity; only what can go wrong has a loss"}})
	}
	if e := &r.Is.Estimate; !e.IsZero() {
		c.Origin.Records = append(c.Origin.Records, basisOf(r, FromEstimate, e.On, e.Basis))
		c.Document = bytes(single{Currency: e.Currency, scenario: estimated(f, r, 1, 1)})
		return c, nil
	}
	x, ok := level(r.Is)
	if !ok {
		return c, fault.Problems([]fault.Problem{{Path: "estimate", Code: "missing", Where: r.Key(),
			Message: "the risk has no estimate, and no likelihood with a consequence for the organisation; enter one of the two"}})
	}
	c.Origin.Records = append(c.Origin.Records, basisOf(r, FromLevels, r.Is.Assessed, x.Basis))
	s, currency, err := scaleOf(f, &c.Origin)
	if err != nil {
		return c, err
	}
	c.Document = bytes(single{Currency: currency, Scale: s, scenario: rated(f, r, x)})
	return c, nil
}
