package catalog

import (
	"strings"
	"testing"
	"time"
)

func aiAct(t testing.TB) *Framework { return shipped(t).Framework("aiact:2026-07-27") }

func TestArticlesAreNumberedWithoutGapsAndMarkedAsAmended(t *testing.T) {
	t.Parallel()
	f := aiAct(t)
	marks, have := map[string]int{}, map[string]Clause{}
	for _, a := range ofType(f, "article") {
		marks[a.Mark]++
		have[a.ID] = a
	}
	for n := 1; n <= 113; n++ {
		if _, ok := have["art-"+itoa(n)]; !ok {
			t.Errorf("article %d is missing", n)
		}
	}
	if marks["new"] != 6 || marks["amended"] != 36 || marks["base"] != 77 {
		t.Errorf("marks %v", marks)
	}
	for id, want := range map[string]string{"art-4": "amended", "art-4a": "new", "art-26": "base", "art-73": "base", "art-99": "amended", "art-75d": "new"} {
		if have[id].Mark != want {
			t.Errorf("%s is %q, want %q", id, have[id].Mark, want)
		}
	}
}

func TestEveryDateOfLawIsADateWithASource(t *testing.T) {
	t.Parallel()
	c, l := shipped(t), aiAct(t).Law
	for _, m := range l.Calendar {
		for _, d := range []string{m.Date, m.Effective()} {
			if _, err := time.Parse(time.DateOnly, d); err != nil {
				t.Errorf("%s: %v", m.What, err)
			}
		}
		if m.PracticalFrom != "" && (m.PracticalFrom <= m.Date || m.Note == "") {
			t.Errorf("%s: practical from %s, formally from %s, note %q", m.What, m.PracticalFrom, m.Date, m.Note)
		}
		if m.Source == "" || m.Status == "" || m.Calendar != CalendarAsPublished && m.Calendar != CalendarCurrent {
			t.Errorf("%s has source %q, status %q, calendar %q", m.What, m.Source, m.Status, m.Calendar)
		}
		if m.Calendar == CalendarCurrent && strings.HasPrefix(m.Status, "superseded") {
			t.Errorf("%s is superseded in the current calendar", m.What)
		}
		for _, id := range m.Items {
			if _, ok := c.Item(id); !ok {
				t.Errorf("%s names %s", m.What, id)
			}
		}
		if m.Class != "" && !hasClass(l, m.Class) {
			t.Errorf("%s names the class %s", m.What, m.Class)
		}
	}
}

func hasClass(l *Law, id string) bool {
	for _, c := range l.Classes {
		if c.ID == id {
			return true
		}
	}
	return false
}

func TestTheCalendarsSayFromWhenAnArticleApplies(t *testing.T) {
	t.Parallel()
	l := aiAct(t).Law
	for _, x := range []struct{ name, calendar, item, class, date, effective string }{
		{"literacy since February 2025", CalendarCurrent, "art-4", "minimal", "2025-02-02", "2025-02-02"},
		{"bias data since the amendment", CalendarCurrent, "art-4a", "high_annex_III", "2026-07-27", "2026-07-27"},
		{"deployer duties by use were to come in 2026", CalendarAsPublished, "art-26", "high_annex_III", "2026-08-02", "2026-08-02"},
		{"and now come in 2027", CalendarCurrent, "art-26", "high_annex_III", "2027-12-02", "2027-12-02"},
		{"products come in 2028", CalendarCurrent, "art-9", "high_annex_I", "2028-08-02", "2028-08-02"},
		{"and were to come in 2027", CalendarAsPublished, "art-9", "high_annex_I", "2027-08-02", "2027-08-02"},
		{"transparency was not moved", CalendarCurrent, "art-50", "transparency", "2026-08-02", "2026-08-02"},
		{"incidents apply formally but bite later", CalendarCurrent, "art-73", "high_annex_III", "2026-08-02", "2027-12-02"},
		{"and later still for products", CalendarCurrent, "art-73", "high_annex_I", "2026-08-02", "2028-08-02"},
		{"there is nothing to register before the class exists", CalendarCurrent, "art-49", "high_annex_III", "2026-08-02", "2027-12-02"},
		{"models since August 2025", CalendarCurrent, "art-53", "gpai", "2025-08-02", "2025-08-02"},
		{"their fines a year later", CalendarCurrent, "art-101", "gpai", "2026-08-02", "2026-08-02"},
	} {
		m, ok := l.Applies(x.calendar, "aiact:"+x.item, x.class)
		if !ok || m.Date != x.date || m.Effective() != x.effective {
			t.Errorf("%s: got %s, effective %s, %v", x.name, m.Date, m.Effective(), ok)
		}
	}
	if m, ok := l.Applies(CalendarCurrent, "aiact:art-26", "minimal"); ok {
		t.Errorf("deployer duties apply to a minimal system from %s", m.Date)
	}
	if m, ok := l.Applies(CalendarCurrent, "aiact:art-99", "no-such-class"); !ok || m.Date != "2025-08-02" {
		t.Errorf("a rule for any class is found as %v %v", m.Date, ok)
	}
}

func TestEveryArticleHasADateOfApplicationInTheCurrentCalendar(t *testing.T) {
	t.Parallel()
	f := aiAct(t)
	for _, a := range ofType(f, "article") {
		found := false
		for _, class := range []string{"", "high_annex_III", "high_annex_I"} {
			if _, ok := f.Law.Applies(CalendarCurrent, "aiact:"+a.ID, class); ok {
				found = true
			}
		}
		if !found {
			t.Errorf("%s never applies", a.ID)
		}
	}
}

func TestCalendarsAreInOrderAndApart(t *testing.T) {
	t.Parallel()
	l := aiAct(t).Law
	old, now := l.Calendars(CalendarAsPublished), l.Calendars(CalendarCurrent)
	if len(old) != 9 || len(now) != 19 || len(old)+len(now) != len(l.Calendar) {
		t.Errorf("%d and %d milestones of %d", len(old), len(now), len(l.Calendar))
	}
	for i := 1; i < len(now); i++ {
		if now[i].Date < now[i-1].Date {
			t.Errorf("%s stands after %s", now[i].Date, now[i-1].Date)
		}
	}
}

func TestClocksAndFinesAreThoseOfTheAct(t *testing.T) {
	t.Parallel()
	l := aiAct(t).Law
	days := map[string]int{"serious-incident": 15, "death": 10, "widespread": 2}
	for _, c := range l.Clocks {
		if days[c.ID] != c.Days {
			t.Errorf("%s: %d days, want %d", c.ID, c.Days, days[c.ID])
		}
	}
	type tier struct {
		eur     int64
		percent int
	}
	want := map[string]tier{"prohibited": {35e6, 7}, "operators": {15e6, 3}, "information": {7.5e6, 1}, "gpai": {15e6, 3},
		"eu-bodies-prohibited": {1.5e6, 0}, "eu-bodies-other": {0.75e6, 0}, "ai-office": {0, 0}}
	for _, f := range l.Fines {
		if got := (tier{f.MaxEUR, f.MaxPercent}); got != want[f.ID] || f.Basis == "" {
			t.Errorf("%s: %+v, want %+v", f.ID, got, want[f.ID])
		}
	}
	if len(l.Fines) != len(want) {
		t.Errorf("%d tiers, want %d", len(l.Fines), len(want))
	}
	areas := map[string]bool{}
	for _, u := range l.Uses {
		areas[u.ID[:1]] = true
	}
	if len(areas) != 8 || len(l.Uses) != 11 {
		t.Errorf("%d areas and %d uses of Annex III, want 8 and 11", len(areas), len(l.Uses))
	}
	if it, ok := shipped(t).Item("aiact:art-5-ba"); !ok || it.Parent != "aiact:art-5" {
		t.Errorf("the practice (ba) is %+v", it)
	}
}

func TestDutiesNameOperatorsClassesAndArticlesThatExist(t *testing.T) {
	t.Parallel()
	c, l := shipped(t), aiAct(t).Law
	operators := map[string]bool{}
	for _, o := range l.Operators {
		operators[o.ID] = true
	}
	seen := map[string]bool{}
	for _, d := range l.Duties {
		if seen[d.ID] || d.Text == "" || len(d.Items) == 0 || len(d.Operators) == 0 {
			t.Errorf("duty %+v", d)
		}
		seen[d.ID] = true
		for _, o := range d.Operators {
			if !operators[o] {
				t.Errorf("%s binds %q", d.ID, o)
			}
		}
		for _, class := range d.Classes {
			if !hasClass(l, class) {
				t.Errorf("%s is for the class %q", d.ID, class)
			}
		}
		for _, id := range d.Items {
			if _, ok := c.Item(id); !ok {
				t.Errorf("%s rests on %s", d.ID, id)
			}
		}
	}
}

func TestDutiesFollowTheRoleAndTheClasses(t *testing.T) {
	t.Parallel()
	l := aiAct(t).Law
	count := func(prefix, operator string, classes ...string) int {
		n := 0
		for _, d := range l.DutiesOf(operator, classes...) {
			if strings.HasPrefix(d.ID, prefix) {
				n++
			}
		}
		return n
	}
	for _, x := range []struct {
		name      string
		got, want int
	}{
		{"a provider of a system that is high-risk by use has the twelve duties of Art 16", count("16-", "provider", "high_annex_III"), 12},
		{"of a product, all but registration", count("16-", "provider", "high_annex_I"), 11},
		{"a deployer has none of them", count("16-", "deployer", "high_annex_I"), 0},
		{"a deployer by use has eleven points of Art 26", count("26-", "deployer", "high_annex_III"), 11},
		{"of a product, eight", count("26-", "deployer", "high_annex_I"), 8},
		{"the rights assessment has six elements and a notice", count("27-", "deployer", "high_annex_III"), 7},
		{"a minimal system leaves literacy", len(l.DutiesOf("deployer", "minimal")), 1},
		{"so does a system without a class", len(l.DutiesOf("provider")), 1},
		{"two classes add up", count("50-", "deployer", "high_annex_III", "transparency"), 3},
		{"a model has four duties", len(l.DutiesOf("gpai-provider", "gpai")), 4},
		{"with systemic risk nine", len(l.DutiesOf("gpai-provider", "gpai", "gpai_systemic")), 9},
	} {
		if x.got != x.want {
			t.Errorf("%s: got %d, want %d", x.name, x.got, x.want)
		}
	}
}
