package gallery

import "github.com/plimsoll-aims/plimsoll/face/web/ui"

// Facts is the facts of one AI system.
func Facts() ui.Facts {
	return ui.Facts{Items: []ui.Fact{
		{Label: "Purpose", Value: ui.Text("Creditworthiness score with reason codes for consumer loans up to 50,000 euro."), Clause: "A.9.4"},
		{Label: "People affected", Value: ui.Tags{"applicants", "lender officers"}},
		{Label: "Human oversight", Value: ui.Text("A lender officer decides; manual review between 480 and 540.")},
		{Label: "Models", Value: ui.Inline{Comma: true, Items: []ui.Part{ui.Ref{Text: "kq-gbm-score 3.4.2", Href: "/models/m1"}, ui.Ref{Text: "kq-reason 1.9", Href: "/models/m2"}}}},
		{Label: "Owner", Value: ui.Person{Name: "Shira Ben-Ami", Href: "/people/p05"}},
		{Label: "Digest", Value: ui.Ref{Text: "sha256:9f2c4e77a0b1", Mono: true}, Note: "of the model file in use"},
		{Label: "Estimate", Value: ui.Facts{Items: []ui.Fact{{Label: "Currency", Value: ui.Text("EUR")}, {Label: "Loss", Value: ui.Facts{Items: []ui.Fact{{Label: "Low", Value: ui.Text("100000")}, {Label: "High", Value: ui.Text("2200000")}}}}, {Label: "On", Value: ui.Stamp{Text: "26 May 2026, 10:00 UTC"}}}}},
		{Label: "Exit plan", Missing: &ui.Link{Href: "edit#exit", Text: "Say how it would be switched off"}},
	}}
}

// Backs is what refers to it.
func Backs() ui.BackLinks {
	return ui.BackLinks{
		{Title: "Risks", Field: "through system", Items: []ui.BackLink{{Ref: "R-07", Title: "Score treats one age band worse", Href: "/risks/r-07", Badge: &ui.Badge{Status: ui.Warn, Text: "above the line"}}, {Ref: "R-21", Title: "Officers accept the score without looking", Href: "/risks/r-21"}}},
		{Title: "Evidence", Items: []ui.BackLink{{Title: "Validation report, May", Href: "/evidence/v5", Badge: &ui.Badge{Status: ui.Stale}}}, More: &ui.Link{Href: "/evidence?system=score", Text: "All 14"}},
	}
}

// Revisions is the history of a record.
func Revisions() ui.History {
	return ui.History{Compare: "diff", Entries: []ui.Entry{
		{Rev: "7", When: "18 Nov 2026, 10:02", ISO: "2026-11-18T10:02:00Z", Who: "Shira Ben-Ami", What: "Changed two fields", Fields: []string{"oversight", "owner"}, Entry: "48 102", Href: "?asof=48102", Diff: "diff?to=7", To: true},
		{Rev: "6", When: "1 Oct 2026, 09:12", Who: "Maud Lindqvist", Transition: "From pilot to in operation", Entry: "44 010", Href: "?asof=44010", Diff: "diff?to=6", From: true},
		{Rev: "5", When: "2 Jun 2026, 14:30", Erased: "Erased under a request of 3 Jul 2026; its proof still holds", Entry: "39 877"},
	}, More: &ui.Link{Href: "?all=1", Text: "4 earlier revisions"}}
}

// Compare is two revisions side by side.
func Compare() ui.Diff {
	return ui.Diff{Left: "Revision 6, 1 Oct 2026", Right: "Revision 7, 18 Nov 2026", Same: 14, Fields: []ui.DiffField{
		{Label: "Human oversight", Before: "A lender officer decides; manual review between 500 and 540.", After: "A lender officer decides; manual review between 480 and 540, sampled weekly."},
		{Label: "Owner", Before: "Rafael Duarte", After: "Shira Ben-Ami"},
		{Label: "Exit plan", After: "Fall back to the manual scorecard within one day.", Added: true},
	}}
}

// Record is the card of one AI system.
func Record() ui.Page {
	p := Shell("Kestrel Score", "systems")
	p.Crumbs = []ui.Link{{Href: "/ai-systems", Text: "AI systems"}, {Text: "Kestrel Score"}}
	p.State = "High risk (Annex III), in use since Sep 2024. One fact an auditor asks for is missing."
	p.Badges = []ui.Part{ui.Badge{Status: ui.Warn, Text: "High risk"}, ui.Badge{Status: ui.InPlace, Text: "In operation"}, ui.Badge{Status: ui.InProgress, Text: "Card 92% complete"}}
	p.Actions = []ui.Action{{Text: "Retire", Href: "retire", Post: true, Danger: true, Confirm: "It leaves every list of live systems. Its history stays."}, {Text: "Edit", Href: "edit", Primary: true}}
	p.Tabs = []ui.Link{{Href: "?", Text: "Facts", Current: true}, {Href: "?tab=risk", Text: "Risk", Count: "3"}, {Href: "?tab=impact", Text: "Impact"}, {Href: "?tab=controls", Text: "Controls", Count: "21"}, {Href: "?tab=history", Text: "History"}}
	p.Prev, p.Next, p.Edit = "/ai-systems/a", "/ai-systems/b", "edit"
	p.Flash = []ui.Note{{Status: ui.OK, Text: "Saved as revision 7.", Links: []ui.Link{{Href: "diff?to=7", Text: "What changed"}}}}
	p.Body = []ui.Part{ui.Grid{Layout: ui.Aside, Items: []ui.Part{
		ui.Grid{Items: []ui.Part{ui.Card{Title: "In one look", Body: []ui.Part{Facts()}}, ui.Card{Title: "Revisions", Body: []ui.Part{Revisions()}}, ui.Card{Title: "What changed", Body: []ui.Part{Compare()}}}},
		ui.Card{Title: "About this record", Body: []ui.Part{ui.Facts{Items: []ui.Fact{{Label: "Changed", Value: ui.Stamp{Text: "26 May 2026, 10:00 UTC"}}, {Label: "Comes from", Value: ui.Text("apply:kestrel-quay")}}}}},
		ui.Card{Title: "Refers here", Body: []ui.Part{Backs()}},
		ui.Card{Title: "Same thing by command line", Body: []ui.Part{ui.Ref{Text: "plimsoll get ai-system kestrel-score -o yaml", Mono: true}}}}}}
	return p
}

// Past is the same record at an earlier moment.
func Past() ui.Page {
	p := Record()
	p.AsOf.Past, p.AsOf.Label, p.AsOf.Time, p.AsOf.Entry, p.AsOf.Back, p.AsOf.Changed = true, "1 Oct 2026", "1 Oct 2026, 14:00 UTC", "44 010", "/ai-systems/kestrel-score", "?from=44010"
	p.Actions, p.Flash = nil, nil
	f := AllFields()
	f.ReadOnly = true
	p.Body = []ui.Part{f}
	return p
}

// SearchPage is the page of results.
func SearchPage() ui.Page {
	p := Shell("Search", "")
	p.Body = []ui.Part{Results()}
	return p
}

// Results is what was found.
func Results() ui.SearchResults {
	return ui.SearchResults{Action: "/search", Query: "age band", Hint: "Narrow with type:risk, owner:me, system:kestrel-score or is:stale.",
		Verbs:   []ui.Link{{Href: "/risks/new?title=age+band", Text: "Record a risk “age band”"}},
		Filters: []ui.Link{{Href: "?q=age+band", Text: "All", Count: "2", Current: true}, {Href: "?q=age+band&type=risk", Text: "Risks", Count: "1"}},
		Hits: []ui.Hit{
			{Kind: "Risk", Ref: "R-07", Title: "Score treats one age band worse", Href: "/risks/r-07", Snippet: []ui.Run{{Text: "Applicants in one "}, {Text: "age band", Mark: true}, {Text: " get lower limits for the same history."}}, Badge: &ui.Badge{Status: ui.Warn, Text: "above the line"}},
			{Kind: "Data set", Ref: "D3", Title: "Fairness holdout with protected attributes", Href: "/data-sets/d3", Snippet: []ui.Run{{Text: "Test only: "}, {Text: "age band", Mark: true}, {Text: ", gender, region."}}, Note: "in use, owner Rafael Duarte"}},
		Pager: &ui.Pager{Label: "Pages of results", Total: "2 records"}}
}

// SignIn is the sign-in page of the demo.
func SignIn() ui.Page {
	return ui.Page{Title: "Sign in", Failed: true, Bare: true, Notice: "Demo. Everything here is invented; its clock says 20 Nov 2026.", State: "The AI management system of Kestrel Quay.", Body: []ui.Part{SignInPart()}}
}

// SignInPart is the list of people and the form.
func SignInPart() ui.SignIn {
	return ui.SignIn{Action: "/sign-in", DemoAction: "/demo/sign-in", Email: "maud@kestrel.example", Error: "E-mail or password is not right. Check both and try again.", Next: "/risks", Demo: []ui.DemoPerson{
		{Value: "maud", Name: "Maud Lindqvist", Role: "AIMS manager", For: "one place for clauses 4 to 10 and Annex A"},
		{Value: "shira", Name: "Shira Ben-Ami", Role: "Risk owner", For: "her risks against the line"},
		{Value: "kenji", Name: "Kenji Mori", Role: "ML engineer", For: "facts, gates and findings of his systems"},
		{Value: "ingrid", Name: "Ingrid Vaas", Role: "Executive", For: "one page: under the line or not"},
		{Value: "aoife", Name: "Aoife Byrne", Role: "Internal auditor", For: "programme, samples, findings"},
		{Value: "cert", Name: "Lena Maris", Role: "Certification auditor", For: "scope, SoA in force, evidence; reads only"}}}
}

// NotFound is an error page.
func NotFound() ui.Page {
	p := Shell(ui.ProblemTitle(404), "")
	p.Body = []ui.Part{ui.Problem{Code: 404, Do: []ui.Action{{Text: "Search", Href: "/search", Primary: true}, {Text: "Home", Href: "/"}}, Trace: "r-20261120-0007"}}
	return p
}
