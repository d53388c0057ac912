package home

import (
	"fmt"

	"github.com/plimsoll-aims/plimsoll/engine/facts"
)

// Given is what other engines worked out over the same facts: plain data, so that
// this one need not know them.
type Given struct {
	Met, Total int
	Clauses    []Bar
	Gaps       []Act // what closes each gap; Sort, Rank and Owner are filled in here
}

// show is how many acts the page spells out.
const show = 8

// Build works out the page.
func Build(f *facts.Facts, g Given) *Page {
	p := &Page{AsOf: f.At, Today: f.Today, LoadLine: loadLine(f), Ready: ready(f, g), Path: path(f)}
	if o, ok := f.Organisation(); ok {
		p.Organisation = o.Is.Title
	}
	all := acts(f, g.Gaps, &p.LoadLine)
	p.All, p.NextTotal = all, len(all)
	p.Next = all[:min(show, len(all))]
	for _, a := range p.Next {
		p.NextMinutes += a.Minutes
	}
	p.Headline = headline(p)
	return p
}

// ready joins what was given with the cells of the controls.
func ready(f *facts.Facts, g Given) Ready {
	r := Ready{Met: g.Met, Total: g.Total, Clauses: g.Clauses, Cells: []Cell{}}
	for _, c := range f.Controls() {
		if c.Custom() {
			continue
		}
		r.Cells = append(r.Cells, Cell{Control: c.ID, Area: c.Known.Area, AreaTitle: c.Known.AreaTitle, Title: c.Title, State: string(c.State)})
		if c.Applicable {
			r.Applicable++
		}
		if c.InPlace() {
			r.InPlace++
		}
		switch c.State {
		case facts.Proven:
			r.Proven++
		case facts.Stale:
			r.Stale++
		}
	}
	return r
}

// headline is the page in a sentence.
func headline(p *Page) string {
	line := "no risk above the line"
	switch {
	case p.LoadLine.Criteria == "":
		line = "no load line is set"
	case p.LoadLine.Above > 0:
		line = facts.Count(p.LoadLine.Above, "risk", "risks") + " above the line"
	}
	for _, s := range p.Path {
		if s.Days >= 0 && s.Kind == "next" {
			return fmt.Sprintf("%s to %s, and %s", facts.Count(s.Days, "day", "days"), s.Title, line)
		}
	}
	return fmt.Sprintf("%d of %d requirements met, and %s", p.Ready.Met, p.Ready.Total, line)
}
