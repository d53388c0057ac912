package sheet

import (
	"io"
	"strconv"
	"strings"

	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/table"
)

// Table is a spreadsheet that has been read: its headings and its rows.
type Table struct {
	table.Source
	Head   []string
	Rows   []table.Row
	header int // row of the headings
}

// Form says how to read a file. What is empty is detected.
type Form struct {
	table.Form
	Header int // row of the headings, from 1; 0 is 1
}

// Read reads a CSV or XLSX file. size is the file's size, -1 when it is not known.
func Read(r io.Reader, name string, size int64, f Form) (*Table, error) {
	b, err := table.Load(r, name, size)
	if err != nil {
		return nil, err
	}
	header := max(1, f.Header)
	t := &Table{header: header}
	t.Source, err = table.Scan(b, name, f.Form, func(src table.Source, row table.Row) error {
		switch {
		case row.N < header:
		case row.N == header:
			for _, what := range row.Bad {
				return fault.New(fault.Invalid, "the headings cannot be read: %s", what)
			}
			t.Head = heads(row.Cells)
		case t.Head == nil:
			return fault.New(fault.Invalid, "the sheet %s has no headings in row %d", src.Sheet, header)
		default:
			t.Rows = append(t.Rows, evened(row, len(t.Head)))
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if t.Head == nil {
		return nil, fault.New(fault.Invalid, "%s has no headings in row %d", name, header)
	}
	return t, nil
}

// notes say what of a workbook was read in a way that its maker may not expect.
func (t *Table) notes() (out []string) {
	const shown = 5
	var merged []string
	for _, a := range t.Merged {
		if a.Last >= t.header {
			merged = append(merged, a.Ref)
		}
	}
	if n := len(merged); n > shown {
		merged = append(merged[:shown], "and "+strconv.Itoa(n-shown)+" more")
	}
	if len(merged) > 0 {
		out = append(out, "merged cells: the value belongs to the first cell, the others are empty: "+strings.Join(merged, ", "))
	}
	if len(t.Others) > 0 {
		out = append(out, "only the sheet "+t.Sheet+" was read; there are also "+strings.Join(t.Others, ", "))
	}
	return out
}

// evened gives a row as many cells as there are headings; what stands beyond them
// makes it bad.
func evened(row table.Row, width int) table.Row {
	row.Pos = nil
	for len(row.Cells) < width {
		row.Cells = append(row.Cells, "")
	}
	for i := width; i < len(row.Cells); i++ {
		delete(row.Bad, i)
		if strings.TrimSpace(row.Cells[i]) != "" {
			row.Mark(i, "the row has more cells than there are headings")
		}
	}
	row.Cells = row.Cells[:width]
	return row
}

// heads settles the headings: spaces and line ends are evened out, and a heading
// that is there before gets a number, as in "If Other, please explain. (2)".
func heads(cells []string) []string {
	count := map[string]int{}
	out := make([]string, len(cells))
	for i, c := range cells {
		h := Normal(c)
		count[h]++
		if n := count[h]; n > 1 && h != "" {
			h += " (" + strconv.Itoa(n) + ")"
		}
		out[i] = h
	}
	return out
}

// column finds a heading, -1 when there is none. Case, spaces and the form of
// quotes do not matter.
func (t *Table) column(name string) int {
	want := Fold(name)
	for i, h := range t.Head {
		if Fold(h) == want {
			return i
		}
	}
	return -1
}
