package server_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/plimsoll-aims/plimsoll/access"
	"github.com/plimsoll-aims/plimsoll/face/door"
	"github.com/plimsoll-aims/plimsoll/instance"
	"github.com/plimsoll-aims/plimsoll/kernel"
	"github.com/plimsoll-aims/plimsoll/server"
)

const password = "a sentence is a good password"

// house is a server over a new instance, with users of every role.
type house struct {
	*testing.T
	i      *instance.Instance
	srv    *server.Server
	web    *httptest.Server
	ctx    context.Context
	tokens map[string]string // by address
	cookie map[string]string
}

func newHouse(t *testing.T) *house {
	t.Helper()
	ctx := context.Background()
	i, err := instance.Open(ctx, instance.Options{Dir: t.TempDir(), Clock: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	h := &house{T: t, i: i, ctx: ctx, tokens: map[string]string{}, cookie: map[string]string{}}
	h.srv = &server.Server{Instance: i, Log: slog.New(slog.NewTextHandler(io.Discard, nil))}
	h.web = httptest.NewServer(h.srv.Handler())
	t.Cleanup(func() {
		h.web.Close()
		if err := i.Close(); err != nil {
			t.Error(err)
		}
	})
	return h
}

func (h *house) must(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

// user adds a user to a tenant and signs them in, both ways.
func (h *house) user(tenant kernel.Tenant, email, role string) {
	h.Helper()
	u := access.User{Email: email, Role: role}
	if role == access.ExternalAuditor {
		u.Expires = kernel.DateOf(time.Now().AddDate(0, 6, 0))
	}
	sys := h.i.DB.For(access.System(tenant, "test"))
	_, err := h.i.Users.AddUser(h.ctx, sys, u, password)
	h.must(err)
	h.tokens[email], err = h.i.Users.CreateToken(h.ctx, sys, email, "test", time.Hour)
	h.must(err)
	h.cookie[email], err = h.i.Users.SignIn(h.ctx, tenant, email, password)
	h.must(err)
}

// do sends a request as somebody ("" for nobody) and gives status and body.
func (h *house) do(who, method, path, contentType, body string, header ...string) (int, string) {
	h.Helper()
	req, err := http.NewRequestWithContext(h.ctx, method, h.web.URL+path, strings.NewReader(body))
	h.must(err)
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	if who != "" && strings.HasPrefix(path, "/api/") {
		req.Header.Set("Authorization", "Bearer "+h.tokens[who])
	} else if who != "" {
		req.AddCookie(&http.Cookie{Name: "plimsoll", Value: h.cookie[who]})
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(req)
	h.must(err)
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	h.must(err)
	return res.StatusCode, string(b)
}

// size is where a tenant's ledger stands.
func (h *house) size(t kernel.Tenant) (n kernel.Seq) {
	h.Helper()
	h.must(h.i.DB.For(access.System(t, "test")).View(h.ctx, kernel.At{}, func(v kernel.View) error { n = v.Seq(); return nil }))
	return n
}

// roles are all built-in roles, each with a user of that name.
func (h *house) everyRole() []string {
	var out []string
	for _, b := range access.BuiltIns {
		h.user(instance.Main, b.Name+"@example.org", b.Name)
		out = append(out, b.Name)
	}
	return out
}

// fill puts values into a route's pattern for a kind.
func fill(pattern string, k *kernel.Kind) string {
	return strings.NewReplacer("{kind}", k.Plural, "{name}", "some-name", "{secret}", "x", "{id}", "iso42001:2023",
		"{digest}", "sha256:"+strings.Repeat("0", 64), "{$}", "").Replace(pattern)
}

// allowed says whether a rule lets a role in, worked out from the role's grants
// alone.
func allowed(rt door.Route, role string, k *kernel.Kind, reg *kernel.Registry) bool {
	if rt.Rule.Public || rt.Rule.SignedIn {
		return true
	}
	area := rt.Rule.Area
	if area == door.OfKind {
		area = k.Name
	}
	p := kernel.Principal{Grants: access.Grants(role, reg)}
	return p.May(rt.Rule.Verb, area)
}

// TestEveryRouteAgainstEveryRole walks the router's own list: a route lets in who
// its rule says and nobody else, and a route without a rule lets nobody in.
func TestEveryRouteAgainstEveryRole(t *testing.T) {
	h := newHouse(t)
	roles := h.everyRole()
	reg := h.i.DB.Registry()
	for _, rt := range h.srv.Routes() {
		name := rt.Method + " " + rt.Pattern
		if rt.Method == "" || rt.Handle == nil {
			t.Errorf("%s: a route names its method and its handler", name)
		}
		if !rt.Rule.Public && !rt.Rule.SignedIn && (rt.Rule.Verb == "" || rt.Rule.Area == "") {
			t.Errorf("%s has no rule", name)
			continue
		}
		kinds := reg.Kinds()
		if !strings.Contains(rt.Pattern, "{kind}") {
			kinds = kinds[:1]
		}
		for _, k := range kinds {
			path := fill(rt.Pattern, k)
			h.checkNobody(rt, path)
			for _, role := range roles {
				h.checkRole(rt, path, role, k)
			}
		}
	}
}

// checkNobody expects that without a sign-in only public routes answer.
func (h *house) checkNobody(rt door.Route, path string) {
	h.Helper()
	if rt.Rule.Public {
		return
	}
	status, _ := h.do("", rt.Method, path, formType, "")
	turned := status == http.StatusUnauthorized || status == http.StatusSeeOther && rt.Method == http.MethodGet
	if !turned {
		h.Errorf("nobody: %s %s: status %d", rt.Method, path, status)
	}
}

const formType = "application/x-www-form-urlencoded"

func (h *house) checkRole(rt door.Route, path, role string, k *kernel.Kind) {
	h.Helper()
	if strings.HasPrefix(path, "/sign-out") {
		return // it would end the session that the test needs
	}
	before := h.size(instance.Main)
	status, body := h.do(role+"@example.org", rt.Method, path, formType, "_rev=0&rev=1&uid=x&to=x")
	may := allowed(rt, role, k, h.i.DB.Registry())
	if refused := status == http.StatusForbidden || status == http.StatusUnauthorized; may == refused && !(may && strings.Contains(body, "no right")) && status != http.StatusUnauthorized {
		h.Errorf("%s: %s %s: status %d, the rule says allowed=%v", role, rt.Method, path, status, may)
	}
	if status >= 500 {
		h.Errorf("%s: %s %s: status %d", role, rt.Method, path, status)
	}
	if after := h.size(instance.Main); after != before && !may {
		h.Errorf("%s: %s %s was refused and wrote entries %d to %d", role, rt.Method, path, before+1, after)
	}
}

// TestExternalAuditorChangesNothing tries every way to change something, least
// of all a role.
func TestExternalAuditorChangesNothing(t *testing.T) {
	h := newHouse(t)
	h.everyRole()
	auditor := access.ExternalAuditor + "@example.org"
	h.must(h.putPerson(instance.Main, "owner@example.org", "drift"))
	before := h.size(instance.Main)
	for _, rt := range h.srv.Routes() {
		if rt.Method == http.MethodGet || strings.HasPrefix(rt.Pattern, "/sign-") || strings.HasPrefix(rt.Pattern, "/welcome") {
			continue
		}
		for _, k := range h.i.DB.Registry().Kinds() {
			for _, body := range []string{"_rev=0&title=x&_name=x", "_rev=1&title=x", `{"name":"x","spec":{"title":"x"}}`} {
				h.do(auditor, rt.Method, fill(rt.Pattern, k), formType, body, "If-Match", "*")
			}
			if !strings.Contains(rt.Pattern, "{kind}") {
				break
			}
		}
	}
	if after := h.size(instance.Main); after != before {
		t.Errorf("the auditor wrote entries %d to %d", before+1, after)
	}
	raise := `{"spec":{"title":"me","email":"external-auditor@example.org","role":"owner","state":"active"}}`
	if status, _ := h.do(auditor, "PUT", "/api/v1/users/external-auditor.example.org", "application/json", raise, "If-Match", "*"); status != http.StatusForbidden {
		t.Errorf("raising the own role: status %d", status)
	}
}

// putPerson writes a person through the API.
func (h *house) putPerson(_ kernel.Tenant, who, name string) error {
	body := `{"name":"` + name + `","spec":{"full_name":"Person ` + name + `"}}`
	status, answer := h.do(who, "POST", "/api/v1/people", "application/json", body)
	if status != http.StatusCreated {
		h.Fatalf("put person %s: %d %s", name, status, answer)
	}
	return nil
}

// TestNobodyRaisesTheirOwnRights tries it with every role that may write users at
// all, and through a custom role.
func TestNobodyRaisesTheirOwnRights(t *testing.T) {
	h := newHouse(t)
	h.everyRole()
	own := "owner@example.org"
	role := `{"name":"user-keeper","spec":{"title":"User keeper","grants":[{"verbs":["read","write"],"kinds":["user","role","risk"],"scope":"all"}]}}`
	if status, body := h.do(own, "POST", "/api/v1/roles", "application/json", role); status != http.StatusCreated {
		t.Fatalf("make a role: %d %s", status, body)
	}
	h.user(instance.Main, "keeper@example.org", "user-keeper")
	tries := []struct{ who, method, path, body string }{
		{"keeper@example.org", "PUT", "/api/v1/users/keeper.example.org", `{"spec":{"title":"k","email":"keeper@example.org","role":"owner","state":"active"}}`},
		{"keeper@example.org", "POST", "/api/v1/users", `{"name":"puppet","spec":{"title":"p","email":"puppet@example.org","role":"aims-manager","state":"active"}}`},
		{"keeper@example.org", "POST", "/api/v1/roles", `{"name":"all","spec":{"title":"All","grants":[{"verbs":["administer"],"kinds":["*"],"scope":"all"}]}}`},
		{"keeper@example.org", "PUT", "/api/v1/roles/user-keeper", `{"spec":{"title":"x","grants":[{"verbs":["read","write","decide"],"kinds":["user","role","risk"],"scope":"all"}]}}`},
		{"keeper@example.org", "PUT", "/api/v1/users/owner.example.org", `{"spec":{"title":"o","email":"owner@example.org","role":"reader","state":"active"}}`},
		{own, "PUT", "/api/v1/users/owner.example.org", `{"spec":{"title":"o","email":"owner@example.org","role":"reader","state":"active"}}`},
	}
	for _, x := range tries {
		status, body := h.do(x.who, x.method, x.path, "application/json", x.body, "If-Match", "*")
		if status != http.StatusUnprocessableEntity && status != http.StatusForbidden {
			t.Errorf("%s %s %s: %d %s", x.who, x.method, x.path, status, body)
		}
	}
}

// TestTwoTenants puts the same and different records into two tenants of one
// instance and looks for anything of the one through every route of the other.
func TestTwoTenants(t *testing.T) {
	h := newHouse(t)
	h.must(h.i.DB.CreateTenant(h.ctx, "other", "Other"))
	h.user(instance.Main, "ann@example.org", access.Owner)
	h.user("other", "bob@example.org", access.Owner)
	h.must(h.putPerson(instance.Main, "ann@example.org", "shared"))
	h.must(h.putPerson("other", "bob@example.org", "shared"))
	h.must(h.putPerson("other", "bob@example.org", "hidden-zeppelin"))
	for _, path := range []string{"/api/v1/people", "/api/v1/people?search=zeppelin", "/api/v1/people?filter=name~zeppelin", "/api/v1/search?q=zeppelin", "/api/v1/log/changes",
		"/api/v1/people/shared/history", "/api/v1/people/shared/links", "/api/v1/users", "/people", "/people?q=zeppelin", "/people?format=csv", "/people?format=json", "/api/v1/reports/systems", "/api/v1/reports/soa?format=oscal", "/search?q=zeppelin", "/changes", "/people/shared", "/users", "/api/v1/log/verify"} {
		if _, body := h.do("ann@example.org", "GET", path, "", ""); strings.Contains(body, "hidden-zeppelin") || strings.Contains(body, "bob@") {
			t.Errorf("%s shows the other tenant", path)
		}
	}
	h.sameAsMissing("GET", "/api/v1/people/hidden-zeppelin", "/api/v1/people/never-existed")
	h.sameAsMissing("GET", "/people/hidden-zeppelin", "/people/never-existed")
	h.sameAsMissing("PUT", "/api/v1/people/hidden-zeppelin", "/api/v1/people/never-existed")
	h.sameAsMissing("DELETE", "/api/v1/people/hidden-zeppelin", "/api/v1/people/never-existed")
	h.sameAsMissing("GET", "/api/v1/log/prove/person/hidden-zeppelin", "/api/v1/log/prove/person/never-existed")
	if _, body := h.do("ann@example.org", "GET", "/api/v1/people", "", ""); !strings.Contains(body, `"total":1`) {
		t.Errorf("counts the other tenant's: %s", body)
	}
	task := `{"name":"t","spec":{"title":"x","about":"person/hidden-zeppelin","state":"open"}}`
	never := strings.Replace(task, "hidden-zeppelin", "never-existed", 1)
	_, a := h.do("ann@example.org", "POST", "/api/v1/tasks", "application/json", task)
	_, b := h.do("ann@example.org", "POST", "/api/v1/tasks", "application/json", never)
	if strings.ReplaceAll(a, "hidden-zeppelin", "X") != strings.ReplaceAll(b, "never-existed", "X") {
		t.Errorf("a link tells: %s against %s", a, b)
	}
}

// sameAsMissing expects the same answer for the other tenant's record and for one
// that never was.
func (h *house) sameAsMissing(method, there, never string) {
	h.Helper()
	body := `{"spec":{"full_name":"x"}}`
	s1, b1 := h.do("ann@example.org", method, there, "application/json", body, "If-Match", "*")
	s2, b2 := h.do("ann@example.org", method, never, "application/json", body, "If-Match", "*")
	b1, b2 = strings.ReplaceAll(b1, "hidden-zeppelin", "X"), strings.ReplaceAll(b2, "never-existed", "X")
	if s1 != s2 || b1 != b2 {
		h.Errorf("%s %s answers %d %q, %s answers %d %q", method, there, s1, b1, never, s2, b2)
	}
}

// TestSignIn signs in, out, and slows guessing down.
func TestSignIn(t *testing.T) {
	h := newHouse(t)
	h.user(instance.Main, "ann@example.org", access.Reader)
	form := func(email, pass string) string {
		return url.Values{"email": {email}, "password": {pass}, "next": {"https://evil.example/"}}.Encode()
	}
	if status, _ := h.do("", "POST", "/sign-in", formType, form("ann@example.org", password)); status != http.StatusSeeOther {
		t.Errorf("sign in: %d", status)
	}
	for _, email := range []string{"ann@example.org", "nobody@example.org"} {
		if status, body := h.do("", "POST", "/sign-in", formType, form(email, "wrong")); status != http.StatusUnauthorized || strings.Contains(body, "wrong") {
			t.Errorf("%s: %d", email, status)
		}
	}
	last := 0
	for range 12 {
		last, _ = h.do("", "POST", "/sign-in", formType, form("ann@example.org", "wrong"))
	}
	if last != http.StatusTooManyRequests {
		t.Errorf("after many tries: %d", last)
	}
	if status, _ := h.do("", "POST", "/sign-in/demo", formType, "person=ann@example.org"); status != http.StatusNotFound {
		t.Errorf("one click signs in outside the demo: %d", status)
	}
}

// TestFirstOwner walks the one-time link.
func TestFirstOwner(t *testing.T) {
	h := newHouse(t)
	secret, err := h.i.Users.InviteOwner(h.ctx, instance.Main)
	h.must(err)
	form := url.Values{"name": {"Ann"}, "email": {"Ann@Example.org"}, "password": {"short"}}
	if status, _ := h.do("", "POST", "/welcome/"+secret, formType, form.Encode()); status != http.StatusUnprocessableEntity {
		t.Errorf("a short password: %d", status)
	}
	form.Set("password", password)
	if status, body := h.do("", "POST", "/welcome/"+secret, formType, form.Encode()); status != http.StatusSeeOther {
		t.Errorf("accept: %d %s", status, body)
	}
	if status, _ := h.do("", "POST", "/welcome/"+secret, formType, form.Encode()); status != http.StatusNotFound {
		t.Errorf("a second use: %d", status)
	}
	if _, err := h.i.Users.SignIn(h.ctx, instance.Main, "ann@example.org", password); err != nil {
		t.Error(err)
	}
	if _, err := h.i.Users.InviteOwner(h.ctx, instance.Main); err == nil {
		t.Error("a second owner could be made")
	}
}
