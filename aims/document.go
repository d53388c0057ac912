package aims

import "github.com/plimsoll-aims/plimsoll/kernel"

// Document is a controlled document of the AI management system: a policy, a
// procedure, a plan, minutes, or one from outside that the AIMS needs (7.5).
type Document struct {
	// Title is its title.
	Title string `json:"title" fact:"required,text,index"`
	// Type is the sort of document.
	Type DocumentType `json:"type" fact:"required,index"`
	// Version is the version in force, or the one being drafted.
	Version string `json:"version" fact:"index"`
	// State says whether it is in force.
	State DocumentState `json:"state" fact:"required,index"`
	// Owner keeps it up to date.
	Owner kernel.Ref[Person] `json:"owner" fact:"index"`
	// Author wrote this version.
	Author kernel.Ref[Person] `json:"author"`
	// Approved says who put it in force.
	Approved Signature `json:"approved"`
	// NextReview is when it is due to be looked at again.
	NextReview kernel.Date `json:"next_review" fact:"index"`
	// Summary says what it is for.
	Summary string `json:"summary" fact:"long,text"`
	// Changes say what this version changed.
	Changes string `json:"changes" fact:"long,text"`
	// Body is the text, in Markdown.
	Body string `json:"body" fact:"markdown,text"`
	// File is the attached file.
	File kernel.File `json:"file"`
	// Link is where it is kept, when it is neither here nor attached.
	Link string `json:"link" fact:"text,pattern=^[a-z][a-z0-9+.-]*:[^\\s]+$"`
	// Language is the language it is written in.
	Language string `json:"language" fact:"pattern=^[a-z]{2}(-[A-Z]{2})?$"`
	// Mandatory are the documents of the standard's list that it is, such as MD-03.
	Mandatory []string `json:"mandatory" fact:"catalog=document,title=Mandatory document,pattern=^MD-[0-9]{2}$"`
	// Clauses are the clauses and controls that it belongs to.
	Clauses []string `json:"clauses" fact:"catalog=item,pattern=^[a-z0-9]+:[A-Za-z0-9.-]+$"`
	// Related are the documents of other areas that it refers to.
	Related []string `json:"related" fact:"text"`
	// Audience says for whom it is.
	Audience string `json:"audience" fact:"text"`
	// Public says that interested parties outside can get it.
	Public bool `json:"public" fact:"index"`
	// Acknowledgements count who has read this version.
	Acknowledgements Acknowledgements `json:"acknowledgements"`
	// External says that it comes from outside.
	External bool `json:"external" fact:"index"`
	// Retention says how long versions are kept and what happens then.
	Retention string `json:"retention" fact:"text"`
}

// DocumentType is the sort of a document.
type DocumentType string

// Values lists the sorts.
func (DocumentType) Values() []string {
	return []string{"policy", "scope", "manual", "procedure", "method", "plan", "register", "statement",
		"programme", "matrix", "report", "minutes", "notice", "instructions", "contract", "form", "law", "standard"}
}

// DocumentState says whether a document is in force.
type DocumentState string

// The states.
const (
	DocumentDraft     DocumentState = "draft"
	DocumentInReview  DocumentState = "in-review"
	DocumentApproved  DocumentState = "approved"
	DocumentWithdrawn DocumentState = "withdrawn"
)

// Values lists the states.
func (DocumentState) Values() []string {
	return []string{"draft", "in-review", "approved", "withdrawn"}
}

// Acknowledgements count the people who have to read a document and have.
type Acknowledgements struct {
	// Required is how many have to.
	Required int `json:"required" fact:"min=0"`
	// Done is how many have.
	Done int `json:"done" fact:"min=0"`
	// On is the day of the count.
	On kernel.Date `json:"on"`
}

// DocumentKind registers Document.
var DocumentKind = kernel.Define[Document]("document",
	kernel.Clauses("7.5.1", "7.5.2", "7.5.3", "A.2.2", "A.6.2.7", "A.8.2"), kernel.Owned("owner"),
	documentStates(), kernel.Check(checkDocument))

// documentStates says how a document comes into force, for every kind that is
// kept like a document.
func documentStates() kernel.Option {
	return kernel.States("state", []string{"draft", "in-review"},
		kernel.Step("draft", "in-review", "Send for review"),
		kernel.Step("in-review", "draft", "Send back"),
		kernel.Decision("draft", "approved", "Approve"),
		kernel.Decision("in-review", "approved", "Approve"),
		kernel.Step("approved", "draft", "Draft the next version"),
		kernel.Decision("approved", "withdrawn", "Withdraw"),
		kernel.Decision("draft", "withdrawn", "Withdraw"))
}

// approvedWhenInForce wants a signature on what is in force.
func approvedWhenInForce(s DocumentState, a Signature, ps *kernel.Problems) {
	needs(ps, s == DocumentApproved && a.IsZero(), "approved", "say who approved it and when")
}

func checkDocument(d *Document, ps *kernel.Problems) {
	if !d.External {
		approvedWhenInForce(d.State, d.Approved, ps)
	}
	if d.Acknowledgements.Done > d.Acknowledgements.Required {
		ps.Add("acknowledgements.done", "out-of-range", "%d have read it, but only %d have to", d.Acknowledgements.Done, d.Acknowledgements.Required)
	}
	inOrder(ps, "next_review", d.Approved.On, d.NextReview)
}
