package risk

import (
	"math"
	"math/cmplx"
)

// CountKind is the distribution of the number of loss events in a year, given
// its mean.
type CountKind uint8

// The kinds of count, complete.
const (
	Poisson          CountKind = iota // events arrive independently
	NegativeBinomial                  // Size r: variance mean + mean^2/r, events cluster
	Bernoulli                         // at most one event, probability = mean
	Binomial                          // Trials n: at most n events
)

// String is the name in files.
func (k CountKind) String() string {
	return [...]string{"poisson", "negative-binomial", "bernoulli", "binomial"}[k]
}

// Count is a distribution of event counts whose mean is given per year.
type Count struct {
	Kind   CountKind
	Size   float64 // NegativeBinomial
	Trials int     // Binomial
}

// maxMean is the greatest mean that the kind can have.
func (c Count) maxMean() float64 {
	switch c.Kind {
	case Bernoulli:
		return 1
	case Binomial:
		return float64(c.Trials)
	}
	return maxRate
}

// pgf is E z^N with mean m.
func (c Count) pgf(m float64, z complex128) complex128 {
	switch c.Kind {
	case NegativeBinomial:
		return cexp(-complex(c.Size, 0) * cmplx.Log(1-complex(m/c.Size, 0)*(z-1)))
	case Bernoulli:
		return 1 + complex(m, 0)*(z-1)
	case Binomial:
		return power(1+complex(m/float64(c.Trials), 0)*(z-1), c.Trials)
	}
	return cexp(complex(m, 0) * (z - 1))
}

// real1 is pgf on the real line.
func (c Count) real1(m, z float64) float64 { return real(c.pgf(m, complex(z, 0))) }

// slope is P'(z) with mean m: the weight of one more event.
func (c Count) slope(m float64, z complex128) complex128 {
	switch c.Kind {
	case NegativeBinomial:
		d := 1 - complex(m/c.Size, 0)*(z-1)
		return complex(m, 0) * cexp(-complex(c.Size+1, 0)*cmplx.Log(d))
	case Bernoulli:
		return complex(m, 0)
	case Binomial:
		return complex(m, 0) * power(1+complex(m/float64(c.Trials), 0)*(z-1), c.Trials-1)
	}
	return complex(m, 0) * cexp(complex(m, 0)*(z-1))
}

// variance is Var N with mean m.
func (c Count) variance(m float64) float64 {
	switch c.Kind {
	case NegativeBinomial:
		return m + m*m/c.Size
	case Bernoulli:
		return m * (1 - m)
	case Binomial:
		return m * (1 - m/float64(c.Trials))
	}
	return m
}

// maxEvents is the greatest possible number of events.
func (c Count) maxEvents() float64 {
	switch c.Kind {
	case Bernoulli:
		return 1
	case Binomial:
		return float64(c.Trials)
	}
	return math.Inf(1)
}

func power(z complex128, n int) complex128 {
	r := complex(1, 0)
	for ; n > 0; n >>= 1 {
		if n&1 == 1 {
			r *= z
		}
		z *= z
	}
	return r
}
