package risk

import "context"

// hold makes room for what depends on how often shocks happen: for each cluster an
// array for each state, and each node of the common factor if that matters.
func (t *totals) hold(clusters []*cluster, factors, half int) {
	t.held = map[*cluster][][]complex128{}
	for _, c := range clusters {
		if c.lone() || c.drawn {
			continue
		}
		n := len(c.states)
		if c.lifted {
			n *= factors
		}
		arrays := make([][]complex128, n)
		for k := range arrays {
			arrays[k] = ones(half)
		}
		t.held[c] = arrays
	}
}

// tied takes in a scenario that shares its draw with shocks.
func (j *joint) tied(t *totals, i, from, to int) {
	s := j.strand(i, j.kept[i], t.jumps)
	into := t.held[s.c]
	if s.c.lone() {
		into = [][]complex128{t.rest}
		if s.c.lifted {
			into = t.own
		}
	}
	for f := from; f < to; f++ {
		s.at(f)
		for v, state := range s.c.states {
			s.given(state.counts)
			for k := range s.lifts {
				into[v*len(s.lifts)+k][f] *= s.value(k)
			}
		}
	}
}

// close takes a cluster into the totals: the sum over how often its shocks happen.
func (j *joint) close(t *totals, c *cluster, from, to int) {
	held, factors := t.held[c], j.lifts(c)
	sums := make([]complex128, factors)
	for f := from; f < to; f++ {
		clear(sums)
		for v, state := range c.states {
			w := complex(state.w, 0)
			for k, s := range c.shocks {
				w *= power(t.jumps[s][f], state.counts[k])
			}
			for k := range factors {
				held[v*factors+k][f] *= w
				sums[k] += held[v*factors+k][f]
			}
		}
		for k := range t.logs {
			t.logs[k][f] *= sums[k%factors]
		}
	}
}

// lifts is how many nodes of the common factor a cluster knows.
func (j *joint) lifts(c *cluster) int {
	if c.lifted {
		return len(j.factors)
	}
	return 1
}

// strand is a scenario that shares its draw with shocks, at one frequency.
type strand struct {
	j       *joint
	c       *cluster
	m       *model
	losses  [][]complex128
	jumps   [][]complex128
	lifts   []float64
	private []hit
	counted []hit

	self   []complex128   // node of the factor, node of the draw: the scenario's own year, weighted
	closed []complex128   // node of the draw: its private shocks
	jump   []complex128   // counted shock, node of the draw: what one happening costs
	powers [][]complex128 // counted shock: count, node of the draw
	slope  []complex128   // as self: its derivative by the transform of one event
	strike []complex128   // private shock, node of the draw: E of its happenings, over the jump
	over   []complex128   // node of the factor: the total without the cluster
	around []complex128   // see weigh
	within []complex128
	node   []complex128 // node of the draw: closed and counted shocks, the counts given
}

func (j *joint) strand(i int, losses, jumps [][]complex128) *strand {
	s := &strand{j: j, c: j.ties.of[i], m: j.models[i], losses: losses, jumps: jumps, lifts: []float64{1}}
	if s.c.lifted {
		s.lifts = j.liftedAll(i)
	}
	n := len(s.m.outer)
	for _, h := range j.ties.hits[i] {
		switch h.tie {
		case private:
			s.private = append(s.private, h)
		case counted:
			s.counted = append(s.counted, h)
			most := 0
			for _, v := range s.c.states {
				most = max(most, v.counts[h.place])
			}
			s.powers = append(s.powers, make([]complex128, (most+1)*n))
		}
	}
	s.self, s.closed, s.node = make([]complex128, len(s.lifts)*n), make([]complex128, n), make([]complex128, n)
	s.slope, s.strike = make([]complex128, len(s.self)), make([]complex128, len(s.private)*n)
	s.jump, s.over = make([]complex128, len(s.counted)*n), make([]complex128, len(s.lifts))
	s.around, s.within = make([]complex128, len(s.self)), make([]complex128, len(s.c.states)*n)
	return s
}

// at goes to a frequency.
func (s *strand) at(f int) {
	n := len(s.m.outer)
	for o, out := range s.m.outer {
		event := s.losses[o][f]
		for k, up := range s.lifts {
			v, slope := s.m.yearly(event, up)
			s.self[k*n+o], s.slope[k*n+o] = complex(out.w, 0)*v, complex(out.w, 0)*slope
		}
		s.closed[o] = 1
		for k, h := range s.private {
			v, slope := s.j.rules[h.shock].shaken(s.jumps[h.shock][f] * h.jump(event))
			s.closed[o] *= v
			if s.strike[k*n+o] = 0; v != 0 {
				s.strike[k*n+o] = s.jumps[h.shock][f] * slope / v
			}
		}
		for k, h := range s.counted {
			jump, p := h.jump(event), complex128(1)
			s.jump[k*n+o] = jump
			for at := o; at < len(s.powers[k]); at += n {
				s.powers[k][at] = p
				p *= jump
			}
		}
	}
}

// given fixes how often the counted shocks happen.
func (s *strand) given(counts []int) {
	copy(s.node, s.closed)
	n := len(s.node)
	for k, h := range s.counted {
		for o, p := range s.powers[k][counts[h.place]*n : (counts[h.place]+1)*n] {
			s.node[o] *= p
		}
	}
}

// value is the scenario's part of the total at a node of the common factor.
func (s *strand) value(factor int) complex128 {
	n, sum := len(s.node), complex128(0)
	for o, v := range s.self[factor*n : (factor+1)*n] {
		sum += v * s.node[o]
	}
	return sum
}

// weigh computes, for each state and each node of the common factor that the cluster
// knows, the total at a frequency with this scenario's part taken out (rest), and the
// sums of it that shares are made of: with the shocks, by node of the factor and of
// the draw (around), and with the scenario's own year, by state and node (within).
func (s *strand) weigh(f int) {
	held, n, over, size := s.j.held[s.c], len(s.lifts), s.over, len(s.node)
	for k := range over {
		over[k] = s.j.over(k, n, f)
	}
	if !s.c.lone() {
		for k := range over {
			sum := complex128(0)
			for v := range s.c.states {
				sum += held[v*n+k][f]
			}
			if over[k] /= sum; sum == 0 {
				over[k] = 0
			}
		}
	}
	clear(s.around)
	clear(s.within)
	for v, state := range s.c.states {
		s.given(state.counts)
		within := s.within[v*size : (v+1)*size]
		for k := range over {
			rest, own := over[k], s.value(k)
			if own == 0 { // where the scenario's own part vanishes, so does the total
				continue
			}
			if !s.c.lone() {
				rest *= held[v*n+k][f]
			}
			rest /= own
			self, around := s.self[k*size:(k+1)*size], s.around[k*size:(k+1)*size]
			for o, node := range s.node {
				around[o] += rest * node
				within[o] += rest * self[o]
			}
		}
		for o, node := range s.node {
			within[o] *= node
		}
	}
}

// tiedShare adds the transform of x -> E[S_i; S = x] for a scenario that shares its
// draw with shocks; sized are the transforms of y f(y) by node of the draw.
func (j *joint) tiedShare(i int, losses, sized [][]complex128, to []complex128) {
	s := j.strand(i, losses, j.shocks)
	n := len(s.node)
	for f := range to {
		s.at(f)
		s.weigh(f)
		for o := range s.node {
			sum := complex128(0)
			for k := o; k < len(s.around); k += n {
				sum += s.around[k] * s.slope[k]
			}
			for k, h := range s.private {
				all := complex128(0)
				for v := o; v < len(s.within); v += n {
					all += s.within[v]
				}
				sum += all * complex(h.probability, 0) * s.strike[k*n+o]
			}
			for k, h := range s.counted {
				all := complex128(0)
				for v, state := range s.c.states {
					all += complex(float64(state.counts[h.place]), 0) * s.within[v*n+o]
				}
				if jump := s.jump[k*n+o]; jump != 0 {
					sum += all * complex(h.probability, 0) / jump
				}
			}
			to[f] += sum * sized[o][f]
		}
	}
}

// tiedStrikes computes the happenings of shocks that share a draw with a scenario and
// also strike others apart; to has an array for each shock that needs one.
func (j *joint) tiedStrikes(ctx context.Context, to [][]complex128) error {
	for i, hits := range j.ties.hits {
		for k, h := range hits {
			if h.tie != private || to[h.shock] == nil || j.ties.of[i].drawn {
				continue
			}
			losses, err := j.losses(ctx, i)
			if err != nil {
				return err
			}
			place := 0
			for _, other := range hits[:k] {
				if other.tie == private {
					place++
				}
			}
			if err := j.privateStrikes(ctx, i, place, losses, to[h.shock]); err != nil {
				return err
			}
		}
	}
	for _, c := range j.ties.clusters {
		for place, shock := range c.shocks {
			if to[shock] != nil && !c.drawn {
				j.countedStrikes(c, place, to[shock])
			}
		}
	}
	return ctx.Err()
}

// privateStrikes are the happenings of the shock that is private to a scenario.
func (j *joint) privateStrikes(ctx context.Context, i, place int, losses [][]complex128, to []complex128) error {
	return parts(ctx, len(to), func(from, end int) {
		s := j.strand(i, losses, j.shocks)
		n := len(s.node)
		for f := from; f < end; f++ {
			s.at(f)
			s.weigh(f)
			for at, v := range s.within {
				o := at % n
				to[f] += v * s.strike[place*n+o] * s.private[place].jump(losses[o][f])
			}
		}
	})
}

// countedStrikes are the happenings of a counted shock.
func (j *joint) countedStrikes(c *cluster, place int, to []complex128) {
	held, n := j.held[c], j.lifts(c)
	for f := range to {
		for k := range n {
			var sum, struck complex128
			for v, state := range c.states {
				sum += held[v*n+k][f]
				struck += complex(float64(state.counts[place]), 0) * held[v*n+k][f]
			}
			if sum != 0 {
				to[f] += j.over(k, n, f) * struck / sum
			}
		}
	}
}
