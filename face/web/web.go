// Package web is the pages: server-rendered, complete without script, one file
// for each thing a person does. Pages for any kind come from its registration
// (list, record, form, history, comparison); the screens that people live in are
// made by hand. How it looks is package ui; who may see what is the store's
// business, so a page only has to leave out what an empty answer leaves out.
package web

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/plimsoll-aims/plimsoll/access"
	"github.com/plimsoll-aims/plimsoll/engine/derived"
	"github.com/plimsoll-aims/plimsoll/engine/library"
	"github.com/plimsoll-aims/plimsoll/face/door"
	"github.com/plimsoll-aims/plimsoll/face/web/ui"
	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/instance"
	"github.com/plimsoll-aims/plimsoll/kernel"
	"github.com/plimsoll-aims/plimsoll/kernel/store"
	"github.com/plimsoll-aims/plimsoll/pack"
)

// Web answers people.
type Web struct {
	Users   *access.Directory
	Library *library.Shelf // the catalogue, and what each tenant has of its own
	DB      *store.DB
	Public  string
	Clock   func() time.Time
	Demo    *Demo
	Derived *derived.Cache                 // what the engines say of a view
	Packer  func(*store.Store) *pack.Maker // makes packs of what a store may see
	Secure  bool                           // cookies only over https

	tries tries
	pages shelfOfPages
	sums  sums
}

// Demo is what the example organisation adds: people that one click signs in as,
// and a clock of its own. Serving real data never has one.
type Demo struct {
	People []DemoPerson
	Notice string
}

// DemoPerson is somebody that one click signs in as.
type DemoPerson struct{ Email, Name, Role, For string }

var _ door.Face = (*Web)(nil)

// cookie holds the session's secret.
const cookie = "plimsoll"

// Identify reads the session cookie.
func (w *Web) Identify(r *http.Request) (access.Visitor, error) {
	c, err := r.Cookie(cookie)
	if err != nil {
		return access.Visitor{}, door.ErrNobody
	}
	return w.Users.Session(r.Context(), c.Value)
}

// Headers sets the content policy; pages are for one person and not for caches.
func (w *Web) Headers(h http.Header) {
	ui.Headers(h)
	h.Set("Cache-Control", "no-store")
}

// Assets serves style, script and pictures.
func (w *Web) Assets() http.Handler { return ui.Assets() }

// Fail renders an error as a page. Whoever is not signed in is asked to, and
// comes back to where they wanted to go.
func (w *Web) Fail(rw http.ResponseWriter, r *http.Request, err error) {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		err = fault.New(fault.TooLarge, "What you sent is larger than %d MB.", tooLarge.Limit>>20)
	}
	kind := fault.Of(err)
	if kind == fault.Unauthenticated && r.Method == http.MethodGet {
		http.Redirect(rw, r, "/sign-in?next="+url.QueryEscape(r.URL.RequestURI()), http.StatusSeeOther)
		return
	}
	code := door.Status(kind)
	p := ui.Problem{Code: code, Do: []ui.Action{{Text: "Back to home", Href: "/"}}}
	var e *fault.Error
	if errors.As(err, &e) && kind != fault.Internal {
		p.What = sentence(e.Message)
		for _, x := range e.Problems {
			p.Refused = append(p.Refused, x.String())
		}
	}
	rw.WriteHeader(code)
	page := ui.Page{Title: ui.ProblemTitle(code), Bare: true, Notice: w.notice(), Body: []ui.Part{p}}
	_ = ui.Render(rw, page) // the reader is gone when this fails
}

// sentence makes a fault's message one: capital letter, full stop.
func sentence(s string) string {
	if s == "" {
		return s
	}
	s = strings.ToUpper(s[:1]) + s[1:]
	if !strings.ContainsAny(s[len(s)-1:], ".!?") {
		s += "."
	}
	return s
}

func (w *Web) notice() string {
	if w.Demo == nil {
		return ""
	}
	return w.Demo.Notice + " Its clock says " + w.Clock().UTC().Format("2 Jan 2006, 15:04") + " UTC."
}

// render writes a page in the shell.
func (w *Web) render(r *door.Request, v kernel.View, p ui.Page) error {
	w.dress(r, v, &p)
	return ui.Render(r.W, p)
}

// tenant is where sign-in goes when nobody says otherwise.
const tenant = instance.Main
