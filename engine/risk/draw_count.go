package risk

import (
	"math"
)

// chunk is the mean up to which counts are found by inversion in one step;
// above it the year is cut into independent parts.
const chunk = 200

// events draws the number of events at a rate.
func (p *sampler) events(y uint64, rate float64) int {
	mean, k := rate, uint32(0)
	switch p.count.Kind {
	case Bernoulli:
		if p.src.unit(y, forCount, 0) < rate {
			return 1
		}
		return 0
	case Binomial:
		return p.binomial(y, math.Min(1, rate/float64(p.count.Trials)))
	case NegativeBinomial: // a Poisson count whose mean is Gamma distributed
		if rate > 0 {
			mean = Gamma{p.count.Size, rate / p.count.Size}.Quantile(p.src.unit(y, forCount, 0))
		}
		k = 1
	}
	n, parts := 0, math.Ceil(mean/chunk)
	for range int(parts) {
		n += poissonInverse(mean/parts, p.part(y, k))
		k++
	}
	return n
}

// part is the uniform number of part k of a year's count.
func (p *sampler) part(y uint64, k uint32) float64 {
	if k == 0 {
		return p.src.unit(y, forCount, 0)
	}
	return p.src.unit(y, forMore, k)
}

// poissonInverse is the quantile of a Poisson count of mean m <= chunk.
func poissonInverse(m, u float64) int {
	t := math.Exp(-m)
	c, n := t, 0
	for u > c && n < 10*chunk {
		n++
		t *= m / float64(n)
		c += t
	}
	return n
}

func (p *sampler) binomial(y uint64, q float64) int {
	n, k, left := 0, uint32(0), p.count.Trials
	if q >= 1 {
		return left
	}
	size := max(1, min(left, int(chunk/math.Max(q, 1e-12))))
	for left > 0 {
		t := min(size, left)
		left -= t
		n += binomialInverse(t, q, p.part(y, k))
		k++
	}
	return n
}

func binomialInverse(trials int, q, u float64) int {
	t := math.Pow(1-q, float64(trials))
	c, n := t, 0
	for u > c && n < trials {
		t *= float64(trials-n) / float64(n+1) * q / (1 - q)
		n++
		c += t
	}
	return n
}
