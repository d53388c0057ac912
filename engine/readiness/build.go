package readiness

import (
	"fmt"
	"slices"

	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/catalog"
	"github.com/plimsoll-aims/plimsoll/engine/facts"
)

// framework is what readiness is measured against.
const framework = "iso42001"

// rules are all of them by requirement.
var rules = index(clause4, clause5, clause61, clause62, clause7, clause8, clause9)

func index(tables ...[]rule) map[string]rule {
	out := map[string]rule{}
	for _, r := range slices.Concat(tables...) {
		out[r.id] = r
	}
	return out
}

// Build judges every requirement.
func Build(f *facts.Facts) *Report {
	fw := f.Catalog.Framework(framework)
	r := &Report{AsOf: f.At, Controls: controls(f)}
	said := statements(f)
	of := map[string][]catalog.Requirement{}
	for _, q := range fw.Requirements {
		of[q.Clause] = append(of[q.Clause], q)
	}
	for _, c := range fw.LeafClauses() {
		clause := Clause{ID: c.ID, Title: c.Title, Gaps: []Gap{}}
		for _, q := range of[c.ID] {
			v := judge(f, &q, said[framework+":"+q.ID])
			r.Requirements.add(&v)
			clause.add(&v)
		}
		r.Clauses = append(r.Clauses, clause)
	}
	r.Parts = parts(fw, r.Clauses)
	t := r.Requirements
	r.Explain = Sum{Have: t.Met, Of: t.Total, Text: fmt.Sprintf("%d of %d requirements are met: %d because records show it, %d by a statement with proof", t.Met, t.Total, t.ByRule, t.ByStatement)}
	return r
}

func statements(f *facts.Facts) map[string]*facts.Of[aims.Requirement] {
	out := make(map[string]*facts.Of[aims.Requirement], len(f.Requirements))
	for i := range f.Requirements {
		out[f.Requirements[i].Is.Requirement] = &f.Requirements[i]
	}
	return out
}

// judge settles one requirement. A statement that says no is believed. Otherwise
// the rule decides where records show anything, and a statement with proof where
// they are silent.
func judge(f *facts.Facts, q *catalog.Requirement, s *facts.Of[aims.Requirement]) Requirement {
	out := Requirement{ID: framework + ":" + q.ID, Title: title(q), Clause: q.Clause}
	v, minutes := silent("requirement", "nobody has said how this is met", "say how it is met, with an owner and evidence: "+q.Evidence), 20
	if r, ok := rules[q.ID]; ok {
		v, minutes = r.judge(f), r.minutes
		out.Rule = r.looks
		if v.state == Met {
			out.By = ByRule
		}
	}
	if s != nil {
		out.Owner, out.Stated = s.Is.Owner.Name, s.Is.Stated
		if s.Is.Met != aims.KnownYes || v.state == Missing {
			v, out.By = stated(f, *s, out.ID), ByStatement
		}
	}
	out.State, out.Met, out.Why, out.Sum, out.Records = v.state, v.state == Met, v.why, v.sum, v.records
	if !out.Met {
		out.Do, out.Create, out.Open, out.Minutes = v.do, v.create, v.open, minutes
	}
	return out
}

func title(q *catalog.Requirement) string {
	if q.Title != "" {
		return q.Title
	}
	return q.Text
}

func (t *Totals) add(v *Requirement) {
	t.Total++
	switch {
	case v.Met:
		t.Met++
		if v.By == ByRule {
			t.ByRule++
		} else {
			t.ByStatement++
		}
	case v.State == Stale:
		t.Stale++
	case v.State == Partly:
		t.Partly++
	default:
		t.Missing++
	}
}

func (c *Clause) add(v *Requirement) {
	c.Total++
	c.Requirements = append(c.Requirements, *v)
	if v.Met {
		c.Met++
		return
	}
	c.Gaps = append(c.Gaps, Gap{Requirement: v.ID, Title: v.Title, State: v.State, Why: v.Why, Do: v.Do, Create: v.Create, Open: v.Open, Minutes: v.Minutes})
}

// parts sums the leaf clauses up to clauses 4 to 10.
func parts(fw *catalog.Framework, leaves []Clause) []Part {
	var out []Part
	for _, c := range fw.Clauses {
		if c.Parent != "" || c.Type != "clause" {
			continue
		}
		p := Part{ID: c.ID, Title: c.Title}
		for i := range leaves {
			if !facts.Names([]string{c.ID}, leaves[i].ID) {
				continue
			}
			p.Met, p.Total = p.Met+leaves[i].Met, p.Total+leaves[i].Total
			for _, g := range leaves[i].Gaps {
				switch g.State {
				case Stale:
					p.Stale++
				case Partly:
					p.Partly++
				default:
					p.Missing++
				}
			}
		}
		if p.Total > 0 {
			out = append(out, p)
		}
	}
	return out
}

func controls(f *facts.Facts) Controls {
	var n Controls
	for _, c := range f.Controls() {
		if c.Custom() {
			continue
		}
		n.Total++
		if c.Applicable {
			n.Applicable++
		}
		if c.InPlace() {
			n.InPlace++
			if c.Statement.Status == aims.ControlOperating {
				n.Operating++
			}
		}
		switch c.State {
		case facts.Proven:
			n.Proven++
		case facts.Stale:
			n.Stale++
		case facts.InProgress:
			n.InProgress++
		case facts.NotStarted:
			n.NotStarted++
		case facts.Excluded:
			n.Excluded++
		}
	}
	return n
}
