package gallery

import "github.com/plimsoll-aims/plimsoll/face/web/ui"

// Risk is the register: where risks sit, and each of them in a list.
func Risk() ui.Page {
	p := Shell("Risk register", "risk")
	p.State = "20 risks across 8 AI systems. 2 sit above the line and need a decision. Reviewed as a whole on 15 Oct, next on 15 Jan."
	p.Actions = []ui.Action{{Text: "Compare with 15 Oct", Href: "?from=2026-10-15"}, {Text: "Record a risk", Href: "/risks/new", Primary: true}}
	p.Tabs = []ui.Link{{Href: "/risks", Text: "Register", Current: true, Count: "20"}, {Href: "/treatments", Text: "Treatment plan", Count: "9"}, {Href: "/risk-criteria", Text: "Criteria and the line"}}
	p.Create = "/risks/new"
	p.Body = []ui.Part{
		ui.Grid{Layout: ui.Halves, Items: []ui.Part{
			ui.Card{Title: "Where they sit today", Aside: &ui.Link{Text: "Likelihood up, consequence across"}, Body: []ui.Part{Heat()}},
			ui.Card{Title: "The load line", Aside: &ui.Link{Text: "One year in ten"}, Body: []ui.Part{LoadMoney()}},
		}},
		ui.Card{Title: "All risks", Body: []ui.Part{Table()}},
	}
	return p
}

// Heat is the grid with the limit.
func Heat() ui.Heat {
	h := ui.Heat{Caption: "Residual risk, likelihood by consequence. Thick line: the limit set by the board.",
		Columns: []string{"Minor", "Some", "Serious", "Major", "Extreme"},
		Bands:   []ui.Band{{Letter: "L", Word: "Low"}, {Letter: "F", Word: "Fair"}, {Letter: "H", Word: "High"}, {Letter: "S", Word: "Severe"}}}
	letters, words := "LFHS", []string{"Low", "Fair", "High", "Severe"}
	for l := 5; l >= 1; l-- {
		row := ui.HeatRow{Title: []string{"Rare", "Unlikely", "Possible", "Likely", "Expected"}[l-1]}
		for c := 1; c <= 5; c++ {
			band := 0
			for _, edge := range []int{4, 9, 16} {
				if l*c > edge {
					band++
				}
			}
			row.Cells = append(row.Cells, ui.HeatCell{Band: band + 1, Letter: letters[band : band+1], Word: words[band], Over: l*c > 12})
		}
		h.Rows = append(h.Rows, row)
	}
	put := func(l, c int, d ...ui.HeatDot) { h.Rows[5-l].Cells[c-1].Dots = d }
	put(3, 5, ui.HeatDot{Text: "07", Title: "R-07 Score treats one age band worse", Href: "/risks/r-07"}, ui.HeatDot{Text: "21", Title: "R-21 Officers accept the score without looking", Href: "/risks/r-21"})
	put(3, 4, ui.HeatDot{Text: "12", Title: "R-12 Prompt injection reveals lender documents", Href: "/risks/r-12"})
	put(2, 3, ui.HeatDot{Text: "18", Title: "R-18 Fraud model drifts unnoticed", Href: "/risks/r-18"})
	put(1, 5, ui.HeatDot{Text: "05", Title: "R-05 Personal data recovered by inversion", Href: "/risks/r-05"})
	put(2, 2, ui.HeatDot{Text: "26", Title: "R-26 Weights from an unpinned source", Href: "/risks/r-26"}, ui.HeatDot{Text: "30", Title: "R-30 Training lapses", Href: "/risks/r-30"})
	h.Rows[3].Cells[3].More = &ui.Link{Href: "/risks?at=2x4", Text: "+14"}
	return h
}

// Table is a list with all that can stand around it.
func Table() ui.Table {
	row := func(ref, title, system string, was, now ui.Level, mean, high float64, euro string, st ui.Status, treatment, owner, due string) ui.Row {
		return ui.Row{ID: ref, Label: ref, Cells: []ui.Part{
			ui.MainLink{Text: title, Href: "/risks/" + ref, Ref: ref, Sub: system}, was, now, ui.Text(euro),
			ui.Range{Mean: mean, High: high, Max: 2.6e6, Text: "average " + euro}, ui.Badge{Status: st, Text: treatment}, ui.Person{Name: owner}, ui.Stamp{Text: due, ISO: "2026-11-30"}}}
	}
	lv := func(b int, t, w string) ui.Level { return ui.Level{Band: b, Text: t, Word: w} }
	was := func(b int, t string) ui.Level { return ui.Level{Band: b, Text: t, Was: true} }
	return ui.Table{Caption: "Risks",
		Columns: []ui.Column{{Title: "Risk", SortHref: "?sort=title"}, {Title: "Before"}, {Title: "Now", SortHref: "?sort=level", Sorted: "descending"}, {Title: "Average year", Number: true, SortHref: "?sort=mean"}, {Title: "Range", Hidden: true}, {Title: "Treatment"}, {Title: "Owner"}, {Title: "Review", Number: true}},
		Rows: []ui.Row{
			row("R-07", "Score treats one age band worse", "Kestrel Score", was(4, "4×5"), lv(3, "3×5", "High"), 240e3, 2.5e6, "€240k", ui.Warn, "Reduce · late", "Shira Ben-Ami", "30 Nov"),
			row("R-21", "Officers accept the score without looking", "Kestrel Score", was(4, "4×4"), lv(3, "3×5", "High"), 100e3, 1.1e6, "€100k", ui.Warn, "Reduce · no action yet", "Hana Kovar", "5 Dec"),
			row("R-12", "Prompt injection makes the assistant reveal lender documents", "Harbour Chat", was(4, "5×4"), lv(3, "3×4", "High"), 110e3, 1e6, "€110k", ui.InProgress, "Reduce · in treatment", "Owen Prys", "9 Dec"),
			row("R-18", "Fraud model drifts after a tariff change and nobody notices", "Kestrel Watch", was(4, "4×4"), lv(2, "2×3", "Fair"), 61e3, 650e3, "€61k", ui.OK, "Reduce · within line", "Kenji Mori", "2 Feb"),
			row("R-05", "Personal data recovered from the model by inversion", "Kestrel Score", was(3, "2×5"), lv(2, "1×5", "Fair"), 59e3, 600e3, "€59k", ui.OK, "Reduce · within line", "Noor Haddad", "11 Mar"),
			row("R-26", "Open model weights pulled from an unpinned source", "DocReader", was(3, "3×4"), lv(1, "2×2", "Low"), 27e3, 300e3, "€27k", ui.Excluded, "Accept · accepted", "", ""),
		},
		Filters: []ui.Link{{Href: "?", Text: "All", Count: "20", Current: true}, {Href: "?is=over", Text: "Above the line", Count: "2"}, {Href: "?owner=me", Text: "Mine", Count: "4"}, {Href: "?is=due", Text: "Review due", Count: "2"}},
		Search:  &ui.ListSearch{Action: "/risks", Name: "q", Label: "Search in risks"},
		Note:    "Bar: average and 1-in-50 year",
		Bulk:    &ui.Bulk{Action: "/risks/bulk", Choices: []ui.Action{{Text: "Change owner", Name: "act", Value: "owner", Small: true}, {Text: "Set review date", Name: "act", Value: "review", Small: true}}},
		Pager:   &ui.Pager{Total: "20 risks", Shown: "1 to 6", Next: "?after=6", Sizes: []ui.Link{{Text: "25", Current: true}, {Text: "100", Href: "?limit=100"}}},
		Exports: []ui.Link{{Href: "/risks.csv", Text: "CSV"}, {Href: "/risks.xlsx", Text: "XLSX"}, {Href: "/risks.json", Text: "JSON"}},
	}
}
