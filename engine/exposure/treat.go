package exposure

import (
	"strings"

	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/engine/facts"
	"github.com/plimsoll-aims/plimsoll/engine/risk"
	"github.com/plimsoll-aims/plimsoll/fault"
)

// control is one control of a document.
type control struct {
	ID        string   `json:"id"`
	Name      string   `json:"name"`
	AppliesTo []string `json:"applies_to"`
	InPlace   bool     `json:"in_place,omitempty"`
	Prevents  any      `json:"prevents,omitempty"`
	Reduces   any      `json:"reduces,omitempty"`
	Cost      float64  `json:"cost,omitempty"`
}

// tests is evidence about a probability in a document.
type tests struct {
	Tests struct {
		Passed int `json:"passed"`
		Of     int `json:"of"`
	} `json:"tests"`
}

// unknown is what is known about a share without any evidence: Jeffreys' prior,
// which is the tests form with none passed of none.
var unknown = struct {
	Beta [2]float64 `json:"beta"`
}{[2]float64{0.5, 0.5}}

// Treat writes the live risks with two sorts of controls. What is at work on a
// risk is one control in place: it takes the risk from its inherent to its
// residual rating, and the risk without it is the estimate taken back by as much.
// Every treatment that is planned or under way is a control that could be added:
// it prevents the share of events that the evidence for its controls supports.
func Treat(f *facts.Facts, o Options) (Case, error) {
	g, err := gather(f, o)
	if err != nil {
		return g.c, err
	}
	numbers, why := numbersOf(f, g)
	for _, m := range g.members {
		rate, loss := 1.0, 1.0
		if numbers != nil {
			rate, loss = atWork(numbers, m.Is)
		}
		if m.from == FromLevels && rate*loss > 1 {
			g.doc.Scenarios = append(g.doc.Scenarios, rated(f, m.Of, m.Is.Inherent))
		} else if m.from == FromLevels {
			g.doc.Scenarios = append(g.doc.Scenarios, rated(f, m.Of, m.at))
		} else {
			g.doc.Scenarios = append(g.doc.Scenarios, estimated(f, m.Of, rate, loss))
		}
		if rate*loss > 1 {
			g.doc.Controls = append(g.doc.Controls, inPlace(f, m.Of, rate, loss, g.currency))
		}
		for _, t := range byName(f.TreatmentsOf(m.UID)) {
			if t.Is.State == aims.TreatmentPlanned || t.Is.State == aims.TreatmentInProgress {
				g.doc.Controls = append(g.doc.Controls, g.planned(f, m.Of, t))
			}
		}
	}
	if why != "" {
		g.c.Origin.note("what is at work is not shown apart: %s", why)
	}
	if len(g.doc.Controls) == 0 {
		return g.c, fault.Problems([]fault.Problem{{Path: "controls", Code: "missing", Where: g.c.Name,
			Message: "no treatment of these risks is planned or under way, and none was rated lower after treatment than before; plan one (treatment)"}})
	}
	g.c.Origin.note("a treatment's cost is taken as what it costs in the year")
	g.c.Document = bytes(g.doc)
	return g.c, nil
}

// numbersOf reads the scale of the criteria; why says what keeps it from being used.
func numbersOf(f *facts.Facts, g *gathered) (s *risk.Scale, why string) {
	c, err := Scale(f)
	if err != nil {
		return nil, "the risk criteria put no numbers on levels"
	}
	got, err := risk.ReadScale(c.Name, c.Document)
	if err != nil {
		return nil, err.Error()
	}
	if g.doc.Scale == nil {
		g.c.Origin.Records = append(g.c.Origin.Records, c.Origin.Records...)
		g.c.Origin.Notes = append(g.c.Origin.Notes, c.Origin.Notes...)
	}
	return &got, ""
}

// atWork is by how many times events are fewer and losses smaller after treatment
// than before it, going by the mean of each level; 1 where they are not.
func atWork(s *risk.Scale, r *aims.Risk) (rate, loss float64) {
	a, b := r.Inherent, r.Residual
	if a.Likelihood == 0 || b.Likelihood == 0 || a.Organisation == 0 || b.Organisation == 0 ||
		max(a.Likelihood, b.Likelihood) > len(s.Likelihood) || max(a.Organisation, b.Organisation) > len(s.Consequence) {
		return 1, 1
	}
	return max(1, s.Rate(a.Likelihood).Mean()/s.Rate(b.Likelihood).Mean()), max(1, s.Loss(a.Organisation).Mean()/s.Loss(b.Organisation).Mean())
}

// inPlace is what is at work on a risk, at the cost of the treatments that were done.
func inPlace(f *facts.Facts, r facts.Of[aims.Risk], rate, loss float64, currency string) control {
	var names []string
	for i := range r.Is.Controls {
		names = append(names, r.Is.Controls[i].Name)
	}
	c := control{ID: "at-work/" + r.Name, Name: "At work on " + r.Name + ": " + orElse(strings.Join(names, ", "), "no control is named"), AppliesTo: []string{r.Name}, InPlace: true}
	if rate > 1 {
		c.Prevents = 1 - 1/rate
	}
	if loss > 1 {
		c.Reduces = 1 - 1/loss
	}
	for _, t := range f.TreatmentsOf(r.UID) {
		if (t.Is.State == aims.TreatmentDone || t.Is.State == aims.TreatmentVerified) && t.Is.Cost != nil && t.Is.Cost.Currency == currency {
			c.Cost += t.Is.Cost.Amount
		}
	}
	return c
}

// planned is a treatment that is not done yet.
func (g *gathered) planned(f *facts.Facts, r facts.Of[aims.Risk], t facts.Of[aims.Treatment]) control {
	c := control{ID: t.Name, Name: t.Is.Title, AppliesTo: []string{r.Name}}
	passed, of := evidenceFor(f, t.Is)
	if of == 0 {
		c.Prevents = unknown
		g.c.Origin.note("no evidence shows yet how well %s works: any share of events is possible (Jeffreys prior)", t.Key())
	} else {
		var x tests
		x.Tests.Passed, x.Tests.Of = passed, of
		c.Prevents = x
		g.c.Origin.note("%s: %d of %d pieces of evidence for its controls pass today", t.Key(), passed, of)
	}
	switch cost := t.Is.Cost; {
	case cost == nil:
		g.c.Origin.note("%s has no cost; 0 is taken for it", t.Key())
	case cost.Currency != g.currency:
		g.c.Origin.note("the cost of %s is in %s and is left out", t.Key(), cost.Currency)
	default:
		c.Cost = cost.Amount
	}
	g.c.Origin.Records = append(g.c.Origin.Records, basisOf(t, FromTreatment, t.Is.Due, ""))
	return c
}

// evidenceFor counts what evidence says today about the controls of a treatment:
// fresh pieces passed, failed ones did not, the rest says nothing.
func evidenceFor(f *facts.Facts, t *aims.Treatment) (passed, of int) {
	for _, c := range f.Controls() {
		if c.Record == nil {
			continue
		}
		for i := range t.Controls {
			if t.Controls[i].UID == c.Record.UID {
				passed += c.Evidence.Fresh
				of += c.Evidence.Fresh + c.Evidence.Failed
			}
		}
	}
	return passed, of
}
