// Package door is how HTTP requests come in. Every route of every face is a
// Route with a Rule; the door finds out who asks, holds the rule against them,
// settles the moment that is asked about, bounds the request and hands it on. A
// handler returns an error, and the face says how errors look. There is no other
// way to a handler, so the list of routes is the list of what can be reached.
package door

import (
	"log/slog"
	"net/http"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"github.com/plimsoll-aims/plimsoll/access"
	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/kernel"
	"github.com/plimsoll-aims/plimsoll/kernel/store"
)

// Route is one way in.
type Route struct {
	Method, Pattern string
	Rule            Rule
	Limit           int64 // bytes of a request body; 0 is DefaultLimit
	Handle          func(*Request) error
}

// DefaultLimit bounds a request body.
const DefaultLimit = 1 << 20

// Rule says who may take a route. The zero Rule lets nobody in.
type Rule struct {
	Public   bool
	SignedIn bool        // anybody with an identity; the handler or the store narrows it
	Verb     kernel.Verb // a right on Area
	Area     string      // a kind or an access area; "{kind}" is the route's kind
}

// Public lets anybody in, signed in or not.
func Public() Rule { return Rule{Public: true} }

// SignedIn lets everybody in who has an identity.
func SignedIn() Rule { return Rule{SignedIn: true} }

// Needs asks for a right.
func Needs(v kernel.Verb, area string) Rule { return Rule{Verb: v, Area: area} }

// OfKind in a Rule's Area stands for the kind that the path names.
const OfKind = "{kind}"

// Request is an admitted request.
type Request struct {
	*http.Request
	W     http.ResponseWriter
	Who   *kernel.Principal // nil on a public route that nobody signed in to
	Store *store.Store      // bound to Who; nil when Who is
	At    kernel.At         // the moment that is asked about; zero is now
	Asked string            // the same as it was asked
	Kind  *kernel.Kind      // of a route with {kind}
	Seen  kernel.Seq        // the newest position of the ledger when Who was found out
}

// Face is what differs between the faces.
type Face interface {
	// Identify gives who asks; Unauthenticated when nobody does.
	Identify(*http.Request) (access.Visitor, error)
	// Fail renders an error.
	Fail(w http.ResponseWriter, r *http.Request, err error)
	// Headers sets what every answer of the face carries.
	Headers(http.Header)
}

// Door admits requests.
type Door struct {
	DB  *store.DB
	Log *slog.Logger
}

// Open puts routes behind the door.
func (d *Door) Open(mux *http.ServeMux, f Face, routes []Route) {
	for _, rt := range routes {
		mux.Handle(strings.TrimSpace(rt.Method+" "+rt.Pattern), d.admit(f, rt))
	}
}

func (d *Door) admit(f Face, rt Route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		f.Headers(w.Header())
		tw := &timed{ResponseWriter: w, began: began}
		defer d.rescue(f, tw, r)
		limit := rt.Limit
		if limit == 0 {
			limit = DefaultLimit
		}
		r.Body = http.MaxBytesReader(tw, r.Body, limit)
		req, err := d.request(f, rt, tw, r)
		if err == nil && r.ContentLength > limit { // said before a byte of it is read
			tw.Header().Set("Connection", "close")
			err = &http.MaxBytesError{Limit: limit}
		}
		if err == nil {
			err = rt.Handle(req)
		}
		if err != nil {
			d.note(r, err)
			f.Fail(tw, r, err)
		}
	})
}

// request settles who, what and when, and holds the rule.
func (d *Door) request(f Face, rt Route, w http.ResponseWriter, r *http.Request) (*Request, error) {
	req := &Request{Request: r, W: w}
	who, err := f.Identify(r)
	switch {
	case err == nil:
		req.Who, req.Seen, req.Store = &who.Principal, who.Seen, d.DB.For(who.Principal)
	case !rt.Rule.Public || !fault.Is(err, fault.Unauthenticated):
		return nil, err
	}
	if err := d.hold(rt, req); err != nil {
		return nil, err
	}
	return req, d.settleMoment(req)
}

// hold checks the rule. A kind that does not exist is NotFound for everybody.
func (d *Door) hold(rt Route, req *Request) error {
	area := rt.Rule.Area
	if name := req.PathValue("kind"); name != "" {
		if req.Kind = d.DB.Registry().Kind(name); req.Kind == nil {
			return fault.New(fault.NotFound, "there is no page and no kind of record called %q", name)
		}
		if area == OfKind {
			area = req.Kind.Name
		}
	}
	switch {
	case rt.Rule.Public:
		return nil
	case req.Who == nil:
		return fault.New(fault.Unauthenticated, "sign in first")
	case rt.Rule.SignedIn:
		return nil
	case rt.Rule.Verb == "" || area == "":
		return fault.New(fault.Forbidden, "this route has no rule")
	}
	return req.Who.Check(rt.Rule.Verb, area)
}

// settleMoment reads asof (pages) or as_of (API). Nothing can be changed in the past.
func (d *Door) settleMoment(req *Request) error {
	q := req.URL.Query()
	s := q.Get("asof")
	if s == "" {
		s = q.Get("as_of")
	}
	at, err := kernel.ParseAt(s)
	if err != nil {
		return err
	}
	if !at.IsZero() && req.Method != http.MethodGet && req.Method != http.MethodHead {
		return fault.New(fault.Conflict, "you are looking at the past; nothing can be changed there. Go back to today first")
	}
	req.At, req.Asked = at, s
	return nil
}

// View reads at the moment that was asked about.
func (r *Request) View(f func(kernel.View) error) error {
	return r.Store.View(r.Context(), r.At, f)
}

// rescue turns a panic into an internal error; the process goes on.
func (d *Door) rescue(f Face, w *timed, r *http.Request) {
	p := recover()
	if p == nil {
		return
	}
	if p == http.ErrAbortHandler {
		panic(p)
	}
	d.Log.Error("panic", "method", r.Method, "path", r.URL.Path, "panic", p, "stack", string(debug.Stack()))
	if !w.wrote {
		f.Fail(w, r, fault.New(fault.Internal, "something went wrong here; it is in the log"))
	}
}

// note logs what is a defect; what the user did wrong is theirs to see, not the log's.
func (d *Door) note(r *http.Request, err error) {
	if fault.Of(err) == fault.Internal {
		d.Log.Error("request failed", "method", r.Method, "path", r.URL.Path, "error", err)
	}
}

// timed tells in Server-Timing how long the server worked until it answered.
type timed struct {
	http.ResponseWriter
	began time.Time
	wrote bool
}

func (t *timed) WriteHeader(code int) {
	if !t.wrote {
		t.wrote = true
		ms := float64(time.Since(t.began).Microseconds()) / 1000
		t.Header().Set("Server-Timing", "app;dur="+strconv.FormatFloat(ms, 'f', 2, 64))
	}
	t.ResponseWriter.WriteHeader(code)
}

func (t *timed) Write(b []byte) (int, error) {
	if !t.wrote {
		t.WriteHeader(http.StatusOK)
	}
	return t.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (t *timed) Unwrap() http.ResponseWriter { return t.ResponseWriter }

// Bearer gives the token of an Authorization header.
func Bearer(r *http.Request) (string, bool) {
	scheme, token, ok := strings.Cut(r.Header.Get("Authorization"), " ")
	return strings.TrimSpace(token), ok && strings.EqualFold(scheme, "bearer")
}

// Status is the HTTP status of a fault: the one place where kinds meet statuses.
func Status(k fault.Kind) int {
	switch k {
	case fault.Usage:
		return http.StatusBadRequest
	case fault.Invalid:
		return http.StatusUnprocessableEntity
	case fault.Unauthenticated:
		return http.StatusUnauthorized
	case fault.Forbidden:
		return http.StatusForbidden
	case fault.NotFound:
		return http.StatusNotFound
	case fault.Conflict, fault.Condition:
		return http.StatusConflict
	case fault.TooLarge:
		return http.StatusRequestEntityTooLarge
	case fault.Busy:
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

// ErrNobody is what Identify gives when no proof of identity came along.
var ErrNobody = fault.New(fault.Unauthenticated, "nobody is signed in")
