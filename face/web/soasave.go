package web

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/engine/facts"
	"github.com/plimsoll-aims/plimsoll/engine/overview"
	"github.com/plimsoll-aims/plimsoll/engine/soa"
	"github.com/plimsoll-aims/plimsoll/face/door"
	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// saveSoA writes the changed rows of the sheet as statements, all in one update.
// A row that cannot be saved is shown again with what to do, and then nothing of
// the sheet is written.
func (w *Web) saveSoA(r *door.Request) error {
	if err := r.ParseForm(); err != nil {
		return fault.Wrap(fault.Usage, err, "the form could not be read")
	}
	if err := r.Who.Check(kernel.Write, "control"); err != nil {
		return err
	}
	seen, err := strconv.ParseUint(r.PostFormValue("_entry"), 10, 63)
	if err != nil {
		return fault.New(fault.Usage, "the form lacks the position that you saw")
	}
	e := &soaEdit{r: r, seen: kernel.Seq(seen), typed: map[string]typedRow{}}
	if err := w.derive(r, func(_ kernel.View, o *overview.Overview) error { e.read(o); return nil }); err != nil {
		return err
	}
	if !e.failed && len(e.puts) > 0 {
		if _, err = r.Store.Update(r.Context(), e.why(), e.write); err != nil && !fault.Is(err, fault.Invalid) && !fault.Is(err, fault.Conflict) {
			return err
		}
		e.refused(err)
	}
	if !e.failed {
		http.Redirect(r.W, r.Request, filterTo(r.URL.Query()), http.StatusSeeOther)
		return nil
	}
	return w.renderSoA(r, e.typed)
}

// soaEdit is one save of the sheet.
type soaEdit struct {
	r      *door.Request
	seen   kernel.Seq // position at which the form was drawn
	typed  map[string]typedRow
	puts   []kernel.Put
	rows   []string // whose put it is
	failed bool
}

// read takes the rows out of the form and compares them with the sheet.
func (e *soaEdit) read(o *overview.Overview) {
	form, s := e.r.PostForm, o.Sheet()
	for i := range s.Rows {
		row := &s.Rows[i]
		id := rowID(row)
		applies := form.Get(id + ".applicable")
		if applies == "" {
			continue // the row was not on the page
		}
		t := typedRow{applies: applies == "yes", state: form.Get(id + ".state"), reason: strings.TrimSpace(form.Get(id + ".reason"))}
		if !e.changes(row, &t) {
			continue
		}
		c := o.Facts.Control(row.Control)
		if t.problem = e.check(o, c, row, &t); t.problem != "" {
			e.failed = true
		}
		e.typed[id] = t
		e.puts = append(e.puts, e.put(c, row, &t))
		e.rows = append(e.rows, id)
	}
}

// changes says whether the typed row differs from what stands there. Rows that
// nobody has decided are written only when asked to decide them all.
func (e *soaEdit) changes(row *soa.Row, t *typedRow) bool {
	switch {
	case t.applies != row.Applicable, t.reason != strings.TrimSpace(row.Reason):
		return true
	case t.applies && t.state != "" && t.state != row.State:
		return true
	}
	return !row.Decided && e.r.PostFormValue("do") == "decide"
}

// minReason is the length of the shortest reason that says anything.
const minReason = 12

// check holds a row against what an auditor would say.
func (e *soaEdit) check(o *overview.Overview, c *facts.Control, row *soa.Row, t *typedRow) string {
	if c.Record != nil && c.Record.Seq > e.seen {
		return "Somebody changed this row since you opened the sheet. It now shows what they saved; look at it and save again"
	}
	if t.applies {
		return ""
	}
	if row.Applicable {
		if v, ok := soa.Exclude(o.Facts, row.Control); ok && !v.Allowed {
			return capital(v.Message) + ". Take it off there first, or leave it in"
		}
		if t.reason == strings.TrimSpace(row.Reason) {
			t.reason = "" // the reason for having it is none for leaving it out
		}
	}
	if len(t.reason) < minReason {
		return "Enter a reason of at least one sentence for leaving it out"
	}
	return ""
}

// put is the statement that the typed row asks for.
func (e *soaEdit) put(c *facts.Control, row *soa.Row, t *typedRow) kernel.Put {
	s := aims.Control{Control: row.Control, Title: row.Title}
	p := kernel.Put{Kind: "control", Name: strings.ReplaceAll(localID(row.Control), ":", "-"), Rev: kernel.RevNew, KeepMeta: true}
	if c.Record != nil {
		s = *c.Statement
		p.UID, p.Name, p.Rev = c.Record.UID, c.Record.Name, c.Record.Rev
	}
	if t.applies {
		include(&s, row, t)
	} else {
		s.Applicable, s.ExclusionReason, s.Reasons = aims.No, t.reason, nil
	}
	p.Spec = &s
	return p
}

// include fills in a control that applies: its reason in words, and its state.
func include(s *aims.Control, row *soa.Row, t *typedRow) {
	s.Applicable, s.ExclusionReason = aims.Yes, ""
	if t.reason != "" && (t.reason != row.Reason || !row.Decided) {
		reasons := slices.Clone(s.Reasons)
		if len(reasons) == 0 {
			reasons = []aims.Inclusion{{Ground: aims.GroundPractice}}
		}
		for i := range reasons {
			reasons[i].Text = "" // the sheet shows all of them as one text
		}
		reasons[0].Text = t.reason
		s.Reasons = slices.DeleteFunc(reasons, func(x aims.Inclusion) bool { return x.Text == "" && len(x.Because) == 0 })
	}
	if t.state == row.State {
		return
	}
	switch facts.ControlState(t.state) {
	case facts.NotStarted:
		s.Status = aims.ControlNotStarted
	case facts.InProgress:
		s.Status = aims.ControlPartial
	case facts.InPlace:
		s.Status = aims.ControlImplemented
	}
}

func (e *soaEdit) why() string {
	return "Statement of Applicability: " + facts.List(e.rows, 6)
}

func (e *soaEdit) write(tx kernel.Tx) error {
	for i := range e.puts {
		if _, err := tx.Put(e.r.Context(), e.puts[i]); err != nil {
			return e.at(i, err)
		}
	}
	return nil
}

// at keeps which row an error is about.
func (e *soaEdit) at(i int, err error) error {
	t := e.typed[e.rows[i]]
	switch {
	case fault.Is(err, fault.Conflict):
		t.problem = "Somebody changed this row since you opened the sheet. Look at it and save again"
	case fault.Is(err, fault.Invalid):
		t.problem = strings.TrimSuffix(sentence(faultWords(err)), ".")
	}
	e.typed[e.rows[i]] = t
	return err
}

// refused notes that an update was turned down for what is in the rows.
func (e *soaEdit) refused(err error) { e.failed = e.failed || err != nil }

// faultWords are the problems of an error, in one line.
func faultWords(err error) string {
	var e *fault.Error
	if !errors.As(err, &e) || len(e.Problems) == 0 {
		return err.Error()
	}
	words := make([]string, len(e.Problems))
	for i, p := range e.Problems {
		words[i] = p.Message
	}
	return strings.Join(words, "; ")
}
