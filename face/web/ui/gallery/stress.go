package gallery

import (
	"strconv"
	"strings"

	"github.com/plimsoll-aims/plimsoll/face/web/ui"
)

// Stress is a page of awkward content: words without spaces, names of forty agencies, thousands of risks, nothing at all.
func Stress() ui.Page {
	long := strings.Repeat("Unbreakable", 12)
	prose := strings.Repeat("A sentence that goes on for a while about oversight. ", 12)
	p := Shell("Awkward content, "+long, "systems")
	p.State = prose
	p.Org = long
	p.User.Name = "Maximiliana Featherstonehaugh-Cholmondeley van der Berg"
	p.Nav = ui.MainNav("systems", map[string]int{"systems": 2133})
	p.Crumbs = []ui.Link{{Href: "/", Text: prose}, {Text: long}}
	p.Badges = []ui.Part{ui.Badge{Status: ui.Warn, Text: long}, ui.Badge{Status: ui.Stale, Text: prose, Pill: true}}
	for i := range 9 {
		p.Tabs = append(p.Tabs, ui.Link{Href: "?tab=" + strconv.Itoa(i), Text: "Tab number " + strconv.Itoa(i), Count: "2,133", Current: i == 0})
	}
	p.Body = []ui.Part{
		ui.Card{Title: long, Aside: &ui.Link{Href: "/", Text: prose}, Body: []ui.Part{crowded(long, prose)}},
		ui.Card{Title: "Thousands", Body: []ui.Part{ui.LoadLine{ID: "many", Max: 25, Line: 12, Carried: 25, Over: true, LineText: "12", CarriedText: "level 25", GapText: "351 risks",
			Bands: LoadLevels().Bands, Ticks: LoadLevels().Ticks, Marks: []ui.LoadMark{{At: 25, Count: 351, Over: true}, {At: 12, Count: 1782}}}}},
		ui.Card{Title: "Nothing", Body: []ui.Part{ui.LoadLine{ID: "none", Max: 25, Line: 12, LineText: "12", CarriedText: "nothing", GapText: "12 levels", Bands: LoadLevels().Bands},
			ui.ClauseBars{}, ui.Cells{}, ui.Facts{}, ui.History{}, ui.Diff{}, ui.Readiness{}, ui.Key{}, ui.Heat{Caption: "Empty grid"}, ui.Table{Caption: "Nothing"}, ui.BackLinks{}, ui.Steps{}, ui.SoA{}, ui.Tags{}, ui.Meter{}, ui.Freshness{Today: today}}},
		ui.Card{Title: "Long facts", Body: []ui.Part{ui.Facts{Items: []ui.Fact{{Label: long, Value: ui.Text(prose + long), Note: long}, {Label: "Digest", Value: ui.Ref{Text: strings.Repeat("9f2c4e77", 8), Mono: true}}}}, ui.Diff{Left: prose, Right: long, Fields: []ui.DiffField{{Label: long, Before: long, After: prose}}}}},
	}
	return p
}

// crowded is a list with many filters and long cells.
func crowded(long, prose string) ui.Table {
	t := ui.Table{ID: "crowd", Caption: "Crowded list", Columns: []ui.Column{{Title: "Name"}, {Title: "Use", Wide: true}, {Title: "State"}, {Title: "Owner"}, {Title: "Figure", Number: true}}}
	for i := range 41 {
		t.Filters = append(t.Filters, ui.Link{Href: "?agency=" + strconv.Itoa(i), Text: "Department of Very Long Names and Sundry Affairs " + strconv.Itoa(i), Count: strconv.Itoa(i * 7)})
	}
	for i := range 3 {
		t.Rows = append(t.Rows, ui.Row{ID: "crowd-" + strconv.Itoa(i), Cells: []ui.Part{ui.MainLink{Text: long, Href: "/x", Ref: "S-" + strconv.Itoa(i), Sub: prose}, ui.Text(prose), ui.Badge{Status: ui.Stale, Text: prose}, ui.Person{Name: long}, nil}})
	}
	return t
}
