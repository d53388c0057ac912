package web

import (
	"strconv"
	"strings"

	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/engine/facts"
	"github.com/plimsoll-aims/plimsoll/engine/overview"
	"github.com/plimsoll-aims/plimsoll/engine/soa"
	"github.com/plimsoll-aims/plimsoll/face/door"
	"github.com/plimsoll-aims/plimsoll/face/web/ui"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// compareSoA shows how the sheet differs from that of another moment or version.
func (w *Web) compareSoA(r *door.Request) error {
	from := strings.TrimSpace(r.URL.Query().Get("from"))
	var before *soa.Sheet
	if from != "" {
		at, err := kernel.ParseAt(from)
		if err != nil {
			return err
		}
		if err := r.Store.View(r.Context(), at, func(v kernel.View) error {
			o, err := w.Derived.Of(r.Context(), v)
			if err == nil {
				before = o.Sheet()
			}
			return err
		}); err != nil {
			return err
		}
	}
	return w.derive(r, func(v kernel.View, o *overview.Overview) error {
		versions, err := issuedVersions(r, v, o)
		if err != nil {
			return err
		}
		p := ui.Page{Title: "Compare the Statement of Applicability", Heading: "What changed in the Statement of Applicability", Nav: ui.MainNav("controls", nil),
			Crumbs: []ui.Link{{Text: "Statement of Applicability", Href: at(r, "/soa")}, {Text: "Compare"}}, State: "Choose a version or a day to compare with what is shown now."}
		pick := ui.Card{Title: "Compare with", Screen: true, Body: []ui.Part{compareForm(r, o.Facts.Today, from), versions}}
		if before == nil {
			p.Body = []ui.Part{pick}
			return w.render(r, v, p)
		}
		d := soa.Diff(before, o.Sheet())
		p.State = facts.Count(len(d), "row differs", "rows differ") + " between " + moment(before.AsOf.Time) + " and " + moment(v.Now()) + "."
		p.Body = []ui.Part{ui.Grid{Layout: ui.Aside, Items: []ui.Part{ui.Grid{Items: differences(r, d)}, pick}}}
		return w.render(r, v, p)
	})
}

// differences draws one comparison per row.
func differences(r *door.Request, list []soa.Difference) []ui.Part {
	out := []ui.Part{}
	for _, d := range list {
		c := ui.Diff{Left: "Before", Right: "Now"}
		for _, x := range d.Changes {
			c.Fields = append(c.Fields, ui.DiffField{Label: soaFieldWords[x.Field], Before: soaValueWords(x.Field, x.Before), After: soaValueWords(x.Field, x.After), Added: x.Before == "", Removed: x.After == ""})
		}
		id := localID(d.Control)
		out = append(out, ui.Card{Title: id + " " + d.Title, Aside: &ui.Link{Text: "Open the row", Href: at(r, "/soa?control="+id) + "#" + id}, Body: []ui.Part{c}})
	}
	if len(out) == 0 {
		out = append(out, ui.Note{Status: ui.OK, Text: "Nothing differs."})
	}
	return out
}

var soaFieldWords = map[string]string{"applicable": "Applies", "reason": "Reason", "state": "State", "status": "Declared", "owner": "Owner", "how": "How it is done", "fresh": "Fresh pieces of evidence", "row": "Row"}

func soaValueWords(field, value string) string {
	switch {
	case value == "":
		return ""
	case field == "applicable":
		return map[string]string{"true": "Yes", "false": "No"}[value]
	case field == "state":
		return ui.Status(value).Word()
	case field == "status":
		return kernel.Humanize(value)
	}
	return value
}

func compareForm(r *door.Request, today kernel.Date, from string) ui.Part {
	f := `<form method="get" action="/soa/compare" class="grid stack"><div class="field"><label for="from">A day</label><input id="from" type="date" name="from" max="` + string(today) + `"`
	if d := kernel.Date(from); len(from) == 10 && !d.Time().IsZero() {
		f += ` value="` + string(d) + `"`
	}
	f += `></div>`
	if asof := r.URL.Query().Get("asof"); asof != "" {
		if d, err := kernel.ParseAt(asof); err == nil && d.Seq > 0 {
			f += `<input type="hidden" name="asof" value="` + strconv.FormatUint(uint64(d.Seq), 10) + `">`
		}
	}
	return ui.HTML(f + `<p class="acts"><button class="btn" type="submit">Compare</button></p></form>`)
}

// issuedVersions links the moments at which a version of the statement was approved.
func issuedVersions(r *door.Request, v kernel.View, o *overview.Overview) (ui.Part, error) {
	d, ok := o.Facts.Applicability()
	if !ok {
		return ui.Para{Text: "No version has been issued yet.", Soft: true, Small: true}, nil
	}
	list, err := v.History(r.Context(), d.UID)
	if err != nil {
		return nil, err
	}
	out := ui.Links{}
	seen := map[string]bool{}
	for i := range list {
		doc, ok := list[i].Spec.(*aims.Document)
		if !ok || doc.State != aims.DocumentApproved || seen[doc.Version] {
			continue
		}
		seen[doc.Version] = true
		out = append(out, ui.Link{Text: "Version " + doc.Version, Note: "approved " + dateWords(doc.Approved.On), Href: at(r, "/soa/compare?from="+strconv.FormatUint(uint64(list[i].Seq), 10))})
	}
	return out, nil
}
