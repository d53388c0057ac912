package ui

import "html/template"

// Facts is a list of labelled values of one record.
type Facts struct {
	Items []Fact
	Grid  bool // large figures side by side instead of rows
}

// Fact is one labelled value. A nil Value is drawn as "Not given", with Missing as the way to mend it.
type Fact struct {
	Label   string
	Value   Part
	Note    string
	Missing *Link
	Clause  string // where the standard asks for it
}

// HTML renders the facts.
func (f Facts) HTML() (template.HTML, error) { return run("facts", f) }

// BackLinks is what refers to this record, by kind.
type BackLinks []BackGroup

// BackGroup is the records of one kind that refer here.
type BackGroup struct {
	Title string // "Risks"
	Field string // through which field, in words
	Items []BackLink
	More  *Link // when there are more than are shown
}

// BackLink is one referring record.
type BackLink struct {
	Ref, Title, Href string
	Badge            *Badge
}

// HTML renders the back-links.
func (b BackLinks) HTML() (template.HTML, error) { return run("backlinks", b) }

// History is the revisions of a record, newest first.
type History struct {
	Entries []Entry
	Compare string // GET target of the form that compares two picked revisions; "" hides it
	More    *Link
}

// Entry is one revision.
type Entry struct {
	Rev        string // "7"
	When, ISO  string
	Who        string
	What       string // "Changed owner and due date"
	Fields     []string
	Entry      string // log entry
	Href       string // the record as of then
	Diff       string // what this revision changed
	From, To   bool   // picked in the compare form
	Erased     string // "erased under …"
	Transition string // a change of state, in words
	Title      string // of the record, where entries of several stand together
}

// Called is what the entry is about: a record, or one of its revisions.
func (e Entry) Called() string { return or(e.Title, "Revision "+e.Rev) }

// HTML renders the history.
func (h History) HTML() (template.HTML, error) { return run("history", h) }

// Diff is two states of a record side by side, by field.
type Diff struct {
	Left, Right string // what the columns are: "Revision 6, 1 Oct 2026"
	Fields      []DiffField
	Same        int // fields that did not change
}

// DiffField is one field. Long texts are compared word by word when both sides are given.
type DiffField struct {
	Label, Path   string
	Before, After string
	Added         bool // there was no value before
	Removed       bool // there is none now
}

// Change names what happened, in a word.
func (f DiffField) Change() string {
	switch {
	case f.Added:
		return "Added"
	case f.Removed:
		return "Removed"
	}
	return "Changed"
}

// Pieces returns the words of both sides, marked where they differ.
func (f DiffField) Pieces() wordDiff { return diffWords(f.Before, f.After) }

// HTML renders the comparison.
func (d Diff) HTML() (template.HTML, error) { return run("diff", d) }
