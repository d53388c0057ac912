package risk

// mixture is E e^{Λw} for an uncertain rate Λ: the exponentials at its nodes, or the
// one power series that is their sum where that converges without losing digits.
type mixture struct {
	rule   Rule
	reach  float64   // the series is good for |w| up to this
	series []float64 // E Λ^n / n!
}

// The power series is taken while |Λw| stays below seriesReach, where its terms lose
// at most six of sixteen digits, and cut where terms no longer show.
const (
	seriesReach = 6
	seriesEnd   = 1e-16
)

// newMixture takes rates for arguments of mostly at most a size.
func newMixture(rule Rule, size float64) mixture {
	m := mixture{rule: rule, reach: size}
	if top := rule.max(); top*size > seriesReach {
		m.reach = seriesReach / top
	}
	top, term := rule.max()*m.reach, 1.0 // term is top^n / n!
	moments := make([]float64, len(rule))
	for i, r := range rule {
		moments[i] = r.W
	}
	for n := 1; term > seriesEnd; n++ {
		sum := 0.0
		for i, r := range rule {
			sum += moments[i]
			moments[i] *= r.X / float64(n)
		}
		m.series = append(m.series, sum)
		term *= top / float64(n)
	}
	return m
}

// at gives the value at w, |w| <= 2, and the derivative by it.
func (m mixture) at(w complex128) (v, slope complex128) {
	if len(m.rule) == 1 || m.reach < 2 { // one exponential costs less, several are needed
		for _, n := range m.rule {
			e := complex(n.W, 0) * cexp(complex(n.X, 0)*w)
			v += e
			slope += complex(n.X, 0) * e
		}
		return v, slope
	}
	for n := len(m.series) - 1; n >= 0; n-- {
		slope = slope*w + v
		v = v*w + complex(m.series[n], 0)
	}
	return v, slope
}

// years is what a scenario does of its own in a year, at one frequency and several
// lifts of its rate at once. With a Poisson count that is one power series in the
// lift, whatever the number of nodes.
type years struct {
	m        *model
	lifts    []float64
	num, den []complex128
}

func (m *model) years(lifts []float64) *years {
	y := &years{m: m, lifts: lifts}
	if m.count.Kind == Poisson && len(m.rates)*len(m.outer) > 1 {
		y.num, y.den = make([]complex128, len(m.mix.series)+1), make([]complex128, len(m.mix.series))
	}
	return y
}

// at visits the value at each lift, and the derivative by the transforms of events in
// the direction of sized, which may be nil.
func (y *years) at(f int, losses, sized [][]complex128, visit func(k int, v, slope complex128)) {
	y.gather(f, losses, sized)
	for k, t := range y.lifts {
		if y.den != nil && 2*t <= y.m.mix.reach {
			visit(k, seriesAt(y.den, t), seriesAt(y.num, t))
			continue
		}
		v, slope := y.m.nodes(f, losses, sized, t)
		visit(k, v, slope)
	}
}

// gather computes the series.
func (y *years) gather(f int, losses, sized [][]complex128) {
	if y.den == nil {
		return
	}
	clear(y.den)
	clear(y.num)
	c := y.m.mix.series
	for o, out := range y.m.outer {
		w, p, q := losses[o][f]-1, complex(out.w, 0), complex128(0)
		if sized != nil {
			q = p * sized[o][f]
		}
		for n := range c {
			y.den[n] += complex(c[n], 0) * p
			p *= w
			if n+1 < len(c) && sized != nil {
				y.num[n+1] += complex(float64(n+1)*c[n+1], 0) * q
				q *= w
			}
		}
	}
}

// nodes is years.at by the nodes of rate and draws.
func (m *model) nodes(f int, losses, sized [][]complex128, lift float64) (v, slope complex128) {
	for o, out := range m.outer {
		one, by := m.yearly(losses[o][f], lift)
		v += complex(out.w, 0) * one
		if sized != nil {
			slope += complex(out.w, 0) * by * sized[o][f]
		}
	}
	return v, slope
}

// yearly is the transform of a year's own events, each of which has the transform
// event, and its derivative by that, the rate lifted.
func (m *model) yearly(event complex128, lift float64) (v, slope complex128) {
	if m.count.Kind == Poisson {
		if w := complex(lift, 0) * (event - 1); 2*lift <= m.mix.reach && len(m.rates) > 1 {
			v, slope = m.mix.at(w)
		} else {
			for _, r := range m.rates {
				e := complex(r.W, 0) * cexp(complex(r.X, 0)*w)
				v += e
				slope += complex(r.X, 0) * e
			}
		}
		return v, slope * complex(lift, 0)
	}
	for _, r := range m.rates {
		v += complex(r.W, 0) * m.count.pgf(r.X*lift, event)
		slope += complex(r.W, 0) * m.count.slope(r.X*lift, event)
	}
	return v, slope
}

// seriesAt is a power series at a real number.
func seriesAt(series []complex128, t float64) complex128 {
	re, im := 0.0, 0.0
	for n := len(series) - 1; n >= 0; n-- {
		re, im = re*t+real(series[n]), im*t+imag(series[n])
	}
	return complex(re, im)
}
