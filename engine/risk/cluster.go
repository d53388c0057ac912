package risk

import (
	"math"
	"slices"
)

// cluster joins scenarios through counted shocks; false when there are too many
// states to hold.
func (t *ties) cluster(p Portfolio) bool {
	of := make([]*cluster, len(p.Shocks)) // of counted shocks
	for i, hits := range t.hits {
		if !slices.ContainsFunc(hits, func(h hit) bool { return h.tie != apart }) {
			continue
		}
		c := &cluster{members: []int{i}}
		t.clusters = append(t.clusters, c)
		for _, h := range hits {
			switch other := of[h.shock]; {
			case h.tie != counted || other == c:
			case other == nil:
				of[h.shock] = c
				c.shocks = append(c.shocks, h.shock)
			default:
				c.take(other, of)
				t.clusters = slices.DeleteFunc(t.clusters, func(x *cluster) bool { return x == other })
			}
		}
	}
	held := 0
	for _, c := range t.clusters {
		t.settle(c, p)
		if c.lone() {
			c.states = []happened{{w: 1}}
			continue
		}
		room := maxSums
		if p.coarse {
			room /= 8
		}
		if !t.fit(c, p, maxHeld-held, room-t.sums) {
			return false
		}
		if !c.drawn {
			held += len(c.states) * c.factors(p)
		}
		t.sums += len(c.states) * t.work(c, p)
	}
	return true
}

// fit finds states for a cluster: with as many nodes of each draw as a part of the
// room allows, else with as few as all of the room needs.
func (t *ties) fit(c *cluster, p Portfolio, held, sums int) bool {
	for _, try := range []struct{ nodes, sums int }{
		{mostOuter, usualSums}, {outerNodes, usualSums}, {5, usualSums}, {4, usualSums}, {coarseNodes, usualSums}, {coarseNodes, maxSums}, {2, maxSums},
	} {
		if p.coarse && try.nodes > coarseNodes {
			continue
		}
		t.limit(c, p, try.nodes)
		room := min(try.sums, sums)
		c.drawn = false
		if c.count(p, min(held/c.factors(p), room/t.work(c, p))) {
			return true
		}
		c.drawn = true
		if t.draw(c, room/t.work(c, p)) {
			return true
		}
	}
	return false
}

// factors is how many nodes of the common factor matter to a cluster.
func (c *cluster) factors(p Portfolio) int {
	if c.lifted {
		return len(p.factors())
	}
	return 1
}

// work is what a state of a cluster costs at each frequency, in sums over a node.
func (t *ties) work(c *cluster, p Portfolio) int {
	n := 0
	for _, i := range c.members {
		if !c.drawn {
			n += 2 * c.factors(p) * len(t.models[i].outer) // of own years and of counts
			continue
		}
		n += c.factors(p)
		for _, h := range t.hits[i] {
			switch {
			case h.tie == apart:
			case p.Shocks[h.shock].Rate.Dist.Variance() > 0:
				n += 4 // its series, shared among the scenarios that it strikes
			default:
				n++
			}
		}
	}
	return n
}

// limit gives the draws of a cluster's members at most so many nodes of each input:
// even two keep mean, variance and skewness.
func (t *ties) limit(c *cluster, p Portfolio, nodes int) {
	for _, i := range c.members {
		one, at := *t.models[i], [2]int{i, nodes}
		if t.draws[at] == nil {
			t.draws[at] = one.draws(p.Scenarios[i], p.struck(i), min(nodes, outerNodes), nodes)
		}
		one.outer = t.draws[at]
		t.models[i] = &one
	}
}

// settle gives the members and shocks of a cluster their places.
func (t *ties) settle(c *cluster, p Portfolio) {
	slices.Sort(c.members)
	slices.Sort(c.shocks)
	for _, i := range c.members {
		t.of[i] = c
		c.lifted = c.lifted || p.Scenarios[i].Loading != 0
		for k := range t.hits[i] {
			if h := &t.hits[i][k]; h.tie == counted {
				h.place, _ = slices.BinarySearch(c.shocks, h.shock)
			}
		}
	}
}

// draw makes the states of a cluster those of its members' draws; false when they
// are more than most.
func (t *ties) draw(c *cluster, most int) bool {
	size := 1
	for _, i := range c.members {
		if size *= len(t.models[i].outer); size > most {
			return false
		}
	}
	c.states = []happened{{w: 1}}
	for _, i := range c.members {
		var next []happened
		for _, s := range c.states {
			for o, out := range t.models[i].outer {
				next = append(next, happened{s.w * out.w, append(slices.Clone(s.counts), o)})
			}
		}
		c.states = next
	}
	return true
}

// take joins another cluster into this one.
func (c *cluster) take(other *cluster, of []*cluster) {
	c.members = append(c.members, other.members...)
	c.shocks = append(c.shocks, other.shocks...)
	for _, s := range other.shocks {
		of[s] = c
	}
}

// Counts of shocks are cut where hardly a year in a hundred thousand million lies beyond.
const (
	unseen   = 1e-11
	maxCount = 400
)

// count lists what can happen in a year; false when that is more than most.
func (c *cluster) count(p Portfolio, most int) bool {
	pmfs := make([][]float64, len(c.shocks))
	c.states = nil
	best := make([]float64, len(c.shocks)+1) // greatest probability of the shocks from k on
	best[len(c.shocks)] = 1
	for k := len(c.shocks) - 1; k >= 0; k-- {
		pmfs[k] = happenings(rateRule(p.Shocks[c.shocks[k]].Rate.Dist, Count{}, 1))
		if pmfs[k] == nil {
			return false
		}
		best[k] = best[k+1] * slices.Max(pmfs[k])
	}
	counts, total := make([]int, len(c.shocks)), 0.0
	var walk func(k int, w float64) bool
	walk = func(k int, w float64) bool {
		if w*best[k] < unseen {
			return true
		}
		if k == len(c.shocks) {
			c.states = append(c.states, happened{w, slices.Clone(counts)})
			total += w
			return len(c.states) <= most
		}
		for n, v := range pmfs[k] {
			if counts[k] = n; !walk(k+1, w*v) {
				return false
			}
		}
		return true
	}
	if !walk(0, 1) {
		return false
	}
	for i := range c.states {
		c.states[i].w /= total
	}
	return true
}

// happenings is the distribution of how often a shock happens, nil when it goes on
// for too long.
func happenings(rates Rule) []float64 {
	var out []float64
	for n, cum := 0, 0.0; cum < 1-unseen; n++ {
		if n > maxCount {
			return nil
		}
		gamma, _ := math.Lgamma(float64(n) + 1)
		v := 0.0
		for _, r := range rates {
			switch {
			case r.X > 0:
				v += r.W * math.Exp(float64(n)*math.Log(r.X)-r.X-gamma)
			case n == 0:
				v += r.W
			}
		}
		out = append(out, v)
		if cum += v; float64(n) > rates.max() && v < unseen/100 {
			break
		}
	}
	return out
}
