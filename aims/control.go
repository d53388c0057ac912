package aims

import (
	"strconv"
	"strings"

	"github.com/plimsoll-aims/plimsoll/kernel"
)

// Control is the statement about one control: whether it is needed and why, how
// it is put into practice, who answers for it and how fresh its proof has to be.
// All of them together are the Statement of Applicability (6.1.3, Annex A).
type Control struct {
	// Control is the id in the catalogue, such as iso42001:A.5.2, or one of your own.
	Control string `json:"control" fact:"required,unique,catalog=control,pattern=^[a-z0-9]+:[A-Za-z0-9.-]+$"`
	// Title is the short title; a control of your own needs one.
	Title string `json:"title" fact:"text,index"`
	// Applicable is the decision; an empty one has not been made.
	Applicable YesNo `json:"applicable" fact:"index"`
	// Reasons say why it is needed.
	Reasons []Inclusion `json:"reasons" fact:"title=Reasons for inclusion"`
	// ExclusionReason says why it is not needed.
	ExclusionReason string `json:"exclusion_reason" fact:"long,text"`
	// Implementation says how it is put into practice here.
	Implementation string `json:"implementation" fact:"long,text"`
	// Status says how far that is.
	Status ControlStatus `json:"status" fact:"index"`
	// Gap says what is missing where it is not all there.
	Gap string `json:"gap" fact:"long,text"`
	// Owner answers for it.
	Owner kernel.Ref[Person] `json:"owner" fact:"index"`
	// Documents describe it.
	Documents []kernel.Ref[Document] `json:"documents"`
	// Objectives are the AI objectives that it serves (6.1.3).
	Objectives []kernel.Ref[Objective] `json:"objectives" fact:"clear"`
	// Exclusions are the AI systems to which it does not apply.
	Exclusions []ControlExclusion `json:"exclusions"`
	// Proof says how fresh its evidence has to be.
	Proof ProofRule `json:"proof"`
	// LastVerified is the day on which it was last looked at and found working.
	LastVerified kernel.Date `json:"last_verified" fact:"index"`
	// VerifiedBy is who did that.
	VerifiedBy kernel.Ref[Person] `json:"verified_by"`
}

// Inclusion is a reason why a control is needed.
type Inclusion struct {
	// Ground is the sort of reason.
	Ground Ground `json:"ground" fact:"required"`
	// Text says more.
	Text string `json:"text" fact:"long,text"`
	// Because are the records behind it, as kind/name.
	Because []kernel.AnyRef `json:"because" fact:"keep"`
}

// Ground is the sort of reason for a control.
type Ground string

// The grounds.
const (
	GroundRisk      Ground = "risk"
	GroundLegal     Ground = "legal"
	GroundContract  Ground = "contract"
	GroundObjective Ground = "objective"
	GroundPractice  Ground = "best-practice"
)

// Values lists the grounds.
func (Ground) Values() []string {
	return []string{"risk", "legal", "contract", "objective", "best-practice"}
}

// ControlStatus says how far a control is put into practice. Operating means
// implemented and shown to work over time.
type ControlStatus string

// The steps.
const (
	ControlNotStarted  ControlStatus = "not-started"
	ControlPartial     ControlStatus = "partial"
	ControlImplemented ControlStatus = "implemented"
	ControlOperating   ControlStatus = "operating"
)

// Values lists the steps.
func (ControlStatus) Values() []string {
	return []string{"not-started", "partial", "implemented", "operating"}
}

// InPlace says whether the control is there, proven or not.
func (s ControlStatus) InPlace() bool { return s == ControlImplemented || s == ControlOperating }

// ControlExclusion takes one AI system out of a control.
type ControlExclusion struct {
	// System is the AI system.
	System kernel.Ref[System] `json:"system" fact:"required"`
	// Reason says why the control does not apply to it.
	Reason string `json:"reason" fact:"required,long,text"`
}

// ProofRule says how fresh the evidence of a control has to be.
type ProofRule struct {
	// MaxAgeDays is how old evidence may be; 0 leaves it to the evidence's own last day.
	MaxAgeDays int `json:"max_age_days" fact:"min=1,unit=days,title=Evidence no older than"`
	// PerSystem asks for evidence for every AI system that the control applies to.
	PerSystem bool `json:"per_system"`
}

// ControlKind registers Control.
var ControlKind = kernel.Define[Control]("control",
	kernel.Plural("controls", "Controls"), kernel.Title("Control statement"),
	kernel.Clauses("6.1.3", "8.1"), kernel.Owned("owner"), kernel.Check(checkControl))

// Framework is the namespace of the control's id, such as iso42001.
func (c *Control) Framework() string {
	ns, _, _ := strings.Cut(c.Control, ":")
	return ns
}

func checkControl(c *Control, ps *kernel.Problems) {
	needs(ps, c.Framework() != "iso42001" && c.Title == "", "title", "a control from outside Annex A needs a title")
	needs(ps, c.Applicable == No && c.ExclusionReason == "", "exclusion_reason", "say why the control is not needed")
	if c.Applicable == No && len(c.Reasons) > 0 {
		ps.Add("reasons", "contradiction", "an excluded control has no reasons for inclusion; remove them or include it")
	}
	for i, r := range c.Reasons {
		needs(ps, r.Text == "" && len(r.Because) == 0, "reasons["+strconv.Itoa(i)+"].text", "say why in words, or name the records behind it")
	}
}
