package gallery

import (
	"strconv"

	"github.com/plimsoll-aims/plimsoll/face/web/ui"
)

// Examples returns every part once, with content.
func Examples() []Example {
	return []Example{
		{"load-levels", LoadLevels()}, {"load-money", LoadMoney()}, {"clauses", Clauses()}, {"cells", Cells()}, {"badges", badges()}, {"path", Path()}, {"path-empty", ui.Path{}},
		{"tasks", Tasks()}, {"tasks-empty", ui.Tasks{}}, {"changes", Changes()}, {"heat", Heat()}, {"freshness", Fresh()}, {"spark", Spark()}, {"meter", standing()},
		{"progress", ui.Progress{Value: 17, Max: 21, Text: "17 of 21 answered"}}, {"key", append(ControlKey(), ui.KeyItem{Limit: true, Text: "The line"})}, {"table", table2()}, {"table-empty", Empty()}, {"table-filtered", ui.Empty{Filtered: "No risk matches these filters.", Clear: "/risks"}},
		{"facts", Facts()}, {"facts-grid", ui.Facts{Grid: true, Items: []ui.Fact{{Label: "Average year", Value: ui.Text("€942k")}, {Label: "Over the line", Value: ui.Text("6%")}}}}, {"backlinks", Backs()}, {"history", Revisions()}, {"diff", Compare()},
		{"form", prefixed(AllFields(), "all.")}, {"conflict", Clash()}, {"sign-in", demoOnly()}, {"search", Results()}, {"readiness", ReadyList()}, {"explain", Explain()}, {"markdown", Prose()},
		{"problem-403", ui.Problem{Code: 403, Do: []ui.Action{{Text: "Home", Href: "/"}}}}, {"problem-409", ui.Problem{Code: 409}}, {"problem-413", ui.Problem{Code: 413, What: "The file has 1 GB, the limit is 50 MB. Nothing was saved."}}, {"problem-500", ui.Problem{Code: 500, Trace: "r-1"}},
		{"note", ui.Note{Status: ui.Warn, Text: "Inputs changed since approval.", More: "2 risks and 1 data set.", Links: []ui.Link{{Href: "?from=approval", Text: "Compare"}}}},
		{"steps", ui.Steps{{Title: "The system and its use", Href: "1", Status: ui.OK, Text: "Done", Hint: "11 answers came from the system card"}, {Title: "Harm and benefit to people", Href: "3", Status: ui.InProgress, Text: "3 of 5"}, {Title: "Measures and what is left", Status: ui.NotStarted, Text: "Needs 3 and 4"}}},
		{"links", ui.Links{{Href: "/a", Text: "Somewhere", Note: "covers"}, {Text: "Nowhere"}}}, {"actions", ui.Actions{{Text: "Go", Href: "/"}, {Text: "Delete", Href: "/x", Post: true, Danger: true, Hidden: []ui.Hidden{{Name: "rev", Value: "2"}}}}},
		{"chips", ui.Chips{Label: "Example filters", Items: []ui.Link{{Href: "?", Text: "All", Count: "3", Current: true}, {Href: "?mine", Text: "Mine"}}}}, {"figures", ui.Figures{{Value: "22", Words: "of 27"}}},
		{"as-of", ui.AsOf{Action: "/", Value: "2026-11-20", Max: "2026-11-20", Hidden: []ui.Hidden{{Name: "tab", Value: "risk"}}, Moments: []ui.Link{{Href: "/?asof=2026-09-18", Text: "Internal audit, 18 Sep"}}}},
		{"soa", ui.SoA{Areas: prefix(soaAreas()[:1])}},
	}
}

// prefix keeps ids apart when a sheet stands beside other examples.
func prefix(a []ui.SoAArea) []ui.SoAArea {
	a[0].ID = "x" + a[0].ID
	return a
}

func prefixed(f ui.Form, p string) ui.Form {
	for i := range f.Sections {
		for j := range f.Sections[i].Fields {
			f.Sections[i].Fields[j].Path = p + f.Sections[i].Fields[j].Path
		}
	}
	return f
}

func demoOnly() ui.SignIn {
	s := SignInPart()
	s.Action = ""
	return s
}

func badges() ui.Part {
	var items []ui.Part
	for _, s := range append(append([]ui.Status{}, ui.ControlStates...), ui.OK, ui.Info, ui.Warn, ui.Bad, "on-hold") {
		items = append(items, ui.Badge{Status: s}, ui.Badge{Status: s, Pill: true})
	}
	return ui.Inline{Items: items}
}

func table2() ui.Table {
	t := Table()
	t.ID, t.Search = "list2", nil
	for i := range t.Rows {
		t.Rows[i].ID = "t-" + strconv.Itoa(i)
	}
	return t
}

// Fresh is the strip of evidence by date.
func Fresh() ui.Freshness {
	f := ui.Freshness{Today: today}
	for i, d := range []int{-41, -16, -3, 4, 9, 22, 28, 40, 55, 61, 90, 91, 93, 120, 150, 151, 180, 210, 240, 300, 340} {
		g := today.AddDate(0, 0, d)
		f.Items = append(f.Items, ui.FreshItem{Name: "Item " + strconv.Itoa(i+1), Good: g, When: g.Format("2 Jan 2006")})
	}
	return f
}

// Spark is a series in its band.
func Spark() ui.Part {
	return ui.Inline{Items: []ui.Part{
		ui.Spark{Label: "Drift of Kestrel Watch, 12 weeks: 0.08, in range", Values: []float64{.02, .03, .05, .04, .06, .05, .07, .06, .09, .08, .07, .08}, Low: 0, High: .1, Target: true},
		ui.Spark{Label: "Missing rate: 4.1%, above 3%", Values: []float64{1, 1.2, 2, 2.8, 4.1}, Low: 0, High: 3, Target: true}}}
}

// Empty is a list that teaches.
func Empty() ui.Table {
	return ui.Table{ID: "none", Caption: "Evidence", Empty: &ui.Empty{What: "Evidence is proof that a control works.", Why: "Auditors look at its date first. Connect your pipeline and 14 of 38 controls prove themselves.",
		Do: &ui.Action{Text: "Upload one", Href: "/evidence/new", Primary: true}, More: &ui.Link{Href: "/connect", Text: "Connect a source"},
		Example: []ui.Part{ui.MainLink{Text: "Validation report", Href: "/help/evidence", Sub: "proves A.6.2.4"}, ui.Badge{Status: ui.OK, Text: "12 days old"}, ui.Soft("good until 5 Nov")}}}
}

// Prose is text in Markdown, hostile parts included.
func Prose() ui.Markdown {
	return "# AI policy\n\nWe use AI **only** where a person can say no. See [the scope](/scope).\n\n- Fairness before speed\n- <b style=\"color:red\">Proof</b> before claims\n\n| Who | What |\n|---|---|\n| Board | sets the line |\n\n[bad](javascript:alert(1)) ![pixel](https://example.org/p.png)\n"
}
