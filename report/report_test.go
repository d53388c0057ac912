package report_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"strings"
	"testing"

	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/catalog"
	ft "github.com/plimsoll-aims/plimsoll/engine/facts/factstest"
	"github.com/plimsoll-aims/plimsoll/engine/overview"
	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/report"
	"github.com/plimsoll-aims/plimsoll/sheet"
)

func over(t *testing.T, o *ft.Org) *overview.Overview {
	t.Helper()
	c, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	x, err := overview.Read(context.Background(), o.View(), c, nil)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func TestEveryReportInEveryFormatSaysTheSame(t *testing.T) {
	t.Parallel()
	o := ft.Clean()
	ft.Put(o, "hostile", aims.Risk{Title: "<script>alert(1)</script>", State: aims.RiskOpen})
	ft.Put(o, "sum", aims.Evidence{Title: "=HYPERLINK(\"http://x\")", Summary: "seen", Collected: "2026-09-01", Source: "machine"})
	all := over(t, o)
	for _, name := range report.Names {
		r, err := report.Make(name, all, aims.Registry())
		if err != nil {
			t.Fatal(err)
		}
		out := map[string][]byte{}
		for _, f := range report.Formats(name) {
			var b, again bytes.Buffer
			if err := r.Write(&b, f); err != nil {
				t.Fatalf("%s as %s: %v", name, f, err)
			}
			if _ = r.Write(&again, f); f != "xlsx" && !bytes.Equal(b.Bytes(), again.Bytes()) {
				t.Errorf("%s as %s differs from one time to the next", name, f)
			}
			out[f] = b.Bytes()
		}
		page := string(out["html"])
		if got := strings.Count(page, "<tr>") - 1; got != max(len(r.Rows), 1) || strings.Contains(page, "<script>alert") || !strings.Contains(page, "@page") {
			t.Errorf("%s: the page has %d rows, want %d", name, got, len(r.Rows))
		}
		for _, f := range []string{"pdf", "docx"} {
			said := textOf(t, f, out[f])
			for _, row := range append([][]sheet.Cell{{{Text: r.Title}}, {{Text: r.Organisation}}}, r.Rows...) {
				if !strings.Contains(said, squeezed(row[0].Text)) {
					t.Errorf("%s as %s does not say %q", name, f, row[0].Text)
				}
			}
		}
		rows, err := csv.NewReader(bytes.NewReader(out["csv"])).ReadAll()
		if err != nil || len(rows)-1 != len(r.Rows) {
			t.Errorf("%s: the csv has %d rows, want %d (%v)", name, len(rows)-1, len(r.Rows), err)
		}
		tab, err := sheet.Read(bytes.NewReader(out["xlsx"]), "r.xlsx", int64(len(out["xlsx"])), sheet.Form{})
		if err != nil || tab == nil {
			t.Errorf("%s: the workbook does not open: %v", name, err)
		}
		if !json.Valid(out["json"]) {
			t.Errorf("%s: no JSON", name)
		}
		for _, row := range rows {
			for _, cell := range row {
				if strings.HasPrefix(cell, "=") {
					t.Errorf("%s: a spreadsheet would evaluate %q", name, cell)
				}
			}
		}
	}
}

// What a report shows is for people outside: nothing sensitive is in it.
func TestSensitiveFieldsAreInNoReport(t *testing.T) {
	t.Parallel()
	o := ft.Clean()
	ft.Put(o, "zed", aims.Person{FullName: "Zed", Email: "zed@hidden.example"})
	ft.Put(o, "a", aims.System{Title: "A", Stage: aims.StageIdea})
	all := over(t, o)
	for _, name := range report.Names {
		r, err := report.Make(name, all, aims.Registry())
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range report.Formats(name) {
			var b bytes.Buffer
			if err := r.Write(&b, f); err != nil || strings.Contains(textOf(t, f, b.Bytes()), "hidden.example") {
				t.Errorf("%s as %s: %v", name, f, err)
			}
		}
	}
}

func TestWhatThereIsNotIsSaid(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, format, says string }{
		{"risks", "oscal", "OSCAL has no model for the report risks; use html, pdf, docx, xlsx, csv, json"},
		{"soa", "txt", "use html, pdf, docx, xlsx, csv, json, oscal"},
		{"money", "json", "there are soa, readiness"},
	} {
		if err := report.CheckFormat(c.name, c.format); !fault.Is(err, fault.Usage) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s as %s: %v", c.name, c.format, err)
		}
	}
	if _, err := report.Make("money", over(t, ft.Empty()), aims.Registry()); err == nil || !strings.Contains(err.Error(), "soa") {
		t.Errorf("a report that is none: %v", err)
	}
}

func TestTheNameOfAFileSaysItsFormat(t *testing.T) {
	t.Parallel()
	for file, want := range map[string]string{"soa.pdf": "pdf", "a/b.XLSX": "xlsx", "soa.json": "json", "soa.oscal.json": "oscal", "-": "html", "soa": "html"} {
		if got := report.FormatOf(file); got != want {
			t.Errorf("%s: %s, want %s", file, got, want)
		}
	}
	for _, f := range report.Formats("soa") {
		if got := report.FormatOf(report.FileName("soa", f)); got != f {
			t.Errorf("a file of %s is called so that it reads as %s", f, got)
		}
	}
}
