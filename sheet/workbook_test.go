package sheet_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/kernel"
	"github.com/plimsoll-aims/plimsoll/kernel/storetest"
	"github.com/plimsoll-aims/plimsoll/sheet"
)

// book is a workbook as XML, for what no writer of ours would write.
type book struct {
	sheets []string // attributes of each sheet, such as name="A" state="hidden"
	data   []string // the inside of each worksheet
	shared string   // the inside of the table of shared texts
	styles string   // the inside of the style sheet
	props  string   // attributes of workbookPr
}

func (b book) bytes(t *testing.T) []byte {
	t.Helper()
	const ns = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`
	if len(b.sheets) == 0 {
		b.sheets = []string{`name="Inventory"`}
	}
	var refs, rels strings.Builder
	parts := map[string]string{"xl/sharedStrings.xml": "<sst " + ns + ">" + b.shared + "</sst>", "xl/styles.xml": "<styleSheet " + ns + ">" + b.styles + "</styleSheet>"}
	for i, s := range b.sheets {
		fmt.Fprintf(&refs, `<sheet %s sheetId="%d" r:id="r%d"/>`, s, i+1, i+1)
		fmt.Fprintf(&rels, `<Relationship Id="r%d" Target="worksheets/sheet%d.xml"/>`, i+1, i+1)
		parts[fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1)] = "<worksheet " + ns + ">" + b.data[i] + "</worksheet>"
	}
	parts["xl/workbook.xml"] = "<workbook " + ns + "><workbookPr " + b.props + "/><sheets>" + refs.String() + "</sheets></workbook>"
	parts["xl/_rels/workbook.xml.rels"] = "<Relationships>" + rels.String() + "</Relationships>"
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for name, text := range parts {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// crewHead is a row of headings for records of crew.
const crewHead = `<row r="1"><c r="A1" t="inlineStr"><is><t>name</t></is></c><c r="B1" t="inlineStr"><is><t>title</t></is></c><c r="C1" t="inlineStr"><is><t>rank</t></is></c></row>`

// cell is a cell with a text of its own.
func cell(ref, text string) string {
	return `<c r="` + ref + `" t="inlineStr"><is><t>` + text + `</t></is></c>`
}

// imported takes a workbook in as crew, and gives the account and the records by name.
func imported(t *testing.T, b []byte, f sheet.Form) (*sheet.Account, map[string]*storetest.Crew) {
	t.Helper()
	tab, err := sheet.Read(bytes.NewReader(b), "f.xlsx", int64(len(b)), f)
	if err != nil {
		t.Fatal(err)
	}
	m, err := sheet.PlainMapping(storetest.Registry().Kind("crew"), tab)
	if err != nil {
		t.Fatal(err)
	}
	st := fleet(t)
	a, err := sheet.Import(t.Context(), st, m, tab, sheet.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if a.Read != a.Created+a.Updated+a.Unchanged+a.RefusedRows() {
		t.Errorf("the account does not add up: %+v", a)
	}
	got := map[string]*storetest.Crew{}
	if err := st.View(t.Context(), kernel.At{}, func(v kernel.View) error {
		all, err := kernel.All[storetest.Crew](t.Context(), v)
		for rec, c := range kernel.Each[storetest.Crew](all) {
			got[rec.Name] = c
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return a, got
}

// What is merged belongs to the first cell; the account says which cells are empty
// for that reason.
func TestMergedCellsBelongToTheFirstAndAreNoted(t *testing.T) {
	t.Parallel()
	a, got := imported(t, book{data: []string{`<sheetData>` + crewHead +
		`<row r="2">` + cell("A2", "anna") + cell("B2", "Anna") + cell("C2", "mate") + `</row>` +
		`<row r="3">` + cell("A3", "bo") + cell("B3", "Bo") + `<c r="C3"/></row>` +
		`<row r="4">` + cell("A4", "cy") + cell("B4", "Cy") + `<c r="C4"/></row></sheetData>` +
		`<sheetProtection sheet="1"/><mergeCells count="1"><mergeCell ref="C2:C4"/></mergeCells><pageMargins left="1"/>`}}.bytes(t), sheet.Form{})
	if a.Created != 3 || got["anna"].Rank != "mate" || got["bo"].Rank != "" || got["cy"].Rank != "" {
		t.Errorf("%+v %+v", a, got)
	}
	if len(a.Notes) != 1 || a.Notes[0] != "merged cells: the value belongs to the first cell, the others are empty: C2:C4" {
		t.Errorf("notes %q", a.Notes)
	}
}

// A title that is merged over the whole sheet above the headings is nobody's concern.
func TestMergedCellsAboveTheHeadingsAreNotNoted(t *testing.T) {
	t.Parallel()
	shifted := strings.NewReplacer(`r="1"`, `r="2"`, `"A1"`, `"A2"`, `"B1"`, `"B2"`, `"C1"`, `"C2"`).Replace(crewHead)
	a, _ := imported(t, book{data: []string{`<sheetData><row r="1">` + cell("A1", "Our crew") + `</row>` + shifted +
		`<row r="3">` + cell("A3", "anna") + cell("B3", "Anna") + `</row></sheetData><mergeCells><mergeCell ref="A1:C1"/></mergeCells>`}}.bytes(t), sheet.Form{Header: 2})
	if a.Created != 1 || len(a.Notes) != 0 {
		t.Errorf("%+v", a)
	}
}

// A formula is refused although its last result stands beside it: nobody knows of
// which day that is.
func TestAFormulaIsRefusedWhateverItsLastResult(t *testing.T) {
	t.Parallel()
	a, got := imported(t, book{data: []string{`<sheetData>` + crewHead +
		`<row r="2">` + cell("A2", "anna") + `<c r="B2" t="str"><f>UPPER("anna")</f><v>ANNA</v></c></row>` +
		`<row r="3">` + cell("A3", "bo") + `<c r="B3" t="str"><f t="shared" si="0"/><v>BO</v></c></row>` +
		`<row r="4">` + cell("A4", "cy") + `<c r="B4" t="e"><v>#REF!</v></c></row>` +
		`<row r="5">` + cell("A5", "di") + cell("B5", "Di") + `</row></sheetData>`}}.bytes(t), sheet.Form{})
	if a.Created != 1 || got["di"] == nil || a.RefusedRows() != 3 {
		t.Fatalf("%+v", a)
	}
	for i, want := range []string{"cell B2 holds a formula", "cell B3 holds a formula", "cell B4 holds the error #REF!"} {
		if x := a.Refused[i]; x.Row != i+2 || x.Column != "title" || !strings.Contains(x.Problem, want) {
			t.Errorf("row %d: %+v", i+2, x)
		}
	}
}

// Rich text is its words; readings (furigana) and formats are not; escaped characters
// are what people see.
func TestTextsOfEverySortAreTheirWords(t *testing.T) {
	t.Parallel()
	_, got := imported(t, book{shared: `<si><r><rPr><b/></rPr><t xml:space="preserve">rich </t></r><r><t>text</t></r></si>` +
		`<si><t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh><phoneticPr fontId="1"/></si><si><t>two_x000D_` + "\n" + `lines _x005F_x0041_</t></si>`,
		data: []string{`<sheetData>` + crewHead +
			`<row r="2">` + cell("A2", "a") + `<c r="B2" t="s"><v>0</v></c></row>` +
			`<row r="3">` + cell("A3", "b") + `<c r="B3" t="s"><v>1</v></c></row>` +
			`<row r="4">` + cell("A4", "c") + `<c r="B4" t="s"><v>2</v></c></row>` +
			`<row r="5">` + cell("A5", "d") + `<c r="B5" t="inlineStr"><is><r><t xml:space="preserve">in </t></r><r><t>line</t></r><rPh sb="0" eb="1"><t>x</t></rPh></is></c></row>` +
			`<row r="6">` + cell("A6", "e") + `<c r="B6" t="b"><v>1</v></c></row></sheetData>`}}.bytes(t), sheet.Form{})
	for name, want := range map[string]string{"a": "rich text", "b": "東京", "c": "two lines _x0041_", "d": "in line", "e": "TRUE"} {
		if got[name] == nil || got[name].Title != want {
			t.Errorf("%s: %+v, want %q", name, got[name], want)
		}
	}
}

// Days and moments are ISO 8601, times of day are times, and a duration stays the
// number that is kept: parts of a day.
func TestDatesTimesAndDurations(t *testing.T) {
	t.Parallel()
	const styles = `<numFmts><numFmt numFmtId="164" formatCode="dd\-mmm\-yyyy"/><numFmt numFmtId="165" formatCode="[h]:mm"/><numFmt numFmtId="166" formatCode="0.0 &quot;days&quot;"/><numFmt numFmtId="167" formatCode="[$-407]d/ mmmm yyyy"/></numFmts>` +
		`<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="22"/><xf numFmtId="20"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/><xf numFmtId="167"/><xf numFmtId="46"/></cellXfs>`
	cases := []struct{ style, v, want, want1904 string }{
		{"0", "45292", "45292", "45292"}, {"1", "45292", "2024-01-01", "2028-01-02"}, {"2", "45292.75", "2024-01-01T18:00:00", "2028-01-02T18:00:00"},
		{"3", "0.5625", "13:30:00", ""}, {"4", "45292", "2024-01-01", "2028-01-02"}, {"5", "1.5", "1.5", "1.5"}, {"6", "45292", "45292", "45292"}, {"7", "45292", "2024-01-01", "2028-01-02"}, {"8", "1.5", "1.5", "1.5"},
	}
	for _, props := range []string{"", `date1904="1"`} {
		rows := crewHead
		for i, c := range cases {
			n := fmt.Sprint(i + 2)
			rows += `<row r="` + n + `">` + cell("A"+n, "n"+n) + `<c r="B` + n + `" s="` + c.style + `"><v>` + c.v + `</v></c></row>`
		}
		rows += `<row r="30">` + cell("A30", "iso") + `<c r="B30" t="d" s="1"><v>2024-02-29</v></c></row>`
		_, got := imported(t, book{styles: styles, props: props, data: []string{"<sheetData>" + rows + "</sheetData>"}}.bytes(t), sheet.Form{})
		for i, c := range cases {
			want := c.want
			if props != "" {
				want = c.want1904
			}
			if x := got["n"+fmt.Sprint(i+2)]; want != "" && (x == nil || x.Title != want) {
				t.Errorf("%s style %s of %s is %+v, want %s", props, c.style, c.v, x, want)
			}
		}
		if got["iso"].Title != "2024-02-29" {
			t.Errorf("a day that is kept as such: %+v", got["iso"])
		}
	}
}

// The first sheet that is not hidden is read; a hidden one when it is named. The
// account says what else there is.
func TestHiddenSheetsAreReadWhenNamed(t *testing.T) {
	t.Parallel()
	of := func(name string) string {
		return `<sheetData>` + crewHead + `<row r="2" hidden="1">` + cell("A2", name) + cell("B2", name) + `</row></sheetData>`
	}
	b := book{sheets: []string{`name="Lists" state="veryHidden"`, `name="Old" state="hidden"`, `name="Crew"`, `name="Notes"`}, data: []string{of("lists"), of("old"), of("crew"), of("notes")}}
	for name, want := range map[string]string{"": "crew", "old": "old", "Lists": "lists"} {
		f := sheet.Form{}
		f.Sheet = name
		a, got := imported(t, b.bytes(t), f)
		if got[want] == nil || len(got) != 1 {
			t.Errorf("%q: %+v", name, got)
		}
		if name == "" && (a.Sheet != "Crew" || len(a.Notes) != 1 || a.Notes[0] != "only the sheet Crew was read; there are also Lists (hidden), Old (hidden), Notes") {
			t.Errorf("%+v", a)
		}
	}
	hidden := book{sheets: []string{`name="A" state="hidden"`}, data: []string{of("a")}}.bytes(t)
	if _, err := sheet.Read(bytes.NewReader(hidden), "f", -1, sheet.Form{}); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "name the one to read: A") {
		t.Errorf("all hidden: %v", err)
	}
}

// What a workbook declares or formats costs nothing: only cells that say something count.
func TestDeclaredAndFormattedEmptinessIsNoSize(t *testing.T) {
	t.Parallel()
	filler := `<row r="1048576" s="1" customFormat="1"><c r="A1048576" s="1"/><c r="XFD1048576" s="1"/></row>`
	wide := `<row r="2">` + cell("A2", "anna") + cell("B2", "Anna") + `<c r="XFD2" s="1"/></row>`
	a, got := imported(t, book{data: []string{`<dimension ref="A1:XFD1048576"/><cols><col min="1" max="16384" style="1"/></cols><sheetData>` + crewHead + wide + filler + `</sheetData>`}}.bytes(t), sheet.Form{})
	if a.Read != 1 || got["anna"] == nil {
		t.Errorf("%+v", a)
	}
	for what, row := range map[string]string{"more than 200000 rows": `<row r="200001">` + cell("A200001", "x") + `</row>`, "more than 1000 columns": `<row r="3">` + cell("ALM3", "x") + `</row>`} {
		b := book{data: []string{`<sheetData>` + crewHead + row + `</sheetData>`}}.bytes(t)
		if _, err := sheet.Read(bytes.NewReader(b), "f", -1, sheet.Form{}); !fault.Is(err, fault.TooLarge) || !strings.Contains(err.Error(), what) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// A column with values and no heading is not passed over in silence.
func TestAColumnWithoutAHeadingIsNamed(t *testing.T) {
	t.Parallel()
	st := fleet(t)
	tab := read(t, []byte("name,title,,\na,A,,x\n"))
	m, err := sheet.PlainMapping(storetest.Registry().Kind("crew"), tab)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := sheet.Import(t.Context(), st, m, tab, sheet.Options{}); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "column D") || strings.Contains(err.Error(), "column C") {
		t.Errorf("%v", err)
	}
}
