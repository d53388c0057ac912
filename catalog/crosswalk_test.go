package catalog

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	_ "github.com/plimsoll-aims/plimsoll/internal/fixedseed"
)

func TestTheShippedCrosswalksHaveTheirPublishedRows(t *testing.T) {
	t.Parallel()
	c := shipped(t)
	for _, x := range []struct {
		from, to string
		rows     int
	}{{"airmf", "iso42001", 280}, {"iso42001", "iso27001", 32 + 65}, {"aiact", "iso42001", 152}} {
		if got := len(c.Crosswalk(x.from, x.to)); got != x.rows {
			t.Errorf("%s to %s: %d rows, want %d", x.from, x.to, got, x.rows)
		}
	}
	for _, x := range c.Crosswalks() {
		if x.Title == "" || x.Note == "" {
			t.Errorf("%s to %s has no title or no word of caution", x.From, x.To)
		}
		for _, m := range x.Rows {
			if m.Author == "" || m.Edition == "" || m.Review == "" || m.Style == "" {
				t.Errorf("%s to %s lacks author, edition, review or style", m.From, m.To)
			}
		}
	}
}

func TestThePublishedPairsOfNISTKeepTheirVerdicts(t *testing.T) {
	t.Parallel()
	c := shipped(t)
	verdicts := map[string]int{}
	reached := map[string]bool{}
	for _, m := range c.Crosswalk("airmf", "iso42001") {
		v, _, _ := strings.Cut(m.Review, " (")
		verdicts[v]++
		reached[m.To] = true
		if m.Relation != Related || m.Strength != 0 {
			t.Errorf("%s to %s claims more than a concept crosswalk states: %s %d", m.From, m.To, m.Relation, m.Strength)
		}
		if !strings.Contains(m.Author, "Microsoft") || !strings.Contains(m.Edition, "FDIS") {
			t.Errorf("%s to %s hides its author or the draft: %s, %s", m.From, m.To, m.Author, m.Edition)
		}
	}
	if verdicts["agreed"] != 33 || verdicts["doubtful"] != 18 || verdicts["as published"] != 229 {
		t.Errorf("verdicts %v", verdicts)
	}
	var missed []string
	for _, cl := range iso42001(t).LeafClauses() {
		if !reached["iso42001:"+cl.ID] {
			missed = append(missed, cl.ID)
		}
	}
	if got := strings.Join(missed, " "); got != "4.2 6.3 7.5.1 7.5.2 8.1" {
		t.Errorf("clauses without a pair: %s", got)
	}
	for _, x := range iso42001(t).Controls {
		if !reached["iso42001:"+x.ID] {
			t.Errorf("%s has no pair", x.ID)
		}
	}
}

func TestEveryControlIsComparedWith27001(t *testing.T) {
	t.Parallel()
	c := shipped(t)
	seen := map[string]bool{}
	for _, m := range c.Crosswalk("iso42001", "iso27001") {
		seen[m.From] = true
		if (m.To == "") != (m.Relation == NoRelation) {
			t.Errorf("%s %s %q", m.From, m.Relation, m.To)
		}
	}
	for _, x := range iso42001(t).Controls {
		if !seen["iso42001:"+x.ID] {
			t.Errorf("%s is not compared", x.ID)
		}
	}
	for _, cl := range iso42001(t).LeafClauses() {
		if !seen["iso42001:"+cl.ID] {
			t.Errorf("clause %s is not compared", cl.ID)
		}
	}
}

func TestNoArticleOfTheActIsEqualToAClause(t *testing.T) {
	t.Parallel()
	for _, m := range shipped(t).Crosswalk("aiact", "iso42001") {
		if m.Relation == Equal || m.Relation == SubsetOf {
			t.Errorf("%s is %s %s", m.From, m.Relation, m.To)
		}
		if strings.Contains(strings.ToLower(m.Note), ": weak") && !m.Weak() {
			t.Errorf("%s to %s is called weak but would carry evidence", m.From, m.To)
		}
	}
}

func TestEvidenceCreditFollowsThePropagationRule(t *testing.T) {
	t.Parallel()
	m := func(r Relation, strength int, rationale, review string) Mapping {
		return Mapping{From: "a:1", To: "b:1", Relation: r, Strength: strength, Rationale: rationale, Review: review}
	}
	for _, x := range []struct {
		name  string
		m     Mapping
		scope bool
		want  float64
		full  bool
	}{
		{"equal counts in full", m(Equal, 0, "semantic", ""), false, 1, true},
		{"a subset of the target counts in full", m(SubsetOf, 0, "", ""), false, 1, true},
		{"a superset counts a half when no strength is stated", m(SupersetOf, 0, "", ""), false, 0.5, false},
		{"an intersection counts by its strength", m(Intersects, 7, "", ""), false, 0.7, false},
		{"full strength is still only in part", m(Intersects, 10, "", ""), false, 1, false},
		{"no relationship counts nothing", m(NoRelation, 0, "", ""), false, 0, false},
		{"a concept crosswalk counts nothing", m(Related, 0, "", ""), false, 0, false},
		{"a weak row counts nothing", m(Equal, 3, "", ""), false, 0, false},
		{"strength four is not weak", m(Intersects, 4, "", ""), false, 0.4, false},
		{"a doubtful row counts nothing", m(Equal, 9, "", "doubtful (why)"), false, 0, false},
		{"same words in another system are a candidate only", m(Equal, 0, "syntactic", ""), false, 0.5, false},
		{"unless the record names both systems", m(Equal, 0, "syntactic", ""), true, 1, true},
	} {
		c := x.m.Credit(x.scope)
		if c.Weight != x.want || c.Full != x.full || c.Why == "" || c.Candidate != (c.Weight > 0 && !c.Full) {
			t.Errorf("%s: got %+v", x.name, c)
		}
	}
}

func TestAMappingReadTwiceFromTheOtherSideIsItself(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := Mapping{From: rapid.StringN(1, 20, -1).Draw(t, "from"), To: rapid.String().Draw(t, "to"), Relation: rapid.SampledFrom(relations).Draw(t, "relation")}
		if got := m.Inverse().Inverse(); got != m {
			t.Fatalf("got %+v, want %+v", got, m)
		}
		if full := m.Credit(false).Full; full && m.Inverse().Credit(false).Full && m.Relation != Equal {
			t.Fatalf("%s counts in full both ways", m.Relation)
		}
	})
}

func TestACrosswalkReadsFromBothSides(t *testing.T) {
	t.Parallel()
	c := shipped(t)
	there, back := c.Crosswalk("iso42001", "iso27001"), c.Crosswalk("iso27001:2022", "iso42001:2023")
	none := 0
	for _, m := range there {
		if m.To == "" {
			none++
			continue
		}
		if !slices.Contains(back, m.Inverse()) {
			t.Errorf("%s to %s is missing from the other side", m.From, m.To)
		}
	}
	if len(back) != len(there)-none {
		t.Errorf("%d rows back, %d there of which %d have no target", len(back), len(there), none)
	}
	if got := c.Crosswalk("airmf", "iso27001"); len(got) != 0 {
		t.Errorf("two hops were chained: %v", got)
	}
	if got := c.Crosswalk("airmf", "nothing"); got != nil {
		t.Errorf("an unknown framework has rows: %v", got)
	}
	if got := len(c.MappingsFrom("iso42001:A.5.2")); got < 10 {
		t.Errorf("A.5.2 leads to %d items", got)
	}
}
