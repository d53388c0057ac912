package sheet

import (
	"io"
	"path"
	"strings"

	"github.com/plimsoll-aims/plimsoll/fault"
)

// Bounds of a spreadsheet, stated in the messages that refuse one.
const (
	MaxBytes   = 64 << 20 // of a file
	MaxRows    = 200_000
	MaxColumns = 1_000
	MaxCell    = 1 << 20 // bytes
	maxUnzip   = 512 << 20
	maxRatio   = 200 // unpacked to packed
	MaxTexts   = 256 << 20
)

// Table is a spreadsheet that has been read: its headings and its rows.
type Table struct {
	Format    string // csv or xlsx
	Encoding  string // of a CSV file
	Delimiter string // of a CSV file
	Sheet     string // of an XLSX file
	Date1904  bool   // of an XLSX file: serial days count from 1904
	Head      []string
	Rows      []Row
}

// Row is one row. N counts as spreadsheets do: the headings are row 1.
type Row struct {
	N     int
	Cells []string
	Bad   map[int]string // column position to what is wrong with the cell
}

// Form says how to read a file. What is empty is detected.
type Form struct {
	Encoding  string
	Delimiter string
	Sheet     string
	Header    int // row of the headings, from 1; 0 is 1
}

// Read reads a CSV or XLSX file, told apart by its first bytes. size is the
// file's size, -1 when it is not known. Files over a bound are a TooLarge fault,
// before anything of them is kept.
func Read(r io.Reader, name string, size int64, f Form) (*Table, error) {
	if size > MaxBytes {
		return nil, tooLarge(size)
	}
	b, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, err, "%s could not be read to its end: %v", path.Base(name), err)
	}
	if len(b) > MaxBytes {
		return nil, tooLarge(int64(len(b)))
	}
	if f.Header == 0 {
		f.Header = 1
	}
	switch {
	case len(b) == 0:
		return nil, fault.New(fault.Invalid, "%s is empty", path.Base(name))
	case strings.HasPrefix(string(b[:min(4, len(b))]), "PK\x03\x04"):
		return readXLSX(b, f)
	case strings.HasPrefix(string(b[:min(8, len(b))]), "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
		return nil, fault.New(fault.Invalid, "%s is an old Excel file (.xls) or one with a password; save it as .xlsx or .csv", path.Base(name))
	}
	return readCSV(b, f)
}

func tooLarge(n int64) error {
	return fault.New(fault.TooLarge, "the file has %d MB or more; %d MB can be imported at a time, so split it", n>>20, int64(MaxBytes>>20))
}

// heads settles the headings: spaces and line ends are evened out, and a heading
// that is there before gets a number, as in "If Other, please explain. (2)".
func heads(cells []string) []string {
	count := map[string]int{}
	out := make([]string, len(cells))
	for i, c := range cells {
		h := Normal(c)
		count[h]++
		if n := count[h]; n > 1 {
			h += " (" + itoa(n) + ")"
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
