package start

import (
	"strings"

	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/catalog"
	"github.com/plimsoll-aims/plimsoll/engine/home"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

func (w *writer) people() []kernel.Ref[aims.Person] { return []kernel.Ref[aims.Person]{w.owner()} }

// path writes the steps of the certification plan as tasks, stretched or shrunk to
// the day that was named, and the first acts of each step. The stations of the
// audit are milestones.
func (w *writer) path() {
	steps := w.c.KnowHow().Plan
	weeks := 0
	for _, s := range steps {
		weeks = max(weeks, s.ToWeek)
	}
	end := w.a.Certify
	if end == "" {
		end = w.today.AddMonths(12)
	}
	days := w.today.DaysUntil(end)
	day := func(week int) kernel.Date { return w.today.Add(days * week / max(weeks, 1)) }
	if len(steps) > 0 {
		w.firstActs(day(steps[0].ToWeek), day(steps[min(1, len(steps)-1)].ToWeek))
	}
	for _, s := range steps {
		t := &aims.Task{Title: s.Title, Owner: w.owner(), State: aims.TaskOpen, Due: day(s.ToWeek),
			Why: "A step of the usual way to a certificate. Begin by " + string(day(s.FromWeek)) + "; change the dates so that they fit you."}
		if m := milestone(s); m != "" {
			w.put("task", s.Title, t, home.Milestone, m)
		} else {
			w.put("task", s.Title, t)
		}
	}
}

// milestone names the step if it is a station that others look at.
func milestone(s catalog.PlanStep) string {
	for _, m := range []struct{ begins, name string }{{"Internal audit", "internal-audit"}, {"Management review", "management-review"}, {"Stage 1", "stage-1"}, {"Stage 2", "stage-2"}} {
		if strings.HasPrefix(s.Title, m.begins) {
			return m.name
		}
	}
	return ""
}

// firstActs are what can be done this week: the drafts wait for decisions.
func (w *writer) firstActs(first, second kernel.Date) {
	act := func(title, about, why string, due kernel.Date, minutes int) {
		ref, _ := kernel.ParseAnyRef(about)
		w.put("task", title, &aims.Task{Title: title, About: ref, Why: why, Owner: w.owner(), State: aims.TaskOpen, Due: due, Minutes: minutes})
	}
	act("Decide the scope", "scope/aims-scope", "4.3: everything else depends on what is in and what is not.", first, 60)
	for _, s := range w.systems {
		act("Describe "+s.title, "system/"+s.name, "4.1, A.4.2: say what it is for, whom it affects, what it is made of and whether it is in scope.", first, 30)
	}
	act("Agree the risk criteria", "criteria/risk-criteria", "6.1.1: criteria come before the first rating.", second, 45)
	act("Go through the Statement of Applicability", "", "6.1.3: each of the 38 controls needs your decision and your reason; the proposals are only what is usual.", second, 120)
}
