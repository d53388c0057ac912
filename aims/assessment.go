package aims

import "github.com/plimsoll-aims/plimsoll/kernel"

// Assessment is an AI system impact assessment: what developing, providing or
// using a system can do to individuals, groups and society, in intended use and
// in misuse, and what was decided (6.1.4, 8.4, A.5).
type Assessment struct {
	// Title names the assessment.
	Title string `json:"title" fact:"required,text"`
	// System is the AI system that was assessed.
	System kernel.Ref[System] `json:"system" fact:"required,index"`
	// SystemVersion is the version of the system that was looked at.
	SystemVersion string `json:"system_version" fact:"index"`
	// Version is the version of the assessment.
	Version string `json:"version" fact:"index"`
	// Type says how deep it goes.
	Type AssessmentType `json:"type" fact:"required,index"`
	// Trigger says why it was made.
	Trigger string `json:"trigger" fact:"text,long"`
	// State says how far it is.
	State AssessmentState `json:"state" fact:"required,index"`
	// Purpose says what the system is for.
	Purpose string `json:"purpose" fact:"long,text"`
	// Intended says what it is meant to be used for, and by whom.
	Intended string `json:"intended" fact:"long,text,title=Intended use"`
	// Misuse says what people may foreseeably do with it although they should not.
	Misuse string `json:"misuse" fact:"long,text,title=Foreseeable misuse"`
	// Context is the technical and societal setting in which it is deployed.
	Context string `json:"context" fact:"long,text"`
	// Jurisdictions are the countries and states whose law applies.
	Jurisdictions []string `json:"jurisdictions"`
	// Affected are the groups of people on whom it has an effect.
	Affected []AffectedGroup `json:"affected"`
	// Benefits are the good effects, for whom.
	Benefits string `json:"benefits" fact:"long,text"`
	// Individuals are the effects on individuals (A.5.4).
	Individuals []Effect `json:"individuals"`
	// Groups are the effects on groups of people (A.5.4).
	Groups []Effect `json:"groups"`
	// Society are the effects on society (A.5.5).
	Society []Effect `json:"society"`
	// Measures say what is done about the effects.
	Measures []string `json:"measures" fact:"text"`
	// Residual says what is left, and whether that is acceptable.
	Residual string `json:"residual" fact:"long,text"`
	// Conclusion is the result: go on, go on with conditions, stop.
	Conclusion Conclusion `json:"conclusion" fact:"index"`
	// Conditions say under which conditions.
	Conditions string `json:"conditions" fact:"long,text"`
	// Risks are the risks that its results went into (6.1.4).
	Risks []kernel.Ref[Risk] `json:"risks" fact:"clear"`
	// Assessors are the people who made it.
	Assessors []kernel.Ref[Person] `json:"assessors"`
	// Consulted says who was asked, people affected included.
	Consulted string `json:"consulted" fact:"long,text"`
	// Assessed is the day on which the work was finished.
	Assessed kernel.Date `json:"assessed" fact:"index"`
	// Publication is the decision who gets to see the result.
	Publication Publication `json:"publication"`
	// Approved says who approved it.
	Approved Signature `json:"approved"`
	// NextReview is when it has to be looked at again.
	NextReview kernel.Date `json:"next_review" fact:"index"`
	// Documents are the papers behind it.
	Documents []kernel.Ref[Document] `json:"documents"`
}

// AssessmentType says how deep an assessment goes.
type AssessmentType string

// The types. A privacy assessment alone does not count as an impact assessment.
const (
	AssessmentFull      AssessmentType = "full"
	AssessmentScreening AssessmentType = "screening"
	AssessmentPrivacy   AssessmentType = "privacy"
)

// Values lists the types.
func (AssessmentType) Values() []string { return []string{"full", "screening", "privacy"} }

// AssessmentState says how far an assessment is.
type AssessmentState string

// The states.
const (
	AssessmentDraft      AssessmentState = "draft"
	AssessmentInReview   AssessmentState = "in-review"
	AssessmentApproved   AssessmentState = "approved"
	AssessmentSuperseded AssessmentState = "superseded"
)

// Values lists the states.
func (AssessmentState) Values() []string {
	return []string{"draft", "in-review", "approved", "superseded"}
}

// Effect is one effect of a system on people or society.
type Effect struct {
	// Theme is the good that it touches.
	Theme Theme `json:"theme" fact:"required"`
	// What happens, to whom, in which way.
	What string `json:"what" fact:"required,long,text"`
	// Severity is how bad it would be on the scale of the criteria; 0 is not rated.
	Severity int `json:"severity" fact:"min=1,max=10"`
	// Measure says what is done about it.
	Measure string `json:"measure" fact:"long,text"`
}

// Theme is a good that an effect touches.
type Theme string

// Values lists the themes: first those of individuals and groups, then those of society.
func (Theme) Values() []string {
	return []string{"fairness", "accountability", "transparency", "privacy", "security", "safety", "health",
		"finance", "accessibility", "human-rights", "autonomy", "employment",
		"environment", "economy", "government", "norms", "information", "exclusion"}
}

// Conclusion is the result of an assessment.
type Conclusion string

// Values lists the results.
func (Conclusion) Values() []string { return []string{"go-on", "go-on-with-conditions", "stop"} }

// Publication is the decision who gets to see a result.
type Publication struct {
	// Decision says whether it is made available outside.
	Decision PublicationDecision `json:"decision" fact:"required,index"`
	// Where says where it can be read.
	Where string `json:"where" fact:"text"`
	// Reason says why so.
	Reason string `json:"reason" fact:"long,text"`
}

// PublicationDecision says how much is published.
type PublicationDecision string

// Values lists the decisions.
func (PublicationDecision) Values() []string {
	return []string{"full", "summary", "on-request", "none"}
}

// AssessmentKind registers Assessment.
var AssessmentKind = kernel.Define[Assessment]("assessment",
	kernel.Plural("assessments", "Impact assessments"), kernel.Title("Impact assessment"),
	kernel.Clauses("6.1.4", "8.4", "A.5.2", "A.5.3", "A.5.4", "A.5.5"),
	kernel.States("state", []string{"draft", "in-review"},
		kernel.Step("draft", "in-review", "Send for review"),
		kernel.Step("in-review", "draft", "Send back"),
		kernel.Decision("in-review", "approved", "Approve"),
		kernel.Decision("draft", "approved", "Approve"),
		kernel.Step("approved", "in-review", "Revise"),
		kernel.Step("approved", "superseded", "Replace by a newer one")),
	kernel.Check(checkAssessment))

func checkAssessment(a *Assessment, ps *kernel.Problems) {
	approved := a.State == AssessmentApproved
	needs(ps, approved && a.Approved.IsZero(), "approved", "say who approved the assessment and when")
	needs(ps, approved && a.Type == AssessmentFull && a.Misuse == "", "misuse", "a full assessment looks at foreseeable misuse before it is approved")
	needs(ps, approved && a.Type == AssessmentFull && len(a.Society) == 0, "society", "a full assessment looks at effects on society before it is approved")
	inOrder(ps, "next_review", a.Approved.On, a.NextReview)
}
