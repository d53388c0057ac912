package aims

import "github.com/plimsoll-aims/plimsoll/kernel"

// Treatment is one item of the risk treatment plan: what is done about a risk,
// by whom, until when, and whether it worked (6.1.3 g, 8.3).
type Treatment struct {
	// Title says what is done, in a few words.
	Title string `json:"title" fact:"required,text"`
	// Risk is the risk that is treated.
	Risk kernel.Ref[Risk] `json:"risk" fact:"required,index"`
	// Option is the way it is treated.
	Option TreatmentOption `json:"option" fact:"index"`
	// Action says what is done, step by step.
	Action string `json:"action" fact:"long,text"`
	// Controls are the controls that it puts in place or strengthens.
	Controls []kernel.Ref[Control] `json:"controls"`
	// Process is the process of the AIMS that it becomes part of (6.1.1 b).
	Process string `json:"process" fact:"text"`
	// Criterion says how one will see that it works (6.1.1 b).
	Criterion string `json:"criterion" fact:"long,text"`
	// Owner does it or has it done.
	Owner kernel.Ref[Person] `json:"owner" fact:"required,index"`
	// State says how far it is.
	State TreatmentState `json:"state" fact:"required,index"`
	// Due is the day until which it is to be done.
	Due kernel.Date `json:"due" fact:"index"`
	// Done is the day on which it was done.
	Done kernel.Date `json:"done" fact:"index"`
	// Verified is the check whether it works.
	Verified Verification `json:"verified"`
	// Cost is what it costs.
	Cost *kernel.Money `json:"cost"`
	// Resources are the people and things that it needs.
	Resources string `json:"resources" fact:"text"`
	// Evidence shows that it was done.
	Evidence []kernel.Ref[Evidence] `json:"evidence" fact:"keep"`
}

// TreatmentState says how far a treatment is.
type TreatmentState string

// The states.
const (
	TreatmentPlanned     TreatmentState = "planned"
	TreatmentInProgress  TreatmentState = "in-progress"
	TreatmentDone        TreatmentState = "done"
	TreatmentVerified    TreatmentState = "verified"
	TreatmentIneffective TreatmentState = "ineffective"
	TreatmentDropped     TreatmentState = "dropped"
)

// Values lists the states.
func (TreatmentState) Values() []string {
	return []string{"planned", "in-progress", "done", "verified", "ineffective", "dropped"}
}

// Verification is a check whether something that was done works.
type Verification struct {
	// By is who checked.
	By kernel.Ref[Person] `json:"by" fact:"required"`
	// On is the day of the check.
	On kernel.Date `json:"on" fact:"required,index"`
	// Effective is what came out.
	Effective YesNo `json:"effective" fact:"required,index"`
	// Note says what was looked at.
	Note string `json:"note" fact:"long,text"`
}

// IsZero says that nobody has checked.
func (v Verification) IsZero() bool { return v.On == "" && v.By.IsZero() }

// TreatmentKind registers Treatment.
var TreatmentKind = kernel.Define[Treatment]("treatment",
	kernel.Plural("treatments", "Treatment plan"), kernel.Clauses("6.1.1", "6.1.3", "8.3"), kernel.Owned("owner"),
	kernel.States("state", []string{"planned", "in-progress", "done"},
		kernel.Step("planned", "in-progress", "Start"),
		kernel.Step("planned", "done", "Report as done"),
		kernel.Step("in-progress", "done", "Report as done"),
		kernel.Step("in-progress", "planned", "Plan again"),
		kernel.Step("done", "in-progress", "Work on it again"),
		kernel.Decision("done", "verified", "Confirm that it works"),
		kernel.Decision("done", "ineffective", "Say that it does not work"),
		kernel.Step("ineffective", "planned", "Plan again"),
		kernel.Decision("planned", "dropped", "Drop"),
		kernel.Decision("in-progress", "dropped", "Drop")),
	kernel.Check(checkTreatment))

func checkTreatment(t *Treatment, ps *kernel.Problems) {
	reported := t.State == TreatmentDone || t.State == TreatmentVerified || t.State == TreatmentIneffective
	needs(ps, reported && t.Done == "", "done", "say on which day it was done")
	needs(ps, t.State == TreatmentVerified && t.Verified.Effective != Yes, "verified", "say who found that it works, and when")
	needs(ps, t.State == TreatmentIneffective && t.Verified.Effective != No, "verified", "say who found that it does not work, and when")
	inOrder(ps, "verified.on", t.Done, t.Verified.On)
}
