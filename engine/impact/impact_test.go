package impact_test

import (
	"testing"

	"github.com/plimsoll-aims/plimsoll/aims"
	ft "github.com/plimsoll-aims/plimsoll/engine/facts/factstest"
	"github.com/plimsoll-aims/plimsoll/engine/impact"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// system adds one with what an inventory answers about it.
func system(o *ft.Org, name, unit string, stage aims.Stage, affects aims.Affects, assessment aims.Answer) {
	ft.Put(o, name, aims.System{Title: name, Unit: unit, Stage: stage, InScope: aims.Yes,
		Assurance: aims.Assurance{Affects: affects, ImpactAssessment: aims.Answered{Answer: assessment}}}, "wave", unit)
}

func TestWhatOwnersSayAboutRightsAndSafetyDecidesWhoNeedsAnAssessment(t *testing.T) {
	t.Parallel()
	o := ft.Empty()
	system(o, "a", "North", aims.StageInOperation, aims.AffectsRights, aims.AnswerYes)
	system(o, "b", "North", aims.StageInOperation, aims.AffectsBoth, aims.AnswerNo)
	system(o, "c", "North", aims.StageRetired, aims.AffectsSafety, "")
	system(o, "d", "South", aims.StageDevelopment, aims.AffectsNeither, "")
	system(o, "e", "South", aims.StageInOperation, aims.AffectsUnknown, "")
	system(o, "f", "South", aims.StageInOperation, "", "")
	ft.Put(o, "iia", aims.Assessment{Title: "b", System: kernel.To[aims.System]("f"), Type: aims.AssessmentFull, State: aims.AssessmentApproved, Approved: aims.Signature{On: "2026-02-01"}})
	r := impact.Build(o.Facts(t))
	want := impact.Counts{Systems: 6, Live: 5, Affecting: 3, Rights: 1, Safety: 1, Both: 1, Needed: 3, Undetermined: 1, Recorded: 1, Declared: 1, Missing: 1}
	if r.Counts != want {
		t.Errorf("%+v, want %+v", r.Counts, want)
	}
	if len(r.Units) != 2 || r.Units[0].Unit != "North" || r.Units[0].Affecting != 3 || r.Units[1].Needed != 1 {
		t.Errorf("%+v", r.Units)
	}
	if l := impact.ByLabel(o.Facts(t), "wave"); len(l.Units) != 2 || l.Units[1].Unit != "South" || l.Units[1].Systems != 3 {
		t.Errorf("%+v", l.Units)
	}
}

func TestWhatASystemHas(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		has   string
		spoil func(*aims.Assessment)
	}{
		{impact.Recorded, func(*aims.Assessment) {}},
		{impact.Overdue, func(a *aims.Assessment) { a.NextReview = "2026-09-30" }},
		{impact.Draft, func(a *aims.Assessment) { a.State = aims.AssessmentInReview }},
		{impact.None, func(a *aims.Assessment) { a.Type = "privacy" }},
		{impact.None, func(a *aims.Assessment) { a.Approved.On = "2026-10-02" }},
	} {
		o := ft.Clean()
		x.spoil(ft.The[aims.Assessment](o, "iia-score"))
		for _, s := range impact.Build(o.Facts(t)).Systems {
			if s.Record == "system/score" && (s.Has != x.has || s.Need != "needed") {
				t.Errorf("has %s, need %s; want %s", s.Has, s.Need, x.has)
			}
		}
	}
}
