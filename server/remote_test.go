package server_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/plimsoll-aims/plimsoll/access"
	"github.com/plimsoll-aims/plimsoll/face/cli"
	"github.com/plimsoll-aims/plimsoll/instance"
)

// said is what a command line did.
type said struct {
	exit     int
	out, err string
}

// typed runs a command line as a user would type it, with a token.
func typed(token, stdin string, args ...string) said {
	var out, err bytes.Buffer
	exit := cli.Main(&cli.Env{Ctx: context.Background(), In: strings.NewReader(stdin), Out: &out, Err: &err, Now: time.Now,
		Getenv: func(k string) string {
			if k == "PLIMSOLL_TOKEN" {
				return token
			}
			return ""
		}}, args)
	return said{exit, out.String(), err.String()}
}

// far runs a command line against the server as somebody.
func (h *house) far(who string, args ...string) said {
	h.Helper()
	return typed(h.tokens[who], "", append(args, "--server", h.web.URL)...)
}

// write makes a file and gives its name.
func write(t *testing.T, name, text string) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

const personYAML = "kind: person\nname: ada\nspec:\n  full_name: Ada King\n"

// TestCommandsAtAServer takes records in, reads them, and takes them out again.
func TestCommandsAtAServer(t *testing.T) {
	h := newHouse(t)
	h.user(instance.Main, "ann@example.org", access.Owner)
	tmp := t.TempDir()
	set := filepath.Join(tmp, "people-set")
	write(t, filepath.Join(set, "people", "ada.yaml"), personYAML)
	csv := write(t, filepath.Join(tmp, "people.csv"), "name,full_name\nbob,Bob Stone\ncarl,\n")
	steps := []struct {
		exit int
		want string
		args []string
	}{
		{3, "create", []string{"diff", set}},
		{0, `"created": 1`, []string{"apply", set, "-o", "json"}},
		{0, "", []string{"diff", set, "-q"}},
		{0, "Ada King", []string{"get", "person", "ada"}},
		{0, `"name": "ada"`, []string{"get", "people", "-o", "json"}},
		{4, "there is no person called nobody", []string{"get", "person", "nobody"}},
		{0, "create", []string{"history", "person", "ada"}},
		{8, `"created": 1`, []string{"import", "person", csv, "-o", "json"}},
		{4, "there is no file", []string{"import", "person", filepath.Join(tmp, "none.csv")}},
		{4, "there is no directory", []string{"apply", filepath.Join(tmp, "none")}},
		{2, "neither a day", []string{"get", "people", "--as-of", "yesterday"}},
		{4, "", []string{"get", "person", "bob", "--as-of", "2"}},
		{0, `"requirements"`, []string{"readiness", "-o", "json"}},
		{0, `"rows"`, []string{"soa", "-o", "json"}},
		{0, "42001", []string{"catalog", "list"}},
		{0, "Load line", []string{"status"}},
		{0, "verified:", []string{"log", "verify"}},
		{0, `"proofs"`, []string{"log", "prove", "person", "ada"}},
		{0, "owner", []string{"role", "list"}},
	}
	for _, x := range steps {
		got := h.far("ann@example.org", x.args...)
		if got.exit != x.exit || !strings.Contains(got.out+got.err, x.want) {
			t.Errorf("%s: exit %d, want %d with %q\n%s%s", strings.Join(x.args, " "), got.exit, x.exit, x.want, got.out, got.err)
		}
		for _, secret := range []string{h.tokens["ann@example.org"], h.i.Dir, "plimsoll-call"} {
			if strings.Contains(got.out+got.err, secret) {
				t.Errorf("%s says %s: %s%s", strings.Join(x.args, " "), secret, got.out, got.err)
			}
		}
	}
}
