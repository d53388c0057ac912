package web

import (
	"net/http"

	"github.com/plimsoll-aims/plimsoll/access"
	"github.com/plimsoll-aims/plimsoll/face/door"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// Routes lists every page and every act of the pages.
func (w *Web) Routes() []door.Route {
	read, write := door.Needs(kernel.Read, door.OfKind), door.Needs(kernel.Write, door.OfKind)
	derived := door.Needs(kernel.Read, access.AreaDerived)
	log, packs := door.Needs(kernel.Read, access.AreaLog), door.Needs(kernel.Read, access.AreaPack)
	get := func(pattern string, rule door.Rule, h func(*door.Request) error) door.Route {
		return door.Route{Method: http.MethodGet, Pattern: pattern, Rule: rule, Handle: h}
	}
	post := func(pattern string, rule door.Rule, h func(*door.Request) error) door.Route {
		return door.Route{Method: http.MethodPost, Pattern: pattern, Rule: rule, Handle: h}
	}
	out := []door.Route{
		get("/sign-in", door.Public(), w.signInPage),
		post("/sign-in", door.Public(), w.signIn),
		post("/sign-in/demo", door.Public(), w.signInDemo),
		post("/sign-out", door.Public(), w.signOut),
		get("/welcome/{secret}", door.Public(), w.welcome),
		post("/welcome/{secret}", door.Public(), w.acceptWelcome),

		get("/{$}", door.SignedIn(), w.home),
		get("/search", door.SignedIn(), w.searchPage),
		get("/profile", door.SignedIn(), w.profile),
		post("/profile/tokens/{id}/revoke", door.SignedIn(), w.revokeToken),
		get("/asof", door.SignedIn(), w.asOfPage),
		get("/help", door.SignedIn(), w.helpPage),
		get("/soa", derived, w.kept(w.orReport("soa", w.soaPage))),
		post("/soa", door.Needs(kernel.Write, "control"), w.saveSoA),
		get("/soa/compare", derived, w.compareSoA),
		get("/readiness", derived, w.kept(w.orReport("readiness", w.readinessPage))),
		get("/readiness/{id}", derived, w.requirementPage),
		get("/lint", derived, w.kept(w.orReport("lint", w.lintPage))),
		get("/coverage", derived, w.coveragePage),
		get("/systems", door.Needs(kernel.Read, "system"), w.kept(w.ofKind("system", w.systemsPage))),
		get("/systems/{name}", door.Needs(kernel.Read, "system"), w.kept(w.ofKind("system", w.cardPage))),
		get("/systems/{name}/facts", door.Needs(kernel.Read, "system"), w.ofKind("system", w.factsPage)),
		get("/proposals/{name}/claim", door.Needs(kernel.Write, "proposal"), w.ofKind("proposal", w.claimPage)),
		post("/proposals/{name}/claim", door.Needs(kernel.Write, "proposal"), w.ofKind("proposal", w.claim)),
		get("/proposals/{name}/merge", door.Needs(kernel.Write, "proposal"), w.ofKind("proposal", w.mergePage)),
		post("/proposals/{name}/merge", door.Needs(kernel.Write, "proposal"), w.ofKind("proposal", w.merge)),
		get("/packs", packs, w.packsPage),
		post("/packs", packs, w.makePack),
		get("/log", log, w.logPage),
		get("/log/verify", log, w.verifyPage),
		get("/log/checkpoint", log, w.checkpointFile),
		get("/log/prove/{kind}/{name}", log, w.proofFile),
		get("/changes", log, w.changesPage),
		get("/catalog", door.Needs(kernel.Read, access.AreaCatalog), w.catalogPage),
		{Method: http.MethodPost, Pattern: "/catalog/preview", Rule: door.Needs(kernel.Write, access.AreaCatalog), Limit: maxUpload, Handle: w.previewOwn},
		post("/catalog/add", door.Needs(kernel.Write, access.AreaCatalog), w.addOwn),
		get("/catalog/{id}", door.Needs(kernel.Read, access.AreaCatalog), w.catalogItem),
		get("/files/{digest}", door.SignedIn(), w.file),
		post("/restore", door.SignedIn(), w.restore),

		post("/users/{name}/invite", door.Needs(kernel.Write, access.UserKind.Name), w.invite),

		get("/{kind}", read, w.kept(w.listPage)),
		get("/new/{kind}", write, w.newPage),
		{Method: http.MethodPost, Pattern: "/{kind}", Rule: write, Limit: maxUpload, Handle: w.save},
		post("/bulk/{kind}", write, w.bulk),
		get("/{kind}/{name}", read, w.kept(w.recordPage)),
		get("/{kind}/{name}/edit", write, w.editPage),
		get("/{kind}/{name}/history", read, w.historyPage),
		get("/{kind}/{name}/diff", read, w.diffPage),
		{Method: http.MethodPost, Pattern: "/{kind}/{name}", Rule: write, Limit: maxUpload, Handle: w.save},
		post("/{kind}/{name}/state", write, w.changeState),
		post("/{kind}/{name}/delete", write, w.remove),
		get("/{kind}/{name}/erase", door.Needs(kernel.Administer, door.OfKind), w.erasePage),
		post("/{kind}/{name}/erase", door.Needs(kernel.Administer, door.OfKind), w.erase),
	}
	for _, h := range hubs {
		out = append(out, get("/"+h.key, door.SignedIn(), w.hubPage(h)))
	}
	return append(out, get("/", door.SignedIn(), w.notFound))
}
