package web

import (
	"slices"
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

// soaPage is the Statement of Applicability as one sheet, edited in place by who
// may, and in print the document.
func (w *Web) soaPage(r *door.Request) error {
	return w.renderSoA(r, nil)
}

// renderSoA draws the sheet, with what was typed where it could not be saved.
func (w *Web) renderSoA(r *door.Request, typed map[string]typedRow) error {
	changed, err := w.sinceIssued(r)
	if err != nil {
		return err
	}
	return w.derive(r, func(v kernel.View, o *overview.Overview) error { return w.showSoA(r, v, o, typed, changed) })
}

// sinceIssued lists the controls whose decision or reason is no longer what the
// issued version says: it compares with the sheet as it stood when the document
// was last written.
func (w *Web) sinceIssued(r *door.Request) (map[string]bool, error) {
	var now *overview.Overview
	var issued kernel.Seq
	err := w.derive(r, func(_ kernel.View, o *overview.Overview) error {
		now = o
		if d, ok := o.Facts.Applicability(); ok && d.Is.State == aims.DocumentApproved {
			issued = d.Seq
		}
		return nil
	})
	if err != nil || issued == 0 {
		return nil, err
	}
	out := map[string]bool{}
	err = r.Store.View(r.Context(), kernel.At{Seq: issued}, func(v kernel.View) error {
		then, err := w.Derived.Of(r.Context(), v)
		if err != nil {
			return err
		}
		for _, d := range soa.Diff(then.Sheet(), now.Sheet()) {
			if slices.ContainsFunc(d.Changes, func(c soa.Change) bool { return c.Field == "applicable" || c.Field == "reason" || c.Field == "row" }) {
				out[d.Control] = true
			}
		}
		return nil
	})
	return out, err
}

// typedRow is what somebody typed into a row that could not be saved.
type typedRow struct {
	applies       bool
	state, reason string
	problem       string
}

// soaSheet draws the sheet for one reader.
type soaSheet struct {
	r     *door.Request
	v     kernel.View
	o     *overview.Overview
	s     *soa.Sheet
	typed map[string]typedRow // by control, after a save that failed
	since map[string]bool     // controls that are no longer what was issued
	edit  bool
	is    string // the filter
	pick  string // the control whose row is open
}

func (w *Web) showSoA(r *door.Request, v kernel.View, o *overview.Overview, typed map[string]typedRow, changed map[string]bool) error {
	q := r.URL.Query()
	s := &soaSheet{r: r, v: v, o: o, s: o.Sheet(), typed: typed, since: changed, is: q.Get("is"), pick: q.Get("control"),
		edit: !v.Past() && r.Who.Everything(kernel.Write, "control")}
	p := ui.Page{Title: "Statement of Applicability", State: s.state(), Nav: ui.MainNav("controls", nil), Actions: s.actions(),
		Problems: s.problems(), Skip: &ui.Link{Href: "#save", Text: "Skip to save"}}
	if !s.edit {
		p.Skip = nil
	}
	if p.Problems == nil {
		p.Flash = s.flash()
	}
	var err error
	if p.Foot.Tree, err = v.Root(r.Context()); err != nil {
		return err
	}
	p.Foot.Draft = !s.inForce()
	sheet := ui.SoA{Chips: s.chips(), Areas: s.areas(), Aside: s.aside(w), Issue: s.issue(p.Foot.Tree)}
	if s.edit {
		sheet.Action = pathWith("/soa", filterOnly(q))
		sheet.Hidden = []ui.Hidden{{Name: "_entry", Value: strconv.FormatUint(uint64(v.Seq()), 10)}}
		sheet.Save = s.saveBar()
	}
	p.Body = []ui.Part{sheet, takeAway(s.r, "soa")}
	if len(typed) > 0 {
		r.W.WriteHeader(422)
	}
	return w.render(r, v, p)
}

func (s *soaSheet) state() string {
	n := s.s.Counts
	words := facts.Count(n.Applicable, "control applies", "controls apply") + ", "
	if n.Excluded == 0 {
		words += "none is excluded. "
	} else {
		words += facts.Count(n.Excluded, "is", "are") + " excluded. "
	}
	if left := n.Total - n.Decided; left > 0 {
		words += strconv.Itoa(left) + " wait for your decision: the sheet shows what your roles propose. "
	}
	d := s.s.Document
	switch {
	case d == nil:
		return words + "No version has been issued yet."
	case s.inForce():
		return words + "Version " + d.Version + " is in force since " + dateWords(d.ApprovedOn) + "."
	}
	changed := s.changedCount()
	if changed > 0 && d.State == string(aims.DocumentApproved) {
		return words + "Version " + d.Version + " has stood since " + dateWords(d.ApprovedOn) + "; " + facts.Count(changed, "row has", "rows have") + " changed since then."
	}
	return words + "Version " + d.Version + " is " + strings.ToLower(kernel.Humanize(d.State)) + "."
}

// inForce says whether the sheet is what was approved: issued, and no row written since.
func (s *soaSheet) inForce() bool {
	d := s.s.Document
	return d != nil && d.State == string(aims.DocumentApproved) && s.changedCount() == 0
}

// changed says whether a control is no longer what the issued version says.
func (s *soaSheet) changed(control string) bool { return s.since[control] }

func (s *soaSheet) changedCount() int { return len(s.since) }

func (s *soaSheet) actions() []ui.Action {
	out := []ui.Action{{Text: "PDF", Href: at(s.r, "/soa?format=pdf")}, {Text: "Compare", Href: at(s.r, "/soa/compare")}}
	if d := s.s.Document; d != nil {
		out = append(out, ui.Action{Text: "The issued document", Href: keyHref(s.r, s.v, d.Record)})
	}
	return out
}

// problems of a save that failed, at the top with a link to each row.
func (s *soaSheet) problems() *ui.ErrorSummary {
	if len(s.typed) == 0 {
		return nil
	}
	e := &ui.ErrorSummary{}
	for i := range s.s.Rows {
		id := rowID(&s.s.Rows[i])
		if t, ok := s.typed[id]; ok && t.problem != "" {
			e.Items = append(e.Items, ui.Link{Text: id + ": " + t.problem, Href: "#" + ui.FieldID(id)})
		}
	}
	if len(e.Items) == 0 {
		return nil
	}
	return e
}

// flash says what keeps the sheet from approval.
func (s *soaSheet) flash() []ui.Note {
	n := len(s.s.Problems)
	if n == 0 || s.is == "problem" {
		return nil
	}
	note := ui.Note{Status: ui.Warn, Text: facts.Count(n, "thing keeps", "things keep") + " this statement from approval.", Links: []ui.Link{{Text: "Show them", Href: at(s.r, "/soa?is=problem")}}}
	if n == 1 {
		note.More = sentence(s.s.Problems[0].Message)
	}
	return []ui.Note{note}
}

// rowID is how the sheet calls a row: A.5.2, or the whole id of a control of one's own.
func rowID(r *soa.Row) string {
	if r.Custom {
		return r.Control
	}
	return localID(r.Control)
}

// The filters of the sheet.
func (s *soaSheet) holds(is string, r *soa.Row) bool {
	switch is {
	case "":
		return true
	case "undecided":
		return !r.Decided
	case "problem":
		return len(r.Problems) > 0
	case "changed":
		return s.changed(r.Control)
	case "mine":
		p, ok := facts.Find(s.o.Facts.People, s.r.Who.Person)
		return ok && r.Owner == p.Name
	case "open":
		return r.Applicable && (r.State == string(facts.NotStarted) || r.State == string(facts.InProgress))
	}
	return r.State == is
}

func (s *soaSheet) chips() []ui.Link {
	all := []struct{ is, text string }{{"", "All"}, {"problem", "Keeps it from approval"}, {"undecided", "Not decided"}, {"changed", "Changed since approval"},
		{"stale", "Evidence stale"}, {"open", "Not in place"}, {"proven", "Proven"}, {"excluded", "Excluded"}, {"mine", "Mine"}}
	var out []ui.Link
	for _, c := range all {
		n := 0
		for i := range s.s.Rows {
			if s.holds(c.is, &s.s.Rows[i]) {
				n++
			}
		}
		if n == 0 && c.is != s.is {
			continue
		}
		href := "/soa"
		if c.is != "" {
			href += "?is=" + c.is
		}
		out = append(out, ui.Link{Text: c.text, Href: at(s.r, href), Count: strconv.Itoa(n), Current: s.is == c.is})
	}
	return out
}

func (s *soaSheet) areas() []ui.SoAArea {
	var out []ui.SoAArea
	for i := range s.s.Rows {
		row := &s.s.Rows[i]
		id, title := row.Area, row.AreaTitle
		if row.Custom {
			id, title = "", "Controls of your own"
		}
		if len(out) == 0 || out[len(out)-1].ID != id {
			out = append(out, ui.SoAArea{ID: id, Title: title, Summary: s.summary(row)})
		}
		if s.holds(s.is, row) {
			out[len(out)-1].Rows = append(out[len(out)-1].Rows, s.row(row))
		}
	}
	return slices.DeleteFunc(out, func(a ui.SoAArea) bool { return len(a.Rows) == 0 })
}

// summary counts the controls of an area that are in place.
func (s *soaSheet) summary(of *soa.Row) string {
	in, all := 0, 0
	for i := range s.s.Rows {
		if r := &s.s.Rows[i]; r.Area == of.Area && r.Custom == of.Custom && r.Applicable {
			all++
			switch facts.ControlState(r.State) {
			case facts.Proven, facts.InPlace, facts.Stale:
				in++
			}
		}
	}
	return strconv.Itoa(in) + " of " + strconv.Itoa(all) + " in place"
}

func (s *soaSheet) row(r *soa.Row) ui.SoARow {
	id := rowID(r)
	out := ui.SoARow{ID: id, Title: r.Title, Href: at(s.r, "/soa?control="+id+"#"+id), Because: s.because(r), Applies: r.Applicable, State: ui.Status(r.State),
		Evidence: s.proof(r), Reason: r.Reason, Picked: id == s.pick, Changed: s.changed(r.Control)}
	if s.r.Asked != "" {
		out.Href = at(s.r, "/soa?control="+id) + "#" + id
	}
	if len(r.Evidence) > 0 {
		out.EvidenceHref = keyHref(s.r, s.v, r.Evidence[0].Record)
	}
	out.Edit = out.Picked || !r.Applicable
	if t, ok := s.typed[id]; ok {
		out.Applies, out.Reason, out.Error, out.Changed = t.applies, t.reason, t.problem, true
		if t.state != "" {
			out.State = ui.Status(t.state)
		}
		out.Edit = out.Edit || t.problem != ""
	}
	return out
}

// becauseShown is how many grounds a row names.
const becauseShown = 4

// because links what needs the control.
func (s *soaSheet) because(r *soa.Row) []ui.Link {
	var out []ui.Link
	for _, key := range r.Because {
		if len(out) == becauseShown {
			out = append(out, ui.Link{Text: strconv.Itoa(len(r.Because)-becauseShown) + " more"})
			break
		}
		kind, name, record := strings.Cut(key, "/")
		switch k := s.v.Registry().Kind(kind); {
		case record && k != nil:
			out = append(out, ui.Link{Text: name, Href: at(s.r, recordPath(k, name))})
		default:
			it, _ := s.o.Facts.Catalog.Item(key)
			out = append(out, ui.Link{Text: or(it.Local, key), Href: at(s.r, "/catalog/"+key)})
		}
	}
	return out
}

// proof says how old the newest proof is, or what is missing.
func (s *soaSheet) proof(r *soa.Row) *ui.Badge {
	if !r.Applicable {
		return nil
	}
	if len(r.Evidence) == 0 {
		return &ui.Badge{Status: ui.NotStarted, Text: "No proof yet"}
	}
	e := r.Evidence[0]
	age := "Undated"
	if e.Collected != "" {
		age = facts.Count(max(e.Collected.DaysUntil(s.o.Facts.Today), 0), "day old", "days old")
	}
	switch facts.Standing(e.State) {
	case facts.Fresh:
		return &ui.Badge{Status: ui.OK, Text: age}
	case facts.Failed:
		return &ui.Badge{Status: ui.Bad, Text: "Failed, " + age}
	case facts.Unreviewed:
		return &ui.Badge{Status: ui.InProgress, Text: "Not reviewed"}
	}
	return &ui.Badge{Status: ui.Stale, Text: age}
}

func (s *soaSheet) saveBar() *ui.SaveBar {
	b := &ui.SaveBar{Text: "Change rows, then save once.", More: "A control that is left out needs a reason.", Actions: []ui.Action{{Text: "Save", Name: "do", Value: "save", Primary: true}}}
	if n := len(s.typed); n > 0 {
		b.Text, b.More = facts.Count(n, "row", "rows")+" not yet saved", "Mend what is marked, then save again."
	}
	if left := s.s.Counts.Total - s.s.Counts.Decided; left > 0 {
		b.Actions = append([]ui.Action{{Text: "Decide the " + strconv.Itoa(left) + " open rows as shown", Name: "do", Value: "decide"}}, b.Actions...)
	}
	return b
}
