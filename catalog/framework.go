package catalog

import "strings"

// Framework is one edition of a rule book. Frameworks handed out by a Catalog
// are shared by all readers and must not be changed.
type Framework struct {
	ID        string `json:"id"` // namespace:edition, as iso42001:2023
	Title     string `json:"title"`
	Text      string `json:"text,omitempty"` // one sentence on what it is
	Edition   string `json:"edition,omitempty"`
	Published string `json:"published,omitempty"` // ISO 8601, as exact as is known
	Publisher string `json:"publisher,omitempty"`
	Licence   string `json:"licence,omitempty"` // what may be shipped
	Source    string `json:"source,omitempty"`

	Clauses      []Clause      `json:"clauses,omitempty"`
	Requirements []Requirement `json:"requirements,omitempty"`
	Areas        []Area        `json:"areas,omitempty"`
	Controls     []Control     `json:"controls,omitempty"`
	Objectives   []Heading     `json:"objectives,omitempty"`   // Annex C.2 of 42001
	Sources      []Heading     `json:"risk_sources,omitempty"` // Annex C.3 of 42001
	Topics       []Heading     `json:"topics,omitempty"`       // Annex D of 42001
	Law          *Law          `json:"law,omitempty"`
}

// Namespace is the part of the id that item ids begin with: iso42001.
func (f *Framework) Namespace() string {
	ns, _, _ := strings.Cut(f.ID, ":")
	return ns
}

// Clause is a heading of the text that other things hang on: a clause of a
// management-system standard, a chapter, section, article or annex of a law, a
// function or category of the AI RMF.
type Clause struct {
	ID     string `json:"id"`
	Type   string `json:"type"` // clause, chapter, section, article, annex, practice, use, function, category
	Title  string `json:"title"`
	Parent string `json:"parent,omitempty"`
	Text   string `json:"text,omitempty"`
	Mark   string `json:"mark,omitempty"` // law only: base, amended or new
	Note   string `json:"note,omitempty"`
}

// The kinds of a requirement.
const (
	Process    = "P" // a process or a decision that must be there
	Documented = "D" // documented information that the standard demands
	Evidenced  = "E" // the record of its having been done is the proof
)

// Requirement is one thing to be met, small enough to be met or not.
type Requirement struct {
	ID       string `json:"id"` // 4.1-x1; the grammar is in docs/terms.md
	Clause   string `json:"clause"`
	Title    string `json:"title,omitempty"`
	Kind     string `json:"kind,omitempty"` // Process, Documented or Evidenced
	Text     string `json:"text"`           // in our words
	Evidence string `json:"evidence,omitempty"`
	Note     string `json:"note,omitempty"`
}

// Area is a group of controls, with its objective statement. A.6 of ISO/IEC
// 42001 has two sub-areas, A.6.1 and A.6.2, and only they have a statement.
type Area struct {
	ID        string `json:"id"`
	Parent    string `json:"parent,omitempty"`
	Title     string `json:"title"`
	Objective string `json:"objective,omitempty"`
}

// Control is a measure that an organisation decides about.
type Control struct {
	ID        string     `json:"id"`   // A.2.2
	Area      string     `json:"area"` // A.2: the annex's top group
	AreaTitle string     `json:"area_title,omitempty"`
	Subarea   string     `json:"subarea,omitempty"` // A.6.1 or A.6.2, where there is one
	Title     string     `json:"title"`
	Intent    string     `json:"intent,omitempty"`   // one sentence
	Digest    string     `json:"digest,omitempty"`   // the implementation guidance in key words
	Hint      string     `json:"hint,omitempty"`     // the usual evidence in key words
	Guidance  string     `json:"guidance,omitempty"` // a paragraph for someone new to it
	Asks      []string   `json:"asks,omitempty"`     // what an auditor asks
	Evidence  []Evidence `json:"evidence,omitempty"`
	Roles     []Role     `json:"roles,omitempty"` // whom it bites hardest
	RoleNote  string     `json:"role_note,omitempty"`
	// UserExcludes is the usual reason for which an organisation that only uses
	// AI leaves the control out; empty when such an organisation needs it too.
	UserExcludes string `json:"user_excludes,omitempty"`
}

// Evidence is a piece of proof and what makes it a good one.
type Evidence struct {
	What string `json:"what"`
	Good string `json:"good"`
}

// Role is what an organisation is to an AI system, in the three families that
// ISO/IEC 42001 itself speaks of (4.1, scope): those who make it, those who
// bring it to others, those who use it.
type Role string

// The roles, complete.
const (
	Producer Role = "producer"
	Provider Role = "provider"
	User     Role = "user"
)

// DefaultFor proposes whether the control is applicable to an organisation that
// holds the roles, and why. It is a starting point: a person may override it
// with a reason, and must when a risk, a law or a contract says otherwise.
func (c *Control) DefaultFor(roles ...Role) (applicable bool, why string) {
	if len(roles) == 0 {
		return true, "no role is recorded yet, so nothing is left out"
	}
	for _, r := range roles {
		if r != User || c.UserExcludes == "" {
			return true, "usual for " + string(r) + "s of AI systems"
		}
	}
	return false, c.UserExcludes
}

// Heading is an entry of a list that has a name and a gloss.
type Heading struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	Text  string `json:"text,omitempty"`
}

// Item is anything of a framework that can be named.
type Item struct {
	ID        string `json:"id"`        // iso42001:A.5.2
	Framework string `json:"framework"` // iso42001:2023
	Local     string `json:"local"`     // A.5.2
	Kind      string `json:"kind"`      // requirement, control, area, objective, risk-source, topic or the Type of a clause
	Parent    string `json:"parent,omitempty"`
	Title     string `json:"title"`
	Text      string `json:"text,omitempty"`
}

// Items lists everything in the framework that can be named, in its order.
func (f *Framework) Items() []Item {
	ns := f.Namespace() + ":"
	out := make([]Item, 0, len(f.Clauses)+len(f.Requirements)+len(f.Areas)+len(f.Controls)+len(f.Objectives)+len(f.Sources)+len(f.Topics))
	put := func(kind, id, parent, title, text string) {
		if parent != "" {
			parent = ns + parent
		}
		if title == "" {
			title = text
		}
		out = append(out, Item{ID: ns + id, Framework: f.ID, Local: id, Kind: kind, Parent: parent, Title: title, Text: text})
	}
	for _, x := range f.Clauses {
		put(x.Type, x.ID, x.Parent, x.Title, x.Text)
	}
	for _, x := range f.Requirements {
		put("requirement", x.ID, x.Clause, x.Title, x.Text)
	}
	for _, x := range f.Areas {
		put("area", x.ID, x.Parent, x.Title, x.Objective)
	}
	for i := range f.Controls {
		x := &f.Controls[i]
		put("control", x.ID, x.group(), x.Title, x.Intent)
	}
	for _, x := range f.Objectives {
		put("objective", x.ID, "", x.Title, x.Text)
	}
	for _, x := range f.Sources {
		put("risk-source", x.ID, "", x.Title, x.Text)
	}
	for _, x := range f.Topics {
		put("topic", x.ID, "", x.Title, x.Text)
	}
	return out
}

// group is the nearest area that the control stands in.
func (c *Control) group() string {
	if c.Subarea != "" {
		return c.Subarea
	}
	return c.Area
}

// Control gives the control with the local id, nil when there is none.
func (f *Framework) Control(id string) *Control {
	for i := range f.Controls {
		if f.Controls[i].ID == id {
			return &f.Controls[i]
		}
	}
	return nil
}

// Requirement gives the requirement with the local id, nil when there is none.
func (f *Framework) Requirement(id string) *Requirement {
	for i := range f.Requirements {
		if f.Requirements[i].ID == id {
			return &f.Requirements[i]
		}
	}
	return nil
}

// LeafClauses are the clauses that requirements hang on, in order.
func (f *Framework) LeafClauses() []Clause {
	has := make(map[string]bool)
	for _, r := range f.Requirements {
		has[r.Clause] = true
	}
	var out []Clause
	for _, c := range f.Clauses {
		if has[c.ID] {
			out = append(out, c)
		}
	}
	return out
}

// RequirementsOf gives the requirements of a clause, in order.
func (f *Framework) RequirementsOf(clause string) []Requirement {
	var out []Requirement
	for _, r := range f.Requirements {
		if r.Clause == clause {
			out = append(out, r)
		}
	}
	return out
}
