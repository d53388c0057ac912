package home

import (
	"cmp"
	"slices"
	"strings"

	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/engine/facts"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// The sorts of acts.
const (
	SortTask       = "task"
	SortGap        = "gap"
	SortEvidence   = "evidence"
	SortAcceptance = "acceptance"
	SortReview     = "review"
)

// ahead is how many days before its day a thing appears.
const ahead = 30

// acts gathers everything that can be done next, the most urgent first: what is
// late, then what is due within a month by day, then gaps, and tasks without a day
// last. Within the same rank the shorter act comes first.
func acts(f *facts.Facts, gaps []Act, l *LoadLine) []Act {
	var out []Act
	out = append(out, tasks(f)...)
	out = append(out, acceptances(f, l)...)
	out = append(out, evidence(f)...)
	out = append(out, reviews(f)...)
	out = append(out, once(gaps)...)
	for i := range out {
		out[i].rank(f.Today)
	}
	slices.SortStableFunc(out, func(a, b Act) int {
		return cmp.Or(cmp.Compare(a.Rank, b.Rank), cmp.Compare(a.Minutes, b.Minutes))
	})
	return out
}

// once makes one act of gaps that the same act closes.
func once(gaps []Act) []Act {
	type key struct{ title, record, create string }
	at, more := map[key]int{}, map[int]int{}
	var out []Act
	for _, g := range gaps {
		k := key{g.Title, g.Record, g.Create}
		if i, known := at[k]; known {
			more[i]++
			continue
		}
		at[k] = len(out)
		g.Sort = SortGap
		out = append(out, g)
	}
	for i, n := range more {
		out[i].Why += "; it helps with " + facts.Count(n, "more requirement", "more requirements")
	}
	return out
}

// The ranks of what has no day, in days from today: a gap comes after what is due
// within a month, a task without a day after the gaps.
const (
	rankGap     = ahead + 1
	rankSomeDay = ahead + 2
)

func (a *Act) rank(today kernel.Date) {
	switch {
	case a.Due != "":
		a.Days = today.DaysUntil(a.Due)
		a.Late = a.Days < 0
		a.Rank = a.Days
	case a.Sort == SortGap:
		a.Rank = rankGap
	default:
		a.Rank = rankSomeDay
	}
}

func tasks(f *facts.Facts) []Act {
	var out []Act
	for _, t := range f.Tasks {
		if !t.Is.State.Live() {
			continue
		}
		if _, milestone := t.Labels[Milestone]; milestone && t.Is.Minutes == 0 {
			continue // it is on the path
		}
		out = append(out, Act{Title: t.Is.Title, Why: t.Is.Why, Sort: SortTask, Record: t.Key(), Owner: t.Is.Owner.Name, Due: t.Is.Due, Minutes: t.Is.Minutes})
	}
	return out
}

// acceptances that end within a month or have ended, and risks above the line that
// nobody has decided on.
func acceptances(f *facts.Facts, l *LoadLine) []Act {
	var out []Act
	for _, o := range l.OverLine {
		a := Act{Title: "Decide on " + o.Title, Sort: SortAcceptance, Record: o.Record, Owner: o.Owner, Minutes: 20}
		switch {
		case o.State == "undecided":
			a.Why, a.Due = "it lies above the line and nobody has accepted it", f.Today
		case o.Until != "" && o.Until <= f.Today.Add(ahead):
			a.Why, a.Due = "its acceptance holds until "+string(o.Until), o.Until
		default:
			continue
		}
		out = append(out, a)
	}
	return out
}

// evidence asks for proof of what is stale, or will be within a month.
func evidence(f *facts.Facts) []Act {
	var out []Act
	for _, c := range f.Controls() {
		if c.Statement == nil || !c.InPlace() {
			continue
		}
		a := Act{Title: "Renew the evidence for " + c.Title, Sort: SortEvidence, Item: c.ID, Owner: c.Statement.Owner.Name, Minutes: 15, Create: "evidence"}
		if len(c.Evidence.Newest) > 0 {
			a.Record = c.Evidence.Newest[0].Record.Key()
		}
		until := c.Evidence.FreshUntil()
		switch {
		case c.State == facts.Stale:
			a.Why, a.Due = c.Why, f.Today
			if len(c.Evidence.Newest) > 0 && facts.Past(c.Evidence.Newest[0].Until, f.Today) {
				a.Due = c.Evidence.Newest[0].Until
			}
		case c.State == facts.Proven && until != "" && until <= f.Today.Add(ahead):
			a.Why, a.Due = "the last of it holds until "+string(until), until
		default:
			continue
		}
		out = append(out, a)
	}
	return out
}

// reviews of documents, suppliers and assessments that are due within a month.
func reviews(f *facts.Facts) []Act {
	var out []Act
	add := func(r *kernel.Record, title string, owner kernel.Ref[aims.Person], next kernel.Date, minutes int) {
		if next != "" && next <= f.Today.Add(ahead) {
			out = append(out, Act{Title: "Review " + strings.TrimSpace(title), Why: "its next review is on " + string(next), Sort: SortReview, Record: r.Key(), Owner: owner.Name, Due: next, Minutes: minutes})
		}
	}
	for _, d := range f.Documents {
		if f.InForce(d.Is) {
			add(d.Record, d.Is.Title, d.Is.Owner, d.Is.NextReview, 20)
		}
	}
	for _, s := range f.Suppliers {
		if s.Is.Ended == "" {
			add(s.Record, s.Is.Title, s.Is.Owner, s.Is.NextReview, 30)
		}
	}
	for _, a := range f.Assessments {
		if a.Is.State == aims.AssessmentApproved {
			add(a.Record, a.Is.Title, kernel.Ref[aims.Person]{}, a.Is.NextReview, 60)
		}
	}
	return out
}
