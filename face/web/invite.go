package web

import (
	"net/http"

	"github.com/plimsoll-aims/plimsoll/access"
	"github.com/plimsoll-aims/plimsoll/face/door"
	"github.com/plimsoll-aims/plimsoll/face/web/ui"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// invite makes a one-time link with which a user chooses a password, and shows it
// once: no mail server is needed to bring somebody in.
func (w *Web) invite(r *door.Request) error {
	var u *access.User
	if err := r.View(func(v kernel.View) error {
		rec, err := v.Get(r.Context(), access.UserKind.Name, r.PathValue("name"))
		if err == nil {
			u = rec.Spec.(*access.User)
		}
		return err
	}); err != nil {
		return err
	}
	secret, err := w.Users.InviteUser(r.Context(), r.Store, u.Email)
	if err != nil {
		return err
	}
	link := "http://" + r.Host + "/welcome/" + secret
	if w.Secure {
		link = "https://" + r.Host + "/welcome/" + secret
	}
	return r.View(func(v kernel.View) error {
		r.W.WriteHeader(http.StatusCreated)
		return w.render(r, v, ui.Page{Title: "A link for " + u.Title, Nav: ui.MainNav(place[access.UserKind.Name], nil),
			State:   "It works once, within seven days, and is shown only now: send it to " + u.Email + " yourself. The password that they have holds until they choose another.",
			Body:    []ui.Part{ui.Card{Title: "One-time link", Body: []ui.Part{ui.Ref{Text: link, Mono: true}}}},
			Actions: []ui.Action{{Text: "Back to the user", Href: recordPath(access.UserKind, r.PathValue("name"))}}})
	})
}
