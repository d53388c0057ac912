package readiness

import (
	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/engine/facts"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// document is met when a document that carries one of the marks (a mandatory
// document such as MD-05, or an item of the catalogue) is in force and its review
// is not overdue. what names it for people.
func document(what string, marks ...string) func(*facts.Facts) verdict {
	return func(f *facts.Facts) verdict { return documentIn(f, what, marks...) }
}

func documentIn(f *facts.Facts, what string, marks ...string) verdict {
	list := f.DocumentsFor(marks...)
	if len(list) == 0 {
		return silent("document", "there is no "+what, "add the "+what+" as a document and mark it "+marks[0])
	}
	for _, d := range list {
		if f.Current(d.Is) {
			v := met("the "+what+" is in force", d.Key())
			if d.Is.Approved.On != "" {
				v.why += ", approved on " + string(d.Is.Approved.On)
			}
			return v
		}
	}
	for _, d := range list {
		if f.InForce(d.Is) {
			return overdue(d.Record, what, d.Is.NextReview)
		}
	}
	return gap(list[0].Key(), "the "+what+" is not approved", "have "+list[0].Key()+" approved")
}

func overdue(r *kernel.Record, what string, since kernel.Date) verdict {
	v := gap(r.Key(), "the review of the "+what+" is overdue since "+string(since), "review "+r.Key()+" and set its next review")
	v.state = Stale
	return v
}

// policyThat is met when the AI policy is in force and ok.
func policyThat(lacks, do string, ok func(f *facts.Facts, d *aims.Document) (string, bool)) func(*facts.Facts) verdict {
	return func(f *facts.Facts) verdict {
		if v := documentIn(f, "AI policy", "MD-03"); v.state != Met {
			return v
		}
		d, _ := f.Policy()
		why, good := ok(f, d.Is)
		if !good {
			return gap(d.Key(), lacks, do)
		}
		return met(why, d.Key())
	}
}

// criteriaThat is met when risk criteria are in force, their review is not overdue,
// and ok.
func criteriaThat(has, lacks, do string, ok func(*aims.Criteria) bool) func(*facts.Facts) verdict {
	return func(f *facts.Facts) verdict {
		c, found := f.InForceCriteria()
		switch {
		case !found && len(f.Criteria) > 0:
			return gap(f.Criteria[0].Key(), "the risk criteria are not approved", "have "+f.Criteria[0].Key()+" approved")
		case !found:
			return silent("criteria", "there are no risk criteria", "set the scales, the bands and the load line")
		case facts.Past(c.Is.NextReview, f.Today):
			return overdue(c.Record, "risk criteria", c.Is.NextReview)
		case !ok(c.Is):
			return gap(c.Key(), lacks, do)
		}
		return met(has+" (version "+c.Is.Version+")", c.Key())
	}
}

// scopeThat is met when a scope is in force, its review is not overdue, and ok.
func scopeThat(has, lacks, do string, ok func(*aims.Scope) bool) func(*facts.Facts) verdict {
	return func(f *facts.Facts) verdict {
		s, found := f.InForceScope()
		switch {
		case !found && len(f.Scopes) > 0:
			return gap(f.Scopes[0].Key(), "the scope is not approved", "have "+f.Scopes[0].Key()+" approved")
		case !found:
			return silent("scope", "no scope is recorded", "write the scope: activities, sites, systems, exclusions with reasons")
		case facts.Past(s.Is.NextReview, f.Today):
			return overdue(s.Record, "scope", s.Is.NextReview)
		case !ok(s.Is):
			return gap(s.Key(), lacks, do)
		}
		return met(has, s.Key())
	}
}

// organisationThat is met when the organisation's profile shows what is asked for.
func organisationThat(has, lacks, do string, ok func(*facts.Facts, *aims.Organisation) bool) func(*facts.Facts) verdict {
	return func(f *facts.Facts) verdict {
		o, found := f.Organisation()
		if !found {
			return silent("organisation", "the organisation's profile is missing", "describe the organisation")
		}
		if !ok(f, o.Is) {
			v := silent("", lacks, do)
			v.open = o.Key()
			return v
		}
		return met(has, o.Key())
	}
}

// minutes of a management review name each input and output that was dealt with
// among their clauses; the newest minutes of the last year count.
func inMinutes(item, what string) func(*facts.Facts) verdict {
	return func(f *facts.Facts) verdict {
		d, ok := newestMinutes(f)
		switch {
		case !ok:
			return silent("document", "no minutes of a management review are in force", "hold the review and record its minutes with clause 9.3")
		case d.Is.Approved.On < f.Today.AddMonths(-12):
			v := gap(d.Key(), "the last management review was on "+string(d.Is.Approved.On), "hold the next management review")
			v.state = Stale
			return v
		case !facts.Names(d.Is.Clauses, "iso42001:"+item):
			return gap(d.Key(), "the minutes of "+string(d.Is.Approved.On)+" do not deal with "+what, "deal with it in the next review, and name iso42001:"+item+" among the clauses of its minutes")
		}
		return met("the minutes of "+string(d.Is.Approved.On)+" deal with "+what, d.Key())
	}
}

func newestMinutes(f *facts.Facts) (best facts.Of[aims.Document], ok bool) {
	for _, d := range f.Documents {
		if d.Is.Type == "minutes" && f.InForce(d.Is) && facts.Touches(d.Is.Clauses, "iso42001:9.3") && (!ok || d.Is.Approved.On >= best.Is.Approved.On) {
			best, ok = d, true
		}
	}
	return best, ok
}
