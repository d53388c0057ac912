package cli

import (
	"context"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/plimsoll-aims/plimsoll/demo"
	"github.com/plimsoll-aims/plimsoll/demo/load"
	"github.com/plimsoll-aims/plimsoll/instance"
)

// kestrelDir is a data directory with the example organisation as it stands on
// its last day.
func kestrelDir(t *testing.T) string {
	t.Helper()
	dir, day := t.TempDir(), time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	i, err := instance.Open(context.Background(), instance.Options{Dir: dir, Clock: func() time.Time { return day }})
	if err != nil {
		t.Fatal(err)
	}
	if err := load.Into(context.Background(), i, func(t time.Time) { day = t }); err != nil {
		t.Error(err)
	}
	day = demo.Day
	if err := i.Close(); err != nil {
		t.Fatal(err)
	}
	return dir
}

// kestrelRun runs a command on the directory on the organisation's day.
func kestrelRun(t *testing.T, dir string, args ...string) (code int, out, talk string) {
	t.Helper()
	return riskRun(t, false, "", append(args, "--data", dir)...)
}

type fromTheRecords struct {
	Mean   float64
	Origin struct {
		Entry   int
		Records []struct {
			Record, From string
			Entry        int
		}
		LeftOut   []struct{ Record, Why string } `json:"left_out"`
		LossLimit struct{ Amount float64 }       `json:"loss_limit"`
	}
}

func riskJSON(t *testing.T, dir string, args ...string) fromTheRecords {
	t.Helper()
	code, out, talk := kestrelRun(t, dir, append(append([]string{"risk"}, args...), "-o", "json")...)
	var r fromTheRecords
	if err := json.Unmarshal([]byte(out), &r); code != ExitDone || err != nil {
		t.Fatalf("risk %v: exit %d, %v: %s", args, code, err, talk)
	}
	return r
}

func TestTheExampleOrganisationsRisksAreComputedFromItsRecords(t *testing.T) {
	t.Parallel()
	dir := kestrelDir(t)
	// Events a year x (min + 4 mode + max)/6, by hand from the register's ranges in thousand EUR.
	byHand := map[string]float64{
		"R01": 0.3 * (100 + 4*400 + 2200.) / 6, "R09": 1.5 * (5 + 4*30 + 250.) / 6, "R10": 0.15 * (80 + 4*600 + 4500.) / 6,
		"R12": 1.0 * (10 + 4*40 + 200.) / 6, "R24": 0.8 * (10 + 4*80 + 900.) / 6,
	}
	sum := 0.0
	for name, thousand := range byHand {
		r := riskJSON(t, dir, "quantify", "risk/"+name)
		if math.Abs(r.Mean-1000*thousand) > 0.5 {
			t.Errorf("%s: expected loss %.2f, want %.2f", name, r.Mean, 1000*thousand)
		}
		if n := r.Origin.Records; len(n) != 1 || n[0].Record != "risk/"+name || n[0].From != "estimate" || n[0].Entry == 0 || r.Origin.Entry < n[0].Entry {
			t.Errorf("%s: origin %+v", name, r.Origin)
		}
		sum += r.Mean
	}
	if r := riskJSON(t, dir, "portfolio", "--gate"); math.Abs(r.Mean-sum) > 1 || math.Abs(r.Mean-688_917) > 1 || len(r.Origin.LeftOut) != 21 || r.Origin.LossLimit.Amount != 900_000 {
		t.Errorf("portfolio: mean %.0f, sum %.0f, %d left out", r.Mean, sum, len(r.Origin.LeftOut))
	}
	if r := riskJSON(t, dir, "quantify", "risk/R04"); r.Mean <= 0 || r.Origin.Records[0].From != "levels" {
		t.Errorf("R04 has levels only: %+v", r)
	}
	t.Run("the whole answer is in the examples", func(t *testing.T) {
		_, out, _ := kestrelRun(t, dir, "risk", "portfolio")
		var lines []string
		for _, l := range strings.SplitAfter(out, "\n") {
			if !strings.HasPrefix(l, "as of") && !strings.HasPrefix(l, "from ") { // entries depend on how it was loaded
				lines = append(lines, l)
			}
		}
		want, err := os.ReadFile(riskExamples + "kestrel-quay.txt")
		if got := strings.Join(lines, ""); err != nil || got != string(want) {
			t.Errorf("%v; got\n%swant\n%s", err, got, want)
		}
	})
	t.Run("what if", func(t *testing.T) {
		if r := riskJSON(t, dir, "quantify", "risk/R09", "--set", "frequency.lef.pert=[3, 3, 3]"); math.Abs(r.Mean-187_500) > 1 {
			t.Errorf("twice as often costs %.0f, want 187,500", r.Mean)
		}
	})
	t.Run("treatment", func(t *testing.T) {
		code, out, talk := kestrelRun(t, dir, "risk", "treat")
		if code != ExitDone || !strings.Contains(out, "T13\t") || !strings.Contains(out, "T24\t") || !strings.Contains(out, "with those in place\t688,917 EUR") {
			t.Errorf("exit %d: %s%s", code, talk, out)
		}
	})
	t.Run("over the limit", func(t *testing.T) {
		if code, _, talk := kestrelRun(t, dir, "risk", "portfolio", "--rated", "--gate"); code != ExitCondition || !strings.Contains(talk, "OVER the limit") {
			t.Errorf("exit %d: %s", code, talk)
		}
	})
	t.Run("bands", func(t *testing.T) {
		if code, out, _ := kestrelRun(t, dir, "risk", "bands"); code != ExitDone || !strings.Contains(out, "5 almost certain\t5 critical") {
			t.Errorf("exit %d: %s", code, out)
		}
	})
	t.Run("before there was anything", func(t *testing.T) {
		if code, _, talk := kestrelRun(t, dir, "risk", "quantify", "risk/R09", "--as-of", "2026-01-01"); code != ExitNotFound {
			t.Errorf("exit %d: %s", code, talk)
		}
	})
	t.Run("words of the call", func(t *testing.T) {
		if code, _, talk := kestrelRun(t, dir, "risk", "quantify"); code != ExitUsage || !strings.Contains(talk, "risk/R09") {
			t.Errorf("exit %d: %s", code, talk)
		}
		file := filepath.Join(t.TempDir(), "one.yaml")
		if err := os.WriteFile(file, []byte(fairYAML), 0o600); err != nil {
			t.Fatal(err)
		}
		if r := riskJSON(t, dir, "quantify", file); r.Origin.Entry != 0 {
			t.Errorf("a file has no origin in the ledger: %+v", r.Origin)
		}
	})
}
