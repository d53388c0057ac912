package risk

import (
	"math"
	"strings"
	"testing"
)

const scaleYAML = `id: kestrel-quay
version: "1.1"
from: 2026-02-09
currency: EUR
likelihood:
  - {name: rare, per_year: [0.001, 0.01]}
  - {name: unlikely, per_year: [0.01, 0.1]}
  - {name: possible, per_year: [0.1, 1]}
  - {name: likely, per_year: [1, 10]}
  - {name: frequent, per_year: [10, 100]}
consequence:
  - {name: minor, loss: [1000, 10000]}
  - {name: moderate, loss: [10000, 100000]}
  - {name: serious, loss: [100000, 1000000]}
  - {name: severe, loss: [1000000, 10000000]}
  - {name: extreme, loss: [10000000, 100000000]}
bands: [{name: low, from: 1}, {name: moderate, from: 5}, {name: high, from: 10}, {name: critical, from: 15}]
`

func TestAMatrixThatMultipliesLevelsContradictsTheMoney(t *testing.T) {
	t.Parallel()
	s, err := ReadScale("s.yaml", []byte(scaleYAML))
	if err != nil {
		t.Fatal(err)
	}
	r := must(s.Evaluate(always))
	if len(r.Cells) != 25 || len(r.Contradictions) == 0 {
		t.Fatalf("%d cells, %d contradictions", len(r.Cells), len(r.Contradictions))
	}
	// By hand: (9e-3/ln 10) events x 40.4M a loss for rare and extreme.
	cell := r.Cells[4]
	near(t, "mean of rare x extreme", cell.Mean, 0.009/math.Log(10)*4.040012826945718e7, 1e-9)
	// Rare x extreme scores 5, unlikely x serious 6; the first loses ten times as much.
	found := false
	for _, c := range r.Contradictions {
		if c.Lower.Score >= c.Higher.Score || c.Lower.Mean <= c.Higher.Mean || c.Lower.TVaR99 <= c.Higher.TVaR99 {
			t.Errorf("no contradiction: %+v", c)
		}
		found = found || c.Lower == cell && c.Higher.Likelihood == 2 && c.Higher.Consequence == 3
	}
	if !found {
		t.Error("rare x extreme (5) against unlikely x serious (6) is not found")
	}
}

func TestAMatrixInTheOrderOfTheMoneyHasNoContradiction(t *testing.T) {
	t.Parallel()
	s, err := ReadScale("s.yaml", []byte(scaleYAML+"matrix: [[1, 2, 3, 4, 5], [2, 3, 4, 5, 6], [3, 4, 5, 6, 7], [4, 5, 6, 7, 8], [5, 6, 7, 8, 9]]\n"))
	if err != nil {
		t.Fatal(err)
	}
	if r := must(s.Evaluate(always)); len(r.Contradictions) != 0 {
		t.Errorf("%d contradictions, the first %+v", len(r.Contradictions), r.Contradictions[0])
	}
}

func TestLevelsAreReadAsTheirRanges(t *testing.T) {
	t.Parallel()
	text := "currency: EUR\nscale:\n  " + strings.ReplaceAll(strings.TrimSpace(strings.Replace(scaleYAML, "currency: EUR\n", "", 1)), "\n", "\n  ") +
		"\nfrequency: {lef: {level: 3}}\nseverity: {level: 2}\n"
	s, err := Read("f.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	near(t, "rate", s.Rate[0].Dist.Mean(), 0.9/math.Log(10), 1e-12)
	near(t, "loss", s.Primary.Parts[0].Dist.Mean(), 40400.12826945718, 1e-9)
	if _, err := Read("f.yaml", []byte(strings.Replace(text, "level: 3", "level: 9", 1))); err == nil || !strings.Contains(err.Error(), "one of the levels 1 to 5") {
		t.Errorf("level 9: %v", err)
	}
	if _, err := Read("f.yaml", []byte("currency: EUR\nfrequency: {lef: {level: 1}}\nseverity: 1\n")); err == nil || !strings.Contains(err.Error(), "give scale in the same file") {
		t.Errorf("a level without a scale: %v", err)
	}
	for value, want := range map[float64]int{0: 1, 0.005: 1, 0.01: 2, 0.5: 3, 1000: 5} {
		sc, _ := ReadScale("s.yaml", []byte(scaleYAML))
		if got := LevelOf(sc.Likelihood, value); got != want {
			t.Errorf("level of %g is %d, want %d", value, got, want)
		}
	}
}

func TestAScaleWithGapsInItsOrderIsRefused(t *testing.T) {
	t.Parallel()
	for old, new := range map[string]string{
		"per_year: [0.01, 0.1]": "per_year: [0.005, 0.1]", "loss: [1000, 10000]": "loss: [0, 10000]",
		"{name: moderate, from: 5}": "{name: moderate, from: 0}", `version: "1.1"`: "", "per_year: [1, 10]": "per_year: [10, 1]",
	} {
		if _, err := ReadScale("s.yaml", []byte(strings.Replace(scaleYAML, old, new, 1))); err == nil {
			t.Errorf("%s for %s is accepted", new, old)
		}
	}
}
