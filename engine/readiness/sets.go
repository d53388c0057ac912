package readiness

import (
	"fmt"
	"slices"

	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/engine/facts"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// The sets that rules range over.

// systems are the live AI systems that nobody has put outside the scope.
func systems(f *facts.Facts) []facts.Of[aims.System] { return f.CoveredSystems() }

// risks are the live ones, opportunities apart.
func risks(f *facts.Facts) []facts.Of[aims.Risk] { return f.LiveRisks() }

// treatments are the items of the plan that were not dropped.
func treatments(f *facts.Facts) []facts.Of[aims.Treatment] {
	return facts.Where(f.Treatments, func(t *aims.Treatment) bool { return t.State != aims.TreatmentDropped })
}

func doneTreatments(f *facts.Facts) []facts.Of[aims.Treatment] {
	return facts.Where(f.Treatments, func(t *aims.Treatment) bool {
		return t.State == aims.TreatmentDone || t.State == aims.TreatmentVerified || t.State == aims.TreatmentIneffective
	})
}

func objectives(f *facts.Facts) []facts.Of[aims.Objective] {
	return facts.Where(f.Objectives, func(o *aims.Objective) bool { return o.State == "active" })
}

// approved are the approved impact assessments, privacy assessments apart.
func approved(f *facts.Facts) []facts.Of[aims.Assessment] {
	return facts.Where(f.Assessments, func(a *aims.Assessment) bool {
		return a.State == aims.AssessmentApproved && a.Type != "privacy"
	})
}

func fullAssessments(f *facts.Facts) []facts.Of[aims.Assessment] {
	return facts.Where(approved(f), func(a *aims.Assessment) bool { return a.Type == aims.AssessmentFull })
}

func issues(f *facts.Facts, side aims.IssueSide) []facts.Of[aims.Issue] {
	return facts.Where(f.Issues, func(i *aims.Issue) bool {
		return i.Side == side && (i.Closed == "" || i.Closed > f.Today)
	})
}

// people are those who still have their part.
func people(f *facts.Facts) []facts.Of[aims.Person] {
	return facts.Where(f.People, func(p *aims.Person) bool { return p.Left == "" || p.Left > f.Today })
}

func responsible(f *facts.Facts) []facts.Of[aims.Person] {
	return facts.Where(people(f), func(p *aims.Person) bool { return len(p.Responsibilities) > 0 })
}

func competent(f *facts.Facts) []facts.Of[aims.Person] {
	return facts.Where(people(f), func(p *aims.Person) bool { return len(p.Competences) > 0 })
}

// documents are those in force.
func documents(f *facts.Facts) []facts.Of[aims.Document] {
	return facts.Where(f.Documents, f.InForce)
}

func ownDocuments(f *facts.Facts) []facts.Of[aims.Document] {
	return facts.Where(documents(f), func(d *aims.Document) bool { return !d.External })
}

// suppliers are those on whom something still depends and who are looked at.
func suppliers(f *facts.Facts) []facts.Of[aims.Supplier] {
	return facts.Where(f.Suppliers, func(s *aims.Supplier) bool {
		return s.Tier != "none" && (s.Ended == "" || s.Ended > f.Today)
	})
}

// changes are the changes of live systems up to today; a system stands for each.
type change struct {
	system *kernel.Record
	is     *aims.SystemChange
}

func changes(f *facts.Facts, which func(*aims.SystemChange) bool) []change {
	var out []change
	for _, s := range systems(f) {
		for i := range s.Is.Changes {
			if c := &s.Is.Changes[i]; c.Date <= f.Today && which(c) {
				out = append(out, change{s.Record, c})
			}
		}
	}
	return out
}

// line is the highest level that needs no decision, very high while no line is set.
func line(f *facts.Facts) int {
	if c, ok := f.InForceCriteria(); ok && c.Is.Limit > 0 {
		return c.Is.Limit
	}
	return 1 << 30
}

// overLine are the live risks whose level without controls lies above the line.
func overLine(f *facts.Facts) []facts.Of[aims.Risk] {
	limit := line(f)
	return facts.Where(risks(f), func(r *aims.Risk) bool { return r.Inherent.Level() > limit })
}

// applicable are the Annex A and own controls that are in.
func applicable(f *facts.Facts) []*facts.Control {
	return slices.DeleteFunc(slices.Clone(f.Controls()), func(c *facts.Control) bool { return !c.Applicable })
}

// overControls says that each control has what is asked for.
func overControls(list []*facts.Control, what, has, lacks, do string, ok func(*facts.Control) bool) verdict {
	said := false
	var good, bad []string
	open := ""
	for _, c := range list {
		said = said || c.Statement != nil
		name := c.ID
		if c.Record != nil {
			name = c.Record.Key()
		}
		if ok(c) {
			good = append(good, name)
			continue
		}
		bad = append(bad, name)
		if open == "" && c.Record != nil {
			open = c.Record.Key()
		}
	}
	if !said {
		return silent("control", "no control statement has been made", "go through the Statement of Applicability and decide each control")
	}
	s := &Sum{Have: len(good), Of: len(list), Text: fmt.Sprintf("%d of %d %ss %s", len(good), len(list), what, has)}
	if len(bad) == 0 {
		v := met("all "+facts.Count(len(list), what, what+"s")+" "+has, good...)
		v.sum = s
		return v
	}
	v := gap(open, facts.Count(len(bad), what, what+"s")+" "+lacks+": "+facts.List(bad, 3), do)
	v.sum, v.records = s, firstFew(bad)
	return v
}
