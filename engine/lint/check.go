package lint

import (
	"cmp"
	"slices"
	"strings"

	"github.com/plimsoll-aims/plimsoll/catalog"
	"github.com/plimsoll-aims/plimsoll/engine/facts"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// check is one of the 22: what it sees in the records and what it cannot see yet.
type check struct {
	id    string
	sees  string
	blind string // what no record can show yet; empty when nothing is missing
	run   func(*facts.Facts, *reporter)
}

// checks are all of them, in their order.
var checks = slices.SortedFunc(slices.Values(slices.Concat(contextChecks, riskChecks, supportChecks, systemChecks, assuranceChecks)),
	func(a, b check) int { return cmp.Compare(a.id, b.id) })

// reporter collects the findings of one check.
type reporter struct {
	check, title string
	out          []Finding
}

// at reports a finding about a record.
func (r *reporter) at(rec *kernel.Record, title, clause, severity, message, fix string) {
	r.out = append(r.out, Finding{Check: r.check, Title: r.title, Clause: clause, Severity: severity, Record: rec.Key(), Message: message, Fix: fix, About: title})
}

// missing reports that a record of a kind is missing.
func (r *reporter) missing(kind, clause, severity, message, fix string) {
	r.out = append(r.out, Finding{Check: r.check, Title: r.title, Clause: clause, Severity: severity, Record: kind, Message: message, Fix: fix})
}

// Run looks for all 22 findings: errors and warnings by check, then by record.
func Run(f *facts.Facts) []Finding {
	out := []Finding{}
	titles := map[string]string{}
	for _, k := range f.Catalog.KnowHow().Findings {
		titles[k.ID] = k.Title
	}
	for _, c := range checks {
		r := &reporter{check: c.id, title: titles[c.id]}
		c.run(f, r)
		slices.SortStableFunc(r.out, func(a, b Finding) int { return cmp.Compare(a.Record, b.Record) })
		out = append(out, r.out...)
	}
	return out
}

// Errors counts the findings that are errors.
func Errors(list []Finding) int {
	n := 0
	for _, x := range list {
		if x.Severity == Error {
			n++
		}
	}
	return n
}

// local is the id of a control without its namespace.
func local(id string) string { return strings.TrimPrefix(id, "iso42001:") }

// labelled says whether a record carries a label with one of the values.
func labelled(m *kernel.Record, key string, values ...string) bool {
	v, ok := m.Labels[key]
	return ok && (len(values) == 0 || slices.Contains(values, v))
}

// About is what a check sees and what it cannot see yet.
type About struct {
	ID, Title, Severity, Sees, Blind string
	Items                            []string // clauses and controls it is written against
}

// IDs lists the checks in their order.
func IDs() []string {
	out := make([]string, len(checks))
	for i, c := range checks {
		out[i] = c.id
	}
	return out
}

// Describe tells what each check does, with what auditors call it.
func Describe(c *catalog.Catalog) []About {
	var out []About
	for _, x := range checks {
		a := About{ID: x.id, Sees: x.sees, Blind: x.blind}
		for _, k := range c.KnowHow().Findings {
			if k.ID == x.id {
				a.Title, a.Severity, a.Items = k.Title, k.Severity, k.Items
			}
		}
		out = append(out, a)
	}
	return out
}
