package web

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/engine/facts"
	"github.com/plimsoll-aims/plimsoll/engine/home"
	"github.com/plimsoll-aims/plimsoll/face/web/ui"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// loadCard is the load line in the levels of the risk criteria.
func (h *homePage) loadCard() ui.Part {
	l := &h.p.LoadLine
	c := ui.Card{Title: "The load line"}
	if l.Criteria == "" {
		c.Body = []ui.Part{ui.Empty{What: "The line is the highest level of risk that may be carried without a decision.", Why: "Nobody has set it yet. An auditor looks for it first (6.1.1).",
			Do: createAction(h, "criteria", "Set the risk criteria")}}
		return c
	}
	c.Aside = &ui.Link{Text: "The criteria", Href: keyHref(h.r, h.v, l.Criteria)}
	c.Body = []ui.Part{ui.Para{Text: h.loadWords(), Soft: true, Small: true}, loadLine(l), h.explainLoad()}
	return c
}

func (h *homePage) loadWords() string {
	l := &h.p.LoadLine
	s := facts.Count(l.Live, "risk is", "risks are") + " carried. "
	who := l.Set.Who
	if who == "" {
		who = "The board"
	}
	s += who + " set the line at level " + strconv.Itoa(l.Line)
	if l.Set.On != "" {
		s += " on " + dateWords(l.Set.On)
	}
	s += ". "
	switch {
	case l.Above == 0:
		return s + "None lies above it."
	case l.Accepted == l.Above:
		return s + strconv.Itoa(l.Above) + " above it, all accepted by name" + h.until() + "."
	case l.Accepted > 0:
		return s + strconv.Itoa(l.Above) + " above it, " + strconv.Itoa(l.Accepted) + " accepted by name" + h.until() + ", the others need a decision."
	}
	return s + facts.Count(l.Above, "lies", "lie") + " above it and need a decision."
}

// until says on which day the first acceptance ends.
func (h *homePage) until() string {
	var first kernel.Date
	for _, o := range h.p.LoadLine.OverLine {
		if o.State == "accepted" && o.Until != "" && (first == "" || o.Until < first) {
			first = o.Until
		}
	}
	if first == "" {
		return ""
	}
	return ", the first until " + dateWords(first)
}

// loadLine turns the engine's figures into the drawing.
func loadLine(l *home.LoadLine) ui.LoadLine {
	d := ui.LoadLine{ID: "levels", Max: float64(max(l.Max, l.Line, l.Carried, 1)), Line: float64(l.Line), Carried: float64(l.Carried),
		LineText: strconv.Itoa(l.Line), CarriedText: "level " + strconv.Itoa(l.Carried), Over: l.Carried > l.Line}
	d.GapText = facts.Count(abs(l.Line-l.Carried), "level", "levels")
	if d.Over {
		d.GapText = facts.Count(l.Above, "risk", "risks")
	}
	for t := 0; t <= int(d.Max); t += 5 {
		d.Ticks = append(d.Ticks, ui.ScaleTick{At: float64(t), Text: strconv.Itoa(t)})
	}
	for _, b := range l.Bands {
		word := kernel.Humanize(b.Name)
		d.Bands = append(d.Bands, ui.Band{To: float64(b.To), Letter: word[:1], Word: word, Count: strconv.Itoa(b.Residual)})
	}
	d.Data = &ui.DataTable{Head: []string{"Level", "Band", "Risks now", "Before controls", "Against the line"}}
	for _, v := range slices.Backward(l.Levels) {
		if v.Residual > 0 {
			d.Marks = append(d.Marks, ui.LoadMark{At: float64(v.Level), Count: v.Residual, Over: v.Over})
		}
		d.Data.Rows = append(d.Data.Rows, []string{strconv.Itoa(v.Level), bandOf(l, v.Level), strconv.Itoa(v.Residual), strconv.Itoa(v.Inherent), against(v.Level, l.Line)})
	}
	return d
}

func abs(n int) int { return max(n, -n) }

func bandOf(l *home.LoadLine, level int) string {
	for _, b := range l.Bands {
		if b.From <= level && level <= b.To {
			return kernel.Humanize(b.Name)
		}
	}
	return ""
}

func against(level, line int) string {
	switch {
	case level > line:
		return "above"
	case level == line:
		return "at the line"
	}
	return "under"
}

// explainLoad is the sum behind the load line.
func (h *homePage) explainLoad() ui.Part {
	l := &h.p.LoadLine
	e := ui.Explain{Intro: l.Explained}
	for _, o := range l.OverLine {
		note := "Level " + strconv.Itoa(o.Level) + ", " + o.Owner + ", " + o.State
		if o.Until != "" {
			note += " until " + dateWords(o.Until)
		}
		e.Rows = append(e.Rows, ui.ExplainRow{Label: o.Title, Note: note, Value: strconv.Itoa(o.Level), Href: keyHref(h.r, h.v, o.Record)})
	}
	e.Rows = append(e.Rows, ui.ExplainRow{Label: "At or under the line", Value: strconv.Itoa(l.Live - l.Above - l.Unrated), Href: at(h.r, "/risks?filter="+"level<="+strconv.Itoa(l.Line))})
	if l.Unrated > 0 {
		e.Rows = append(e.Rows, ui.ExplainRow{Label: "Not rated yet", Value: strconv.Itoa(l.Unrated)})
	}
	e.Sum = &ui.ExplainRow{Label: "Risks carried", Value: strconv.Itoa(l.Live)}
	e.Notes = []string{"Consequences for the organisation, for people and for society are kept apart and never netted; the highest of the three counts.", "The water stands at the highest level that any risk still has. Freeboard is the distance from there up to the line."}
	return e
}

// readyCard is readiness by clause and the 38 controls.
func (h *homePage) readyCard() ui.Part {
	r := &h.p.Ready
	bars := ui.ClauseBars{}
	e := ui.Explain{Intro: "A requirement is met where records show it, or where somebody stated it with a date, an owner and evidence. A control is in place when its statement says so, and proven when fresh evidence shows it."}
	for _, c := range r.Clauses {
		bars = append(bars, ui.Clause{ID: c.ID, Title: shortClause(c.Title), Href: at(h.r, "/readiness#c"+c.ID), Met: c.Met, Total: c.Total, Parts: []ui.Share{
			{Status: ui.Proven, Count: c.Met}, {Status: ui.InProgress, Count: c.Partly}, {Status: ui.Stale, Count: c.Stale}, {Status: ui.NotStarted, Count: c.Missing}}})
		e.Rows = append(e.Rows, ui.ExplainRow{Label: c.ID + " " + c.Title, Value: strconv.Itoa(c.Met) + " of " + strconv.Itoa(c.Total), Href: at(h.r, "/readiness#c"+c.ID)})
	}
	e.Sum = &ui.ExplainRow{Label: "Requirements met", Value: strconv.Itoa(r.Met) + " of " + strconv.Itoa(r.Total)}
	return ui.Card{Title: "Ready for the auditor", Aside: &ui.Link{Href: at(h.r, "/soa"), Text: "Open the Statement of Applicability"}, Body: []ui.Part{
		ui.Figures{{Value: strconv.Itoa(r.Met), Words: "of " + strconv.Itoa(r.Total) + " requirements met"},
			{Value: strconv.Itoa(r.InPlace), Words: "of " + strconv.Itoa(r.Applicable) + " controls in place, " + strconv.Itoa(r.Proven) + " proven by fresh evidence"}},
		bars, h.cells(), h.cellKey(), e}}
}

// shortClause keeps a bar's title to its first word, which may be parted where a bar
// is narrower than it.
func shortClause(title string) string {
	word, _, _ := strings.Cut(title, " ")
	return strings.NewReplacer("Performance", "Perfor\u00admance", "Improvement", "Improve\u00adment").Replace(word)
}

func (h *homePage) cells() ui.Part {
	var out ui.Cells
	for _, c := range h.p.Ready.Cells {
		if n := len(out); n == 0 || out[n-1].ID != c.Area {
			out = append(out, ui.CellArea{ID: c.Area, Title: c.AreaTitle})
		}
		area := &out[len(out)-1]
		id := localID(c.Control)
		area.Cells = append(area.Cells, ui.Cell{ID: id, Title: c.Title, Href: at(h.r, "/soa?control="+id) + "#" + id, Status: ui.Status(c.State)})
	}
	return out
}

func (h *homePage) cellKey() ui.Part {
	n := map[ui.Status]int{}
	for _, c := range h.p.Ready.Cells {
		n[ui.Status(c.State)]++
	}
	var out ui.Key
	for _, s := range []ui.Status{ui.Proven, ui.InPlace, ui.InProgress, ui.NotStarted, ui.Stale, ui.Excluded} {
		out = append(out, ui.KeyItem{Status: s, Count: strconv.Itoa(n[s])})
	}
	return out
}

// pathPhases are the stretches of the way and the milestone that each ends with.
var pathPhases = []struct{ name, ends string }{{"Plan", "policy"}, {"Do", "internal-audit"}, {"Check and act", "stage-1"}, {"Certify", "decision"}, {"Keep", "surveillance-1"}}

// pathCard is the way to the certificate.
func (h *homePage) pathCard() ui.Part {
	p := ui.Path{Today: h.p.Today.Time()}
	labels := map[string]string{}
	for _, t := range h.f.Tasks {
		if l := t.Labels[home.Milestone]; l != "" {
			labels[t.Key()] = l
		}
	}
	at0 := 0
	for i, s := range h.p.Path {
		name := clip(s.Title, 28)
		if i == 0 && strings.HasPrefix(s.Record, "organisation/") {
			name = "Start"
		}
		p.Stops = append(p.Stops, ui.Stop{Name: name, When: stopDay(s.Date, h.p.Today), At: s.Date.Time(), Done: s.Kind == "done", Next: s.Kind == "next",
			Limit: labels[s.Record] == "decision"}) // the limit that the certification body sets
		for k := at0; k < len(pathPhases); k++ {
			if pathPhases[k].ends == labels[s.Record] {
				p.Phases, at0 = append(p.Phases, ui.Phase{Name: pathPhases[k].name, To: i}), k+1
			}
		}
	}
	body := []ui.Part{ui.Part(p)}
	if len(p.Stops) < 2 {
		body = []ui.Part{ui.Para{Text: "Mark the days that count: give a task the label milestone, such as milestone=stage-1, and a due date. The stops appear here in time.", Soft: true}}
	}
	return ui.Card{Title: "Certification path", Aside: &ui.Link{Href: at(h.r, "/tasks?sort=due"), Text: "Open the plan"}, Wide: true, Body: body}
}

// stopDay leaves the year out where it is this one.
func stopDay(d, today kernel.Date) string {
	t := d.Time()
	if t.Year() == today.Time().Year() {
		return t.Format("2 Jan")
	}
	return t.Format("2 Jan 2006")
}

// myRisks are the risks that the reader owns, the highest first.
func (h *homePage) myRisks() ui.Part {
	t := ui.Table{ID: "mine", Caption: "My risks", Narrow: true, Columns: []ui.Column{{Title: "Risk"}, {Title: "Level"}, {Title: "State"}, {Title: "Review"}}}
	mine := facts.Where(h.f.Risks, func(r *aims.Risk) bool {
		return r.State.Live() && !r.Opportunity && r.Owner.UID == h.r.Who.Person && h.r.Who.Person != ""
	})
	slices.SortStableFunc(mine, func(a, b facts.Of[aims.Risk]) int { return b.Is.Level() - a.Is.Level() })
	for _, x := range mine {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Part{ui.MainLink{Text: x.Is.Title, Ref: x.Name, Href: keyHref(h.r, h.v, x.Key())},
			levelPart(&h.p.LoadLine, x.Is), enumPart(string(x.Is.State)), dueStamp(x.Is.NextReview, h.p.Today)}})
	}
	if len(t.Rows) == 0 {
		return nil
	}
	return ui.Card{Title: "My risks", Aside: &ui.Link{Text: "The whole register", Href: at(h.r, "/risks?sort=-level")}, Body: []ui.Part{t}}
}

// levelPart draws a risk's level on its band.
func levelPart(l *home.LoadLine, r *aims.Risk) ui.Part {
	level := r.Level()
	if level == 0 {
		return ui.None
	}
	rating := r.Residual
	if !rating.Rated() {
		rating = r.Inherent
	}
	band := 1
	for i, b := range l.Bands {
		if b.From <= level && level <= b.To {
			band = i + 1
		}
	}
	return ui.Level{Band: band, Text: strconv.Itoa(rating.Likelihood) + "×" + strconv.Itoa(rating.Consequence()), Word: bandOf(l, level)}
}

// dueStamp colours a day that is past or near.
func dueStamp(d, today kernel.Date) ui.Part {
	if d == "" {
		return ui.None
	}
	s := ui.Stamp{Text: dateWords(d), ISO: string(d)}
	switch n := today.DaysUntil(d); {
	case n < 0:
		s.Status = ui.Bad
	case n <= 14:
		s.Status = ui.Warn
	}
	return s
}

// decisions are what an executive is asked: risks above the line that nobody
// accepts today, and documents that wait for approval.
func (h *homePage) decisions() ui.Part {
	var items []ui.Task
	for _, o := range h.undecided() {
		items = append(items, ui.Task{Status: ui.Bad, Title: "Decide on " + o.Title, Href: keyHref(h.r, h.v, o.Record), Why: "Level " + strconv.Itoa(o.Level) + ", above the line at " + strconv.Itoa(h.p.LoadLine.Line) + ". " + o.Owner + " owns it.", When: "Today", Effort: "20 min"})
	}
	for _, d := range h.f.Documents {
		if d.Is.State == "in-review" {
			items = append(items, ui.Task{Status: ui.InProgress, Title: "Approve " + d.Is.Title + ", version " + d.Is.Version, Href: keyHref(h.r, h.v, d.Key()), Why: "It waits for approval.", Effort: "10 min"})
		}
	}
	for _, o := range h.p.LoadLine.OverLine {
		if o.State == "accepted" && o.Until != "" && o.Until <= h.p.Today.Add(60) {
			items = append(items, ui.Task{Status: ui.Warn, Title: "Accept again or treat: " + o.Title, Href: keyHref(h.r, h.v, o.Record), Why: "Its acceptance ends on " + dateWords(o.Until) + ".", When: stopDay(o.Until, h.p.Today), Effort: "20 min"})
		}
	}
	if len(items) == 0 {
		return nil
	}
	return ui.Card{Title: "Decisions asked of you", Body: []ui.Part{ui.Tasks{Items: items[:min(3, len(items))]}}}
}

func createAction(h *homePage, kind, text string) *ui.Action {
	if !h.r.Who.May(kernel.Write, kind) || h.v.Past() {
		return nil
	}
	return &ui.Action{Text: text, Href: createHref(h.v, kind, ""), Primary: true}
}

// ago words how long ago something was, in days.
func ago(t, now time.Time) string {
	switch d := int(now.Truncate(24*time.Hour).Sub(t.Truncate(24*time.Hour)).Hours() / 24); {
	case d <= 0:
		return t.UTC().Format("15:04")
	case d < 7:
		return t.UTC().Format("Mon")
	case t.Year() == now.Year():
		return t.UTC().Format("2 Jan")
	}
	return t.UTC().Format("2 Jan 2006")
}
