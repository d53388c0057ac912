package aims

import "github.com/plimsoll-aims/plimsoll/kernel"

// Approval is one decision by one person about one revision of a record: it was
// approved, accepted or rejected. What changed since then is not covered by it
// (5.2, 6.1.3, 7.5.2).
type Approval struct {
	// Title says what was decided, in a few words.
	Title string `json:"title" fact:"text"`
	// About is the record that was decided on, as kind/name.
	About kernel.AnyRef `json:"about" fact:"required,index,immutable,keep"`
	// Revision is the revision of the record that was decided on.
	Revision int `json:"revision" fact:"min=1,index,immutable"`
	// Decision is what was decided.
	Decision Decision `json:"decision" fact:"required,index,immutable"`
	// By is who decided.
	By kernel.Ref[Person] `json:"by" fact:"required,index,immutable"`
	// On is the day of the decision.
	On kernel.Date `json:"on" fact:"required,index,immutable"`
	// Reason says why.
	Reason string `json:"reason" fact:"long,text"`
	// Conditions say what has to be kept to.
	Conditions string `json:"conditions" fact:"long,text"`
	// Expires is the last day on which it holds.
	Expires kernel.Date `json:"expires" fact:"index"`
	// Meeting is where it was decided.
	Meeting string `json:"meeting" fact:"text"`
}

// Decision is what was decided.
type Decision string

// Values lists the decisions.
func (Decision) Values() []string { return []string{"approve", "accept", "reject"} }

// ApprovalKind registers Approval.
var ApprovalKind = kernel.Define[Approval]("approval",
	kernel.Clauses("5.2", "6.1.3", "7.5.2", "A.2.2"), kernel.Owned("by"),
	kernel.Check(func(a *Approval, ps *kernel.Problems) { inOrder(ps, "expires", a.On, a.Expires) }))
