package catalog

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/table"
)

const ownFramework = `type,id,parent,title,text,kind,evidence,note
framework,acme-rules:2026,,ACME AI rules,House rules,,,
property,published,,2026-01-05,,,,
clause,1,,Buying AI,,,,
requirement,1.1,1,Ask before you buy,Nobody buys AI without asking.,P,Requests,
area,C,,Controls,,,,
control,C.1,C,Approved list,A list of approved tools.,,The list,
`

const ownCrosswalk = `from;to;relation;strength;author
acme-rules:1.1;iso42001:A.9.2 iso42001:A.10.3;subset-of;8;ACME
acme-rules:C.1;;no-relationship;;ACME
`

func codes(ps []fault.Problem) string {
	var out []string
	for _, p := range ps {
		out = append(out, p.Code)
	}
	return strings.Join(out, " ")
}

func TestACustomersFrameworkAndCrosswalkExtendTheCatalogue(t *testing.T) {
	t.Parallel()
	c := shipped(t)
	p := c.Preview(File{"walk.csv", strings.NewReader(ownCrosswalk)}, File{"own.csv", strings.NewReader(ownFramework)})
	if len(p.Problems) > 0 {
		t.Fatal(p.Problems)
	}
	if f := p.Files[1]; f.ID != "acme-rules:2026" || f.Counts["requirement"] != 1 || f.Counts["control"] != 1 || len(f.New) != 4 {
		t.Errorf("framework preview %+v", f)
	}
	if f := p.Files[0]; f.Kind != "crosswalk" || f.Counts["subset-of"] != 2 || f.Counts["no-relationship"] != 1 || f.From != "acme-rules" || f.To != "iso42001" {
		t.Errorf("crosswalk preview %+v", f)
	}
	wide, ps := c.With(p.Frameworks, p.Crosswalks)
	if len(ps) > 0 {
		t.Fatal(ps)
	}
	if it, ok := wide.Item("acme-rules:1.1"); !ok || it.Parent != "acme-rules:1" {
		t.Errorf("item %+v", it)
	}
	if rows := wide.Crosswalk("acme-rules", "iso42001"); len(rows) != 3 || !rows[0].Credit(false).Full {
		t.Errorf("rows %+v", rows)
	}
	if wide.Framework("acme-rules:2026").Published != "2026-01-05" || wide.KnowHow() == nil {
		t.Error("the property or the know-how got lost")
	}
	if _, leaked := c.Item("acme-rules:1.1"); leaked || len(c.Frameworks()) != 4 {
		t.Error("a tenant's framework leaked into the shipped catalogue")
	}
}

func TestAFrameworkSurvivesBeingStoredAsJSON(t *testing.T) {
	t.Parallel()
	f, ps := ReadFramework(strings.NewReader(ownFramework), "own.csv")
	x, qs := ReadCrosswalk(strings.NewReader(ownCrosswalk), "walk.csv")
	if len(ps)+len(qs) > 0 {
		t.Fatal(ps, qs)
	}
	for _, f := range append(shipped(t).Frameworks(), f) {
		b, err := json.Marshal(f)
		if err != nil {
			t.Fatal(err)
		}
		var back Framework
		if err := json.Unmarshal(b, &back); err != nil || !reflect.DeepEqual(&back, f) {
			t.Errorf("%s came back changed (%v)", f.ID, err)
		}
	}
	b, _ := json.Marshal(x)
	var back Crosswalk
	if err := json.Unmarshal(b, &back); err != nil {
		t.Fatal(err)
	}
	if _, ps := shipped(t).With([]*Framework{f}, []*Crosswalk{&back}); len(ps) > 0 {
		t.Errorf("what was stored does not merge: %v", ps)
	}
}

func TestBadFrameworksAreRefusedWithEveryProblemAtItsPlace(t *testing.T) {
	t.Parallel()
	head := "type,id,parent,title,text,kind\nframework,x:1,,X,,\n"
	for _, x := range []struct{ name, in, want, where string }{
		{"nothing at all", "", "empty", "f.csv:1:1"},
		{"no headings that are needed", "a,b\n", "missing-column missing-column missing-column unknown-column unknown-column", "f.csv:1:1"},
		{"a heading misspelt", "type,id,titel,title\nframework,x:1,,X\n", "unknown-column", "f.csv:1:9"},
		{"a heading twice", "type,id,title,title\nframework,x:1,X,\n", "duplicate-column", "f.csv:1:15"},
		{"no framework row", "type,id,title\nclause,1,One\n", "missing", "f.csv:1:1"},
		{"two framework rows", head + "framework,y:1,,Y,,\n", "duplicate", "f.csv:3:1"},
		{"a bad framework id", "type,id,title\nframework,X 1,X\n", "bad-id missing", "f.csv:2:11"},
		{"an unknown property", head + "property,colour,,red,,\n", "unknown-property", "f.csv:3:10"},
		{"an unknown type", head + "cluase,1,,One,,\n", "unknown-type", "f.csv:3:1"},
		{"an id twice", head + "clause,1,,One,,\narea,1,,Again,,\n", "duplicate-id", "f.csv:4:6"},
		{"a parent that is not there", head + "clause,1,,One,,\nclause,1.1,2,Two,,\n", "unknown-id", "f.csv:4:12"},
		{"a namespaced id", head + "clause,x:1,,One,,\n", "bad-id", "f.csv:3:8"},
		{"neither title nor text", head + "clause,1,,,,\n", "missing", "f.csv:3:11"},
		{"a wrong kind", head + "requirement,1,,One,,Q\n", "bad-kind", "f.csv:3:21"},
		{"an open quote", head + "clause,1,,\"One,,\n", "csv", "f.csv:3:18"},
		{"too many columns", head + strings.Repeat(",", 40) + "x\n", "too-large", "f.csv:3:33"},
		{"a cell without end", head + "clause,1,," + strings.Repeat("y", maxCell+1) + ",,\n", "too-large missing", "f.csv:3:11"},
		{"three at once", head + "cluase,1,,One,,\nclause,1.1,2,Two,,\nrequirement,9,,Nine,,Z\n", "unknown-type bad-kind unknown-id", "f.csv:3:1"},
	} {
		_, ps := ReadFramework(strings.NewReader(x.in), "f.csv")
		if got := codes(ps); got != x.want {
			t.Errorf("%s: problems %q, want %q (%v)", x.name, got, x.want, ps)
		} else if ps[0].Where != x.where {
			t.Errorf("%s: at %s, want %s", x.name, ps[0].Where, x.where)
		}
	}
}

func TestBadCrosswalksAreRefusedWithANearMiss(t *testing.T) {
	t.Parallel()
	c := shipped(t)
	head := "from,to,relation,strength,style,rationale\n"
	for _, x := range []struct{ name, in, code, says string }{
		{"an invented control", "iso42001:A.6.6.2,iso27001:A.5.1,equal,,,", "unknown-id", "iso42001:A.6.2.2"},
		{"an invented clause", "iso42001:6.1.5,iso27001:A.5.1,equal,,,", "unknown-id", "did you mean iso42001:6.1.4"},
		{"a bare id that is two things", "A.5.2,iso27001:A.5.1,equal,,,", "bare-id", "iso42001:A.5.2 (AI system impact assessment process) or iso27001:A.5.2"},
		{"a bare id that is nothing", "Q.9,iso27001:A.5.1,equal,,,", "bare-id", "with its namespace"},
		{"a framework misspelt", "iso42001:A.2.2,iso2701:A.5.1,equal,,,", "unknown-id", "did you mean iso27001"},
		{"a relation misspelt", "iso42001:A.2.2,iso27001:A.5.1,subset,,,", "bad-relation", "did you mean subset-of?"},
		{"a strength beyond ten", "iso42001:A.2.2,iso27001:A.5.1,equal,11,,", "bad-strength", "1 to 10"},
		{"an unknown style", "iso42001:A.2.2,iso27001:A.5.1,equal,,bold,", "bad-style", "strm"},
		{"an unknown rationale", "iso42001:A.2.2,iso27001:A.5.1,equal,,,guess", "bad-rationale", "semantic"},
		{"nothing under from", ",iso27001:A.5.1,equal,,,", "missing", "from"},
		{"nothing under to", "iso42001:A.2.2,,equal,,,", "missing", "no-relationship"},
		{"a pair twice", "iso42001:A.2.2,iso27001:A.5.1,equal,,,\niso42001:A.2.2,iso27001:A.5.1,equal,,,", "duplicate", "first at w.csv:2:1"},
		{"a third framework", "iso42001:A.2.2,iso27001:A.5.1,equal,,,\niso42001:A.2.2,airmf:GOVERN-1,equal,,,", "mixed", "a file of its own"},
	} {
		p := c.Preview(File{"w.csv", strings.NewReader(head + x.in + "\n")})
		if len(p.Problems) != 1 || p.Problems[0].Code != x.code || !strings.Contains(p.Problems[0].Message, x.says) || !strings.HasPrefix(p.Problems[0].Where, "w.csv:") {
			t.Errorf("%s: got %v, want %s that says %q", x.name, p.Problems, x.code, x.says)
		}
	}
}

func TestAShippedEditionCannotBeReplaced(t *testing.T) {
	t.Parallel()
	own := strings.Replace(ownFramework, "acme-rules:2026", "iso42001:2030", 1)
	if p := shipped(t).Preview(File{"own.csv", strings.NewReader(own)}); codes(p.Problems) != "taken" {
		t.Errorf("got %v", p.Problems)
	}
}

func TestWithChecksWhatComesFromAStore(t *testing.T) {
	t.Parallel()
	f := &Framework{ID: "x:1", Clauses: []Clause{{ID: "1", Type: "clause"}, {ID: "1", Type: "clause", Parent: "2"}}}
	x := &Crosswalk{From: "x:1", To: "iso42001:2023", Rows: []Mapping{{From: "x:1", To: "iso42001:A.2.2", Relation: "like"}, {From: "x:1", To: "iso42001:A.2.2", Relation: Equal}, {From: "x:9", To: "iso42001:A.2.2", Relation: Equal}}}
	c, ps := shipped(t).With([]*Framework{f, nil, {ID: "no id"}}, []*Crosswalk{x, nil})
	if got := codes(ps); got != "duplicate-id unknown-id bad-id bad-id bad-relation duplicate unknown-id" {
		t.Errorf("got %q: %v", got, ps)
	}
	if ps[4].Path != "crosswalks[0].rows[0].relation" {
		t.Errorf("path %q", ps[4].Path)
	}
	if len(c.Crosswalk("x", "iso42001")) != 0 {
		t.Error("an unsound row was kept")
	}
}

func TestUTF16AndTabsAreRead(t *testing.T) {
	t.Parallel()
	text := strings.ReplaceAll(ownFramework, ",", "\t")
	var b bytes.Buffer
	b.WriteString("\xff\xfe")
	for _, r := range text {
		b.WriteByte(byte(r))
		b.WriteByte(0)
	}
	f, ps := ReadFramework(&b, "own.tsv")
	if len(ps) > 0 || f.ID != "acme-rules:2026" || len(f.Controls) != 1 {
		t.Errorf("got %+v, %v", f, ps)
	}
}

func TestWindows1252IsRead(t *testing.T) {
	t.Parallel()
	f, ps := ReadFramework(strings.NewReader(strings.Replace(ownFramework, "ACME", "Caf\xe9", 1)), "own.csv")
	if len(ps) > 0 || !strings.Contains(f.Title, "Café") {
		t.Errorf("got %q, %v", f.Title, ps)
	}
}

// workbook makes an XLSX of a table; edit may change it before it is written.
func workbook(t testing.TB, csv string, edit func(*excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for r, line := range strings.Split(strings.TrimSpace(csv), "\n") {
		for c, cell := range strings.Split(line, ",") {
			if err := f.SetCellStr("Sheet1", table.CellName(c, r+1), cell); err != nil {
				t.Fatal(err)
			}
		}
	}
	if edit != nil {
		edit(f)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestAWorkbookReadsAsTheSameTable(t *testing.T) {
	t.Parallel()
	got, ps := ReadFramework(bytes.NewReader(workbook(t, ownFramework, nil)), "own.xlsx")
	want, _ := ReadFramework(strings.NewReader(ownFramework), "own.csv")
	if len(ps) > 0 || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v", got, ps)
	}
}

func TestAFormulaIsRefusedWithItsCell(t *testing.T) {
	t.Parallel()
	b := workbook(t, ownFramework, func(f *excelize.File) {
		_ = f.SetCellFormula("Sheet1", "D5", `HYPERLINK("http://example.org")`)
		_ = f.SetCellFormula("Sheet1", "K40", "1+1") // beyond the table, without a value
	})
	_, ps := ReadFramework(bytes.NewReader(b), "own.xlsx")
	var where []string
	for _, p := range ps {
		if p.Code == "formula" {
			where = append(where, p.Where)
		}
	}
	if strings.Join(where, " ") != "own.xlsx:Sheet1!D5 own.xlsx:Sheet1!K40" {
		t.Errorf("got %v", ps)
	}
}

func TestAProblemInAWorkbookNamesTheCell(t *testing.T) {
	t.Parallel()
	b := workbook(t, strings.Replace(ownFramework, "clause,1,", "cluase,1,", 1), nil)
	_, ps := ReadFramework(bytes.NewReader(b), "own.xlsx")
	if len(ps) == 0 || ps[0].Where != "own.xlsx:Sheet1!A4" {
		t.Errorf("got %v", ps)
	}
}

func TestAZipBombIsRefusedUnopened(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create("xl/worksheets/sheet1.xml")
	if err != nil {
		t.Fatal(err)
	}
	zeros := make([]byte, 1<<20)
	for range maxUnzip>>20 + 1 {
		if _, err := w.Write(zeros); err != nil {
			t.Fatal(err)
		}
	}
	z.Close()
	if _, ps := ReadFramework(&b, "bomb.xlsx"); codes(ps) != "too-large" || !strings.Contains(ps[0].Message, "zip bomb") {
		t.Errorf("got %v", ps)
	}
}

func TestSizesAreBounded(t *testing.T) {
	t.Parallel()
	if _, ps := ReadFramework(bytes.NewReader(make([]byte, maxFile+1)), "big.csv"); codes(ps) != "too-large" {
		t.Errorf("a file that is too large: %v", ps)
	}
	rows := "type,id,title\nframework,x:1,X\n" + strings.Repeat("clause,1,One\n", maxRows)
	if _, ps := ReadFramework(strings.NewReader(rows), "long.csv"); !strings.HasPrefix(codes(ps), "too-large") {
		t.Errorf("a file with too many rows: %v", ps[0])
	}
	wide := "from,to,relation\n" + strings.Repeat("a:1 ", 500) + "," + strings.Repeat("b:1 ", 500) + ",equal\n"
	if _, ps := ReadCrosswalk(strings.NewReader(wide), "wide.csv"); codes(ps) != "too-large" {
		t.Errorf("a row that stands for too many pairs: %v", codes(ps))
	}
}

func TestAFileFullOfWrongIdsIsAnsweredInBoundedTimeAndLength(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString("from,to,relation\n")
	for i := range maxRows - 1 {
		fmt.Fprintf(&b, "iso42001:Z.%d,iso27001:Y.%d,equal\n", i, i)
	}
	p := shipped(t).Preview(File{"wrong.csv", strings.NewReader(b.String())})
	if len(p.Problems) != maxProblems+1 || p.Problems[maxProblems].Code != "more" {
		t.Errorf("%d problems, the last %v", len(p.Problems), p.Problems[len(p.Problems)-1])
	}
}

func TestAFileFullOfWrongParentsIsAnsweredInBoundedTime(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString("type,id,title,parent\nframework,x:1,X,\n")
	for i := range maxRows - 1 {
		fmt.Fprintf(&b, "clause,c.%05d,C,d.%05d\n", i, i)
	}
	start := time.Now()
	_, ps := ReadFramework(strings.NewReader(b.String()), "wrong.csv")
	if len(ps) != maxRows-1 || !strings.Contains(ps[0].Message, "did you mean c.00000") {
		t.Errorf("%d problems, the first %v", len(ps), ps[0])
	}
	if d := time.Since(start); d > 10*time.Second {
		t.Errorf("took %v", d)
	}
}

func TestTheShippedTablesPassTheirOwnLint(t *testing.T) {
	t.Parallel()
	var files []File
	for _, name := range append(append([]string{}, frameworkFiles...), crosswalkFiles...) {
		r, err := os.Open("data/" + name)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		files = append(files, File{name, r})
	}
	p := (&Catalog{}).Preview(files[:len(frameworkFiles)]...)
	if len(p.Problems) > 0 {
		t.Error(p.Problems)
	}
	if p := shipped(t).Preview(files[len(frameworkFiles):]...); len(p.Problems) > 0 {
		t.Error(p.Problems)
	}
}

func TestNaturalOrderPutsLineNineBeforeLineTen(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		a, b string
		want int
	}{{"f:9:1", "f:10:1", -1}, {"f:2:1", "f:2:1", 0}, {"f:2", "f:2:1", -1}, {"f:010", "f:10", 0}, {"b", "a9", 1}} {
		if got := natural(x.a, x.b); got != x.want || natural(x.b, x.a) != -x.want {
			t.Errorf("natural(%q, %q) = %d", x.a, x.b, got)
		}
	}
}

// withRow gives the workbook with one more row of raw XML in its first sheet,
// as a hostile writer would make it.
func withRow(t *testing.T, book []byte, row string) []byte {
	t.Helper()
	in, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	out := zip.NewWriter(&b)
	for _, f := range in.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		w, err := out.Create(f.Name)
		if err != nil {
			t.Fatal(err)
		}
		if f.Name == "xl/worksheets/sheet1.xml" {
			text = bytes.Replace(text, []byte("</sheetData>"), []byte(row+"</sheetData>"), 1)
		}
		if _, err := w.Write(text); err != nil {
			t.Fatal(err)
		}
	}
	out.Close()
	return b.Bytes()
}

func TestAWorkbookWithACellAtTheEndOfTheWorldIsAnsweredQuickly(t *testing.T) {
	t.Parallel()
	for _, x := range []struct{ row, cell string }{{"9", "XFD9"}, {"1048576", "A1048576"}, {"1048576", "XFD1048576"}} {
		b := withRow(t, workbook(t, ownFramework, nil), `<row r="`+x.row+`"><c r="`+x.cell+`" t="inlineStr"><is><t>x</t></is></c></row>`)
		start := time.Now()
		if _, ps := ReadFramework(bytes.NewReader(b), "far.xlsx"); codes(ps) != "too-large" {
			t.Errorf("%s: got %v", x.cell, ps)
		}
		if d := time.Since(start); d > 5*time.Second {
			t.Errorf("%s: took %v", x.cell, d)
		}
	}
}

func TestADamagedWorkbookIsRefused(t *testing.T) {
	t.Parallel()
	b := workbook(t, ownFramework, nil)
	for _, cut := range []int{5, len(b) / 2, len(b) - 1} {
		if _, ps := ReadFramework(bytes.NewReader(b[:cut]), "cut.xlsx"); !strings.Contains(codes(ps), "unreadable") {
			t.Errorf("cut at %d: got %v", cut, ps)
		}
	}
}

func TestTheTablesInTheDocumentationAreSound(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("../docs/catalogue.md")
	if err != nil {
		t.Fatal(err)
	}
	var files []File
	for i, part := range strings.Split(string(b), "```csv\n")[1:] {
		text, _, _ := strings.Cut(part, "```")
		files = append(files, File{fmt.Sprintf("example %d", i+1), strings.NewReader(text)})
	}
	if p := shipped(t).Preview(files...); len(p.Problems) > 0 || len(p.Frameworks) != 1 || len(p.Crosswalks) != 1 {
		t.Errorf("%d files: %v", len(files), p.Problems)
	}
}
