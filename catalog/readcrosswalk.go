package catalog

import (
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/plimsoll-aims/plimsoll/fault"
)

// The headings of a crosswalk file.
var (
	crosswalkNeeds = []string{"from", "to", "relation"}
	crosswalkTakes = []string{"strength", "style", "rationale", "note", "author", "edition", "review"}
)

// ReadCrosswalk reads a crosswalk from a CSV or XLSX table with the limits of
// ReadFramework. The headings are from, to and relation, and if wanted
// strength (1-10), style, rationale, note, author, edition and review. Ids are
// namespaced (iso42001:A.5.2); a cell may name several, parted by spaces or
// semicolons, and stands then for every pair. All rows of a file go from one
// framework to one other; only the namespaces are known here, so Crosswalk.From
// and To hold those until With finds the frameworks. Whether the ids exist is
// checked by With and Lint.
func ReadCrosswalk(r io.Reader, name string) (*Crosswalk, []fault.Problem) {
	return readSheet(r, name).crosswalk()
}

func (s *sheet) crosswalk() (*Crosswalk, []fault.Problem) {
	if !s.need(crosswalkNeeds, crosswalkTakes) {
		return nil, s.ps
	}
	x := &Crosswalk{file: s.file}
	for _, row := range s.rows {
		s.crosswalkRow(x, row)
	}
	return x, s.ps
}

func (s *sheet) crosswalkRow(x *Crosswalk, row sheetRow) {
	get := func(h string) string { return s.get(row, h) }
	m := Mapping{Relation: Relation(strings.ToLower(get("relation"))), Style: get("style"), Rationale: get("rationale"),
		Note: get("note"), Author: get("author"), Edition: get("edition"), Review: get("review"), at: s.place(row, "from")}
	s.checkWords(row, &m)
	from, to := idsIn(get("from")), idsIn(get("to"))
	if len(from) == 0 {
		s.bad(s.place(row, "from"), "from", "missing", "the row says nothing under \"from\"")
		return
	}
	if len(to) == 0 {
		if m.Relation != NoRelation {
			s.bad(s.place(row, "to"), "to", "missing", "only a row with no-relationship may leave \"to\" empty")
			return
		}
		to = []string{""}
	}
	if n := len(from) * len(to); n > maxRows || len(x.Rows)+n > maxPairs {
		s.bad(s.place(row, "from"), "from", "too-large", "the row stands for %d pairs; a file may hold %d", n, maxPairs)
		return
	}
	for _, a := range from {
		for _, b := range to {
			p := m
			p.From, p.To, p.toAt = a, b, s.place(row, "to")
			x.Rows = append(x.Rows, p)
			x.meet(a, b)
		}
	}
}

// maxPairs bounds what cells that name several ids may grow into.
const maxPairs = 200_000

// meet notes the namespaces of the first pair that has them.
func (x *Crosswalk) meet(a, b string) {
	if x.From == "" {
		x.From = namespaceOf(a)
	}
	if x.To == "" {
		x.To = namespaceOf(b)
	}
}

// checkWords checks what has a fixed vocabulary.
func (s *sheet) checkWords(row sheetRow, m *Mapping) {
	if !m.Relation.Valid() {
		s.bad(s.place(row, "relation"), "relation", "bad-relation", "%q is no relation; use %s%s", m.Relation, relationNames, fault.DidYouMean(fault.Nearest(string(m.Relation), names(relations), 3)))
	}
	if m.Style != "" && !slices.Contains(styles, m.Style) {
		s.bad(s.place(row, "style"), "style", "bad-style", "%q is no style; use %s", m.Style, strings.Join(styles, ", "))
	}
	if m.Rationale != "" && !slices.Contains(rationales, m.Rationale) {
		s.bad(s.place(row, "rationale"), "rationale", "bad-rationale", "%q is no rationale; use %s", m.Rationale, strings.Join(rationales, ", "))
	}
	cell := s.get(row, "strength")
	if cell == "" {
		return
	}
	n, err := strconv.Atoi(cell)
	if err != nil || n < 0 || n > 10 {
		s.bad(s.place(row, "strength"), "strength", "bad-strength", "%q is no strength; use a whole number from 1 to 10, or leave it empty", cell)
		return
	}
	m.Strength = n
}

func names(rs []Relation) []string {
	out := make([]string, len(rs))
	for i, r := range rs {
		out[i] = string(r)
	}
	return out
}

// idsIn splits a cell that may name several ids.
func idsIn(cell string) []string {
	return strings.FieldsFunc(cell, func(r rune) bool { return r == ' ' || r == ';' || r == ',' || r == '\n' || r == '\t' })
}
