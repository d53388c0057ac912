package web

import (
	"net/http"

	"github.com/plimsoll-aims/plimsoll/face/door"
	"github.com/plimsoll-aims/plimsoll/face/web/ui"
	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// What an erasure takes away.
const (
	eraseEarlier = "earlier" // the revisions before the newest
	eraseAll     = "all"     // the record too
)

// erasePage asks what is to go for good, on what ground, and for the record's
// name, so that nobody erases by a slip.
func (w *Web) erasePage(r *door.Request) error { return w.showErase(r, http.StatusOK, nil) }

func (w *Web) showErase(r *door.Request, status int, ps kernel.Problems) error {
	return r.View(func(v kernel.View) error {
		rec, err := v.Get(r.Context(), r.Kind.Name, r.PathValue("name"))
		if err != nil {
			return err
		}
		path := recordPath(r.Kind, rec.Name)
		fields := []ui.Field{
			{Path: "what", Label: "What goes", Kind: ui.RadioField, Value: or(r.PostFormValue("what"), eraseEarlier), Options: []ui.Option{
				{Value: eraseEarlier, Text: "Earlier revisions; the record stays as it is now"},
				{Value: eraseAll, Text: "Everything; the record is deleted"}}},
			{Path: "ground", Label: "Ground", Value: r.PostFormValue("ground"), Hint: "Such as a request under Article 17 GDPR. The log keeps this for ever: name nobody in it."},
			{Path: "confirm", Label: "Name of the record, to confirm", Value: r.PostFormValue("confirm"), Hint: "Type " + rec.Name + "."},
		}
		p := w.recordShell(r, v, rec, "history")
		p.Heading, p.Actions = "Erase "+rec.Name+" for good", nil
		p.State = "What is erased cannot be brought back. The log keeps that it was there, when and by whom, and every proof stays valid."
		for i := range fields {
			for _, x := range ps {
				if x.Path == fields[i].Path {
					fields[i].Errors = append(fields[i].Errors, sentence(x.Message))
				}
			}
		}
		if len(ps) > 0 {
			p.Problems = summary(ps, "")
			r.W.WriteHeader(status)
		}
		p.Body = []ui.Part{ui.Form{Action: path + "/erase", Sections: []ui.Section{{Fields: fields}},
			Submit: ui.Action{Text: "Erase for good", Danger: true}, Cancel: &ui.Link{Text: "Back", Href: path}}}
		return w.render(r, v, p)
	})
}

// erase removes what the form says.
func (w *Web) erase(r *door.Request) error {
	name, what, ground := r.PathValue("name"), r.PostFormValue("what"), r.PostFormValue("ground")
	var ps kernel.Problems
	if what != eraseAll && what != eraseEarlier {
		ps.Add("what", "required", "say what goes")
	}
	if ground == "" {
		ps.Add("ground", "required", "an erasure needs its ground")
	}
	if r.PostFormValue("confirm") != name {
		ps.Add("confirm", "differs", "this is not the name of the record: %s", name)
	}
	if len(ps) > 0 {
		return w.showErase(r, http.StatusUnprocessableEntity, ps)
	}
	_, err := r.Store.Update(r.Context(), ground, func(tx kernel.Tx) error {
		rec, err := tx.Get(r.Context(), r.Kind.Name, name)
		if err != nil {
			return err
		}
		return tx.Erase(r.Context(), rec.UID, what == eraseAll, ground)
	})
	if fault.Is(err, fault.Conflict) { // others refer to it and must not lose it
		ps.Add("what", "in-use", "%s", err.Error())
		return w.showErase(r, http.StatusConflict, ps)
	}
	if err != nil {
		return err
	}
	to := recordPath(r.Kind, name) + "/history"
	if what == eraseAll {
		to = "/" + r.Kind.Plural
	}
	http.Redirect(r.W, r.Request, to, http.StatusSeeOther)
	return nil
}
