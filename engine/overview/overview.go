// Package overview joins the engines over one gathering of facts: whoever shows
// readiness, the Statement of Applicability, the findings and the home page beside
// each other reads the records once. Everything is worked out when it is first
// asked for, and never again for the same overview.
package overview

import (
	"context"
	"sync"

	"github.com/plimsoll-aims/plimsoll/catalog"
	"github.com/plimsoll-aims/plimsoll/engine/facts"
	"github.com/plimsoll-aims/plimsoll/engine/home"
	"github.com/plimsoll-aims/plimsoll/engine/impact"
	"github.com/plimsoll-aims/plimsoll/engine/lint"
	"github.com/plimsoll-aims/plimsoll/engine/readiness"
	"github.com/plimsoll-aims/plimsoll/engine/soa"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// Overview is what all engines say about one view. It may be used concurrently;
// its results are shared and must not be changed.
type Overview struct {
	Facts     *facts.Facts
	Readiness func() *readiness.Report
	Sheet     func() *soa.Sheet
	Findings  func() []lint.Finding
	Impact    func() *impact.Report
	Home      func() *home.Page
}

// Read gathers the facts of a view. near is the overview of another moment, or nil:
// it may save work, and never changes what comes out.
func Read(ctx context.Context, v kernel.View, c *catalog.Catalog, near *Overview) (*Overview, error) {
	var other *facts.Facts
	if near != nil {
		other = near.Facts
	}
	f, err := facts.GatherNear(ctx, v, c, other)
	if err != nil {
		return nil, err
	}
	o := &Overview{Facts: f,
		Readiness: sync.OnceValue(func() *readiness.Report { return readiness.Build(f) }),
		Sheet:     sync.OnceValue(func() *soa.Sheet { return soa.Build(f) }),
		Findings:  sync.OnceValue(func() []lint.Finding { return lint.Run(f) }),
		Impact:    sync.OnceValue(func() *impact.Report { return impact.Build(f) }),
	}
	o.Home = sync.OnceValue(func() *home.Page { return home.Build(f, given(o.Readiness())) })
	return o, nil
}

// given turns readiness into what the home page shows of it.
func given(r *readiness.Report) home.Given {
	g := home.Given{Met: r.Requirements.Met, Total: r.Requirements.Total, Clauses: []home.Bar{}}
	for _, p := range r.Parts {
		g.Clauses = append(g.Clauses, home.Bar{ID: p.ID, Title: p.Title, Met: p.Met, Partly: p.Partly, Stale: p.Stale, Missing: p.Missing, Total: p.Total})
	}
	for _, c := range r.Clauses {
		for _, x := range c.Gaps {
			g.Gaps = append(g.Gaps, home.Act{Title: x.Do, Why: x.Why, Record: x.Open, Create: x.Create, Item: x.Requirement, Minutes: x.Minutes})
		}
	}
	return g
}
