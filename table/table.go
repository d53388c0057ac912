// Package table reads the rows of foreign spreadsheets, CSV in its encodings and
// XLSX, one after the other and within bounds. It says what stands in the cells
// and where; what the rows mean is for others. Formulas are never evaluated: a
// cell that holds one is bad, and says so.
package table

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
	maxTexts   = 256 << 20
)

// Form says how to read a file. What is empty is detected.
type Form struct {
	Encoding  string
	Delimiter string
	Sheet     string // of a workbook; "" is the first that is not hidden
	Unzip     int64  // bytes that a workbook may unpack to; 0 is 512 MB
}

// Source says how a file was read.
type Source struct {
	Format    string   // csv or xlsx
	Encoding  string   // of a CSV file
	Delimiter string   // of a CSV file
	Sheet     string   // of an XLSX file
	Date1904  bool     // of an XLSX file: serial days count from 1904
	Merged    []Area   // of an XLSX file: the value belongs to the first cell, the others are empty
	Others    []string // of an XLSX file: the sheets that were not read
}

// Area is a rectangle of cells.
type Area struct {
	Ref         string // A2:A4
	First, Last int    // rows, from 1
}

// Row is one row. N counts as spreadsheets do, from 1.
type Row struct {
	N     int
	Cells []string
	Bad   map[int]string              // column position to what is wrong with the cell
	Pos   func(i int) (line, col int) // of a cell in a text file, while the row is visited; nil in a workbook
}

// Load reads a file to its end. Files over MaxBytes are a TooLarge fault, before
// anything of them is kept. size is the file's size, -1 when it is not known.
func Load(r io.Reader, name string, size int64) ([]byte, error) {
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
	return b, nil
}

// Scan gives the rows of a CSV or XLSX file to visit, told apart by the first
// bytes. It stops at the first error, which is a fault with a message for the
// person who made the file, or what visit returns.
func Scan(b []byte, name string, f Form, visit func(Source, Row) error) (Source, error) {
	switch {
	case len(b) == 0:
		return Source{}, fault.New(fault.Invalid, "%s is empty", path.Base(name))
	case strings.HasPrefix(string(b[:min(4, len(b))]), "PK\x03\x04"):
		return scanXLSX(b, f, visit)
	case strings.HasPrefix(string(b[:min(8, len(b))]), "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
		return Source{}, fault.New(fault.Invalid, "%s is an old Excel file (.xls) or one with a password; save it as .xlsx or .csv", path.Base(name))
	}
	return scanCSV(b, f, visit)
}

func tooLarge(n int64) error {
	return fault.New(fault.TooLarge, "the file has %d MB or more; %d MB can be imported at a time, so split it", n>>20, int64(MaxBytes>>20))
}

// Mark says what is wrong with a cell.
func (r *Row) Mark(col int, what string) {
	if r.Bad == nil {
		r.Bad = map[int]string{}
	}
	r.Bad[col] = what
}
