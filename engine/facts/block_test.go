package facts_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/catalog"
	"github.com/plimsoll-aims/plimsoll/engine/facts"
	ft "github.com/plimsoll-aims/plimsoll/engine/facts/factstest"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// Whatever happened between two moments, judging the second near the first gives
// what judging it alone gives.
func TestAMomentNearAnotherIsJudgedTheSame(t *testing.T) {
	t.Parallel()
	cat, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(1, 2))
	o := ft.Empty()
	ft.Put(o, "plain", aims.Control{Control: "iso42001:A.2.2", Applicable: aims.Yes, Status: aims.ControlOperating})
	rule := ft.Put(o, "rule", aims.Control{Control: "iso42001:A.6.2.4", Applicable: aims.Yes, Status: aims.ControlOperating, Proof: aims.ProofRule{MaxAgeDays: 90, PerSystem: true}})
	ft.Put(o, "s0", aims.System{Title: "A system"})
	n := 0
	record := func() {
		e := aims.Evidence{Title: "Report", Collected: ft.Today.Add(-r.IntN(200)), Source: "machine", Requirements: []string{"iso42001:9.2.2-a"},
			Controls: []kernel.Ref[aims.Control]{kernel.To[aims.Control]("plain"), kernel.To[aims.Control]("rule")}}
		if r.IntN(3) == 0 {
			e.Systems = []kernel.Ref[aims.System]{kernel.To[aims.System]("s0")}
		}
		if r.IntN(2) == 0 {
			e.ValidUntil = e.Collected.Add(100)
		}
		ft.Put(o, fmt.Sprint("e", n), e)
		n++
	}
	for range 9500 { // more than two blocks
		record()
	}
	var before *facts.Facts
	for step := range 24 {
		switch step % 6 {
		case 1:
			record()
		case 2:
			ft.Drop[aims.Evidence](o, fmt.Sprint("e", step*r.IntN(300)))
		case 3:
			ft.Change[aims.Evidence](o, fmt.Sprint("e", n-1-step), func(e *aims.Evidence) { e.Result = "fail" })
		case 4:
			rule.Proof.MaxAgeDays -= 3 // the terms are others
		case 5:
			for range 2500 {
				record()
			}
		}
		now := gather(t, o, cat, before)
		alone := gather(t, o, cat, nil)
		for _, id := range []string{"iso42001:A.2.2", "iso42001:A.6.2.4"} {
			if got, want := now.Control(id), alone.Control(id); !reflect.DeepEqual(got, want) {
				t.Fatalf("step %d, %s:\n%s %s %+v\nalone:\n%s %s %+v", step, id, got.State, got.Why, got.Evidence, want.State, want.Why, want.Evidence)
			}
		}
		count := map[facts.Standing]int{}
		for _, e := range kernel.Each[aims.Evidence](now.Evidence) {
			s, _ := facts.Stands(e, ft.Today, 0)
			count[s]++
		}
		if p := now.Control("iso42001:A.2.2").Evidence; p.Fresh != count[facts.Fresh] || p.Expired != count[facts.Expired] || p.Failed != count[facts.Failed] || p.Total != len(now.Evidence) {
			t.Fatalf("step %d: %+v, by hand %v", step, p, count)
		}
		if got, want := now.EvidenceFor("iso42001:9.2.2-a"), alone.EvidenceFor("iso42001:9.2.2-a"); !reflect.DeepEqual(got, want) {
			t.Fatalf("step %d: %+v, alone %+v", step, got, want)
		}
		before = now
	}
}

func gather(t *testing.T, o *ft.Org, c *catalog.Catalog, near *facts.Facts) *facts.Facts {
	t.Helper()
	f, err := facts.GatherNear(context.Background(), o.View(), c, near)
	if err != nil {
		t.Fatal(err)
	}
	return f
}
