package risk

import "math"

// What a random number is for; each purpose has its own stream.
const (
	forCount uint32 = iota // number 0; forMore serves the others
	forMore
	forFactor
	forCommon
	forSecondary
	forShock
	forPrimary  // + part
	forSecond   = forPrimary + 64
	forAffected = forSecond + 64
)

// source gives the random words of the years of one scenario.
type source struct {
	gen   philox
	quasi *sobol
}

func newSource(seed uint64, name string, quasi bool) *source {
	s := &source{gen: newPhilox(seed, name)}
	if quasi {
		s.quasi = &sobol{seed: mix64(uint64(s.gen.k0)<<32 | uint64(s.gen.k1))}
	}
	return s
}

// unit gives uniform number index of a purpose in a year. With quasi-random
// numbers the first of each purpose come from the Sobol sequence.
func (s *source) unit(year uint64, purpose, index uint32) float64 {
	if s.quasi != nil {
		if d := quasiDim(purpose, index); d >= 0 {
			return unit(s.quasi.word(year, d))
		}
	}
	if purpose == forCount && index == 0 { // two years share a block: most years end here
		a, b := s.gen.block(year>>1, uint64(forCount)<<32)
		if year&1 == 1 {
			a = b
		}
		return unit(a)
	}
	a, b := s.gen.block(year, uint64(purpose)<<32|uint64(index>>1))
	if index&1 == 1 {
		a = b
	}
	return unit(a)
}

// quasiDim spends the dimensions where they matter: the uncertain inputs, the
// count, then the first events.
func quasiDim(purpose, index uint32) int {
	switch {
	case purpose == forFactor && index < 6:
		return int(index)
	case purpose == forCount && index == 0:
		return 6
	case purpose == forPrimary && index < 6:
		return 7 + int(index)
	case purpose == forSecondary && index < 3:
		return 13 + int(index)
	}
	return -1
}

// term draws one factor: a product of quantities, or what is left of one.
type term struct {
	parts      []*inverse
	complement bool
}

func newTerm(d Dist) term {
	var t term
	if c, ok := d.(Complement); ok {
		t.complement, d = true, c.Of
	}
	parts := []Dist{d}
	if p, ok := d.(Product); ok {
		parts = p.factors
	}
	for _, f := range parts {
		t.parts = append(t.parts, newInverse(f))
	}
	return t
}

// draws is how many uniform numbers the term takes.
func (t term) draws() uint32 {
	n := uint32(0)
	for _, v := range t.parts {
		if !v.fixed {
			n++
		}
	}
	return n
}

func (t term) value(next func() float64) float64 {
	x := 1.0
	for _, v := range t.parts {
		if v.fixed {
			x *= v.value
		} else {
			x *= v.at(next())
		}
	}
	if t.complement {
		return 1 - x
	}
	return x
}

// sampler draws the year's loss of one scenario.
type sampler struct {
	src                *source
	count              Count
	rates, factors     []term
	rateDraws          uint32
	chance             *inverse // probability of a secondary loss; nil when there is none
	primary, secondary []*inverse
	fixed              float64    // the rate when it is certain, else -1
	table              countTable // counts at the fixed rate
}

func newSampler(s Scenario, seed uint64, quasi bool) *sampler {
	p := &sampler{src: newSource(seed, s.ID, quasi), count: s.Count, fixed: 1}
	for _, f := range s.Rate {
		p.rates = append(p.rates, newTerm(f.Dist))
		p.rateDraws += p.rates[len(p.rates)-1].draws()
	}
	for _, f := range s.LossFactors {
		p.factors = append(p.factors, newTerm(f.Dist))
	}
	p.primary = inverses(s.Primary)
	if s.Secondary != nil {
		p.chance = newInverse(s.Secondary.Probability.Dist)
		p.secondary = inverses(s.Secondary.Severity)
	}
	if p.rateDraws > 0 {
		p.fixed = -1
		return p
	}
	for _, v := range p.rates {
		p.fixed *= v.value(nil)
	}
	p.table = newCountTable(p.count, p.fixed)
	return p
}

func inverses(s Severity) []*inverse {
	var out []*inverse
	for _, d := range s.dists() {
		out = append(out, newInverse(d))
	}
	return out
}

// year draws the loss of a year whose rate is multiplied by lift.
func (p *sampler) year(y uint64, lift float64) float64 {
	var n int
	k := uint32(0)
	if p.fixed >= 0 && lift == 1 && p.table != nil {
		n = p.table.at(p.src.unit(y, forCount, 0))
	} else {
		rate := lift
		for _, v := range p.rates {
			rate *= v.value(func() float64 { k++; return p.src.unit(y, forFactor, k-1) })
		}
		n = p.events(y, rate)
	}
	if n == 0 {
		return 0
	}
	scale, second := p.known(y)
	sum := 0.0
	for e := range uint32(n) {
		sum += p.event(y, e, second)
	}
	return scale * sum
}

// known draws the year's loss factor and probability of a secondary loss.
func (p *sampler) known(y uint64) (scale, second float64) {
	scale, k := 1.0, p.rateDraws
	for _, v := range p.factors {
		scale *= v.value(func() float64 { k++; return p.src.unit(y, forFactor, k-1) })
	}
	if p.chance != nil {
		second = p.chance.at(p.src.unit(y, forFactor, k))
	}
	return scale, second
}

// event draws the loss of one event, before the loss factors.
func (p *sampler) event(y uint64, e uint32, second float64) float64 {
	sum := 0.0
	for i, v := range p.primary {
		if v.fixed {
			sum += v.value
			continue
		}
		sum += v.at(p.src.unit(y, forPrimary+uint32(i), e))
	}
	if p.chance != nil && p.src.unit(y, forSecondary, e) < second {
		for i, v := range p.secondary {
			sum += v.at(p.src.unit(y, forSecond+uint32(i), e))
		}
	}
	return sum
}

// countTable holds P(N <= n) for n = 0, 1, …, up to one in 2^53.
type countTable []float64

func newCountTable(c Count, mean float64) countTable {
	if mean > chunk || c.Kind == NegativeBinomial && mean > 20 || c.Kind == Binomial && c.Trials > 1000 {
		return nil
	}
	p := c.real1(mean, 0)
	cum := p
	t := countTable{cum}
	for n := 0; cum < 1-0x1p-53 && n < 5000; n++ {
		k := float64(n)
		switch c.Kind {
		case Poisson:
			p *= mean / (k + 1)
		case NegativeBinomial:
			p *= (c.Size + k) / (k + 1) * mean / (c.Size + mean)
		case Bernoulli:
			p = mean
		case Binomial:
			q := mean / float64(c.Trials)
			if q >= 1 {
				p = 0
				if n+1 == c.Trials {
					p = 1
				}
				break
			}
			if n == 0 {
				p = math.Pow(1-q, float64(c.Trials))
			}
			p *= (float64(c.Trials) - k) / (k + 1) * q / (1 - q)
		}
		cum += p
		t = append(t, cum)
		if float64(n+1) >= c.maxEvents() {
			break
		}
	}
	t[len(t)-1] = 1
	return t
}

func (t countTable) at(u float64) int {
	n := 0
	for u > t[n] {
		n++
	}
	return n
}
