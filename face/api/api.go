// Package api is REST over the records: /api/v1/{kind} for every kind that is
// registered, the ledger, the derived views, and an OpenAPI description made
// from the same registration. It adds nothing of its own to what the kernel
// promises: revisions are ETags, problems are RFC 9457 documents.
package api

import (
	"encoding/json"
	"errors"
	"net/http"

	"github.com/plimsoll-aims/plimsoll/access"
	"github.com/plimsoll-aims/plimsoll/catalog"
	"github.com/plimsoll-aims/plimsoll/engine/derived"
	"github.com/plimsoll-aims/plimsoll/face/door"
	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/kernel"
	"github.com/plimsoll-aims/plimsoll/kernel/store"
	"github.com/plimsoll-aims/plimsoll/pack"
)

// API answers programs. Identity is an API token as bearer.
type API struct {
	Users    *access.Directory
	Catalog  *catalog.Catalog
	Registry *kernel.Registry
	Public   string                         // key that checkpoints verify with
	Derived  *derived.Cache                 // what the engines say of a view
	Bench    *Bench                         // where heavy things are computed
	Packer   func(*store.Store) *pack.Maker // makes packs of what a store may see
}

var _ door.Face = (*API)(nil)

// Identify reads the bearer token.
func (a *API) Identify(r *http.Request) (access.Visitor, error) {
	token, ok := door.Bearer(r)
	if !ok {
		return access.Visitor{}, door.ErrNobody
	}
	return a.Users.Token(r.Context(), token)
}

// Headers keeps answers out of caches and pages.
func (a *API) Headers(h http.Header) {
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
}

// problem is an RFC 9457 document with every fault of the input.
type problem struct {
	Type   string          `json:"type"`
	Title  string          `json:"title"`
	Status int             `json:"status"`
	Detail string          `json:"detail,omitempty"`
	Errors []fault.Problem `json:"errors,omitempty"`
}

// Fail answers with a problem document. What an internal error was is for the log.
func (a *API) Fail(w http.ResponseWriter, _ *http.Request, err error) {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		err = fault.New(fault.TooLarge, "the request is larger than %d bytes", tooLarge.Limit)
	}
	p := problem{Type: "about:blank", Status: door.Status(fault.Of(err))}
	p.Title = http.StatusText(p.Status)
	var e *fault.Error
	if errors.As(err, &e) && e.Kind != fault.Internal {
		p.Detail, p.Errors = e.Message, e.Problems
	}
	if p.Status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", `Bearer realm="plimsoll"`)
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p) // the client is gone when this fails
}

// answer writes a JSON document.
func answer(r *door.Request, status int, v any) error {
	r.W.Header().Set("Content-Type", "application/json")
	r.W.WriteHeader(status)
	e := json.NewEncoder(r.W)
	e.SetEscapeHTML(false)
	_ = e.Encode(v) // the client is gone when this fails
	return nil
}
