package aims

import (
	"strconv"

	"github.com/plimsoll-aims/plimsoll/kernel"
)

// Party is an interested party: somebody with a need or an expectation towards
// how the organisation develops, provides or uses AI, people affected included (4.2).
type Party struct {
	// Title names the party or the group.
	Title string `json:"title" fact:"required,text"`
	// Type is the sort of party.
	Type PartyType `json:"type" fact:"required,index"`
	// Size says how many they are, roughly.
	Size string `json:"size"`
	// Needs are what they need or expect, and what is done about it.
	Needs []Need `json:"needs"`
	// Systems are the AI systems that concern them; none means all.
	Systems []kernel.Ref[System] `json:"systems"`
	// Contact is how they are reached.
	Contact string `json:"contact"`
	// Owner keeps in touch with them.
	Owner kernel.Ref[Person] `json:"owner" fact:"index"`
	// Reviewed is the day on which their needs were last looked at.
	Reviewed kernel.Date `json:"reviewed" fact:"index"`
	// NextReview is when that is due again.
	NextReview kernel.Date `json:"next_review" fact:"index"`
}

// Need is one need or expectation of a party.
type Need struct {
	// Need is what they need, in one sentence.
	Need string `json:"need" fact:"required,text,long"`
	// Source is where the need comes from.
	Source NeedSource `json:"source" fact:"required"`
	// Reference is the law, the contract clause or the survey behind it.
	Reference string `json:"reference" fact:"text"`
	// Addressed is the decision whether the AIMS takes care of it.
	Addressed YesNo `json:"addressed"`
	// AddressedBy are the records that take care of it, as kind/name.
	AddressedBy []kernel.AnyRef `json:"addressed_by" fact:"keep"`
	// Reason says why it is not taken care of.
	Reason string `json:"reason" fact:"long,text"`
}

// PartyType is the sort of an interested party.
type PartyType string

// Values lists the sorts.
func (PartyType) Values() []string {
	return []string{"customer", "affected-people", "regulator", "staff", "staff-representatives", "management",
		"owner", "supplier", "partner", "certification-body", "insurer", "public", "other"}
}

// NeedSource is where a need comes from.
type NeedSource string

// Values lists the sources.
func (NeedSource) Values() []string {
	return []string{"legal", "contractual", "ethical", "climate", "expectation", "internal"}
}

// PartyKind registers Party.
var PartyKind = kernel.Define[Party]("party",
	kernel.Plural("parties", "Interested parties"), kernel.Title("Interested party"),
	kernel.Clauses("4.2"), kernel.Owned("owner"), kernel.Check(checkParty),
	kernel.Computed("needs_count", "integer", func(p *Party) any { return len(p.Needs) }),
	kernel.Computed("needs_open", "integer", func(p *Party) any { return openNeeds(p) }))

// openNeeds counts the needs that nobody has decided about or taken care of.
func openNeeds(p *Party) int {
	n := 0
	for _, d := range p.Needs {
		if d.Addressed == "" || d.Addressed == Yes && len(d.AddressedBy) == 0 {
			n++
		}
	}
	return n
}

func checkParty(p *Party, ps *kernel.Problems) {
	for i, n := range p.Needs {
		if n.Addressed == No && n.Reason == "" {
			ps.Add("needs["+strconv.Itoa(i)+"].reason", "required", "say why this need is not taken care of")
		}
	}
}
