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
