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

const quay = "../../examples/attack/kestrel-quay.yaml"

// attack runs a command line and gives its exit code and both streams.
func attackRun(t *testing.T, tty bool, args ...string) (code int, out, errs string) {
	t.Helper()
	var o, e bytes.Buffer
	code = Main(&Env{Ctx: context.Background(), In: strings.NewReader(""), Out: &o, Err: &e, Getenv: func(string) string { return "" },
		Now: func() time.Time { return time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC) }, OutTTY: tty}, append([]string{"attack"}, args...))
	return code, o.String(), e.String()
}

func TestAttackPathsGivesTheJSONThatContractsPromise(t *testing.T) {
	t.Parallel()
	code, out, errs := attackRun(t, false, "paths", quay, "-o", "json", "--ways", "2")
	if code != ExitDone {
		t.Fatalf("exit %d: %s", code, errs)
	}
	var r struct {
		Goals []struct {
			Goal        string
			Probability struct{ Estimate, Low, High *float64 }
			Paths       []struct {
				Probability float64
				Steps       []struct {
					Technique, On, Fact string
					From                []string
				}
			}
		}
	}
	if err := json.Unmarshal([]byte(out), &r); err != nil {
		t.Fatal(err)
	}
	if len(r.Goals) != 6 {
		t.Fatalf("the example names 6 goals, got %d", len(r.Goals))
	}
	for _, g := range r.Goals {
		p := g.Probability
		if g.Goal == "" || p.Estimate == nil || p.Low == nil || p.High == nil || *p.Low > *p.Estimate || *p.Estimate > *p.High || len(g.Paths) == 0 {
			t.Errorf("goal %+v is not complete", g)
		}
		for _, w := range g.Paths {
			for _, s := range w.Steps {
				if !strings.HasPrefix(s.Technique, "AML.T") || s.On == "" || s.Fact == "" || len(s.From) == 0 {
					t.Errorf("%s: step %+v is not complete", g.Goal, s)
				}
			}
		}
	}
}

func TestAttackCommandsAnswerWithTheirExitCodes(t *testing.T) {
	t.Parallel()
	bad := filepath.Join(t.TempDir(), "bad.yaml")
	if err := os.WriteFile(bad, []byte("attack-graph: 1\nassets:\n  - {id: a, kind: agnet}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		args []string
		code int
		says string
	}{
		{"a file that is not there is not found", []string{"paths", "nowhere.yaml"}, ExitNotFound, "there is no file nowhere.yaml"},
		{"a directory is a wrong call", []string{"paths", "."}, ExitUsage, "is a directory"},
		{"a bad file fails at its place", []string{"paths", bad}, ExitFailed, `bad.yaml:3:19: assets[0].kind: "agnet" is not a kind of asset in the vocabulary; did you mean agent?`},
		{"a target that names nothing is not found", []string{"paths", quay, "--to", "moon"}, ExitNotFound, `no goal and no asset "moon"`},
		{"an outcome that is none is not found", []string{"paths", quay, "--to", "lost on harbour-chat"}, ExitNotFound, "known: "},
		{"too many ways are a wrong call", []string{"paths", quay, "--ways", "1000"}, ExitUsage, "--ways"},
		{"an unknown format is a wrong call", []string{"paths", quay, "-o", "pdf"}, ExitUsage, "has no output format"},
		{"a cut of an asset with one outcome needs no more", []string{"cut", quay, "--to", "customer-records"}, ExitDone, ""},
		{"a cut of an asset with several outcomes asks which", []string{"cut", quay, "--to", "inference-host"}, ExitUsage, `name one of "compromised on inference-host"`},
		{"a cut without a target is a wrong call", []string{"cut", quay}, ExitUsage, "--to"},
		{"a cut that no candidate makes does not hold", []string{"cut", quay, "--to", "poisoned on kq-gbm-score"}, ExitCondition, "no candidate control"},
	} {
		code, _, errs := attackRun(t, false, c.args...)
		if code != c.code || !strings.Contains(errs, c.says) {
			t.Errorf("%s: exit %d, want %d; said %q, want %q", c.name, code, c.code, errs, c.says)
		}
	}
}

func TestAttackPathsShowsTextOnATerminalAndPicturesOnRequest(t *testing.T) {
	t.Parallel()
	page := filepath.Join(t.TempDir(), "report.html")
	code, out, errs := attackRun(t, true, "paths", quay, "--to", "member-data", "--report", page)
	if code != ExitDone || !strings.Contains(out, "Member data leave to an outsider") || !strings.Contains(out, "way 1") {
		t.Errorf("exit %d: %s%s", code, out, errs)
	}
	html, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"<!DOCTYPE html>", `role="img"`, "Ways in words", "@media print", "risk/R10"} {
		if !strings.Contains(string(html), want) {
			t.Errorf("no %s on the page", want)
		}
	}
	if strings.Contains(string(html), "style=\"") || strings.Contains(string(html), "<script") {
		t.Error("the page has style attributes or script")
	}
	if _, out, _ := attackRun(t, false, "paths", quay, "-o", "svg"); !strings.HasPrefix(out, "<svg ") {
		t.Errorf("-o svg gives %.40q", out)
	}
	if _, out, _ := attackRun(t, false, "paths", quay, "-o", "flow"); !strings.Contains(out, `"type": "bundle"`) {
		t.Errorf("-o flow gives %.40q", out)
	}
}

func TestAttackCutWritesAReportThatPrints(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		to   string
		code int
		says []string
	}{
		{"member-data", ExitDone, []string{"no way is left", "Proved", "What is cut, way by way", "Cut by", `class="attack-step attack-cut"`}},
		{"poisoned on kq-gbm-score", ExitCondition, []string{"no candidate control closes every way", "The way that stays open"}},
	} {
		page := filepath.Join(t.TempDir(), "cut.html")
		if code, _, errs := attackRun(t, false, "cut", quay, "--to", c.to, "--report", page); code != c.code {
			t.Errorf("%s: exit %d: %s", c.to, code, errs)
		}
		html, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range append(c.says, "<!DOCTYPE html>", "@media print", `role="img"`) {
			if !strings.Contains(string(html), want) {
				t.Errorf("%s: no %s on the page", c.to, want)
			}
		}
		if strings.Contains(string(html), "style=\"") || strings.Contains(string(html), "<script") {
			t.Errorf("%s: the page has style attributes or script", c.to)
		}
	}
	if _, out, _ := attackRun(t, false, "cut", quay, "--to", "member-data", "-o", "svg"); !strings.HasPrefix(out, "<svg ") || !strings.Contains(out, "cut by") {
		t.Errorf("-o svg gives %.40q", out)
	}
}

func TestAnInterruptedAttackCommandStops(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(context.Background())
	stop()
	for _, args := range [][]string{{"paths", quay}, {"cut", quay, "--to", "member-data"}} {
		var o, e bytes.Buffer
		code := Main(&Env{Ctx: ctx, In: strings.NewReader(""), Out: &o, Err: &e, Getenv: func(string) string { return "" }, Now: time.Now}, append([]string{"attack"}, args...))
		if code != ExitFailed || o.Len() > 0 || e.String() != "plimsoll: interrupted\n" {
			t.Errorf("%v: exit %d, %q, %q", args, code, o.String(), e.String())
		}
	}
}

func TestAttackCutNamesTheCheapestControls(t *testing.T) {
	t.Parallel()
	code, out, errs := attackRun(t, false, "cut", quay, "--to", "member-data", "-o", "json")
	var c struct {
		Goal     string
		Cost     float64
		Optimal  bool
		Controls []struct{ ID string }
	}
	if err := json.Unmarshal([]byte(out), &c); err != nil || code != ExitDone {
		t.Fatalf("exit %d: %v %s", code, err, errs)
	}
	if c.Goal != "member-data" || c.Cost != 37 || !c.Optimal || len(c.Controls) != 2 {
		t.Errorf("got %+v, want the two controls of 7 and 30", c)
	}
}

func TestAttackPathsSaysWhatADescriptionMayLack(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "g.yaml")
	graph := "attack-graph: 1\nassets:\n  - {id: tickets, kind: content, is: [untrusted]}\n  - {id: agent, kind: agent, is: [llm]}\n"
	if err := os.WriteFile(file, []byte(graph), 0o600); err != nil {
		t.Fatal(err)
	}
	const hint = "nobody takes in tickets"
	if _, out, errs := attackRun(t, false, "paths", file); strings.Contains(out, hint) || !strings.Contains(errs, hint) {
		t.Errorf("in a pipe: %q, %q", out, errs)
	}
	if _, out, errs := attackRun(t, true, "paths", file); !strings.Contains(out, hint) || errs != "" {
		t.Errorf("on a terminal the text ends with it: %q, %q", out, errs)
	}
	if _, out, _ := attackRun(t, false, "paths", file, "-o", "json"); !strings.Contains(out, hint) {
		t.Errorf("in JSON: %q", out)
	}
	for _, output := range []string{"json", "svg", "flow", "csv"} {
		if _, _, errs := attackRun(t, false, "paths", file, "-o", output); !strings.Contains(errs, hint) {
			t.Errorf("beside -o %s: %q", output, errs)
		}
	}
	if _, _, errs := attackRun(t, false, "paths", file, "-o", "json", "-q"); errs != "" {
		t.Errorf("-q talks: %q", errs)
	}
}
