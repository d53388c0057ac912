package table

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/plimsoll-aims/plimsoll/fault"
)

// scanCSV reads text with separated values (RFC 4180).
func scanCSV(b []byte, f Form, visit func(Source, Row) error) (Source, error) {
	src := Source{Format: "csv", Encoding: f.Encoding, Delimiter: f.Delimiter}
	if src.Encoding == "" {
		src.Encoding = DetectEncoding(b)
	}
	text, err := Decode(b, src.Encoding)
	if err != nil {
		return src, err
	}
	if src.Delimiter == "" {
		src.Delimiter = detectDelimiter(text)
	}
	r := csv.NewReader(bytes.NewReader(text))
	r.Comma = rune(src.Delimiter[0])
	r.FieldsPerRecord = -1
	for n := 1; ; n++ {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return src, nil
		} else if err != nil {
			return src, csvFault(err)
		}
		if err := bounds(n, cells); err != nil {
			return src, err
		}
		if err := visit(src, Row{N: n, Cells: cells, Pos: r.FieldPos}); err != nil {
			return src, err
		}
	}
}

func bounds(n int, cells []string) error {
	if n > MaxRows {
		return fault.New(fault.TooLarge, "the sheet has more than %d rows; split it", MaxRows)
	}
	if len(cells) > MaxColumns {
		return fault.New(fault.TooLarge, "row %d has more than %d columns", n, MaxColumns)
	}
	for i, c := range cells {
		if len(c) > MaxCell {
			return fault.New(fault.TooLarge, "cell %s is larger than %d KB; perhaps a quote is not closed", CellName(i, n), MaxCell>>10)
		}
	}
	return nil
}

// SyntaxError is text that is no CSV, at its place; it is the cause of a fault.
type SyntaxError struct {
	Line, Column int
	What         string // for the person who made the file
}

func (e *SyntaxError) Error() string {
	return fmt.Sprintf("line %d, character %d: %s", e.Line, e.Column, e.What)
}

func csvFault(err error) error {
	var pe *csv.ParseError
	if !errors.As(err, &pe) {
		return fault.Wrap(fault.Invalid, err, "the file cannot be read: %v", err)
	}
	what := map[error]string{
		csv.ErrQuote:     "a quote stands inside of a value; put the value in quotes and double the quotes inside",
		csv.ErrBareQuote: "a quote stands inside of a value that is not in quotes; put the value in quotes and double the quotes inside",
	}[pe.Err]
	if what == "" {
		what = pe.Err.Error()
	}
	syntax := &SyntaxError{pe.Line, pe.Column, what}
	return fault.Wrap(fault.Invalid, syntax, "%v", syntax)
}

// detectDelimiter takes the one that splits the first lines most evenly: it looks
// at the headings and prefers the one that occurs most outside of quotes.
func detectDelimiter(text []byte) string {
	counts := map[byte]int{}
	quoted := false
	for _, c := range text[:min(len(text), 64<<10)] {
		switch {
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '\n' && len(counts) > 0:
			return most(counts)
		case c == ',' || c == ';' || c == '\t' || c == '|':
			counts[c]++
		}
	}
	return most(counts)
}

func most(counts map[byte]int) string {
	best := byte(',')
	for _, c := range []byte{',', ';', '\t', '|'} {
		if counts[c] > counts[best] {
			best = c
		}
	}
	return string(best)
}

// ColumnName gives the letters of a column: A, B … Z, AA.
func ColumnName(i int) string {
	name := ""
	for i++; i > 0; i = (i - 1) / 26 {
		name = string(rune('A'+(i-1)%26)) + name
	}
	return name
}

// CellName gives a cell's name as spreadsheets show it: B7.
func CellName(col, row int) string { return ColumnName(col) + strconv.Itoa(row) }
