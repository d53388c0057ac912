package web

import (
	"net/http"
	"net/url"

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
// name, so that nobody erases by a slip. ?uid= says which record, when it was
// deleted before.
func (w *Web) erasePage(r *door.Request) error { return w.showErase(r, http.StatusOK, nil) }

func (w *Web) showErase(r *door.Request, status int, ps kernel.Problems) error {
	return r.View(func(v kernel.View) error {
		p, options, err := w.erasable(r, v)
		if err != nil {
			return err
		}
		name := r.PathValue("name")
		path := recordPath(r.Kind, name)
		fields := []ui.Field{
			{Path: "what", Label: "What goes", Kind: ui.RadioField, Value: or(r.PostFormValue("what"), options[0].Value), Options: options},
			{Path: "ground", Label: "Ground", Value: r.PostFormValue("ground"), Hint: "Such as a request under Article 17 GDPR. The log keeps this for ever: name nobody in it."},
			{Path: "confirm", Label: "Name of the record, to confirm", Value: r.PostFormValue("confirm"), Hint: "Type " + name + "."},
		}
		p.Heading, p.Actions = "Erase "+name+" for good", nil
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
		p.Body = []ui.Part{ui.Form{Action: path + "/erase", Hidden: []ui.Hidden{{Name: "uid", Value: r.FormValue("uid")}}, Sections: []ui.Section{{Fields: fields}},
			Submit: ui.Action{Text: "Erase for good", Danger: true}, Cancel: &ui.Link{Text: "Back", Href: p.Crumbs[0].Href}}}
		return w.render(r, v, p)
	})
}

// erasable gives the page around a record that is to be erased, and what of it can go.
func (w *Web) erasable(r *door.Request, v kernel.View) (ui.Page, []ui.Option, error) {
	name := r.PathValue("name")
	if uid := kernel.UID(r.FormValue("uid")); uid != "" {
		err := kernel.Former(r.Context(), v, r.Kind.Name, name, uid)
		return ui.Page{Title: name, Nav: ui.MainNav(place[r.Kind.Name], nil), Crumbs: []ui.Link{{Text: r.Kind.TitlePlural, Href: "/" + r.Kind.Plural}, {Text: name}}},
			[]ui.Option{{Value: eraseAll, Text: "Everything that it said before it was deleted"}}, err
	}
	rec, err := v.Get(r.Context(), r.Kind.Name, name)
	if err != nil {
		return ui.Page{}, nil, err
	}
	return w.recordShell(r, v, rec, "history"), []ui.Option{
		{Value: eraseEarlier, Text: "Earlier revisions; the record stays as it is now"},
		{Value: eraseAll, Text: "Everything; the record is deleted"}}, nil
}

// formerActs offers to erase the record that a past page shows, where it is there no
// more; nothing where there is nothing to offer. Call it before opening a view.
func (w *Web) formerActs(r *door.Request) (offer []ui.Action, err error) {
	if r.At.IsZero() || !r.Who.Everything(kernel.Administer, r.Kind.Name) {
		return nil, nil
	}
	name := r.PathValue("name")
	var then *kernel.Record
	if err := r.View(func(v kernel.View) (err error) {
		then, err = v.Get(r.Context(), r.Kind.Name, name)
		return err
	}); err != nil {
		return nil, err
	}
	err = r.Store.View(r.Context(), kernel.At{}, func(v kernel.View) error {
		switch err := kernel.Former(r.Context(), v, r.Kind.Name, name, then.UID); {
		case err == nil:
			offer = []ui.Action{{Text: "Erase for good", Href: recordPath(r.Kind, name) + "/erase?uid=" + url.QueryEscape(string(then.UID)), Danger: true}}
		case !fault.Is(err, fault.Conflict) && !fault.Is(err, fault.NotFound):
			return err
		}
		return nil
	})
	return offer, err
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
		if uid := kernel.UID(r.PostFormValue("uid")); uid != "" {
			if err := kernel.Former(r.Context(), tx, r.Kind.Name, name, uid); err != nil {
				return err
			}
			return tx.Erase(r.Context(), uid, true, ground)
		}
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
