package aims

import "github.com/plimsoll-aims/plimsoll/kernel"

// Supplier is somebody on whom AI systems depend: for models, data, hosting, a
// service or labelling, with what was checked and what the contract says (A.10.2, A.10.3).
type Supplier struct {
	// Title is the name of the supplier.
	Title string `json:"title" fact:"required,text,index"`
	// Service is what they provide.
	Service string `json:"service" fact:"text,index"`
	// Tier says how closely they are looked at: tier 1 the closest.
	Tier Tier `json:"tier" fact:"index"`
	// Country is the ISO 3166 code of their seat.
	Country string `json:"country" fact:"index,pattern=^[A-Z]{2}$"`
	// Contact is how they are reached.
	Contact string `json:"contact"`
	// Owner looks after the relation.
	Owner kernel.Ref[Person] `json:"owner" fact:"index"`
	// Contract is the contract in force.
	Contract Contract `json:"contract"`
	// Clauses are what the contract says about AI.
	Clauses SupplierClauses `json:"clauses"`
	// Documents are what they gave us: certificates, audit reports, instructions for use.
	Documents []string `json:"documents" fact:"text"`
	// Evidence is the proof of what was checked.
	Evidence []kernel.Ref[Evidence] `json:"evidence" fact:"keep"`
	// Reviewed is the day of the last review.
	Reviewed kernel.Date `json:"reviewed" fact:"index"`
	// NextReview is when the next one is due.
	NextReview kernel.Date `json:"next_review" fact:"index"`
	// Outcome is what the review came to.
	Outcome ReviewOutcome `json:"outcome" fact:"index"`
	// Findings say what was found.
	Findings string `json:"findings" fact:"long,text"`
	// Ended is the day on which the relation ended.
	Ended kernel.Date `json:"ended" fact:"index"`
}

// Tier says how closely a supplier is looked at.
type Tier string

// Values lists the tiers.
func (Tier) Values() []string { return []string{"tier-1", "tier-2", "tier-3", "none"} }

// Contract is what binds a supplier.
type Contract struct {
	// Reference is its number or title.
	Reference string `json:"reference" fact:"text"`
	// Signed is the day of signature.
	Signed kernel.Date `json:"signed" fact:"index"`
	// Ends is the day on which it ends.
	Ends kernel.Date `json:"ends" fact:"index"`
}

// SupplierClauses are what a contract says about AI.
type SupplierClauses struct {
	// NoTraining forbids to train on our data.
	NoTraining Answer `json:"no_training" fact:"index,title=No training on our data"`
	// VersionNotice promises notice before a model changes.
	VersionNotice Answer `json:"version_notice" fact:"index"`
	// Subprocessors names and binds those behind the supplier.
	Subprocessors Answer `json:"subprocessors"`
	// Audit lets us or a third party audit.
	Audit Answer `json:"audit" fact:"title=Right to audit"`
	// IncidentNotice promises to tell us of incidents in time.
	IncidentNotice Answer `json:"incident_notice"`
	// Exit says how we get our data back and leave.
	Exit Answer `json:"exit"`
	// Note says more.
	Note string `json:"note" fact:"long,text"`
}

// ReviewOutcome is what a review came to.
type ReviewOutcome string

// Values lists the outcomes.
func (ReviewOutcome) Values() []string {
	return []string{"approved", "approved-with-conditions", "rejected", "pending"}
}

// SupplierKind registers Supplier.
var SupplierKind = kernel.Define[Supplier]("supplier",
	kernel.Clauses("8.1", "A.10.2", "A.10.3"), kernel.Owned("owner"),
	kernel.Check(func(s *Supplier, ps *kernel.Problems) {
		inOrder(ps, "next_review", s.Reviewed, s.NextReview)
		inOrder(ps, "contract.ends", s.Contract.Signed, s.Contract.Ends)
	}))
