package table

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"regexp"
	"strconv"
	"strings"

	"github.com/plimsoll-aims/plimsoll/fault"
)

// scanXLSX reads one sheet of an Office Open XML workbook (ECMA-376) as a stream.
// It is our own reader because formulas have to be seen, not their last results,
// and because a hostile file must cost no more than its bounds say.
func scanXLSX(b []byte, f Form, visit func(Source, Row) error) (Source, error) {
	src := Source{Format: "xlsx"}
	limit := f.Unzip
	if limit == 0 {
		limit = maxUnzip
	}
	w, err := openWorkbook(b, limit)
	if err != nil {
		return src, err
	}
	part, name, err := w.sheet(f.Sheet)
	if err != nil {
		return src, err
	}
	if err := w.styles(); err != nil {
		return src, err
	}
	if err := w.texts(); err != nil {
		return src, err
	}
	src.Sheet, src.Date1904, src.Others = name, w.date1904, w.others(name)
	s := sheetReader{w: w, src: src, visit: visit}
	err = w.walk(part, s.token)
	return s.src, err
}

// workbook is an opened file; parts are read when they are needed.
type workbook struct {
	limit    int64 // bytes that it may unpack to
	parts    map[string]*zip.File
	sheets   []sheetRef
	rels     map[string]string // relationship id to part
	date1904 bool
	dates    []bool // by cell style: shown as a date
	shared   []string
}

type sheetRef struct {
	name, rel string
	hidden    bool
}

func broken(err error) error {
	return fault.Wrap(fault.Invalid, err, "the workbook is damaged: %v", err)
}

func openWorkbook(b []byte, limit int64) (*workbook, error) {
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return nil, broken(err)
	}
	w := &workbook{limit: limit, parts: map[string]*zip.File{}, rels: map[string]string{}}
	var total uint64
	for i, f := range z.File {
		total += f.UncompressedSize64
		switch {
		case i > 10_000:
			return nil, fault.New(fault.TooLarge, "the workbook has more than 10000 parts")
		case f.UncompressedSize64 > 1<<20 && f.UncompressedSize64 > maxRatio*max(f.CompressedSize64, 1), total > uint64(limit):
			return nil, fault.New(fault.TooLarge, "the workbook unpacks to far more than it holds (%s: %d bytes from %d); it is refused as a zip bomb. At most %d MB and %d times its size are read",
				f.Name, f.UncompressedSize64, f.CompressedSize64, limit>>20, maxRatio)
		}
		w.parts[strings.ToLower(strings.TrimPrefix(f.Name, "/"))] = f
	}
	if w.parts["xl/workbook.xml"] == nil {
		return nil, fault.New(fault.Invalid, "the file is a zip archive but no workbook of the .xlsx format")
	}
	if err := w.walk("xl/_rels/workbook.xml.rels", w.relToken); err != nil {
		return nil, err
	}
	return w, w.walk("xl/workbook.xml", w.bookToken)
}

// walk gives the tokens of a part to visit. A part that is not there has none.
func (w *workbook) walk(part string, visit func(xml.Token) error) error {
	f := w.parts[strings.ToLower(part)]
	if f == nil {
		return nil
	}
	r, err := f.Open()
	if err != nil {
		return broken(err)
	}
	defer r.Close()
	d := xml.NewDecoder(io.LimitReader(r, w.limit))
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return broken(err)
		}
		if err := visit(t); err != nil {
			if errors.Is(err, io.EOF) {
				return nil
			}
			return err
		}
	}
}

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func (w *workbook) relToken(t xml.Token) error {
	if e, ok := t.(xml.StartElement); ok && e.Name.Local == "Relationship" {
		target := attr(e, "Target")
		if !strings.HasPrefix(target, "/") {
			target = path.Join("xl", target)
		}
		w.rels[attr(e, "Id")] = strings.TrimPrefix(target, "/")
	}
	return nil
}

func (w *workbook) bookToken(t xml.Token) error {
	e, ok := t.(xml.StartElement)
	if !ok {
		return nil
	}
	switch e.Name.Local {
	case "workbookPr":
		v := attr(e, "date1904")
		w.date1904 = v == "1" || v == "true"
	case "sheet":
		ref := sheetRef{name: attr(e, "name"), hidden: strings.Contains(strings.ToLower(attr(e, "state")), "hidden")}
		for _, a := range e.Attr {
			if a.Name.Local == "id" && a.Name.Space != "" {
				ref.rel = a.Value
			}
		}
		w.sheets = append(w.sheets, ref)
	}
	return nil
}

// others lists the sheets beside one, hidden ones as such.
func (w *workbook) others(than string) (out []string) {
	for _, s := range w.sheets {
		if s.name == than {
			continue
		}
		name := s.name
		if s.hidden {
			name += " (hidden)"
		}
		out = append(out, name)
	}
	return out
}

// sheet finds a sheet by name, hidden or not; the first one that is not hidden when
// name is empty.
func (w *workbook) sheet(name string) (part, found string, err error) {
	var names []string
	for _, s := range w.sheets {
		if name == "" && !s.hidden || name != "" && strings.EqualFold(s.name, name) {
			if w.parts[strings.ToLower(w.rels[s.rel])] == nil {
				return "", "", fault.New(fault.Invalid, "the workbook is damaged: the sheet %s has no content", s.name)
			}
			return w.rels[s.rel], s.name, nil
		}
		names = append(names, s.name)
	}
	if name == "" {
		return "", "", fault.New(fault.Invalid, "every sheet of the workbook is hidden; name the one to read: %s", strings.Join(names, ", "))
	}
	return "", "", fault.New(fault.Invalid, "the workbook has no sheet %q; it has %s", name, strings.Join(names, ", "))
}

// maxTexts bounds the texts that are held in memory.
func (w *workbook) maxTexts() int { return int(min(w.limit, maxTexts)) }

// texts reads the table of shared texts; rich text is joined, readings are left out.
func (w *workbook) texts() error {
	var b strings.Builder
	inText, phonetic, total := false, 0, 0
	return w.walk("xl/sharedStrings.xml", func(t xml.Token) error {
		switch x := t.(type) {
		case xml.StartElement:
			switch x.Name.Local {
			case "si":
				b.Reset()
			case "rPh":
				phonetic++
			case "t":
				inText = phonetic == 0
			}
		case xml.EndElement:
			switch x.Name.Local {
			case "si":
				if total += b.Len(); total > w.maxTexts() || len(w.shared) > MaxRows*20 {
					return fault.New(fault.TooLarge, "the workbook has more than %d MB of text", w.maxTexts()>>20)
				}
				w.shared = append(w.shared, unescaped(b.String()))
			case "rPh":
				phonetic--
			case "t":
				inText = false
			}
		case xml.CharData:
			if inText {
				b.Write(x)
			}
		}
		return nil
	})
}

// styles learns which cell styles show a number as a date.
func (w *workbook) styles() error {
	custom := map[string]bool{}
	inCells := false
	return w.walk("xl/styles.xml", func(t xml.Token) error {
		switch x := t.(type) {
		case xml.StartElement:
			switch x.Name.Local {
			case "numFmt":
				custom[attr(x, "numFmtId")] = dateFormat(attr(x, "formatCode"))
			case "cellXfs":
				inCells = true
			case "xf":
				if inCells {
					id := attr(x, "numFmtId")
					n, _ := strconv.Atoi(id)
					w.dates = append(w.dates, custom[id] || n >= 14 && n <= 22 || n >= 27 && n <= 36 || n >= 50 && n <= 58)
				}
			}
		case xml.EndElement:
			if x.Name.Local == "cellXfs" {
				inCells = false
			}
		}
		return nil
	})
}

var elapsed = regexp.MustCompile(`(?i)\[(h+|m+|s+)\]`)

// escaped is how a workbook writes characters that XML has no place for.
var escaped = regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)

// unescaped reads a text as people see it: _x000D_ is a line end of old.
func unescaped(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	return escaped.ReplaceAllStringFunc(s, func(x string) string {
		n, err := strconv.ParseUint(x[2:6], 16, 16)
		if err != nil || n >= 0xd800 && n <= 0xdfff { // half a character
			return x
		}
		return string(rune(n))
	})
}

// dateFormat says whether a number format shows days or times: it has y, m, d, h
// or s outside of quotes, brackets and escapes. A format of durations, which has
// its largest unit in brackets as in [h]:mm, does not.
func dateFormat(code string) bool {
	if elapsed.MatchString(code) {
		return false
	}
	quoted, bracket := false, false
	for i := 0; i < len(code); i++ {
		switch c := code[i]; {
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '\\' || c == '_' || c == '*':
			i++
		case c == '[':
			bracket = true
		case c == ']':
			bracket = false
		case !bracket && strings.ContainsRune("yYmMdDhHsS", rune(c)):
			return true
		}
	}
	return false
}
