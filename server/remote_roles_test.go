package server_test

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/plimsoll-aims/plimsoll/access"
	"github.com/plimsoll-aims/plimsoll/face/door"
	"github.com/plimsoll-aims/plimsoll/instance"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// offered lists the routes of the commands that the server runs for others.
func (h *house) offered() (out []door.Route) {
	for _, rt := range h.srv.Routes() {
		if strings.HasPrefix(rt.Pattern, cliPath) {
			out = append(out, rt)
		}
	}
	return out
}

const cliPath = "/api/v1/cli/"

// words gives each command words to run with; who makes what it adds its own.
func words(t *testing.T, who string) map[string][]string {
	tmp := t.TempDir()
	set := filepath.Join(tmp, "set-"+who)
	write(t, filepath.Join(set, "people", "p.yaml"), strings.Replace(personYAML, "ada", "applied-"+who, 1))
	csv := write(t, filepath.Join(tmp, "people.csv"), "name,full_name\nimported-"+who+",Bob Stone\n")
	return map[string][]string{
		"get": {"get", "people"}, "history": {"history", "person", "ada"}, "erase": {"erase", "person", "nobody", "--ground", "Article 17"}, "status": {"status"}, "readiness": {"readiness"}, "soa": {"soa"},
		"lint": {"lint"}, "coverage": {"coverage"}, "export": {"export", filepath.Join(tmp, "out")}, "diff": {"diff", set}, "apply": {"apply", set},
		"import": {"import", "person", csv}, "log-verify": {"log", "verify"}, "log-prove": {"log", "prove", "risk", "r1"},
		"init":      {"init", "--name", "Acme", "--role", "user", "--manager", "Nora Vries"},
		"pack-make": {"pack", "make", "--out", filepath.Join(tmp, "x.pack")}, "catalog-list": {"catalog", "list"}, "catalog-show": {"catalog", "show", "iso42001"},
		"catalog-crosswalk": {"catalog", "crosswalk", "iso42001", "airmf"}, "catalog-lint": {"catalog", "lint", csv}, "role-list": {"role", "list"},
		"catalog-add": {"catalog", "add", csv, "--dry-run"}, "report": {"report", "soa", "--out", filepath.Join(tmp, "soa.csv")},
		"risk-quantify": {"risk", "quantify", "../examples/risk/r09.yaml"}, "risk-portfolio": {"risk", "portfolio", "../examples/risk/portfolio.yaml"},
		"risk-treat": {"risk", "treat", "../examples/risk/treatment.yaml"}, "risk-bands": {"risk", "bands", "../examples/risk/scale.yaml"},
		"attack-paths": {"attack", "paths", "../examples/attack/help-desk.yaml"}, "attack-cut": {"attack", "cut", "../examples/attack/kestrel-quay.yaml", "--to", "member-data"},
		"user-add":     {"user", "add", "new-" + who + "@example.org", "--role", "reader"},
		"user-invite":  {"user", "invite", who + "@example.org"},
		"token-create": {"token", "create", "--user", who + "@example.org"},
		"token-list":   {"token", "list"},
		"token-revoke": {"token", "revoke", "0123456789ab"},
	}
}

// TestEveryCommandAgainstEveryRole walks the commands that a server offers: each
// lets in who its rule says, refuses the others with exit 5, and then wrote nothing.
func TestEveryCommandAgainstEveryRole(t *testing.T) {
	h := newHouse(t)
	roles := h.everyRole()
	h.must(h.putPerson(instance.Main, "owner@example.org", "ada"))
	if status, body := h.do("owner@example.org", "POST", "/api/v1/risks", "application/json", `{"name":"r1","spec":{"title":"Drift","owner":"ada","state":"open"}}`); status != 201 {
		t.Fatalf("put a risk: %d %s", status, body)
	}
	for _, role := range roles {
		args := words(t, role)
		for _, rt := range h.offered() {
			name := strings.TrimPrefix(rt.Pattern, cliPath)
			if args[name] == nil {
				t.Fatalf("%s has no words in this test", name)
			}
			before := h.size(instance.Main)
			got := h.far(role+"@example.org", args[name]...)
			may := allowed(rt, role, nil, h.i.DB.Registry())
			if refused := got.exit == 5; refused == may {
				t.Errorf("%s: %s: exit %d, the rule says allowed=%v\n%s", role, name, got.exit, may, got.err)
			}
			if got.exit == 1 && name != "pack-make" || strings.Contains(got.err, "something went wrong") {
				t.Errorf("%s: %s: exit %d\n%s", role, name, got.exit, got.err)
			}
			if after := h.size(instance.Main); after != before && !may {
				t.Errorf("%s: %s was refused and wrote entries %d to %d", role, name, before+1, after)
			}
		}
	}
}

// TestAuditorsTokenChangesNothing runs every command with the token of an external
// auditor, also of one who is held to a day.
func TestAuditorsTokenChangesNothing(t *testing.T) {
	h := newHouse(t)
	h.everyRole()
	h.must(h.putPerson(instance.Main, "owner@example.org", "ada"))
	auditor := access.ExternalAuditor
	before := h.size(instance.Main)
	args := words(t, auditor)
	more := [][]string{{"apply", args["apply"][1], "--force", "--adopt", "--prune"}, {"import", "roles", args["import"][2]}, {"apply", args["apply"][1], "--dry-run"},
		{"user", "add", auditor + "@example.org", "--role", "owner"}, {"token", "create", "--user", "owner@example.org"}}
	for _, a := range args {
		more = append(more, a)
	}
	tokens := h.tokenCount(auditor + "@example.org")
	for _, a := range more {
		h.far(auditor+"@example.org", a...)
	}
	if after := h.size(instance.Main); after != before {
		t.Errorf("the auditor wrote entries %d to %d", before+1, after)
	}
	if n := h.tokenCount(auditor + "@example.org"); n != tokens {
		t.Errorf("the auditor made tokens: %d, then %d", tokens, n)
	}
}

// TestAPackIsReadNotWritten: an external auditor may make packs, and asks for proofs
// and checkpoints; not a byte of the database is another afterwards.
func TestAPackIsReadNotWritten(t *testing.T) {
	h := newHouse(t)
	h.everyRole()
	const auditor = access.ExternalAuditor + "@example.org"
	for _, name := range []string{"ada", "ben"} {
		h.must(h.putPerson(instance.Main, "owner@example.org", name))
	}
	copied := func(name string) []byte {
		path := filepath.Join(t.TempDir(), name)
		h.must(h.i.DB.CopyTo(h.ctx, path))
		b, err := os.ReadFile(path)
		h.must(err)
		return b
	}
	before, files := copied("before"), filesOf(t, h.i.Dir)
	for _, at := range [][]string{nil, {"--as-of", strconv.Itoa(int(h.size(instance.Main)) - 1)}} { // of a moment of which no checkpoint is kept too
		if got := h.far(auditor, append([]string{"pack", "make", "--out", filepath.Join(t.TempDir(), "x.pack")}, at...)...); got.exit != 0 {
			t.Fatalf("%+v", got)
		}
	}
	for _, path := range []string{"/api/v1/packs", "/packs"} {
		if status, body := h.do(auditor, "POST", path, formType, "", "Origin", h.web.URL); status != 200 {
			t.Errorf("%s: %d %s", path, status, cut(body))
		}
	}
	for _, path := range []string{"/api/v1/log/checkpoint?as_of=2", "/api/v1/log/prove/risks/none", "/log/checkpoint", "/log"} {
		h.do(auditor, "GET", path, "", "")
	}
	if !bytes.Equal(before, copied("after")) {
		t.Error("the database is another")
	}
	if now := filesOf(t, h.i.Dir); now != files {
		t.Errorf("the data directory holds %s, before %s", now, files)
	}
}

// filesOf lists the files of a directory.
func filesOf(t *testing.T, dir string) (out string) {
	t.Helper()
	if err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		out += strings.TrimPrefix(path, dir) + " "
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return out
}

func (h *house) tokenCount(email string) int {
	h.Helper()
	list, err := h.i.Users.Tokens(h.ctx, h.i.Operator("test"), email)
	h.must(err)
	return len(list)
}

// TestCommandsOfTwoTenants looks for one tenant's records with the other's token.
func TestCommandsOfTwoTenants(t *testing.T) {
	h := newHouse(t)
	h.must(h.i.DB.CreateTenant(h.ctx, "other", "Other"))
	h.user(instance.Main, "ann@example.org", access.Owner)
	h.user("other", "bob@example.org", access.Owner)
	h.must(h.putPerson(instance.Main, "ann@example.org", "ada"))
	h.must(h.putPerson("other", "bob@example.org", "hidden-zeppelin"))
	for name, a := range words(t, "ann") {
		if got := h.far("ann@example.org", a...); strings.Contains(got.out+got.err, "zeppelin") || strings.Contains(got.out+got.err, "bob@") {
			t.Errorf("%s shows the other tenant: %s%s", name, got.out, got.err)
		}
	}
	there, never := h.far("ann@example.org", "get", "person", "hidden-zeppelin"), h.far("ann@example.org", "get", "person", "never-existed")
	if there.exit != never.exit || strings.ReplaceAll(there.err, "hidden-zeppelin", "X") != strings.ReplaceAll(never.err, "never-existed", "X") {
		t.Errorf("%+v against %+v", there, never)
	}
	if got := h.far("bob@example.org", "user", "add", "carl@example.org", "--role", "reader"); got.exit != 0 {
		t.Errorf("add to the other tenant: %+v", got)
	}
	var users []string
	for _, tenant := range []kernel.Tenant{instance.Main, "other"} {
		if _, err := h.i.Users.For(h.ctx, tenant, "carl@example.org", "test"); err == nil {
			users = append(users, string(tenant))
		}
	}
	if strings.Join(users, " ") != "other" {
		t.Errorf("the user came into %v", users)
	}
}

// A first set of records can be made where nothing is yet, and only there.
func TestInitAtAServerFillsAnEmptyLedgerOnce(t *testing.T) {
	h := newHouse(t)
	h.user(instance.Main, "owner@example.org", access.Owner)
	init := []string{"init", "--name", "Acme", "--role", "user", "--manager", "Nora Vries", "--system", "Chat"}
	if got := h.far("owner@example.org", init...); got.exit != 0 {
		t.Fatalf("exit %d\n%s", got.exit, got.err)
	}
	if got := h.far("owner@example.org", "get", "systems"); got.exit != 0 || !strings.Contains(got.out, "Chat") {
		t.Errorf("exit %d\n%s%s", got.exit, got.out, got.err)
	}
	before := h.size(instance.Main)
	if got := h.far("owner@example.org", init...); got.exit != 6 || h.size(instance.Main) != before {
		t.Errorf("again: exit %d\n%s", got.exit, got.err)
	}
	if got := h.far("owner@example.org", "init"); got.exit != 6 {
		t.Errorf("without words: exit %d\n%s", got.exit, got.err)
	}
}
