package risk

import (
	"math"
	"testing"
)

// panjer is the recursion of Panjer (1981) for counts of the (a, b, 0) class:
// g_0 = P_N(f_0), g_s = 1/(1-a f_0) sum_j (a + b j/s) f_j g_{s-j}. It is the
// third witness: it shares nothing with the transform but the severity.
func panjer(c Count, mean float64, f []float64) []float64 {
	var a, b float64
	switch c.Kind {
	case Poisson:
		b = mean
	case NegativeBinomial:
		q := mean / (c.Size + mean)
		a, b = q, (c.Size-1)*q
	case Bernoulli, Binomial:
		n := float64(max(c.Trials, 1))
		q := mean / n
		a, b = -q/(1-q), (n+1)*q/(1-q)
	}
	g := make([]float64, len(f))
	g[0] = c.real1(mean, f[0])
	for s := 1; s < len(g); s++ {
		sum := 0.0
		for j := 1; j <= s; j++ {
			sum += (a + b*float64(j)/float64(s)) * f[j] * g[s-j]
		}
		g[s] = sum / (1 - a*f[0])
	}
	return g
}

func TestPanjerAgreesWithTheTransformForEveryCount(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		Count
		mean float64
	}{
		{"poisson", Count{}, 2.5}, {"negative binomial", Count{Kind: NegativeBinomial, Size: 1.7}, 2.5},
		{"bernoulli", Count{Kind: Bernoulli}, 0.3}, {"binomial", Count{Kind: Binomial, Trials: 12}, 2.5},
	} {
		s := scenario(Const(c.mean), Lognormal90(1e4, 2e5))
		s.Count = c.Count
		m := compile(s)
		g := newGrid(must(m.reach(always))/2048, 2048)
		fs := must(m.losses(always, g))
		want := panjer(c.Count, c.mean, g.masses(s.Primary.Parts[0].Dist, 1))
		for j, v := range must(m.compound(always, g, fs, m.rates)) {
			if math.Abs(v-want[j]) > 4e-9 {
				t.Fatalf("%s: mass at %d is %g by transform, %g by recursion", c.name, j, v, want[j])
			}
		}
	}
}

// The worked example of Panjer's text on operational risk, with a count that
// belongs to no family: its convolutions are what the engine's product gives.
func TestTheConvolutionsOfThePublishedExample(t *testing.T) {
	t.Parallel()
	x := []float64{0, .15, .2, .25, .125, .075, .05, .05, .05, .025, .025}
	n := []float64{.05, .1, .15, .2, .25, .15, .06, .03, .01}
	g := newGrid(1, 256)
	f := make([]float64, 256)
	copy(f, x)
	spec := g.spectrum(f)
	two := make([]complex128, len(spec))
	total := make([]complex128, len(spec))
	for k, v := range spec {
		two[k] = v * v
		for i := len(n) - 1; i >= 0; i-- {
			total[k] = total[k]*v + complex(n[i], 0)
		}
	}
	for s, want := range map[int]float64{2: .0225, 3: .06, 4: .115} {
		if got := g.lattice(two)[s]; math.Abs(got-want) > 1e-12 {
			t.Errorf("f*2(%d) = %.12f, want %g", s, got, want)
		}
	}
	// The whole distribution by plain convolution.
	want, power := make([]float64, 256), make([]float64, 256)
	power[0] = 1
	for k := range n {
		for s := range want {
			want[s] += n[k] * power[s]
		}
		next := make([]float64, 256)
		for s, p := range power {
			for j, q := range x {
				if s+j < 256 {
					next[s+j] += p * q
				}
			}
		}
		power = next
	}
	for s, got := range g.lattice(total) {
		if math.Abs(got-want[s]) > 1e-11 {
			t.Fatalf("g(%d) = %g, want %g", s, got, want[s])
		}
	}
}
