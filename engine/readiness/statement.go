package readiness

import (
	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/engine/facts"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// holds is how many months a statement without a next review holds; ours.
const holds = 12

// stated judges a statement: it meets its requirement when it says so, is dated,
// has an owner, is not due to be made again, and rests on fresh evidence or on a
// document that is in force and not overdue.
func stated(f *facts.Facts, s facts.Of[aims.Requirement], id string) verdict {
	is := s.Is
	fix := func(state State, why, do string) verdict {
		return verdict{state: state, why: why, do: do, open: s.Key(), records: []string{s.Key()}}
	}
	until := is.NextReview
	if until == "" && is.Stated != "" {
		until = is.Stated.AddMonths(holds)
	}
	switch {
	case is.Met == aims.KnownInPart:
		return fix(Partly, is.Statement, "do what is missing, then state it again")
	case is.Met != aims.KnownYes:
		return fix(Missing, is.Statement, "do what is missing, then state it again")
	case is.Stated == "" || is.Stated > f.Today:
		return fix(Partly, "the statement has no day", "say on which day it was made")
	case is.Owner.IsZero():
		return fix(Partly, "nobody answers for the statement", "name who makes the statement")
	case until < f.Today:
		return fix(Stale, "the statement was due to be made again by "+string(until), "look again and renew the statement")
	}
	fresh, support := supports(f, is, id)
	switch {
	case len(fresh) > 0:
		v := met(is.Statement, append([]string{s.Key()}, fresh...)...)
		v.sum = &Sum{Have: len(fresh), Of: support, Text: facts.Count(len(fresh), "fresh proof", "fresh proofs") + " behind the statement"}
		return v
	case support > 0:
		return fix(Stale, "what the statement rests on is out of date", "renew the evidence or review the document")
	}
	return fix(Partly, "the statement rests on no evidence and no document", "attach evidence or name the document that shows it")
}

// supports lists what is fresh of the evidence and documents behind a statement,
// and how many there are in all. Evidence that names the requirement itself counts.
func supports(f *facts.Facts, is *aims.Requirement, id string) (fresh []string, all int) {
	seen := map[kernel.UID]bool{}
	for i := range is.Evidence {
		e, ok := f.EvidenceRecord(is.Evidence[i].UID)
		if !ok {
			continue
		}
		all++
		seen[is.Evidence[i].UID] = true
		if e.Stands == facts.Fresh {
			fresh = append(fresh, e.Record.Key())
		}
	}
	pile := f.EvidenceFor(id)
	for _, e := range pile.Newest {
		if seen[e.Record.UID] {
			continue
		}
		all++
		if e.Stands == facts.Fresh {
			fresh = append(fresh, e.Record.Key())
		}
	}
	for i := range is.Documents {
		d, ok := facts.Find(f.Documents, is.Documents[i].UID)
		if !ok {
			continue
		}
		all++
		if f.Current(d.Is) {
			fresh = append(fresh, d.Key())
		}
	}
	return fresh, all
}
