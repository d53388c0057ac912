package attack

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	_ "github.com/plimsoll-aims/plimsoll/internal/fixedseed"
)

// jsonText is a value as JSON, for comparing.
type jsonText string

func (j *jsonText) of(v any) string {
	b, err := json.Marshal(v)
	*j = jsonText(b)
	return fmt.Sprint(string(b), err)
}

// drawCandidates gives a graph up to ten candidate controls with prices.
func drawCandidates(t *rapid.T, g *Graph) {
	ids := []string{"AML.M0001", "AML.M0002", "AML.M0003", "AML.M0004"}
	for i := range rapid.IntRange(1, 10).Draw(t, "candidates") {
		c := Control{ID: rapid.SampledFrom(ids).Draw(t, "id"), Name: fmt.Sprint(i), State: Candidate, Strength: 1, Cost: float64(rapid.IntRange(1, 9).Draw(t, "cost"))}
		if rapid.IntRange(0, 3).Draw(t, "everywhere") > 0 {
			c.On = []int{rapid.IntRange(0, len(g.Assets)-1).Draw(t, "on")}
		}
		g.Controls = append(g.Controls, c)
	}
}

func TestACutReallyCutsAndNothingCheaperDoes(t *testing.T) {
	t.Parallel()
	b := tinyBook(t)
	rapid.Check(t, func(t *rapid.T) {
		g := drawGraph(t, b, 6, 14)
		drawCandidates(t, g)
		m := mustModel(t, g, b)
		goals := m.reachable(-1)
		if len(goals) == 0 {
			return
		}
		goal := goals[0]
		before := m.state()
		cut, err := m.Cut(t.Context(), goal)
		if err != nil {
			t.Fatal(err)
		}
		if d := sameState(before, m.state()); d != "" {
			t.Fatalf("asking for a cut changed the model: %s", d)
		}
		best := m.bruteCut(goal)
		switch {
		case math.IsInf(best, 1):
			if cut.Open == nil {
				t.Fatalf("no cut exists, got %+v", cut)
			}
		case cut.Open != nil:
			t.Fatalf("a cut at cost %v exists, got none", best)
		case !cut.Optimal || math.Abs(cut.Cost-best) > 1e-9 || math.Abs(cut.LowerBound-best) > 1e-9:
			t.Fatalf("got cost %v (bound %v, optimal %v), want %v", cut.Cost, cut.LowerBound, cut.Optimal, best)
		}
	})
}

// bruteCut tries every set of candidates.
func (m *Model) bruteCut(goal GoalRef) float64 {
	best := math.Inf(1)
	for set := 0; set < 1<<len(m.controls); set++ {
		cost := 0.0
		for i := range m.controls {
			m.Toggle(i, set>>i&1 == 1)
			if set>>i&1 == 1 {
				cost += m.controls[i].Cost
			}
		}
		if math.IsInf(m.cost(goal), 1) {
			best = math.Min(best, cost)
		}
	}
	for i := range m.controls {
		m.Toggle(i, false)
	}
	return best
}

func TestTheCheapestHittingSetIsThatOfAnExhaustiveSearch(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 10).Draw(t, "candidates")
		cost := make([]float64, n)
		for i := range cost {
			cost[i] = float64(rapid.IntRange(0, 9).Draw(t, "cost"))
		}
		var sets [][]int
		for range rapid.IntRange(1, 12).Draw(t, "sets") {
			sets = append(sets, rapid.SliceOfN(rapid.IntRange(0, n-1), 1, 4).Draw(t, "set"))
		}
		want := math.Inf(1)
		for set := 0; set < 1<<n; set++ {
			total, ok := 0.0, true
			for i := range n {
				if set>>i&1 == 1 {
					total += cost[i]
				}
			}
			for _, s := range sets {
				ok = ok && slices.ContainsFunc(s, func(x int) bool { return set>>x&1 == 1 })
			}
			if ok {
				want = math.Min(want, total)
			}
		}
		nodes := 1_000_000
		choice, got, low, proved := hitting(t.Context(), sets, cost, &nodes)
		for _, s := range sets {
			if !slices.ContainsFunc(s, func(x int) bool { return slices.Contains(choice, x) }) {
				t.Fatalf("%v does not meet %v", choice, s)
			}
		}
		if !proved || got != want || low != want {
			t.Fatalf("got %v (bound %v, proved %v), want %v", got, low, proved, want)
		}
	})
}

// lattice is a graph of layers through which ways run crosswise, with one
// candidate control on every node.
func lattice(t *testing.T, width, depth int) (*Model, GoalRef) {
	t.Helper()
	b := tinyBook(t)
	g := &Graph{}
	for i := range width*depth + 1 {
		g.Assets = append(g.Assets, Asset{ID: fmt.Sprintf("n%03d", i), Kind: b.Words.ID("node"), Value: 1})
	}
	link := func(from, to int) {
		g.Links = append(g.Links, Link{From: from, To: to, Word: b.Words.ID("to"), Confidence: 1})
	}
	for at := range width * depth {
		id := "AML.M0002"
		if at < width {
			g.Facts = append(g.Facts, Fact{Asset: at, Word: b.Words.ID("open"), Confidence: 1})
			id = "AML.M0001"
		} else {
			link(at-width, at)
			link(at-at%width-width+(at+1)%width, at)
		}
		g.Controls = append(g.Controls, Control{ID: id, On: []int{at}, State: Candidate, Strength: 1, Cost: 1 + float64((at*7)%5)})
	}
	last := width * depth
	for i := range width {
		link(last-width+i, last)
	}
	g.Facts = append(g.Facts, Fact{Asset: last, Word: b.Words.ID("soft"), Confidence: 1})
	m := mustModel(t, g, b)
	goals, err := m.Targets(fmt.Sprintf("lost on n%03d", last))
	if err != nil {
		t.Fatal(err)
	}
	return m, goals[0]
}

func TestFortyCandidatesAreProved(t *testing.T) {
	t.Parallel()
	m, goal := lattice(t, 4, 10)
	cut, err := m.Cut(t.Context(), goal)
	if err != nil {
		t.Fatal(err)
	}
	if cut.Candidates != 40 || !cut.Optimal || cut.LowerBound != cut.Cost || cut.Cost <= 0 {
		t.Errorf("got %+v, want a proved cut of 40 candidates", cut)
	}
}

func TestACutThatRunsOutOfBudgetStillCutsAndGivesABoundThatHolds(t *testing.T) {
	t.Parallel()
	m, goal := lattice(t, 4, 11)
	best, err := m.Cut(t.Context(), goal)
	if err != nil || !best.Optimal {
		t.Fatal(best, err)
	}
	for _, b := range []cutBudget{{0, 0}, {1, 1000}, {3, 20}} {
		cut, err := m.cutWithin(t.Context(), goal, b)
		if err != nil {
			t.Fatal(err)
		}
		if cut.LowerBound > best.Cost || cut.Cost < best.Cost || cut.Open != nil {
			t.Errorf("budget %+v: got cost %v, bound %v, want %v between them", b, cut.Cost, cut.LowerBound, best.Cost)
		}
		off := map[string]bool{}
		for _, c := range cut.Controls {
			off[c.On[0]] = true
		}
		for i, c := range m.Graph.Controls {
			m.Toggle(i, off[m.Graph.Assets[c.On[0]].ID])
		}
		if !math.IsInf(m.cost(goal), 1) {
			t.Errorf("budget %+v: the controls leave a way open", b)
		}
		for i := range m.Graph.Controls {
			m.Toggle(i, false)
		}
	}
}
