package readiness

import (
	"fmt"

	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/engine/facts"
)

// verifyWithin is how many days may pass between the end of a treatment and the
// check whether it works; ours, no standard states one.
const verifyWithin = 90

// clause8 are the rules for operation.
var clause8 = []rule{
	{"8.1-x4", "that every applicable control is in place", 60, func(f *facts.Facts) verdict {
		return overControls(applicable(f), "control", "are in place", "are not in place", "finish putting the control into practice", func(c *facts.Control) bool { return c.InPlace() })
	}},
	{"8.1-x5", "that every control in place was looked at within a year, or is proven by fresh evidence", 20, func(f *facts.Facts) verdict {
		var list []*facts.Control
		for _, c := range f.Controls() {
			if c.InPlace() {
				list = append(list, c)
			}
		}
		if len(list) == 0 {
			return silent("control", "no control is in place", "put the first control into practice")
		}
		return overControls(list, "control", "in place were checked within a year", "in place were not checked for a year", "look at the control, and record the day or fresh evidence", func(c *facts.Control) bool {
			return c.State == facts.Proven || c.Statement.LastVerified >= f.Today.AddMonths(-12)
		})
	}},
	{"8.1-x7", "who agreed to every planned change of an AI system", 10, func(f *facts.Facts) verdict {
		return eachChange(changes(f, func(c *aims.SystemChange) bool { return c.Planned }), "planned changes of AI systems", "were agreed to", "were agreed to by nobody", "say who agreed to the change", func(c *aims.SystemChange) bool { return !c.ApprovedBy.IsZero() })
	}},
	{"8.1-x8", "that risk and impact were assessed again after every unplanned change", 30, func(f *facts.Facts) verdict {
		return eachChange(changes(f, func(c *aims.SystemChange) bool { return !c.Planned }), "unplanned changes of AI systems", "were followed up", "were not followed up", "assess risk and impact again and record the day", func(c *aims.SystemChange) bool { return c.Reassessed != "" && c.Reassessed <= f.Today })
	}},
	{"8.1-x9", "a review of every supplier that is not overdue", 30, func(f *facts.Facts) verdict {
		return every(suppliers(f), "supplier", "suppliers", "are reviewed in time", "are not reviewed in time, or were rejected", "review the supplier and set the next review", func(s facts.Of[aims.Supplier]) bool {
			return s.Is.Reviewed != "" && s.Is.Reviewed <= f.Today && !facts.Past(s.Is.NextReview, f.Today) && s.Is.Outcome != "rejected"
		})
	}},
	{"8.2-x1", "a rating of every live risk that is not overdue", 15, func(f *facts.Facts) verdict {
		return ratedRisks("are rated in time", "are not rated in time", "rate the risk again", ratedInTime(f))(f)
	}},
	{"8.2-x2", "level and day of every assessment of a live risk", 5, ratedRisks("have the result of their assessment", "have no result", "rate the risk and record the day", func(r facts.Of[aims.Risk]) bool { return r.Is.Inherent.Rated() && r.Is.Assessed != "" })},
	{"8.3-x1", "that no treatment is overdue, and that each one done is checked within 90 days", 20, func(f *facts.Facts) verdict {
		return every(treatments(f), "treatment", "items of the treatment plan", "are on time and checked", "are overdue, or were not checked", "finish the treatment, or check whether it works", func(t facts.Of[aims.Treatment]) bool { return onTime(f, t.Is) })
	}},
	{"8.3-x2", "a treatment or an acceptance for every risk above the line", 20, treatedOverLine},
	{"8.3-x3", "a new treatment for every risk whose treatment proved ineffective", 20, retreated},
	{"8.3-x4", "what every treatment came to, or evidence of it", 10, func(f *facts.Facts) verdict {
		return every(doneTreatments(f), "treatment", "finished treatments", "have their result on record", "have no result on record", "record the check, or attach evidence", func(t facts.Of[aims.Treatment]) bool {
			return !t.Is.Verified.IsZero() || len(t.Is.Evidence) > 0
		})
	}},
	{"8.4-x1", "a current impact assessment of every AI system that needs one, made again after significant changes", 90, func(f *facts.Facts) verdict {
		needed := facts.Where(f.Systems, func(s *aims.System) bool { n, _ := facts.NeedsAssessment(s); return n == facts.Needed })
		v := every(needed, "assessment", "AI systems that need an impact assessment", "have a current one", "have no current one", "make the assessment and have it approved", func(s facts.Of[aims.System]) bool {
			_, _, current := f.Assessed(s.UID)
			return current && f.Reassess(s) == nil
		})
		if v.state == Missing && len(needed) > 0 && len(f.Assessments) > 0 {
			v.state = Partly
		}
		return v
	}},
	{"8.4-x2", "version and conclusion of every approved impact assessment", 10, func(f *facts.Facts) verdict {
		return every(approved(f), "assessment", "approved assessments", "have version and result", "lack version or result", "complete the assessment", func(a facts.Of[aims.Assessment]) bool { return a.Is.Version != "" && a.Is.Conclusion != "" })
	}},
}

func eachChange(list []change, what, has, lacks, do string, ok func(*aims.SystemChange) bool) verdict {
	if len(list) == 0 {
		return silent("", "no "+what+" are on record", "record the changes on the card of the system, or state that there were none")
	}
	var good, bad []string
	for _, c := range list {
		if ok(c.is) {
			good = append(good, c.system.Key())
		} else {
			bad = append(bad, c.system.Key())
		}
	}
	s := &Sum{Have: len(good), Of: len(list), Text: fmt.Sprintf("%d of %d %s %s", len(good), len(list), what, has)}
	if len(bad) > 0 {
		v := gap(bad[0], fmt.Sprintf("%d of %d %s %s: %s", len(bad), len(list), what, lacks, facts.List(bad, 3)), do)
		v.sum, v.records = s, firstFew(bad)
		return v
	}
	v := met(fmt.Sprintf("all %d %s %s", len(list), what, has), good...)
	v.sum = s
	return v
}

// ratedInTime judges ratings: one with a next review holds until then, another as
// many months as the criteria say, a year where they say nothing.
func ratedInTime(f *facts.Facts) func(facts.Of[aims.Risk]) bool {
	months := 12
	if c, ok := f.InForceCriteria(); ok && c.Is.ReviewMonths > 0 {
		months = c.Is.ReviewMonths
	}
	oldest := f.Today.AddMonths(-months)
	return func(r facts.Of[aims.Risk]) bool {
		if !r.Is.Inherent.Rated() || r.Is.Assessed == "" || r.Is.Assessed > f.Today {
			return false
		}
		if r.Is.NextReview != "" {
			return r.Is.NextReview >= f.Today
		}
		return r.Is.Assessed >= oldest
	}
}

func onTime(f *facts.Facts, t *aims.Treatment) bool {
	switch t.State {
	case aims.TreatmentPlanned, aims.TreatmentInProgress:
		return !facts.Past(t.Due, f.Today)
	case aims.TreatmentDone:
		return t.Done.Add(verifyWithin) >= f.Today
	}
	return true
}

func retreated(f *facts.Facts) verdict {
	list := treatments(f)
	failed := facts.Where(list, func(t *aims.Treatment) bool { return t.State == aims.TreatmentIneffective })
	checked := facts.Where(list, func(t *aims.Treatment) bool { return t.State == aims.TreatmentVerified })
	if len(failed) == 0 {
		if len(checked) == 0 {
			return silent("treatment", "no treatment was checked yet", "check whether the finished treatments work")
		}
		return met(facts.Count(len(checked), "treatment was", "treatments were")+" checked and none found ineffective", facts.Keys(checked)...)
	}
	return every(failed, "treatment", "ineffective treatments", "were followed by another", "were followed by none", "plan another treatment of the risk", func(t facts.Of[aims.Treatment]) bool {
		for _, o := range f.TreatmentsOf(t.Is.Risk.UID) {
			if o.Is.State != aims.TreatmentIneffective {
				return true
			}
		}
		return false
	})
}
