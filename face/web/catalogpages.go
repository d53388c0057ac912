package web

import (
	"encoding/json"
	"strings"

	"github.com/plimsoll-aims/plimsoll/catalog"
	"github.com/plimsoll-aims/plimsoll/face/door"
	"github.com/plimsoll-aims/plimsoll/face/web/ui"
	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/kernel"
	"github.com/plimsoll-aims/plimsoll/report"
	"github.com/plimsoll-aims/plimsoll/report/oscal"
)

// catalogPage lists the frameworks.
func (w *Web) catalogPage(r *door.Request) error {
	return r.View(func(v kernel.View) error {
		lib, err := w.Library.Of(r.Context(), v)
		if err != nil {
			return err
		}
		t := ui.Table{Caption: "Frameworks", Columns: []ui.Column{{Title: "Framework"}, {Title: "Items", Number: true}}}
		for _, f := range lib.Catalog.Frameworks() {
			t.Rows = append(t.Rows, ui.Row{Cells: []ui.Part{ui.MainLink{Text: f.Title, Ref: f.ID, Href: at(r, "/catalog/"+f.ID)}, ui.Text(grouped(uint64(len(f.Items()))))}})
		}
		x := ui.Table{ID: "crosswalks", Caption: "Crosswalks", Columns: []ui.Column{{Title: "From"}, {Title: "To"}, {Title: "By"}, {Title: "Rows", Number: true}}}
		for _, c := range lib.Catalog.Crosswalks() {
			x.Rows = append(x.Rows, ui.Row{Cells: []ui.Part{ui.Text(c.From), ui.Text(c.To), ui.Text(authorOf(c)), ui.Text(grouped(uint64(len(c.Rows))))}})
		}
		body := []ui.Part{ui.Card{Title: "Frameworks", Body: []ui.Part{t}}, ui.Card{Title: "Crosswalks", Body: []ui.Part{x}}}
		return w.render(r, v, ui.Page{Title: "Frameworks and crosswalks", Nav: ui.MainNav("records", nil),
			State: "What the standards ask, in our own words, and how they relate. One piece of work answers many.",
			Body:  append(body, ownParts(r, v, lib)...)})
	})
}

// authorOf is who made a crosswalk: its rows say.
func authorOf(c *catalog.Crosswalk) string {
	if len(c.Rows) == 0 {
		return ""
	}
	return c.Rows[0].Author
}

// catalogItem shows a framework, or one item of one with what it relates to.
func (w *Web) catalogItem(r *door.Request) error {
	id := r.PathValue("id")
	return r.View(func(v kernel.View) error {
		cat, err := w.Library.CatalogOf(r.Context(), v)
		if err != nil {
			return err
		}
		if f := cat.Framework(id); f != nil {
			if r.URL.Query().Get("format") == "oscal" {
				door.SendAs(r, f.Namespace()+".oscal.json", report.MediaType("oscal"))
				return json.NewEncoder(r.W).Encode(oscal.OfFramework(f))
			}
			return w.frameworkPage(r, v, f)
		}
		it, ok := cat.Item(id)
		if !ok {
			return fault.New(fault.NotFound, "the catalogue has no %s", clip(id, 60))
		}
		return w.itemPage(r, v, cat, it)
	})
}

func (w *Web) itemPage(r *door.Request, v kernel.View, cat *catalog.Catalog, it catalog.Item) error {
	body := []ui.Part{ui.Card{Title: "What it asks, in our words", Body: []ui.Part{ui.Markdown(it.Text)}}}
	licensed, err := w.licensedParts(r, v, it.ID)
	if err != nil {
		return err
	}
	body = append(body, licensed...)
	body = append(body, controlParts(cat.Framework(it.Framework), it.Local)...)
	if rows := cat.MappingsFrom(it.ID); len(rows) > 0 {
		t := ui.Table{ID: "relates", Caption: "Relates to", Columns: []ui.Column{{Title: "Item"}, {Title: "Relation"}, {Title: "By"}, {Title: "Note"}}}
		for _, m := range rows {
			to, _ := cat.Item(m.To)
			t.Rows = append(t.Rows, ui.Row{Cells: []ui.Part{ui.MainLink{Text: or(to.Title, m.To), Ref: m.To, Href: at(r, "/catalog/"+m.To)}, ui.Text(string(m.Relation)), ui.Text(m.Author), ui.Text(m.Note)}})
		}
		body = append(body, ui.Card{Title: "Relates to", Body: []ui.Part{t}})
	}
	return w.render(r, v, ui.Page{Title: it.Local + " " + it.Title, Nav: ui.MainNav("controls", nil), Body: body,
		Crumbs: []ui.Link{{Text: "Frameworks", Href: at(r, "/catalog")}, {Text: it.Framework, Href: at(r, "/catalog/"+it.Framework)}, {Text: it.Local}}})
}

func (w *Web) frameworkPage(r *door.Request, v kernel.View, f *catalog.Framework) error {
	t := ui.Table{Caption: f.Title, Columns: []ui.Column{{Title: "Item"}, {Title: "Sort"}}}
	for _, it := range f.Items() {
		t.Rows = append(t.Rows, ui.Row{ID: it.Local, Cells: []ui.Part{ui.MainLink{Text: or(it.Title, clip(it.Text, 100)), Ref: it.Local, Href: at(r, "/catalog/"+it.ID)}, ui.Text(kernel.Humanize(it.Kind))}})
	}
	return w.render(r, v, ui.Page{Title: f.Title, Nav: ui.MainNav("controls", nil), Body: []ui.Part{t, ui.TakeAway{{Text: "OSCAL", Href: at(r, "/catalog/"+f.ID+"?format=oscal")}}},
		Crumbs: []ui.Link{{Text: "Frameworks", Href: at(r, "/catalog")}, {Text: f.ID}}})
}

// controlParts is a control's guidance: what good looks like and what an auditor asks.
func controlParts(f *catalog.Framework, id string) []ui.Part {
	c := f.Control(id)
	if c == nil || c.Guidance == "" {
		return nil
	}
	var asks, evidence strings.Builder
	for _, q := range c.Asks {
		asks.WriteString("- " + q + "\n")
	}
	for _, e := range c.Evidence {
		evidence.WriteString("- **" + e.What + "** " + e.Good + "\n")
	}
	return []ui.Part{
		ui.Card{Title: "Guidance", Body: []ui.Part{ui.Markdown(c.Guidance)}},
		ui.Card{Title: "What an auditor asks", Body: []ui.Part{ui.Markdown(asks.String())}},
		ui.Card{Title: "What evidence looks like", Body: []ui.Part{ui.Markdown(evidence.String())}},
	}
}

// searchCatalog finds items by id or title.
func searchCatalog(c *catalog.Catalog, q string, limit int) []catalog.Item {
	q = strings.ToLower(strings.TrimSpace(q))
	if q == "" {
		return nil
	}
	var out []catalog.Item
	for _, f := range c.Frameworks() {
		for _, it := range f.Items() {
			if strings.HasPrefix(strings.ToLower(it.Local), q) || strings.Contains(strings.ToLower(it.Title), q) {
				if out = append(out, it); len(out) == limit {
					return out
				}
			}
		}
	}
	return out
}

func or(s, fallback string) string {
	if s == "" {
		return fallback
	}
	return s
}
