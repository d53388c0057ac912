package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/plimsoll-aims/plimsoll/engine/risk"
)

// riskRun runs one command line and gives its exit code and what it wrote.
func riskRun(t *testing.T, tty bool, stdin string, args ...string) (code int, out, err string) {
	t.Helper()
	var o, e bytes.Buffer
	env := &Env{Ctx: context.Background(), In: strings.NewReader(stdin), Out: &o, Err: &e, OutTTY: tty,
		Getenv: func(string) string { return "" }, Now: func() time.Time { return time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC) }}
	code = Main(env, args)
	return code, o.String(), e.String()
}

const fairYAML = `currency: EUR
frequency: {tef: {pert: [0.2, 0.5, 2]}, vulnerability: {pert: [0.2, 0.4, 0.7]}}
severity: {pert: [10000, 50000, 400000]}
`

const riskExamples = "../../examples/risk/"

func TestRiskQuantifyGivesTheContractsJSON(t *testing.T) {
	t.Parallel()
	code, out, errs := riskRun(t, false, fairYAML, "risk", "quantify", "-", "-o", "json")
	if code != 0 {
		t.Fatalf("exit %d: %s", code, errs)
	}
	var r struct {
		Currency  string             `json:"currency"`
		PAnyLoss  float64            `json:"p_any_loss"`
		Mean      float64            `json:"mean"`
		SD        float64            `json:"sd"`
		Quantiles map[string]float64 `json:"quantiles"`
		TVaR      map[string]float64 `json:"tvar"`
		Curve     [][2]float64       `json:"curve"`
		Band      struct {
			Low  []float64 `json:"low"`
			High []float64 `json:"high"`
		} `json:"band"`
		Method string  `json:"method"`
		Engine string  `json:"engine"`
		Digest string  `json:"inputs_digest"`
		Seed   *uint64 `json:"seed"`
	}
	if err := json.Unmarshal([]byte(out), &r); err != nil {
		t.Fatal(err)
	}
	for what, v := range map[string][2]float64{
		"p_any_loss": {r.PAnyLoss, 0.2459}, "mean": {r.Mean, 29652.78}, "p0.99": {r.Quantiles["0.99"], 294.1e3},
		"p0.999": {r.Quantiles["0.999"], 455.3e3}, "tvar0.99": {r.TVaR["0.99"], 363294},
	} {
		if math.Abs(v[0]/v[1]-1) > 1e-3 {
			t.Errorf("%s = %g, want %g", what, v[0], v[1])
		}
	}
	if len(r.Curve) < 50 || len(r.Band.Low) != len(r.Curve) || len(r.Band.High) != len(r.Curve) {
		t.Errorf("%d curve points, band of %d and %d", len(r.Curve), len(r.Band.Low), len(r.Band.High))
	}
	for _, key := range []string{"0.5", "0.9", "0.95", "0.99", "0.999"} {
		if _, ok := r.Quantiles[key]; !ok {
			t.Errorf("no quantile %s", key)
		}
	}
	if r.Currency != "EUR" || r.Method != "exact-fft" || r.Engine == "" || !strings.HasPrefix(r.Digest, "sha256:") || r.Seed == nil {
		t.Errorf("origin: %+v", r)
	}
	again, _, _ := riskRun(t, false, fairYAML, "risk", "quantify", "-", "-o", "json")
	if again != 0 {
		t.Error("a second run fails")
	}
}

func TestRiskProblemsNameFileLineAndColumnAllAtOnce(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "bad.yaml")
	bad := "currency: euro\nfrequency: {lef: {pert: [3, 2, 1]}}\nseverity: {lognormal90: [0, 10]}\nseverty: 3\n"
	if err := os.WriteFile(file, []byte(bad), 0o600); err != nil {
		t.Fatal(err)
	}
	code, out, errs := riskRun(t, false, "", "risk", "quantify", file)
	if code != ExitFailed || out != "" {
		t.Errorf("exit %d, stdout %q", code, out)
	}
	for _, want := range []string{":1:11: currency", ":2:25: frequency.lef.pert", ":3:25: severity.lognormal90", ":4:1: severty"} {
		if !strings.Contains(errs, "bad.yaml"+want) {
			t.Errorf("no %q in:\n%s", want, errs)
		}
	}
	if code, _, _ := riskRun(t, false, "", "risk", "quantify", file+".no"); code != ExitNotFound {
		t.Errorf("a missing file exits %d, want %d", code, ExitNotFound)
	}
}

func TestRiskExamplesAreComputed(t *testing.T) {
	t.Parallel()
	// Expected loss a year, as the register of the example organisation has it.
	for file, want := range map[string]float64{"r01": 195000, "r09": 93750, "r10": 174500, "r12": 61666.67, "r24": 164000} {
		code, out, errs := riskRun(t, false, "", "risk", "quantify", riskExamples+file+".yaml", "-o", "json")
		var r struct{ Mean float64 }
		if err := json.Unmarshal([]byte(out), &r); code != 0 || err != nil || math.Abs(r.Mean-want) > 1 {
			t.Errorf("%s: exit %d, mean %g, want %g (%s)", file, code, r.Mean, want, errs)
		}
	}
	if code, _, errs := riskRun(t, true, "", "risk", "quantify", riskExamples+"elicited.yaml"); code != 0 {
		t.Errorf("elicited: exit %d: %s", code, errs)
	}
}

func TestRiskPortfolioHoldsItselfAgainstTheLine(t *testing.T) {
	t.Parallel()
	code, out, errs := riskRun(t, false, "", "risk", "portfolio", riskExamples+"portfolio.yaml", "--gate", "-o", "json")
	if code != ExitCondition || !strings.Contains(errs, "over the line by") {
		t.Errorf("exit %d: %s", code, errs)
	}
	var r struct {
		TVaR       map[string]float64 `json:"tvar"`
		Freeboard  float64            `json:"freeboard"`
		Under      bool               `json:"under"`
		Allocation []struct {
			ID   string  `json:"id"`
			Tail float64 `json:"tail"`
		} `json:"allocation"`
	}
	if err := json.Unmarshal([]byte(out), &r); err != nil {
		t.Fatal(err)
	}
	sum := 0.0
	for _, s := range r.Allocation {
		sum += s.Tail
	}
	if len(r.Allocation) != 5 || math.Abs(sum/r.TVaR["0.99"]-1) > 1e-9 || r.Under || r.Freeboard >= 0 {
		t.Errorf("allocation sums to %g of %g, freeboard %g", sum, r.TVaR["0.99"], r.Freeboard)
	}
}

func TestRiskTreatFindsTheCheapestWayUnderTheLine(t *testing.T) {
	t.Parallel()
	code, out, errs := riskRun(t, true, "", "risk", "treat", riskExamples+"treatment.yaml")
	if code != 0 {
		t.Fatalf("exit %d: %s", code, errs)
	}
	for _, want := range []string{"OVER the line", "under the line", "cheapest under the line", "A.9.2", "chance of losing more"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in:\n%s", want, out)
		}
	}
	if code, _, errs := riskRun(t, false, "", "risk", "treat", riskExamples+"portfolio.yaml"); code != ExitFailed || !strings.Contains(errs, "controls: missing") {
		t.Errorf("without controls: exit %d: %s", code, errs)
	}
}

func TestRiskWhatIfShowsBothSides(t *testing.T) {
	t.Parallel()
	code, out, errs := riskRun(t, false, "", "risk", "portfolio", riskExamples+"portfolio.yaml", "-o", "json", "--set", "scenarios[R10].frequency.lef.poisson=0.05")
	var r struct {
		Mean   float64
		WhatIf struct {
			Set  []string
			Base struct{ Mean float64 }
		} `json:"what_if"`
	}
	if err := json.Unmarshal([]byte(out), &r); code != 0 || err != nil {
		t.Fatalf("exit %d, %v: %s", code, err, errs)
	}
	// A tenth of an event a year fewer, at 1,163,333 an event.
	if d := r.WhatIf.Base.Mean - r.Mean; math.Abs(d-116333.33) > 1 {
		t.Errorf("the change takes %g off, want 116,333", d)
	}
	if code, _, _ := riskRun(t, false, "", "risk", "portfolio", riskExamples+"portfolio.yaml", "--set", "nothing=1"); code != ExitFailed {
		t.Errorf("an unknown path exits %d", code)
	}
	if code, _, _ := riskRun(t, false, "", "risk", "portfolio", riskExamples+"portfolio.yaml", "--set", "nothing"); code != ExitUsage {
		t.Errorf("a change without a value exits %d", code)
	}
}

func TestRiskReportsAreWellFormedAndAccessible(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, name := range []string{"r.svg", "r.html"} {
		file := filepath.Join(dir, name)
		code, _, errs := riskRun(t, false, fairYAML, "risk", "quantify", "-", "--report", file)
		if code != 0 {
			t.Fatalf("exit %d: %s", code, errs)
		}
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		text := string(b)
		for _, want := range []string{`role="img"`, "<title", "<desc", "<style>"} {
			if !strings.Contains(text, want) {
				t.Errorf("%s has no %s", name, want)
			}
		}
		if strings.Contains(text, "style=") {
			t.Errorf("%s has an inline style", name)
		}
		if name == "r.html" && (!strings.Contains(text, "<table>") || !strings.Contains(text, "@media print")) {
			t.Error("the page has no table or no rules for printing")
		}
		if name == "r.svg" {
			d := xml.NewDecoder(strings.NewReader(text))
			for {
				if _, err := d.Token(); err == io.EOF {
					break
				} else if err != nil {
					t.Fatalf("the image is not well-formed: %v", err)
				}
			}
		}
	}
	if code, _, _ := riskRun(t, false, fairYAML, "risk", "quantify", "-", "--report", filepath.Join(dir, "r.pdf")); code != ExitUsage {
		t.Errorf("an unknown ending exits %d", code)
	}
}

func TestRiskSimulationIsShownBesideTheExactFigures(t *testing.T) {
	t.Parallel()
	code, out, errs := riskRun(t, false, fairYAML, "risk", "quantify", "-", "-o", "json", "--simulate", "200000", "--seed", "3")
	var r struct {
		Mean       float64
		Seed       uint64
		Simulation struct {
			Years  int
			Mean   float64
			Digest string
		}
	}
	if err := json.Unmarshal([]byte(out), &r); code != 0 || err != nil {
		t.Fatalf("exit %d, %v: %s", code, err, errs)
	}
	for _, years := range []string{"-1", "3000000000"} {
		if code, _, _ := riskRun(t, false, fairYAML, "risk", "quantify", "-", "--simulate="+years); code != ExitUsage {
			t.Errorf("%s years exit %d", years, code)
		}
	}
	if r.Seed != 3 || r.Simulation.Years != 200000 || math.Abs(r.Simulation.Mean/r.Mean-1) > 0.03 || r.Simulation.Digest == "" {
		t.Errorf("%+v", r)
	}
}

func TestRiskBandsShowWhatTheMatrixPutsInTheWrongOrder(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, name := range []string{"b.svg", "b.html"} {
		file := filepath.Join(dir, name)
		code, out, errs := riskRun(t, true, "", "risk", "bands", riskExamples+"scale.yaml", "--report", file)
		if code != 0 || !strings.Contains(out, "contradiction") || !strings.Contains(out, "1 rare x 5 extreme (5, moderate)") || !strings.Contains(out, "31.6k*") {
			t.Errorf("exit %d: %s\n%s", code, errs, out)
		}
		page, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{`role="img"`, "Of 3 pairs of cells", "31.6k", `class="limit"`} {
			if !strings.Contains(string(page), want) {
				t.Errorf("%s lacks %s", name, want)
			}
		}
	}
	code, out, errs := riskRun(t, false, "", "risk", "bands", riskExamples+"scale.yaml", "-o", "json")
	var r struct {
		Cells  []any
		Digest string `json:"inputs_digest"`
		Engine string
		Seed   *uint64
	}
	if err := json.Unmarshal([]byte(out), &r); code != 0 || err != nil || len(r.Cells) != 25 || !strings.HasPrefix(r.Digest, "sha256:") || r.Engine == "" || r.Seed == nil {
		t.Errorf("exit %d, %v: %s\n%+v", code, err, errs, r)
	}
}

func TestRiskReportsOfEveryCommandPrint(t *testing.T) {
	t.Parallel()
	for verb, file := range map[string]string{"quantify": "r09.yaml", "portfolio": "portfolio.yaml", "treat": "treatment.yaml", "bands": "scale.yaml"} {
		page := filepath.Join(t.TempDir(), "r.html")
		if code, _, errs := riskRun(t, false, "", "risk", verb, riskExamples+file, "--report", page); code != 0 {
			t.Errorf("%s: exit %d: %s", verb, code, errs)
		}
		b, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{"<svg", "<table>", "@media print", "sha256:"} {
			if !strings.Contains(string(b), want) {
				t.Errorf("%s: the page lacks %s", verb, want)
			}
		}
	}
}

// Whoever has a result in whatever form can say what computed it from which inputs.
func TestRiskResultsOfEveryFormNameTheirOrigin(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for verb, file := range map[string]string{"quantify": "r09.yaml", "portfolio": "portfolio.yaml", "treat": "treatment.yaml", "bands": "scale.yaml"} {
		named := map[string]string{}
		for _, ext := range []string{".svg", ".html"} {
			path := filepath.Join(dir, verb+ext)
			code, out, errs := riskRun(t, false, "", "risk", verb, riskExamples+file, "--report", path)
			if code != ExitDone {
				t.Fatalf("%s: exit %d: %s", verb, code, errs)
			}
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			named["table"], named[ext] = out, string(b)
		}
		for form, text := range named {
			for _, want := range []string{risk.Engine, risk.Method, "sha256:", "seed "} {
				if !strings.Contains(text, want) {
					t.Errorf("%s, %s: lacks %q", verb, form, want)
				}
			}
		}
	}
}

func TestExpertsWhoContradictOneAnotherAreRefusedOrToldWithTheReason(t *testing.T) {
	t.Parallel()
	const file = "currency: EUR\nfrequency: {lef: 1}\nseverity: {experts: [{name: ann, uniform: [1, 2]}, {name: bo, uniform: [50, 90]}]%s}\n"
	code, out, errs := riskRun(t, true, fmt.Sprintf(file, ""), "risk", "quantify", "-")
	if code != ExitFailed || out != "" || !strings.Contains(errs, `stdin:3:52: severity.experts[1]: the experts "ann" (1 to 2) and "bo" (50 to 90) contradict each other`) {
		t.Errorf("exit %d: %s", code, errs)
	}
	kept := fmt.Sprintf(file, ", disagreement: they speak of different years")
	code, _, errs = riskRun(t, true, kept, "risk", "quantify", "-")
	if code != ExitDone || !strings.Contains(errs, "have nothing in common; both are kept on purpose: they speak of different years") {
		t.Errorf("exit %d: %s", code, errs)
	}
	if _, _, errs := riskRun(t, true, kept, "risk", "quantify", "-", "--quiet"); errs != "" {
		t.Errorf("quiet: %s", errs)
	}
}

// A long run ends when it is interrupted; without that this one would take hours,
// and so would waiting for input that never comes.
func TestRiskStopsWhenItIsInterrupted(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	never, w := io.Pipe()
	defer w.Close()
	for _, args := range [][]string{
		{"risk", "quantify", riskExamples + "r09.yaml", "--simulate", "400000000"},
		{"risk", "portfolio", riskExamples + "portfolio.yaml"}, {"risk", "treat", riskExamples + "treatment.yaml"},
		{"risk", "bands", riskExamples + "scale.yaml"}, {"risk", "quantify", "-"},
	} {
		var o, e bytes.Buffer
		env := &Env{Ctx: ctx, In: never, Out: &o, Err: &e, Getenv: func(string) string { return "" }, Now: time.Now}
		if code := Main(env, args); code != ExitFailed || o.Len() > 0 || e.String() != "plimsoll: interrupted\n" {
			t.Errorf("%v: exit %d, %q, %q", args, code, o.String(), e.String())
		}
	}
}
