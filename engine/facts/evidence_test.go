package facts_test

import (
	"testing"

	"pgregory.net/rapid"

	_ "github.com/plimsoll-aims/plimsoll/internal/fixedseed"

	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/engine/facts"
	ft "github.com/plimsoll-aims/plimsoll/engine/facts/factstest"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// What the walk over all evidence counts is what one would count by hand, and the
// few that are kept are the newest, fresh ones first.
func TestAPileCountsEachPieceOnceAndKeepsTheBest(t *testing.T) {
	t.Parallel()
	day := rapid.Custom(func(t *rapid.T) kernel.Date { return ft.Today.Add(rapid.IntRange(-400, 40).Draw(t, "days")) })
	rapid.Check(t, func(rt *rapid.T) {
		o := ft.Empty()
		ft.Put(o, "c", aims.Control{Control: "iso42001:A.2.2", Applicable: aims.Yes, Status: aims.ControlOperating})
		var all []*aims.Evidence
		for range rapid.IntRange(0, 12).Draw(rt, "n") {
			e := aims.Evidence{Controls: []kernel.Ref[aims.Control]{kernel.To[aims.Control]("c")}, Collected: day.Draw(rt, "collected"), Source: rapid.SampledFrom([]aims.EvidenceSource{"machine", "manual"}).Draw(rt, "source"),
				Result: rapid.SampledFrom([]aims.EvidenceResult{"pass", "fail"}).Draw(rt, "result")}
			if rapid.Bool().Draw(rt, "ends") {
				e.ValidUntil = day.Draw(rt, "until")
			}
			all = append(all, ft.Put(o, string(rune('a'+len(all))), e))
		}
		count := map[facts.Standing]int{}
		for _, e := range all {
			s, _ := facts.Stands(e, ft.Today, 0)
			count[s]++
		}
		c := o.Facts(t).Control("iso42001:A.2.2")
		p := c.Evidence
		if p.Fresh != count[facts.Fresh] || p.Expired != count[facts.Expired] || p.Failed != count[facts.Failed] || p.Unreviewed != count[facts.Unreviewed] || p.Total != len(all)-count[facts.Future] {
			rt.Fatalf("%+v, by hand %v", p, count)
		}
		if (c.State == facts.Proven) != (p.Fresh > 0) {
			rt.Fatalf("%s with %d fresh", c.State, p.Fresh)
		}
		if len(p.Newest) != min(5, p.Total) {
			rt.Fatalf("kept %d of %d", len(p.Newest), p.Total)
		}
		for i := 1; i < len(p.Newest); i++ {
			before, after := p.Newest[i-1], p.Newest[i]
			bf, af := before.Stands == facts.Fresh, after.Stands == facts.Fresh
			if af && !bf || af == bf && after.Is.Collected > before.Is.Collected {
				rt.Fatalf("%s %s is kept behind %s %s", after.Stands, after.Is.Collected, before.Stands, before.Is.Collected)
			}
		}
	})
}

func TestNamesCoverWhatStandsUnderThem(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		list []string
		item string
		want bool
	}{
		{[]string{"iso42001:9.3"}, "iso42001:9.3.2-c", true},
		{[]string{"iso42001:9"}, "iso42001:9.3.2-c", true},
		{[]string{"iso42001:9.3.2-c"}, "iso42001:9.3.2-c", true},
		{[]string{"iso42001:9.3.2-a"}, "iso42001:9.3.2-c", false},
		{[]string{"iso42001:1"}, "iso42001:10.2-a", false},
		{[]string{"iso42001:A.1"}, "iso42001:A.10.2", false},
	} {
		if got := facts.Names(x.list, x.item); got != x.want {
			t.Errorf("%v names %s: %v", x.list, x.item, got)
		}
	}
}
