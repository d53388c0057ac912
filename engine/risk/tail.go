package risk

import (
	"math"
	"sort"
)

// Floor is the smallest exceedance that results are stated for; beyond it the
// rounding of the transform begins to show.
const Floor = 1e-6

// Annual is the distribution of a year's loss on a lattice. Between lattice
// points it is continuous when severities are, and a step when every severity
// is a fixed amount.
type Annual struct {
	h      float64
	g      []float64 // mass at j*h
	exceed []float64 // P(S > j*h)
	below  []float64 // integral of P(S > x) from 0 to j*h
	p0     float64   // P(S = 0), exact
	mean   float64   // E S, exact, the part beyond the grid included
	sd     float64
	steps  bool
}

func newAnnual(h float64, g []float64, p0, mean, sd float64, steps bool) *Annual {
	a := &Annual{h: h, g: g, p0: p0, mean: mean, sd: sd, steps: steps}
	n := len(g)
	a.exceed, a.below = make([]float64, n), make([]float64, n)
	cum, last := 0.0, 1-p0
	for j, v := range g {
		if j > 0 {
			a.below[j] = a.below[j-1] + h*math.Max(0, 1-cum)
		}
		cum += v
		e := 1 - cum
		if !steps { // the mass of a point is spread around it: half lies above
			e += v / 2
		}
		if j == 0 {
			e = 1 - p0
		}
		last = math.Max(0, math.Min(last, e)) // rounding must not turn the curve upwards
		a.exceed[j] = last
	}
	return a
}

// Mean is the expected loss of a year (the annualised loss expectancy).
func (a *Annual) Mean() float64 { return a.mean }

// SD is the standard deviation of a year's loss.
func (a *Annual) SD() float64 { return a.sd }

// PAnyLoss is the probability that the year has a loss at all.
func (a *Annual) PAnyLoss() float64 { return 1 - a.p0 }

// Top is the end of the grid.
func (a *Annual) Top() float64 { return a.h * float64(len(a.g)-1) }

// Exceedance is the probability that the year's loss is more than x.
func (a *Annual) Exceedance(x float64) float64 {
	switch {
	case x < 0:
		return 1
	case x >= a.Top():
		return a.exceed[len(a.exceed)-1]
	}
	j := int(x / a.h)
	if a.steps {
		if j = int(x/a.h + 1e-9); j >= len(a.exceed) {
			j = len(a.exceed) - 1
		}
		return a.exceed[j]
	}
	return between(x/a.h-float64(j), a.exceed[j], a.exceed[j+1])
}

// between interpolates an exceedance geometrically, as tails fall.
func between(t, a, b float64) float64 {
	if b <= 0 || a <= 0 {
		return a + t*(b-a)
	}
	return a * math.Pow(b/a, t)
}

// VaR is the smallest amount that the year's loss stays at or below with
// probability p, for 0 < p <= 1-Floor.
func (a *Annual) VaR(p float64) float64 {
	q := 1 - p
	if a.steps {
		q += 1e-12
	}
	if a.exceed[0] <= q {
		return 0
	}
	j := sort.Search(len(a.exceed), func(j int) bool { return a.exceed[j] <= q })
	if j == len(a.exceed) {
		return a.Top()
	}
	if a.steps {
		return a.h * float64(j)
	}
	hi, lo := a.exceed[j-1], a.exceed[j]
	if hi <= lo {
		return a.h * float64(j)
	}
	t := (hi - q) / (hi - lo)
	if lo > 0 && q > 0 {
		t = math.Log(hi/q) / math.Log(hi/lo)
	}
	return a.h * (float64(j-1) + t)
}

// TVaR is the mean of the worst 1-p of years: VaR + E[(S-VaR)+]/(1-p). That
// form (Rockafellar & Uryasev 2002) takes the right share of an atom at the
// quantile, also when most years have no loss at all.
func (a *Annual) TVaR(p float64) float64 {
	v := a.VaR(p)
	return v + a.stopLoss(v)/(1-p)
}

// stopLoss is E[(S-v)+], from the exact mean, so that it includes what lies
// beyond the grid.
func (a *Annual) stopLoss(v float64) float64 {
	j := min(int(v/a.h), len(a.below)-2)
	t := v/a.h - float64(j)
	return math.Max(0, a.mean-(a.below[j]+t*(a.below[j+1]-a.below[j])))
}
