package terrain

import (
	"strings"

	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/engine/attack"
	"github.com/plimsoll-aims/plimsoll/engine/facts"
)

// strength is the share of its effect that a control is taken to have, by how it
// stands in the Statement of Applicability.
var strength = map[facts.ControlState]float64{facts.Proven: 0.8, facts.InPlace: 0.6, facts.Stale: 0.5, facts.InProgress: 0.25}

// unpriced is the cost of a control that no treatment gives a price for, in
// thousands of the currency in which treatments are priced.
const unpriced = 10

// controls puts the statement of applicability on the graph: what is at work, what
// is missing as a candidate, and the mitigations of ATLAS that rules speak of as
// further candidates. Costs are those of treatments that are not done yet.
func (d *drawing) controls(book *attack.Book) {
	prices := d.prices()
	for _, c := range d.f.Controls() {
		id, short := c.ID, c.ID
		if _, after, ok := strings.Cut(id, ":"); ok {
			short = after
		}
		on, everywhere := d.coverage(c)
		if c.State == facts.Excluded || len(on) == 0 && !everywhere {
			continue
		}
		x := attack.Control{ID: short, Name: c.Title, CountsAs: doesTheWorkOf(c), On: on, State: attack.InPlace, Strength: strength[c.State]}
		if x.Strength > 0 {
			d.g.Controls = append(d.g.Controls, x)
		}
		if c.State == facts.InProgress || c.State == facts.NotStarted {
			x.State, x.Strength, x.Cost = attack.Candidate, 1, price(prices, c)
			d.g.Controls = append(d.g.Controls, x)
		}
	}
	d.oversight()
	d.mitigations(book)
}

// coverage lists the assets of the systems that a control is for; a control that
// leaves no system out works everywhere.
func (d *drawing) coverage(c *facts.Control) (on []int, everywhere bool) {
	everywhere = true
	for _, s := range d.f.Systems {
		if at, ok := d.at[s.Key()]; ok {
			if c.Excludes(s.UID) {
				everywhere = false
			} else {
				on = append(on, at)
			}
		}
	}
	if everywhere {
		return nil, true
	}
	return on, false
}

// doesTheWorkOf reads from the words of a control of the organisation's own which
// mitigations of ATLAS it amounts to.
func doesTheWorkOf(c *facts.Control) (out []string) {
	if !c.Custom() || c.Statement == nil {
		return nil
	}
	text := c.Title + " " + c.Statement.Implementation
	if says(text, "tool") && says(text, "allow permission permitted") {
		out = append(out, "AML.M0028")
	}
	if says(text, "tool action") && says(text, "approval approve approved reviewer") {
		out = append(out, "AML.M0029")
	}
	if says(text, "signature signed") {
		out = append(out, "AML.M0013")
	}
	return out
}

// oversight is a mitigation where a person decides on every output.
func (d *drawing) oversight() {
	for _, s := range d.f.Systems {
		at, ok := d.at[s.Key()]
		if ok && s.Is.Oversight.Mode == "every-output" && (s.Is.Automation == "acts-after-approval" || s.Is.Automation == "recommends") {
			d.g.Controls = append(d.g.Controls, attack.Control{ID: "AML.M0029", Name: "A person approves every action of " + s.Is.Title, On: []int{at},
				State: attack.InPlace, Strength: strength[facts.InPlace]})
		}
	}
}

// mitigations are the candidates that rules know of and nobody has put in place
// everywhere.
func (d *drawing) mitigations(book *attack.Book) {
	there := map[string]bool{}
	for _, c := range d.g.Controls {
		if c.State == attack.Candidate {
			there[c.ID] = true
		}
	}
	for _, r := range book.Rules {
		for _, id := range r.StoppedBy {
			if strings.HasPrefix(id, "AML.") && !there[id] {
				there[id] = true
				m, _ := book.Atlas.Mitigation(id)
				d.g.Controls = append(d.g.Controls, attack.Control{ID: id, Name: m.Name, State: attack.Candidate, Strength: 1, Cost: unpriced})
			}
		}
	}
}

// prices is what treatments that are not done yet cost, by the control that they
// put in place, in thousands; a treatment of several controls is shared out evenly.
func (d *drawing) prices() map[string]float64 {
	out := map[string]float64{}
	for _, t := range d.f.Treatments {
		open := t.Is.State == aims.TreatmentPlanned || t.Is.State == aims.TreatmentInProgress
		if !open || t.Is.Cost == nil {
			continue
		}
		for i := range t.Is.Controls {
			out[string(t.Is.Controls[i].UID)] += t.Is.Cost.Amount / 1000 / float64(len(t.Is.Controls))
		}
	}
	return out
}

func price(prices map[string]float64, c *facts.Control) float64 {
	if c.Record != nil {
		if p := prices[string(c.Record.UID)]; p > 0 {
			return p
		}
	}
	return unpriced
}
