package table

import (
	"encoding/xml"
	"io"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/plimsoll-aims/plimsoll/fault"
)

// sheetReader turns the tokens of a worksheet into rows.
type sheetReader struct {
	w     *workbook
	src   Source
	visit func(Source, Row) error

	row   Row
	col   int
	total int

	typ, style string // of the cell
	value      strings.Builder
	in         string // v, t or f, when inside one
	formula    bool
	phonetic   bool
}

func (s *sheetReader) token(t xml.Token) error {
	switch x := t.(type) {
	case xml.StartElement:
		return s.start(x)
	case xml.CharData:
		if s.in == "v" || s.in == "t" && !s.phonetic {
			if s.value.Len()+len(x) > MaxCell {
				return fault.New(fault.TooLarge, "cell %s is larger than %d KB", CellName(s.col, s.row.N), MaxCell>>10)
			}
			s.value.Write(x)
		}
	case xml.EndElement:
		switch x.Name.Local {
		case "c":
			return s.cell()
		case "row":
			return s.rowEnd()
		case "rPh":
			s.phonetic = false
		case "mergeCells", "worksheet":
			return io.EOF
		case "v", "t", "f":
			s.in = ""
		}
	}
	return nil
}

// rowEnd hands the row on. A row beyond the bounds counts only when it says
// something: a workbook may declare and format a million rows and use ten.
func (s *sheetReader) rowEnd() error {
	if s.row.N > MaxRows {
		if len(s.row.Cells) == 0 {
			return nil
		}
		return fault.New(fault.TooLarge, "the sheet has more than %d rows; split it", MaxRows)
	}
	return s.visit(s.src, s.row)
}

// merge notes merged cells; so many that nobody reads the list are counted by none.
func (s *sheetReader) merge(ref string) {
	from, to, ok := strings.Cut(ref, ":")
	if ok && len(s.src.Merged) < MaxRows {
		s.src.Merged = append(s.src.Merged, Area{Ref: ref, First: rowOf(from), Last: rowOf(to)})
	}
}

func (s *sheetReader) start(x xml.StartElement) error {
	switch x.Name.Local {
	case "row":
		next := s.row.N + 1
		if n, err := strconv.Atoi(attr(x, "r")); err == nil {
			if n < next {
				return fault.New(fault.Invalid, "the workbook is damaged: row %d comes after row %d", n, next-1)
			}
			next = n
		}
		s.row, s.col = Row{N: next}, -1
	case "c":
		s.col++
		if ref := attr(x, "r"); ref != "" {
			s.col = columnOf(ref)
		}
		s.typ, s.style, s.formula = attr(x, "t"), attr(x, "s"), false
		s.value.Reset()
	case "v", "t":
		s.in = x.Name.Local
	case "f":
		s.in, s.formula = "f", true
	case "rPh":
		s.phonetic = true
	case "mergeCell":
		s.merge(attr(x, "ref"))
	}
	return nil
}

// columnOf reads the letters of a cell's name, -1 when it has none.
func columnOf(ref string) int {
	n := 0
	for i := 0; i < len(ref) && i < 4 && ref[i] >= 'A' && ref[i] <= 'Z'; i++ {
		n = n*26 + int(ref[i]-'A') + 1
	}
	return n - 1
}

// rowOf reads the digits of a cell's name, 0 when it has none.
func rowOf(ref string) int {
	n, _ := strconv.Atoi(strings.TrimLeft(ref, "$ABCDEFGHIJKLMNOPQRSTUVWXYZ")) // a damaged name belongs to no row
	return n
}

func (s *sheetReader) cell() error {
	v, err := s.text()
	if err != nil {
		return err
	}
	switch outside := s.col < 0 || s.col >= MaxColumns || s.row.N > MaxRows; {
	case outside && v == "" && !s.formula: // formatted and empty
		return nil
	case outside && s.row.N <= MaxRows:
		return fault.New(fault.TooLarge, "row %d has more than %d columns", s.row.N, MaxColumns)
	}
	for len(s.row.Cells) <= s.col {
		s.row.Cells = append(s.row.Cells, "")
	}
	s.row.Cells[s.col] = v
	if s.total += len(v); s.total > s.w.maxTexts() {
		return fault.New(fault.TooLarge, "the sheet has more than %d MB of text", s.w.maxTexts()>>20)
	}
	switch name := CellName(s.col, s.row.N); {
	case s.formula:
		s.row.Mark(s.col, "cell "+name+" holds a formula; formulas are not evaluated, so replace it by its value")
	case s.typ == "e":
		s.row.Mark(s.col, "cell "+name+" holds the error "+v)
	}
	return nil
}

// text gives what a cell says: texts as they are, truth values as TRUE and FALSE,
// days as 2026-11-20, times of day as 13:30:00, other numbers as stored.
func (s *sheetReader) text() (string, error) {
	v := s.value.String()
	switch s.typ {
	case "s":
		i, err := strconv.Atoi(v)
		if err != nil || i < 0 || i >= len(s.w.shared) {
			return "", fault.New(fault.Invalid, "the workbook is damaged: cell %s names a text that is not there", CellName(s.col, s.row.N))
		}
		return s.w.shared[i], nil
	case "inlineStr", "str":
		return unescaped(v), nil
	case "b":
		if v == "1" || v == "true" {
			return "TRUE", nil
		}
		return "FALSE", nil
	case "", "n":
		if i, err := strconv.Atoi(s.style); err == nil && i >= 0 && i < len(s.w.dates) && s.w.dates[i] {
			if x, err := strconv.ParseFloat(v, 64); err == nil {
				if x > 0 && x < 1 && !s.w.date1904 {
					return time.Time{}.Add(time.Duration(math.Round(x*86400)) * time.Second).Format(time.TimeOnly), nil
				}
				if d, ok := SerialTime(x, s.w.date1904); ok {
					return d, nil
				}
			}
		}
	}
	return v, nil
}

// SerialTime turns the number that a spreadsheet keeps for a day into ISO 8601.
// Day 1 is 1 January 1900; the 29 February 1900, which never was, is day 60 and
// refused. With date1904 day 0 is 1 January 1904.
func SerialTime(x float64, date1904 bool) (string, bool) {
	if !(x >= 0 && x < 2_958_466) {
		return "", false
	}
	days := int(math.Floor(x))
	start := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case date1904:
		start = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	case days == 60:
		return "", false
	case days < 60:
		start = start.AddDate(0, 0, 1)
	}
	seconds := int(math.Round((x - float64(days)) * 86400))
	at := start.AddDate(0, 0, days).Add(time.Duration(seconds) * time.Second)
	if seconds == 0 {
		return at.Format(time.DateOnly), true
	}
	return at.Format("2006-01-02T15:04:05"), true
}
