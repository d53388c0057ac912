package sheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/plimsoll-aims/plimsoll/fault"
)

func itoa(n int) string { return strconv.Itoa(n) }

// readCSV reads text with separated values (RFC 4180).
func readCSV(b []byte, f Form) (*Table, error) {
	t := &Table{Format: "csv", Encoding: f.Encoding, Delimiter: f.Delimiter}
	if t.Encoding == "" {
		t.Encoding = DetectEncoding(b)
	}
	text, err := Decode(b, t.Encoding)
	if err != nil {
		return nil, err
	}
	if t.Delimiter == "" {
		t.Delimiter = detectDelimiter(text)
	}
	r := csv.NewReader(bytes.NewReader(text))
	r.Comma = rune(t.Delimiter[0])
	r.FieldsPerRecord = -1
	for n := 1; ; n++ {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, csvFault(err)
		}
		if err := bounds(n, cells); err != nil {
			return nil, err
		}
		switch {
		case n < f.Header:
		case n == f.Header:
			t.Head = heads(cells)
		default:
			t.Rows = append(t.Rows, csvRow(n, cells, len(t.Head)))
		}
	}
	if t.Head == nil {
		return nil, fault.New(fault.Invalid, "the file has no headings in row %d", f.Header)
	}
	return t, nil
}

// csvRow evens a row out to the headings; cells beyond them make it bad.
func csvRow(n int, cells []string, width int) Row {
	row := Row{N: n, Cells: cells}
	for len(row.Cells) < width {
		row.Cells = append(row.Cells, "")
	}
	for i := width; i < len(row.Cells); i++ {
		if strings.TrimSpace(row.Cells[i]) != "" {
			row.bad(i, "the row has more cells than there are headings")
		}
	}
	row.Cells = row.Cells[:width]
	return row
}

func (r *Row) bad(col int, format string, args ...any) {
	if r.Bad == nil {
		r.Bad = map[int]string{}
	}
	r.Bad[col] = fmt.Sprintf(format, args...)
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
			return fault.New(fault.TooLarge, "cell %s%d is larger than %d KB; perhaps a quote is not closed", ColumnName(i), n, MaxCell>>10)
		}
	}
	return nil
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
	return fault.Wrap(fault.Invalid, err, "line %d, character %d: %s", pe.Line, pe.Column, what)
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
