package readiness

import "github.com/plimsoll-aims/plimsoll/engine/facts"

// Only keeps the clause with the id and everything under it; empty keeps all. The
// totals stay those of the whole.
func (r *Report) Only(clause string) *Report {
	if clause == "" {
		return r
	}
	out := *r
	out.Clauses = []Clause{}
	for _, c := range r.Clauses {
		if facts.Names([]string{clause}, c.ID) {
			out.Clauses = append(out.Clauses, c)
		}
	}
	return &out
}
