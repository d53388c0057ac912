package catalog

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/unicode"

	"github.com/plimsoll-aims/plimsoll/fault"
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

// readSheet reads a table from CSV (comma, semicolon or tab; UTF-8, or UTF-16
// with a byte order mark) or XLSX (first sheet), which it tells by their first
// bytes. It never gives a nil sheet; what is wrong is in ps.
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
	switch {
	case len(b) > maxFile:
		s.bad(place{}, "", "too-large", "is larger than %d MB; split it", maxFile>>20)
	case bytes.HasPrefix(b, []byte("PK\x03\x04")):
		s.readXLSX(b)
	default:
		s.readCSV(b)
	}
	return s
}

func (s *sheet) readCSV(b []byte) {
	text, err := decode(b)
	if err != nil {
		s.bad(place{}, "", "encoding", "%v", err)
		return
	}
	r := csv.NewReader(bytes.NewReader(text))
	r.Comma, r.FieldsPerRecord, r.ReuseRecord = separator(text), -1, false
	for {
		cells, err := r.Read()
		if err == io.EOF {
			return
		}
		var pe *csv.ParseError
		if errors.As(err, &pe) {
			s.bad(place{line: int32(pe.Line), col: int32(pe.Column)}, "", "csv", "%v; check the quotes", pe.Err)
			return
		}
		if err != nil {
			s.bad(place{}, "", "unreadable", "%v", err)
			return
		}
		at := make([]place, len(cells))
		for i := range cells {
			l, c := r.FieldPos(i)
			at[i] = place{line: int32(l), col: int32(c)}
		}
		if !s.take(cells, at) {
			return
		}
	}
}

// take adds a row: the first that is not blank is the heading. It says whether
// there is room for more.
func (s *sheet) take(cells []string, at []place) bool {
	if blank(cells) {
		return true
	}
	if len(cells) > maxColumns {
		s.bad(at[maxColumns], "", "too-large", "has %d columns; %d is the limit", len(cells), maxColumns)
		return false
	}
	if len(s.rows) >= maxRows {
		s.bad(at[0], "", "too-large", "has more than %d rows; split the file", maxRows)
		return false
	}
	for i, c := range cells {
		if len(c) > maxCell {
			s.bad(at[i], "", "too-large", "the cell has %d bytes; %d is the limit", len(c), maxCell)
			cells[i] = ""
		}
	}
	if s.heads.cells != nil {
		s.rows = append(s.rows, sheetRow{cells, at})
		return true
	}
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
	return true
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

// decode gives the text as UTF-8 without a byte order mark.
func decode(b []byte) ([]byte, error) {
	if bytes.HasPrefix(b, []byte{0xff, 0xfe}) || bytes.HasPrefix(b, []byte{0xfe, 0xff}) {
		return unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder().Bytes(b)
	}
	b = bytes.TrimPrefix(b, []byte("\xef\xbb\xbf"))
	if !utf8.Valid(b) {
		line, rest := 1, b
		for len(rest) > 0 {
			r, n := utf8.DecodeRune(rest)
			if r == utf8.RuneError && n == 1 {
				break
			}
			if r == '\n' {
				line++
			}
			rest = rest[n:]
		}
		return nil, fmt.Errorf("line %d is not UTF-8; save the file as \"CSV UTF-8\"", line)
	}
	return b, nil
}

// separator is the one of comma, semicolon and tab that the heading line has
// most of; spreadsheets write semicolons where the comma is a decimal sign.
func separator(b []byte) rune {
	line, _, _ := bytes.Cut(b, []byte("\n"))
	best, n := ',', bytes.Count(line, []byte(","))
	for _, c := range []rune{';', '\t'} {
		if k := bytes.Count(line, []byte(string(c))); k > n {
			best, n = c, k
		}
	}
	return best
}
