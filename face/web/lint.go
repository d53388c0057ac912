package web

import (
	"strconv"

	"github.com/plimsoll-aims/plimsoll/engine/coverage"
	"github.com/plimsoll-aims/plimsoll/engine/facts"
	"github.com/plimsoll-aims/plimsoll/engine/lint"
	"github.com/plimsoll-aims/plimsoll/engine/overview"
	"github.com/plimsoll-aims/plimsoll/face/door"
	"github.com/plimsoll-aims/plimsoll/face/web/ui"
	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// lintPage lists what does not fit together, by check.
func (w *Web) lintPage(r *door.Request) error {
	return w.derive(r, func(v kernel.View, o *overview.Overview) error {
		list, errors := o.Findings(), 0
		var order []string
		by := map[string][]lint.Finding{}
		for _, f := range list {
			if by[f.Check] == nil {
				order = append(order, f.Check)
			}
			by[f.Check] = append(by[f.Check], f)
			if f.Severity == lint.Error {
				errors++
			}
		}
		p := ui.Page{Title: "What does not fit together", Nav: ui.MainNav("watch", nil), State: lintState(len(list), errors)}
		for _, check := range order {
			p.Body = append(p.Body, w.checkCard(r, v, by[check]))
		}
		if len(list) == 0 {
			p.Body = []ui.Part{ui.Note{Status: ui.OK, Text: "All 22 checks pass.", More: "They are the findings that auditors write most."}}
		}
		p.Body = append(p.Body, takeAway(r, "lint"), ui.Card{Title: "Same thing by command line", Screen: true, Body: []ui.Part{ui.Ref{Text: "plimsoll lint", Mono: true}}})
		return w.render(r, v, p)
	})
}

func lintState(n, errors int) string {
	if n == 0 {
		return "Nothing. The 22 checks are the findings that auditors write most."
	}
	s := facts.Count(n, "thing does", "things do") + " not fit together"
	if errors > 0 {
		return s + ", " + strconv.Itoa(errors) + " of them an auditor would call a major nonconformity."
	}
	return s + ". None would be a major nonconformity."
}

// maxFindings is how many findings of one check the page shows.
const maxFindings = 100

// checkCard is one check with its findings.
func (w *Web) checkCard(r *door.Request, v kernel.View, list []lint.Finding) ui.Part {
	first := list[0]
	t := ui.Table{ID: first.Check, Caption: first.Title, Columns: []ui.Column{{Title: "Record"}, {Title: "What was found", Wide: true}, {Title: "What to do", Wide: true}, {Title: "Weight"}}}
	if n := len(list); n > maxFindings {
		t.Note = "The first " + strconv.Itoa(maxFindings) + " of " + grouped(uint64(n)) + "; the files below have all of them."
		list = list[:maxFindings]
	}
	for i := range list {
		f := &list[i]
		status, word := ui.Warn, "Warning"
		if f.Severity == lint.Error {
			status, word = ui.Bad, "Error"
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Part{recordCell(r, v, f.Record, f.About), ui.Text(sentence(datesInWords(f.Message))), ui.Text(sentence(datesInWords(f.Fix))), ui.Badge{Status: status, Text: word}}})
	}
	return ui.Card{ID: "check-" + first.Check, Title: first.Title, Aside: &ui.Link{Text: first.Check + ", clause " + first.Clause}, Body: []ui.Part{t}}
}

// recordCell links kind/name by its title; a kind alone links its register.
func recordCell(r *door.Request, v kernel.View, key, title string) ui.Part {
	if k := v.Registry().Kind(key); k != nil {
		return ui.MainLink{Text: k.TitlePlural, Href: at(r, "/"+k.Plural), Sub: "a record is missing"}
	}
	return ui.MainLink{Text: or(title, key), Ref: key, Href: keyHref(r, v, key)}
}

// coveragePage says how far evidence reaches.
func (w *Web) coveragePage(r *door.Request) error {
	return w.derive(r, func(v kernel.View, o *overview.Overview) error {
		fw := r.URL.Query().Get("framework")
		p := ui.Page{Title: "Evidence coverage", Nav: ui.MainNav("controls", nil), Crumbs: []ui.Link{{Text: "Readiness by clause", Href: at(r, "/readiness")}, {Text: "Evidence coverage"}}}
		chips := ui.Chips{Label: "Framework", Items: []ui.Link{{Text: "ISO/IEC 42001", Href: at(r, "/coverage"), Current: fw == ""}}}
		for _, x := range []struct{ id, text string }{{"airmf", "NIST AI RMF"}, {"aiact", "EU AI Act"}, {"iso27001", "ISO/IEC 27001"}} {
			chips.Items = append(chips.Items, ui.Link{Text: x.text, Href: at(r, "/coverage?framework="+x.id), Current: fw == x.id})
		}
		table, state, ok := coverTable(r, v, o, fw)
		if !ok {
			return fault.New(fault.NotFound, "there is no framework %s, or no crosswalk from it to ISO/IEC 42001", clip(fw, 40))
		}
		p.State, p.Body = state, []ui.Part{chips, table}
		return w.render(r, v, p)
	})
}

func coverTable(r *door.Request, v kernel.View, o *overview.Overview, fw string) (ui.Part, string, bool) {
	if fw == "" {
		m := coverage.Own(o.Facts)
		t := ui.Table{ID: "coverage", Caption: "Evidence by requirement and control", Columns: []ui.Column{{Title: "Requirement or control", Wide: true}, {Title: "Fresh", Number: true}, {Title: "Stale", Number: true}, {Title: "Documents", Number: true}}}
		for _, x := range m.Rows {
			t.Rows = append(t.Rows, ui.Row{Cells: []ui.Part{ui.MainLink{Text: clip(x.Title, 110), Ref: localID(x.Item), Href: at(r, "/catalog/"+x.Item)}, countPart(x.Fresh), countPart(x.Stale), countPart(x.Documents)}})
		}
		return t, strconv.Itoa(m.Covered) + " of " + strconv.Itoa(m.Total) + " requirements and controls have fresh evidence, or a document in force that names them.", true
	}
	c, ok := coverage.Across(o.Facts, fw)
	if !ok {
		return nil, "", false
	}
	looks := map[string]ui.Badge{coverage.Full: {Status: ui.Proven, Text: "Covered"}, coverage.Part: {Status: ui.InPlace, Text: "In part"}}
	t := ui.Table{ID: "coverage", Caption: "Coverage of " + fw, Columns: []ui.Column{{Title: "Item", Wide: true}, {Title: "Covered"}, {Title: "By"}, {Title: "Missing"}}}
	for _, x := range c.Rows {
		b, ok := looks[x.Level]
		if !ok {
			b = ui.Badge{Status: ui.NotStarted, Text: "Not covered"}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Part{ui.MainLink{Text: clip(x.Title, 110), Ref: localID(x.Item), Href: at(r, "/catalog/"+x.Item)}, b, itemLinks(r, x.By), itemLinks(r, x.Missing)}})
	}
	return t, strconv.Itoa(c.Full) + " of " + strconv.Itoa(c.Total) + " items are covered by proven controls, " + strconv.Itoa(c.Part) + " in part. A person decides whether that is enough.", true
}

func countPart(n int) ui.Part {
	if n == 0 {
		return ui.None
	}
	return ui.Text(strconv.Itoa(n))
}

// itemLinks links items of the catalogue, the first few.
func itemLinks(r *door.Request, ids []string) ui.Part {
	if len(ids) == 0 {
		return ui.None
	}
	in := ui.Inline{Comma: true}
	for i, id := range ids {
		if i == 4 {
			in.Items = append(in.Items, ui.Soft("and "+strconv.Itoa(len(ids)-4)+" more"))
			break
		}
		in.Items = append(in.Items, ui.Ref{Text: localID(id), Href: at(r, "/catalog/"+id)})
	}
	return in
}
