package facts

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/catalog"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// AsOf names the state that a result was worked out from.
type AsOf struct {
	Time  time.Time  `json:"time"`
	Entry kernel.Seq `json:"entry"`
}

// Facts is what a view shows, gathered once. It is immutable and may be shared.
type Facts struct {
	At      AsOf
	Today   kernel.Date
	Catalog *catalog.Catalog

	Organisations []Of[aims.Organisation]
	Scopes        []Of[aims.Scope]
	Issues        []Of[aims.Issue]
	Parties       []Of[aims.Party]
	People        []Of[aims.Person]
	Systems       []Of[aims.System]
	Models        []Of[aims.Model]
	Datasets      []Of[aims.Dataset]
	Suppliers     []Of[aims.Supplier]
	Criteria      []Of[aims.Criteria]
	Risks         []Of[aims.Risk]
	Treatments    []Of[aims.Treatment]
	Assessments   []Of[aims.Assessment]
	Statements    []Of[aims.Control]
	Requirements  []Of[aims.Requirement]
	Documents     []Of[aims.Document]
	Objectives    []Of[aims.Objective]
	Tasks         []Of[aims.Task]
	Approvals     []Of[aims.Approval]
	Proposals     []Of[aims.Proposal]
	Evidence      []*kernel.Record // in order of UID; many, so walked only once

	near        *judged                // what another moment had judged, until the evidence is
	judged      atomic.Pointer[judged] // what this one has
	evidence    func() *evidenceIndex
	controls    func() []*Control
	assessments func() map[kernel.UID][]Of[aims.Assessment]
	treatments  func() map[kernel.UID][]Of[aims.Treatment]
	mandatory   func() map[string][]Of[aims.Document]
	liveRisks   func() []Of[aims.Risk]
	covered     func() []Of[aims.System]
}

// Of is a record with its struct.
type Of[T any] struct {
	*kernel.Record
	Is *T
}

// Gather reads everything the engines need from a view.
func Gather(ctx context.Context, v kernel.View, c *catalog.Catalog) (*Facts, error) {
	return GatherNear(ctx, v, c, nil)
}

// GatherNear does so when the facts of another moment are at hand. They may save
// work, and never change what comes out.
func GatherNear(ctx context.Context, v kernel.View, c *catalog.Catalog, other *Facts) (*Facts, error) {
	g := &gatherer{ctx: ctx, v: v}
	f := &Facts{At: AsOf{v.Now().UTC(), v.Seq()}, Today: kernel.DateOf(v.Now()), Catalog: c}
	take(g, &f.Organisations)
	take(g, &f.Scopes)
	take(g, &f.Issues)
	take(g, &f.Parties)
	take(g, &f.People)
	take(g, &f.Systems)
	take(g, &f.Models)
	take(g, &f.Datasets)
	take(g, &f.Suppliers)
	take(g, &f.Criteria)
	take(g, &f.Risks)
	take(g, &f.Treatments)
	take(g, &f.Assessments)
	take(g, &f.Statements)
	take(g, &f.Requirements)
	take(g, &f.Documents)
	take(g, &f.Objectives)
	take(g, &f.Tasks)
	take(g, &f.Approvals)
	take(g, &f.Proposals)
	if g.err == nil {
		f.Evidence, g.err = kernel.All[aims.Evidence](ctx, v)
	}
	if other != nil {
		f.near = other.judged.Load()
	}
	f.evidence = sync.OnceValue(f.indexEvidence)
	f.controls = sync.OnceValue(f.judgeControls)
	f.assessments = sync.OnceValue(f.indexAssessments)
	f.treatments = sync.OnceValue(f.indexTreatments)
	f.mandatory = sync.OnceValue(f.indexDocuments)
	f.liveRisks = sync.OnceValue(func() []Of[aims.Risk] {
		return Where(f.Risks, func(r *aims.Risk) bool { return r.State.Live() && !r.Opportunity })
	})
	f.covered = sync.OnceValue(func() []Of[aims.System] {
		return Where(f.Systems, func(s *aims.System) bool { return s.Stage.Live() && s.InScope != aims.No })
	})
	return f, g.err
}

type gatherer struct {
	ctx context.Context
	v   kernel.View
	err error
}

func take[T any](g *gatherer, into *[]Of[T]) {
	if g.err != nil {
		return
	}
	list, err := kernel.All[T](g.ctx, g.v)
	if err != nil {
		g.err = err
		return
	}
	*into = make([]Of[T], len(list))
	for i, r := range list {
		(*into)[i] = Of[T]{r, r.Spec.(*T)}
	}
}

// LiveRisks are the risks that are carried: not closed, opportunities apart.
func (f *Facts) LiveRisks() []Of[aims.Risk] { return f.liveRisks() }

// CoveredSystems are the live AI systems that nobody has put outside the scope.
func (f *Facts) CoveredSystems() []Of[aims.System] { return f.covered() }

// Find gives the record with a UID out of a list in order of UID, as all lists here are.
func Find[T any](list []Of[T], uid kernel.UID) (Of[T], bool) {
	lo, hi := 0, len(list)
	for lo < hi {
		if mid := (lo + hi) / 2; list[mid].UID < uid {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo < len(list) && list[lo].UID == uid {
		return list[lo], true
	}
	return Of[T]{}, false
}

// Where keeps the records that a condition holds for.
func Where[T any](list []Of[T], holds func(*T) bool) []Of[T] {
	var out []Of[T]
	for _, x := range list {
		if holds(x.Is) {
			out = append(out, x)
		}
	}
	return out
}

// Keys lists records as kind/name.
func Keys[T any](list []Of[T]) []string {
	out := make([]string, len(list))
	for i, x := range list {
		out[i] = x.Key()
	}
	return out
}
