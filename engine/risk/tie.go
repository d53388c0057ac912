package risk

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// What a scenario's loss factor and its chance of a secondary loss turn out to be
// in a year is the same for its own events and for every shock that strikes it. Given
// that draw the shocks are independent of the scenario's own events; without it they
// are not. Three facts keep the exact engine from having to integrate over the draws
// of all scenarios at once:
//
//   - A shock whose strikes meet only one uncertain scenario is summed in closed form
//     within each node of that scenario's draw.
//   - Given how often each of the other shocks happens in the year, uncertain
//     scenarios are independent again: each is summed over its own nodes alone.
//   - Shocks that share no uncertain scenario stay apart: a cluster for each.
//
// So the sum runs over counts of shocks, which grow with the shocks in one cluster and
// not with the scenarios. Where too many shocks are tied, it runs over the draws of
// the cluster's scenarios, by a product of Gauss rules with as many nodes as there is
// room for, at least two: those keep mean, variance and skewness of every draw. (Both
// cut a factor graph so that what is left falls apart; Koller & Friedman 2009, 9.5.)

// hit is a shock that can strike a scenario, and how the year's draw enters.
type hit struct {
	shock       int
	probability float64
	tie         tie
	place       int // counted: position among the cluster's shocks
}

// tie says how a strike knows the year's draw.
type tie uint8

const (
	apart   tie = iota // nothing is uncertain, or the sharing is left out: drawn for each strike
	private            // summed within the nodes of the one scenario that shares it
	counted            // summed over how often the shock happens
)

// cluster is the scenarios that counted shocks tie together, and the shocks.
type cluster struct {
	members []int
	shocks  []int
	states  []happened
	lifted  bool // the common factor moves one of the members
	drawn   bool // states are of the members' draws, not of the shocks' counts
}

// lone says that no shock needs counting.
func (c *cluster) lone() bool { return len(c.shocks) == 0 }

// happened is how often each shock of a cluster happens in a year; in a cluster of
// draws, the node of each member's draw.
type happened struct {
	w      float64
	counts []int
}

// ties are all strikes of a portfolio with the clusters that they make.
type ties struct {
	models   []*model // as given, with fewer nodes in clusters of draws
	draws    map[[2]int][]outer
	hits     [][]hit    // by scenario
	of       []*cluster // by scenario; nil when it shares no draw with a shock
	clusters []*cluster
	free     []bool // by shock: no strike of it shares a draw
	sums     int    // taken at each frequency
	// Left out for want of room: how many strikes, of how many, and the variance
	// of the year that this loses.
	out, all int
	lost     float64
}

// The most that clusters may take: arrays of transforms held (states times nodes of
// the common factor), and sums over nodes taken at each frequency.
const (
	maxHeld   = 1024
	maxSums   = 1 << 16
	usualSums = maxSums / 4 // more only when three nodes of each draw need it
)

// link is a strike of which the scenario's draw is uncertain.
type link struct {
	shock, scenario int
	weight          float64 // of the covariance that sharing the draw adds
}

// tie finds what shares a draw with what. Where the counts of many frequent shocks
// together are more than can be held, the strikes that add least to the variance
// of the year are left out: they draw anew, as if from another year.
func (p Portfolio) tie(ms []*model) *ties {
	links, draws := p.links(ms), map[[2]int][]outer{}
	n := len(links)
	t := p.tied(ms, links, draws)
	if t == nil {
		lo, hi := 0, n // lo always fits: one link of each shock costs nothing
		for hi-lo > 1 {
			mid := (lo + hi) / 2
			if p.tied(ms, links[:mid], draws) != nil {
				lo = mid
			} else {
				hi = mid
			}
		}
		n = lo
		t = p.tied(ms, links[:n], draws)
	}
	t.all, t.out = len(links), len(links)-n
	t.lost = p.sharedVariance(ms, func(int, Hit) bool { return true }) - p.sharedVariance(ms, t.shares)
	return t
}

// links are the strikes on uncertain scenarios: first the heaviest of each shock,
// then the others, the heaviest first.
func (p Portfolio) links(ms []*model) []link {
	var out []link
	struck := make([]float64, len(ms))
	for _, s := range p.Shocks {
		for _, h := range s.Hits {
			struck[h.Scenario] += s.Rate.Dist.Mean() * h.Probability
		}
	}
	for k, s := range p.Shocks {
		for _, h := range s.Hits {
			m, e := ms[h.Scenario], s.Rate.Dist.Mean()*h.Probability
			if len(m.outer) < 2 || e == 0 {
				continue
			}
			own := 2*m.rate.Mean() + struck[h.Scenario]
			out = append(out, link{k, h.Scenario, e * own * m.spread()})
		}
	}
	heaviest := func(a, b link) int { return cmp.Compare(b.weight, a.weight) }
	slices.SortStableFunc(out, heaviest)
	seen := make([]bool, len(p.Shocks))
	var first, rest []link
	for _, l := range out {
		if seen[l.shock] {
			rest = append(rest, l)
		} else {
			first, seen[l.shock] = append(first, l), true
		}
	}
	return append(first, rest...)
}

// spread is the variance of the expected loss of one event over the draws.
func (m *model) spread() float64 {
	mean, second := 0.0, 0.0
	for _, o := range m.outer {
		x, _ := m.lossMoments(o)
		mean += o.w * x
		second += o.w * x * x
	}
	return math.Max(0, second-mean*mean)
}

// tied makes clusters of links; nil when they take too much. It keeps what it makes of
// draws, by scenario and number of nodes.
func (p Portfolio) tied(ms []*model, links []link, draws map[[2]int][]outer) *ties {
	t := &ties{models: slices.Clone(ms), draws: draws, hits: make([][]hit, len(ms)), of: make([]*cluster, len(ms)), free: slices.Repeat([]bool{true}, len(p.Shocks))}
	shares := make([]int, len(p.Shocks))
	linked := map[[2]int]bool{}
	for _, l := range links {
		shares[l.shock]++
		linked[[2]int{l.shock, l.scenario}] = true
		t.free[l.shock] = false
	}
	for k, s := range p.Shocks {
		for _, h := range s.Hits {
			one := hit{shock: k, probability: h.Probability}
			switch {
			case !linked[[2]int{k, h.Scenario}]:
			case shares[k] == 1:
				one.tie = private
			default:
				one.tie = counted
			}
			t.hits[h.Scenario] = append(t.hits[h.Scenario], one)
		}
	}
	if !t.cluster(p) {
		return nil
	}
	return t
}

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

// shares says whether a strike of a shock shares the year's draw.
func (t *ties) shares(shock int, h Hit) bool {
	return slices.ContainsFunc(t.hits[h.Scenario], func(x hit) bool { return x.shock == shock && x.tie != apart })
}

// told says what was left out, nil when nothing was.
func (t *ties) told(variance float64) []string {
	if t.out == 0 {
		return nil
	}
	return []string{fmt.Sprintf("shocks: for %d of %d strikes the uncertain loss factor or secondary probability is drawn anew instead of once a year, since so many frequent shocks on so many uncertain scenarios cannot be integrated together; "+
		"the curve lacks %.2g %% of the year's standard deviation (the simulation has all of it)", t.out, t.all, 100*(1-math.Sqrt(math.Max(0, 1-t.lost/variance))))}
}
