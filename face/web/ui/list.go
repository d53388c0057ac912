package ui

import "html/template"

// Tasks is "Do next", and with other words any list of things with a shape, a reason and a date.
type Tasks struct {
	Items   []Task
	Empty   string // one sentence when there is nothing; "" says "Nothing is waiting for you."
	Changes bool   // a list of changes: the date stands alone, quiet
}

// Task is one entry.
type Task struct {
	Status Status
	Title  string
	Href   string
	Why    string
	When   string // "Today", "30 Nov"
	Effort string // "5 min"
	Who    string
}

// HTML renders the list.
func (t Tasks) HTML() (template.HTML, error) {
	t.Empty = or(t.Empty, "Nothing is waiting for you.")
	return run("tasks", t)
}

// Steps is a task list in the order in which things are done: each has a number, a state and one act.
type Steps []Step

// Step is one entry of Steps.
type Step struct {
	Title, Hint, Href string
	Status            Status
	Text              string // replaces the status's word, such as "3 of 5"
}

// HTML renders the steps.
func (s Steps) HTML() (template.HTML, error) { return run("steps", s) }

// SearchResults is the page of results. Verbs come first, then hits.
type SearchResults struct {
	Action, Query string
	Hint          string // how to narrow: "type:risk owner:…"
	Verbs         []Link
	Filters       []Link
	Hits          []Hit
	Pager         *Pager
}

// Hit is one result. Snippet alternates plain and matching runs.
type Hit struct {
	Kind, Ref, Title, Href string
	Snippet                []Run
	Badge                  *Badge
	Note                   string
}

// Run is a piece of text, marked when it is what was looked for.
type Run struct {
	Text string
	Mark bool
}

// HTML renders the results.
func (s SearchResults) HTML() (template.HTML, error) { return run("search", s) }
