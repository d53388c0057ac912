package web

import (
	"strconv"
	"strings"

	"github.com/plimsoll-aims/plimsoll/access"
	"github.com/plimsoll-aims/plimsoll/engine/facts"
	"github.com/plimsoll-aims/plimsoll/engine/home"
	"github.com/plimsoll-aims/plimsoll/engine/overview"
	"github.com/plimsoll-aims/plimsoll/face/door"
	"github.com/plimsoll-aims/plimsoll/face/web/ui"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// derive reads the moment that was asked about and what the engines say of it.
func (w *Web) derive(r *door.Request, f func(kernel.View, *overview.Overview) error) error {
	return r.View(func(v kernel.View) error {
		o, err := w.Derived.Of(r.Context(), v)
		if err != nil {
			return err
		}
		return f(v, o)
	})
}

// home is the first page: are we under the line, would we pass, when, what now.
func (w *Web) home(r *door.Request) error {
	if !r.Who.May(kernel.Read, access.AreaDerived) {
		return r.View(func(v kernel.View) error {
			return w.render(r, v, ui.Page{Title: "Home", Nav: ui.MainNav("home", nil), State: "Your role reads single registers. Choose one at the left."})
		})
	}
	since := w.lookedAt(r)
	return w.derive(r, func(v kernel.View, o *overview.Overview) error {
		p := o.Home()
		if isEmpty(o.Facts) {
			return w.render(r, v, firstSteps(r))
		}
		changed, err := w.changedCard(r, v, since)
		if err != nil {
			return err
		}
		h := &homePage{w: w, r: r, v: v, f: o.Facts, p: p}
		page := ui.Page{Title: "Home", Heading: h.heading(), State: h.state(), Nav: ui.MainNav("home", h.badges()), Actions: h.actions()}
		if page.Foot.Tree, err = v.Root(r.Context()); err != nil {
			return err
		}
		page.Body = h.body(changed)
		return w.render(r, v, page)
	})
}

// homePage draws one reader's first page.
type homePage struct {
	w *Web
	r *door.Request
	v kernel.View
	f *facts.Facts
	p *home.Page
}

// body puts what the reader's role asks first in front.
func (h *homePage) body(changed ui.Part) []ui.Part {
	top := ui.Grid{Layout: ui.Home, Items: []ui.Part{h.loadCard(), h.readyCard(), h.pathCard()}}
	work := ui.Grid{Layout: ui.Two, Items: []ui.Part{h.nextCard(), changed}}
	switch h.r.Who.Role {
	case access.RiskOwner:
		if mine := h.myRisks(); mine != nil {
			return []ui.Part{mine, work, top}
		}
	case access.Executive:
		if asked := h.decisions(); asked != nil {
			return []ui.Part{asked, top, work}
		}
	}
	return []ui.Part{top, work}
}

// heading says where the organisation stands: time and distance to the line. Its
// hyphens do not break, so that an id such as IA-3 stays in one piece.
func (h *homePage) heading() string { return strings.ReplaceAll(h.p.Headline, "-", "\u2011") }

// state is the next act in a sentence.
func (h *homePage) state() string {
	var parts []string
	if h.p.Organisation != "" {
		parts = append(parts, h.p.Organisation+":")
	}
	r := &h.p.Ready
	parts = append(parts, strconv.Itoa(r.Met)+" of "+strconv.Itoa(r.Total)+" requirements are met.")
	if n := len(h.undecided()); n > 0 {
		parts = append(parts, facts.Count(n, "risk above the line needs", "risks above the line need")+" a decision.")
	}
	if r.Stale > 0 {
		parts = append(parts, "Evidence for "+facts.Count(r.Stale, "control", "controls")+" is stale.")
	}
	if len(h.p.Next) > 0 {
		parts = append(parts, "Next: "+lowerTitle(h.p.Next[0].Title)+".")
	}
	return strings.Join(parts, " ")
}

// undecided are the risks above the line that nobody accepts today.
func (h *homePage) undecided() []home.Over {
	var out []home.Over
	for _, o := range h.p.LoadLine.OverLine {
		if o.State != "accepted" {
			out = append(out, o)
		}
	}
	return out
}

// badges count what needs a person.
func (h *homePage) badges() map[string]int {
	return map[string]int{"risk": len(h.undecided()), "controls": h.p.Ready.Stale}
}

func (h *homePage) actions() []ui.Action {
	var out []ui.Action
	if h.r.Who.May(kernel.Read, access.AreaPack) {
		out = append(out, ui.Action{Text: "Give the auditor a pack", Href: at(h.r, "/packs")})
	}
	if len(h.p.Next) > 0 && !h.v.Past() {
		out = append(out, ui.Action{Text: "Start the next task", Href: h.actHref(&h.p.Next[0]), Primary: true})
	}
	return out
}

// actHref is where an act is done: the form of the record to make or the record to open.
func (h *homePage) actHref(a *home.Act) string {
	switch {
	case a.Sort == home.SortEvidence && a.Item != "":
		return at(h.r, "/soa?control="+localID(a.Item)+"#"+localID(a.Item))
	case a.Record != "":
		return keyHref(h.r, h.v, a.Record)
	case a.Create != "" && !h.v.Past():
		return createHref(h.v, a.Create, a.Item)
	case a.Item != "":
		return at(h.r, "/readiness/"+localID(a.Item))
	}
	return at(h.r, "/readiness")
}

// localID cuts the framework off an item: iso42001:A.5.2 is A.5.2.
func localID(item string) string {
	if _, local, ok := strings.Cut(item, ":"); ok {
		return local
	}
	return item
}

// keyHref is the page of kind/name.
func keyHref(r *door.Request, v kernel.View, key string) string {
	kind, name, _ := strings.Cut(key, "/")
	if k := v.Registry().Kind(kind); k != nil {
		return at(r, recordPath(k, name))
	}
	return at(r, "/catalog/"+key)
}

// createHref is the empty form of a kind, prefilled with what it is for.
func createHref(v kernel.View, kind, item string) string {
	k := v.Registry().Kind(kind)
	if k == nil {
		return "/readiness"
	}
	href := "/new/" + k.Plural
	if kind == "requirement" && item != "" {
		href += "?requirement=" + item
	}
	return href
}
