package demo_test

import (
	"slices"
	"testing"

	"github.com/plimsoll-aims/plimsoll/catalog"
	"github.com/plimsoll-aims/plimsoll/engine/facts"
	"github.com/plimsoll-aims/plimsoll/engine/readiness"
	"github.com/plimsoll-aims/plimsoll/engine/soa"
	"github.com/plimsoll-aims/plimsoll/kernel"
	"github.com/plimsoll-aims/plimsoll/kernel/store"
)

// factsOf gathers what the engines reason over, as of a day.
func factsOf(t *testing.T, st *store.Store, day string, f func(*facts.Facts)) {
	t.Helper()
	cat, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	asOf(t, st, day, func(v kernel.View) {
		got, err := facts.Gather(ctx, v, cat)
		if err != nil {
			t.Fatal(err)
		}
		f(got)
	})
}

func readinessByDay(t *testing.T, st *store.Store) {
	for day, want := range map[string]int{"2025-12-15": 68, "2026-03-31": 101, "2026-06-30": 132, "2026-09-30": 154, today: 158} {
		factsOf(t, st, day, func(f *facts.Facts) {
			r := readiness.Build(f)
			if r.Requirements.Met != want || r.Requirements.Total != 165 {
				t.Errorf("%s: %d of %d requirements met, want %d of 165", day, r.Requirements.Met, r.Requirements.Total, want)
			}
			if day != today {
				return
			}
			var gaps []string
			for _, c := range r.Clauses {
				for _, g := range c.Gaps {
					gaps = append(gaps, g.Requirement)
				}
			}
			open := []string{"iso42001:8.1-x4", "iso42001:8.1-x5", "iso42001:8.1-x9", "iso42001:8.4-x1", "iso42001:9.2.1-a2", "iso42001:9.2.2-x1", "iso42001:9.3.2-c"}
			if !slices.Equal(gaps, open) {
				t.Errorf("open today: %v, want %v", gaps, open)
			}
		})
	}
}

func statementOfApplicability(t *testing.T, st *store.Store) {
	factsOf(t, st, today, func(f *facts.Facts) {
		s := soa.Build(f)
		if n := s.Counts; n.Proven != 28 || n.Stale != 1 || n.InPlace != 5 || n.InProgress != 4 || n.Excluded != 0 {
			t.Errorf("%+v; want 28 proven, 1 stale, 5 in place, 4 in progress", n)
		}
		if len(s.Problems) > 0 {
			t.Errorf("problems: %v", s.Problems)
		}
		v, ok := soa.Exclude(f, "A.6.2.6")
		var because []string
		for _, n := range v.Needs {
			if n.Ground == "risk" {
				because = append(because, n.Record)
			}
		}
		if !ok || v.Allowed || !slices.Equal(because, []string{"risk/R02", "risk/R08", "risk/R09", "risk/R12"}) {
			t.Errorf("leaving A.6.2.6 out: allowed %v, needed by %v", v.Allowed, because)
		}
	})
	factsOf(t, st, "2026-06-30", func(f *facts.Facts) {
		s := soa.Build(f)
		if len(s.Problems) != 1 || s.Problems[0].Control != "iso42001:A.10.4" || s.Problems[0].Code != soa.NeededButExcluded {
			t.Errorf("problems on 30 June: %v, want A.10.4 left out although it is needed", s.Problems)
		}
	})
}
