// Package report writes what an engine says, or a register, as a file for somebody
// outside the program: a page that prints and needs nothing else, a PDF, a text
// document, a spreadsheet, JSON of the shape that the command line and the API give,
// or OSCAL where it has a model for it. A report is made of an
// overview and says of which moment it is; it decides nothing itself.
package report

import (
	"cmp"
	"encoding/json"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/plimsoll-aims/plimsoll/engine/facts"
	"github.com/plimsoll-aims/plimsoll/engine/overview"
	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/kernel"
	"github.com/plimsoll-aims/plimsoll/report/oscal"
	"github.com/plimsoll-aims/plimsoll/sheet"
)

// Names are the reports, in the order in which people should meet them.
var Names = []string{"soa", "readiness", "risks", "systems", "evidence", "lint", "objectives"}

// formats are how every report can be written.
var formats = []string{"html", "pdf", "docx", "xlsx", "csv", "json"}

// oscals are the reports that OSCAL has a model for; the registers are none of its matter.
var oscals = map[string]func(*overview.Overview, facts.AsOf) *oscal.Document{
	"soa": oscal.OfSheet, "readiness": oscal.OfReadiness, "lint": oscal.OfFindings,
}

// Formats are how the report of a name can be written.
func Formats(name string) []string {
	if oscals[name] == nil {
		return slices.Clone(formats)
	}
	return append(slices.Clone(formats), "oscal")
}

// MediaType is the content type of a format.
func MediaType(format string) string {
	return map[string]string{"html": "text/html; charset=utf-8", "pdf": "application/pdf", "csv": "text/csv; charset=utf-8", "json": "application/json", "oscal": "application/json",
		"docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
		"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}[format]
}

// FileName is what a report is called that is kept in a format.
func FileName(name, format string) string {
	if format == "oscal" {
		return name + ".oscal.json"
	}
	return name + "." + format
}

// FormatOf gives the format that a file's name asks for; html when it says nothing.
func FormatOf(file string) string {
	file = strings.ToLower(file)
	if strings.HasSuffix(file, ".oscal.json") {
		return "oscal"
	}
	return cmp.Or(strings.TrimPrefix(filepath.Ext(file), "."), "html")
}

// Report is a titled table with what stands above it.
type Report struct {
	Name, Title, Organisation string
	AsOf                      facts.AsOf
	Lead                      []string // sentences above the table
	Head                      []string
	Rows                      [][]sheet.Cell
	Wide                      bool // printed across
	Value                     any  // what JSON gives

	// What spreadsheets have beyond Head and Rows: of a register every column of
	// its kind, of other reports sheet, where they have one.
	kind    *kernel.Kind
	records []*kernel.Record
	sheet   sheet.Rows
	oscal   func() *oscal.Document // nil where OSCAL has no model
}

// Make makes a report of an overview. Usage when there is none of that name.
func Make(name string, o *overview.Overview, reg *kernel.Registry) (*Report, error) {
	if err := CheckFormat(name, "json"); err != nil {
		return nil, err
	}
	r := &Report{Name: name, AsOf: o.Facts.At, Organisation: "AI management system"}
	if org, ok := o.Facts.Organisation(); ok {
		r.Organisation = org.Is.Title
	}
	makers[name](r, o, reg)
	if build := oscals[name]; build != nil {
		r.oscal = func() *oscal.Document { return build(o, r.AsOf) }
	}
	return r, nil
}

// CheckFormat says whether there is a report of the name and whether it has the format.
func CheckFormat(name, format string) error {
	if !slices.Contains(Names, name) {
		return fault.New(fault.Usage, "there is no report %q; there are %s", name, strings.Join(Names, ", "))
	}
	all := Formats(name)
	switch {
	case slices.Contains(all, format):
		return nil
	case format == "oscal":
		return fault.New(fault.Usage, "OSCAL has no model for the report %s; use %s", name, strings.Join(all, ", "))
	}
	return fault.New(fault.Usage, "%q is no format of a report; use %s", format, strings.Join(all, ", "))
}

// Write writes the report in a format.
func (r *Report) Write(w io.Writer, format string) error {
	switch format {
	case "html":
		return r.html(w)
	case "pdf":
		return r.pdf(w)
	case "docx":
		return r.docx(w)
	case "csv":
		if r.kind != nil {
			return sheet.WriteCSV(w, r.kind, r.records)
		}
		return sheet.CSV(w, r.spreadsheet())
	case "xlsx":
		if r.kind != nil {
			return sheet.WriteXLSX(w, r.kind, r.records)
		}
		return sheet.XLSX(w, r.Title, r.spreadsheet())
	case "json":
		return writeJSON(w, r.Value)
	case "oscal":
		if r.oscal != nil {
			return writeJSON(w, r.oscal())
		}
	}
	return CheckFormat(r.Name, format)
}

func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

func (r *Report) spreadsheet() sheet.Rows {
	if r.sheet != nil {
		return r.sheet
	}
	return r.rows
}

func (r *Report) rows(row func([]sheet.Cell) error) error {
	head := make([]sheet.Cell, len(r.Head))
	for i, h := range r.Head {
		head[i].Text = h
	}
	if err := row(head); err != nil {
		return err
	}
	for _, x := range r.Rows {
		if err := row(x); err != nil {
			return err
		}
	}
	return nil
}

// add adds a row of texts and numbers.
func (r *Report) add(cells ...sheet.Cell) { r.Rows = append(r.Rows, cells) }

func text(s string) sheet.Cell { return sheet.Cell{Text: s} }

// texts makes cells of texts.
func texts(list ...string) []sheet.Cell {
	out := make([]sheet.Cell, len(list))
	for i, s := range list {
		out[i] = text(s)
	}
	return out
}
