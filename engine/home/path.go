package home

import (
	"cmp"
	"slices"

	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/engine/facts"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// Milestone is the label that puts a task on the path to the certificate; its value
// is free: stage-1, stage-2, decision.
const Milestone = "milestone"

// path lists the start of the programme and the milestones: tasks that carry the
// label. The first one that is neither done nor past is the next; an open one that
// is past is late.
func path(f *facts.Facts) []Stop {
	out := []Stop{}
	if o, ok := f.Organisation(); ok && o.Is.ProgrammeStart != "" {
		out = append(out, stop(f, o.Is.ProgrammeStart, "Programme began", o.Key(), true))
	}
	for _, t := range f.Tasks {
		if _, ok := t.Labels[Milestone]; ok && t.Is.State != aims.TaskDropped && t.Is.Due != "" {
			day := t.Is.Due
			if t.Is.State == aims.TaskDone && t.Is.Done != "" {
				day = t.Is.Done
			}
			out = append(out, stop(f, day, t.Is.Title, t.Key(), t.Is.State == aims.TaskDone))
		}
	}
	slices.SortStableFunc(out, func(a, b Stop) int { return cmp.Compare(a.Date, b.Date) })
	next := false
	for i := range out {
		if out[i].Kind == "later" && !next {
			out[i].Kind, next = "next", true
		}
	}
	return out
}

func stop(f *facts.Facts, day kernel.Date, title, record string, done bool) Stop {
	s := Stop{Date: day, Title: title, Record: record, Days: f.Today.DaysUntil(day), Kind: "later"}
	switch {
	case done:
		s.Kind = "done"
	case s.Days < 0:
		s.Kind = "late"
	}
	return s
}
