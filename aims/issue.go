package aims

import "github.com/plimsoll-aims/plimsoll/kernel"

// Issue is something around or inside the organisation that bears on its AI
// management system: law, market, technology, climate, culture, skills (4.1).
type Issue struct {
	// Title says what it is in a few words.
	Title string `json:"title" fact:"required,text"`
	// Side says where it comes from.
	Side IssueSide `json:"side" fact:"required,index"`
	// Category is the sort of issue.
	Category IssueCategory `json:"category" fact:"required,index"`
	// Description says more.
	Description string `json:"description" fact:"long,text"`
	// Effect says what it does to the AIMS or its results.
	Effect string `json:"effect" fact:"long,text"`
	// Direction says whether it helps or hinders.
	Direction IssueDirection `json:"direction" fact:"index"`
	// Systems are the AI systems that it touches; none means all.
	Systems []kernel.Ref[System] `json:"systems"`
	// Owner watches it.
	Owner kernel.Ref[Person] `json:"owner" fact:"index"`
	// Identified is the day on which it was first seen.
	Identified kernel.Date `json:"identified" fact:"index"`
	// Reviewed is the day on which it was last looked at.
	Reviewed kernel.Date `json:"reviewed" fact:"index"`
	// Closed is the day on which it stopped to matter.
	Closed kernel.Date `json:"closed" fact:"index"`
}

// IssueSide is where an issue comes from.
type IssueSide string

// The sides.
const (
	External IssueSide = "external"
	Internal IssueSide = "internal"
)

// Values lists the sides.
func (IssueSide) Values() []string { return []string{"external", "internal"} }

// IssueCategory is the sort of an issue.
type IssueCategory string

// Values lists the categories.
func (IssueCategory) Values() []string {
	return []string{"law", "market", "customers", "society", "technology", "climate", "suppliers",
		"governance", "contracts", "culture", "capability", "finance", "intended-use"}
}

// IssueDirection says whether an issue helps or hinders.
type IssueDirection string

// Values lists the directions.
func (IssueDirection) Values() []string { return []string{"helps", "hinders", "both"} }

// IssueKind registers Issue.
var IssueKind = kernel.Define[Issue]("issue",
	kernel.Plural("issues", "Context issues"), kernel.Title("Context issue"),
	kernel.Clauses("4.1"), kernel.Owned("owner"),
	kernel.Check(func(i *Issue, ps *kernel.Problems) {
		inOrder(ps, "closed", i.Identified, i.Closed)
		inOrder(ps, "reviewed", i.Identified, i.Reviewed)
	}))
