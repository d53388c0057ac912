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

	"github.com/plimsoll-aims/plimsoll/sense/discover"
)

// discoverTree is a project that calls one hosted model.
func discoverTree(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "app")
	for name, text := range map[string]string{"requirements.txt": "openai==1.40.0\n", "main.py": "import openai\nmodel = \"gpt-4o\"\n", ".env": "OPENAI_API_KEY=sk-secret\n"} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func discoverRun(t *testing.T, tty bool, args ...string) (code int, out, errs string) {
	t.Helper()
	var o, e bytes.Buffer
	code = Main(&Env{Ctx: context.Background(), In: strings.NewReader(""), Out: &o, Err: &e, Getenv: func(string) string { return "" },
		Now: func() time.Time { return time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC) }, OutTTY: tty}, append([]string{"discover"}, args...))
	return code, o.String(), e.String()
}

func TestDiscoverGivesTheJSONThatContractsPromiseTwiceTheSame(t *testing.T) {
	t.Parallel()
	dir := discoverTree(t)
	code, out, errs := discoverRun(t, false, dir, "-o", "json")
	if code != ExitDone {
		t.Fatalf("exit %d: %s", code, errs)
	}
	var r discover.Result
	if err := json.Unmarshal([]byte(out), &r); err != nil {
		t.Fatal(err)
	}
	if len(r.Assets) != 3 || len(r.Systems) != 1 || r.Systems[0].Name != "app" || r.Systems[0].Why == "" {
		t.Fatalf("%+v %+v", r.Assets, r.Systems)
	}
	if strings.Contains(out, "sk-secret") {
		t.Fatal("a secret leaked")
	}
	if _, again, _ := discoverRun(t, false, dir, "-o", "json"); again != out {
		t.Fatal("the second run differs")
	}
}

func TestDiscoverShowsATableOnATerminalAndTabsInAPipe(t *testing.T) {
	t.Parallel()
	dir := discoverTree(t)
	_, out, _ := discoverRun(t, true, dir)
	if !strings.Contains(out, "KIND") || !strings.Contains(out, "Proposed system app") || !strings.Contains(out, "main.py:1") {
		t.Error(out)
	}
	_, out, _ = discoverRun(t, false, dir)
	if lines := strings.Split(strings.TrimSpace(out), "\n"); len(lines) != 3 || strings.Count(lines[0], "\t") != 5 {
		t.Error(out)
	}
}

func TestDiscoverWritesEveryFormat(t *testing.T) {
	t.Parallel()
	dir := discoverTree(t)
	for format, mark := range map[string]string{"sarif": `"version": "2.1.0"`, "cyclonedx": `"specVersion": "1.6"`, "cyclonedx-1.7": `"specVersion": "1.7"`, "spdx": `"ai_AIPackage"`,
		"yaml": "systems:", "csv": "kind,name", "jsonl": `{"id":"credential/openai/openai_api_key"`} {
		code, out, errs := discoverRun(t, false, dir, "-o", format)
		if code != ExitDone || !strings.Contains(out, mark) {
			t.Errorf("%s: exit %d %s\n%s", format, code, errs, out)
		}
	}
	if code, _, errs := discoverRun(t, false, dir, "-o", "word"); code != ExitUsage || !strings.Contains(errs, "cyclonedx") {
		t.Errorf("exit %d: %s", code, errs)
	}
}

func TestDiscoverSinceAnEarlierResultExits3OnAChange(t *testing.T) {
	t.Parallel()
	dir := discoverTree(t)
	earlier, cache := filepath.Join(t.TempDir(), "before.json"), filepath.Join(t.TempDir(), "cache.json")
	_, out, _ := discoverRun(t, false, dir, "-o", "json", "--cache", cache)
	if err := os.WriteFile(earlier, []byte(out), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, _, errs := discoverRun(t, false, dir, "--since", earlier, "--cache", cache); code != ExitDone {
		t.Fatalf("nothing changed, but exit %d: %s", code, errs)
	}
	if err := os.WriteFile(filepath.Join(dir, "more.py"), []byte("import anthropic\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	code, out, errs := discoverRun(t, false, dir, "--since", earlier, "--cache", cache, "-o", "json")
	if code != ExitCondition || !strings.Contains(errs, "1 new, 0 gone, 0 changed") || !strings.Contains(out, `"library/anthropic/anthropic"`) {
		t.Errorf("exit %d: %s", code, errs)
	}
	if err := os.WriteFile(cache, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, _, errs := discoverRun(t, false, dir, "--cache", cache); code != ExitDone || !strings.Contains(errs, "made anew") {
		t.Errorf("a broken cache: exit %d: %s", code, errs)
	}
}

func TestDiscoverTakesSignalsAndSaysWhatIsWrongWithThem(t *testing.T) {
	t.Parallel()
	dir := discoverTree(t)
	file := filepath.Join(t.TempDir(), "more.csv")
	for text, want := range map[string]string{"on,pattern,kind\npy,housebrain,library\n": "", "on,pattern,kind\nmoon,x,library\n": "more.csv:2", "on,pattern,kind\npy,x,thing\n": "is not a kind", "on,colour\npy,x\n": "unknown column"} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		code, _, errs := discoverRun(t, false, dir, "--signals", file)
		if (code == ExitDone) != (want == "") || !strings.Contains(errs, want) {
			t.Errorf("%q: exit %d: %s", text, code, errs)
		}
	}
	if code, out, _ := discoverRun(t, false, dir, "--list-signals"); code != ExitDone || strings.Count(out, "\n") < 600 {
		t.Errorf("exit %d, %d lines", code, strings.Count(out, "\n"))
	}
}

func TestDiscoverOnAPathThatIsNotThereExits4AndOnAPartlyReadFileExits8(t *testing.T) {
	t.Parallel()
	if code, _, errs := discoverRun(t, false, filepath.Join(t.TempDir(), "no")); code != ExitNotFound {
		t.Errorf("exit %d: %s", code, errs)
	}
	dir := discoverTree(t)
	if err := os.WriteFile(filepath.Join(dir, "deep.json"), bytes.Repeat([]byte("["), 1000), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, out, errs := discoverRun(t, false, dir); code != ExitPartial || !strings.Contains(errs, "deep.json: ") || !strings.Contains(out, "openai") {
		t.Errorf("exit %d: %s", code, errs)
	}
}
