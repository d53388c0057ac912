package aims

import "github.com/plimsoll-aims/plimsoll/kernel"

// Risk is something uncertain that keeps an AI system or the organisation from
// its AI objectives, or helps it: then it is an opportunity. Consequences for
// the organisation, for individuals and for society are rated apart and never
// netted; the level is likelihood times the highest of them (6.1.2, 8.2).
type Risk struct {
	// Title says what may happen.
	Title string `json:"title" fact:"required,text,index"`
	// Description says how it comes about, and what follows.
	Description string `json:"description" fact:"long,text"`
	// Opportunity says that the effect is wanted.
	Opportunity bool `json:"opportunity" fact:"index"`
	// System is the AI system it comes from; none means the whole organisation.
	System kernel.Ref[System] `json:"system" fact:"index"`
	// Objective is the objective of Annex C.2 that is at stake.
	Objective string `json:"objective" fact:"index,catalog=objective,pattern=^[a-z0-9]+:[A-Za-z0-9.-]+$"`
	// Source is the risk source of Annex C.3.
	Source string `json:"source" fact:"index,catalog=source,pattern=^[a-z0-9]+:[A-Za-z0-9.-]+$"`
	// Threatens are the AI objectives that it helps or hinders (6.1.2 c).
	Threatens []kernel.Ref[Objective] `json:"threatens" fact:"clear,title=AI objectives touched"`
	// Owner answers for it.
	Owner kernel.Ref[Person] `json:"owner" fact:"required,index"`
	// State says how far it has been dealt with.
	State RiskState `json:"state" fact:"required,index"`
	// Inherent is the rating without the controls.
	Inherent Rating `json:"inherent"`
	// Residual is the rating with the controls that are in place or planned.
	Residual Rating `json:"residual"`
	// Options are the treatment options chosen.
	Options []TreatmentOption `json:"options" fact:"title=Treatment options"`
	// Controls are the controls that act on it.
	Controls []kernel.Ref[Control] `json:"controls"`
	// Acceptance is the decision to carry what is left.
	Acceptance Acceptance `json:"acceptance"`
	// Estimate is the view in money.
	Estimate Estimate `json:"estimate"`
	// Identified is the day on which it was first written down.
	Identified kernel.Date `json:"identified" fact:"index"`
	// Assessed is the day of the last rating.
	Assessed kernel.Date `json:"assessed" fact:"index"`
	// AssessedBy are the people who rated it; two of them make it comparable.
	AssessedBy []kernel.Ref[Person] `json:"assessed_by"`
	// NextReview is when it is due to be rated again.
	NextReview kernel.Date `json:"next_review" fact:"index"`
	// Closed is the day on which it stopped to exist.
	Closed kernel.Date `json:"closed" fact:"index"`
}

// Rating is a likelihood and three consequences on the scales of the criteria.
// 0 means not rated.
type Rating struct {
	// Likelihood is how likely it is.
	Likelihood int `json:"likelihood" fact:"min=1,max=10"`
	// Organisation is the consequence for the organisation.
	Organisation int `json:"organisation" fact:"min=1,max=10"`
	// Individuals is the consequence for individuals and groups.
	Individuals int `json:"individuals" fact:"min=1,max=10"`
	// Society is the consequence for society.
	Society int `json:"society" fact:"min=1,max=10"`
	// Basis says what the rating rests on.
	Basis string `json:"basis" fact:"long,text"`
}

// Rated says whether the rating is complete enough for a level.
func (r Rating) Rated() bool { return r.Level() > 0 }

// Consequence is the highest of the three consequences.
func (r Rating) Consequence() int { return max(r.Organisation, r.Individuals, r.Society) }

// Level is likelihood times the highest consequence, 0 when something is missing.
func (r Rating) Level() int { return r.Likelihood * r.Consequence() }

// RiskState says how far a risk has been dealt with.
type RiskState string

// The states.
const (
	RiskOpen     RiskState = "open"
	RiskAssessed RiskState = "assessed"
	RiskTreating RiskState = "treating"
	RiskAccepted RiskState = "accepted"
	RiskClosed   RiskState = "closed"
)

// Values lists the states.
func (RiskState) Values() []string {
	return []string{"open", "assessed", "treating", "accepted", "closed"}
}

// Live says whether the risk still has to be carried.
func (s RiskState) Live() bool { return s != RiskClosed }

// TreatmentOption is a way to deal with a risk.
type TreatmentOption string

// Values lists the options; take is for opportunities.
func (TreatmentOption) Values() []string {
	return []string{"modify", "share", "avoid", "retain", "take"}
}

// Acceptance is the decision to carry a residual risk.
type Acceptance struct {
	// By is who accepted.
	By kernel.Ref[Person] `json:"by" fact:"required,index"`
	// On is the day of the decision.
	On kernel.Date `json:"on" fact:"required,index"`
	// Until is the last day on which it holds.
	Until kernel.Date `json:"until" fact:"index"`
	// Reason says why it may be carried.
	Reason string `json:"reason" fact:"required,long,text"`
}

// IsZero says that nobody has accepted.
func (a Acceptance) IsZero() bool { return a.On == "" && a.By.IsZero() }

// Level is the residual level, or the inherent one where there is no residual rating.
func (r *Risk) Level() int {
	if r.Residual.Rated() {
		return r.Residual.Level()
	}
	return r.Inherent.Level()
}

// RiskKind registers Risk.
var RiskKind = kernel.Define[Risk]("risk",
	kernel.Clauses("6.1.1", "6.1.2", "6.1.3", "8.2", "8.3"), kernel.Owned("owner"), riskStates(),
	kernel.Check(checkRisk),
	kernel.Computed("level", "integer", func(r *Risk) any { return unlessZero(r.Level()) }),
	kernel.Computed("inherent_level", "integer", func(r *Risk) any { return unlessZero(r.Inherent.Level()) }),
	kernel.Computed("residual_level", "integer", func(r *Risk) any { return unlessZero(r.Residual.Level()) }),
	kernel.Computed("expected_loss", "real", func(r *Risk) any { return r.Estimate.expected() }))

// riskStates says how a risk is dealt with. Accepting what is left and closing
// are decisions.
func riskStates() kernel.Option {
	return kernel.States("state", []string{"open", "assessed", "treating"},
		kernel.Step("open", "assessed", "Assess"),
		kernel.Step("open", "treating", "Treat"),
		kernel.Step("assessed", "treating", "Treat"),
		kernel.Step("treating", "assessed", "Assess again"),
		kernel.Step("accepted", "assessed", "Assess again"),
		kernel.Step("accepted", "treating", "Treat again"),
		kernel.Decision("assessed", "accepted", "Accept the risk"),
		kernel.Decision("treating", "accepted", "Accept the residual risk"),
		kernel.Decision("open", "closed", "Close"),
		kernel.Decision("assessed", "closed", "Close"),
		kernel.Decision("treating", "closed", "Close"),
		kernel.Decision("accepted", "closed", "Close"),
		kernel.Decision("closed", "open", "Open again"))
}

func checkRisk(r *Risk, ps *kernel.Problems) {
	needs(ps, r.State == RiskAccepted && r.Acceptance.IsZero(), "acceptance", "say who accepted the risk, when and why")
	needs(ps, r.State == RiskAssessed && !r.Inherent.Rated(), "inherent", "an assessed risk has a likelihood and a consequence")
	needs(ps, r.State == RiskClosed && r.Closed == "", "closed", "say on which day the risk was closed")
	inOrder(ps, "acceptance.until", r.Acceptance.On, r.Acceptance.Until)
	inOrder(ps, "assessed", r.Identified, r.Assessed)
	inOrder(ps, "next_review", r.Assessed, r.NextReview)
	r.Estimate.check(ps)
}

// unlessZero leaves a figure out of the projection where it is not known.
func unlessZero(n int) any {
	if n == 0 {
		return nil
	}
	return n
}
