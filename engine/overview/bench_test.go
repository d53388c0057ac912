package overview_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/catalog"
	"github.com/plimsoll-aims/plimsoll/engine/facts"
	ft "github.com/plimsoll-aims/plimsoll/engine/facts/factstest"
	"github.com/plimsoll-aims/plimsoll/engine/home"
	"github.com/plimsoll-aims/plimsoll/engine/impact"
	"github.com/plimsoll-aims/plimsoll/engine/lint"
	"github.com/plimsoll-aims/plimsoll/engine/overview"
	"github.com/plimsoll-aims/plimsoll/engine/readiness"
	"github.com/plimsoll-aims/plimsoll/engine/soa"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// large is the clean organisation with 10,000 risks, 2,000 systems and 100,000
// pieces of evidence more.
func large() *ft.Org {
	o := ft.Clean()
	cat, _ := catalog.Load()
	controls := cat.Framework("iso42001").Controls
	ref := func(i int) kernel.Ref[aims.Control] { return kernel.To[aims.Control](controls[i%len(controls)].ID) }
	for i := range 2000 {
		ft.Put(o, fmt.Sprintf("s%d", i), aims.System{Title: "System", Purpose: "some", IntendedUse: "some", Stage: aims.StageInOperation, InScope: aims.Yes, Unit: fmt.Sprintf("unit %d", i%40),
			Roles: []aims.Role{aims.RoleProvider}, AIAct: aims.AIAct{Roles: []aims.Operator{"deployer"}, Classes: []aims.AIActClass{aims.ClassMinimal}},
			Models: []kernel.Ref[aims.Model]{kernel.To[aims.Model]("trees")}})
	}
	for i := range 10_000 {
		ft.Put(o, fmt.Sprintf("r%d", i), aims.Risk{Title: "Risk", System: kernel.To[aims.System](fmt.Sprintf("s%d", i%2000)), Objective: "iso42001:C.2.5", Owner: kernel.To[aims.Person]("ben"), State: aims.RiskTreating,
			Inherent: aims.Rating{Likelihood: 1 + i%3, Organisation: 1 + i%3, Individuals: 2, Society: 1}, Residual: aims.Rating{Likelihood: 1, Organisation: 1 + i%3, Individuals: 1, Society: 1},
			Options: []aims.TreatmentOption{"modify"}, Controls: []kernel.Ref[aims.Control]{ref(i), ref(i + 7)}, Identified: "2026-01-20", Assessed: "2026-05-01"})
	}
	for i := range 100_000 {
		ft.Put(o, fmt.Sprintf("e%d", i), aims.Evidence{Title: "Evidence", Summary: "seen", Controls: []kernel.Ref[aims.Control]{ref(i)}, Requirements: []string{"iso42001:8.1-x6"}, Systems: []kernel.Ref[aims.System]{kernel.To[aims.System](fmt.Sprintf("s%d", i%2000))},
			Source: "machine", Collected: kernel.Date(fmt.Sprintf("2026-%02d-%02d", 1+i%9, 1+i%28)), ValidUntil: "2027-01-01", Result: "pass"})
	}
	return o
}

// Each benchmark gathers the facts anew, as a page does that nothing is kept for;
// the records themselves are decoded already, as the store keeps them.
func BenchmarkLarge(b *testing.B) {
	v := large().View()
	cat, err := catalog.Load()
	if err != nil {
		b.Fatal(err)
	}
	bench := func(name string, f func(*facts.Facts)) {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				got, err := facts.Gather(context.Background(), v, cat)
				if err != nil {
					b.Fatal(err)
				}
				f(got)
			}
		})
	}
	bench("gather", func(*facts.Facts) {})
	bench("soa", func(f *facts.Facts) { soa.Build(f) })
	bench("readiness", func(f *facts.Facts) { readiness.Build(f) })
	bench("lint", func(f *facts.Facts) { lint.Run(f) })
	bench("impact", func(f *facts.Facts) { impact.Build(f) })
	bench("home-alone", func(f *facts.Facts) { home.Build(f, home.Given{}) })
	b.Run("home-page", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			o, err := overview.Read(context.Background(), v, cat, nil)
			if err != nil {
				b.Fatal(err)
			}
			o.Home()
		}
	})
}
