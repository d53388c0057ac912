package sheet_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/kernel"
	"github.com/plimsoll-aims/plimsoll/kernel/store"
	"github.com/plimsoll-aims/plimsoll/kernel/storetest"
	"github.com/plimsoll-aims/plimsoll/sheet"
)

func read(t *testing.T, b []byte) *sheet.Table {
	t.Helper()
	tab, err := sheet.Read(bytes.NewReader(b), "f", int64(len(b)), sheet.Form{})
	if err != nil {
		t.Fatal(err)
	}
	return tab
}

func workbook(t *testing.T, fill func(f *excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	fill(f)
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestAWorkbookOfAnIndependentWriterIsRead(t *testing.T) {
	t.Parallel()
	tab := read(t, workbook(t, func(f *excelize.File) {
		day, _ := f.NewStyle(&excelize.Style{NumFmt: 14})
		own := "yyyy-mm-dd hh:mm"
		moment, _ := f.NewStyle(&excelize.Style{CustomNumFmt: &own})
		_ = f.SetSheetRow("Sheet1", "A1", &[]any{"name", "title", "built", "at", "masts", "flag", "flag"})
		_ = f.SetSheetRow("Sheet1", "A2", &[]any{"a", "Größe\nzwei", 45292, 45292.5, 3.5, true, "=1+1"})
		_ = f.SetCellStyle("Sheet1", "C2", "C2", day)
		_ = f.SetCellStyle("Sheet1", "D2", "D2", moment)
		_ = f.SetCellRichText("Sheet1", "B4", []excelize.RichTextRun{{Text: "rich "}, {Text: "text"}})
	}))
	want := []string{"a", "Größe\nzwei", "2024-01-01", "2024-01-01T12:00:00", "3.5", "TRUE", "=1+1"}
	if fmt.Sprint(tab.Rows[0].Cells) != fmt.Sprint(want) || tab.Head[6] != "flag (2)" || tab.Format != "xlsx" || tab.Sheet != "Sheet1" {
		t.Errorf("%q %q", tab.Head, tab.Rows[0].Cells)
	}
	if last := tab.Rows[len(tab.Rows)-1]; last.N != 4 || last.Cells[1] != "rich text" {
		t.Errorf("%+v", last)
	}
}

func TestAFormulaIsRefusedWithItsCell(t *testing.T) {
	t.Parallel()
	st := fleet(t)
	tab := read(t, workbook(t, func(f *excelize.File) {
		_ = f.SetSheetRow("Sheet1", "A1", &[]any{"name", "title"})
		_ = f.SetSheetRow("Sheet1", "A2", &[]any{"anna", "Anna"})
		_ = f.SetSheetRow("Sheet1", "A3", &[]any{"bo", "Bo"})
		_ = f.SetCellFormula("Sheet1", "B3", `HYPERLINK("http://x","y")`)
	}))
	m, err := sheet.PlainMapping(storetest.Registry().Kind("crew"), tab)
	if err != nil {
		t.Fatal(err)
	}
	a, err := sheet.Import(t.Context(), st, m, tab, sheet.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if a.Created != 1 || len(a.Refused) != 1 || a.Refused[0].Row != 3 || !strings.Contains(a.Refused[0].Problem, "cell B3 holds a formula") {
		t.Errorf("%+v", a)
	}
}

func TestAZipBombIsRefused(t *testing.T) {
	t.Parallel()
	b := workbook(t, func(f *excelize.File) {
		_ = f.SetCellStr("Sheet1", "A1", "name")
		for i := 2; i < 2000; i++ {
			_ = f.SetCellStr("Sheet1", fmt.Sprintf("A%d", i), strings.Repeat("a", 30_000)+fmt.Sprint(i))
		}
	})
	_, err := sheet.Read(bytes.NewReader(b), "f", int64(len(b)), sheet.Form{})
	if !fault.Is(err, fault.TooLarge) || !strings.Contains(err.Error(), "zip bomb") {
		t.Errorf("%d bytes: %v", len(b), err)
	}
}

func fleet(t *testing.T) *store.Store {
	return storetest.Open(t, "sqlite", storetest.Registry()).For(storetest.Owner())
}

const shipMap = `
kind: ship
empty: [N/A]
name: {from: [Name], max: 20, same: digest, of: [Name, Port]}
labels:
  port: {column: Port, slug: true}
fields:
  title: Name
  state: {column: State, values: {"Planned*": planned, Afloat: afloat, "*sunk*": sunk}}
  masts: {column: Masts, default: 1}
  built: {column: Built, date: [1/2/2006, 06-Jan], years: true, otherwise: empty}
  tons: Tons
ignore: [Remarks]
`

func parse(t *testing.T, text string) *sheet.Mapping {
	t.Helper()
	m, err := sheet.ParseMapping("map.yaml", strings.NewReader(text), storetest.Registry())
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestEveryRowIsAccountedFor(t *testing.T) {
	t.Parallel()
	st := fleet(t)
	const rows = "Name,State,Masts,Built,Tons,Port,Remarks\n" +
		" Gull ,AFLOAT. ,2,7/16/1905,\"1,200.5\",Kiel,x\n" + // a year typed into a date cell
		"Tern,planned – in spring,N/A,24-Mar,,Kiel,\n" +
		"Gull,It has sunk,1,never,,Bremen,\n" + // the same name
		"Auk,flying,1,,,Kiel,\n" + // no such state
		"Loon,Afloat,many,,minus,Kiel,\n" + // two bad cells
		",,,,,,\n" + // blank: not counted
		"Smew,Afloat,12,,,Kiel,\n" // the store refuses 12 masts
	tab := read(t, []byte(rows))
	dry, err := sheet.Import(t.Context(), st, parse(t, shipMap), tab, sheet.Options{DryRun: true})
	if err != nil {
		t.Fatal(err)
	}
	a, err := sheet.Import(t.Context(), st, parse(t, shipMap), tab, sheet.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if dry.Created != a.Created || len(dry.Refused) != len(a.Refused) || !dry.DryRun || dry.Last != 0 {
		t.Errorf("a dry run tells what would happen: %+v", dry)
	}
	if a.Read != 6 || a.Created != 3 || a.RefusedRows() != 3 || a.Read != a.Created+a.Updated+a.Unchanged+a.RefusedRows() {
		t.Errorf("%+v", a)
	}
	want := []string{"{5 State \"flying\" is none of the values of the mapping}", "{6 Masts \"many\" is not a number}", "{6 Tons \"minus\" is not a number}", "{8 Masts masts: 12 is outside 0 to 9}"}
	for i, w := range want {
		if got := fmt.Sprint(a.Refused[i]); got != w {
			t.Errorf("got %s, want %s", got, w)
		}
	}
	again, err := sheet.Import(t.Context(), st, parse(t, shipMap), tab, sheet.Options{})
	if err != nil || again.Unchanged != 3 || again.Created+again.Updated != 0 || again.Last != 0 {
		t.Errorf("importing twice changes nothing: %v %+v", err, again)
	}
	checkShips(t, st)
}

func checkShips(t *testing.T, st *store.Store) {
	t.Helper()
	err := st.View(t.Context(), kernel.At{}, func(v kernel.View) error {
		ships, err := kernel.All[storetest.Ship](t.Context(), v)
		if err != nil {
			return err
		}
		by := map[string]*storetest.Ship{}
		for r, s := range kernel.Each[storetest.Ship](ships) {
			by[s.Title+"/"+r.Labels["port"]] = s
		}
		gull := by["Gull/kiel"]
		if gull.State != "afloat" || gull.Built != "2024-01-01" || *gull.Tons != 1200.5 {
			t.Errorf("%+v", gull)
		}
		if tern := by["Tern/kiel"]; tern.State != "planned" || tern.Built != "2024-03-01" || tern.Masts != 1 {
			t.Errorf("%+v", tern)
		}
		if sunk := by["Gull/bremen"]; sunk.State != "sunk" || sunk.Built != "" {
			t.Errorf("a state is reached step by step, and a date that is none stays empty: %+v", sunk)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestWhatTheMappingDoesNotNameStays(t *testing.T) {
	t.Parallel()
	st := fleet(t)
	tab := read(t, []byte("Name,State,Masts,Built,Tons,Port,Remarks\nGull,Planned,2,,,Kiel,\n"))
	if _, err := sheet.Import(t.Context(), st, parse(t, shipMap), tab, sheet.Options{}); err != nil {
		t.Fatal(err)
	}
	_, err := st.Update(t.Context(), "by hand", func(tx kernel.Tx) error {
		_, err := tx.Put(t.Context(), kernel.Put{Kind: "ship", Name: "gull", Rev: 1, Spec: &storetest.Ship{Title: "Gull", State: "planned", Masts: 2, Flag: "oak", Log: "secret"},
			Labels: map[string]string{"port": "kiel", "own": "yes"}})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	tab = read(t, []byte("Name,State,Masts,Built,Tons,Port,Remarks\nGull,Afloat,3,,,Kiel,\n"))
	a, err := sheet.Import(t.Context(), st, parse(t, shipMap), tab, sheet.Options{})
	if err != nil || a.Updated != 1 {
		t.Fatalf("%v %+v", err, a)
	}
	err = st.View(t.Context(), kernel.At{}, func(v kernel.View) error {
		r, s, err := kernel.Get[storetest.Ship](t.Context(), v, "gull")
		if err == nil && (s.Flag != "oak" || s.Log != "secret" || s.Masts != 3 || r.Labels["own"] != "yes") {
			t.Errorf("%+v %+v", r.Labels, s)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestNamesDoNotDependOnTheOrderOfRows(t *testing.T) {
	t.Parallel()
	st := fleet(t)
	rows := []string{"Gull,Afloat,1,,,Kiel,\n", "Gull,Afloat,1,,,Bremen,\n", "Gull,Afloat,1,,,Bremen,\n", "Tern,Afloat,1,,,Kiel,\n"}
	head := "Name,State,Masts,Built,Tons,Port,Remarks\n"
	if a, err := sheet.Import(t.Context(), st, parse(t, shipMap), read(t, []byte(head+strings.Join(rows, ""))), sheet.Options{}); err != nil || a.Created != 4 {
		t.Fatalf("rows of the same name are kept apart: %v %+v", err, a)
	}
	a, err := sheet.Import(t.Context(), st, parse(t, shipMap), read(t, []byte(head+rows[3]+rows[2]+rows[0]+rows[1])), sheet.Options{})
	if err != nil || a.Unchanged != 4 {
		t.Errorf("%v %+v", err, a)
	}
}

func TestAMappingIsCheckedWithLineAndColumn(t *testing.T) {
	t.Parallel()
	_, err := sheet.ParseMapping("map.yaml", strings.NewReader(`kind: ship
name: {from: [], same: maybe, max: 3}
colour: red
fields:
  titel: Name
  state:
    column: State
    values: {a: flying}
    otherwise: perhaps
  built: {date: [2 January]}
  cargo: {column: X, constant: y}
  log: 7
`), storetest.Registry())
	for _, want := range []string{
		"map.yaml:3:1: colour", "map.yaml:2:8: name.from", "map.yaml:2:24: name.same", "map.yaml:2:36: name.max", "map.yaml:5:3: fields.titel: ship has no field titel",
		"map.yaml:8:17: fields.state.values.a: \"flying\" is not one of planned, afloat, sunk", "map.yaml:9:16: fields.state.otherwise", "map.yaml:10:11: fields.built.date: layout 1 has no year",
		"map.yaml:10:3: fields.built: a rule has a column", "map.yaml:11:3: fields.cargo: a rule has", "map.yaml:12:8: fields.log",
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want %q in\n%v", want, err)
		}
	}
}

func TestColumnsThatDoNotFitTheMappingAreNamed(t *testing.T) {
	t.Parallel()
	_, err := sheet.Import(t.Context(), fleet(t), parse(t, shipMap), read(t, []byte("Name,State,Mast,Built,Tons,Port,Colour\n")), sheet.Options{})
	for _, want := range []string{"map.yaml:10:3: Masts: the sheet has no such column; it has \"Mast\"", "C: Mast: this column is neither mapped nor ignored", "G: Colour"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want %q in\n%v", want, err)
		}
	}
}

func TestExportAndImportAreInverse(t *testing.T) {
	t.Parallel()
	st := fleet(t)
	tons := 12.5
	put := func(tx kernel.Tx, kind, name string, spec any) error {
		_, err := tx.Put(t.Context(), kernel.Put{Kind: kind, Name: name, Spec: spec, Labels: map[string]string{"risky": "@home"}})
		return err
	}
	_, err := st.Update(t.Context(), "", func(tx kernel.Tx) error {
		if _, err := tx.Put(t.Context(), kernel.Put{Kind: "field", Name: "rating", Spec: &kernel.CustomField{Title: "Rating", Kind: "crew", Key: "rating", Type: "number"}}); err != nil {
			return err
		}
		if _, err := tx.Put(t.Context(), kernel.Put{Kind: "crew", Name: "cleo", Spec: &storetest.Crew{Title: "Cleo"}, Fields: map[string]any{"rating": 4.5}}); err != nil {
			return err
		}
		for _, n := range []string{"anna", "bo"} {
			if err := put(tx, "crew", n, &storetest.Crew{Title: "=cmd|' /C calc'!A0"}); err != nil {
				return err
			}
		}
		return put(tx, "ship", "gull", &storetest.Ship{Title: "'quoted", State: "planned", Tons: &tons, Flag: "+a", Log: "secret",
			Crew: []kernel.Ref[storetest.Crew]{{Name: "anna"}, {Name: "bo"}}, Cargo: []storetest.Cargo{{Goods: "-oats; rye"}}})
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range []string{"crew", "ship"} {
		k := storetest.Registry().Kind(kind)
		var list []*kernel.Record
		if err := st.View(t.Context(), kernel.At{}, func(v kernel.View) (err error) { list, err = v.All(t.Context(), kind); return err }); err != nil {
			t.Fatal(err)
		}
		for format, write := range map[string]func(*bytes.Buffer) error{
			"csv":  func(b *bytes.Buffer) error { return sheet.WriteCSV(b, k, list) },
			"xlsx": func(b *bytes.Buffer) error { return sheet.WriteXLSX(b, k, list) },
		} {
			var b bytes.Buffer
			if err := write(&b); err != nil {
				t.Fatal(err)
			}
			if format == "csv" {
				noFormula(t, b.String())
			}
			tab := read(t, b.Bytes())
			m, err := sheet.PlainMapping(k, tab)
			if err != nil {
				t.Fatal(err)
			}
			a, err := sheet.Import(t.Context(), st, m, tab, sheet.Options{})
			if err != nil || a.Unchanged != len(list) {
				t.Errorf("%s %s: %v %+v", kind, format, err, a)
			}
		}
	}
}

// noFormula fails for a cell that a spreadsheet would evaluate.
func noFormula(t *testing.T, csv string) {
	t.Helper()
	if strings.Contains(csv, "secret") {
		t.Error("a sensitive field is exported")
	}
	tab := read(t, []byte(csv))
	for _, r := range tab.Rows {
		for i, c := range r.Cells {
			if c != "" && strings.ContainsAny(c[:1], "=+-@\t\r") && tab.Head[i] != "tons" {
				t.Errorf("row %d, %s: %q would be evaluated", r.N, tab.Head[i], c)
			}
		}
	}
}

func TestOurWorkbookIsReadByAnIndependentReader(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	list := []*kernel.Record{{Meta: kernel.Meta{Kind: "crew", Name: "anna"}, Spec: &storetest.Crew{Title: "=1+1 <&> \"q\"\nnext"}}}
	if err := sheet.WriteXLSX(&b, storetest.Registry().Kind("crew"), list); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	got, err := f.GetCellValue("Crew", "B2")
	formula, _ := f.GetCellFormula("Crew", "B2")
	if err != nil || got != "=1+1 <&> \"q\"\nnext" || formula != "" {
		t.Errorf("%q %q %v", got, formula, err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("name,title\na,\"b\"\n"))
	f.Add([]byte("\xff\xfen\x00"))
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) > 1<<16 {
			return
		}
		tab, err := sheet.Read(bytes.NewReader(b), "f", int64(len(b)), sheet.Form{})
		if err != nil && fault.Of(err) == fault.Internal {
			t.Fatalf("a fault of the file is not ours: %v", err)
		}
		if err == nil {
			for _, r := range tab.Rows {
				if len(r.Cells) != len(tab.Head) {
					t.Fatal("a row is not as wide as the headings")
				}
			}
		}
	})
}

func FuzzMapping(f *testing.F) {
	f.Add([]byte(shipMap))
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) > 1<<14 {
			return
		}
		m, err := sheet.ParseMapping("m", bytes.NewReader(b), storetest.Registry())
		if err == nil && (m.Kind == nil || m.Name.Column == "" && len(m.Name.From) == 0) {
			t.Fatal("a mapping without a kind or a name is accepted")
		}
	})
}
