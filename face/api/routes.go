package api

import (
	"net/http"

	"github.com/plimsoll-aims/plimsoll/access"
	"github.com/plimsoll-aims/plimsoll/face/door"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// maxUpload bounds a file.
const maxUpload = 120 << 20

// Routes lists everything the API answers.
func (a *API) Routes() []door.Route {
	const v1 = "/api/v1"
	read := door.Needs(kernel.Read, door.OfKind)
	write := door.Needs(kernel.Write, door.OfKind)
	log := door.Needs(kernel.Read, access.AreaLog)
	derived := door.Needs(kernel.Read, access.AreaDerived)
	return append(a.computed(v1), []door.Route{
		{Method: http.MethodGet, Pattern: v1 + "/openapi.json", Rule: door.Public(), Handle: a.openAPI},
		{Method: http.MethodGet, Pattern: v1 + "/search", Rule: door.SignedIn(), Handle: a.search},
		{Method: http.MethodGet, Pattern: v1 + "/log/checkpoint", Rule: log, Handle: a.checkpoint},
		{Method: http.MethodGet, Pattern: v1 + "/log/key", Rule: log, Handle: a.key},
		{Method: http.MethodGet, Pattern: v1 + "/log/consistency", Rule: log, Handle: a.consistency},
		{Method: http.MethodGet, Pattern: v1 + "/log/changes", Rule: log, Handle: a.changes},
		{Method: http.MethodGet, Pattern: v1 + "/log/verify", Rule: log, Handle: a.verify},
		{Method: http.MethodGet, Pattern: v1 + "/log/prove/{kind}/{name}", Rule: log, Handle: a.prove},
		{Method: http.MethodGet, Pattern: v1 + "/readiness", Rule: derived, Handle: a.readiness},
		{Method: http.MethodGet, Pattern: v1 + "/soa", Rule: derived, Handle: a.soa},
		{Method: http.MethodGet, Pattern: v1 + "/lint", Rule: derived, Handle: a.lint},
		{Method: http.MethodGet, Pattern: v1 + "/coverage", Rule: derived, Handle: a.coverage},
		{Method: http.MethodGet, Pattern: v1 + "/impact", Rule: derived, Handle: a.impact},
		{Method: http.MethodGet, Pattern: v1 + "/home", Rule: derived, Handle: a.home},
		{Method: http.MethodGet, Pattern: v1 + "/reports/{report}", Rule: derived, Handle: a.report},
		{Method: http.MethodGet, Pattern: v1 + "/catalog/{id}", Rule: door.Needs(kernel.Read, access.AreaCatalog), Handle: a.framework},
		{Method: http.MethodPost, Pattern: v1 + "/packs", Rule: door.Needs(kernel.Read, access.AreaPack), Handle: a.makePack},
		{Method: http.MethodGet, Pattern: v1 + "/tokens", Rule: door.SignedIn(), Handle: a.tokens},
		{Method: http.MethodDelete, Pattern: v1 + "/tokens/{id}", Rule: door.SignedIn(), Handle: a.revoke},
		{Method: http.MethodPost, Pattern: v1 + "/files", Rule: door.Needs(kernel.Write, "evidence"), Limit: maxUpload, Handle: a.attach},
		{Method: http.MethodGet, Pattern: v1 + "/files/{digest}", Rule: door.SignedIn(), Handle: a.file},
		{Method: http.MethodGet, Pattern: v1 + "/{kind}", Rule: read, Handle: a.list},
		{Method: http.MethodPost, Pattern: v1 + "/{kind}", Rule: write, Limit: kernel.MaxDocument, Handle: a.create},
		{Method: http.MethodGet, Pattern: v1 + "/{kind}/{name}", Rule: read, Handle: a.get},
		{Method: http.MethodPut, Pattern: v1 + "/{kind}/{name}", Rule: write, Limit: kernel.MaxDocument, Handle: a.update},
		{Method: http.MethodDelete, Pattern: v1 + "/{kind}/{name}", Rule: write, Handle: a.remove},
		{Method: http.MethodGet, Pattern: v1 + "/{kind}/{name}/history", Rule: read, Handle: a.history},
		{Method: http.MethodGet, Pattern: v1 + "/{kind}/{name}/links", Rule: read, Handle: a.links},
		{Method: http.MethodPost, Pattern: v1 + "/{kind}/{name}/erase", Rule: door.Needs(kernel.Administer, door.OfKind), Handle: a.erase},
	}...)
}

// computed are the routes of what engines compute on request: GET from the
// records, POST from a document in the body.
func (a *API) computed(v1 string) []door.Route {
	var out []door.Route
	for _, c := range a.computations() {
		rule := door.Needs(kernel.Read, access.AreaDerived)
		out = append(out, door.Route{Method: http.MethodGet, Pattern: v1 + c.path, Rule: rule, Handle: c.handle},
			door.Route{Method: http.MethodPost, Pattern: v1 + c.path, Rule: rule, Limit: c.limit, Handle: c.handle})
	}
	return out
}
