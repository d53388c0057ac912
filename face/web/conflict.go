package web

import (
	"encoding/json"
	"net/http"
	"reflect"
	"strconv"

	"github.com/plimsoll-aims/plimsoll/face/door"
	"github.com/plimsoll-aims/plimsoll/face/web/ui"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// showConflict is shown when a record changed between reading and saving: every
// field on which the two differ, with what was before, what they saved and what
// you typed. The next save is compared with the newer revision.
func (w *Web) showConflict(r *door.Request, d draft) error {
	names, err := w.actors(r)
	if err != nil {
		return err
	}
	return r.View(func(v kernel.View) error {
		now, err := v.Get(r.Context(), r.Kind.Name, d.name)
		if err != nil {
			return err
		}
		history, err := v.History(r.Context(), now.UID)
		if err != nil {
			return err
		}
		theirs, was := treeOf(r.Kind, now.Spec), tree{}
		for i := range history {
			if history[i].Rev == d.rev && history[i].Spec != nil {
				was = treeOf(r.Kind, history[i].Spec)
			}
		}
		c := ui.Conflict{Action: recordPath(r.Kind, d.name), Who: names[now.Actor], When: "on " + moment(now.At),
			Hidden: []ui.Hidden{{Name: "_rev", Value: strconv.Itoa(now.Rev)}, {Name: "_name", Value: d.typed}, {Name: "_why", Value: d.why}},
			Cancel: &ui.Link{Text: "Drop my changes", Href: recordPath(r.Kind, d.name)}}
		f := &former{ctx: r.Context(), v: v, k: r.Kind}
		for _, fd := range r.Kind.Fields {
			f.conflictField(&c, fd, was[fd.Name], theirs[fd.Name], d.values[fd.Name])
		}
		c.Hidden = append(c.Hidden, f.hidden...)
		for _, l := range d.labels {
			c.Hidden = append(c.Hidden, ui.Hidden{Name: "_labels", Value: l})
		}
		for key := range d.custom {
			c.Hidden = append(c.Hidden, ui.Hidden{Name: key, Value: d.custom.Get(key)})
		}
		r.W.WriteHeader(http.StatusConflict)
		return w.render(r, v, ui.Page{Title: "Somebody saved " + d.name + " before you", Nav: ui.MainNav(place[r.Kind.Name], nil), Body: []ui.Part{c}})
	})
}

// conflictField adds one field: a decision where the two differ, a hidden value
// where they do not.
func (f *former) conflictField(c *ui.Conflict, fd *kernel.Field, was, theirs, yours any) {
	theyChanged, youDid := !sameValue(was, theirs), !sameValue(was, yours)
	merged := theirs
	if youDid {
		merged = yours
	}
	if !youDid || sameValue(theirs, yours) {
		c.Same++
		c.Hidden = append(c.Hidden, flatten(fd, merged, fd.Name)...)
		return
	}
	fields := f.field(fd, merged, fd.Name)
	for i, u := range fields {
		cf := ui.ConflictField{Label: u.Label, Merged: u, TheyChanged: theyChanged, YouDid: youDid}
		if i == 0 {
			cf.Was, cf.Theirs, cf.Yours = wordsOf(fd, was), wordsOf(fd, theirs), wordsOf(fd, yours)
		}
		c.Fields = append(c.Fields, cf)
	}
}

func sameValue(a, b any) bool { return reflect.DeepEqual(normal(a), normal(b)) }

// normal makes trees of different origin comparable: numbers by value.
func normal(v any) any {
	b, err := json.Marshal(v)
	if err != nil {
		return v
	}
	var out any
	_ = json.Unmarshal(b, &out) // JSON of our own making
	return out
}
