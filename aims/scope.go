package aims

import "github.com/plimsoll-aims/plimsoll/kernel"

// Scope is the boundary of the AI management system: what is inside, what is
// not and why. Which AI systems are inside is said on each system (4.3).
type Scope struct {
	// Title names the scope.
	Title string `json:"title" fact:"required,text"`
	// Statement is the scope as it would stand on a certificate.
	Statement string `json:"statement" fact:"required,long,text"`
	// Activities are what the AIMS governs: design, development, provision, use …
	Activities []string `json:"activities" fact:"text"`
	// Sites are the places inside.
	Sites []string `json:"sites"`
	// Units are the parts of the organisation inside.
	Units []kernel.Ref[Organisation] `json:"units"`
	// Interfaces say where the AIMS meets other organisations and other management systems.
	Interfaces []string `json:"interfaces" fact:"text"`
	// Exclusions are what is outside although one might expect it inside.
	Exclusions []Exclusion `json:"exclusions"`
	// Issues are the context issues that shaped the boundary (4.1).
	Issues []kernel.Ref[Issue] `json:"issues"`
	// Parties are the interested parties whose needs shaped the boundary (4.2).
	Parties []kernel.Ref[Party] `json:"parties"`
	// Version is the version of the statement.
	Version string `json:"version" fact:"index"`
	// State says whether this version is in force.
	State DocumentState `json:"state" fact:"required,index"`
	// Owner keeps the scope up to date.
	Owner kernel.Ref[Person] `json:"owner" fact:"index"`
	// Approved says who put this version in force.
	Approved Signature `json:"approved"`
	// NextReview is when the scope is due to be looked at again.
	NextReview kernel.Date `json:"next_review" fact:"index"`
}

// Exclusion is something outside the scope, with the reason.
type Exclusion struct {
	// What is outside.
	What string `json:"what" fact:"required,text"`
	// Reason says why it may be.
	Reason string `json:"reason" fact:"required,long,text"`
}

// ScopeKind registers Scope.
var ScopeKind = kernel.Define[Scope]("scope",
	kernel.Clauses("4.3"), kernel.Owned("owner"), documentStates(),
	kernel.Check(func(s *Scope, ps *kernel.Problems) { approvedWhenInForce(s.State, s.Approved, ps) }))
