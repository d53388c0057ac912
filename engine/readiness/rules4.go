package readiness

import (
	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/engine/facts"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// yearOld is how long a look at the context holds: reviewed at least yearly.
const yearOld = 365

// clause4 are the rules for the context of the organisation.
var clause4 = []rule{
	{"4.1-x1", "external context issues, each looked at within a year", 20, issuesOf(aims.External, "external")},
	{"4.1-x2", "internal context issues, each looked at within a year", 20, issuesOf(aims.Internal, "internal")},
	{"4.1-x3", "the climate decision in the organisation's profile, with reasons and day", 10, organisationThat(
		"the decision on climate change is made, with reasons", "nobody has decided whether climate change is relevant", "decide whether climate change matters to the AIMS, and give the reasons",
		func(f *facts.Facts, o *aims.Organisation) bool {
			return o.Climate.Relevant != "" && o.Climate.Reasons != "" && o.Climate.Decided <= f.Today
		})},
	{"4.1-x4", "the purpose of every live AI system in scope", 15, func(f *facts.Facts) verdict {
		return every(systems(f), "system", "AI systems", "have a purpose", "have no purpose", "say what the system is for", func(s facts.Of[aims.System]) bool { return s.Is.Purpose != "" })
	}},
	{"4.1-x5", "the organisation's roles towards every live AI system in scope", 10, func(f *facts.Facts) verdict {
		return every(systems(f), "system", "AI systems", "have a role recorded", "have no role recorded", "record which roles the organisation holds for the system", func(s facts.Of[aims.System]) bool { return len(s.Is.Roles) > 0 })
	}},
	{"4.2-x1", "interested parties, people affected among them", 20, parties},
	{"4.2-x2", "the needs of every interested party", 20, func(f *facts.Facts) verdict {
		return every(f.Parties, "party", "interested parties", "have needs recorded", "have no needs recorded", "record what the party needs and where the need comes from", func(p facts.Of[aims.Party]) bool { return len(p.Is.Needs) > 0 })
	}},
	{"4.2-x3", "a decision on every need: what takes care of it, or why nothing does", 20, func(f *facts.Facts) verdict {
		return every(f.Parties, "party", "interested parties", "have every need decided", "have needs that nobody has decided on", "say for each need what takes care of it, or why nothing does", needsDecided)
	}},
	{"4.3-x1", "a scope in force", 30, scopeThat("the scope is in force", "the scope has no statement", "write the statement", func(s *aims.Scope) bool { return s.Statement != "" })},
	{"4.3-x2", "context issues named in the scope", 10, scopeThat("the scope names the issues that shaped it", "the scope names no context issue", "link the issues that shaped the boundary", func(s *aims.Scope) bool { return len(s.Issues) > 0 })},
	{"4.3-x3", "interested parties named in the scope", 10, scopeThat("the scope names the parties that shaped it", "the scope names no interested party", "link the parties whose needs shaped the boundary", func(s *aims.Scope) bool { return len(s.Parties) > 0 })},
	{"4.3-x4", "a version and an approval of the scope, its review not overdue", 10, scopeThat("the scope is kept as an approved version", "the scope has no version", "give the scope a version", func(s *aims.Scope) bool { return s.Version != "" && !s.Approved.IsZero() })},
	{"4.3-x5", "the activities in the scope, and for every live AI system whether it is inside", 10, func(f *facts.Facts) verdict {
		return both(
			scopeThat("the scope states its activities", "the scope names no activities", "name the activities that the AIMS governs", func(s *aims.Scope) bool { return len(s.Activities) > 0 })(f),
			every(facts.Where(f.Systems, func(s *aims.System) bool { return s.Stage.Live() }), "system", "live AI systems", "are decided to be inside or outside", "are neither inside nor outside", "decide whether the system is in scope", func(s facts.Of[aims.System]) bool { return s.Is.InScope != "" }))
	}},
	{"4.4-x1", "a document that describes the AIMS and its processes (MD-02), in force", 60, document("description of the AIMS and its processes", "MD-02")},
	{"4.4-x3", "a document that describes the AIMS (MD-02), in force", 60, document("AIMS manual", "MD-02")},
}

func issuesOf(side aims.IssueSide, word string) func(*facts.Facts) verdict {
	return func(f *facts.Facts) verdict {
		return every(issues(f, side), "issue", word+" issues", "were looked at within a year", "were not looked at for a year", "look at the issue again and set its day of review", func(i facts.Of[aims.Issue]) bool {
			return max(i.Is.Reviewed, i.Is.Identified) >= f.Today.Add(-yearOld)
		})
	}
}

func parties(f *facts.Facts) verdict {
	if len(f.Parties) == 0 {
		return silent("party", "there are no interested parties yet", "record who has a stake, people affected by the systems included")
	}
	affected := facts.Where(f.Parties, func(p *aims.Party) bool { return p.Type == "affected-people" })
	if len(affected) == 0 {
		v := gap("", "none of the interested parties are people affected by AI systems", "record the people whom the systems affect")
		v.create = "party"
		return v
	}
	return met(facts.Count(len(f.Parties), "interested party is", "interested parties are")+" recorded, people affected among them", facts.Keys(f.Parties)...)
}

func needsDecided(p facts.Of[aims.Party]) bool {
	for i := range p.Is.Needs {
		if n := &p.Is.Needs[i]; n.Addressed == "" || n.Addressed == aims.Yes && len(n.AddressedBy) == 0 {
			return false
		}
	}
	return true
}

func stillThere(f *facts.Facts, uid kernel.UID) bool {
	p, ok := facts.Find(f.People, uid)
	return ok && (p.Is.Left == "" || p.Is.Left > f.Today)
}
