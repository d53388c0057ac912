package web

import (
	"context"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/plimsoll-aims/plimsoll/access"
	"github.com/plimsoll-aims/plimsoll/face/door"
	"github.com/plimsoll-aims/plimsoll/face/web/ui"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// place says in which entry of the main navigation a kind lives.
var place = map[string]string{
	"organisation": "programme", "scope": "programme", "party": "programme", "issue": "programme", "objective": "programme",
	"person": "programme", "task": "programme", "system": "systems", "model": "systems", "dataset": "systems", "supplier": "systems",
	"assessment": "systems", "proposal": "watch", "finding": "watch", "risk": "risk", "criteria": "risk", "treatment": "risk", "control": "controls", "requirement": "controls",
	"document": "records", "evidence": "records", "approval": "assurance", "user": "settings", "role": "settings", "field": "settings",
}

// dress puts the shell around a page: navigation, who is here, the moment.
func (w *Web) dress(r *door.Request, v kernel.View, p *ui.Page) {
	p.Notice = w.notice()
	if r.Who == nil {
		p.Bare = true
		return
	}
	if len(p.Nav) == 0 {
		p.Nav = ui.MainNav("", nil)
	}
	p.User = &ui.User{Name: r.Who.Name, Role: roleTitle(r.Who.Role)}
	p.Find = &ui.Find{Do: w.verbs(r)}
	p.AsOf = asOfControl(r, v)
	if v == nil {
		return
	}
	if p.Org == "" {
		p.Org = organisationName(r.Context(), v)
	}
	if p.Foot.AsOf == "" {
		p.Foot.AsOf, p.Foot.Entry = moment(v.Now()), grouped(uint64(v.Seq()))
	}
}

// verbs are what the palette offers to do, as far as the reader may.
func (w *Web) verbs(r *door.Request) []ui.Link {
	var out []ui.Link
	for _, kind := range []string{"system", "risk", "evidence", "task"} {
		if k := w.DB.Registry().Kind(kind); k != nil && r.Who.May(kernel.Write, kind) && r.At.IsZero() && r.Who.Pin.IsZero() {
			out = append(out, ui.Link{Text: "Add " + withArticle(k), Href: "/new/" + k.Plural})
		}
	}
	return append(out, ui.Link{Text: "Open the Statement of Applicability", Href: "/soa"}, ui.Link{Text: "See what does not fit together", Href: "/lint"})
}

// withArticle says "a risk", "an AI system".
func withArticle(k *kernel.Kind) string {
	t := lowerTitle(k.Title)
	switch {
	case k.Title == k.TitlePlural: // evidence is not counted
		return t
	case strings.ContainsAny(t[:1], "aeioAEIO"):
		return "an " + t
	}
	return "a " + t
}

// lowerTitle lowers a title's first letter unless it begins an abbreviation.
func lowerTitle(s string) string {
	if len(s) > 1 && s[1] >= 'A' && s[1] <= 'Z' {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}

func roleTitle(role string) string {
	for _, b := range access.BuiltIns {
		if b.Name == role {
			return b.Title
		}
	}
	return role
}

// asOfControl is the date in the top bar, and the stripe in the past.
func asOfControl(r *door.Request, v kernel.View) *ui.AsOf {
	a := &ui.AsOf{Action: r.URL.Path, Max: latest(v)}
	q := r.URL.Query()
	for _, key := range slices.Sorted(maps.Keys(q)) {
		if key != "asof" && len(q[key]) > 0 {
			a.Hidden = append(a.Hidden, ui.Hidden{Name: key, Value: q.Get(key)})
		}
	}
	a.Value = a.Max
	if v == nil || !v.Past() {
		return a
	}
	a.Past, a.Label = true, day(v.Now())
	a.Value = v.Now().UTC().Format(time.DateOnly)
	a.Time, a.Entry = moment(v.Now()), grouped(uint64(v.Seq()))
	q.Del("asof")
	a.Back = pathWith(r.URL.Path, q)
	a.Changed = "/changes?since=" + strconv.FormatUint(uint64(v.Seq()), 10)
	return a
}

// latest is the last day that can be asked for; open while the past is shown.
func latest(v kernel.View) string {
	if v == nil || v.Past() {
		return ""
	}
	return v.Now().UTC().Format(time.DateOnly)
}

// at keeps the moment that the reader looks at.
func at(r *door.Request, path string) string {
	if r.Asked == "" {
		return path
	}
	sep := "?"
	if strings.Contains(path, "?") {
		sep = "&"
	}
	return path + sep + "asof=" + url.QueryEscape(r.Asked)
}

func pathWith(path string, q url.Values) string {
	if s := q.Encode(); s != "" {
		return path + "?" + s
	}
	return path
}

// recordPath is a record's page.
func recordPath(k *kernel.Kind, name string) string {
	return "/" + k.Plural + "/" + url.PathEscape(name)
}

// organisationName is the name of the tenant's organisation record, if there is one.
func organisationName(ctx context.Context, v kernel.View) string {
	list, err := v.All(ctx, "organisation")
	if err != nil || len(list) == 0 {
		return ""
	}
	return v.Registry().Kind("organisation").TextOf(&list[0].Meta, list[0].Spec)
}

// moment, day and grouped write times and numbers as people read them.
func moment(t time.Time) string { return t.UTC().Format("2 Jan 2006, 15:04 UTC") }
func day(t time.Time) string    { return t.UTC().Format("2 Jan 2006") }

func grouped(n uint64) string {
	s := strconv.FormatUint(n, 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "\u202f" + s[i:]
	}
	return s
}

func dateWords(d kernel.Date) string {
	if d == "" {
		return ""
	}
	return day(d.Time())
}
