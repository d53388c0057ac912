package web

import (
	"strconv"
	"strings"

	"github.com/plimsoll-aims/plimsoll/engine/facts"
	"github.com/plimsoll-aims/plimsoll/engine/overview"
	"github.com/plimsoll-aims/plimsoll/engine/readiness"
	"github.com/plimsoll-aims/plimsoll/face/door"
	"github.com/plimsoll-aims/plimsoll/face/web/ui"
	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// readyLooks are the shapes of the states of a requirement.
var readyLooks = map[readiness.State]ui.Status{readiness.Met: ui.Proven, readiness.Stale: ui.Stale, readiness.Partly: ui.InProgress, readiness.Missing: ui.NotStarted}

// readyWords are the states in words.
var readyWords = map[readiness.State]string{readiness.Met: "Met", readiness.Stale: "Out of date", readiness.Partly: "Partly met", readiness.Missing: "Not met"}

// readinessPage is every clause with the reason and the next act for each gap.
func (w *Web) readinessPage(r *door.Request) error {
	return w.derive(r, func(v kernel.View, o *overview.Overview) error {
		rep := o.Readiness()
		is := r.URL.Query().Get("is")
		p := ui.Page{Title: "Readiness by clause", Nav: ui.MainNav("controls", nil), State: readyState(rep),
			Actions: []ui.Action{{Text: "Evidence coverage", Href: at(r, "/coverage")}, {Text: "Statement of Applicability", Href: at(r, "/soa")}}}
		body := []ui.Part{readySum(r, rep), readyChips(r, rep, is)}
		for _, part := range rep.Parts {
			if card, ok := partCard(r, v, o, &part, is); ok {
				body = append(body, card)
			}
		}
		var err error
		if p.Foot.Tree, err = v.Root(r.Context()); err != nil {
			return err
		}
		p.Body = append(body, takeAway(r, "readiness"))
		return w.render(r, v, p)
	})
}

func readyState(rep *readiness.Report) string {
	t, shortest := rep.Requirements, 0
	for _, c := range rep.Clauses {
		for _, g := range c.Gaps {
			if g.Minutes > 0 && (shortest == 0 || g.Minutes < shortest) {
				shortest = g.Minutes
			}
		}
	}
	s := strconv.Itoa(t.Met) + " of " + strconv.Itoa(t.Total) + " requirements are met."
	if left := t.Total - t.Met; left > 0 {
		s += " " + facts.Count(left, "needs", "need") + " something"
		if shortest > 0 {
			s += "; the shortest takes about " + strconv.Itoa(shortest) + " minutes"
		}
		return s + "."
	}
	return s + " Keep them so: reviews and evidence have days."
}

// readySum is the bars with how the figure is worked out.
func readySum(r *door.Request, rep *readiness.Report) ui.Part {
	t := rep.Requirements
	bars := ui.ClauseBars{}
	for _, p := range rep.Parts {
		bars = append(bars, ui.Clause{ID: p.ID, Title: shortClause(p.Title), Href: "#c" + p.ID, Met: p.Met, Total: p.Total, Parts: []ui.Share{
			{Status: ui.Proven, Count: p.Met}, {Status: ui.InProgress, Count: p.Partly}, {Status: ui.Stale, Count: p.Stale}, {Status: ui.NotStarted, Count: p.Missing}}})
	}
	row := func(label, note string, n int) ui.ExplainRow {
		return ui.ExplainRow{Label: label, Note: note, Value: strconv.Itoa(n)}
	}
	e := ui.Explain{Intro: rep.Explain.Text + ".", Rows: []ui.ExplainRow{row("Met because records show it", "a rule looked at them; its words stand at each requirement", t.ByRule),
		row("Met by a statement", "dated, with an owner and fresh evidence", t.ByStatement), row("Out of date", "was met; the statement or its proof is too old", t.Stale),
		row("Partly", "something is there, not enough", t.Partly), row("Missing", "nothing is there", t.Missing)},
		Sum: &ui.ExplainRow{Label: "Requirements", Value: strconv.Itoa(t.Total)}, Notes: []string{"Nobody can tick a requirement: where records show a gap, no statement talks it away."}}
	return ui.Card{Title: "Where you stand", Body: []ui.Part{bars, ui.Key{{Status: ui.Proven, Text: "Met", Count: strconv.Itoa(t.Met)}, {Status: ui.InProgress, Text: "Partly", Count: strconv.Itoa(t.Partly)},
		{Status: ui.Stale, Text: "Out of date", Count: strconv.Itoa(t.Stale)}, {Status: ui.NotStarted, Text: "Missing", Count: strconv.Itoa(t.Missing)}}, e}}
}

func readyChips(r *door.Request, rep *readiness.Report, is string) ui.Part {
	t := rep.Requirements
	c := ui.Chips{Label: "Filter requirements"}
	for _, x := range []struct {
		is, text string
		n        int
	}{{"", "All", t.Total}, {"gap", "Gaps", t.Total - t.Met}, {"stale", "Out of date", t.Stale}, {"met", "Met", t.Met}} {
		href := "/readiness"
		if x.is != "" {
			href += "?is=" + x.is
		}
		c.Items = append(c.Items, ui.Link{Text: x.text, Href: at(r, href), Count: strconv.Itoa(x.n), Current: is == x.is})
	}
	return c
}

func readyHolds(is string, q *readiness.Requirement) bool {
	switch is {
	case "gap":
		return !q.Met
	case "stale":
		return q.State == readiness.Stale
	case "met":
		return q.Met
	}
	return true
}

// partCard is one of clauses 4 to 10; ok is false when the filter leaves nothing.
func partCard(r *door.Request, v kernel.View, o *overview.Overview, part *readiness.Part, is string) (ui.Part, bool) {
	list := ui.Readiness{}
	for _, c := range o.Readiness().Clauses {
		if !facts.Names([]string{part.ID}, c.ID) {
			continue
		}
		rc := ui.ReadyClause{ID: c.ID, Title: c.Title, Met: c.Met, Total: c.Total, Parts: sharesOf(c.Requirements), Open: len(c.Gaps) > 0 || is != ""}
		for i := range c.Requirements {
			if q := &c.Requirements[i]; readyHolds(is, q) {
				rc.Rows = append(rc.Rows, readyRow(r, v, o, q))
			}
		}
		if len(rc.Rows) > 0 {
			list = append(list, rc)
		}
	}
	card := ui.Card{ID: "c" + part.ID, Title: part.ID + " " + part.Title, Aside: &ui.Link{Text: strconv.Itoa(part.Met) + " of " + strconv.Itoa(part.Total) + " met"}, Body: []ui.Part{list}}
	return card, len(list) > 0
}

func sharesOf(list []readiness.Requirement) []ui.Share {
	n := map[readiness.State]int{}
	for i := range list {
		n[list[i].State]++
	}
	return []ui.Share{{Status: ui.Proven, Count: n[readiness.Met]}, {Status: ui.InProgress, Count: n[readiness.Partly]}, {Status: ui.Stale, Count: n[readiness.Stale]}, {Status: ui.NotStarted, Count: n[readiness.Missing]}}
}

// readyRow draws one requirement with its reason and, for a gap, the next act.
func readyRow(r *door.Request, v kernel.View, o *overview.Overview, q *readiness.Requirement) ui.ReadyRow {
	id := localID(q.ID)
	row := ui.ReadyRow{ID: id, Title: clip(q.Title, 140), Href: at(r, "/readiness/"+id), Status: readyLooks[q.State], Why: datesInWords(readyWhy(q)), Owner: personTitle(o.Facts, q.Owner)}
	if !q.Met {
		row.Do = &ui.Link{Text: capital(clip(q.Do, 120)), Href: gapHref(r, v, q)}
	}
	for i, key := range q.Records {
		if i == 3 {
			break
		}
		_, name, _ := strings.Cut(key, "/")
		row.Proof = append(row.Proof, ui.Link{Text: name, Href: keyHref(r, v, key)})
	}
	return row
}

func readyWhy(q *readiness.Requirement) string {
	switch {
	case q.Met && q.By == readiness.ByRule:
		return "Met by rule: " + q.Why + "."
	case q.Met:
		return "Met by statement: " + strings.TrimSuffix(q.Why, ".") + "."
	}
	return sentence(q.Why)
}

// gapHref is where a gap is closed.
func gapHref(r *door.Request, v kernel.View, q *readiness.Requirement) string {
	switch {
	case q.Open != "":
		return keyHref(r, v, q.Open)
	case q.Create != "" && !v.Past():
		return createHref(v, q.Create, q.ID)
	}
	return at(r, "/readiness/"+localID(q.ID))
}

// personTitle is the full name of a person record.
func personTitle(f *facts.Facts, name string) string {
	for _, p := range f.People {
		if p.Name == name {
			return p.Is.FullName
		}
	}
	return name
}

// requirementPage is one requirement with the records it rests on.
func (w *Web) requirementPage(r *door.Request) error {
	return w.derive(r, func(v kernel.View, o *overview.Overview) error {
		q, prev, next := findRequirement(o.Readiness(), r.PathValue("id"))
		if q == nil {
			return fault.New(fault.NotFound, "there is no requirement %s", clip(r.PathValue("id"), 60))
		}
		id := localID(q.ID)
		p := ui.Page{Title: id + " " + clip(q.Title, 80), Nav: ui.MainNav("controls", nil), State: sentence(datesInWords(q.Why)), Prev: readyHref(r, prev), Next: readyHref(r, next),
			Crumbs: []ui.Link{{Text: "Readiness by clause", Href: at(r, "/readiness#c"+strings.SplitN(id, ".", 2)[0])}, {Text: id}}, Badges: []ui.Part{ui.Badge{Status: readyLooks[q.State], Text: readyWords[q.State]}}}
		if !q.Met && !v.Past() {
			p.Actions = []ui.Action{{Text: "Close the gap", Href: gapHref(r, v, q), Primary: true}}
		}
		main := []ui.Part{w.requirementCard(r, o, q), restsOn(r, v, o, q)}
		p.Body = []ui.Part{ui.Grid{Layout: ui.Aside, Items: append([]ui.Part{ui.Grid{Items: main}}, w.requirementAside(r, v, o, q)...)}}
		return w.render(r, v, p)
	})
}

func readyHref(r *door.Request, q *readiness.Requirement) string {
	if q == nil {
		return ""
	}
	return at(r, "/readiness/"+localID(q.ID))
}

// findRequirement finds a requirement and its neighbours.
func findRequirement(rep *readiness.Report, id string) (q, prev, next *readiness.Requirement) {
	var last *readiness.Requirement
	for i := range rep.Clauses {
		for j := range rep.Clauses[i].Requirements {
			x := &rep.Clauses[i].Requirements[j]
			if q != nil {
				return q, prev, x
			}
			if localID(x.ID) == id {
				q, prev = x, last
			}
			last = x
		}
	}
	return q, prev, nil
}

func (w *Web) requirementCard(r *door.Request, o *overview.Overview, q *readiness.Requirement) ui.Part {
	facts := ui.Facts{Items: []ui.Fact{{Label: "What it asks, in our words", Value: ui.Para{Text: q.Title}, Clause: q.Clause}}}
	if it, ok := o.Facts.Catalog.Item(q.ID); ok && it.Text != "" && it.Text != q.Title {
		facts.Items[0].Value = ui.Para{Text: it.Text}
	}
	if q.Rule != "" {
		facts.Items = append(facts.Items, ui.Fact{Label: "What the rule looks at", Value: ui.Para{Text: sentence(q.Rule)}})
	}
	facts.Items = append(facts.Items, ui.Fact{Label: "What it found", Value: ui.Para{Text: sentence(datesInWords(q.Why))}})
	if q.Do != "" {
		facts.Items = append(facts.Items, ui.Fact{Label: "What to do", Value: ui.Para{Text: sentence(q.Do)}, Note: minutesWords(q.Minutes)})
	}
	if q.Owner != "" {
		facts.Items = append(facts.Items, ui.Fact{Label: "Stated by", Value: ui.Person{Name: personTitle(o.Facts, q.Owner)}, Note: dateWords(q.Stated)})
	}
	e := ui.Explain{Intro: "A statement that says \"not met\" is always believed. Otherwise a rule decides where records show anything; where they are silent, a statement with a date, an owner and fresh evidence speaks."}
	if q.Sum != nil {
		e.Rows = []ui.ExplainRow{{Label: q.Sum.Text, Value: strconv.Itoa(q.Sum.Have) + " of " + strconv.Itoa(q.Sum.Of)}}
	}
	return ui.Card{Title: "The verdict", Body: []ui.Part{facts, e}}
}

func minutesWords(n int) string {
	if n == 0 {
		return ""
	}
	return "about " + strconv.Itoa(n) + " minutes"
}

// restsOn lists the records that the verdict rests on, and the evidence that names
// the requirement.
func restsOn(r *door.Request, v kernel.View, o *overview.Overview, q *readiness.Requirement) ui.Part {
	t := ui.Table{ID: "records", Caption: "Records behind the verdict", Narrow: true, Columns: []ui.Column{{Title: "Record"}, {Title: "Kind"}},
		Empty: &ui.Empty{What: "No record shows this yet.", Why: "An auditor asks for one: a document, a register entry, or evidence that names the requirement."}}
	seen := map[string]bool{}
	add := func(key, title string) {
		if seen[key] {
			return
		}
		seen[key] = true
		kind, name, _ := strings.Cut(key, "/")
		k := v.Registry().Kind(kind)
		if k == nil {
			return
		}
		if title == "" {
			title = titleOf(r, v, kind, name)
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Part{ui.MainLink{Text: title, Ref: name, Href: keyHref(r, v, key)}, ui.Text(k.Title)}})
	}
	for _, key := range q.Records {
		add(key, "")
	}
	for _, e := range o.Facts.EvidenceFor(q.ID).Newest {
		add(e.Record.Key(), e.Is.Title)
	}
	for _, d := range o.Facts.DocumentsFor(q.ID) {
		add(d.Key(), d.Is.Title)
	}
	for _, s := range o.Facts.Requirements {
		if s.Is.Requirement == q.ID {
			add(s.Key(), "The statement")
		}
	}
	return ui.Card{Title: "What it rests on", Body: []ui.Part{t}}
}

// requirementAside is the same requirement in other frameworks, and by command line.
func (w *Web) requirementAside(r *door.Request, v kernel.View, o *overview.Overview, q *readiness.Requirement) []ui.Part {
	out := []ui.Part{}
	also := ui.Links{}
	for _, m := range append(o.Facts.Catalog.MappingsFrom(q.ID), o.Facts.Catalog.MappingsFrom("iso42001:"+q.Clause)...) {
		if len(also) == 8 {
			break
		}
		it, _ := o.Facts.Catalog.Item(m.To)
		also = append(also, ui.Link{Text: m.To, Note: clip(it.Title, 50), Href: at(r, "/catalog/"+m.To)})
	}
	if len(also) > 0 {
		out = append(out, ui.Card{Title: "Also answers", Body: []ui.Part{also}})
	}
	return append(out, ui.Card{Title: "Same thing by command line", Screen: true, Body: []ui.Part{ui.Ref{Text: "plimsoll readiness -o json", Mono: true}}})
}
