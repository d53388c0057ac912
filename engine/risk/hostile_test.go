package risk

import (
	"fmt"
	"math"
	"strings"
	"testing"
)

// What a file can hold that takes a careless reader down, or for a very long walk.

func TestAFileOfMistakesListsTheFirstHundred(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString("currency: EUR\nfrequency: {lef: 1}\nseverity: 1\n")
	for i := range 90_000 {
		fmt.Fprintf(&b, "k%d: 1\n", i)
	}
	_, err := Read("f.yaml", []byte(b.String()))
	ps := problems(t, err)
	if n := len(ps); n != maxListed+1 || ps[0].Where != "f.yaml:4:1" || !strings.HasPrefix(ps[n-1].Message, "89900 more problems") {
		t.Errorf("%d problems, the first at %s, the last %q", n, ps[0].Where, ps[n-1].Message)
	}
	if len(err.Error()) > 100_000 {
		t.Errorf("the message has %d bytes", len(err.Error()))
	}
}

func TestAnEndlessKeyIsNotRepeated(t *testing.T) {
	t.Parallel()
	_, err := Read("f.yaml", []byte("currency: EUR\n"+strings.Repeat("x", 1_000_000)+": 1\n"))
	if ps := problems(t, err); len(ps) != 1 || ps[0].Where != "f.yaml:2:1" || len(err.Error()) > 200 {
		t.Errorf("%.300v", err)
	}
}

func TestAliasesAndDepthAreRefusedAtOnce(t *testing.T) {
	t.Parallel()
	bomb := "a: &a [x, x, x, x, x, x, x, x, x]\n"
	for c := 'b'; c < 'k'; c++ {
		bomb += fmt.Sprintf("%c: &%c [%s]\n", c, c, strings.TrimSuffix(strings.Repeat("*"+string(c-1)+", ", 9), ", "))
	}
	for name, c := range map[string]struct{ text, want string }{
		"aliases that double":     {bomb + "severity: *j\n", "aliases"},
		"a value that is itself":  {"currency: EUR\nfrequency: &f {lef: *f}\n", "aliases"},
		"a hundred thousand deep": {"severity: " + strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000), "depth"},
		"never closed":            {strings.Repeat("[", 3_000_000), "readable"},
		"dashes":                  {strings.Repeat("- ", 300_000) + "1\n", "depth"},
	} {
		_, err := Read("f.yaml", []byte(c.text))
		if err == nil || !strings.Contains(err.Error(), c.want) || len(err.Error()) > 500 {
			t.Errorf("%s: %.300v", name, err)
		}
	}
}

func TestManyCapsOnOneLossAreAMixtureOfTheLowestThatHolds(t *testing.T) {
	t.Parallel()
	s := Severity{Parts: []Factor{{"severity", Lognormal90(1e3, 1e5)}}}
	want, rest := 0.0, 1.0
	for i := range 16 {
		limit := 1000 * float64(i+2)
		want += rest * 0.9 * Lognormal90(1e3, 1e5).LimitedMean(limit)
		rest *= 0.1
	}
	want += rest * Lognormal90(1e3, 1e5).Mean()
	for i := range 16 {
		s = s.capped(1000*float64(16-i+1), 0.9)
	}
	c := s.Parts[0].Dist.(caps)
	if len(c.Parts) != 17 {
		t.Errorf("16 caps are %d parts", len(c.Parts))
	}
	near(t, "mean", c.Mean(), want, 1e-12)
	// Two caps by hand: both hold with 0.81, only the upper one with 0.09.
	two := Severity{Parts: []Factor{{"s", Const(100)}}}.capped(50, 0.9).capped(80, 0.9)
	near(t, "two", two.mean(), 0.9*50+0.1*0.9*80+0.01*100, 1e-12)
}

// Sixteen controls on each of many scenarios have a million subsets; their fair
// shares are still a matter of arithmetic.
func TestFairSharesOfSixteenControlsAddUpOnEveryScenario(t *testing.T) {
	t.Parallel()
	p := Portfolio{Currency: "EUR"}
	for range 3 {
		s := scenario(PERT(1, 2, 3, 4), Lognormal90(1, 1e4), Gamma{0.5, 1e3}, PERT(1, 2, 3, 4))
		s.Primary.Comonotone = true
		p.Scenarios = append(p.Scenarios, s)
	}
	for i := range 16 {
		c := Control{Prevents: []Factor{{"e", Beta{1, 20, 0, 1}}}, Cap: 100 * float64(i+2), Holds: []Factor{{"h", Const(0.5)}}, Cost: Factor{"c", Const(1)}}
		for k := range p.Scenarios {
			c.On = append(c.On, k)
		}
		p.Controls = append(p.Controls, c)
	}
	sum := 0.0
	for _, v := range must(p.Shapley(always, all)) {
		sum += v
	}
	near(t, "sum", sum, p.ALE()-p.With(all).ALE(), 1e-9)
}

// With more transforms than memory is given for, they are computed again where
// they are needed, and the figures are the same.
func TestAPortfolioThatDoesNotFitInMemoryHasTheSameFigures(t *testing.T) {
	t.Parallel()
	p := mixedPortfolio()
	ms := must(p.models(always))
	g := newGrid(must(p.reach(always, ms))/1024, 1024)
	kept := must(p.onGrid(always, g, ms))
	lean := must(p.onGrid(always, g, ms))
	clear(lean.kept)
	a, b := kept.annual(false), lean.annual(false)
	for i, want := range must(kept.allocate(always, a, .99)) {
		if got := must(lean.allocate(always, b, .99))[i]; got != want {
			t.Errorf("%+v, kept %+v", got, want)
		}
	}
	if a.TVaR(.99) != b.TVaR(.99) || math.IsNaN(a.TVaR(.99)) {
		t.Errorf("%g, kept %g", b.TVaR(.99), a.TVaR(.99))
	}
}

// A strong common factor on a fine rule lifts rates until transforms vanish.
func TestAnExtremeCommonFactorGivesFiniteShares(t *testing.T) {
	t.Parallel()
	p := Portfolio{Currency: "EUR", Nodes: 64}
	for _, loading := range []float64{-2, 2} {
		s := named(fmt.Sprint(loading), scenario(PERTVose(0.2, 0.5, 2, 4), Lognormal90(1e4, 4e5)))
		s.Loading = loading
		p.Scenarios = append(p.Scenarios, s)
	}
	l := must(p.onGrid(always, newGrid(1e6, 512), must(p.models(always))))
	finite(t, "shares", must(l.allocate(always, l.annual(false), .99)))
}
