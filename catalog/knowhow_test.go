package catalog

import (
	"fmt"
	"testing"
)

func itoa(n int) string { return fmt.Sprint(n) }

func TestDocumentsAndFindingsPointToItemsThatExist(t *testing.T) {
	t.Parallel()
	c := shipped(t)
	k := c.KnowHow()
	for i, d := range k.Documents {
		if want := fmt.Sprintf("MD-%02d", i+1); d.ID != want {
			t.Errorf("document %d is %s", i+1, d.ID)
		}
		if _, ok := c.Item(d.Clause); !ok || d.Type != "maintained" && d.Type != "retained" {
			t.Errorf("%s: clause %q, type %q", d.ID, d.Clause, d.Type)
		}
	}
	for i, f := range k.Findings {
		if want := fmt.Sprintf("L%02d", i+1); f.ID != want {
			t.Errorf("finding %d is %s", i+1, f.ID)
		}
		if len(f.Items) == 0 || f.Check == "" || f.Severity == "" {
			t.Errorf("%s is incomplete: %+v", f.ID, f)
		}
		for _, id := range f.Items {
			if _, ok := c.Item(id); !ok {
				t.Errorf("%s names %s", f.ID, id)
			}
		}
	}
}

func TestCertificationCanBeWalkedAndItsPeriodsAreRight(t *testing.T) {
	t.Parallel()
	k := shipped(t).KnowHow()
	states := map[string]bool{}
	for _, s := range k.States {
		states[s.ID] = true
	}
	reached := map[string]bool{"preparing": true}
	for range k.States {
		for _, s := range k.States {
			for _, n := range s.Next {
				if !states[n] {
					t.Fatalf("%s leads to %q", s.ID, n)
				}
				if reached[s.ID] {
					reached[n] = true
				}
			}
		}
	}
	if len(reached) != len(k.States) {
		t.Errorf("reached %d of %d states", len(reached), len(k.States))
	}
	months := map[string]int{"cycle": 36, "major-close": 6, "surveillance": 12, "lapse": 6, "suspension": 6}
	for _, r := range k.Certification {
		if r.Months != months[r.ID] {
			t.Errorf("%s: %d months, want %d", r.ID, r.Months, months[r.ID])
		}
		if r.Standing != "standard" && r.Standing != "policy" && r.Standing != "unverified" || r.Origin == "" {
			t.Errorf("%s: standing %q, origin %q", r.ID, r.Standing, r.Origin)
		}
	}
	last := 0
	for _, p := range k.Plan {
		if p.FromWeek < last || p.ToWeek <= p.FromWeek {
			t.Errorf("step %q runs from week %d to %d", p.Title, p.FromWeek, p.ToWeek)
		}
		last = p.ToWeek
	}
}

func TestAuditorsAskOfEveryClause(t *testing.T) {
	t.Parallel()
	f := iso42001(t)
	asks := shipped(t).KnowHow().Asks
	for _, c := range f.LeafClauses() {
		found := false
		for _, a := range asks {
			found = found || c.ID == a.Clause || len(c.ID) > len(a.Clause) && c.ID[:len(a.Clause)+1] == a.Clause+"."
		}
		if !found {
			t.Errorf("nothing is asked of %s", c.ID)
		}
	}
}
