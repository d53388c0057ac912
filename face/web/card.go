package web

import (
	"strconv"
	"strings"

	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/engine/facts"
	"github.com/plimsoll-aims/plimsoll/engine/home"
	"github.com/plimsoll-aims/plimsoll/engine/impact"
	"github.com/plimsoll-aims/plimsoll/engine/overview"
	"github.com/plimsoll-aims/plimsoll/face/door"
	"github.com/plimsoll-aims/plimsoll/face/web/ui"
	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// cardPage is the card of one AI system: the hub from which risks, impact, controls
// and lineage are reached.
func (w *Web) cardPage(r *door.Request) error {
	if !r.Who.May(kernel.Read, "risk") {
		return w.recordPage(r)
	}
	return w.derive(r, func(v kernel.View, o *overview.Overview) error {
		rec, err := v.Get(r.Context(), "system", r.PathValue("name"))
		if err != nil {
			return err
		}
		x, ok := facts.Find(o.Facts.Systems, rec.UID)
		if !ok {
			return fault.New(fault.NotFound, "there is no system called %s", clip(rec.Name, 60))
		}
		c := &systemCard{w: w, r: r, v: v, o: o, x: x, path: recordPath(r.Kind, rec.Name), line: &o.Home().LoadLine}
		c.need, _ = impact.Of(o.Facts, rec.UID)
		p := w.recordShell(r, v, rec, "")
		p.State, p.Badges = c.state(), c.badges()
		if p.Foot.Tree, err = v.Root(r.Context()); err != nil {
			return err
		}
		main := ui.Grid{Items: []ui.Part{c.oneLook(), c.lineage(), c.risks(), c.controls()}}
		side := []ui.Part{c.missing(), c.impact(), c.load(), w.aboutCard(r, v, rec)}
		p.Body = []ui.Part{ui.Grid{Layout: ui.Aside, Items: append([]ui.Part{main}, side...)}}
		return w.render(r, v, p)
	})
}

type systemCard struct {
	w    *Web
	r    *door.Request
	v    kernel.View
	o    *overview.Overview
	x    facts.Of[aims.System]
	need impact.System
	line *home.LoadLine
	path string
}

// state is the system in a sentence, with the next act.
func (c *systemCard) state() string {
	s := c.x.Is
	parts := []string{or(classBadge(&s.AIAct).Text, "Not assessed") + ", " + strings.ToLower(kernel.Humanize(string(s.Stage)))}
	if s.Dates.Deployed != "" {
		parts[0] += " since " + s.Dates.Deployed.Time().Format("Jan 2006")
	}
	if n := len(lacking(s)); n > 0 {
		parts = append(parts, facts.Count(n, "fact that an auditor asks is", "facts that an auditor asks are")+" missing")
	} else {
		parts = append(parts, "The card is complete")
	}
	if over := c.over(); over > 0 {
		parts = append(parts, facts.Count(over, "risk lies", "risks lie")+" above the line")
	}
	return strings.Join(parts, ". ") + "."
}

func (c *systemCard) badges() []ui.Part {
	class := classBadge(&c.x.Is.AIAct)
	class.Pill = true
	done := completeBadge(complete(c.x.Is))
	done.Text, done.Pill = "Card "+done.Text+" complete", true
	return []ui.Part{class, enumPart(string(c.x.Is.Stage)), done}
}

// ask is a fact of the card: its value, or the link to where it is filled in.
func (c *systemCard) ask(label, path, clause string, given bool, value ui.Part) ui.Fact {
	f := ui.Fact{Label: label, Value: value, Clause: clause}
	if !given {
		f.Value = nil
		if c.mayEdit() {
			f.Missing = &ui.Link{Text: "Say it", Href: c.path + "/edit#" + ui.FieldID(path)}
		}
	}
	return f
}

func (c *systemCard) mayEdit() bool { return c.r.Who.May(kernel.Write, "system") && !c.v.Past() }

// oneLook is what a reader asks first.
func (c *systemCard) oneLook() ui.Part {
	s := c.x.Is
	text := func(t string) ui.Part { return ui.Para{Text: t} }
	items := []ui.Fact{
		c.ask("What it does", "purpose", "A.9.4", s.Purpose != "", text(s.Purpose)),
		c.ask("Intended use", "intended_use", "A.9.4", s.IntendedUse != "", text(s.IntendedUse)),
		c.ask("What comes out", "outputs", "", s.Outputs != "", text(s.Outputs)),
		c.ask("Whom it affects", "affected", "A.5.4", len(s.Affected) > 0, c.affected()),
		c.ask("Decides by itself", "automation", "A.9.3", s.Automation != "", ui.Text(kernel.Humanize(string(s.Automation)))),
		c.ask("Human oversight", "oversight.how", "A.9.3", s.Oversight.How != "" || s.Oversight.Mode != "", c.oversight()),
		c.ask("Foreseeable misuse", "foreseeable_misuse", "A.5.4", s.ForeseeableMisuse != "", text(s.ForeseeableMisuse)),
		c.ask("Data", "data_flow.sources", "A.7.3", len(s.DataFlow.Sources) > 0, c.data()),
		c.ask("EU AI Act", "ai_act.classes", "4.1", len(s.AIAct.Classes) > 0, c.act()),
		{Label: "Owner", Value: personPart(c.r, c.v, c.o.Facts, s.Owner.UID), Clause: "A.3.2"},
		c.ask("Next review", "dates.next_review", "A.6.2.6", s.Dates.NextReview != "", dueStamp(s.Dates.NextReview, c.o.Facts.Today)),
	}
	return ui.Card{Title: "In one look", Body: []ui.Part{ui.Facts{Items: items}}}
}

func (c *systemCard) affected() ui.Part {
	var out []ui.Part
	for _, g := range c.x.Is.Affected {
		t := g.Group
		if g.Number > 0 {
			t += ", " + grouped(uint64(g.Number)) + " a year"
		}
		if g.Vulnerable {
			t += ", need special care"
		}
		if g.Effect != "" {
			t += ": " + g.Effect
		}
		out = append(out, ui.Para{Text: t})
	}
	return ui.Grid{Items: out}
}

func (c *systemCard) oversight() ui.Part {
	v := c.x.Is.Oversight
	var parts []string
	if v.Mode != "" {
		parts = append(parts, "A person looks at "+map[aims.OversightMode]string{"every-output": "every output", "exceptions": "exceptions", "monitoring": "figures over time", "none-needed": "nothing, and nothing needs it", "none": "nothing", "unknown": "what is not known"}[v.Mode]+".")
	}
	if v.How != "" {
		parts = append(parts, v.How)
	}
	switch v.CanStop {
	case "yes":
		parts = append(parts, "They can stop it.")
	case "no":
		parts = append(parts, "They cannot stop it.")
	}
	if v.LastExercised != "" {
		parts = append(parts, "Last exercised on "+dateWords(v.LastExercised)+".")
	}
	return ui.Para{Text: strings.Join(parts, " ")}
}

func (c *systemCard) data() ui.Part {
	d := c.x.Is.DataFlow
	s := "From: " + strings.Join(d.Sources, "; ") + "."
	switch d.TrainsModels {
	case "yes", "partly":
		s += " They train models."
	case "no":
		s += " They train no models."
	}
	if d.Retention != "" {
		s += " Kept: " + sentence(d.Retention)
	}
	return ui.Para{Text: s}
}

func (c *systemCard) act() ui.Part {
	a := &c.x.Is.AIAct
	s := classBadge(a).Text
	if len(a.Points) > 0 {
		s += ", by " + strings.Join(a.Points, ", ")
	}
	if len(a.Roles) > 0 {
		roles := make([]string, len(a.Roles))
		for i, r := range a.Roles {
			roles[i] = strings.ReplaceAll(string(r), "-", " ")
		}
		s += ". You are " + strings.Join(roles, " and ")
	}
	if a.Assessed != "" {
		s += ". Assessed on " + dateWords(a.Assessed)
	}
	if a.Reasoning != "" {
		s += ". " + a.Reasoning
	}
	return ui.Para{Text: sentence(s)}
}

// lineage is data set, model, system: what it is made of.
func (c *systemCard) lineage() ui.Part {
	s, f := c.x.Is, c.o.Facts
	t := ui.Table{ID: "lineage", Caption: "Data set, model, system", Narrow: true, Columns: []ui.Column{{Title: "Data sets"}, {Title: "Model"}, {Title: "System"}},
		Empty: &ui.Empty{What: "Nothing says what it runs on.", Why: "An auditor follows the line from the data to the answer (A.7.5)."}}
	used := map[kernel.UID]bool{}
	for _, ref := range s.Models {
		m, ok := facts.Find(f.Models, ref.UID)
		if !ok {
			continue
		}
		in := ui.Inline{Comma: true}
		for _, d := range m.Is.TrainedOn {
			used[d.UID] = true
			in.Items = append(in.Items, c.dataset(d))
		}
		sub := m.Is.Type
		if m.Is.Version != "" {
			sub = "version " + m.Is.Version + ", " + m.Is.Type
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Part{partOrNone(in), ui.MainLink{Text: "→ " + m.Is.Title, Sub: sub, Href: at(c.r, "/models/"+m.Name)}, ui.Text("→ " + s.Title)}})
	}
	rest := ui.Inline{Comma: true}
	for _, d := range s.Datasets {
		if !used[d.UID] {
			rest.Items = append(rest.Items, c.dataset(d))
		}
	}
	if len(rest.Items) > 0 {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Part{rest, ui.None, ui.Text("→ " + s.Title)}})
	}
	body := []ui.Part{t}
	if len(s.Suppliers) > 0 {
		in := ui.Inline{Comma: true}
		for _, ref := range s.Suppliers {
			in.Items = append(in.Items, ui.Link{Text: titleOf(c.r, c.v, "supplier", ref.Name), Href: at(c.r, "/suppliers/"+ref.Name)})
		}
		body = append(body, ui.Facts{Items: []ui.Fact{{Label: "Depends on", Value: in}}})
	}
	return ui.Card{Title: "Lineage", Body: body}
}

func partOrNone(in ui.Inline) ui.Part {
	if len(in.Items) == 0 {
		return ui.None
	}
	return in
}

func (c *systemCard) dataset(d kernel.Ref[aims.Dataset]) ui.Part {
	title := d.Name
	if x, ok := facts.Find(c.o.Facts.Datasets, d.UID); ok {
		title = x.Is.Title
	}
	return ui.Link{Text: title, Href: at(c.r, "/datasets/"+d.Name)}
}

// live are the risks that the system carries.
func (c *systemCard) live() []facts.Of[aims.Risk] {
	return facts.Where(c.o.Facts.Risks, func(r *aims.Risk) bool {
		return r.System.UID == c.x.UID && r.State.Live() && !r.Opportunity
	})
}

func (c *systemCard) over() int {
	n := 0
	for _, x := range c.live() {
		if c.line.Line > 0 && x.Is.Level() > c.line.Line {
			n++
		}
	}
	return n
}

func (c *systemCard) risks() ui.Part {
	t := ui.Table{ID: "risks", Caption: "Risks of this system", Narrow: true, Columns: []ui.Column{{Title: "Risk"}, {Title: "Level"}, {Title: "State"}, {Title: "Owner"}},
		Empty: &ui.Empty{What: "No risk is written down for this system.", Why: "An auditor expects at least one for a system that is in use (6.1.2, 8.2)."}}
	for _, x := range c.live() {
		main := ui.MainLink{Text: x.Is.Title, Ref: x.Name, Href: at(c.r, "/risks/"+x.Name)}
		if c.line.Line > 0 && x.Is.Level() > c.line.Line {
			main.Sub = "above the line"
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Part{main, levelPart(c.line, x.Is), enumPart(string(x.Is.State)), personPart(c.r, c.v, c.o.Facts, x.Is.Owner.UID)}})
	}
	card := ui.Card{Title: "Risks", Body: []ui.Part{t}}
	if c.r.Who.May(kernel.Write, "risk") && !c.v.Past() {
		card.Aside = &ui.Link{Text: "Add a risk", Href: "/new/risks?system=" + c.x.Name}
	}
	return card
}

// controls are those that act on the system's risks, and the sum of all that apply.
func (c *systemCard) controls() ui.Part {
	applies := map[ui.Status]int{}
	acting := map[kernel.UID]bool{}
	for _, x := range c.live() {
		for i := range x.Is.Controls {
			acting[x.Is.Controls[i].UID] = true
		}
	}
	t := ui.Table{ID: "controls", Caption: "Controls that act on its risks", Narrow: true, Columns: []ui.Column{{Title: "Control"}, {Title: "State"}}}
	out := 0
	for _, k := range c.o.Facts.Controls() {
		switch {
		case !k.Applicable:
			continue
		case k.Excludes(c.x.UID):
			out++
			continue
		}
		applies[ui.Status(k.State)]++
		if k.Record != nil && acting[k.Record.UID] {
			id := localID(k.ID)
			t.Rows = append(t.Rows, ui.Row{Cells: []ui.Part{ui.MainLink{Text: k.Title, Ref: id, Href: at(c.r, "/soa?control="+id) + "#" + id}, ui.Badge{Status: ui.Status(k.State)}}})
		}
	}
	m := ui.Meter{}
	total := 0
	for _, s := range ui.ControlStates {
		if n := applies[s]; n > 0 {
			m.Parts = append(m.Parts, ui.Share{Status: s, Count: n})
			total += n
		}
	}
	words := facts.Count(total, "control applies", "controls apply") + " to this system"
	if out > 0 {
		words += "; " + facts.Count(out, "does not, with a reason", "do not, with a reason")
	}
	body := []ui.Part{ui.Para{Text: words + ".", Soft: true, Small: true}, m}
	if len(t.Rows) > 0 {
		body = append(body, t)
	}
	return ui.Card{Title: "Controls", Aside: &ui.Link{Text: "Statement of Applicability", Href: at(c.r, "/soa")}, Body: body}
}

// missing are the facts that an auditor asks, with where to fill them in.
func (c *systemCard) missing() ui.Part {
	list := lacking(c.x.Is)
	n := len(cardFacts) - len(list)
	body := []ui.Part{ui.Progress{Value: n, Max: len(cardFacts), Text: strconv.Itoa(n) + " of " + strconv.Itoa(len(cardFacts)) + " facts", Label: "Card complete"}}
	links := ui.Links{}
	for _, f := range list {
		l := ui.Link{Text: f.title, Note: f.clause}
		if c.mayEdit() {
			l.Href = c.path + "/edit#" + ui.FieldID(f.path)
		}
		links = append(links, l)
	}
	title := "The card is complete"
	if len(list) > 0 {
		title = "Missing: " + facts.Count(len(list), "fact", "facts") + " an auditor asks"
		body = append(body, links)
	}
	e := ui.Explain{Intro: "A card is complete when these are answered."}
	for _, f := range cardFacts {
		e.Rows = append(e.Rows, ui.ExplainRow{Label: f.title, Note: f.clause, Value: map[bool]string{true: "given", false: "missing"}[f.given(c.x.Is)]})
	}
	return ui.Card{Title: title, Body: append(body, e)}
}

// impactBadge says how the impact assessment of a system stands.
func impactBadge(x *impact.System) ui.Badge {
	switch {
	case x.Has == impact.Recorded:
		return ui.Badge{Status: ui.OK, Text: "In force"}
	case x.Has == impact.Overdue:
		return ui.Badge{Status: ui.Stale, Text: "Review overdue"}
	case x.Need == facts.NotNeeded:
		return ui.Badge{Status: ui.Excluded, Text: "Not needed"}
	case x.Has == impact.Declared:
		return ui.Badge{Status: ui.InPlace, Text: "Declared"}
	case x.Has == impact.Draft:
		return ui.Badge{Status: ui.InProgress, Text: "Being made"}
	case x.Need == facts.Needed:
		return ui.Badge{Status: ui.Bad, Text: "Missing"}
	}
	return ui.Badge{Status: ui.NotStarted, Text: "Not settled"}
}

func (c *systemCard) impact() ui.Part {
	x := &c.need
	items := []ui.Fact{{Label: "State", Value: impactBadge(x)}, {Label: "Why", Value: ui.Para{Text: sentence(x.Why)}, Clause: "6.1.4"}}
	if x.Assessment != "" {
		_, name, _ := strings.Cut(x.Assessment, "/")
		items = append(items, ui.Fact{Label: "Assessment", Value: ui.Link{Text: titleOf(c.r, c.v, "assessment", name), Href: keyHref(c.r, c.v, x.Assessment)}})
	}
	if x.ApprovedOn != "" {
		items = append(items, ui.Fact{Label: "Approved", Value: ui.Stamp{Text: dateWords(x.ApprovedOn), ISO: string(x.ApprovedOn)}})
	}
	if x.NextReview != "" {
		items = append(items, ui.Fact{Label: "Next review", Value: dueStamp(x.NextReview, c.o.Facts.Today)})
	}
	card := ui.Card{Title: "Impact assessment", Body: []ui.Part{ui.Facts{Items: items}}}
	if lacksImpact(x) && x.Assessment == "" && c.r.Who.May(kernel.Write, "assessment") && !c.v.Past() {
		card.Foot = []ui.Action{{Text: "Begin the assessment", Href: "/new/assessments?system=" + c.x.Name, Small: true}}
	}
	return card
}

// load is what the system adds to the organisation's load.
func (c *systemCard) load() ui.Part {
	highest := 0
	for _, x := range c.live() {
		highest = max(highest, x.Is.Level())
	}
	if highest == 0 {
		return ui.Card{Title: "Load", Body: []ui.Part{ui.Para{Text: "It carries no rated risk.", Soft: true, Small: true}}}
	}
	words := "Its highest risk is at level " + strconv.Itoa(highest) + "; the line is at " + strconv.Itoa(c.line.Line) + "."
	if c.line.Line == 0 {
		words = "Its highest risk is at level " + strconv.Itoa(highest) + "; nobody has set the line."
	}
	return ui.Card{Title: "Load", Body: []ui.Part{ui.Figures{{Value: strconv.Itoa(len(c.live())), Words: "risks, the highest at level " + strconv.Itoa(highest)}}, ui.Para{Text: words, Soft: true, Small: true}}}
}
