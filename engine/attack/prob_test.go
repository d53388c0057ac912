package attack

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// randomNet makes a random AND/OR network, with circles, whose goal is its last
// node.
func randomNet(nodes, edges int, seed uint64) *net {
	r := rand.New(rand.NewPCG(seed, 2))
	n := &net{nodes: nodes, goal: int32(nodes - 1)}
	for i := range edges {
		head := int32(i % nodes)
		e := edge{head: head, p: 0.05 + 0.9*r.Float64()}
		for range 1 + r.IntN(3) {
			span := max(1, nodes/10)
			t := (int(head) - 1 - r.IntN(span) + r.IntN(span/4+1) + nodes) % nodes
			if int32(t) != head && !slices.Contains(e.tails, int32(t)) {
				e.tails = append(e.tails, int32(t))
			}
		}
		if int(head) < nodes/20+1 {
			e.tails = nil
		}
		n.edges = append(n.edges, e)
	}
	return n
}

// brute sums over all worlds: the definition.
func (n *net) brute() float64 {
	total := 0.0
	for world := 0; world < 1<<len(n.edges); world++ {
		p := 1.0
		for i, e := range n.edges {
			if world>>i&1 == 1 {
				p *= e.p
			} else {
				p *= 1 - e.p
			}
		}
		if p > 0 && n.reached(world) {
			total += p
		}
	}
	return total
}

func (n *net) reached(world int) bool {
	up := make([]bool, n.nodes)
	for changed := true; changed; {
		changed = false
		for i, e := range n.edges {
			ok := world>>i&1 == 1 && !up[e.head]
			for _, t := range e.tails {
				ok = ok && up[t]
			}
			if ok {
				up[e.head], changed = true, true
			}
		}
	}
	return up[n.goal]
}

func drawNet(t *rapid.T) *net {
	nodes := rapid.IntRange(2, 7).Draw(t, "nodes")
	n := &net{nodes: nodes, goal: int32(nodes - 1)}
	for range rapid.IntRange(1, 11).Draw(t, "edges") {
		e := edge{head: int32(rapid.IntRange(0, nodes-1).Draw(t, "head")), p: rapid.SampledFrom([]float64{0, 0.1, 0.5, 0.75, 1}).Draw(t, "p")}
		for range rapid.IntRange(0, 3).Draw(t, "tails") {
			x := int32(rapid.IntRange(0, nodes-1).Draw(t, "tail"))
			if !slices.Contains(e.tails, x) {
				e.tails = append(e.tails, x)
			}
		}
		n.edges = append(n.edges, e)
	}
	return n
}

func TestExactProbabilityAgreesWithTheSumOverAllWorlds(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := drawNet(t)
		want := n.brute()
		budget := 10_000
		got, ok := n.clone().exact(t.Context(), &budget)
		if !ok || math.Abs(got-want) > 1e-12 {
			t.Fatalf("got %v (%v), want %v for %+v", got, ok, want, n)
		}
	})
}

func TestSamplingAgreesWithTheSumOverAllWorlds(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := drawNet(t)
		want := n.brute()
		hits, total := n.sample(t.Context(), 1<<14, 5, 1)
		got := float64(hits) / float64(total)
		if sd := math.Sqrt(want * (1 - want) / float64(total)); math.Abs(got-want) > 6*sd+1e-9 {
			t.Fatalf("got %v, want %v within %v", got, want, 6*sd)
		}
	})
}

func TestSamplingGivesTheSameCountForAnyNumberOfWorkers(t *testing.T) {
	t.Parallel()
	n := randomNet(300, 1500, 9)
	one, _ := n.sample(t.Context(), 20_000, 11, 1)
	for _, workers := range []int{2, 8} {
		if got, _ := n.sample(t.Context(), 20_000, 11, workers); got != one {
			t.Errorf("%d workers counted %d, one counted %d", workers, got, one)
		}
	}
}

func TestTheIntervalHoldsTheTruthAboutAsOftenAsItSays(t *testing.T) {
	t.Parallel()
	n := &net{nodes: 3, goal: 2, edges: []edge{{head: 0, p: 0.3}, {head: 1, p: 0.6}, {head: 2, tails: []int32{0, 1}, p: 0.5}}}
	const want = 0.3 * 0.6 * 0.5
	held := 0
	for seed := range uint64(400) {
		hits, total := n.sample(t.Context(), 2048, seed, 1)
		if e := wilson(hits, total); e.Low <= want && want <= e.High {
			held++
		}
	}
	if held < 360 || held == 400 {
		t.Errorf("the 95 %% interval held %d of 400 times", held)
	}
}

func TestWilsonMatchesThePublishedExample(t *testing.T) {
	t.Parallel()
	// Newcombe (1998), Statistics in Medicine 17, table I: 81 of 263 and 0 of 20.
	for _, c := range []struct {
		hits, total int
		low, high   float64
	}{{81, 263, 0.2553, 0.3662}, {0, 20, 0, 0.1611}} {
		if e := wilson(c.hits, c.total); math.Abs(e.Low-c.low) > 5e-5 || math.Abs(e.High-c.high) > 5e-5 {
			t.Errorf("%d of %d: got %.4f to %.4f, want %.4f to %.4f", c.hits, c.total, e.Low, e.High, c.low, c.high)
		}
	}
}
