package table_test

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"
	"unicode/utf16"

	"golang.org/x/text/encoding/charmap"

	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/table"
)

// scan reads all rows.
func scan(b []byte) (src table.Source, rows []table.Row, err error) {
	src, err = table.Scan(b, "f", table.Form{}, func(_ table.Source, r table.Row) error {
		rows = append(rows, r)
		return nil
	})
	return src, rows, err
}

func TestEncodingsAreDetectedAndStated(t *testing.T) {
	t.Parallel()
	const text = "name,title\na,Größe – “q”\n"
	cp, err := charmap.Windows1252.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		in   []byte
		want string
	}{
		"UTF-8":                            {[]byte(text), table.UTF8},
		"UTF-8 with a byte order mark":     {[]byte("\ufeff" + text), table.UTF8},
		"Windows-1252":                     {[]byte(cp), table.Windows1252},
		"UTF-16 little endian":             {utf16Of(text, false, true), table.UTF16LE},
		"UTF-16 big endian":                {utf16Of(text, true, true), table.UTF16BE},
		"UTF-16 little endian, unmarked":   {utf16Of(text, false, false), table.UTF16LE},
		"UTF-16 big endian without a mark": {utf16Of(text, true, false), table.UTF16BE},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			src, rows, err := scan(c.in)
			if err != nil || src.Encoding != c.want || rows[0].Cells[0] != "name" || rows[1].Cells[1] != "Größe – “q”" {
				t.Errorf("%s: %+v, %v", src.Encoding, rows, err)
			}
		})
	}
}

func utf16Of(s string, big, bom bool) (out []byte) {
	if bom {
		s = "\ufeff" + s
	}
	for _, u := range utf16.Encode([]rune(s)) {
		if big {
			out = append(out, byte(u>>8), byte(u))
		} else {
			out = append(out, byte(u), byte(u>>8))
		}
	}
	return out
}

func TestDelimitersAreDetected(t *testing.T) {
	t.Parallel()
	for _, d := range []string{",", ";", "\t", "|"} {
		src, rows, err := scan([]byte("name" + d + "\"a,b;c|d\"" + d + "e\nx" + d + "y" + d + "z\n"))
		if err != nil || src.Delimiter != d || len(rows[0].Cells) != 3 || rows[0].Cells[1] != "a,b;c|d" {
			t.Errorf("%q: got %q %+v, %v", d, src.Delimiter, rows, err)
		}
	}
}

func TestBrokenFilesAreRefusedWithAReason(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		in   string
		want string
	}{
		"nothing":                 {"", "f is empty"},
		"a stray quote":           {"name,title\na,b \"c\"\n", "line 2, character"},
		"a quote that never ends": {"name\n\"" + strings.Repeat("x", 2<<20), "a quote"},
		"a zero byte":             {"name\nab\x00c\n", "line 2: the file has a zero byte"},
		"an old workbook":         {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1xxxx", "save it as .xlsx"},
		"a zip of something":      {"PK\x03\x04xxxx", "damaged"},
		"very many columns":       {strings.Repeat("a,", 2000) + "\n", "more than 1000 columns"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, _, err := scan([]byte(c.in))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("want %q, got %v", c.want, err)
			}
		})
	}
}

func TestEveryCellHasItsPlace(t *testing.T) {
	t.Parallel()
	var got []string
	_, err := table.Scan([]byte("a,b\n\"two\nlines\",c\n"), "f", table.Form{}, func(_ table.Source, r table.Row) error {
		line, col := r.Pos(1)
		got = append(got, r.Cells[1]+" at "+string(rune('0'+line))+":"+string(rune('0'+col)))
		return nil
	})
	if err != nil || strings.Join(got, ", ") != "b at 1:3, c at 3:8" {
		t.Errorf("got %q, %v", got, err)
	}
	if name := table.CellName(27, 12); name != "AB12" {
		t.Errorf("column 28 of row 12 is %s", name)
	}
}

// endless gives bytes for ever and counts them.
type endless struct{ n int64 }

func (e *endless) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = 'a'
	}
	e.n += int64(len(b))
	return len(b), nil
}

func TestAGigabyteIsRefusedByItsSizeAlone(t *testing.T) {
	t.Parallel()
	e := &endless{}
	if _, err := table.Load(e, "f", 1<<30); !fault.Is(err, fault.TooLarge) || e.n != 0 || !strings.Contains(err.Error(), "1024 MB") {
		t.Errorf("read %d bytes: %v", e.n, err)
	}
	if _, err := table.Load(e, "f", -1); !fault.Is(err, fault.TooLarge) || e.n > 2*table.MaxBytes {
		t.Errorf("an upload without a size ends at the bound: read %d bytes, %v", e.n, err)
	}
}

func TestSerialDays(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		x    float64
		old  bool
		want string
	}{{1, false, "1900-01-01"}, {59, false, "1900-02-28"}, {60, false, ""}, {61, false, "1900-03-01"}, {2024, false, "1905-07-16"}, {45292, false, "2024-01-01"},
		{0, true, "1904-01-01"}, {43830, true, "2024-01-01"}, {-1, false, ""}, {1e9, false, ""}} {
		if got, _ := table.SerialTime(c.x, c.old); got != c.want {
			t.Errorf("day %v is %q, got %q", c.x, c.want, got)
		}
	}
}

func FuzzScan(f *testing.F) {
	f.Add([]byte("name,title\na,\"b\"\n"))
	f.Add([]byte("\xff\xfen\x00"))
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) > 1<<16 {
			return
		}
		_, rows, err := scan(b)
		if err != nil && fault.Of(err) == fault.Internal {
			t.Fatalf("a fault of the file is not ours: %v", err)
		}
		for i := 1; i < len(rows); i++ {
			if rows[i].N <= rows[i-1].N {
				t.Fatal("rows are not in order")
			}
		}
	})
}

// FuzzWorkbook puts foreign XML into an archive that is sound otherwise, since
// random changes of a zip file seldom get past its checksums.
func FuzzWorkbook(f *testing.F) {
	f.Add([]byte(`<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="2"><c r="A2" s="1"><v>45292</v></c><c t="b"><v>1</v></c></row></sheetData></worksheet>`),
		[]byte(`<sst><si><t>name</t></si><si><r><t>a</t></r><rPh><t>x</t></rPh></si></sst>`), []byte(`<styleSheet><numFmts><numFmt numFmtId="200" formatCode="yyyy"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="200"/></cellXfs></styleSheet>`))
	f.Add([]byte(`<worksheet><sheetData><row><c><f>1+1</f><v>2</v></c><c r="ZZZ1"><v/></c></row><row r="-5"/></sheetData></worksheet>`), []byte(`<!DOCTYPE a [<!ENTITY b "b">]><sst><si><t>&b;</t></si></sst>`), []byte(``))
	f.Fuzz(func(t *testing.T, sheetXML, texts, styles []byte) {
		if len(sheetXML)+len(texts)+len(styles) > 1<<16 {
			return
		}
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		for name, text := range map[string][]byte{
			"xl/workbook.xml":            []byte(`<workbook xmlns:r="r"><sheets><sheet name="S" r:id="r1"/></sheets></workbook>`),
			"xl/_rels/workbook.xml.rels": []byte(`<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>`),
			"xl/worksheets/sheet1.xml":   sheetXML, "xl/sharedStrings.xml": texts, "xl/styles.xml": styles,
		} {
			w, err := z.Create(name)
			if err != nil {
				t.Fatal(err)
			}
			_, _ = w.Write(text)
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		_, rows, err := scan(b.Bytes())
		if err != nil && fault.Of(err) == fault.Internal {
			t.Fatalf("a fault of the file is not ours: %v", err)
		}
		if err == nil && len(rows) > table.MaxRows {
			t.Fatal("more rows than the bound")
		}
	})
}
