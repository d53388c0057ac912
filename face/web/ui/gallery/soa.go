package gallery

import (
	"fmt"

	"github.com/plimsoll-aims/plimsoll/face/web/ui"
)

func soaAreas() []ui.SoAArea {
	var out []ui.SoAArea
	for _, a := range areas {
		sa := ui.SoAArea{ID: a.id, Title: a.title, Summary: fmt.Sprintf("%d controls", len(a.titles))}
		for i, t := range a.titles {
			st := stateLetters[a.states[i]]
			r := ui.SoARow{ID: a.ids[i], Title: t, Href: "/controls/" + a.ids[i], Applies: st != ui.Excluded, State: st,
				Because: []ui.Link{{Href: "/risks/r-07", Text: "R-07"}, {Text: "clause 5.2"}}, Evidence: &ui.Badge{Status: ui.OK, Text: "4 days old"}}
			switch st {
			case ui.Stale:
				r.Evidence = &ui.Badge{Status: ui.Stale, Text: "196 days old"}
			case ui.InPlace:
				r.Evidence = &ui.Badge{Status: ui.InPlace, Text: "Not tested"}
			case ui.InProgress, ui.NotStarted:
				r.Evidence = &ui.Badge{Status: ui.NotStarted, Text: "None yet"}
			case ui.Excluded:
				r.Because, r.Evidence, r.Reason = nil, nil, "Nothing live needs it: no customer-built models are hosted."
			}
			r.Picked, r.Changed = r.ID == "A.6.2.4", r.ID == "A.5.4"
			sa.Rows = append(sa.Rows, r)
		}
		out = append(out, sa)
	}
	return out
}

func standing() ui.Meter {
	return ui.Meter{Parts: []ui.Share{{Status: ui.Proven, Count: 17}, {Status: ui.InPlace, Count: 9}, {Status: ui.Stale, Count: 3}, {Status: ui.InProgress, Count: 5}, {Status: ui.NotStarted, Count: 2}, {Status: ui.Excluded, Count: 2}}}
}

// SoAEdit is the sheet while it is edited, with one thing wrong.
func SoAEdit() ui.Page {
	p := Shell("Statement of Applicability", "controls")
	p.State = "Version 3, draft by Maud Lindqvist. 36 of 38 controls apply, 2 are excluded. Version 2 has stood since 1 Oct and is what the auditor sees."
	p.Crumbs = []ui.Link{{Href: "/controls", Text: "Controls"}, {Text: "Statement of Applicability"}}
	p.Actions = []ui.Action{{Text: "Compare with version 2", Href: "?from=2"}}
	p.Problems = &ui.ErrorSummary{Title: "One thing keeps version 3 from approval", Items: []ui.Link{{Href: "#" + ui.FieldID("A.7.6"), Text: "A.7.6 is excluded without a reason. Enter a reason of at least one sentence"}}}
	p.Skip = &ui.Link{Href: "#save", Text: "Skip to save"}
	p.Foot.Draft = true
	areas := soaAreas()
	bad := &areas[5].Rows[4]
	bad.Reason, bad.Error, bad.Changed = "", "Enter a reason of at least one sentence", true
	p.Body = []ui.Part{ui.SoA{Action: "/soa", Hidden: []ui.Hidden{{Name: "rev", Value: "3"}}, Areas: areas,
		Chips: []ui.Link{{Href: "?", Text: "All", Count: "38", Current: true}, {Href: "?is=changed", Text: "Changed in this draft", Count: "3"}, {Href: "?is=excluded", Text: "Excluded", Count: "2"}, {Href: "?is=stale", Text: "Evidence stale", Count: "3"}},
		Aside: []ui.Part{ui.Card{Title: "Where it stands", Body: []ui.Part{standing()}},
			ui.Card{Title: "A.6.2.4 Verify and validate", Screen: true, Body: []ui.Part{ui.Para{Text: "What an auditor tends to ask", Soft: true, Small: true},
				ui.Links{{Text: "Show the acceptance limits that were set before the tests ran."}, {Text: "Show one model that failed, and what happened then."}, {Href: "/crosswalk?c=A.6.2.4", Text: "Also answers NIST AI RMF MEASURE 2.5"}}},
				Foot: []ui.Action{{Text: "Attach evidence", Href: "/evidence/new?for=A.6.2.4", Small: true}}}},
		Save: &ui.SaveBar{Text: "3 changes", More: "not yet saved, in A.5.4, A.7.6 and A.10.2", Actions: []ui.Action{{Text: "Save draft", Name: "do", Value: "save"}, {Text: "Send for approval", Name: "do", Value: "submit", Primary: true}}}}}
	return p
}

// SoAIssued is the sheet as a document in force.
func SoAIssued() ui.Page {
	p := Shell("Statement of Applicability, version 2", "controls")
	p.State = "In force since 1 Oct 2026. 36 of 38 controls apply, 2 are excluded."
	p.Body = []ui.Part{ui.SoA{Areas: soaAreas(), Aside: []ui.Part{ui.Card{Title: "Where it stands", Body: []ui.Part{standing()}}},
		Issue: &ui.Issue{Org: "Kestrel Quay Lending Software B.V.", Scope: "Design, provision and use of AI systems in the Kestrel product line at three sites.", Version: "2", Status: "In force since 1 Oct 2026",
			Approved: []ui.Approval{{Name: "Ingrid Vaas", Role: "CEO", When: "1 Oct 2026, 09:12 UTC"}, {Name: "Maud Lindqvist", Role: "AIMS manager", When: "30 Sep 2026, 16:40 UTC"}}, Tree: "7f3ac91e54d0b2aa91c0"}}}
	return p
}

// ReadyList is two clauses with their requirements.
func ReadyList() ui.Readiness {
	return ui.Readiness{
		{ID: "6.1.2", Title: "AI risk assessment", Met: 3, Total: 5, Open: true, Parts: []ui.Share{{Status: ui.Proven, Count: 3}, {Status: ui.Stale, Count: 1}, {Status: ui.NotStarted, Count: 1}},
			Rows: []ui.ReadyRow{
				{ID: "6.1.2-x1", Title: "Criteria are set before scoring", Href: "/requirements/6.1.2-x1", Status: ui.Proven, Why: "Met by rule: criteria version 2 of 3 Feb stand before the first scored risk of 11 Feb.", Proof: []ui.Link{{Href: "/risk-criteria", Text: "Risk criteria v2"}}},
				{ID: "6.1.2-x4", Title: "Assessments are repeated when things change", Href: "/requirements/6.1.2-x4", Status: ui.Stale, Why: "Harbour Chat changed its model on 4 Aug; its risks were last assessed on 2 Jun.", Do: &ui.Link{Href: "/risks?system=harbour-chat", Text: "Assess again"}, Owner: "Owen Prys"},
				{ID: "6.1.2-x5", Title: "Consequences for society are considered", Status: ui.NotStarted, Why: "No risk of Quayside Agent has an entry for society.", Do: &ui.Link{Href: "/ai-systems/quayside-agent", Text: "Add it"}, Owner: "Owen Prys"}}},
		{ID: "9.2", Title: "Internal audit", Met: 11, Total: 16, Parts: []ui.Share{{Status: ui.Proven, Count: 11}, {Status: ui.InProgress, Count: 2}, {Status: ui.NotStarted, Count: 3}},
			Rows: []ui.ReadyRow{{ID: "9.2-x1", Title: "A programme is planned", Status: ui.Proven, Why: "Met by rule: programme 2026 covers every clause."}}},
	}
}

// ReadinessPage is readiness by clause.
func ReadinessPage() ui.Page {
	p := Shell("Readiness by clause", "controls")
	p.State = "131 of 165 requirements are met. 34 need something; the shortest takes 5 minutes."
	p.Body = []ui.Part{ReadyList()}
	return p
}
