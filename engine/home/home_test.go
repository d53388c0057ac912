package home_test

import (
	"strings"
	"testing"

	"github.com/plimsoll-aims/plimsoll/aims"
	ft "github.com/plimsoll-aims/plimsoll/engine/facts/factstest"
	"github.com/plimsoll-aims/plimsoll/engine/home"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

func TestTheLoadLineIsDrawnInTheLevelsOfTheCriteria(t *testing.T) {
	t.Parallel()
	l := home.Build(ft.Clean().Facts(t), home.Given{}).LoadLine
	if l.Line != 4 || l.Max != 9 || l.Carried != 6 || l.Live != 2 || l.Above != 1 || l.Accepted != 1 || l.Unrated != 0 {
		t.Errorf("%+v", l)
	}
	if len(l.Bands) != 3 || l.Bands[0].Residual != 1 || l.Bands[1].Residual != 1 || l.Bands[2].Inherent != 2 || l.Bands[2].Residual != 0 {
		t.Errorf("%+v", l.Bands)
	}
	if o := l.OverLine; len(o) != 1 || o[0].Record != "risk/drift" || o[0].Band != "high" || o[0].State != "accepted" || o[0].Until != "2026-12-31" {
		t.Errorf("%+v", l.OverLine)
	}
	sum := 0
	for _, v := range l.Levels {
		sum += v.Residual
	}
	if sum != l.Live {
		t.Errorf("the levels hold %d of %d risks", sum, l.Live)
	}
}

func TestAnAcceptanceThatRanOutIsSaidAndIsTheFirstThingToDo(t *testing.T) {
	t.Parallel()
	o := ft.Clean()
	ft.The[aims.Risk](o, "drift").Acceptance.Until = "2026-09-30"
	p := home.Build(o.Facts(t), home.Given{})
	if p.LoadLine.OverLine[0].State != "expired" || p.LoadLine.Accepted != 0 {
		t.Errorf("%+v", p.LoadLine.OverLine)
	}
	if a := p.Next[0]; a.Record != "risk/drift" || a.Sort != home.SortAcceptance || !a.Late || a.Days != -1 {
		t.Errorf("%+v", a)
	}
}

func TestWhatToDoNextIsRankedByItsDay(t *testing.T) {
	t.Parallel()
	o := ft.Clean()
	task := func(name string, due kernel.Date, minutes int) {
		ft.Put(o, name, aims.Task{Title: name, Owner: kernel.To[aims.Person]("ben"), State: aims.TaskOpen, Due: due, Minutes: minutes})
	}
	task("some-day", "", 5)
	task("next-week", "2026-10-08", 30)
	task("late", "2026-09-20", 10)
	task("today", ft.Today, 10)
	ft.The[aims.Evidence](o, "check-of-controls").ValidUntil = "2026-10-20"
	p := home.Build(o.Facts(t), home.Given{Gaps: []home.Act{{Title: "a gap", Minutes: 20}}})
	var got []string
	for _, a := range p.Next[:3] {
		got = append(got, a.Title)
	}
	if strings.Join(got, " ") != "late today next-week" {
		t.Errorf("%v", got)
	}
	if p.NextTotal != 4+1+38 { // the tasks, the gap, and evidence that ends for 38 controls
		t.Errorf("%d things to do", p.NextTotal)
	}
	if a := p.Next[3]; a.Sort != home.SortEvidence || a.Days != 19 || a.Record != "evidence/check-of-controls" {
		t.Errorf("%+v", a)
	}
}

// One act that closes several gaps is one thing to do.
func TestTheSameActIsListedOnce(t *testing.T) {
	t.Parallel()
	p := home.Build(ft.Empty().Facts(t), home.Given{Gaps: []home.Act{
		{Title: "describe the organisation", Why: "nobody has", Create: "organisation", Item: "iso42001:4.1-x1"}, {Title: "record a risk", Create: "risk"},
		{Title: "describe the organisation", Create: "organisation", Item: "iso42001:4.1-x2"}, {Title: "describe the organisation", Record: "organisation/us"}}})
	if p.NextTotal != 3 || len(p.Next) != 3 {
		t.Fatalf("%d things to do: %+v", p.NextTotal, p.Next)
	}
	if a := p.Next[0]; a.Item != "iso42001:4.1-x1" || a.Why != "nobody has; it helps with 1 more requirement" {
		t.Errorf("%+v", a)
	}
}

func TestThePathHasTheStartAndTheMilestones(t *testing.T) {
	t.Parallel()
	o := ft.Clean()
	stop := func(name string, due kernel.Date, state aims.TaskState) {
		s := ft.Put(o, name, aims.Task{Title: name, State: state, Due: due}, home.Milestone, name)
		if state == aims.TaskDone {
			s.Done = due
		}
	}
	stop("stage-2", "2026-12-01", aims.TaskOpen)
	stop("decision", "2027-02-01", aims.TaskOpen)
	stop("stage-1", "2026-09-15", aims.TaskDone)
	stop("review", "2026-09-20", aims.TaskOpen)
	p := home.Build(o.Facts(t), home.Given{})
	var got []string
	for _, s := range p.Path {
		got = append(got, s.Title+":"+s.Kind)
	}
	if strings.Join(got, " ") != "Programme began:done stage-1:done review:late stage-2:next decision:later" {
		t.Errorf("%v", got)
	}
	if p.Headline != "61 days to stage-2, and 1 risk above the line" {
		t.Errorf("%q", p.Headline)
	}
}

func TestAnEmptyStoreHasAPage(t *testing.T) {
	t.Parallel()
	p := home.Build(ft.Empty().Facts(t), home.Given{Total: 165})
	if p.LoadLine.Criteria != "" || p.Headline != "0 of 165 requirements met, and no load line is set" || len(p.Ready.Cells) != 38 || p.Ready.InPlace != 0 {
		t.Errorf("%+v", p)
	}
}
