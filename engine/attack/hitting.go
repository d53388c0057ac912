package attack

import (
	"context"
	"math"
	"math/bits"
	"slices"
)

// hitting finds the cheapest choice of candidates that meets every set: a
// weighted minimum hitting set, by branch and bound on the smallest set not yet
// met, with a packing of disjoint sets as lower bound. It takes its nodes from a
// budget and says whether the answer is proved; if not, low is a bound that holds.
func hitting(ctx context.Context, sets [][]int, cost []float64, nodes *int) (choice []int, total, low float64, proved bool) {
	b := &brancher{ctx: ctx, cost: cost, in: newBits(len(cost)), out: newBits(len(cost)), used: newBits(len(cost)), left: *nodes}
	for _, s := range minimal(sets) {
		set := newBits(len(cost))
		for _, x := range s {
			set[x/64] |= 1 << (x % 64)
		}
		b.sets = append(b.sets, set)
	}
	b.best, b.bestCost = b.greedy()
	low = b.packing()
	b.walk(0)
	*nodes = max(0, b.left)
	if b.left > 0 {
		low = b.bestCost
	}
	slices.Sort(b.best)
	return b.best, b.bestCost, low, b.left > 0
}

// bitset holds candidates by number.
type bitset []uint64

func newBits(n int) bitset { return make(bitset, n/64+1) }

func (b bitset) has(x int) bool { return b[x/64]>>(x%64)&1 == 1 }
func (b bitset) flip(x int)     { b[x/64] ^= 1 << (x % 64) }

func (b bitset) meets(c bitset) bool {
	for i := range b {
		if b[i]&c[i] != 0 {
			return true
		}
	}
	return false
}

// each calls a function for every member in order.
func (b bitset) each(f func(x int)) {
	for i, w := range b {
		for ; w != 0; w &= w - 1 {
			f(i*64 + bits.TrailingZeros64(w))
		}
	}
}

// brancher is one search: what is in the choice, what the branch does without.
type brancher struct {
	ctx      context.Context
	sets     []bitset
	cost     []float64
	in, out  bitset
	used     bitset
	best     []int
	bestCost float64
	left     int
}

// minimal drops sets that contain another.
func minimal(sets [][]int) [][]int {
	sorted := slices.Clone(sets)
	for i := range sorted {
		sorted[i] = slices.Clone(sorted[i])
		slices.Sort(sorted[i])
		sorted[i] = slices.Compact(sorted[i])
	}
	slices.SortStableFunc(sorted, func(a, b []int) int { return len(a) - len(b) })
	var out [][]int
	for _, s := range sorted {
		if !slices.ContainsFunc(out, func(o []int) bool { return subsetInt(o, s) }) {
			out = append(out, s)
		}
	}
	return out
}

func subsetInt(a, b []int) bool {
	for _, x := range a {
		if _, ok := slices.BinarySearch(b, x); !ok {
			return false
		}
	}
	return true
}

// open gives the unmet set with the fewest members that the branch may take, nil
// when all are met.
func (b *brancher) open() bitset {
	var best bitset
	size := math.MaxInt
	for _, s := range b.sets {
		if s.meets(b.in) {
			continue
		}
		n := 0
		for i := range s {
			n += bits.OnesCount64(s[i] &^ b.out[i])
		}
		if n < size {
			best, size = s, n
		}
	}
	return best
}

// packing is a lower bound on what is still to pay: disjoint unmet sets, each at
// the price of its cheapest member that the branch may take.
func (b *brancher) packing() float64 {
	clear(b.used)
	sum := 0.0
	for _, s := range b.sets {
		if s.meets(b.in) || s.meets(b.used) {
			continue
		}
		price := math.Inf(1)
		for i, w := range s {
			b.used[i] |= w
			for w &^= b.out[i]; w != 0; w &= w - 1 {
				price = min(price, b.cost[i*64+bits.TrailingZeros64(w)])
			}
		}
		sum += price
	}
	return sum
}

func (b *brancher) walk(paid float64) {
	if b.left--; b.left%1024 == 0 && b.ctx.Err() != nil {
		b.left = 0
	}
	if b.left <= 0 {
		return
	}
	set := b.open()
	if set == nil {
		if paid < b.bestCost {
			b.bestCost, b.best = paid, nil
			b.in.each(func(x int) { b.best = append(b.best, x) })
		}
		return
	}
	if paid+b.packing() >= b.bestCost {
		return
	}
	var free []int
	set.each(func(x int) {
		if !b.out.has(x) {
			free = append(free, x)
		}
	})
	slices.SortStableFunc(free, func(x, y int) int {
		switch {
		case b.cost[x] < b.cost[y]:
			return -1
		case b.cost[x] > b.cost[y]:
			return 1
		}
		return x - y
	})
	for _, x := range free {
		b.in.flip(x)
		b.walk(paid + b.cost[x])
		b.in.flip(x)
		b.out.flip(x) // the rest of the branch does without it
	}
	for _, x := range free {
		b.out.flip(x)
	}
}

// greedy is the first answer: the candidate that meets most sets for its price.
func (b *brancher) greedy() ([]int, float64) {
	met := make([]bool, len(b.sets))
	var out []int
	total := 0.0
	for {
		best, score := -1, -1.0
		count := make([]float64, len(b.cost))
		for i, s := range b.sets {
			if !met[i] {
				s.each(func(x int) { count[x]++ })
			}
		}
		for x, n := range count {
			if s := n / math.Max(b.cost[x], 1e-12); n > 0 && s > score {
				best, score = x, s
			}
		}
		if best < 0 {
			return out, total
		}
		out, total = append(out, best), total+b.cost[best]
		for i, s := range b.sets {
			met[i] = met[i] || s.has(best)
		}
	}
}
