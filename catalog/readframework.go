package catalog

import (
	"io"
	"regexp"
	"slices"
	"strings"

	"github.com/plimsoll-aims/plimsoll/fault"
)

// The headings of a framework file.
var (
	frameworkNeeds = []string{"type", "id", "title"}
	frameworkTakes = []string{"parent", "text", "kind", "evidence", "note"}
)

// clauseTypes are the words for a heading that other things hang on.
var clauseTypes = []string{"clause", "chapter", "section", "article", "annex", "function", "category"}

// rowTypes are all the words that may stand under "type".
var rowTypes = append([]string{"framework", "property", "requirement", "area", "control", "objective", "source", "topic"}, clauseTypes...)

var (
	frameworkID = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*:[A-Za-z0-9][A-Za-z0-9._-]*$`)
	localID     = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._()/-]*$`)
)

// entry is a row of a framework as the id check sees it.
type entry struct {
	kind, id, parent string
	at, parentAt     place
	path             string
}

// ReadFramework reads a framework from a CSV or XLSX table; name is the file's
// name, for messages. The first row is the headings: type, id, title, and if
// wanted parent, text, kind, evidence, note. One row has the type "framework"
// and the framework's id (acme-rules:2026); rows of type "property" give its
// edition, published, publisher, licence and source; every other row is a
// clause (or chapter, section, article, annex, function, category),
// requirement, area, control, objective, source or topic. Ids are local
// (4.1-x1); a parent is the id of another row. The file may hold 16 MB and
// 20,000 rows; formulas are refused. Problems come all at once, each with
// file:line:col or the cell; the framework is nil when the file is unreadable.
func ReadFramework(r io.Reader, name string) (*Framework, []fault.Problem) {
	return readSheet(r, name).framework()
}

func (s *sheet) framework() (*Framework, []fault.Problem) {
	if !s.need(frameworkNeeds, frameworkTakes) {
		return nil, s.ps
	}
	f := &Framework{}
	var entries []entry
	for _, row := range s.rows {
		if e, ok := s.frameworkRow(f, row); ok {
			entries = append(entries, e)
		}
	}
	if f.ID == "" {
		s.bad(s.heads.at[0], "id", "missing", `no row has the type "framework"; add one with an id such as acme-rules:2026`)
	}
	s.ps = append(s.ps, checkEntries(entries, s.file)...)
	f.placeControls()
	return f, s.ps
}

// frameworkRow takes one row into f and gives the id that it brings, if any.
func (s *sheet) frameworkRow(f *Framework, row sheetRow) (entry, bool) {
	get := func(h string) string { return s.get(row, h) }
	typ, id, parent := strings.ToLower(get("type")), get("id"), get("parent")
	switch {
	case !slices.Contains(rowTypes, typ):
		s.bad(s.place(row, "type"), "type", "unknown-type", "%q is no type of row%s", typ, fault.DidYouMean(fault.Nearest(typ, rowTypes, 2)))
		return entry{}, false
	case typ == "framework":
		s.head(f, row, id)
		return entry{}, false
	case typ == "property":
		s.property(f, row, id)
		return entry{}, false
	case !localID.MatchString(id) || len(id) > 64:
		s.bad(s.place(row, "id"), "id", "bad-id", "%q is no id; use letters, digits, dots and hyphens, without the namespace", id)
		return entry{}, false
	case get("title") == "" && get("text") == "":
		s.bad(s.place(row, "title"), "title", "missing", "%s has neither a title nor a text", id)
	}
	if kind := get("kind"); typ == "requirement" && !slices.Contains([]string{"", Process, Documented, Evidenced}, kind) {
		s.bad(s.place(row, "kind"), "kind", "bad-kind", "%q is no kind of requirement; use P (process), D (document), E (record as proof) or leave it empty", kind)
	}
	f.add(typ, id, parent, get)
	return entry{kind: typ, id: id, parent: parent, at: s.place(row, "id"), parentAt: s.place(row, "parent"), path: id}, true
}

func (s *sheet) head(f *Framework, row sheetRow, id string) {
	switch {
	case f.ID != "":
		s.bad(s.place(row, "type"), "type", "duplicate", "a file holds one framework, and %s was there before", f.ID)
	case !frameworkID.MatchString(id):
		s.bad(s.place(row, "id"), "id", "bad-id", "%q is no framework id; write namespace:edition, as acme-rules:2026", id)
	default:
		f.ID, f.Title, f.Text = id, s.get(row, "title"), s.get(row, "text")
	}
}

func (s *sheet) property(f *Framework, row sheetRow, id string) {
	fields := map[string]*string{"edition": &f.Edition, "published": &f.Published, "publisher": &f.Publisher, "licence": &f.Licence, "source": &f.Source}
	p, ok := fields[strings.ToLower(id)]
	if !ok {
		s.bad(s.place(row, "id"), "id", "unknown-property", "%q is no property; there are edition, published, publisher, licence and source", id)
		return
	}
	*p = s.get(row, "title")
}

// add puts one row into the list that its type belongs to.
func (f *Framework) add(typ, id, parent string, get func(string) string) {
	title, text, note := get("title"), get("text"), get("note")
	switch typ {
	case "requirement":
		if text == "" {
			title, text = "", title
		}
		f.Requirements = append(f.Requirements, Requirement{ID: id, Clause: parent, Title: title, Kind: get("kind"), Text: text, Evidence: get("evidence"), Note: note})
	case "area":
		f.Areas = append(f.Areas, Area{ID: id, Parent: parent, Title: title, Objective: text})
	case "control":
		f.Controls = append(f.Controls, Control{ID: id, Area: parent, Title: title, Intent: text, Hint: get("evidence"), Digest: note})
	case "objective":
		f.Objectives = append(f.Objectives, Heading{id, title, text})
	case "source":
		f.Sources = append(f.Sources, Heading{id, title, text})
	case "topic":
		f.Topics = append(f.Topics, Heading{id, title, text})
	default:
		f.Clauses = append(f.Clauses, Clause{ID: id, Type: typ, Title: title, Parent: parent, Text: text, Mark: get("kind"), Note: note})
	}
}

// placeControls gives every control its top area, the area's title, and the
// sub-area between them where there is one.
func (f *Framework) placeControls() {
	areas := make(map[string]Area, len(f.Areas))
	for _, a := range f.Areas {
		areas[a.ID] = a
	}
	for i := range f.Controls {
		c := &f.Controls[i]
		a := areas[c.Area]
		if top, ok := areas[a.Parent]; ok {
			c.Subarea, c.Area, a = a.ID, top.ID, top
		}
		c.AreaTitle = a.Title
	}
}

// checkEntries finds ids that are there twice and parents that are not there.
func checkEntries(entries []entry, file string) []fault.Problem {
	var ps []fault.Problem
	first := make(map[string]entry, len(entries))
	ids := make([]string, 0, len(entries))
	for _, e := range entries {
		if was, dup := first[e.id]; dup {
			msg := e.id + " is there twice"
			if was.at != (place{}) {
				msg += ", first at " + was.at.in(file)
			}
			ps = append(ps, fault.Problem{Path: e.path, Code: "duplicate-id", Message: msg, Where: e.at.in(file)})
			continue
		}
		first[e.id] = e
		ids = append(ids, e.id)
	}
	searched := 0
	for _, e := range entries {
		if _, ok := first[e.parent]; ok || e.parent == "" {
			continue
		}
		msg := "the parent " + clip(e.parent) + " of " + e.id + " is not in this file"
		if searched++; searched <= maxSearches {
			msg += fault.DidYouMean(fault.Nearest(e.parent, ids, 2))
		}
		ps = append(ps, fault.Problem{Path: e.path, Code: "unknown-id", Where: e.parentAt.in(file), Message: msg})
	}
	return ps
}
