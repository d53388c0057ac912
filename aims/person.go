package aims

import "github.com/plimsoll-aims/plimsoll/kernel"

// Person is somebody with a part in the AI management system: who owns, decides,
// oversees, audits or is needed for their skill. A person need not be a user (5.3, 7.2).
type Person struct {
	// FullName is how people call them.
	FullName string `json:"full_name" fact:"required,text,index,title=Name"`
	// Job is their position.
	Job string `json:"job" fact:"text,index"`
	// Unit is the part of the organisation they work in.
	Unit string `json:"unit" fact:"text,index"`
	// Site is where they work.
	Site string `json:"site" fact:"index"`
	// Email is how the program reaches them.
	Email string `json:"email" fact:"sensitive,pattern=^[^@\\s]+@[^@\\s]+$"`
	// External says that they are not employed by the organisation.
	External bool `json:"external" fact:"index"`
	// Manager is whom they report to.
	Manager kernel.Ref[Person] `json:"manager" fact:"clear"`
	// Responsibilities are the duties and authorities they hold in the AIMS (5.3, A.3.2).
	Responsibilities []Responsibility `json:"responsibilities"`
	// Competences are what their work needs and what shows that they have it (7.2).
	Competences []Competence `json:"competences"`
	// Joined is the day on which they took up their part.
	Joined kernel.Date `json:"joined" fact:"index"`
	// Left is the day on which they gave it up.
	Left kernel.Date `json:"left" fact:"index"`
}

// Responsibility is a duty with the authority that goes with it.
type Responsibility struct {
	// Role is the name of the role: AIMS manager, system owner, human overseer …
	Role string `json:"role" fact:"required,text"`
	// Authority says what they may decide by themselves.
	Authority string `json:"authority" fact:"long,text"`
	// Accepted is the day on which they took it on.
	Accepted kernel.Date `json:"accepted"`
}

// Competence is an ability that a role needs, and its proof.
type Competence struct {
	// Role is the role of the competence matrix that asks for it.
	Role string `json:"role" fact:"required,text"`
	// Needed says what must be known or mastered.
	Needed string `json:"needed" fact:"required,long,text"`
	// Held says whether they have it.
	Held Known `json:"held"`
	// Evidence shows it.
	Evidence []kernel.Ref[Evidence] `json:"evidence" fact:"keep"`
	// Assessed is the day on which it was judged.
	Assessed kernel.Date `json:"assessed"`
	// ValidUntil is when it has to be refreshed.
	ValidUntil kernel.Date `json:"valid_until"`
}

// PersonKind registers Person.
var PersonKind = kernel.Define[Person]("person",
	kernel.Plural("people", "People"), kernel.Label("full_name"),
	kernel.Clauses("5.3", "7.2", "A.3.2", "A.4.6"),
	kernel.Check(func(p *Person, ps *kernel.Problems) { inOrder(ps, "left", p.Joined, p.Left) }),
	kernel.Computed("competence_gaps", "integer", func(p *Person) any { return competenceGaps(p) }))

// competenceGaps counts competences that are needed but not held or not shown.
func competenceGaps(p *Person) int {
	n := 0
	for _, c := range p.Competences {
		if c.Held != KnownYes || len(c.Evidence) == 0 {
			n++
		}
	}
	return n
}
