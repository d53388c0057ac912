package soa

import (
	"slices"
	"strings"

	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/engine/facts"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// Build works out the sheet.
func Build(f *facts.Facts) *Sheet {
	s := &Sheet{AsOf: f.At, Document: document(f), Rows: []Row{}, Problems: []Problem{}}
	if s.Document != nil {
		s.Version = s.Document.Version
	}
	needs := gather(f)
	started := len(f.Statements) > 0
	for _, c := range f.Controls() {
		r := row(f, c, needs.of(c))
		r.Problems = problems(c, &r, started)
		s.Problems = append(s.Problems, r.Problems...)
		s.Counts.add(c)
		s.Rows = append(s.Rows, r)
	}
	return s
}

func document(f *facts.Facts) *Document {
	d, ok := f.Applicability()
	if !ok {
		return nil
	}
	return &Document{Record: d.Key(), Title: d.Is.Title, Version: d.Is.Version, State: string(d.Is.State),
		ApprovedBy: d.Is.Approved.By.Name, ApprovedOn: d.Is.Approved.On, NextReview: d.Is.NextReview}
}

func (n *Counts) add(c *facts.Control) {
	if c.Custom() {
		n.Custom++
		return
	}
	n.Total++
	if c.Decided {
		n.Decided++
	}
	if c.Applicable {
		n.Applicable++
	}
	switch c.State {
	case facts.Proven:
		n.Proven++
	case facts.InPlace:
		n.InPlace++
	case facts.InProgress:
		n.InProgress++
	case facts.NotStarted:
		n.NotStarted++
	case facts.Stale:
		n.Stale++
	case facts.Excluded:
		n.Excluded++
	}
}

// shown is how many needs a row spells out; Because lists all of them.
const shown = 12

func row(f *facts.Facts, c *facts.Control, needs []Need) Row {
	r := Row{Control: c.ID, Title: c.Title, Custom: c.Custom(), Applicable: c.Applicable, Decided: c.Decided,
		State: string(c.State), Why: c.Why, Grounds: []string{}, Because: []string{}, Documents: []string{}, Exclusions: []Exclusion{},
		Evidence: evidence(c.Evidence), Fresh: c.Evidence.Fresh, StaleCount: c.Evidence.Expired, FreshUntil: c.Evidence.FreshUntil()}
	if c.Known != nil {
		r.Area, r.AreaTitle = c.Known.Area, c.Known.AreaTitle
	}
	if st := c.Statement; st != nil {
		r.Record, r.Status, r.How, r.Gap, r.Verified = c.Record.Key(), string(st.Status), st.Implementation, st.Gap, st.LastVerified
		r.Owner = st.Owner.Name
		if p, ok := facts.Find(f.People, st.Owner.UID); ok {
			r.OwnerTitle = p.Is.FullName
		}
		for i := range st.Documents {
			r.Documents = append(r.Documents, kernel.Key("document", st.Documents[i].Name))
		}
		for _, x := range st.Exclusions {
			e := Exclusion{System: kernel.Key("system", x.System.Name), Reason: x.Reason}
			if sys, ok := facts.Find(f.Systems, x.System.UID); ok {
				e.Title = sys.Is.Title
			}
			r.Exclusions = append(r.Exclusions, e)
		}
	}
	r.because(needs)
	r.Reason = reason(c, needs)
	return r
}

// because lists what needs the control: first what the statement names, then what
// the records show.
func (r *Row) because(needs []Need) {
	seen := make(map[string]bool, len(needs))
	r.Because = make([]string, 0, len(needs))
	for _, n := range needs {
		if n.Record != "" && !seen[n.Record] {
			seen[n.Record] = true
			r.Because = append(r.Because, n.Record)
		}
		if !slices.Contains(r.Grounds, n.Ground) {
			r.Grounds = append(r.Grounds, n.Ground)
		}
	}
	r.Needs = slices.Clone(needs[:min(shown, len(needs))]) // the others are let go
}

// reason words why a control is in or out.
func reason(c *facts.Control, needs []Need) string {
	if !c.Applicable {
		if c.Statement != nil && c.Statement.ExclusionReason != "" {
			return c.Statement.ExclusionReason
		}
		return "Proposed: " + c.Default
	}
	var said []string
	if c.Statement != nil {
		for _, x := range c.Statement.Reasons {
			if x.Text != "" {
				said = append(said, x.Text)
			}
		}
	}
	if len(said) > 0 {
		return strings.Join(said, " ")
	}
	if t := tally(needs); t != "" {
		return "Needed by " + t
	}
	if c.Decided {
		return ""
	}
	return "Proposed: " + c.Default
}

// tally counts needs by ground: "3 risks, 2 duties of law".
func tally(needs []Need) string {
	words := map[string][2]string{"risk": {"risk", "risks"}, "treatment": {"treatment", "treatments"}, "legal": {"duty of law", "duties of law"},
		"impact": {"impact assessment", "impact assessments"}, "objective": {"objective", "objectives"},
		"contract": {"contract", "contracts"}, "best-practice": {"reason of good practice", "reasons of good practice"}}
	count, order := map[string]int{}, []string{}
	for _, n := range needs {
		if count[n.Ground] == 0 {
			order = append(order, n.Ground)
		}
		count[n.Ground]++
	}
	var out []string
	for _, g := range order {
		out = append(out, facts.Count(count[g], words[g][0], words[g][1]))
	}
	return strings.Join(out, ", ")
}

func evidence(p *facts.Pile) []Evidence {
	out := make([]Evidence, 0, len(p.Newest))
	for _, e := range p.Newest {
		out = append(out, Evidence{Record: e.Record.Key(), Title: e.Is.Title, Collected: e.Is.Collected, ValidUntil: e.Until, State: string(e.Stands)})
	}
	return out
}

// live says whether a risk has to be carried and is treated by more than keeping it:
// a risk that is merely retained needs no control.
func live(r *aims.Risk) bool {
	if !r.State.Live() {
		return false
	}
	return len(r.Options) == 0 || slices.ContainsFunc(r.Options, func(o aims.TreatmentOption) bool { return o != "retain" })
}

func byRecord(a, b Need) int { return strings.Compare(a.Record, b.Record) }
