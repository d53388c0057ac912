package aims

import "github.com/plimsoll-aims/plimsoll/kernel"

// YesNo is a decision that may still be open: an empty one has not been made.
type YesNo string

// The two decisions.
const (
	Yes YesNo = "yes"
	No  YesNo = "no"
)

// Values lists the decisions.
func (YesNo) Values() []string { return []string{"yes", "no"} }

// Known is a fact of which one may not be sure.
type Known string

// The states of knowledge.
const (
	KnownYes    Known = "yes"
	KnownNo     Known = "no"
	KnownNot    Known = "unknown"
	KnownInPart Known = "partly"
)

// Values lists the states of knowledge.
func (Known) Values() []string { return []string{"yes", "partly", "no", "unknown"} }

// Answer is what an inventory answers to a question about a safeguard.
type Answer string

// The answers.
const (
	AnswerYes     Answer = "yes"
	AnswerPartly  Answer = "partly"
	AnswerPlanned Answer = "planned"
	AnswerNo      Answer = "no"
	AnswerWaived  Answer = "waived"
	AnswerNone    Answer = "not-applicable"
	AnswerUnknown Answer = "unknown"
)

// Values lists the answers.
func (Answer) Values() []string {
	return []string{"yes", "partly", "planned", "no", "waived", "not-applicable", "unknown"}
}

// Answered is an answer together with the words in which it was given.
type Answered struct {
	// Answer is the answer, reduced to one of a few words.
	Answer Answer `json:"answer" fact:"index"`
	// Note keeps the original wording or says more.
	Note string `json:"note" fact:"long,text"`
}

// Signature says who decided and on which day.
type Signature struct {
	// By is the person who decided.
	By kernel.Ref[Person] `json:"by" fact:"required"`
	// On is the day of the decision.
	On kernel.Date `json:"on" fact:"required,index"`
}

// IsZero says that nobody has decided.
func (s Signature) IsZero() bool { return s.On == "" && s.By.IsZero() }
