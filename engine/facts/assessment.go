package facts

import (
	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// Need says whether an AI system needs an impact assessment.
type Need string

// The answers. Undetermined means that nobody has said enough to tell.
const (
	Needed       Need = "needed"
	NotNeeded    Need = "not-needed"
	Undetermined Need = "undetermined"
)

// NeedsAssessment says whether a system needs an impact assessment today, and why
// (6.1.4, 8.4). What the owners of an inventory answered about rights and safety
// decides where it was asked; high-risk systems need one whatever was answered;
// where nothing was asked, every live system inside the scope needs one.
func NeedsAssessment(s *aims.System) (Need, string) {
	switch {
	case s.Stage == aims.StageRejected:
		return NotNeeded, "it was turned down"
	case s.Stage == aims.StageRetired:
		return NotNeeded, "it is retired"
	case s.InScope == aims.No:
		return NotNeeded, "it is outside the scope"
	case s.Assurance.Affects.People():
		return Needed, "its results can affect " + affected(s.Assurance.Affects)
	case s.AIAct.HighRisk() || s.AIAct.Has(aims.ClassProhibited):
		return Needed, "it is high-risk under the AI Act"
	case s.Assurance.Affects == aims.AffectsNeither:
		return NotNeeded, "its owner says that it affects neither rights nor safety"
	case s.Assurance.Affects == aims.AffectsUnknown:
		return Undetermined, "nobody has said whether it affects rights or safety"
	case s.InScope == aims.Yes:
		return Needed, "it is inside the scope"
	}
	return Undetermined, "nobody has said whether it is inside the scope or affects people"
}

func affected(a aims.Affects) string {
	switch a {
	case aims.AffectsRights:
		return "people's rights"
	case aims.AffectsSafety:
		return "people's safety"
	}
	return "people's rights and safety"
}

func (f *Facts) indexAssessments() map[kernel.UID][]Of[aims.Assessment] {
	out := make(map[kernel.UID][]Of[aims.Assessment], len(f.Assessments))
	for _, a := range f.Assessments {
		out[a.Is.System.UID] = append(out[a.Is.System.UID], a)
	}
	return out
}

// AssessmentsOf gives every assessment of a system.
func (f *Facts) AssessmentsOf(system kernel.UID) []Of[aims.Assessment] {
	return f.assessments()[system]
}

// Assessed gives the newest assessment of a system that counts: approved, and more
// than a privacy assessment. current says whether its review is not overdue.
func (f *Facts) Assessed(system kernel.UID) (a Of[aims.Assessment], found, current bool) {
	for _, x := range f.assessments()[system] {
		if x.Is.State == aims.AssessmentApproved && x.Is.Type != "privacy" && x.Is.Approved.On <= f.Today &&
			(!found || x.Is.Approved.On >= a.Is.Approved.On) {
			a, found = x, true
		}
	}
	return a, found, found && !Past(a.Is.NextReview, f.Today)
}

// Past says whether a known day lies before today.
func Past(d, today kernel.Date) bool { return d != "" && d < today }

func (f *Facts) indexTreatments() map[kernel.UID][]Of[aims.Treatment] {
	out := make(map[kernel.UID][]Of[aims.Treatment], len(f.Treatments))
	for _, t := range f.Treatments {
		out[t.Is.Risk.UID] = append(out[t.Is.Risk.UID], t)
	}
	return out
}

// TreatmentsOf gives the items of the treatment plan for a risk, dropped ones left out.
func (f *Facts) TreatmentsOf(risk kernel.UID) []Of[aims.Treatment] {
	var out []Of[aims.Treatment]
	for _, t := range f.treatments()[risk] {
		if t.Is.State != aims.TreatmentDropped {
			out = append(out, t)
		}
	}
	return out
}
