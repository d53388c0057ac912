package web

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/plimsoll-aims/plimsoll/access"
	"github.com/plimsoll-aims/plimsoll/face/door"
	"github.com/plimsoll-aims/plimsoll/face/web/ui"
	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// changeState moves a record along its lifecycle.
func (w *Web) changeState(r *door.Request) error {
	rev, err := strconv.Atoi(r.PostFormValue("_rev"))
	if err != nil {
		return fault.New(fault.Usage, "the form lacks the revision that you saw")
	}
	name, to := r.PathValue("name"), r.PostFormValue("to")
	l := r.Kind.Lifecycle
	if l == nil {
		return fault.New(fault.Usage, "%s have no states", lowerTitle(r.Kind.TitlePlural))
	}
	_, err = r.Store.Update(r.Context(), r.PostFormValue("_why"), func(tx kernel.Tx) error {
		rec, err := tx.Get(r.Context(), r.Kind.Name, name)
		if err != nil {
			return err
		}
		t := treeOf(r.Kind, rec.Spec)
		setPath(t, strings.Split(l.Field, "."), to)
		_, err = tx.Put(r.Context(), kernel.Put{Kind: r.Kind.Name, UID: rec.UID, Name: name, Rev: rev, Spec: t, KeepMeta: true})
		return err
	})
	if fault.Is(err, fault.Invalid) { // the new state needs something: ask for it in the form
		return w.askForState(r, name, to, err)
	}
	if err != nil {
		return err
	}
	http.Redirect(r.W, r.Request, recordPath(r.Kind, name), http.StatusSeeOther)
	return nil
}

func (w *Web) askForState(r *door.Request, name, to string, problem error) error {
	return r.View(func(v kernel.View) error {
		rec, err := v.Get(r.Context(), r.Kind.Name, name)
		if err != nil {
			return err
		}
		d := draft{name: name, typed: name, rev: rec.Rev, values: treeOf(r.Kind, rec.Spec)}
		setPath(d.values, strings.Split(r.Kind.Lifecycle.Field, "."), to)
		for _, key := range sortedMap(rec.Labels) {
			d.labels = append(d.labels, key+"="+rec.Labels[key])
		}
		return w.showForm(r, v, d, problem, http.StatusUnprocessableEntity)
	})
}

func setPath(t tree, path []string, v any) {
	if len(path) == 1 {
		t[path[0]] = v
		return
	}
	if next := descend(t, &path); next != nil {
		setPath(next, path, v)
	}
}

// remove deletes a record and says how to bring it back.
func (w *Web) remove(r *door.Request) error {
	rev, err := strconv.Atoi(r.PostFormValue("_rev"))
	if err != nil {
		return fault.New(fault.Usage, "the form lacks the revision that you saw")
	}
	name := r.PathValue("name")
	var gone *kernel.Record
	_, err = r.Store.Update(r.Context(), r.PostFormValue("_why"), func(tx kernel.Tx) error {
		if gone, err = tx.Get(r.Context(), r.Kind.Name, name); err != nil {
			return err
		}
		return tx.Delete(r.Context(), r.Kind.Name, name, rev)
	})
	if err != nil {
		return err
	}
	return r.View(func(v kernel.View) error {
		title := r.Kind.TextOf(&gone.Meta, gone.Spec)
		return w.render(r, v, ui.Page{Title: "Deleted", Heading: title + " is deleted", Nav: ui.MainNav(place[r.Kind.Name], nil),
			State: "It ended with log entry " + grouped(uint64(v.Seq())) + ". Its history stays.",
			Actions: []ui.Action{{Text: "Undo", Href: "/restore", Post: true, Primary: true, Hidden: []ui.Hidden{{Name: "uid", Value: string(gone.UID)}, {Name: "rev", Value: strconv.Itoa(gone.Rev)}}},
				{Text: "Back to the list", Href: "/" + r.Kind.Plural}}})
	})
}

// restore writes an earlier revision as the newest, also of a deleted record.
func (w *Web) restore(r *door.Request) error {
	rev, err := strconv.Atoi(r.PostFormValue("rev"))
	if err != nil {
		return fault.New(fault.Usage, "which revision?")
	}
	var rec *kernel.Record
	_, err = r.Store.Update(r.Context(), "restore revision "+strconv.Itoa(rev), func(tx kernel.Tx) (err error) {
		rec, err = tx.Restore(r.Context(), kernel.UID(r.PostFormValue("uid")), rev)
		return err
	})
	if err != nil {
		return err
	}
	http.Redirect(r.W, r.Request, recordPath(w.DB.Registry().Kind(rec.Kind), rec.Name), http.StatusSeeOther)
	return nil
}

// actors gives the names behind the actors of the ledger. Who did what is for
// everybody who may see that it was done, so the names are read by the machinery.
// Call it before opening a view: a view inside a view could wait for itself.
func (w *Web) actors(r *door.Request) (map[string]string, error) {
	out := map[string]string{"system": "Plimsoll"}
	err := w.DB.For(access.System(r.Who.Tenant, "web")).View(r.Context(), kernel.At{}, func(v kernel.View) error {
		users, err := kernel.All[access.User](r.Context(), v)
		for rec, u := range kernel.Each[access.User](users) {
			out[string(rec.UID)] = u.Title
		}
		return err
	})
	return out, err
}
