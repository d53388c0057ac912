package oscal_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/catalog"
	ft "github.com/plimsoll-aims/plimsoll/engine/facts/factstest"
	"github.com/plimsoll-aims/plimsoll/engine/overview"
	"github.com/plimsoll-aims/plimsoll/internal/schematest"
	"github.com/plimsoll-aims/plimsoll/kernel"
	"github.com/plimsoll-aims/plimsoll/report/oscal"
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

func encode(t *testing.T, d *oscal.Document) []byte {
	t.Helper()
	b, err := json.MarshalIndent(d, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// organisations are an empty one, a clean one, and one whose texts are what no
// format likes.
func organisations() map[string]*ft.Org {
	untidy := ft.Clean()
	ft.Put(untidy, "9 lives", aims.System{Title: " two\nlines\t", Stage: aims.StageIdea})
	ft.Put(untidy, "own", aims.Control{Control: "own:x 1", Title: "One's own", Applicable: aims.Yes, Status: aims.ControlOperating, Owner: kernel.To[aims.Person]("ada"),
		Exclusions: []aims.ControlExclusion{{System: kernel.To[aims.System]("score"), Reason: "<b>not</b> there"}}})
	ft.Put(untidy, "dangling", aims.Risk{Title: "\u00a0", State: aims.RiskOpen})
	return map[string]*ft.Org{"empty": ft.Empty(), "clean": ft.Clean(), "untidy": untidy}
}

func documents(t *testing.T, o *ft.Org) map[string]*oscal.Document {
	x := over(t, o)
	return map[string]*oscal.Document{"soa": oscal.OfSheet(x, x.Facts.At), "readiness": oscal.OfReadiness(x, x.Facts.At), "lint": oscal.OfFindings(x, x.Facts.At)}
}

func TestEveryDocumentFollowsTheSchemaAndComesOutTheSameTwice(t *testing.T) {
	t.Parallel()
	for name, o := range organisations() {
		again := documents(t, o)
		for what, d := range documents(t, o) {
			t.Run(name+"/"+what, func(t *testing.T) {
				b := encode(t, d)
				schematest.OSCAL(t, b)
				if other := encode(t, again[what]); string(other) != string(b) {
					t.Error("the same state gave other bytes")
				}
			})
		}
	}
}

func TestEveryShippedFrameworkIsACatalog(t *testing.T) {
	t.Parallel()
	c, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range c.Frameworks() {
		d := oscal.OfFramework(f)
		schematest.OSCAL(t, encode(t, d))
		ids := controlIDs(d.Catalog)
		if want := len(f.Controls) + len(f.Requirements); len(ids) != want {
			t.Errorf("%s: %d controls, want %d", f.ID, len(ids), want)
		}
		slices.Sort(ids)
		if n := len(slices.Compact(ids)); n != len(f.Controls)+len(f.Requirements) {
			t.Errorf("%s: two items have one id", f.ID)
		}
		if strings.Contains(string(encode(t, d)), `"prose"`) {
			t.Errorf("%s: the catalog holds text", f.ID)
		}
	}
}

func controlIDs(c *oscal.Catalog) []string {
	var out []string
	take := func(list []oscal.Control) {
		for _, x := range list {
			out = append(out, x.ID)
		}
	}
	var walk func([]oscal.Group)
	walk = func(gs []oscal.Group) {
		for _, g := range gs {
			take(g.Controls)
			walk(g.Groups)
		}
	}
	take(c.Controls)
	walk(c.Groups)
	return out
}

// Whatever a document refers to is in the document: controls and statements in the
// catalogue that it carries, everything else by identifier.
func TestEveryReferenceResolvesInTheDocument(t *testing.T) {
	t.Parallel()
	refersTo := regexp.MustCompile(`"(?:href|component-uuid|subject-uuid|observation-uuid)": "#?([0-9a-f-]{36})"`)
	for name, o := range organisations() {
		for what, d := range documents(t, o) {
			b := string(encode(t, d))
			for _, m := range refersTo.FindAllStringSubmatch(b, -1) {
				if !strings.Contains(b, `"uuid": "`+m[1]+`"`) {
					t.Errorf("%s %s: nothing is %s", name, what, m[1])
				}
			}
			carried := string(catalogIn(t, d))
			for _, m := range regexp.MustCompile(`"(?:control-id|target-id)": "([^"]+)"`).FindAllStringSubmatch(b, -1) {
				if !strings.Contains(carried, `"id":"`+m[1]+`"`) {
					t.Errorf("%s %s: the catalogue has no %s", name, what, m[1])
				}
			}
		}
	}
}

func catalogIn(t *testing.T, d *oscal.Document) []byte {
	t.Helper()
	var all []oscal.Resource
	if d.Plan != nil {
		all = d.Plan.BackMatter.Resources
	} else {
		all = d.Results.BackMatter.Resources
	}
	for _, r := range all {
		if r.Base64 != nil {
			b, err := base64.StdEncoding.DecodeString(r.Base64.Value)
			if err != nil {
				t.Fatal(err)
			}
			schematest.OSCAL(t, b)
			return b
		}
	}
	t.Fatal("no catalogue is carried")
	return nil
}

// The plan says of every row of the statement what the statement says.
func TestThePlanSaysWhatTheStatementSays(t *testing.T) {
	t.Parallel()
	for name, o := range organisations() {
		x := over(t, o)
		sheet, plan := x.Sheet(), oscal.OfSheet(x, x.Facts.At).Plan
		got := plan.ControlImplementation.Requirements
		if len(got) != len(sheet.Rows) {
			t.Fatalf("%s: %d controls, want %d", name, len(got), len(sheet.Rows))
		}
		for i, r := range sheet.Rows {
			if got[i].Control != oscal.Token(r.Control) || r.Applicable == (got[i].ByComponents[0].Status.State == "not-applicable") {
				t.Errorf("%s %s: %+v", name, r.Control, got[i])
			}
			if !slices.Contains(got[i].Props, oscal.Property{Name: "state", NS: "https://github.com/plimsoll-aims/plimsoll/ns/oscal", Value: r.State}) {
				t.Errorf("%s %s: state %s is lost", name, r.Control, r.State)
			}
			if len(got[i].ByComponents) != 1+len(r.Exclusions) {
				t.Errorf("%s %s: %d exclusions are lost", name, r.Control, len(r.Exclusions))
			}
		}
	}
}

// The results hold a verdict on each requirement, and one finding for each of the checks'.
func TestTheResultsSayWhatTheEnginesSay(t *testing.T) {
	t.Parallel()
	for name, o := range organisations() {
		x := over(t, o)
		met := 0
		findings := oscal.OfReadiness(x, x.Facts.At).Results.Results[0].Findings
		for _, f := range findings {
			if f.Target.Status.State == "satisfied" {
				met++
			}
		}
		if want := x.Readiness().Requirements; met != want.Met || len(findings) != want.Total {
			t.Errorf("%s: %d of %d satisfied, want %d of %d", name, met, len(findings), want.Met, want.Total)
		}
		if got, want := len(oscal.OfFindings(x, x.Facts.At).Results.Results[0].Findings), len(x.Findings()); got != want {
			t.Errorf("%s: %d findings, want %d", name, got, want)
		}
	}
}

// A control keeps its identifier while the records change; an assessment of another
// moment is another document; two organisations share nothing.
func TestIdentifiersLast(t *testing.T) {
	t.Parallel()
	a, b := ft.Clean(), ft.Clean()
	ft.Put(b, "more", aims.Risk{Title: "More", State: aims.RiskOpen})
	x, y := over(t, a), over(t, b)
	p, q := oscal.OfSheet(x, x.Facts.At).Plan, oscal.OfSheet(y, y.Facts.At).Plan
	if p.UUID != q.UUID || p.ControlImplementation.Requirements[3].UUID != q.ControlImplementation.Requirements[3].UUID {
		t.Error("the identifiers of the plan changed with the records")
	}
	later := x.Facts.At
	later.Entry++
	if oscal.OfReadiness(x, x.Facts.At).Results.UUID == oscal.OfReadiness(x, later).Results.UUID {
		t.Error("two assessments have one identifier")
	}
	none := over(t, ft.Empty())
	if oscal.OfSheet(none, none.Facts.At).Plan.UUID == p.UUID {
		t.Error("two organisations have one identifier")
	}
}

func TestTokens(t *testing.T) {
	t.Parallel()
	for id, want := range map[string]string{"iso42001:A.5.2": "iso42001_A.5.2", "27701:7 a": "_27701_7_a", "-x": "_x", "": ""} {
		if got := oscal.Token(id); got != want {
			t.Errorf("%q became %q, want %q", id, got, want)
		}
	}
}
