package aims

// Assurance are the answers that a real inventory gives about a system: whether
// it touches rights or safety, and which safeguards are there. They are what
// owners declare; whether records bear them out is for the engines to say.
type Assurance struct {
	// Affects says whether its results can affect people's rights or safety.
	Affects Affects `json:"affects" fact:"index"`
	// AffectsNote keeps the original wording.
	AffectsNote string `json:"affects_note" fact:"long,text"`
	// ImpactAssessment says whether an impact assessment was done.
	ImpactAssessment Answered `json:"impact_assessment"`
	// PrivacyAssessment says whether privacy risks were assessed.
	PrivacyAssessment Answered `json:"privacy_assessment"`
	// TestedInOperation says whether it was tested in real conditions.
	TestedInOperation Answered `json:"tested_in_operation"`
	// IndependentEvaluation says whether somebody other than its makers evaluated it.
	IndependentEvaluation Answered `json:"independent_evaluation"`
	// Monitoring says whether its performance and effects are watched in use.
	Monitoring Answered `json:"monitoring"`
	// ActsAlone says whether it can decide or act without a person, with significant effect.
	ActsAlone Answered `json:"acts_alone" fact:"title=Acts without a person"`
	// InfluencesDecisions says whether decisions that can harm people rest on it.
	InfluencesDecisions Answered `json:"influences_decisions"`
	// Disparities says whether differences between groups were looked for and mended.
	Disparities Answered `json:"disparities" fact:"title=Disparities looked for"`
	// Consulted says whether the people affected were asked.
	Consulted Answered `json:"consulted" fact:"title=People affected consulted"`
	// Notice says whether people are told that AI is used.
	Notice Answered `json:"notice"`
	// Appeal says whether people can contest the outcome.
	Appeal Answered `json:"appeal"`
	// OptOut says whether people can choose a human instead.
	OptOut Answered `json:"opt_out" fact:"title=Opt-out"`
	// Authorised says whether its operation was formally authorised.
	Authorised Answered `json:"authorised"`
	// Extension says whether more time was asked for to put safeguards in place.
	Extension Answered `json:"extension" fact:"title=Extension asked for"`
}

// Affects says what the results of a system can touch.
type Affects string

// The answers.
const (
	AffectsRights  Affects = "rights"
	AffectsSafety  Affects = "safety"
	AffectsBoth    Affects = "both"
	AffectsNeither Affects = "neither"
	AffectsUnknown Affects = "unknown"
)

// Values lists the answers.
func (Affects) Values() []string { return []string{"rights", "safety", "both", "neither", "unknown"} }

// People says whether rights or safety of people are touched.
func (a Affects) People() bool {
	return a == AffectsRights || a == AffectsSafety || a == AffectsBoth
}
