package start_test

import (
	"strings"
	"testing"

	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/catalog"
	"github.com/plimsoll-aims/plimsoll/engine/start"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

const today kernel.Date = "2026-11-20"

func answers(t *testing.T, typed map[string]string) (*start.Answers, kernel.Problems) {
	t.Helper()
	tree := map[string]any{}
	for field, s := range typed {
		start.Take(tree, field, s)
	}
	return start.Read(tree, today)
}

func TestAnswersAreCheckedAllAtOnce(t *testing.T) {
	t.Parallel()
	_, ps := answers(t, map[string]string{"roles": "user, pilot", "staff": "some", "certify": "2026-12-24"})
	got := ps.Err().Error()
	for _, want := range []string{"organisation: ", "roles[1]: ", "staff: ", "certify: ", "manager: "} {
		if !strings.Contains(got, want) {
			t.Errorf("nothing is said of %s in\n%s", want, got)
		}
	}
	if _, ps := answers(t, map[string]string{"organisation": "A", "roles": "user", "manager": "M", "systems": strings.Repeat("x,", start.Most+1)}); len(ps) != 1 || ps[0].Code != "too-many" {
		t.Errorf("too many systems: %v", ps)
	}
	if _, ps := answers(t, map[string]string{"organisation": "A", "roles": "user", "manager": "M"}); len(ps) != 0 {
		t.Errorf("the least that is asked for: %v", ps)
	}
}

func TestARoleDecidesWhichControlsAreProposed(t *testing.T) {
	t.Parallel()
	c, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	for roles, out := range map[string]int{"user": 8, "user,producer": 0, "provider": 0} {
		a, ps := answers(t, map[string]string{"organisation": "Acme", "roles": roles, "manager": "Nora"})
		if len(ps) > 0 {
			t.Fatal(ps)
		}
		n, excluded := 0, 0
		for _, p := range start.Records(a, c, today) {
			if s, ok := p.Spec.(*aims.Control); ok {
				n++
				if s.Applicable == aims.No {
					excluded++
				}
				if (s.Applicable == aims.No) == (s.ExclusionReason == "") || (s.Applicable == aims.Yes) == (len(s.Reasons) == 0) {
					t.Errorf("%s has no reason for its decision", p.Name)
				}
			}
		}
		if n != 38 || excluded != out {
			t.Errorf("%s: %d controls, %d left out, want 38 and %d", roles, n, excluded, out)
		}
	}
}

func TestThePathEndsOnTheDayThatWasNamed(t *testing.T) {
	t.Parallel()
	c, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	for certify, want := range map[string]kernel.Date{"": "2027-11-20", "2028-06-30": "2028-06-30"} {
		a, ps := answers(t, map[string]string{"organisation": "Acme", "roles": "user", "manager": "Nora", "certify": certify, "systems": "Chat, chat,Ärger"})
		if len(ps) > 0 {
			t.Fatal(ps)
		}
		var last kernel.Date
		names, stations := map[string]bool{}, []string{}
		for _, p := range start.Records(a, c, today) {
			key := kernel.Key(p.Kind, p.Name)
			if names[key] || !kernel.ValidName(p.Name) {
				t.Errorf("%s is there twice or is no name", key)
			}
			names[key] = true
			if task, ok := p.Spec.(*aims.Task); ok {
				if task.Due.Before(today) || want.Before(task.Due) {
					t.Errorf("%s is due on %s", p.Name, task.Due)
				}
				if m := p.Labels["milestone"]; m != "" {
					stations, last = append(stations, m), task.Due
				}
			}
		}
		if got := strings.Join(stations, " "); got != "internal-audit management-review stage-1 stage-2" || last != want {
			t.Errorf("%s: %s, the last on %s, want %s", certify, got, last, want)
		}
		if !names["system/chat"] || !names["system/chat-2"] {
			t.Error("two systems of one name became one")
		}
	}
}
