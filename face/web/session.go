package web

import (
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/plimsoll-aims/plimsoll/access"
	"github.com/plimsoll-aims/plimsoll/face/door"
	"github.com/plimsoll-aims/plimsoll/face/web/ui"
	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

func (w *Web) signInPage(r *door.Request) error {
	return w.showSignIn(r, http.StatusOK, "", "")
}

func (w *Web) showSignIn(r *door.Request, status int, email, problem string) error {
	s := ui.SignIn{Action: "/sign-in", Email: email, Next: next(r), Error: problem}
	if w.Demo != nil {
		s.DemoAction = "/sign-in/demo"
		for _, p := range w.Demo.People {
			s.Demo = append(s.Demo, ui.DemoPerson{Value: p.Email, Name: p.Name, Role: p.Role, For: p.For})
		}
	}
	r.W.WriteHeader(status)
	return ui.Render(r.W, ui.Page{Title: "Sign in", Bare: true, Notice: w.notice(), Body: []ui.Part{s}})
}

// next is where to go after signing in: a path of this server and nothing else.
func next(r *door.Request) string {
	n := r.FormValue("next")
	u, err := url.Parse(n)
	if err != nil || u.IsAbs() || u.Host != "" || !strings.HasPrefix(n, "/") || strings.HasPrefix(n, "//") || strings.HasPrefix(n, `/\`) {
		return "/"
	}
	return n
}

func (w *Web) signIn(r *door.Request) error {
	email, org := r.PostFormValue("email"), kernel.Tenant(r.PostFormValue("org"))
	if org == "" {
		org = tenant
	}
	if !w.tries.allow(string(org)+" "+strings.ToLower(email), w.Clock()) {
		return w.showSignIn(r, http.StatusTooManyRequests, email, "Too many tries. Wait a minute and try again.")
	}
	secret, err := w.Users.SignIn(r.Context(), org, email, r.PostFormValue("password"))
	if fault.Is(err, fault.Unauthenticated) {
		return w.showSignIn(r, http.StatusUnauthorized, email, sentence(err.Error()))
	}
	if err != nil {
		return err
	}
	w.signedIn(r, secret, next(r))
	return nil
}

// signInDemo signs in as a person of the example organisation. It does not exist
// outside the demo.
func (w *Web) signInDemo(r *door.Request) error {
	if w.Demo == nil {
		return fault.New(fault.NotFound, "this is not the demo")
	}
	email := r.PostFormValue("person")
	for _, p := range w.Demo.People {
		if p.Email != email {
			continue
		}
		secret, err := w.Users.SignInAs(r.Context(), tenant, email)
		if err != nil {
			return err
		}
		w.signedIn(r, secret, next(r))
		return nil
	}
	return fault.New(fault.NotFound, "nobody in the demo has this address")
}

func (w *Web) signedIn(r *door.Request, secret, to string) {
	http.SetCookie(r.W, &http.Cookie{Name: cookie, Value: secret, Path: "/", HttpOnly: true, Secure: w.Secure, SameSite: http.SameSiteLaxMode, MaxAge: int(access.SessionMax.Seconds())})
	http.Redirect(r.W, r.Request, to, http.StatusSeeOther)
}

func (w *Web) signOut(r *door.Request) error {
	if c, err := r.Cookie(cookie); err == nil {
		if err := w.Users.SignOut(r.Context(), c.Value); err != nil {
			return err
		}
	}
	http.SetCookie(r.W, &http.Cookie{Name: cookie, Path: "/", HttpOnly: true, Secure: w.Secure, SameSite: http.SameSiteLaxMode, MaxAge: -1})
	http.Redirect(r.W, r.Request, "/sign-in", http.StatusSeeOther)
	return nil
}

// welcome is the page behind a one-time link: it makes the first owner, or sets
// the password of somebody who was invited.
func (w *Web) welcome(r *door.Request) error { return w.showWelcome(r, http.StatusOK, nil) }

func (w *Web) showWelcome(r *door.Request, status int, problem error) error {
	secret := r.PathValue("secret")
	_, email, err := w.Users.Invited(r.Context(), secret)
	if err != nil {
		return err
	}
	f := ui.Form{Action: "/welcome/" + url.PathEscape(secret), Submit: ui.Action{Text: "Begin"}}
	fields := []ui.Field{
		{Path: "name", Label: "Your name", Value: r.PostFormValue("name"), Complete: "name"},
		{Path: "email", Label: "E-mail address", Kind: ui.EmailField, Value: r.PostFormValue("email"), Complete: "username"},
	}
	state := "You create the owner of this instance: the person who can do everything and invites the others."
	if email != "" {
		fields = []ui.Field{{Path: "email", Label: "E-mail address", Kind: ui.GivenField, Value: email}}
		state = "Choose a password, and you are in."
	}
	fields = append(fields, ui.Field{Path: "password", Label: "Password", Kind: ui.SecretField, Hint: "At least 12 characters. A sentence is a good one.", Complete: "new-password"})
	f.Sections = []ui.Section{{Fields: fields}}
	p := ui.Page{Title: "Welcome", Heading: "Welcome to Plimsoll", State: state, Bare: true, Notice: w.notice(), Body: []ui.Part{f}}
	if problem != nil {
		p.Problems = &ui.ErrorSummary{Items: []ui.Link{{Text: sentence(problem.Error()), Href: "#" + ui.FieldID("password")}}}
	}
	r.W.WriteHeader(status)
	return ui.Render(r.W, p)
}

func (w *Web) acceptWelcome(r *door.Request) error {
	session, err := w.Users.Accept(r.Context(), r.PathValue("secret"), r.PostFormValue("name"), r.PostFormValue("email"), r.PostFormValue("password"))
	if fault.Is(err, fault.Invalid) {
		return w.showWelcome(r, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	w.signedIn(r, session, "/")
	return nil
}

// tries slows down guessing: a few at once, then one every ten seconds for an address.
type tries struct {
	mu  sync.Mutex
	per map[string]*rate.Limiter
}

// maxAddresses bounds the memory of tries; when it is reached all are forgotten.
const maxAddresses = 10_000

func (t *tries) allow(key string, now time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.per == nil || len(t.per) > maxAddresses {
		t.per = map[string]*rate.Limiter{}
	}
	l := t.per[key]
	if l == nil {
		l = rate.NewLimiter(rate.Every(10*time.Second), 8)
		t.per[key] = l
	}
	return l.AllowN(now, 1)
}
