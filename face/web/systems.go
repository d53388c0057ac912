package web

import (
	"slices"
	"strconv"
	"strings"

	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/engine/facts"
	"github.com/plimsoll-aims/plimsoll/engine/overview"
	"github.com/plimsoll-aims/plimsoll/face/door"
	"github.com/plimsoll-aims/plimsoll/face/web/ui"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// ofKind gives a handler of hand-made pages the kind that its path stands for.
func (w *Web) ofKind(kind string, h func(*door.Request) error) func(*door.Request) error {
	return func(r *door.Request) error {
		r.Kind = w.DB.Registry().Kind(kind)
		return h(r)
	}
}

// systemsPage is the list of AI systems with what a person asks of it: class, card,
// risks, owner, review.
func (w *Web) systemsPage(r *door.Request) error {
	q, err := listQuery(r)
	if err != nil {
		return err
	}
	if format := r.URL.Query().Get("format"); format != "" {
		return w.exportList(r, q, format)
	}
	if !r.Who.May(kernel.Read, "risk") { // without the derived views the plain list is all there is
		return w.listPage(r)
	}
	return w.derive(r, func(v kernel.View, o *overview.Overview) error {
		l := &systemList{lister: lister{w: w, r: r, v: v, k: r.Kind, q: q}, o: o, sums: w.sums.get(o), is: r.URL.Query().Get("is")}
		if err := l.find(); err != nil {
			return err
		}
		chips, err := l.chips()
		if err != nil {
			return err
		}
		t := ui.Table{Caption: "AI systems", Columns: l.columns(), Filters: chips, Search: l.search(), Pager: l.pager(), Exports: l.exports(), Empty: l.empty()}
		for _, rec := range l.page.Items {
			t.Rows = append(t.Rows, l.row(rec))
		}
		if l.is != "" {
			t.Search.Hidden = append(t.Search.Hidden, ui.Hidden{Name: "is", Value: l.is})
			t.Empty.Filtered, t.Empty.Clear = "No AI system is in this state.", "/systems"
		}
		p := ui.Page{Title: "AI systems", Nav: ui.MainNav("systems", nil), State: l.state(), Body: []ui.Part{t},
			Actions: []ui.Action{{Text: "Models", Href: at(r, "/models")}, {Text: "Data sets", Href: at(r, "/datasets")}, {Text: "Suppliers", Href: at(r, "/suppliers")}}}
		if r.Who.May(kernel.Write, "system") && !v.Past() {
			p.Create = "/new/systems"
			p.Actions = append(p.Actions, ui.Action{Text: "Add a system", Href: p.Create, Primary: true})
		}
		return w.render(r, v, p)
	})
}

type systemList struct {
	lister
	o    *overview.Overview
	sums *systemSums
	is   string
}

// The filters that the store answers by its columns.
var systemFilters = map[string][]kernel.Cond{
	"high":  {{Field: "high_risk", Op: "=", Values: []string{"1"}}},
	"live":  {{Field: "stage", Op: "=", Values: []string{"verification", "deployment", "in-operation"}}},
	"class": {{Field: "ai_act_assessed", Op: "=", Values: []string{""}}},
}

// find fills in the page: by the store's list, or from the facts where the filter
// is about what is derived.
func (l *systemList) find() (err error) {
	switch l.is {
	case "incomplete":
		l.page = l.pick(func(x facts.Of[aims.System]) bool { return x.Is.Stage.Live() && complete(x.Is) < 100 })
	case "impact":
		l.page = l.pick(func(x facts.Of[aims.System]) bool { n := l.sums.needs[x.Key()]; return lacksImpact(&n) })
	case "mine":
		l.page = l.pick(func(x facts.Of[aims.System]) bool { return l.mine(x.Is) })
	default:
		q := l.q
		q.Where = append(slices.Clone(q.Where), systemFilters[l.is]...)
		if len(q.Sort) == 0 {
			q.Sort = []string{"title"}
		}
		l.page, err = l.v.List(l.r.Context(), q)
	}
	return err
}

func (l *systemList) mine(s *aims.System) bool {
	return l.r.Who.Person != "" && s.Owner.UID == l.r.Who.Person
}

// pick pages through the systems that a condition holds for, by title.
func (l *systemList) pick(holds func(facts.Of[aims.System]) bool) *kernel.Page {
	words := strings.ToLower(l.q.Search)
	var found []facts.Of[aims.System]
	for _, x := range l.o.Facts.Systems {
		if holds(x) && strings.Contains(strings.ToLower(x.Is.Title), words) {
			found = append(found, x)
		}
	}
	slices.SortStableFunc(found, func(a, b facts.Of[aims.System]) int { return strings.Compare(a.Is.Title, b.Is.Title) })
	p := &kernel.Page{Total: len(found)}
	for _, x := range found[min(l.q.Offset, len(found)):min(l.q.Offset+pageSize, len(found))] {
		p.Items = append(p.Items, x.Record)
	}
	return p
}

func (l *systemList) state() string {
	c := l.o.Impact().Counts
	s := grouped(uint64(c.Systems)) + " AI systems, " + grouped(uint64(c.Live)) + " of them live. "
	switch {
	case l.sums.unassessed > 0:
		return s + facts.Count(l.sums.unassessed, "needs", "need") + " an impact assessment and " + verb(l.sums.unassessed, "has", "have") + " none."
	case l.sums.incomplete > 0:
		return s + facts.Count(l.sums.incomplete, "card lacks", "cards lack") + " facts that an auditor asks."
	}
	return s + "Every card is complete."
}

func verb(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

func (l *systemList) chips() ([]ui.Link, error) {
	count := func(is string) (int, error) {
		n, err := l.v.Count(l.r.Context(), kernel.Query{Kind: "system", Where: systemFilters[is]}, "")
		return n[""], err
	}
	mine := 0
	for _, x := range l.o.Facts.Systems {
		if l.mine(x.Is) {
			mine++
		}
	}
	var out []ui.Link
	for _, c := range []struct {
		is, text string
		n        int
	}{{"", "All", len(l.o.Facts.Systems)}, {"live", "In use", -1}, {"high", "High risk", -1}, {"class", "Not assessed", -1}, {"impact", "Impact assessment missing", l.sums.unassessed},
		{"incomplete", "Card incomplete", l.sums.incomplete}, {"mine", "Mine", mine}} {
		if c.n < 0 {
			var err error
			if c.n, err = count(c.is); err != nil {
				return nil, err
			}
		}
		if c.n == 0 && c.is != l.is && c.is != "" {
			continue
		}
		href := "/systems"
		if c.is != "" {
			href += "?is=" + c.is
		}
		out = append(out, ui.Link{Text: c.text, Href: at(l.r, href), Count: grouped(uint64(c.n)), Current: l.is == c.is && len(l.q.Where) == 0})
	}
	if f := l.r.URL.Query().Get("filter"); f != "" {
		out = append(out, ui.Link{Text: f, Href: l.url("filter", f), Current: true, Count: grouped(uint64(l.page.Total))})
	}
	return out, nil
}

func (l *systemList) columns() []ui.Column {
	return []ui.Column{l.column("AI system", "title", false), l.column("Stage", "stage", false), l.column("EU AI Act", "high_risk", false), {Title: "Card"},
		{Title: "Risks", Number: true}, {Title: "Impact"}, {Title: "Owner"}, l.column("Review", "dates_next_review", false)}
}

func (l *systemList) row(rec *kernel.Record) ui.Row {
	s := rec.Spec.(*aims.System)
	sub := s.Topic
	if s.Unit != "" {
		sub = s.Unit
	}
	risks := ui.None
	if n := l.sums.risks[rec.UID]; n > 0 {
		risks = ui.Link{Text: strconv.Itoa(n), Href: at(l.r, "/risks?filter=system="+rec.Name)}
	}
	need := l.sums.needs[rec.Key()]
	return ui.Row{ID: rec.Name, Label: s.Title, Faint: !s.Stage.Live(), Cells: []ui.Part{
		ui.MainLink{Text: s.Title, Ref: rec.Name, Sub: clip(sub, 60), Href: at(l.r, recordPath(l.k, rec.Name))}, enumPart(string(s.Stage)), classBadge(&s.AIAct), completeBadge(complete(s)),
		risks, impactBadge(&need), personLink(l.r, l.v, l.o.Facts, s.Owner.UID), dueStamp(s.Dates.NextReview, l.o.Facts.Today)}}
}

// personPart is a person with their page.
func personPart(r *door.Request, v kernel.View, f *facts.Facts, uid kernel.UID) ui.Part {
	p, ok := facts.Find(f.People, uid)
	if !ok {
		return ui.None
	}
	return ui.Person{Name: p.Is.FullName, Href: at(r, recordPath(v.Registry().Kind("person"), p.Name))}
}

// personLink is a person's name alone, where room is short.
func personLink(r *door.Request, v kernel.View, f *facts.Facts, uid kernel.UID) ui.Part {
	p, ok := facts.Find(f.People, uid)
	if !ok {
		return ui.None
	}
	return ui.Link{Text: p.Is.FullName, Href: at(r, recordPath(v.Registry().Kind("person"), p.Name))}
}
