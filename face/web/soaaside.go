package web

import (
	"net/url"
	"strconv"

	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/engine/facts"
	"github.com/plimsoll-aims/plimsoll/engine/soa"
	"github.com/plimsoll-aims/plimsoll/face/web/ui"
)

// aside is what stands beside the sheet: the sum, and the picked control.
func (s *soaSheet) aside(w *Web) []ui.Part {
	out := []ui.Part{ui.Card{Title: "Where it stands", Body: []ui.Part{s.meter(), s.explain()}}}
	if c := s.o.Facts.Control("iso42001:" + s.pick); c != nil && s.pick != "" {
		return append(out, s.controlCard(w, c))
	}
	if c := s.o.Facts.Control(s.pick); c != nil && s.pick != "" {
		return append(out, s.controlCard(w, c))
	}
	return append(out, ui.Card{Title: "One control", Screen: true, Body: []ui.Part{ui.Para{Text: "Choose a control's title to see what it asks, what an auditor asks, what needs it and what proves it.", Soft: true, Small: true}}})
}

func (s *soaSheet) meter() ui.Part {
	n := s.s.Counts
	return ui.Meter{Parts: []ui.Share{{Status: ui.Proven, Count: n.Proven}, {Status: ui.InPlace, Count: n.InPlace}, {Status: ui.Stale, Count: n.Stale},
		{Status: ui.InProgress, Count: n.InProgress}, {Status: ui.NotStarted, Count: n.NotStarted}, {Status: ui.Excluded, Count: n.Excluded}}}
}

func (s *soaSheet) explain() ui.Part {
	n := s.s.Counts
	row := func(label, note string, x int) ui.ExplainRow {
		return ui.ExplainRow{Label: label, Note: note, Value: strconv.Itoa(x)}
	}
	return ui.Explain{Intro: "Each control stands in one state. What people declare counts up to \"in place\"; from there only evidence counts.",
		Rows: []ui.ExplainRow{row("Proven", "declared in place, and fresh evidence shows it", n.Proven), row("In place", "declared, never proven", n.InPlace),
			row("Evidence stale", "declared, but what proved it is out of date", n.Stale), row("In progress", "in place in part", n.InProgress),
			row("Not started", "nobody has begun, or said so", n.NotStarted), row("Excluded", "left out with a reason", n.Excluded)},
		Sum: &ui.ExplainRow{Label: "Controls of Annex A", Value: strconv.Itoa(n.Total)}}
}

// controlCard is the picked control: what an auditor asks, what needs it, what proves it.
func (s *soaSheet) controlCard(w *Web, c *facts.Control) ui.Part {
	var row *soa.Row
	for i := range s.s.Rows {
		if s.s.Rows[i].Control == c.ID {
			row = &s.s.Rows[i]
		}
	}
	card := ui.Card{Title: localID(c.ID) + " " + c.Title, Screen: true}
	if c.Known != nil {
		card.Body = append(card.Body, ui.Para{Text: "What an auditor tends to ask", Soft: true, Small: true}, linksOf(c.Known.Asks))
		also := ui.Links{}
		for _, m := range s.o.Facts.Catalog.MappingsFrom(c.ID) {
			if len(also) == 4 {
				break
			}
			it, _ := s.o.Facts.Catalog.Item(m.To)
			also = append(also, ui.Link{Text: m.To, Note: clip(it.Text, 70), Href: at(s.r, "/catalog/"+m.To)})
		}
		if len(also) > 0 {
			card.Body = append(card.Body, ui.Para{Text: "Also answers", Soft: true, Small: true}, also)
		}
		card.Foot = append(card.Foot, ui.Action{Text: "Guidance", Href: at(s.r, "/catalog/"+c.ID), Small: true})
	}
	card.Body = append(card.Body, s.needsOf(row)...)
	card.Body = append(card.Body, ui.Para{Text: "How it stands: " + sentence(c.Why), Small: true})
	if len(row.Evidence) > 0 {
		proof := ui.Links{}
		for _, e := range row.Evidence {
			proof = append(proof, ui.Link{Text: e.Title, Note: e.State + " " + dateWords(e.ValidUntil), Href: keyHref(s.r, s.v, e.Record)})
		}
		card.Body = append(card.Body, ui.Para{Text: "Proof, newest first", Soft: true, Small: true}, proof)
	}
	if c.Record != nil {
		card.Foot = append(card.Foot, ui.Action{Text: "The statement", Href: keyHref(s.r, s.v, c.Record.Key()), Small: true})
	}
	if s.edit && c.Record != nil {
		card.Foot = append(card.Foot, ui.Action{Text: "Attach evidence", Href: "/new/evidence?controls.0=" + url.QueryEscape(c.Record.Name), Small: true})
	}
	return card
}

// needsOf says what would have to change before the control can be left out.
func (s *soaSheet) needsOf(row *soa.Row) []ui.Part {
	links := ui.Links{}
	for _, n := range row.Needs {
		if n.Record == "" {
			continue
		}
		links = append(links, ui.Link{Text: clip(or(n.Title, n.Record), 80), Note: n.Ground, Href: keyHref(s.r, s.v, n.Record)})
	}
	if len(links) == 0 {
		return []ui.Part{ui.Para{Text: "No risk, duty, assessment or objective needs it. It can be left out with a reason.", Small: true}}
	}
	return []ui.Part{ui.Para{Text: "Needed by " + facts.Count(len(row.Because), "thing", "things") + ", so it cannot be left out", Soft: true, Small: true}, links}
}

func linksOf(texts []string) ui.Part {
	out := ui.Links{}
	for _, t := range texts {
		out = append(out, ui.Link{Text: t})
	}
	return out
}

// issue is the head of the printed document.
func (s *soaSheet) issue(tree string) *ui.Issue {
	i := &ui.Issue{Status: "Draft, not in force", Version: "none issued", Tree: tree}
	if o, ok := s.o.Facts.Organisation(); ok {
		i.Org = o.Is.Title
	}
	if sc, ok := s.o.Facts.InForceScope(); ok {
		i.Scope = clip(sc.Is.Statement, 300)
	}
	d := s.s.Document
	if d == nil {
		return i
	}
	i.Version = d.Version
	if s.inForce() {
		i.Status = "In force since " + dateWords(d.ApprovedOn)
	} else if n := s.changedCount(); n > 0 && d.State == string(aims.DocumentApproved) {
		i.Status = "Draft, not in force: " + facts.Count(n, "row", "rows") + " changed since version " + d.Version
	}
	if d.ApprovedBy != "" {
		a := ui.Approval{Name: d.ApprovedBy, When: dateWords(d.ApprovedOn)}
		for _, p := range s.o.Facts.People {
			if p.Name == d.ApprovedBy {
				a.Name, a.Role = p.Is.FullName, p.Is.Job
			}
		}
		i.Approved = []ui.Approval{a}
	}
	return i
}

func filterOnly(q url.Values) url.Values {
	out := url.Values{}
	for _, key := range []string{"is", "control"} {
		if v := q.Get(key); v != "" {
			out.Set(key, v)
		}
	}
	return out
}

// filterTo is the sheet after saving, with the filter that was there.
func filterTo(q url.Values) string { return pathWith("/soa", filterOnly(q)) }
