package web

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/plimsoll-aims/plimsoll/face/door"
	"github.com/plimsoll-aims/plimsoll/face/web/ui"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// searchPage finds records by name and text.
func (w *Web) searchPage(r *door.Request) error {
	q := r.URL.Query().Get("q")
	return r.View(func(v kernel.View) error {
		found, err := v.Search(r.Context(), q, nil, pageSize)
		if err != nil {
			return err
		}
		nearest(v.Registry(), found, q)
		s := ui.SearchResults{Action: "/search", Query: q, Verbs: matching(w.verbs(r), q), Hint: "Names and ids first, then words in the text. Words may be cut short."}
		for _, rec := range found {
			k := v.Registry().Kind(rec.Kind)
			s.Hits = append(s.Hits, ui.Hit{Kind: k.Title, Ref: rec.Name, Title: k.TextOf(&rec.Meta, rec.Spec), Href: at(r, recordPath(k, rec.Name))})
		}
		cat, err := w.Library.CatalogOf(r.Context(), v)
		if err != nil {
			return err
		}
		for _, it := range searchCatalog(cat, q, 10) {
			s.Hits = append(s.Hits, ui.Hit{Kind: it.Framework, Ref: it.Local, Title: or(it.Title, clip(it.Text, 100)), Href: at(r, "/catalog/"+it.ID)})
		}
		return w.render(r, v, ui.Page{Title: "Search", State: strconv.Itoa(len(s.Hits)) + " found.", Body: []ui.Part{s}})
	})
}

// nearest puts what carries the words in its name or title before what merely
// mentions them, in the order in which it was found.
func nearest(reg *kernel.Registry, found []*kernel.Record, q string) {
	words := strings.Fields(strings.ToLower(q))
	far := func(rec *kernel.Record) int {
		called := " " + strings.ToLower(rec.Name+" "+reg.Kind(rec.Kind).TextOf(&rec.Meta, rec.Spec))
		switch {
		case strings.EqualFold(rec.Name, strings.TrimSpace(q)):
			return 0
		case !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(called, " "+w) }):
			return 1
		case !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(called, w) }):
			return 2
		}
		return 3
	}
	slices.SortStableFunc(found, func(a, b *kernel.Record) int { return cmp.Compare(far(a), far(b)) })
}

// matching keeps the acts that somebody who typed the words may mean; all of them
// while nothing was typed.
func matching(verbs []ui.Link, q string) []ui.Link {
	words := strings.Fields(strings.ToLower(q))
	return slices.DeleteFunc(verbs, func(l ui.Link) bool {
		return len(words) > 0 && !slices.ContainsFunc(words, func(w string) bool { return strings.Contains(" "+strings.ToLower(l.Text), " "+w) })
	})
}
