package attack

import (
	"math"
	"slices"
)

// hittingNodes bounds the branch and bound of one hitting set.
const hittingNodes = 2_000_000

// hitting finds the cheapest choice of candidates that meets every set: a
// weighted minimum hitting set, by branch and bound on the smallest set not yet
// met, with a packing of disjoint sets as lower bound. It says whether the
// answer is proved; if not, low is a bound that holds.
func hitting(sets [][]int, cost []float64) (choice []int, total, low float64, proved bool) {
	b := &brancher{sets: minimal(sets), cost: cost, in: make([]bool, len(cost)), out: make([]bool, len(cost)), left: hittingNodes}
	choice, total = b.greedy()
	b.best, b.bestCost = choice, total
	low = b.packing()
	b.walk(0)
	if b.left > 0 {
		low = b.bestCost
	}
	slices.Sort(b.best)
	return b.best, b.bestCost, low, b.left > 0
}

type brancher struct {
	sets     [][]int
	cost     []float64
	in, out  []bool
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

// open gives the smallest set not met by what is in, without what is out.
func (b *brancher) open() (free []int, none bool) {
	none = true
	for _, s := range b.sets {
		met := false
		var f []int
		for _, x := range s {
			met = met || b.in[x]
			if !b.out[x] {
				f = append(f, x)
			}
		}
		if met {
			continue
		}
		if none || len(f) < len(free) {
			free, none = f, false
		}
	}
	return free, none
}

// packing is a lower bound on what is still to pay: disjoint unmet sets, each at
// the price of its cheapest member.
func (b *brancher) packing() float64 {
	used := make([]bool, len(b.cost))
	sum := 0.0
	for _, s := range b.sets {
		price, clash := math.Inf(1), false
		for _, x := range s {
			clash = clash || b.in[x] || used[x]
			if !b.out[x] {
				price = math.Min(price, b.cost[x])
			}
		}
		if clash {
			continue
		}
		sum += price
		for _, x := range s {
			used[x] = true
		}
	}
	return sum
}

func (b *brancher) walk(paid float64) {
	if b.left--; b.left <= 0 {
		return
	}
	free, none := b.open()
	if none {
		if paid < b.bestCost {
			b.bestCost, b.best = paid, nil
			for x, in := range b.in {
				if in {
					b.best = append(b.best, x)
				}
			}
		}
		return
	}
	if paid+b.packing() >= b.bestCost {
		return
	}
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
		b.in[x] = true
		b.walk(paid + b.cost[x])
		b.in[x] = false
		b.out[x] = true // the rest of the branch does without it
	}
	for _, x := range free {
		b.out[x] = false
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
				for _, x := range s {
					count[x]++
				}
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
			met[i] = met[i] || slices.Contains(s, best)
		}
	}
}
