package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/instance"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// derivedDir makes a data directory: a system on 1 March 2026, put into operation
// without an impact assessment on 1 May.
func derivedDir(t *testing.T) string {
	t.Helper()
	dir, now := t.TempDir(), time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	i, err := instance.Open(context.Background(), instance.Options{Dir: dir, Clock: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := i.Close(); err != nil {
			t.Error(err)
		}
	}()
	for _, s := range []aims.System{
		{Title: "Score", Purpose: "score", Stage: aims.StageVerification},
		{Title: "Score", Purpose: "score", Stage: aims.StageInOperation, InScope: aims.Yes},
	} {
		if _, err := i.Operator("test").Update(context.Background(), "test", func(tx kernel.Tx) error {
			_, err := tx.Put(context.Background(), kernel.Put{Kind: "system", Name: "score", Rev: kernel.RevAny, Spec: &s})
			return err
		}); err != nil {
			t.Fatal(err)
		}
		now = time.Date(2026, 5, 1, 9, 0, 0, 0, time.UTC)
	}
	return dir
}

func derivedRun(dir string, args ...string) (code int, out, talk string) {
	var o, e bytes.Buffer
	env := &Env{Ctx: context.Background(), In: strings.NewReader(""), Out: &o, Err: &e,
		Getenv: func(string) string { return "" }, Now: func() time.Time { return time.Date(2026, 6, 1, 9, 0, 0, 0, time.UTC) }}
	code = Main(env, append(args, "--data", dir))
	return code, o.String(), e.String()
}

func TestLintEndsWithThreeWhenThereAreErrorsAndLooksBack(t *testing.T) {
	t.Parallel()
	dir := derivedDir(t)
	code, out, talk := derivedRun(dir, "lint", "-o", "json")
	var got []struct{ Check, Clause, Severity, Record, Message, Fix string }
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatal(err, talk)
	}
	if code != ExitCondition {
		t.Errorf("exit %d: %s", code, out)
	}
	found := false
	for _, x := range got {
		found = found || x.Check == "L04" && x.Clause == "8.4" && x.Severity == "error" && x.Record == "system/score" && x.Fix != ""
	}
	if !found {
		t.Errorf("no L04 among %+v", got)
	}
	if code, out, _ = derivedRun(dir, "lint", "--as-of", "2026-04-01"); code != 0 || strings.Contains(out, "L04") {
		t.Errorf("as of April: exit %d: %s", code, out)
	}
	if code, _, talk = derivedRun(dir, "lint", "--check", "L99"); code != ExitUsage || !strings.Contains(talk, "L01 to L22") {
		t.Errorf("exit %d: %s", code, talk)
	}
}

func TestReadinessAndSoAGiveTheFieldsThatContractsName(t *testing.T) {
	t.Parallel()
	dir := derivedDir(t)
	code, out, talk := derivedRun(dir, "readiness", "-o", "json")
	var r struct {
		AsOf         struct{ Entry int } `json:"as_of"`
		Requirements struct{ Total, Met int }
		Clauses      []struct{ ID string }
	}
	if err := json.Unmarshal([]byte(out), &r); err != nil || code != 0 || r.AsOf.Entry != 2 || r.Requirements.Total != 165 || r.Requirements.Met != 1 || len(r.Clauses) != 32 {
		t.Errorf("exit %d, %v, %+v, %s", code, err, r, talk)
	}
	code, out, _ = derivedRun(dir, "soa", "-o", "json")
	var s struct {
		Version string
		Rows    []struct{ Control, Title, State, Reason string }
	}
	if err := json.Unmarshal([]byte(out), &s); err != nil || code != 0 || len(s.Rows) != 38 || s.Rows[0].Control != "iso42001:A.2.2" || s.Rows[0].State != "not-started" || s.Rows[0].Reason == "" {
		t.Errorf("exit %d, %v, %+v", code, err, s)
	}
	if code, _, _ = derivedRun(dir, "soa", "--exclude", "A.99"); code != ExitNotFound {
		t.Errorf("a control that does not exist: exit %d", code)
	}
	if code, out, _ = derivedRun(dir, "soa", "--since", "2026-04-01", "-o", "json"); code != 0 || strings.TrimSpace(out) != "[]" {
		t.Errorf("exit %d: %s", code, out)
	}
}

func TestStatusIsTheHomePageInText(t *testing.T) {
	t.Parallel()
	dir := derivedDir(t)
	code, out, _ := derivedRun(dir, "status")
	for _, want := range []string{"as of 1 Jun 2026 09:00 UTC (log 2)", "Load line    no risk criteria are in force", "1/165 requirements   0/38 controls in place"} {
		if code != 0 || !strings.Contains(out, want) {
			t.Errorf("exit %d, no %q in\n%s", code, want, out)
		}
	}
	if code, out, _ = derivedRun(dir, "coverage", "aiact", "-o", "json"); code != 0 || !strings.Contains(out, `"framework": "aiact:`) {
		t.Errorf("exit %d: %s", code, out)
	}
}
