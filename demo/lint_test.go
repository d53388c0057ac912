package demo_test

import (
	"slices"
	"testing"

	"github.com/plimsoll-aims/plimsoll/engine/facts"
	"github.com/plimsoll-aims/plimsoll/engine/lint"
	"github.com/plimsoll-aims/plimsoll/kernel/store"
)

// findings are what the demo is meant to teach, and nothing else: today the four
// findings of Stage 2 and the agent at its gate, on 30 June the three of the first
// internal audit and what they bring with them.
var findings = map[string][]string{
	today: {
		"L04 system/S8",                          // in pilot, its assessment is a draft
		"L15 model/M4",                           // NC-04: the supplier owes no notice of a new version
		"L16 dataset/D2",                         // NC-05: one field of unknown origin
		"L17 document/audit-programme-2026",      // NC-06: clauses and areas that no audit has covered
		"L18 document/management-review-minutes", // NC-09: an input that the review left out
	},
	"2026-06-30": {
		"L04 system/S4",                                                                 // NC-03: in use without an assessment
		"L05 system/S4",                                                                 // and changed since
		"L07 control/A.10.4",                                                            // NC-02: left out although customers need it
		"L11 person/femke-de-wit", "L11 person/jonas-richter", "L11 person/marcus-bell", // NC-01: five of nine
		"L11 person/odile-marchand", "L11 person/sanne-visser", // overseers without proof of competence
		"L16 dataset/D2",    // known, not yet a nonconformity
		"L19 treatment/T19", // checked a week later
	},
}

func lintByDay(t *testing.T, st *store.Store) {
	for day, want := range findings {
		factsOf(t, st, day, func(f *facts.Facts) {
			var got []string
			for _, x := range lint.Run(f) {
				got = append(got, x.Check+" "+x.Record)
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s: found\n%q\nwant\n%q", day, got, want)
			}
		})
	}
}
