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
	strikes, err := j.strikes(ctx)
	if err != nil {
		return nil, err
	}
	brought, err := j.brought(ctx, strikes)
	if err != nil {
		return nil, err
	}
	err = each(ctx, len(out), func(i int) error {
		losses, err := j.losses(ctx, i)
		if err != nil {
			return err
		}
		s := j.p.Scenarios[i]
		sh := Share{ID: s.ID, Name: s.Name, System: s.System, Mean: j.meanOf(i)}
		below := 0.0
		by := j.g.lattice(j.weighted(i, losses, strikes, brought[i]))
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

// over is the total at a frequency over the nodes of the common factor that a scenario
// or cluster which knows n of them cannot tell from node k.
func (j *joint) over(k, n, f int) complex128 {
	sum := complex128(0)
	for at := k; at < len(j.factors); at += n {
		sum += complex(j.factors[at].w, 0) * j.total[at][f]
	}
	return sum
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

// sized are the transforms of y f(y), f the law of one event, by outer node.
func (j *joint) sized(losses [][]complex128) [][]complex128 {
	out := make([][]complex128, len(losses))
	for o := range losses {
		f := j.g.lattice(losses[o])
		for y := range f {
			f[y] *= float64(y) * j.g.h
		}
		out[o] = j.g.spectrum(f)
	}
	return out
}

// weighted is the transform of x -> E[S_i; S = x]; brought is the part of it that a
// cluster of draws computed for all its scenarios at once.
func (j *joint) weighted(i int, losses, strikes [][]complex128, brought []complex128) []complex128 {
	m, loading, sized := j.models[i], j.p.Scenarios[i].Loading, j.sized(losses)
	out := make([]complex128, j.g.n/2+1)
	switch {
	case brought != nil:
		copy(out, brought)
	case j.ties.of[i] != nil:
		j.tiedShare(i, losses, sized, out)
	case m.linear():
		for k, z := range j.factors {
			w := complex(z.w*m.rates[0].X*lift(loading, z.z), 0)
			for f, v := range j.total[k] {
				out[f] += w * v
			}
		}
		for f := range out {
			out[f] *= sized[0][f]
		}
	default:
		lifts := j.lifted(i)
		years := m.years(lifts)
		for f := range out {
			years.at(f, losses, sized, func(k int, own, slope complex128) {
				if own != 0 { // where the scenario's own factor vanishes, so does the total
					out[f] += j.over(k, len(lifts), f) * slope / own
				}
			})
		}
	}
	for _, h := range j.ties.hits[i] {
		if h.tie != apart {
			continue
		}
		for f := range out {
			if jump := h.jump(m.event(losses, f)); jump != 0 {
				out[f] += strikes[h.shock][f] * complex(h.probability, 0) * m.event(sized, f) / jump
			}
		}
	}
	return out
}

// strikes are the transforms of x -> E[happenings of the shock; S = x], for the
// shocks that strike a scenario apart from its draw.
func (j *joint) strikes(ctx context.Context) ([][]complex128, error) {
	out := make([][]complex128, len(j.shocks))
	for _, hits := range j.ties.hits {
		for _, h := range hits {
			if h.tie == apart && out[h.shock] == nil {
				out[h.shock] = make([]complex128, j.g.n/2+1)
			}
		}
	}
	sum := j.sum()
	for s, to := range out {
		if j.ties.free[s] {
			for f := range to {
				if v, slope := j.rules[s].shaken(j.shocks[s][f]); v != 0 {
					to[f] = sum[f] * slope / v * j.shocks[s][f]
				}
			}
		}
	}
	return out, j.tiedStrikes(ctx, out)
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
	sum, values := make([]complex128, j.g.n/2+1), make([]float64, len(lifts))
	for k, l := range lifts {
		values[k] = l.X
	}
	years, hits := m.years(values), j.ties.hits[i]
	for f := range sum {
		if len(hits) == 0 {
			years.at(f, losses, nil, func(k int, v, _ complex128) { sum[f] += complex(lifts[k].W, 0) * v })
			continue
		}
		for o, out := range m.outer {
			v, event := complex128(0), losses[o][f]
			for _, l := range lifts {
				own, _ := m.yearly(event, l.X)
				v += complex(l.W, 0) * own
			}
			for _, h := range hits {
				shock, _ := j.rules[h.shock].shaken(h.jump(event))
				v *= shock
			}
			sum[f] += complex(out.w, 0) * v
		}
	}
	return newAnnual(j.g.h, j.g.lattice(sum), 0, j.meanOf(i), 0, false)
}
