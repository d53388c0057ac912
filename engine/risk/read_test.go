package risk

import (
	"encoding/json"
	"errors"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/plimsoll-aims/plimsoll/fault"
)

const goodYAML = `currency: EUR
frequency: {lef: {poisson: 0.1}}
severity: {lognormal90: [1000, 20000]}
`

func problems(t testing.TB, err error) []fault.Problem {
	t.Helper()
	var e *fault.Error
	if !errors.As(err, &e) || e.Kind != fault.Invalid {
		t.Fatalf("%v is not a list of problems", err)
	}
	return e.Problems
}

func TestEveryFormOfAQuantityIsRead(t *testing.T) {
	t.Parallel()
	for form, mean := range map[string]float64{
		"250":                  250,
		"1_000":                1000,
		"{pert: [10, 20, 60]}": 25,
		"{pert: [20, 20, 20]}": 20,
		"{pert: {min: 10, mode: 20, max: 60, weight: 2}}":             27.5 - 0,
		"{pert: {min: 10, mode: 20, max: 60, parametrisation: mc2d}}": 25,
		"{uniform: [10, 30]}": 20,
		"{beta: [2, 3]}":      0.4,
		"{beta: {alpha: 2, beta: 3, min: 10, max: 20}}":                            14,
		"{gamma: {shape: 2, scale: 15}}":                                           30,
		"{gamma: {mean: 30, sd: 10}}":                                              30,
		"{exponential: 40}":                                                        40,
		"{lognormal90: [1, 10]}":                                                   4.040012826945718,
		"{empirical: [1, 2, 6]}":                                                   3,
		"{empirical: {values: [1, 2], weights: [3, 1]}}":                           1.25,
		"{experts: [{name: a, weight: 3, uniform: [0, 10]}, {uniform: [10, 30]}]}": 8.75,
	} {
		s, err := Read("f.yaml", []byte("currency: EUR\nfrequency: {lef: 1}\nseverity: "+form+"\n"))
		if err != nil {
			t.Errorf("%s: %v", form, err)
			continue
		}
		near(t, form, s.Primary.Parts[0].Dist.Mean(), mean, 1e-9)
	}
	s, err := Read("f.yaml", []byte("currency: EUR\nfrequency: {lef: {base_rate: {events: 3, years: 60, under_reporting: {pert: [1, 4, 10]}}}}\nseverity: 1\n"))
	if err != nil {
		t.Fatal(err)
	}
	near(t, "base rate", s.Rate[0].Dist.Mean(), 3.5/60*4.5, 1e-12)
}

func TestEveryCountIsRead(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Count{
		"lef: {poisson: 2}":                                                 {},
		"lef: {bernoulli: 0.2}":                                             {Kind: Bernoulli},
		"lef: {negative_binomial: {mean: 2, size: 0.5}}":                    {Kind: NegativeBinomial, Size: 0.5},
		"lef: {binomial: {n: 8, p: 0.25}}":                                  {Kind: Binomial, Trials: 8},
		"tef: 2, vulnerability: 0.5, count: {negative_binomial: {size: 3}}": {Kind: NegativeBinomial, Size: 3},
		"tef: 0.4, vulnerability: 0.5, count: bernoulli":                    {Kind: Bernoulli},
	} {
		s, err := Read("f.yaml", []byte("currency: EUR\nfrequency: {"+text+"}\nseverity: 1\n"))
		if err != nil || s.Count != want {
			t.Errorf("%s: %+v, %v", text, s.Count, err)
		}
	}
}

// Impossible inputs: each is a problem at its field, never a figure.
func TestImpossibleInputsAreProblemsAtTheirField(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"frequency: {lef: {poisson: -1}}":                                            "2:28: frequency.lef.poisson: -1 is not a rate",
		"frequency: {lef: {poisson: .inf}}":                                          "not a finite number",
		"frequency: {lef: {poisson: .nan}}":                                          "expected a number",
		"frequency: {lef: {poisson: 1e999}}":                                         "not a finite number",
		"frequency: {lef: {poisson: 1e9}}":                                           "is not a rate per year, 0 to 100000",
		"frequency: {lef: {bernoulli: 1.2}}":                                         "is not a probability",
		"frequency: {lef: {binomial: {n: 2.5, p: 0.1}}}":                             "not a whole number",
		"frequency: {lef: {negative_binomial: {mean: 1, size: 0}}}":                  "is not a size",
		"frequency: {lef: {pert: [3, 2, 1]}}":                                        "not in rising order",
		"frequency: {lef: {pert: [1, 2]}}":                                           "expected 3 numbers",
		"frequency: {lef: {uniform: [2, 1]}}":                                        "greater than max",
		"frequency: {tef: 1}":                                                        "missing: lef",
		"frequency: {lef: 1, tef: 1, vulnerability: 1}":                              "not both",
		"frequency: {tef: 1, vulnerability: {uniform: [0.5, 1.5]}}":                  "is not a probability",
		"frequency: {tef: 1, vulnerability: {gamma: [1, 1]}}":                        "reaches beyond 1",
		"frequency: {tef: 1, vulnerability: {tests: {passed: 5, of: 4}}}":            "5 tests passed of 4",
		"frequency: {lef: {lognormal90: [1, 1e9]}}":                                  "is not a rate",
		"frequency: {lef: {base_rate: {events: 1, years: 0, under_reporting: 1}}}":   "must be positive",
		"frequency: {lef: {base_rate: {events: 1, years: 5}}}":                       "missing: how many real events",
		"frequency: {lef: {base_rate: {events: 1, years: 5, under_reporting: 0.5}}}": "0.5 is not a factor, 1 to 1000",
		"frequency: {lef: {experts: []}}":                                            "list of 1 to 100 experts",
		"frequency: {lef: {experts: [{pert: [2, 1, 3]}]}}":                           "frequency.lef.experts[0].pert",
		"frequency: {tef: 0.4, vulnerability: 1, count: 3}":                          "use poisson, bernoulli",
		"frequency: {tef: 3, vulnerability: 1, count: bernoulli}":                    "at most one event",
		"frequency: nothing":                                                         "expected lef",
		"frequency: {lef: *x}":                                                       "anchor",
		"frequency: {lef: 1, lef: 2}":                                                "given twice",
		"frequency: {lef: {poisson: 1, pert: [1, 2, 3]}}":                            "unknown field; known here",
	} {
		_, err := Read("f.yaml", []byte("currency: EUR\n"+text+"\nseverity: 1\n"))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s:\n got %v\nwant %s", text, err, want)
		}
	}
	for text, want := range map[string]string{
		"{lognormal90: [0, 10]}":                                   "both ends above zero",
		"{lognormal90: [10, 5]}":                                   "greater than high",
		"{lognormal90: [1, 1e8]}":                                  "nothing is known",
		"{gamma: {shape: 0, scale: 1}}":                            "must be positive",
		"{empirical: []}":                                          "give 1 to 10,000",
		"{empirical: {values: [1], weights: [0]}}":                 "weights must be positive",
		"{empirical: {values: [0, 7], weights: [100000, 1e-300]}}": "weights must be positive",
		"{empirical: [-1]}":                                        "not an amount",
		"-5":                                                       "not an amount",
		"1e16":                                                     "not an amount",
		"{forms: {pain: 3}}":                                       "unknown field; known here: productivity, response",
		"{forms: {}}":                                              "at least one loss form",
		"{pert: {min: 1, mode: 2, max: 3, parametrisation: other}}": "use vose or mc2d",
		"[1, 2]": "expected a number, pert",
	} {
		_, err := Read("f.yaml", []byte("currency: EUR\nfrequency: {lef: 1}\nseverity: "+text+"\n"))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s:\n got %v\nwant %s", text, err, want)
		}
	}
}

func TestExpertsWhoContradictOneAnotherAreAProblemUnlessItIsMeant(t *testing.T) {
	t.Parallel()
	const views = "experts: [{name: ann, uniform: [1, 2]}, {uniform: [50, 90]}, {name: cy, uniform: [1.5, 60]}]"
	file := func(severity string) []byte {
		return []byte("currency: EUR\nfrequency: {lef: 1}\nseverity: {" + severity + "}\n")
	}
	_, err := Read("f.yaml", file(views))
	ps := problems(t, err)
	if len(ps) != 1 || ps[0].Path != "severity.experts[1]" || ps[0].Code != "contradiction" || ps[0].Where != "f.yaml:3:52" ||
		!strings.Contains(ps[0].Message, `the experts "ann" (1 to 2) and number 2 (50 to 90) contradict each other`) ||
		!strings.Contains(ps[0].Message, "`disagreement: the reason`") {
		t.Errorf("%+v", ps)
	}
	s, err := Read("f.yaml", file(views+", disagreement: two schools"))
	if err != nil || len(s.Notes) != 2 || !strings.Contains(s.Notes[0],
		`severity.experts (line 3): the ranges of the experts "ann" (1 to 2) and number 2 (50 to 90) have nothing in common; both are kept on purpose: two schools`) ||
		!strings.Contains(s.Notes[1], `the 90 % ranges of the experts "ann" (1 to 2) and "cy" (1.5 to 60) have nothing in common; settle why`) {
		t.Errorf("%q, %v", s.Notes, err)
	}
	near(t, "pooled", s.Primary.Parts[0].Dist.Mean(), (1.5+70+30.75)/3, 1e-12)
	for severity, want := range map[string]string{
		views + ", disagreement: ''":                    "severity.disagreement: missing: the reason",
		views + ", disagreement: [a]":                   "severity.disagreement: expected text",
		"uniform: [1, 2], disagreement: none":           "severity.disagreement: unknown field",
		"experts: [{uniform: [1, 2], disagreement: x}]": "cannot be a panel",
	} {
		if _, err := Read("f.yaml", file(severity)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", severity, err)
		}
	}
	// A lognormal's range is the one that is given, its 90 %; an evidence's too.
	for _, views := range []string{"{lognormal90: [1, 2]}, {lognormal90: [3, 4]}", "{lognormal90: [1, 2]}, {pert: [3, 4, 5]}", "{uniform: [4, 4]}, {exponential: 1}", "{uniform: [4, 4]}, {uniform: [5, 5]}"} {
		if _, err := Read("f.yaml", file("experts: ["+views+"]")); err == nil || !strings.Contains(err.Error(), "contradict") {
			t.Errorf("%s: %v", views, err)
		}
	}
	// Views that meet need no reason, and a reason does them no harm.
	if s, err := Read("f.yaml", file("experts: [{uniform: [1, 2]}, {uniform: [1.5, 3]}], disagreement: none")); err != nil || len(s.Notes) != 0 {
		t.Errorf("%q, %v", s.Notes, err)
	}
}

func TestPortfolioProblemsAreFoundAllAtOnce(t *testing.T) {
	t.Parallel()
	_, err := ReadPortfolio("p.yaml", []byte(`currency: EUR
scenarios:
  - {id: a, frequency: {lef: 1}, severity: 5}
  - {id: a, frequency: {lef: {bernoulli: 0.1}}, severity: -5, loading: 0.3}
  - {frequency: {lef: 1}, severity: 5, loading: 9}
shocks:
  - {name: s, rate: 99, hits: {z: 0.5, a: 2}}
tolerance: [{loss: 100, probability: 0.1}, {loss: 50, probability: 0.2}, {loss: 500, probability: 0}]
controls:
  - {id: x, prevents: 1.5}
  - {id: x, applies_to: [q]}
  - {id: y, caps: 0, days_out_of_order: 400}
`))
	text := err.Error()
	for _, want := range []string{
		"4:10: scenarios[1].id", "scenarios[1].severity: -5", "scenarios[2].id: missing", "scenarios[2].loading: 9",
		"shocks[0].rate: 99", "shocks[0].hits.z: no scenario", "shocks[0].hits.a: 2 is not a probability",
		"tolerance[1]: a tolerance curve rises", "tolerance[2].probability: 0 is not",
		"controls[0].prevents: 1.5", "controls[1].id: \"x\" is used twice", "controls[1].applies_to[0]: no scenario",
		"controls[1]: missing: prevents", "controls[2].caps: 0; a cap must be positive", "controls[2].days_out_of_order: 400",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in:\n%s", want, text)
		}
	}
}

func TestAFileThatIsNoYAMLIsOneProblemWithAPosition(t *testing.T) {
	t.Parallel()
	where := regexp.MustCompile(`^f\.yaml:\d+:\d+$`)
	for _, text := range []string{"", "{", "a: [1,\nb: 2\n", "a: 1\n\tb: 2", "\x00", "a: 1\n---\nb: 2", "- 1", "3", strings.Repeat("[", 200), "? [a]\n: b", "&a [*a]"} {
		_, err := Read("f.yaml", []byte(text))
		for _, p := range problems(t, err) {
			if !where.MatchString(p.Where) {
				t.Errorf("%q: problem without a position: %+v", text, p)
			}
		}
	}
	_, err := Read("f.yaml", make([]byte, maxFile+1))
	if ps := problems(t, err); len(ps) != 1 || ps[0].Code != "too-large" {
		t.Errorf("a file that is too large: %v", err)
	}
}

func TestWhatIfsPassTheSameChecks(t *testing.T) {
	t.Parallel()
	s, err := Read("f.yaml", []byte(goodYAML), Change{"frequency.lef.poisson", "0.5"}, Change{"severity.lognormal90[1]", "50000"})
	if err != nil || s.Rate[0].Dist.Mean() != 0.5 {
		t.Errorf("%+v, %v", s.Rate, err)
	}
	for _, c := range []Change{{"frequency.lef.poisson", "-1"}, {"frequency.no", "1"}, {"severity.lognormal90[7]", "1"}, {"severity", "{"}, {"severity", "&a [*a]"}} {
		if _, err := Read("f.yaml", []byte(goodYAML), c); err == nil {
			t.Errorf("%v is accepted", c)
		}
	}
	if got := strings.Join(steps("controls[A.6.2.4].prevents.tests[0]"), "|"); got != "controls|A.6.2.4|prevents|tests|0" {
		t.Errorf("steps: %s", got)
	}
}

func TestTheDigestFollowsTheInputsAndNothingElse(t *testing.T) {
	t.Parallel()
	read := func(text string) Scenario {
		s, err := Read("f.yaml", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	a := read(goodYAML)
	if b := read("# a comment\nname: other\n" + goodYAML); b.Digest() != a.Digest() {
		t.Error("a comment and a name change the digest")
	}
	if b := read(strings.Replace(goodYAML, "0.1", "0.10000001", 1)); b.Digest() == a.Digest() {
		t.Error("another rate has the same digest")
	}
	if b := read(strings.Replace(goodYAML, "EUR", "USD", 1)); b.Digest() == a.Digest() {
		t.Error("another currency has the same digest")
	}
}

// finite checks that a result has no NaN and no infinity: JSON refuses them.
func finite(t testing.TB, what string, v any) {
	t.Helper()
	if _, err := json.Marshal(v); err != nil {
		t.Fatalf("%s: %v", what, err)
	}
}

func TestExtremesOfEveryRangeGiveFiniteFiguresInTime(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"frequency: {lef: 0}\nseverity: 5", "frequency: {lef: 1}\nseverity: 0", "frequency: {lef: 1e-12}\nseverity: 1e15",
		"frequency: {lef: 100000}\nseverity: {lognormal90: [1, 1000000]}", "frequency: {lef: {uniform: [0, 100000]}}\nseverity: {exponential: 1}",
		"frequency: {lef: {negative_binomial: {mean: 1000, size: 0.01}}}\nseverity: {pert: [0, 0, 1e15]}",
		"frequency: {lef: {bernoulli: 1}}\nseverity: {pert: [1, 1, 2]}", "frequency: {lef: {binomial: {n: 1000000, p: 0.05}}}\nseverity: {gamma: [0.01, 1000]}",
		"frequency: {tef: 1, vulnerability: 0}\nseverity: {uniform: [0, 1]}", "frequency: {lef: {lognormal90: [0.01, 5]}}\nseverity: {beta: [0.001, 0.001]}",
		"frequency: {tef: {uniform: [0, 900]}, vulnerability: {uniform: [0, 1]}}\nseverity: {lognormal90: [1, 900000]}\nsecondary: {probability: {uniform: [0, 1]}, severity: {lognormal90: [1, 900000]}}",
		"frequency: {tef: {lognormal90: [0.01, 7]}, vulnerability: {empirical: [0, 0.001]}}\nseverity: {gamma: [7, 300000]}", // its rule reaches 10^9 a year
		"frequency: {lef: 2}\nseverity: {empirical: [0, 0, 1]}", "frequency: {lef: 2}\nseverity: {uniform: [0.001, 1e15]}",
	} {
		start := time.Now()
		s, err := Read("f.yaml", []byte("currency: EUR\n"+text+"\n"))
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		r := must(quantified(s).Result(always))
		finite(t, text, r)
		if d := time.Since(start); d > 2*time.Minute {
			t.Errorf("%s: took %v", text, d)
		}
		if r.PAnyLoss < 0 || r.PAnyLoss > 1 || r.Quantiles["0.99"] < 0 || math.IsNaN(r.Mean) {
			t.Errorf("%s: %+v", text, r)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(goodYAML))
	files, _ := filepath.Glob("../../examples/risk/*.yaml")
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Add([]byte("currency: EUR\nfrequency: {lef: {uniform: [0, 100000]}}\nseverity: {empirical: {values: [1], weights: [0]}}\n"))
	where := regexp.MustCompile(`^f\.yaml:\d+:\d+$`)
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 4096 {
			return
		}
		s, err := Read("f.yaml", data)
		if err != nil {
			for _, p := range problems(t, err) {
				if !where.MatchString(p.Where) || p.Message == "" {
					t.Fatalf("a problem without a position or a message: %+v", p)
				}
			}
		} else {
			m := compile(s)
			a := coarse(m, 1024)
			finite(t, "levels", a.Curve())
			wellFormed(t, a)
		}
		if s, err := ReadScale("f.yaml", data); err == nil && len(s.Score) > 0 {
			finite(t, "cell", s.Rate(1).Mean()*s.Loss(len(s.Consequence)).Mean())
		}
		if p, err := ReadPortfolio("f.yaml", data); err == nil && len(p.Scenarios) < 8 && len(p.Controls) < 8 {
			finite(t, "ALE", p.ALE())
			finite(t, "residual ALE", p.Residual().ALE())
			finite(t, "shares", must(p.Shapley(always, func(int) bool { return true })))
		}
	})
}
