package aims

import "github.com/plimsoll-aims/plimsoll/kernel"

// Requirement is a dated statement about one requirement of clauses 4 to 10: how
// it is met here, who says so, and what shows it. It is needed where no rule over
// records can tell (4 to 10).
type Requirement struct {
	// Requirement is the id in the catalogue, such as iso42001:5.1-x3.
	Requirement string `json:"requirement" fact:"required,unique,catalog=requirement,pattern=^[a-z0-9]+:[A-Za-z0-9.-]+$"`
	// Statement says how it is met, or what is missing.
	Statement string `json:"statement" fact:"required,long,text"`
	// Met is the verdict.
	Met Known `json:"met" fact:"required,index"`
	// Stated is the day of the statement.
	Stated kernel.Date `json:"stated" fact:"index"`
	// Owner makes the statement and answers for it.
	Owner kernel.Ref[Person] `json:"owner" fact:"index"`
	// Evidence shows it.
	Evidence []kernel.Ref[Evidence] `json:"evidence" fact:"keep"`
	// Documents describe it.
	Documents []kernel.Ref[Document] `json:"documents" fact:"keep"`
	// Records are other records that show it, as kind/name.
	Records []kernel.AnyRef `json:"records" fact:"keep"`
	// NextReview is when the statement is due to be made again.
	NextReview kernel.Date `json:"next_review" fact:"index"`
}

// RequirementKind registers Requirement.
var RequirementKind = kernel.Define[Requirement]("requirement",
	kernel.Plural("requirements", "Requirement statements"), kernel.Title("Requirement statement"),
	kernel.Label("requirement"), kernel.Owned("owner"),
	kernel.Clauses("4", "5", "6", "7", "8", "9", "10"),
	kernel.Check(func(r *Requirement, ps *kernel.Problems) { inOrder(ps, "next_review", r.Stated, r.NextReview) }))
