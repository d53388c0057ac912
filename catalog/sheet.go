package catalog

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/table"
)

// Limits of a file that a customer brings. They are far above any framework
// known to us: the largest public one has some 1,500 rows.
const (
	maxFile    = 16 << 20
	maxUnzip   = 24 << 20
	maxRows    = 20_000
	maxColumns = 32
	maxCell    = 8 << 10
)

// place is where a cell stands: a line and column of a text file, or a cell of
// a workbook. The zero place is nowhere.
type place struct {
	line, col int32
	cell      string // Sheet1!B7; empty in a text file
}

// in writes the place behind its file name, as file:line:col.
func (p place) in(file string) string {
	switch {
	case p.cell != "":
		return file + ":" + p.cell
	case p.line > 0:
		return fmt.Sprintf("%s:%d:%d", file, p.line, p.col)
	}
	return file
}

// sheet is a table with headings, wherever it came from.
type sheet struct {
	file  string
	cols  map[string]int // heading, lower case, to column
	heads sheetRow
	rows  []sheetRow
	ps    []fault.Problem

	unusable int // cells that hold formulas or errors
}

type sheetRow struct {
	cells []string
	at    []place
}

// get gives the cell under a heading, trimmed; empty when there is none.
func (s *sheet) get(r sheetRow, head string) string {
	i, ok := s.cols[head]
	if !ok || i >= len(r.cells) {
		return ""
	}
	return strings.TrimSpace(r.cells[i])
}

// place gives where the cell under a heading stands, or its row when the row is
// too short to have one.
func (s *sheet) place(r sheetRow, head string) place {
	if i, ok := s.cols[head]; ok && i < len(r.at) {
		return r.at[i]
	}
	if len(r.at) > 0 {
		return r.at[0]
	}
	return place{}
}

// bad notes a problem at a place.
func (s *sheet) bad(at place, path, code, format string, args ...any) {
	s.ps = append(s.ps, fault.Problem{Path: path, Code: code, Message: fmt.Sprintf(format, args...), Where: at.in(s.file)})
}

// readSheet reads a table from CSV or XLSX (first sheet). It never gives a nil
// sheet; what is wrong is in ps.
func readSheet(r io.Reader, file string) *sheet {
	b, err := io.ReadAll(io.LimitReader(r, maxFile+1))
	if err != nil {
		s := &sheet{file: file}
		s.bad(place{}, "", "unreadable", "cannot be read: %v", err)
		return s
	}
	return sheetOf(b, file)
}

func sheetOf(b []byte, file string) *sheet {
	s := &sheet{file: file, cols: map[string]int{}}
	if len(b) > maxFile {
		s.bad(place{}, "", "too-large", "is larger than %d MB; split it", maxFile>>20)
		return s
	}
	if len(b) == 0 {
		return s // need says what has to stand in it
	}
	_, err := table.Scan(b, file, table.Form{Unzip: maxUnzip}, s.take)
	var syntax *table.SyntaxError
	switch {
	case err == nil, errors.Is(err, errFull):
	case errors.As(err, &syntax):
		s.bad(place{line: int32(syntax.Line), col: int32(syntax.Column)}, "", "csv", "%s", syntax.What)
	case fault.Is(err, fault.TooLarge):
		s.bad(place{}, "", "too-large", "%v", err)
	default:
		s.bad(place{}, "", "unreadable", "%v", err)
	}
	if s.unusable > 0 { // what the cells say is not what they show
		s.heads, s.rows = sheetRow{}, nil
	}
	if n := s.unusable - maxUnusable; n > 0 {
		s.bad(place{}, "", "formula", "%d more cells hold formulas or errors; paste them as values", n)
	}
	return s
}

// maxUnusable is how many cells with formulas are named before the rest is only
// counted.
const maxUnusable = 20

// errFull ends the reading of a sheet that is over a limit, which has been noted.
var errFull = errors.New("the sheet is over a limit")

// take adds a row: the first that is not blank is the heading.
func (s *sheet) take(src table.Source, row table.Row) error {
	cells, at := row.Cells, places(src, &row)
	for i := range cells {
		if what, bad := row.Bad[i]; bad {
			if s.unusable++; s.unusable <= maxUnusable {
				s.bad(at[i], "", "formula", "%s", what)
			}
		}
	}
	if blank(cells) {
		return nil
	}
	if len(cells) > maxColumns {
		s.bad(at[maxColumns], "", "too-large", "has %d columns; %d is the limit", len(cells), maxColumns)
		return errFull
	}
	if len(s.rows) >= maxRows {
		s.bad(at[0], "", "too-large", "has more than %d rows; split the file", maxRows)
		return errFull
	}
	for i, c := range cells {
		if len(c) > maxCell {
			s.bad(at[i], "", "too-large", "the cell has %d bytes; %d is the limit", len(c), maxCell)
			cells[i] = ""
		}
	}
	if s.heads.cells != nil {
		s.rows = append(s.rows, sheetRow{cells, at})
		return nil
	}
	s.heading(cells, at)
	return nil
}

// heading takes the row that names the columns.
func (s *sheet) heading(cells []string, at []place) {
	s.heads = sheetRow{make([]string, len(cells)), at}
	for i, c := range cells {
		h := strings.ToLower(strings.TrimSpace(c))
		s.heads.cells[i] = h
		if _, dup := s.cols[h]; dup && h != "" {
			s.bad(at[i], h, "duplicate-column", "the heading %q is there twice", h)
		}
		if h != "" {
			s.cols[h] = i
		}
	}
}

// places says where the cells of a row stand.
func places(src table.Source, row *table.Row) []place {
	at := make([]place, len(row.Cells))
	for i := range at {
		if row.Pos == nil {
			at[i] = place{cell: src.Sheet + "!" + table.CellName(i, row.N)}
			continue
		}
		line, col := row.Pos(i)
		at[i] = place{line: int32(line), col: int32(col)}
	}
	return at
}

// need notes every heading that is missing and every one that nobody knows.
func (s *sheet) need(required, optional []string) bool {
	ok := true
	if s.heads.cells == nil {
		if len(s.ps) == 0 {
			s.bad(place{line: 1, col: 1}, "", "empty", "has no rows; the first must hold the headings %s", strings.Join(required, ", "))
		}
		return false
	}
	for _, h := range required {
		if _, has := s.cols[h]; !has {
			s.bad(s.heads.at[0], h, "missing-column", "the heading %q is missing", h)
			ok = false
		}
	}
	known := append(append([]string{}, required...), optional...)
	for i, h := range s.heads.cells {
		if h != "" && !slices.Contains(known, h) {
			s.bad(s.heads.at[i], h, "unknown-column", "the heading %q means nothing here%s", h, fault.DidYouMean(fault.Nearest(h, known, 2)))
		}
	}
	return ok
}

func blank(cells []string) bool {
	for _, c := range cells {
		if strings.TrimSpace(c) != "" {
			return false
		}
	}
	return true
}
