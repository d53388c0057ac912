package report_test

import (
	"archive/zip"
	"bytes"
	"compress/zlib"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/plimsoll-aims/plimsoll/report"
	"github.com/plimsoll-aims/plimsoll/sheet"
)

// squeezed is a text without white space: where lines break is up to the form.
func squeezed(s string) string { return strings.Join(strings.Fields(s), "") }

// textOf reads what a report says, squeezed.
func textOf(t *testing.T, format string, b []byte) string {
	t.Helper()
	switch format {
	case "pdf":
		return squeezed(pdfText(t, b))
	case "docx", "xlsx":
		return squeezed(zippedText(t, b))
	}
	return squeezed(string(b))
}

// zippedText reads every part of an Office file, and fails where one is no XML.
func zippedText(t *testing.T, b []byte) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		d := xml.NewDecoder(r)
		for {
			tok, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", f.Name, err)
			}
			if c, ok := tok.(xml.CharData); ok {
				out.Write(c)
			}
		}
	}
	return out.String()
}

var (
	pdfStream = regexp.MustCompile(`(?s)stream\r?\n(.*?)\r?\nendstream`)
	pdfShown  = regexp.MustCompile(`(?s)\(((?:\\.|[^\\)])*)\) ?Tj`)
	pdfEscape = regexp.MustCompile(`(?s)\\(.)`)
)

// pdfText reads the strings that the pages show, which are UTF-16.
func pdfText(t *testing.T, b []byte) string {
	t.Helper()
	if !bytes.HasPrefix(b, []byte("%PDF-")) || !bytes.Contains(b[len(b)-10:], []byte("%%EOF")) {
		t.Fatal("this is no PDF")
	}
	var out strings.Builder
	for _, m := range pdfStream.FindAllSubmatch(b, -1) {
		z, err := zlib.NewReader(bytes.NewReader(m[1]))
		if err != nil {
			continue // not compressed: a font's map
		}
		page, err := io.ReadAll(z)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range pdfShown.FindAllSubmatch(page, -1) {
			raw := pdfEscape.ReplaceAllFunc(s[1], func(x []byte) []byte {
				if x[1] == 'r' {
					return []byte("\r")
				}
				return x[1:]
			})
			var units []uint16
			for i := 0; i+1 < len(raw); i += 2 {
				units = append(units, uint16(raw[i])<<8|uint16(raw[i+1]))
			}
			out.WriteString(string(utf16.Decode(units)))
		}
	}
	return out.String()
}

// A record may hold any text; the forms for people show it or say that they
// cannot, and never break.
func TestAnyTextCanBeSet(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("endless ", 4000) + strings.Repeat("w", 5000)
	r := &report.Report{Title: "Zażółć Ελληνικά Кириллица", Organisation: `A ) B \ C ( & <D>`, Head: []string{"One", "Two", "Three"}, Rows: [][]sheet.Cell{
		{{Text: "tab\tand\x00null\x1b"}, {Text: "two\nlines"}, {Text: "12", Number: true}},
		{{Text: "😀 beyond the first plane 漢字 \ufeff"}, {Text: long}, {Text: "\xff\xfe not UTF-8"}},
		{{Text: "a short row"}},
	}}
	for _, f := range []string{"pdf", "docx", "html"} {
		var b bytes.Buffer
		if err := r.Write(&b, f); err != nil {
			t.Fatalf("%s: %v", f, err)
		}
		if said := textOf(t, f, b.Bytes()); !strings.Contains(said, squeezed(r.Title)) || !strings.Contains(said, "beyondthefirstplane") || !strings.Contains(said, "ashortrow") {
			t.Errorf("%s lost a text", f)
		}
	}
	r = &report.Report{Title: "Nothing", Head: []string{"One", "Two"}}
	for _, f := range []string{"pdf", "docx"} {
		var b bytes.Buffer
		if err := r.Write(&b, f); err != nil || !strings.Contains(textOf(t, f, b.Bytes()), "Thereisnothingtoshow.") {
			t.Errorf("%s of nothing: %v", f, err)
		}
	}
}
