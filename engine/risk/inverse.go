package risk

import "math"

// inverse turns a uniform number into a draw from a distribution. For the
// lognormal it is the closed form; for others a table of quantiles, finer by
// octaves towards both ends, with the exact quantile beyond it.
type inverse struct {
	d         Dist
	fixed     bool
	value     float64
	lognormal bool
	mu, sigma float64
	low, high []float64 // quantiles at octave o, cell c: index o*cells+c, from 1/2 outwards
}

const (
	octaves     = 30
	octaveCells = 128
)

func newInverse(d Dist) *inverse {
	v := &inverse{d: d}
	switch d := d.(type) {
	case Const:
		v.fixed, v.value = true, float64(d)
		return v
	case Lognormal:
		v.lognormal, v.mu, v.sigma = true, d.Mu, d.Sigma
		return v
	case *Empirical:
		return v
	}
	v.low, v.high = make([]float64, octaves*octaveCells+1), make([]float64, octaves*octaveCells+1)
	for o := range octaves {
		for c := range octaveCells {
			p := math.Ldexp(1-float64(c)/(2*octaveCells), -1-o)
			v.low[o*octaveCells+c], v.high[o*octaveCells+c] = d.Quantile(p), d.Quantile(1-p)
		}
	}
	p := math.Ldexp(1, -1-octaves)
	v.low[octaves*octaveCells], v.high[octaves*octaveCells] = d.Quantile(p), d.Quantile(1-p)
	return v
}

// at gives the quantile at a uniform number.
func (v *inverse) at(u float64) float64 {
	switch {
	case v.fixed:
		return v.value
	case v.lognormal:
		return detExp(v.mu + float64(v.sigma*normalQuantile(u)))
	case v.low == nil:
		return v.d.Quantile(u)
	}
	t, p := v.low, u
	if u > 0.5 {
		t, p = v.high, 1-u
	}
	m, e := math.Frexp(p) // p = m 2^e with m in [1/2, 1); 1/2 itself is octave 0, cell 0
	if m == 0.5 {
		m, e = 1, e-1
	}
	o := -1 - e
	if o >= octaves {
		return v.d.Quantile(u)
	}
	c := (1 - m) * (2 * octaveCells)
	i := int(c)
	c -= float64(i)
	i += o * octaveCells
	return t[i] + float64(c*(t[i+1]-t[i]))
}
