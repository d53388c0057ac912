package demo_test

import (
	"testing"

	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/demo"
	"github.com/plimsoll-aims/plimsoll/kernel"
	"github.com/plimsoll-aims/plimsoll/kernel/store"
	"github.com/plimsoll-aims/plimsoll/kernel/storetest"
)

// The year is written once and then asked many questions.
func TestTheYearAnswersForEveryDay(t *testing.T) {
	t.Parallel()
	st := load(t)
	t.Run("loading the last day again changes nothing", func(t *testing.T) {
		steps := demo.Steps()
		r := apply(t, st, aims.Registry(), steps[len(steps)-1])
		if r.Created+r.Updated+r.Deleted > 0 {
			t.Errorf("created %d, updated %d, deleted %d", r.Created, r.Updated, r.Deleted)
		}
	})
	t.Run("controls", func(t *testing.T) { controlsByDay(t, st) })
	t.Run("impact assessments", func(t *testing.T) { assessmentsByDay(t, st) })
	t.Run("on 30 June the statement of applicability leaves A.10.4 out", func(t *testing.T) {
		for day, want := range map[string]aims.YesNo{"2025-12-15": "", "2026-03-31": aims.No, "2026-06-30": aims.No, "2026-07-09": aims.Yes, today: aims.Yes} {
			asOf(t, st, day, func(v kernel.View) {
				if got := all[aims.Control](t, v)["A.10.4"].Applicable; got != want {
					t.Errorf("%s: applicable %q, want %q", day, got, want)
				}
			})
		}
	})
	t.Run("versions of the statement of applicability", func(t *testing.T) {
		for day, want := range map[string]string{"2026-03-31": "1.0", "2026-07-31": "1.1", "2026-09-30": "1.2", today: "1.2"} {
			asOf(t, st, day, func(v kernel.View) {
				if got := all[aims.Document](t, v)["statement-of-applicability"].Version; got != want {
					t.Errorf("%s: version %s, want %s", day, got, want)
				}
			})
		}
	})
	t.Run("stages of systems", func(t *testing.T) { stagesByDay(t, st) })
	t.Run("readiness", func(t *testing.T) { readinessByDay(t, st) })
	t.Run("lint", func(t *testing.T) { lintByDay(t, st) })
	t.Run("statement of applicability", func(t *testing.T) { statementOfApplicability(t, st) })
	t.Run("approvals name the revision that was decided on", func(t *testing.T) { approvals(t, st) })
}

func controlsByDay(t *testing.T, st *store.Store) {
	for day, want := range map[string][4]int{ // operating, implemented, partial, not started
		"2025-12-15": {6, 3, 11, 18},
		"2026-03-31": {9, 10, 12, 7},
		"2026-06-30": {17, 11, 8, 2},
		"2026-09-30": {26, 6, 6, 0},
		today:        {29, 5, 4, 0},
	} {
		asOf(t, st, day, func(v kernel.View) {
			n := map[aims.ControlStatus]int{}
			for _, c := range all[aims.Control](t, v) {
				if c.Framework() == "iso42001" {
					n[c.Status]++
				}
			}
			if got := [4]int{n["operating"], n["implemented"], n["partial"], n["not-started"]}; got != want {
				t.Errorf("%s: operating, implemented, partial, not started %v, want %v", day, got, want)
			}
		})
	}
}

func assessmentsByDay(t *testing.T, st *store.Store) {
	for day, want := range map[string][2]int{ // with an approved assessment that holds, in scope
		"2026-02-28": {1, 7}, "2026-04-30": {2, 7}, "2026-05-31": {3, 7}, "2026-06-30": {6, 7},
		"2026-07-31": {7, 7}, "2026-08-31": {6, 7}, "2026-09-30": {7, 8}, today: {7, 8},
	} {
		asOf(t, st, day, func(v kernel.View) {
			in, covered := 0, map[string]bool{}
			for _, s := range all[aims.System](t, v) {
				if s.InScope == aims.Yes {
					in++
				}
			}
			for _, a := range all[aims.Assessment](t, v) {
				if a.State == aims.AssessmentApproved && a.Type != aims.AssessmentPrivacy && string(a.NextReview) >= day {
					covered[a.System.Name] = true
				}
			}
			if got := [2]int{len(covered), in}; got != want {
				t.Errorf("%s: %v, want %v", day, got, want)
			}
			if day == "2026-06-30" && covered["S4"] {
				t.Error("S4 has an assessment on 30 June; it was made a month later")
			}
		})
	}
}

func stagesByDay(t *testing.T, st *store.Store) {
	for day, want := range map[string]map[string]aims.Stage{
		"2025-11-30": {"S1": "in-operation", "S3": "development"},
		"2026-01-20": {"mood-tile": "idea"},
		"2026-02-28": {"S3": "verification", "S4": "verification", "mood-tile": "rejected"},
		"2026-03-31": {"S3": "in-operation"},
		"2026-06-30": {"S4": "verification", "S8": "development"},
		today:        {"S1": "in-operation", "S4": "in-operation", "S8": "verification"},
	} {
		asOf(t, st, day, func(v kernel.View) {
			systems := all[aims.System](t, v)
			for name, stage := range want {
				if s := systems[name]; s == nil || s.Stage != stage {
					t.Errorf("%s: %s should be %s, is %+v", day, name, stage, s)
				}
			}
		})
	}
}

func approvals(t *testing.T, st *store.Store) {
	asOf(t, st, today, func(now kernel.View) {
		for name, a := range all[aims.Approval](t, now) {
			asOf(t, st, string(a.On), func(v kernel.View) {
				r, err := v.Get(ctx, a.About.Kind, a.About.Name)
				if err != nil {
					t.Fatal(err)
				}
				if r.Rev != a.Revision {
					t.Errorf("%s names revision %d of %s; on %s it was at %d", name, a.Revision, r.Key(), a.On, r.Rev)
				}
			})
		}
	})
}

// Somebody may want the organisation without its past.
func TestTheDirectoryAppliesToAnEmptyStore(t *testing.T) {
	t.Parallel()
	reg := aims.Registry()
	st := storetest.Open(t, "sqlite", reg).For(storetest.Owner())
	steps := demo.Steps()
	last := steps[len(steps)-1]
	if r := apply(t, st, reg, last); r.Created < 400 || r.Deleted > 0 {
		t.Errorf("created %d, deleted %d", r.Created, r.Deleted)
	}
	if r := apply(t, st, reg, last); r.Created+r.Updated+r.Deleted > 0 {
		t.Errorf("the second time it created %d, updated %d and deleted %d", r.Created, r.Updated, r.Deleted)
	}
}
