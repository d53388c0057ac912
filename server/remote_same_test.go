package server_test

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/plimsoll-aims/plimsoll/access"
	"github.com/plimsoll-aims/plimsoll/code"
	"github.com/plimsoll-aims/plimsoll/demo"
	"github.com/plimsoll-aims/plimsoll/instance"
)

// example lays the example organisation, as it stands on its day, into a directory.
func example(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "kestrel-quay")
	if err := os.CopyFS(dir, demo.Files()); err != nil {
		t.Fatal(err)
	}
	return dir
}

// TestSameWithAndWithoutServer gives the same words to a server and to a copy of its
// data directory: what goes to stdout, what is said and the exit code are the same.
func TestSameWithAndWithoutServer(t *testing.T) {
	h := newHouse(t)
	h.user(instance.Main, "ann@example.org", access.Owner)
	set := example(t)
	if got := h.far("ann@example.org", "apply", set, "-q"); got.exit != 0 {
		t.Fatalf("apply: %d %s", got.exit, got.err)
	}
	copied := filepath.Join(t.TempDir(), "copy")
	backup := filepath.Join(t.TempDir(), "backup")
	h.must(h.i.Backup(h.ctx, backup))
	h.must(instance.Restore(backup, copied))
	broken := filepath.Join(t.TempDir(), "broken")
	write(t, filepath.Join(broken, "people", "p.yaml"), "kind: person\nname: p\nspec:\n  full_nme: x\n")
	csv := write(t, filepath.Join(t.TempDir(), "p.csv"), "name,full_name,shoe_size\na,A,43\n")
	at := []string{"--as-of", "60"}
	for _, args := range [][]string{
		{"get", "risks", "-o", "json"}, {"get", "risks", "-o", "csv"}, {"get", "risks"}, {"get", "systems", "--all", "-o", "jsonl"}, {"get", "people", "--limit", "2", "-o", "yaml"},
		{"get", "risks", "--where", "nonsense"}, {"get", "risks", "--sort", "nothing"}, {"get", "nothing"}, {"get", "risk", "nobody"}, {"get", "people", "-o", "word"},
		append([]string{"get", "people", "-o", "json"}, at...), {"get", "people", "--as-of", "999999"}, {"history", "risk", "nobody"},
		append([]string{"readiness", "-o", "json"}, at...), append([]string{"soa", "-o", "json"}, at...), append([]string{"lint", "-o", "json"}, at...),
		append([]string{"coverage"}, at...), append([]string{"coverage", "airmf"}, at...), append([]string{"status"}, at...), append([]string{"soa", "--since", "30"}, at...),
		{"coverage", "nothing"}, {"soa", "--exclude", "A.2.2"}, {"lint", "--check", "L99"}, {"log", "verify", "-o", "json"}, {"log", "prove", "risk", "nobody"},
		{"diff", set, "-o", "json"}, {"diff", set, "--as-of", "30", "-o", "json"}, {"diff", broken}, {"apply", broken}, {"apply", set, "--dry-run", "-o", "json"}, {"apply", set, "--as-of", "3"},
		{"import", "person", csv, "-o", "json"}, {"import", "shoe", csv}, {"import", "person", csv, "--map", broken + "/none.yaml"}, {"import", "person", broken},
		{"catalog", "show", "iso42001:A.5.2", "-o", "json"}, {"catalog", "show", "nothing"}, {"catalog", "lint", csv}, {"role", "list", "-o", "json"},
		{"risk", "quantify", "risk/R09", "-o", "json", "--as-of", strconv.Itoa(int(h.size(instance.Main)))}, {"risk", "quantify", "risk/none"}, {"risk", "quantify", "../examples/risk/r09.yaml"}, {"risk", "quantify", "none.yaml"}, {"risk", "quantify"},
		{"risk", "portfolio"}, {"risk", "treat", "../examples/risk/treatment.yaml", "-o", "json"}, {"risk", "bands", "../examples/risk/scale.yaml"}, {"risk", "bands"},
		{"attack", "paths", "../examples/attack/help-desk.yaml", "-o", "json"}, {"attack", "paths"}, {"attack", "cut", "../examples/attack/kestrel-quay.yaml", "--to", "member-data"}, {"attack", "paths", broken},
		{"user", "add", "no-address", "--role", "reader"}, {"user", "add", "x@example.org", "--role", "nothing"}, {"token", "create", "--user", "nobody@example.org"},
	} {
		there, here := h.far("ann@example.org", args...), typed("", "", append(args, "--data", copied)...)
		if there != here {
			t.Errorf("plimsoll %s\nat the server: %d %q %q\nhere:          %d %q %q", strings.Join(args, " "), there.exit, cut(there.out), cut(there.err), here.exit, cut(here.out), cut(here.err))
		}
	}
}

// TestReportsOfComputationsComeBack writes the pages where the caller named them.
func TestReportsOfComputationsComeBack(t *testing.T) {
	h := newHouse(t)
	h.user(instance.Main, "ann@example.org", access.Reader)
	dir := t.TempDir()
	for name, args := range map[string][]string{
		"risk.html":   {"risk", "quantify", "../examples/risk/r09.yaml", "--report"},
		"bands.svg":   {"risk", "bands", "../examples/risk/scale.yaml", "--report"},
		"attack.html": {"attack", "paths", "../examples/attack/help-desk.yaml", "--report"},
	} {
		file := filepath.Join(dir, name)
		if got := h.far("ann@example.org", append(args, file)...); got.exit != 0 {
			t.Errorf("%s: exit %d %s", name, got.exit, got.err)
		}
		if b, err := os.ReadFile(file); err != nil || !strings.Contains(string(b), "<svg") {
			t.Errorf("%s: %d bytes, %v", name, len(b), err)
		}
	}
}

func cut(s string) string {
	if len(s) > 600 {
		return s[:600] + "…"
	}
	return s
}

// TestExportFromAServer brings the same files as an export of a data directory,
// into the same directory twice, and they are in line with the server.
func TestExportFromAServer(t *testing.T) {
	h := newHouse(t)
	h.user(instance.Main, "ann@example.org", access.Owner)
	if got := h.far("ann@example.org", "apply", example(t), "-q"); got.exit != 0 {
		t.Fatalf("apply: %d %s", got.exit, got.err)
	}
	dir := filepath.Join(t.TempDir(), "aims")
	if got := h.far("ann@example.org", "export", dir); got.exit != 0 || !strings.Contains(got.err, "written to "+dir) {
		t.Fatalf("export: %+v", got)
	}
	gone := write(t, filepath.Join(dir, "risks", "gone.yaml"), "kind: risk\nname: gone\n")
	if got := h.far("ann@example.org", "export", dir, "-q"); got.exit != 0 {
		t.Errorf("export again: %+v", got)
	}
	if _, err := os.Stat(gone); err == nil {
		t.Error("an earlier export's file that is gone from the records is still there")
	}
	if got := h.far("ann@example.org", "diff", dir); got.exit != 0 {
		t.Errorf("diff after export: %+v", got)
	}
	full := write(t, filepath.Join(t.TempDir(), "notes.txt"), "mine")
	if got := h.far("ann@example.org", "export", filepath.Dir(full)); got.exit != 2 {
		t.Errorf("export over other files: %+v", got)
	}
	write(t, filepath.Join(dir, "people", "new.yaml"), strings.Replace(personYAML, "ada", "new", 1))
	before, err := os.ReadFile(filepath.Join(dir, code.BaseFile))
	h.must(err)
	if got := h.far("ann@example.org", "apply", dir); got.exit != 0 {
		t.Errorf("apply: %+v", got)
	}
	if after, err := os.ReadFile(filepath.Join(dir, code.BaseFile)); err != nil || string(after) == string(before) {
		t.Errorf("apply left %s as it was (%v)", code.BaseFile, err)
	}
}

// TestPackFromAServer makes a pack at a server and verifies it here.
func TestPackFromAServer(t *testing.T) {
	h := newHouse(t)
	h.user(instance.Main, "ann@example.org", access.Owner)
	h.user(instance.Main, "aud@example.org", access.ExternalAuditor)
	if got := h.far("ann@example.org", "apply", example(t), "-q"); got.exit != 0 {
		t.Fatalf("apply: %d %s", got.exit, got.err)
	}
	file := filepath.Join(t.TempDir(), "auditor.pack")
	if got := h.far("aud@example.org", "pack", "make", "--out", file); got.exit != 0 || !strings.Contains(got.out, "wrote "+file) {
		t.Fatalf("pack make: %+v", got)
	}
	if got := typed("", "", "pack", "verify", file, "--key", h.i.Public); got.exit != 0 {
		t.Errorf("pack verify: %+v", got)
	}
}

// TestUsersFromAServer adds a user with a password that never stands among the words.
func TestUsersFromAServer(t *testing.T) {
	h := newHouse(t)
	h.user(instance.Main, "ann@example.org", access.Owner)
	token := h.tokens["ann@example.org"]
	got := typed(token, password+"\n", "user", "add", "bob@example.org", "--role", "reader", "--password-stdin", "--server", h.web.URL)
	if got.exit != 0 || strings.Contains(got.out+got.err, password) {
		t.Fatalf("user add: %+v", got)
	}
	if _, err := h.i.Users.SignIn(h.ctx, instance.Main, "bob@example.org", password); err != nil {
		t.Error(err)
	}
	got = typed(token, "", "token", "create", "--user", "bob@example.org", "--server", h.web.URL)
	if got.exit != 0 {
		t.Fatalf("token create: %+v", got)
	}
	bob := strings.TrimSpace(got.out)
	if got := typed(bob, "", "get", "people", "--server", h.web.URL+"/"); got.exit != 0 {
		t.Errorf("the new token reads: %+v", got)
	}
	if got := typed(bob, "", "token", "create", "--user", "bob@example.org", "--server", h.web.URL); got.exit != 5 {
		t.Errorf("a token made itself a successor: %+v", got)
	}
}

// TestStandardInputGoesToAServer pipes a discovery into an import, and something
// that is none.
func TestStandardInputGoesToAServer(t *testing.T) {
	h := newHouse(t)
	h.user(instance.Main, "ann@example.org", access.Owner)
	for stdin, want := range map[string]string{"{}": "no discovery", `{"assets":[],"systems":[]}`: "", "": "no discovery"} {
		there := typed(h.tokens["ann@example.org"], stdin, "import", "systems", "-", "--dry-run", "--server", h.web.URL)
		here := typed("", stdin, "import", "systems", "-", "--dry-run", "--data", t.TempDir())
		if there != here || !strings.Contains(there.err, want) {
			t.Errorf("%q: at the server %+v, here %+v", stdin, there, here)
		}
	}
}
