package catalog

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

func shipped(t testing.TB) *Catalog {
	t.Helper()
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func iso42001(t testing.TB) *Framework {
	t.Helper()
	return shipped(t).Framework("iso42001:2023")
}

func ofType(f *Framework, typ string) []Clause {
	var out []Clause
	for _, c := range f.Clauses {
		if c.Type == typ {
			out = append(out, c)
		}
	}
	return out
}

func TestEveryCountIsThatOfItsSource(t *testing.T) {
	t.Parallel()
	c := shipped(t)
	f, law, sec, rmf := c.Framework("iso42001"), c.Framework("aiact"), c.Framework("iso27001"), c.Framework("airmf")
	statements, top := 0, 0
	for _, a := range f.Areas {
		if a.Objective != "" {
			statements++
		}
		if a.Parent == "" {
			top++
		}
	}
	clauses := 0
	for _, x := range f.Clauses {
		if x.Parent == "" {
			clauses++
		}
	}
	k := c.KnowHow()
	for _, x := range []struct {
		what      string
		got, want int
	}{
		{"frameworks", len(c.Frameworks()), 4},
		{"42001 clauses", clauses, 7},
		{"42001 sub-clauses with their parents", len(f.Clauses) - clauses, 36},
		{"42001 leaf sub-clauses", len(f.LeafClauses()), 32},
		{"42001 requirements", len(f.Requirements), 165},
		{"42001 controls", len(f.Controls), 38},
		{"42001 areas", top, 9},
		{"42001 objective statements", statements, 10},
		{"Annex C objectives", len(f.Objectives), 11},
		{"Annex C risk sources", len(f.Sources), 7},
		{"Annex D topics", len(f.Topics), 2},
		{"27001 controls", len(sec.Controls), 93},
		{"27001 themes", len(sec.Areas), 4},
		{"RMF functions", len(ofType(rmf, "function")), 4},
		{"RMF categories", len(ofType(rmf, "category")), 19},
		{"RMF subcategories", len(rmf.Requirements), 72},
		{"AI Act chapters", len(ofType(law, "chapter")), 13},
		{"AI Act articles", len(ofType(law, "article")), 119},
		{"AI Act annexes", len(ofType(law, "annex")), 14},
		{"prohibited practices", len(law.Law.Practices), 10},
		{"exemption tests", len(law.Law.Exemptions), 4},
		{"risk classes", len(law.Law.Classes), 9},
		{"operators", len(law.Law.Operators), 10},
		{"serious incident clocks", len(law.Law.Clocks), 3},
		{"mandatory documents", len(k.Documents), 22},
		{"common findings", len(k.Findings), 22},
	} {
		if x.got != x.want {
			t.Errorf("%s: %d, want %d", x.what, x.got, x.want)
		}
	}
}

func TestControlsPerGroupAreCountedRight(t *testing.T) {
	t.Parallel()
	c := shipped(t)
	count := func(f *Framework, key func(Control) string) map[string]int {
		n := map[string]int{}
		for _, x := range f.Controls {
			n[key(x)]++
		}
		return n
	}
	area := func(x Control) string { return x.Area }
	same := func(what string, got, want map[string]int) {
		t.Helper()
		for k, n := range want {
			if got[k] != n {
				t.Errorf("%s %s has %d controls, want %d", what, k, got[k], n)
			}
		}
		if len(got) != len(want) {
			t.Errorf("%s has groups %v, want %v", what, got, want)
		}
	}
	same("42001", count(iso42001(t), area), map[string]int{"A.2": 3, "A.3": 2, "A.4": 5, "A.5": 4, "A.6": 9, "A.7": 5, "A.8": 4, "A.9": 3, "A.10": 3})
	same("42001 sub-areas", count(iso42001(t), func(x Control) string { return x.Subarea }), map[string]int{"": 29, "A.6.1": 2, "A.6.2": 7})
	same("27001", count(c.Framework("iso27001"), area), map[string]int{"A.5": 37, "A.6": 8, "A.7": 14, "A.8": 34})
	per := map[string]int{}
	for _, r := range c.Framework("airmf").Requirements {
		fn, _, _ := strings.Cut(r.ID, "-")
		per[fn]++
	}
	same("RMF", per, map[string]int{"GOVERN": 19, "MAP": 18, "MEASURE": 22, "MANAGE": 13})
}

func TestRequirementIdsFollowTheirGrammarAndStandUnderTheirClause(t *testing.T) {
	t.Parallel()
	f := iso42001(t)
	grammar := regexp.MustCompile(`^\d+(\.\d+){1,2}-([a-g]\d?|x\d+)$`)
	kinds := map[string]int{}
	for _, r := range f.Requirements {
		kinds[r.Kind]++
		if !grammar.MatchString(r.ID) || !strings.HasPrefix(r.ID, r.Clause+"-") {
			t.Errorf("%q under %q", r.ID, r.Clause)
		}
		if r.Text == "" || r.Evidence == "" {
			t.Errorf("%s lacks its text or its evidence", r.ID)
		}
	}
	if kinds[Process]+kinds[Documented]+kinds[Evidenced] != 165 {
		t.Errorf("kinds %v do not add up to 165", kinds)
	}
	if got := len(f.RequirementsOf("6.1.3")); got != 14 {
		t.Errorf("6.1.3 has %d requirements, want 14", got)
	}
}

func TestNoTextIsTheStandardsOwn(t *testing.T) {
	t.Parallel()
	// ISO requirements are "shall" sentences; ours never are.
	for _, it := range iso42001(t).Items() {
		if slices.Contains(strings.Fields(strings.ToLower(it.Title+" "+it.Text)), "shall") {
			t.Errorf("%s: %q", it.ID, it.Text)
		}
	}
}

func TestIdsOfTwoStandardsDoNotMeet(t *testing.T) {
	t.Parallel()
	c := shipped(t)
	ai, ok := c.Item("iso42001:A.5.2")
	sec, ok2 := c.Item("iso27001:A.5.2")
	if !ok || !ok2 || ai.Title == sec.Title || ai.Kind != "control" {
		t.Errorf("got %+v and %+v", ai, sec)
	}
	if _, bare := c.Item("A.5.2"); bare {
		t.Error("a bare id found an item")
	}
	if _, typo := c.Item("iso42001:A.6.6.2"); typo {
		t.Error("an id that does not exist found an item")
	}
}

func BenchmarkLoad(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := read(); err != nil {
			b.Fatal(err)
		}
	}
}
