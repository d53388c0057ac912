package risk

import (
	"math"
	"testing"
)

func TestQuasiRandomNumbersIntegrateTheExpectedLossTo1e4With4096Points(t *testing.T) {
	t.Parallel()
	parts := []*inverse{newInverse(PERT(.2, .5, 2, 4)), newInverse(PERT(.2, .4, .7, 4)), newInverse(PERT(1e4, 5e4, 4e5, 4))}
	want := PERT(.2, .5, 2, 4).Mean() * PERT(.2, .4, .7, 4).Mean() * PERT(1e4, 5e4, 4e5, 4).Mean()
	const scrambles = 50
	var quasi, plain float64
	for k := range uint64(scrambles) {
		s, g := &sobol{seed: k}, newPhilox(k, "plain")
		var a, b float64
		for i := range uint64(4096) {
			x, y := 1.0, 1.0
			for d, v := range parts {
				x *= v.at(unit(s.word(i, d)))
				w, _ := g.block(i, uint64(d))
				y *= v.at(unit(w))
			}
			a, b = a+x/4096, b+y/4096
		}
		quasi += (a/want - 1) * (a/want - 1) / scrambles
		plain += (b/want - 1) * (b/want - 1) / scrambles
	}
	quasi, plain = math.Sqrt(quasi), math.Sqrt(plain)
	t.Logf("relative RMSE of 4096 points over %d scrambles: quasi %.2g, plain %.2g", scrambles, quasi, plain)
	if quasi > 1e-4 {
		t.Errorf("relative RMSE %g, want at most 1e-4 (plain random numbers: %g)", quasi, plain)
	}
}

func TestEveryDimensionOfTheSequenceIsStratified(t *testing.T) {
	t.Parallel()
	for d := range sobolDims {
		s, seen := &sobol{seed: 9}, make([]bool, 4096)
		for i := range uint64(4096) {
			seen[s.word(i, d)>>52] = true
		}
		for i, ok := range seen {
			if !ok {
				t.Fatalf("dimension %d leaves cell %d of 4096 empty", d, i)
			}
		}
	}
}

func TestDeterministicExponentialAndLogarithmAreAccurate(t *testing.T) {
	t.Parallel()
	for x := -690.0; x < 690; x += 0.37 {
		if w := math.Exp(x); math.Abs(detExp(x)/w-1) > 4e-16 {
			t.Fatalf("exp(%g) = %g, want %g", x, detExp(x), w)
		}
	}
	for e := -300.0; e < 300; e += 0.71 {
		x := math.Pow(10, e)
		if w := math.Log(x); math.Abs(detLog(x)-w) > 4e-16*math.Max(1, math.Abs(w)) {
			t.Fatalf("log(%g) = %g, want %g", x, detLog(x), w)
		}
	}
	for _, p := range []float64{1e-15, 1e-6, .01, .05, .3, .5, .7, .95, .999999} {
		near(t, "Phi of its inverse", normalCDF(normalQuantile(p)), p, 1e-13)
	}
	near(t, "z of 0.95", normalQuantile(.95), z90, 1e-15)
}
