// Package coverage says how far evidence and controls reach: over each requirement
// and control of ISO/IEC 42001, and over the crosswalks into other frameworks.
package coverage

import (
	"slices"

	"github.com/plimsoll-aims/plimsoll/catalog"
	"github.com/plimsoll-aims/plimsoll/engine/facts"
)

// Matrix is the evidence for each requirement and control.
type Matrix struct {
	AsOf    facts.AsOf `json:"as_of"`
	Total   int        `json:"total"`
	Covered int        `json:"covered"` // with something fresh: evidence, or a document in force
	Rows    []Row      `json:"rows"`
}

// Row is one requirement or control.
type Row struct {
	Item      string   `json:"item"`
	Title     string   `json:"title"`
	Fresh     int      `json:"fresh"`
	Stale     int      `json:"stale"`
	Documents int      `json:"documents"` // in force, that name the item
	Records   []string `json:"records"`   // the first few
}

// Own lists the 165 requirements and 38 controls with the evidence and documents
// that name them.
func Own(f *facts.Facts) *Matrix {
	m := &Matrix{AsOf: f.At, Rows: []Row{}}
	fw := f.Catalog.Framework("iso42001")
	for _, q := range fw.Requirements {
		m.add(row(f, "iso42001:"+q.ID, q.Text, f.EvidenceFor("iso42001:"+q.ID)))
	}
	for _, c := range f.Controls() {
		m.add(row(f, c.ID, c.Title, c.Evidence))
	}
	return m
}

func (m *Matrix) add(r Row) {
	m.Total++
	if r.Fresh+r.Documents > 0 {
		m.Covered++
	}
	m.Rows = append(m.Rows, r)
}

func row(f *facts.Facts, id, title string, p *facts.Pile) Row {
	r := Row{Item: id, Title: title, Fresh: p.Fresh, Stale: p.Expired, Records: []string{}}
	for _, e := range p.Newest {
		r.Records = append(r.Records, e.Record.Key())
	}
	for _, d := range f.DocumentsFor(id) {
		if f.Current(d.Is) {
			r.Documents++
			r.Records = append(r.Records, d.Key())
		}
	}
	return r
}

// Crossing is how far the controls of ISO/IEC 42001 reach into another framework.
type Crossing struct {
	AsOf      facts.AsOf `json:"as_of"`
	Framework string     `json:"framework"`
	Total     int        `json:"total"`
	Full      int        `json:"full"`
	Part      int        `json:"part"`
	None      int        `json:"none"`
	Rows      []Reach    `json:"rows"`
}

// The levels of reach.
const (
	Full = "full" // a proven control meets the whole of it
	Part = "part" // proven controls meet a part of it, or a person has to decide
	None = "none"
)

// Reach is one item of the other framework.
type Reach struct {
	Item    string   `json:"item"`
	Title   string   `json:"title"`
	Level   string   `json:"level"`
	By      []string `json:"by"`      // proven controls that count towards it
	Missing []string `json:"missing"` // controls that would, were they proven
	Why     string   `json:"why,omitempty"`
}

// Across follows each mapping of the other framework one hop to our controls. ok is
// false when there is no such framework or no crosswalk.
func Across(f *facts.Facts, framework string) (*Crossing, bool) {
	rows := f.Catalog.Crosswalk(framework, "iso42001")
	if len(rows) == 0 {
		return nil, false
	}
	x := &Crossing{AsOf: f.At, Framework: f.Catalog.Framework(framework).ID, Rows: []Reach{}}
	proven := map[string]bool{}
	for _, c := range f.Controls() {
		proven[c.ID] = c.State == facts.Proven
	}
	at := map[string]int{}
	for _, m := range rows {
		i, ok := at[m.From]
		if !ok {
			i = len(x.Rows)
			at[m.From] = i
			it, _ := f.Catalog.Item(m.From)
			x.Rows = append(x.Rows, Reach{Item: m.From, Title: it.Title, Level: None, By: []string{}, Missing: []string{}})
		}
		x.Rows[i].follow(&m, proven)
	}
	for _, r := range x.Rows {
		x.Total++
		switch r.Level {
		case Full:
			x.Full++
		case Part:
			x.Part++
		default:
			x.None++
		}
	}
	return x, true
}

func (r *Reach) follow(m *catalog.Mapping, proven map[string]bool) {
	c := m.Credit(false)
	is, control := proven[m.To]
	switch {
	case !control || c.Weight == 0:
		if r.Why == "" && m.To == "" {
			r.Why = m.Note
		}
	case !is:
		r.Missing = append(r.Missing, m.To)
	case !slices.Contains(r.By, m.To):
		r.By = append(r.By, m.To)
		if c.Full {
			r.Level = Full
		} else if r.Level == None {
			r.Level = Part
		}
	}
}
