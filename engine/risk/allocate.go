package risk

import (
	"context"
	"math"
)

// Share is what one scenario (or system) brings to the portfolio.
type Share struct {
	ID     string  `json:"id"`
	Name   string  `json:"name,omitempty"`
	System string  `json:"system,omitempty"`
	Mean   float64 `json:"mean"`       // expected loss a year, shocks included
	Alone  float64 `json:"tvar_alone"` // its own tail, as if it stood alone
	Tail   float64 `json:"tail"`       // its part of the portfolio's tail (Euler)
	Part   float64 `json:"tail_share"` // Tail over the portfolio's
}

// allocate splits the portfolio's TVaR at p among the scenarios by Euler's
// rule: E[S_i | the worst 1-p of years]. For a compound the transform of
// x -> E[S_i; S = x] is that of y f_i(y), times the derivative of the count's
// generating function, times the transforms of everything else; the derivative
// over the function is what replaces the scenario's own factor.
func (j *joint) allocate(ctx context.Context, a *Annual, p float64) ([]Share, error) {
	cell, part := a.cell(p)
	out := make([]Share, len(j.models))
	sum := j.sum()
	err := each(ctx, len(out), func(i int) error {
		losses, err := j.losses(ctx, i)
		if err != nil {
			return err
		}
		s := j.p.Scenarios[i]
		sh := Share{ID: s.ID, Name: s.Name, System: s.System, Mean: j.meanOf(i)}
		below := 0.0
		by := j.g.lattice(j.weighted(i, losses, sum))
		for _, v := range by[:cell] {
			below += v
		}
		sh.Tail = math.Max(0, (sh.Mean-below-part*by[cell])/(1-p))
		sh.Alone = j.alone(i, losses).TVaR(p)
		out[i] = sh
		return nil
	})
	if err != nil {
		return nil, err
	}
	total := 0.0
	for _, s := range out {
		total += s.Tail
	}
	if total > 0 { // the shares add up to the TVaR that is reported, to the last digit
		scale := a.TVaR(p) / total
		for i := range out {
			out[i].Tail *= scale
			out[i].Part = out[i].Tail / a.TVaR(p)
		}
	}
	return out, nil
}

// sum is the transform of the year's total over the common factor.
func (j *joint) sum() []complex128 {
	out := make([]complex128, j.g.n/2+1)
	for k, z := range j.factors {
		w := complex(z.w, 0)
		for f, v := range j.total[k] {
			out[f] += w * v
		}
	}
	return out
}

// cell finds where p falls on the lattice: the point, and the part of its mass
// that lies below.
func (a *Annual) cell(p float64) (cell int, part float64) {
	cum := 0.0
	for j, v := range a.g {
		if cum+v >= p {
			return j, (p - cum) / v
		}
		cum += v
	}
	return len(a.g) - 1, 1
}

// meanOf is a scenario's expected loss with its share of the shocks.
func (j *joint) meanOf(i int) float64 {
	mean, _ := j.models[i].annual()
	x, _ := j.models[i].eventMoments()
	for _, s := range j.p.Shocks {
		for _, h := range s.Hits {
			if h.Scenario == i {
				mean += s.Rate.Dist.Mean() * h.Probability * x
			}
		}
	}
	return mean
}

// weighted is the transform of x -> E[S_i; S = x].
func (j *joint) weighted(i int, losses [][]complex128, sum []complex128) []complex128 {
	m, loading := j.models[i], j.p.Scenarios[i].Loading
	sized := make([][]complex128, len(m.outer)) // transforms of y f(y)
	for o := range m.outer {
		f := j.g.lattice(losses[o])
		for y := range f {
			f[y] *= float64(y) * j.g.h
		}
		sized[o] = j.g.spectrum(f)
	}
	out := make([]complex128, j.g.n/2+1)
	if m.linear() {
		for k, z := range j.factors {
			w := complex(z.w*m.rates[0].X*lift(loading, z.z), 0)
			for f, v := range j.total[k] {
				out[f] += w * v
			}
		}
		for f := range out {
			out[f] *= sized[0][f]
		}
	} else {
		for k, z := range j.factors {
			up := lift(loading, z.z)
			for f, v := range j.total[k] {
				// Where the scenario's own factor vanishes, so does the total.
				if num, den := m.slopes(losses, sized, f, up); den != 0 {
					out[f] += complex(z.w, 0) * v * num / den
				}
			}
		}
	}
	j.addShocks(i, losses, sized, sum, out)
	return out
}

// slopes are the sized derivative and the value of the scenario's transform.
func (m *model) slopes(losses, sized [][]complex128, f int, lift float64) (num, den complex128) {
	for o, out := range m.outer {
		var slope complex128
		for _, r := range m.rates {
			w, rate, z := complex(out.w*r.W, 0), r.X*lift, losses[o][f]
			v := m.count.pgf(rate, z)
			den += w * v
			if m.count.Kind == Poisson {
				slope += w * complex(rate, 0) * v
			} else {
				slope += w * m.count.slope(rate, z)
			}
		}
		num += slope * sized[o][f]
	}
	return num, den
}

// addShocks adds the scenario's losses that come through shocks.
func (j *joint) addShocks(i int, losses, sized [][]complex128, sum, out []complex128) {
	hits := j.p.hits(i)
	if len(hits) == 0 {
		return
	}
	m := j.models[i]
	for f := range out {
		event, size := m.event(losses, f), m.event(sized, f)
		for _, h := range hits {
			num, den, jump := complex128(0), complex128(0), j.shocks[h.shock][f]
			for _, r := range j.rules[h.shock] {
				v := complex(r.W, 0) * cexp(complex(r.X, 0)*(jump-1))
				den += v
				num += complex(r.X, 0) * v
			}
			q := complex(h.probability, 0)
			out[f] += sum[f] * num / den * jump * q * size / (1 - q + q*event)
		}
	}
}

// aloneNodes of the common factor are enough for one scenario's own tail.
const aloneNodes = 6

// alone is the scenario's own distribution, shocks included, on the common grid.
func (j *joint) alone(i int, losses [][]complex128) *Annual {
	m, s := j.models[i], j.p.Scenarios[i]
	lifts := Rule{{1, 1}}
	if s.Loading != 0 {
		lifts = nil
		for _, z := range j.factors {
			lifts = append(lifts, Node{lift(s.Loading, z.z), z.w})
		}
		lifts = lifts.reduce(aloneNodes)
	}
	hits, sum := j.p.hits(i), make([]complex128, j.g.n/2+1)
	for f := range sum {
		for _, l := range lifts {
			sum[f] += complex(l.W, 0) * m.mixed(losses, f, l.X)
		}
		if len(hits) == 0 {
			continue
		}
		event := m.event(losses, f)
		for _, h := range hits {
			v := complex128(0)
			for _, r := range j.rules[h.shock] {
				v += complex(r.W, 0) * cexp(complex(r.X*h.probability, 0)*(event-1))
			}
			sum[f] *= v
		}
	}
	return newAnnual(j.g.h, j.g.lattice(sum), 0, j.meanOf(i), 0, false)
}
