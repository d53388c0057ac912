package web

import (
	"strconv"
	"strings"
	"sync"

	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/engine/facts"
	"github.com/plimsoll-aims/plimsoll/engine/impact"
	"github.com/plimsoll-aims/plimsoll/engine/overview"
	"github.com/plimsoll-aims/plimsoll/face/web/ui"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// cardFact is a fact that an auditor asks of every AI system card.
type cardFact struct {
	path, title, clause string
	given               func(*aims.System) bool
}

// cardFacts are what makes a card complete, in the order in which a reader asks.
var cardFacts = []cardFact{
	{"purpose", "What it does, for whom", "A.9.4", func(s *aims.System) bool { return s.Purpose != "" }},
	{"intended_use", "Intended use, with its limits", "A.9.4", func(s *aims.System) bool { return s.IntendedUse != "" }},
	{"foreseeable_misuse", "What people may do with it although they should not", "A.5.4", func(s *aims.System) bool { return s.ForeseeableMisuse != "" }},
	{"owner", "Who answers for it", "A.3.2", func(s *aims.System) bool { return !s.Owner.IsZero() }},
	{"in_scope", "Whether the AIMS covers it", "4.3", func(s *aims.System) bool { return s.InScope != "" }},
	{"roles", "Your roles for it", "4.1", func(s *aims.System) bool { return len(s.Roles) > 0 }},
	{"ai_act.classes", "Its class under the EU AI Act", "4.1", func(s *aims.System) bool { return len(s.AIAct.Classes) > 0 }},
	{"affected", "Whom it affects", "A.5.4", func(s *aims.System) bool { return len(s.Affected) > 0 }},
	{"automation", "How much it decides by itself", "A.9.3", func(s *aims.System) bool { return s.Automation != "" && s.Automation != "unknown" }},
	{"oversight.how", "How people keep control", "A.9.3", func(s *aims.System) bool {
		return s.Oversight.How != "" || s.Oversight.Mode == "none-needed"
	}},
	{"data_flow.sources", "Where its data come from", "A.7.3", func(s *aims.System) bool { return len(s.DataFlow.Sources) > 0 }},
	{"data_flow.trains_models", "Whether its data train models", "A.7.2", func(s *aims.System) bool {
		return s.DataFlow.TrainsModels != "" && s.DataFlow.TrainsModels != "unknown"
	}},
	{"data_flow.retention", "How long data are kept", "A.7.2", func(s *aims.System) bool { return s.DataFlow.Retention != "" }},
	{"models", "What it runs on", "A.4.4", func(s *aims.System) bool { return len(s.Models) > 0 || s.Commercial != "" }},
	{"dates.next_review", "When its facts are looked at again", "A.6.2.6", func(s *aims.System) bool { return s.Dates.NextReview != "" }},
}

// lacking lists the facts that a card does not have.
func lacking(s *aims.System) []cardFact {
	var out []cardFact
	for _, f := range cardFacts {
		if !f.given(s) {
			out = append(out, f)
		}
	}
	return out
}

// complete is how much of a card is filled in, in percent.
func complete(s *aims.System) int {
	n := 0
	for i := range cardFacts {
		if cardFacts[i].given(s) {
			n++
		}
	}
	return (n*100 + len(cardFacts)/2) / len(cardFacts)
}

// systemSums is what the pages of AI systems say about all of them at a moment,
// worked out once for an overview.
type systemSums struct {
	risks      map[kernel.UID]int // live risks by system
	highest    map[kernel.UID]int // the highest level among them
	incomplete int
	unassessed int // need an impact assessment and have none that counts
	needs      map[string]impact.System
}

// sums keeps the last two: today's and one of the past.
type sums struct {
	mu   sync.Mutex
	of   [2]*overview.Overview
	sums [2]*systemSums
}

func (c *sums) get(o *overview.Overview) *systemSums {
	c.mu.Lock()
	defer c.mu.Unlock()
	for i, x := range c.of {
		if x == o {
			return c.sums[i]
		}
	}
	c.of[1], c.sums[1] = c.of[0], c.sums[0]
	c.of[0], c.sums[0] = o, sumSystems(o)
	return c.sums[0]
}

func sumSystems(o *overview.Overview) *systemSums {
	s := &systemSums{risks: map[kernel.UID]int{}, highest: map[kernel.UID]int{}, needs: map[string]impact.System{}}
	for _, r := range o.Facts.Risks {
		if r.Is.State.Live() && !r.Is.Opportunity {
			s.risks[r.Is.System.UID]++
			s.highest[r.Is.System.UID] = max(s.highest[r.Is.System.UID], r.Is.Level())
		}
	}
	for _, x := range o.Facts.Systems {
		if x.Is.Stage.Live() && complete(x.Is) < 100 {
			s.incomplete++
		}
	}
	for _, x := range o.Impact().Systems {
		s.needs[x.Record] = x
		if lacksImpact(&x) {
			s.unassessed++
		}
	}
	return s
}

// lacksImpact says whether an assessment is needed and none in force is on record.
func lacksImpact(x *impact.System) bool {
	return x.Need == facts.Needed && x.Has != impact.Recorded && x.Has != impact.Declared
}

// classWords are the classes of the EU AI Act in words.
var classWords = map[aims.AIActClass]string{
	aims.ClassProhibited: "Prohibited", aims.ClassHighAnnexI: "High risk (Annex I)", aims.ClassHighAnnexIII: "High risk (Annex III)", aims.ClassExempt: "Annex III, exempt",
	aims.ClassTransparency: "Transparency duties", aims.ClassMinimal: "Minimal risk", aims.ClassGPAI: "General-purpose model", aims.ClassGPAISystemic: "General-purpose model, systemic risk",
	aims.ClassOutOfScope: "Outside the Act",
}

// classBadge shows the class that weighs most; the others follow in words.
func classBadge(a *aims.AIAct) ui.Badge {
	var words []string
	for _, c := range a.Classes {
		words = append(words, or(classWords[c], kernel.Humanize(string(c))))
	}
	b := ui.Badge{Status: ui.Info, Text: strings.Join(words, ", ")}
	switch {
	case len(words) == 0:
		b = ui.Badge{Status: ui.NotStarted, Text: "Not assessed"}
	case a.Has(aims.ClassProhibited):
		b.Status = ui.Bad
	case a.HighRisk():
		b.Status = ui.Warn
	case a.Has(aims.ClassMinimal), a.Has(aims.ClassOutOfScope):
		b.Status = ui.OK
	}
	return b
}

// completeBadge says how complete a card is.
func completeBadge(n int) ui.Badge {
	b := ui.Badge{Status: ui.InProgress, Text: strconv.Itoa(n) + "%"}
	switch {
	case n == 100:
		b.Status = ui.OK
	case n < 50:
		b.Status = ui.NotStarted
	}
	return b
}
