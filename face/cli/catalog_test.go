package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// catalogRun calls the command line as a user would, in a pipe.
func catalogRun(args ...string) (code int, out, talk string) {
	var o, e bytes.Buffer
	env := &Env{Ctx: context.Background(), In: strings.NewReader(""), Out: &o, Err: &e,
		Getenv: func(string) string { return "" }, Now: func() time.Time { return time.Unix(0, 0) }}
	code = Main(env, append([]string{"catalog"}, args...))
	return code, o.String(), e.String()
}

func TestCatalogShowGivesTheFieldsThatContractsName(t *testing.T) {
	code, out, talk := catalogRun("show", "iso42001:2023", "-o", "json")
	var got struct {
		ID           string
		Requirements []struct{ ID, Clause string }
		Controls     []struct{ ID, Area, Title string }
	}
	if err := json.Unmarshal([]byte(out), &got); err != nil || code != 0 {
		t.Fatalf("exit %d, %v, %s", code, err, talk)
	}
	if got.ID != "iso42001:2023" || len(got.Requirements) != 165 || len(got.Controls) != 38 {
		t.Errorf("got %s with %d requirements and %d controls", got.ID, len(got.Requirements), len(got.Controls))
	}
	if r, c := got.Requirements[0], got.Controls[0]; r.ID != "4.1-x1" || r.Clause != "4.1" || c.ID != "A.2.2" || c.Area != "A.2" || c.Title != "AI policy" {
		t.Errorf("got %+v and %+v", r, c)
	}
}

func TestCatalogListAndCrosswalkAnswer(t *testing.T) {
	code, out, _ := catalogRun("list")
	if code != 0 || !strings.Contains(out, "framework\tiso42001:2023\tISO/IEC 42001:2023\t165 requirements, 38 controls\n") {
		t.Errorf("exit %d: %s", code, out)
	}
	code, out, _ = catalogRun("crosswalk", "airmf", "iso42001", "-o", "jsonl")
	if n := strings.Count(out, "\n"); code != 0 || n != 280 {
		t.Errorf("exit %d with %d rows", code, n)
	}
	code, _, talk := catalogRun("crosswalk", "airmf", "iso27001")
	if code != ExitNotFound || !strings.Contains(talk, "no crosswalk") {
		t.Errorf("exit %d: %s", code, talk)
	}
	code, _, talk = catalogRun("show", "iso9999")
	if code != ExitNotFound || !strings.Contains(talk, "the frameworks are iso42001:2023") {
		t.Errorf("exit %d: %s", code, talk)
	}
}

func TestCatalogShowsOneItemWithItsGuidance(t *testing.T) {
	code, out, _ := catalogRun("show", "iso42001:A.5.2")
	if code != 0 || !strings.Contains(out, "auditor asks\t") || !strings.Contains(out, "related\tairmf:MAP-1.1 (as published (not judged))\n") {
		t.Errorf("exit %d: %s", code, out)
	}
	if code, out, _ := catalogRun("show", "iso42001:6.1.3-f"); code != 0 || !strings.Contains(out, "evidence\tSoA version") {
		t.Errorf("a requirement: exit %d: %s", code, out)
	}
	code, _, talk := catalogRun("show", "iso42001:A.5.6")
	if code != ExitNotFound || !strings.Contains(talk, "did you mean iso42001:A.5.5") {
		t.Errorf("exit %d: %s", code, talk)
	}
	if code, _, talk := catalogRun("show", "A.5.2"); code != ExitNotFound || !strings.Contains(talk, "iso27001:A.5.2") {
		t.Errorf("a bare id: exit %d: %s", code, talk)
	}
}

func TestCatalogLintRefusesAnIdThatDoesNotExist(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	good := write("good.csv", "from,to,relation\niso42001:A.6.2.2,iso27001:A.5.1,intersects-with\n")
	bad := write("bad.csv", "from,to,relation\niso42001:A.6.6.2,iso27001:A.5.1,equal\n")
	if code, out, _ := catalogRun("lint", good); code != 0 || out != "" {
		t.Errorf("a good file: exit %d, %q", code, out)
	}
	code, out, talk := catalogRun("lint", good, bad)
	if code != ExitCondition || !strings.Contains(out, bad+":2:1") || !strings.Contains(out, "iso42001:A.6.2.2") || !strings.Contains(talk, "1 problem in 2 files") {
		t.Errorf("a bad file: exit %d, %q, %q", code, out, talk)
	}
	if code, _, talk := catalogRun("lint", filepath.Join(dir, "none.csv")); code != ExitNotFound || !strings.Contains(talk, "none.csv") {
		t.Errorf("no file: exit %d, %q", code, talk)
	}
}
