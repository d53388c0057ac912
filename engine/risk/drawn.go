package risk

import "context"

// lossesOf are the transforms of the events of all members of a cluster; a cluster
// of draws is small enough to hold them together.
func (j *joint) lossesOf(ctx context.Context, c *cluster, of func(i int, m *model) ([][]complex128, error)) ([][][]complex128, error) {
	out := make([][][]complex128, len(c.members))
	return out, each(ctx, len(out), func(k int) (err error) {
		i := c.members[k]
		if out[k] = j.kept[i]; out[k] == nil {
			out[k], err = of(i, j.models[i])
		}
		return err
	})
}

// panel is a cluster of draws at one frequency.
type panel struct {
	j       *joint
	c       *cluster
	losses  [][][]complex128 // member, node of the draw, frequency
	jumps   [][]complex128
	lifts   [][]float64 // member, node of the factor
	shocks  []struck
	factors int

	self, slope [][]complex128 // member: node of the factor, node of the draw

	// By state: its weight with all shocks, the members' years together (by node of
	// the factor), and the expected happenings of the shocks.
	shaken, own, happens []complex128
}

// struck is a shock of the cluster with the members that share their draw with it.
type struck struct {
	shock int
	rates mixture
	base  complex128 // its strikes apart
	hits  []strike
}

// strike is a hit on a member.
type strike struct {
	hit
	member int
	jump   []complex128 // node of the draw: what one happening costs
	sum    []complex128 // node of the draw: expected happenings
}

func (j *joint) panel(c *cluster, losses [][][]complex128, jumps [][]complex128) *panel {
	p := &panel{j: j, c: c, losses: losses, jumps: jumps, factors: j.lifts(c)}
	at := map[int]int{}
	for k, i := range c.members {
		lifts := []float64{1}
		if c.lifted {
			lifts = j.liftedAll(i)
		}
		p.lifts = append(p.lifts, lifts)
		n := len(j.models[i].outer)
		p.self, p.slope = append(p.self, make([]complex128, len(lifts)*n)), append(p.slope, make([]complex128, len(lifts)*n))
		for _, h := range j.ties.hits[i] {
			if h.tie == apart {
				continue
			}
			s, known := at[h.shock]
			if !known {
				s = len(p.shocks)
				at[h.shock] = s
				p.shocks = append(p.shocks, struck{shock: h.shock, rates: j.rules[h.shock]})
			}
			p.shocks[s].hits = append(p.shocks[s].hits, strike{h, k, make([]complex128, n), make([]complex128, n)})
		}
	}
	n := len(c.states)
	p.shaken, p.own, p.happens = make([]complex128, n), make([]complex128, n*p.factors), make([]complex128, n*len(p.shocks))
	return p
}

// at goes to a frequency.
func (p *panel) at(f int) {
	for k, i := range p.c.members {
		m := p.j.models[i]
		n := len(m.outer)
		for o := range m.outer {
			for z, up := range p.lifts[k] {
				p.self[k][z*n+o], p.slope[k][z*n+o] = m.yearly(p.losses[k][o][f], up)
			}
		}
	}
	for s := range p.shocks {
		one := &p.shocks[s]
		one.base = p.jumps[one.shock][f]
		for x := range one.hits {
			h := &one.hits[x]
			for o := range h.jump {
				h.jump[o] = h.hit.jump(p.losses[h.member][o][f])
			}
		}
	}
}

// states computes all states and gives the sums over them, by node of the factor.
func (p *panel) states() []complex128 {
	sums := make([]complex128, p.factors)
	for v, state := range p.c.states {
		p.shaken[v] = p.shake(v, state)
		for z := range sums {
			own := complex128(1)
			for k, self := range p.self {
				own *= self[z*(len(self)/p.factors)+state.counts[k]]
			}
			p.own[v*p.factors+z] = own
			sums[z] += p.shaken[v] * own
		}
	}
	return sums
}

// shake is the weight of a state with all its shocks.
func (p *panel) shake(v int, state happened) complex128 {
	// Shocks of known rates take one exponential together.
	shaken, exponent := complex(state.w, 0), complex128(0)
	happens := p.happens[v*len(p.shocks) : (v+1)*len(p.shocks)]
	for s := range p.shocks {
		one := &p.shocks[s]
		jump := one.base
		for x := range one.hits {
			h := &one.hits[x]
			jump *= h.jump[state.counts[h.member]]
		}
		if len(one.rates.rule) == 1 {
			rate := complex(one.rates.rule[0].X, 0)
			exponent += rate * (jump - 1)
			happens[s] = rate * jump
			continue
		}
		all, slope := one.rates.shaken(jump)
		shaken *= all
		if happens[s] = 0; all != 0 {
			happens[s] = jump * slope / all
		}
	}
	return shaken * cexp(exponent)
}

// drawn takes a cluster of draws into the totals.
func (j *joint) drawn(t *totals, c *cluster, losses [][][]complex128, from, to int) {
	p := j.panel(c, losses, t.jumps)
	into := [][]complex128{t.rest}
	if c.lifted {
		into = t.own
	}
	for f := from; f < to; f++ {
		p.at(f)
		for z, v := range p.states() {
			into[z][f] *= v
		}
	}
}

// brought are the transforms of x -> E[S_i; S = x] for the scenarios in clusters of
// draws, their strikes apart aside; the happenings of the cluster's shocks are added to
// strikes where these have room.
func (j *joint) brought(ctx context.Context, strikes [][]complex128) ([][]complex128, error) {
	out := make([][]complex128, len(j.models))
	for _, c := range j.ties.clusters {
		if !c.drawn {
			continue
		}
		losses, err := j.lossesOf(ctx, c, func(_ int, m *model) ([][]complex128, error) { return m.losses(ctx, j.g) })
		if err != nil {
			return nil, err
		}
		sized := make([][][]complex128, len(losses))
		if err := each(ctx, len(losses), func(k int) error { sized[k] = j.sized(losses[k]); return nil }); err != nil {
			return nil, err
		}
		half := j.g.n/2 + 1
		for _, i := range c.members {
			out[i] = make([]complex128, half)
		}
		if err := parts(ctx, half, func(from, to int) {
			p := j.panel(c, losses, j.shocks)
			for f := from; f < to; f++ {
				p.bring(f, sized, out, strikes)
			}
		}); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// bring adds up what the members bring at a frequency.
func (p *panel) bring(f int, sized [][][]complex128, out, strikes [][]complex128) {
	p.at(f)
	n, over := p.factors, make([]complex128, p.factors)
	for k := range over {
		over[k] = p.j.over(k, n, f)
	}
	for z, sum := range p.states() {
		if over[z] /= sum; sum == 0 {
			over[z] = 0
		}
	}
	years := make([][]complex128, len(p.self)) // member: as self, the total at each node
	for k := range years {
		years[k] = make([]complex128, len(p.self[k]))
	}
	for s := range p.shocks {
		for x := range p.shocks[s].hits {
			clear(p.shocks[s].hits[x].sum)
		}
	}
	for i, state := range p.c.states {
		whole := complex128(0)
		for z, v := range p.own[i*n : (i+1)*n] {
			v *= p.shaken[i] * over[z]
			whole += v
			for k, o := range state.counts {
				years[k][z*(len(years[k])/n)+o] += v
			}
		}
		for s := range p.shocks {
			one := &p.shocks[s]
			happens := whole * p.happens[i*len(p.shocks)+s]
			if to := strikes[one.shock]; to != nil {
				to[f] += happens
			}
			for x := range one.hits {
				h := &one.hits[x]
				h.sum[state.counts[h.member]] += happens
			}
		}
	}
	for k, i := range p.c.members {
		for at, v := range years[k] {
			if self := p.self[k][at]; self != 0 {
				out[i][f] += v * p.slope[k][at] / self * sized[k][at%len(sized[k])][f]
			}
		}
	}
	for _, one := range p.shocks {
		for _, h := range one.hits {
			for o, v := range h.sum {
				if h.jump[o] != 0 {
					out[p.c.members[h.member]][f] += v * complex(h.probability, 0) / h.jump[o] * sized[h.member][o][f]
				}
			}
		}
	}
}
