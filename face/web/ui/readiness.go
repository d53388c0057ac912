package ui

import (
	"html/template"
	"strconv"
	"strings"
)

// ClauseBars is one short bar per clause: how many requirements are met, and the state of the others.
type ClauseBars []Clause

// Clause is one of the seven. Parts counts requirements by state in the order drawn.
type Clause struct {
	ID, Title, Href string
	Met, Total      int
	Parts           []Share
}

// Share is a number of things in one state.
type Share struct {
	Status Status
	Count  int
	Text   string // replaces the status's word in tallies
}

// HTML renders the bars.
func (c ClauseBars) HTML() (template.HTML, error) { return run("clauses", c) }

// maxSingles is the most segments that are drawn one by one; beyond it they are drawn in proportion.
const maxSingles = 12

// Segments are the class names of the bar's segments.
func (c Clause) Segments() []string { return segments(c.Parts) }

func segments(parts []Share) []string {
	total := 0
	for _, p := range parts {
		total += p.Count
	}
	var out []string
	for _, p := range parts {
		cls := barClass(p.Status)
		if total <= maxSingles {
			for range p.Count {
				out = append(out, cls)
			}
		} else if p.Count > 0 {
			out = append(out, cls+" g"+strconv.Itoa(max(1, (p.Count*24+total/2)/total)))
		}
	}
	return out
}

func barClass(s Status) string {
	switch s {
	case Proven, InPlace, OK:
		return "d"
	case InProgress, Info:
		return "w"
	case Stale, Warn:
		return "x"
	case Bad:
		return "z"
	case Excluded:
		return "n"
	}
	return "o"
}

// Cells is the strip of the 38 controls, by area, each a link.
type Cells []CellArea

// CellArea is one area, such as A.6 AI life cycle.
type CellArea struct {
	ID, Title string
	Cells     []Cell
}

// Cell is one control.
type Cell struct {
	ID, Title, Href string
	Status          Status
}

// HTML renders the strip. It is written by hand, because the first page draws 38 of them.
func (c Cells) HTML() (template.HTML, error) {
	var b strings.Builder
	b.WriteString(`<div class="grp">`)
	for _, a := range c {
		b.WriteString(`<div><h3><b>` + esc(a.ID) + `</b> ` + esc(a.Title) + `</h3><ul class="cells">`)
		for _, cell := range a.Cells {
			name := esc(cell.ID + " " + cell.Title + ": " + cell.Status.Word())
			b.WriteString(`<li><a class="cell ` + cell.Status.class() + `" href="` + safeURL(cell.Href) + `" title="` + name +
				`" aria-label="` + name + `">` + string(cell.Status.shape()) + `</a></li>`)
		}
		b.WriteString(`</ul></div>`)
	}
	return template.HTML(b.String() + `</div>`), nil
}

// Meter is a bar in proportion with a tally under it.
type Meter struct {
	Parts   []Share
	NoTally bool
}

// Segments are the class names of the bar.
func (m Meter) Segments() []string {
	total := 0
	for _, p := range m.Parts {
		total += p.Count
	}
	var out []string
	for _, p := range m.Parts {
		if p.Count > 0 && total > 0 {
			out = append(out, p.Status.class()+" g"+strconv.Itoa(max(1, (p.Count*24+total/2)/total)))
		}
	}
	return out
}

// Words returns the words of a share.
func (s Share) Words() string { return or(s.Text, s.Status.Word()) }

// HTML renders the meter.
func (m Meter) HTML() (template.HTML, error) { return run("meter", m) }

// Progress is a plain share of a whole, as a native meter with its sum in words.
type Progress struct {
	Value, Max int
	Text       string // "17 of 21 answered"
	Label      string
}

// HTML renders the progress.
func (p Progress) HTML() (template.HTML, error) { return run("progress", p) }

// Readiness is every clause with the state of each requirement, the reason, and the next act for each gap.
type Readiness []ReadyClause

// ReadyClause is one clause or sub-clause.
type ReadyClause struct {
	ID, Title  string
	Met, Total int
	Parts      []Share
	Rows       []ReadyRow
	Open       bool
}

// Segments are the class names of the bar's segments.
func (c ReadyClause) Segments() []string { return segments(c.Parts) }

// ReadyRow is one requirement.
type ReadyRow struct {
	ID, Title, Href string
	Status          Status
	Why             string // by which rule or statement it is met, or what is missing
	Do              *Link  // next act of a gap
	Owner           string
	Proof           []Link
}

// HTML renders the clauses.
func (r Readiness) HTML() (template.HTML, error) { return run("readiness", r) }

// Explain is "How it is worked out": the sum behind a figure, one click away and printed.
type Explain struct {
	Title string // "" becomes "How it is worked out"
	Intro string
	Rows  []ExplainRow
	Sum   *ExplainRow
	Notes []string
	Open  bool
}

// ExplainRow is one step of the sum.
type ExplainRow struct {
	Label, Value, Note string
	Href               string
}

// HTML renders the explanation.
func (e Explain) HTML() (template.HTML, error) {
	e.Title = or(e.Title, "How it is worked out")
	return run("explain", e)
}
