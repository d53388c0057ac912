package attack

import (
	"context"
	"math"
	"math/bits"
	"sync"
)

// Estimate is a probability with its 95 % interval. Exact says that it was
// worked out, not sampled; the interval is then the point.
type Estimate struct {
	P      float64 `json:"estimate"`
	Low    float64 `json:"low"`
	High   float64 `json:"high"`
	Exact  bool    `json:"exact"`
	Worlds int     `json:"worlds,omitempty"`

	// AtLeast says that only the best ways were counted, because too many steps
	// lie behind the goal; High is then 1, for what was not counted.
	AtLeast bool `json:"at_least,omitempty"`
}

// lanes is how many words of 64 worlds are carried along together.
const lanes = 4

// exactBudget is how many reductions an exact answer may cost before sampling
// takes over, fewer if reductions times edges would pass exactWork.
const (
	exactBudget = 2_000
	exactWork   = 100_000
)

// maxWorldWork bounds worlds times edges of one estimate: a very large network is
// sampled less often, and its interval says so.
const maxWorldWork = 1_000_000_000

// probability of the goal: exact when that is cheap, else sampled. When the
// context has ended it means nothing.
func (n *net) probability(ctx context.Context, worlds int, seed uint64, workers int) Estimate {
	n = n.clone()
	if !n.reduce() {
		return Estimate{Exact: true}
	}
	budget := min(exactBudget, max(50, exactWork/(len(n.edges)+1)))
	if p, ok := n.clone().exact(ctx, &budget); ok {
		p = math.Min(1, math.Max(0, p))
		return Estimate{P: p, Low: p, High: p, Exact: true}
	}
	worlds = min(worlds, max(1024, maxWorldWork/(len(n.edges)+1)))
	hits, total := n.sample(ctx, worlds, seed, workers)
	return wilson(hits, total)
}

// wilson is the score interval of Wilson (1927) at 95 %.
func wilson(hits, total int) Estimate {
	const z = 1.959963984540054
	n, p := float64(total), float64(hits)/float64(total)
	mid := (p + z*z/(2*n)) / (1 + z*z/n)
	half := z / (1 + z*z/n) * math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	return Estimate{P: p, Low: math.Max(0, mid-half), High: math.Min(1, mid+half), Worlds: total}
}

// sample draws worlds, 64 to a machine word, and counts those in which the goal
// is reached. The count depends on the seed and the number of worlds only, not
// on the number of workers: every edge of every block has a stream of its own.
func (n *net) sample(ctx context.Context, worlds int, seed uint64, workers int) (hits, total int) {
	blocks := (worlds + 64*lanes - 1) / (64 * lanes)
	order := n.order()
	counts := make([]int, max(1, workers))
	var wg sync.WaitGroup
	for w := range counts {
		wg.Go(func() {
			s := newSampler(n, order)
			for b := w; b < blocks && ctx.Err() == nil; b += len(counts) {
				counts[w] += s.block(seed, uint64(b))
			}
		})
	}
	wg.Wait()
	for _, c := range counts {
		hits += c
	}
	return hits, blocks * 64 * lanes
}

// order lists the edges so that most come after what they need: by the round in
// which a plain fixpoint would reach them.
func (n *net) order() []int32 {
	uses, left := n.index()
	out := make([]int32, 0, len(n.edges))
	up := make([]bool, n.nodes)
	for i := range n.edges {
		if left[i] == 0 {
			out = append(out, int32(i))
		}
	}
	for at := 0; at < len(out); at++ {
		v := n.edges[out[at]].head
		if up[v] {
			continue
		}
		up[v] = true
		for _, i := range uses[v] {
			if left[i]--; left[i] == 0 {
				out = append(out, i)
			}
		}
	}
	return out
}

// sampler holds the edges flat, in the order of work.
type sampler struct {
	n       *net
	head    []int32
	off     []int32
	tails   []int32
	useOff  []int32 // edges by the node they need
	use     []int32
	limit   []uint64 // probability as a 64-bit fraction
	mask    []uint64 // edge x lane
	drawn   []bool
	val     []uint64 // node x lane
	pending []uint64 // bits of edges to look at
}

func newSampler(n *net, order []int32) *sampler {
	s := &sampler{n: n, off: []int32{0}, val: make([]uint64, n.nodes*lanes), mask: make([]uint64, len(order)*lanes),
		drawn: make([]bool, len(order)), pending: make([]uint64, len(order)/64+1), useOff: make([]int32, n.nodes+1)}
	for _, i := range order {
		e := &n.edges[i]
		s.head, s.tails = append(s.head, e.head), append(s.tails, e.tails...)
		s.off = append(s.off, int32(len(s.tails)))
		l := uint64(math.MaxUint64)
		if e.p < 1 {
			l = uint64(e.p * (1 << 63) * 2)
		}
		s.limit = append(s.limit, l)
	}
	for _, t := range s.tails {
		s.useOff[t+1]++
	}
	for v := range n.nodes {
		s.useOff[v+1] += s.useOff[v]
	}
	s.use = make([]int32, len(s.tails))
	at := append([]int32(nil), s.useOff...)
	for i := range s.head {
		for _, t := range s.tails[s.off[i]:s.off[i+1]] {
			s.use[at[t]] = int32(i)
			at[t]++
		}
	}
	return s
}

// block works out 64 x lanes worlds and counts those that reach the goal. After
// the first pass only edges with a changed tail are looked at again.
func (s *sampler) block(seed, block uint64) int {
	clear(s.val)
	clear(s.drawn)
	base := mix(seed ^ mix(block+1))
	for i := range s.head {
		s.pending[i/64] |= 1 << (i % 64)
	}
	for again := true; again; {
		again = false
		for w := range s.pending {
			for s.pending[w] != 0 {
				bit := bits.TrailingZeros64(s.pending[w])
				s.pending[w] &^= 1 << bit
				i := w*64 + bit
				if !s.fire(i, base) {
					continue
				}
				for _, u := range s.use[s.useOff[s.head[i]]:s.useOff[s.head[i]+1]] {
					s.pending[u/64] |= 1 << (u % 64)
					again = again || int(u) <= i
				}
			}
		}
	}
	hits := 0
	for k := range lanes {
		hits += bits.OnesCount64(s.val[int(s.n.goal)*lanes+k])
	}
	return hits
}

// fire adds the worlds in which an edge newly gives its head, and says whether
// there are any.
func (s *sampler) fire(i int, base uint64) bool {
	head := int(s.head[i]) * lanes
	var v [lanes]uint64
	for k := range v {
		v[k] = ^s.val[head+k] // worlds that still lack the head
	}
	for _, t := range s.tails[s.off[i]:s.off[i+1]] {
		for k := range v {
			v[k] &= s.val[int(t)*lanes+k]
		}
	}
	if v[0]|v[1]|v[2]|v[3] == 0 {
		return false
	}
	if !s.drawn[i] {
		s.draw(i, base)
	}
	changed := uint64(0)
	for k := range v {
		v[k] &= s.mask[i*lanes+k]
		s.val[head+k] |= v[k]
		changed |= v[k]
	}
	return changed != 0
}

// draw makes the worlds in which an edge works: it compares random bits with
// those of the probability, most significant first, until every world is
// decided, so about eight words do for 64 worlds.
func (s *sampler) draw(edge int, base uint64) {
	s.drawn[edge] = true
	limit := s.limit[edge]
	state := mix(base ^ uint64(edge)*0x9e3779b97f4a7c15)
	for k := range lanes {
		if limit == math.MaxUint64 {
			s.mask[edge*lanes+k] = math.MaxUint64
			continue
		}
		open, yes := uint64(math.MaxUint64), uint64(0)
		for bit := uint64(1) << 63; open != 0 && bit != 0; bit >>= 1 {
			state += 0x9e3779b97f4a7c15
			r := mix(state)
			if limit&bit != 0 {
				yes |= open &^ r // random 0 below a 1: less
				open &= r
			} else {
				open &^= r // random 1 above a 0: not less
			}
		}
		s.mask[edge*lanes+k] = yes
	}
}

// mix is the finaliser of SplitMix64 (Steele, Lea and Flood 2014).
func mix(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
