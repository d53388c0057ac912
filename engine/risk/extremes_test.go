package risk

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	_ "github.com/plimsoll-aims/plimsoll/internal/fixedseed"
)

// genText writes a quantity with numbers from the edges of every range.
func genText(t *rapid.T, name string, pool ...float64) string {
	var drawn []float64
	for i := range 6 {
		drawn = append(drawn, rapid.SampledFrom(pool).Draw(t, fmt.Sprint(name, i)))
	}
	slices.Sort(drawn[:3]) // most ranges the right way round
	slices.Sort(drawn[3:])
	n := func(i int) string { return fmt.Sprint(drawn[i]) }
	switch rapid.IntRange(0, 9).Draw(t, name+" form") {
	case 0, 1:
		return n(0)
	case 2:
		return fmt.Sprintf("{pert: [%s, %s, %s]}", n(0), n(1), n(2))
	case 3:
		return fmt.Sprintf("{uniform: [%s, %s]}", n(0), n(1))
	case 4:
		return fmt.Sprintf("{beta: {alpha: %s, beta: %s, min: %s, max: %s}}", n(0), n(1), n(2), n(3))
	case 5:
		return fmt.Sprintf("{gamma: [%s, %s]}", n(0), n(1))
	case 6:
		return fmt.Sprintf("{lognormal90: [%s, %s]}", n(0), n(1))
	case 7:
		return fmt.Sprintf("{empirical: {values: [%s, %s], weights: [%s, %s]}}", n(0), n(1), n(2), n(3))
	case 8:
		return fmt.Sprintf("{experts: [{uniform: [%s, %s]}, {weight: %s, pert: [%s, %s, %s]}]}", n(0), n(1), n(2), n(3), n(4), n(5))
	}
	return fmt.Sprintf("{base_rate: {events: 3, years: %s, under_reporting: %s}}", n(0), n(1))
}

// Numbers from the edges of each field's range, and a few beyond.
var (
	rates   = []float64{0, 1e-300, 1e-9, 0.01, 0.3, 1, 7, 250, 1e4, 1e5, 1e6}
	shares  = []float64{0, 1e-300, 1e-9, 0.001, 0.3, 0.5, 0.999999, 1, 1.5}
	amounts = []float64{0, 1e-300, 1e-6, 0.3, 1, 7, 250, 1e5, 3e5, 1e9, 1e15, -1}
)

func TestWhateverIsAcceptedGivesFiniteFigures(t *testing.T) {
	t.Parallel()
	accepted := 0
	rapid.Check(t, func(t *rapid.T) {
		var b strings.Builder
		fmt.Fprintf(&b, "currency: EUR\nfrequency: {tef: %s, vulnerability: %s}\n", genText(t, "tef", rates...), genText(t, "vulnerability", shares...))
		fmt.Fprintf(&b, "severity: %s\n", genText(t, "severity", amounts...))
		if rapid.Bool().Draw(t, "secondary") {
			fmt.Fprintf(&b, "secondary: {probability: %s, severity: %s}\n", genText(t, "probability", shares...), genText(t, "aftermath", amounts...))
		}
		s, err := Read("f.yaml", []byte(b.String()))
		if err != nil {
			return
		}
		accepted++
		t.Logf("%s", b.String())
		start := time.Now()
		defer func() {
			if d := time.Since(start); d > 10*time.Second {
				t.Fatalf("took %v", d)
			}
		}()
		m := compile(s)
		a := coarse(m, 1024)
		wellFormed(t, a)
		for _, v := range []float64{a.Mean(), a.SD(), a.PAnyLoss(), s.ale()} {
			if !(v >= 0 && v < 1e25) {
				t.Fatalf("a figure is %g for\n%s", v, b.String())
			}
		}
	})
	t.Logf("%d scenarios were accepted", accepted)
}
