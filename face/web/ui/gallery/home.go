package gallery

import "github.com/plimsoll-aims/plimsoll/face/web/ui"

// Home is the first page: are we under the line, would we pass, when, and what now.
func Home() ui.Page {
	p := Shell("Readiness", "home")
	p.Heading = "52 days to Stage 1, and 2 risks above the line"
	p.State = "Kestrel Quay is on track. Two things could move the date: evidence for three controls is stale, and the score needs a person to decide."
	p.Actions = []ui.Action{{Text: "Give the auditor a view", Href: "/room/new"}, {Text: "Start the next task", Href: "/tasks/next", Primary: true}}
	p.Body = []ui.Part{
		ui.Grid{Layout: ui.Home, Items: []ui.Part{
			ui.Card{Title: "The load line", Aside: &ui.Link{Text: "In levels"}, Body: []ui.Part{
				ui.Para{Text: "20 risks are open. The board set the line at level 12 on 15 Oct: what is above it needs a decision.", Soft: true, Small: true}, LoadLevels(), Explain()}},
			readyCard(),
			ui.Card{Title: "Certification path", Aside: &ui.Link{Href: "/programme", Text: "Open the plan"}, Wide: true, Body: []ui.Part{Path()}},
		}},
		ui.Grid{Layout: ui.Two, Items: []ui.Part{
			ui.Card{Title: "Do next", Aside: &ui.Link{Text: "About 1 hour 5 minutes in all"}, Body: []ui.Part{Tasks()}},
			ui.Card{Title: "Since you last looked, Tuesday", Aside: &ui.Link{Href: "/log", Text: "All changes"}, Body: []ui.Part{Changes()}},
		}},
	}
	return p
}

func readyCard() ui.Part {
	return ui.Card{Title: "Ready for the auditor", Aside: &ui.Link{Href: "/soa", Text: "Open the Statement of Applicability"}, Body: []ui.Part{
		ui.Figures{{Value: "131", Words: "of 165 requirements met"}, {Value: "26", Words: "of 36 controls in place, 17 proven by fresh evidence"}},
		Clauses(), Cells(), ControlKey(),
	}}
}

// LoadLevels is the load line in the levels of the risk criteria.
func LoadLevels() ui.LoadLine {
	return ui.LoadLine{
		ID: "levels", Max: 25, Line: 12, Carried: 15, Planned: 10, Over: true,
		LineText: "12", CarriedText: "level 15", GapText: "2 risks", PlannedText: "10 after treatment",
		Ticks: []ui.ScaleTick{{At: 0, Text: "0"}, {At: 5, Text: "5"}, {At: 10, Text: "10"}, {At: 15, Text: "15"}, {At: 20, Text: "20"}, {At: 25, Text: "25"}},
		Bands: []ui.Band{{To: 4, Letter: "L", Word: "Low"}, {To: 9, Letter: "F", Word: "Fair"}, {To: 16, Letter: "H", Word: "High"}, {To: 25, Letter: "S", Word: "Severe"}},
		Marks: []ui.LoadMark{{At: 2, Count: 2}, {At: 4, Count: 3}, {At: 6, Count: 8}, {At: 9, Count: 2}, {At: 12, Count: 3}, {At: 15, Count: 2, Over: true}},
		Data: &ui.DataTable{Head: []string{"Level", "Band", "Risks", "Against the line"},
			Rows: [][]string{{"15", "High", "2", "above"}, {"12", "High", "3", "at the line"}, {"9", "Fair", "2", "under"}, {"6", "Fair", "8", "under"}, {"4", "Low", "3", "under"}, {"2", "Low", "2", "under"}}},
	}
}

// LoadMoney is the load line in money.
func LoadMoney() ui.LoadLine {
	return ui.LoadLine{
		ID: "money", Max: 4.2e6, Line: 3e6, Carried: 2.232e6, Planned: 1.6e6,
		LineText: "€3.0M", CarriedText: "€2.2M", GapText: "€768k", PlannedText: "€1.6M after planned treatment",
		Ticks: moneyTicks(),
		Data:  &ui.DataTable{Head: []string{"Figure", "One year in ten"}, Rows: [][]string{{"The line", "€3.0M"}, {"Carried", "€2.2M"}, {"Freeboard", "€768k"}}},
	}
}

func moneyTicks() []ui.ScaleTick {
	var out []ui.ScaleTick
	words := map[int]string{0: "0", 5: "€1M", 10: "€2M", 15: "€3M", 20: "€4M"}
	for i := 0; i <= 20; i++ {
		out = append(out, ui.ScaleTick{At: float64(i) * 2e5, Text: words[i]})
	}
	return out
}

// Clauses is the bar of each clause.
func Clauses() ui.ClauseBars {
	mk := func(id, title string, met, wip, stale, none int) ui.Clause {
		return ui.Clause{ID: id, Title: title, Href: "/readiness#c" + id, Met: met, Total: met + wip + stale + none, Parts: []ui.Share{
			{Status: ui.Proven, Count: met}, {Status: ui.InProgress, Count: wip}, {Status: ui.Stale, Count: stale}, {Status: ui.NotStarted, Count: none}}}
	}
	return ui.ClauseBars{
		mk("4", "Context", 9, 0, 0, 0), mk("5", "Leadership", 10, 2, 0, 0), mk("6", "Planning", 42, 6, 3, 1), mk("7", "Support", 31, 2, 4, 0),
		mk("8", "Operation", 8, 1, 1, 0), mk("9", "Evaluation", 24, 3, 0, 5), mk("10", "Improvement", 7, 1, 0, 5),
	}
}

type area struct {
	id, title, states string
	titles            []string
	ids               []string
}

var stateLetters = map[byte]ui.Status{'p': ui.Proven, 'i': ui.InPlace, 'w': ui.InProgress, 'o': ui.NotStarted, 's': ui.Stale, 'x': ui.Excluded}

var areas = []area{
	{"A.2", "Policies for AI", "ppi", []string{"AI policy", "Fit with other policies", "Policy review"}, []string{"A.2.2", "A.2.3", "A.2.4"}},
	{"A.3", "Internal organisation", "pp", []string{"Roles and responsibilities", "Raising concerns"}, []string{"A.3.2", "A.3.3"}},
	{"A.4", "Resources", "psipi", []string{"Resource records", "Data resources", "Tools", "Compute", "People and skills"}, []string{"A.4.2", "A.4.3", "A.4.4", "A.4.5", "A.4.6"}},
	{"A.5", "Impact on people", "piwo", []string{"Impact assessment process", "Impact assessment records", "Impact on individuals and groups", "Impact on society"}, []string{"A.5.2", "A.5.3", "A.5.4", "A.5.5"}},
	{"A.6", "AI life cycle", "pipispwwp", []string{"Objectives for responsible development", "Responsible design process", "Requirements", "Design records", "Verify and validate", "Deployment plan", "Operation and monitoring", "Technical documentation", "Event logs"},
		[]string{"A.6.1.2", "A.6.1.3", "A.6.2.2", "A.6.2.3", "A.6.2.4", "A.6.2.5", "A.6.2.6", "A.6.2.7", "A.6.2.8"}},
	{"A.7", "Data", "pipwx", []string{"Data for development", "Data acquisition", "Data quality", "Data provenance", "Data preparation"}, []string{"A.7.2", "A.7.3", "A.7.4", "A.7.5", "A.7.6"}},
	{"A.8", "Information for others", "pipo", []string{"Information for users", "External reports", "Telling people about incidents", "Information for interested parties"}, []string{"A.8.2", "A.8.3", "A.8.4", "A.8.5"}},
	{"A.9", "Use of AI", "pip", []string{"Responsible use process", "Objectives for responsible use", "Intended use"}, []string{"A.9.2", "A.9.3", "A.9.4"}},
	{"A.10", "Suppliers and customers", "wsx", []string{"Shared responsibilities", "Suppliers", "Customers"}, []string{"A.10.2", "A.10.3", "A.10.4"}},
}

// Cells is the strip of the 38 controls.
func Cells() ui.Cells {
	var out ui.Cells
	for _, a := range areas {
		ca := ui.CellArea{ID: a.id, Title: a.title}
		for i, t := range a.titles {
			ca.Cells = append(ca.Cells, ui.Cell{ID: a.ids[i], Title: t, Href: "/soa#" + a.ids[i], Status: stateLetters[a.states[i]]})
		}
		out = append(out, ca)
	}
	return out
}

// ControlKey counts the states.
func ControlKey() ui.Key {
	return ui.Key{{Status: ui.Proven, Count: "17"}, {Status: ui.InPlace, Count: "9"}, {Status: ui.InProgress, Count: "5"},
		{Status: ui.NotStarted, Count: "2"}, {Status: ui.Stale, Count: "3"}, {Status: ui.Excluded, Count: "2"}}
}

// Path is the way to the certificate.
func Path() ui.Path {
	return ui.Path{Today: today,
		Stops: []ui.Stop{
			{Name: "Start", When: "3 Nov 2025", At: day(2025, 11, 3), Done: true}, {Name: "Scope, policy, SoA", When: "30 Jun", At: day(2026, 6, 30), Done: true},
			{Name: "Internal audit", When: "18 Sep", At: day(2026, 9, 18), Done: true}, {Name: "Management review", When: "15 Oct", At: day(2026, 10, 15), Done: true},
			{Name: "Stage 1", When: "11 Jan", At: day(2027, 1, 11), Next: true}, {Name: "Stage 2", When: "8 Mar", At: day(2027, 3, 8)},
			{Name: "Certificate", When: "Apr 2027", At: day(2027, 4, 20), Limit: true}, {Name: "Surveillance 1", When: "Mar 2028", At: day(2028, 3, 10)}},
		Phases: []ui.Phase{{Name: "Plan", To: 1}, {Name: "Do", To: 2}, {Name: "Check and act", To: 4}, {Name: "Certify", To: 6}, {Name: "Keep", To: 7}}}
}

// Tasks is what to do next.
func Tasks() ui.Tasks {
	return ui.Tasks{Items: []ui.Task{
		{Status: ui.Warn, Title: "Renew the validation report for Kestrel Score", Href: "/evidence/validation-score", Why: "A.6.2.4 rests on a report from May. The next run is ready to attach.", When: "Today", Effort: "5 min"},
		{Status: ui.Bad, Title: "Decide: keep or pause postcode as a feature", Href: "/risks/r-07", Why: "R-07 is above the line at 3 × 5. Shira waits for your yes or no.", When: "30 Nov", Effort: "20 min"},
		{Status: ui.InProgress, Title: "Answer 4 questions on effects on society", Href: "/impact-assessments/score", Why: "The last open part of the impact assessment for Kestrel Score.", When: "4 Dec", Effort: "25 min"},
		{Status: ui.NotStarted, Title: "Say why A.7.6 does not apply", Href: "/soa#A.7.6", Why: "The auditor will ask. One sentence is enough, we suggest a start.", When: "4 Dec", Effort: "5 min"},
		{Status: ui.InProgress, Title: "Approve the supplier policy, version 2", Href: "/documents/supplier-policy", Why: "Three changes since version 1. Legal has signed.", When: "7 Dec", Effort: "10 min"},
	}}
}

// Changes is what changed since the reader last looked.
func Changes() ui.Tasks {
	return ui.Tasks{Changes: true, Items: []ui.Task{
		{Status: ui.Bad, Title: "5 prompt attacks got through", Href: "/findings/1", Why: "Nightly scan of Harbour Chat. Raises R-12 from 3 × 2 to 3 × 3.", When: "Thu"},
		{Status: ui.Warn, Title: "A new model appeared in the cloud account", Href: "/models/new-1", Why: "Not in the inventory: support-summariser, since Wednesday.", When: "Wed"},
		{Status: ui.Warn, Title: "3 pieces of evidence passed their date", Href: "/evidence?is=stale", Why: "A.4.3, A.6.2.4 and A.10.3.", When: "Wed"},
		{Status: ui.OK, Title: "Drift on Kestrel Watch is back in range", Href: "/monitors/watch", Why: "Closed by the retraining of 17 Nov.", When: "Tue"},
		{Status: ui.Info, Title: "A member raised a concern", Href: "/concerns/4", Why: "“The assistant would not let me reach a person.”", When: "Tue"},
	}}
}

// Explain is the sum behind the load line.
func Explain() ui.Explain {
	return ui.Explain{Intro: "The load line is the level at which your risk criteria ask for a decision. Carried is the highest level any open risk still has after its controls. Freeboard is the distance between the two.",
		Rows: []ui.ExplainRow{{Label: "Risks above the line", Value: "2", Note: "R-07 and R-21, both on Kestrel Score", Href: "/risks?is=over"}, {Label: "Risks at the line", Value: "3"}, {Label: "Risks under the line", Value: "15"}},
		Sum:  &ui.ExplainRow{Label: "Open risks", Value: "20"}, Notes: []string{"Consequences for the organisation, for people and for society are kept apart and never netted; the highest of the three counts."}}
}
