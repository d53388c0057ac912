// Package gallery shows every part of package ui with content from the example organisation. It is the documentation of
// the parts by example, what the tests render, and what the browser checks look at. It invents nothing about the
// product: figures here are content of examples and stand for no record.
package gallery

import (
	"bytes"
	"fmt"
	"net/http"
	"time"

	"github.com/plimsoll-aims/plimsoll/face/web/ui"
)

// Example is one part with a name that serves as its file name in golden tests.
type Example struct {
	Name string
	Part ui.Part
}

// day is a date in UTC.
func day(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

// today is the demo organisation's own day.
var today = day(2026, 11, 20)

// Shell returns a page as a signed-in person sees it, without a body.
func Shell(title, current string) ui.Page {
	return ui.Page{
		Title: title, Heading: title, Org: "Kestrel Quay Lending Software B.V.",
		Notice: "Demo. Everything here is invented; its clock says 20 Nov 2026.",
		Nav:    ui.MainNav(current, map[string]int{"risk": 2, "records": 6, "watch": 2}),
		User:   &ui.User{Name: "Maud Lindqvist", Role: "AIMS manager", Links: []ui.Link{{Href: "/?as=auditor", Text: "See as auditor"}}},
		AsOf: &ui.AsOf{Value: "2026-11-20", Max: "2026-11-20", Action: "/", Moments: []ui.Link{
			{Href: "/?asof=2026-09-18", Text: "Internal audit, 18 Sep"}, {Href: "/?asof=2026-10-15", Text: "Management review"}, {Href: "/?asof=2026-10-01", Text: "SoA version 2 approved"}}},
		Find: &ui.Find{
			Do:     []ui.Link{{Href: "/ai-systems/new", Text: "Add an AI system"}, {Href: "/risks/new", Text: "Record a risk"}, {Href: "/evidence/new", Text: "Attach evidence"}},
			Recent: []ui.Link{{Href: "/risks/r-07", Text: "Score treats one age band worse", Note: "R-07"}}},
		Foot: ui.Foot{AsOf: "20 Nov 2026, 14:00 UTC", Entry: "48 211", Tree: "7f3ac91e54d0"},
	}
}

// Pages returns whole pages by name: what people live in, and every part on one page.
func Pages() map[string]ui.Page {
	return map[string]ui.Page{
		"home": Home(), "risk": Risk(), "soa": SoAEdit(), "soa-issued": SoAIssued(), "parts": Parts(), "form": FormPage(),
		"record": Record(), "past": Past(), "sign-in": SignIn(), "not-found": NotFound(), "readiness": ReadinessPage(), "search": SearchPage(), "stress": Stress(),
	}
}

// Parts returns one page with every example.
func Parts() ui.Page {
	p := Shell("Every part", "help")
	p.State = "What pages are made of. Each part stands in its own card."
	for _, e := range Examples() {
		p.Body = append(p.Body, ui.Card{ID: "x-" + e.Name, Title: e.Name, Body: []ui.Part{e.Part}})
	}
	return p
}

// Handler serves the pages at /NAME, with the assets and headers of the real server. ?theme= and ?density= are taken.
func Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle(ui.AssetPath, ui.Assets())
	mux.HandleFunc("/{page}", func(w http.ResponseWriter, r *http.Request) {
		p, ok := Pages()[r.PathValue("page")]
		code := http.StatusOK
		if !ok {
			p, code = NotFound(), http.StatusNotFound
		}
		p.Theme, p.Density = r.FormValue("theme"), r.FormValue("density")
		var page bytes.Buffer
		if err := ui.Render(&page, p); err != nil {
			http.Error(w, fmt.Sprint(err), http.StatusInternalServerError)
			return
		}
		ui.Headers(w.Header())
		w.WriteHeader(code)
		page.WriteTo(w) //nolint:errcheck // the reader has gone
	})
	return mux
}
