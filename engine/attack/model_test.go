package attack

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestTheOrderInWhichAGraphIsWrittenChangesNothing(t *testing.T) {
	t.Parallel()
	b := tinyBook(t)
	rapid.Check(t, func(t *rapid.T) {
		g := drawGraph(t, b, 6, 14)
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		h := shuffled(g, r)
		one, two := mustModel(t, g, b), mustModel(t, h, b)
		x, err1 := one.Analyse(t.Context(), Options{Worlds: 4096})
		y, err2 := two.Analyse(t.Context(), Options{Worlds: 4096})
		if err1 != nil || err2 != nil {
			t.Fatal(err1, err2)
		}
		var p, q jsonText
		if p.of(x) != q.of(y) {
			t.Fatalf("two orders give two answers:\n%s\n%s", p, q)
		}
	})
}

// shuffled writes the same graph in another order.
func shuffled(g *Graph, r *rand.Rand) *Graph {
	perm := r.Perm(len(g.Assets))
	h := &Graph{Name: g.Name, Assets: make([]Asset, len(g.Assets)), Facts: slices.Clone(g.Facts), Links: slices.Clone(g.Links)}
	for i, a := range g.Assets {
		h.Assets[perm[i]] = a
	}
	for i := range h.Facts {
		h.Facts[i].Asset = perm[h.Facts[i].Asset]
	}
	for i := range h.Links {
		h.Links[i].From, h.Links[i].To = perm[h.Links[i].From], perm[h.Links[i].To]
	}
	r.Shuffle(len(h.Facts), func(i, j int) { h.Facts[i], h.Facts[j] = h.Facts[j], h.Facts[i] })
	r.Shuffle(len(h.Links), func(i, j int) { h.Links[i], h.Links[j] = h.Links[j], h.Links[i] })
	return h
}

func TestDroppingRestoringAndAddingFactsAnswersAsAFreshModelDoes(t *testing.T) {
	t.Parallel()
	b := tinyBook(t)
	rapid.Check(t, func(t *rapid.T) {
		g := drawGraph(t, b, 6, 14)
		m := mustModel(t, g, b)
		g = m.Graph // in the model's own order
		gone := map[int]bool{}
		for range rapid.IntRange(1, 8).Draw(t, "changes") {
			if len(m.s.elements) == 0 {
				return
			}
			switch e := rapid.IntRange(0, len(m.s.elements)-1).Draw(t, "element"); rapid.IntRange(0, 2).Draw(t, "act") {
			case 0:
				m.Drop(e)
				gone[e] = true
			case 1:
				m.Restore(e)
				delete(gone, e)
			default:
				l := Link{From: rapid.IntRange(0, len(g.Assets)-1).Draw(t, "from"), To: rapid.IntRange(0, len(g.Assets)-1).Draw(t, "to"), Word: b.Words.ID("to"), Confidence: 1}
				id, err := m.AddLink(l)
				if err != nil {
					t.Fatal(err)
				}
				delete(gone, id)
			}
		}
		fresh := &Graph{Assets: g.Assets}
		for i, e := range m.s.elements {
			if gone[i] {
				continue
			}
			if e.to < 0 {
				fresh.Facts = append(fresh.Facts, Fact{Asset: int(e.from), Word: int(e.word), Confidence: e.conf})
			} else {
				fresh.Links = append(fresh.Links, Link{From: int(e.from), Word: int(e.word), To: int(e.to), Confidence: e.conf})
			}
		}
		if d := sameState(m.state(), mustModel(t, fresh, b).state()); d != "" {
			t.Fatalf("incremental and fresh differ: %s", d)
		}
		if d := len(m.h.rule) - countSteps(m); d != 0 {
			t.Fatalf("%d steps were made twice", d)
		}
	})
}

// countSteps counts steps that differ in rule, head or tails.
func countSteps(m *Model) int {
	seen := map[string]bool{}
	for s := range int32(m.h.steps()) {
		var p jsonText
		tails := slices.Clone(m.h.tailsOf(s))
		seen[p.of([]any{m.h.rule[s], m.h.head[s], tails, m.h.bindsOf(s)})] = true
	}
	return len(seen)
}

func TestTogglingControlsAnswersAsAFreshModelDoes(t *testing.T) {
	t.Parallel()
	b := tinyBook(t)
	ids := []string{"AML.M0001", "AML.M0002", "AML.M0003", "AML.M0004", "AML.M0005"}
	rapid.Check(t, func(t *rapid.T) {
		g := drawGraph(t, b, 6, 14)
		for _, id := range ids {
			c := Control{ID: id, State: Candidate, Strength: rapid.SampledFrom([]float64{1, 0.5, 0}).Draw(t, "strength")}
			if rapid.Bool().Draw(t, "somewhere") {
				c.On = []int{rapid.IntRange(0, len(g.Assets)-1).Draw(t, "on")}
			}
			g.Controls = append(g.Controls, c)
		}
		m := mustModel(t, g, b)
		for range 6 {
			m.Toggle(rapid.IntRange(0, len(ids)-1).Draw(t, "control"), rapid.Bool().Draw(t, "active"))
		}
		fresh := *m.Graph
		fresh.Controls = slices.Clone(fresh.Controls)
		for i := range fresh.Controls {
			if m.controls[i].active {
				fresh.Controls[i].State = InPlace
			}
		}
		if d := sameState(m.state(), mustModel(t, &fresh, b).state()); d != "" {
			t.Fatalf("toggled and fresh differ: %s", d)
		}
	})
}

func TestMoreFactsNeverLowerAndMoreControlsNeverRaiseAProbability(t *testing.T) {
	t.Parallel()
	b := tinyBook(t)
	rapid.Check(t, func(t *rapid.T) {
		g := drawGraph(t, b, 5, 10)
		m := mustModel(t, g, b)
		more := *g
		more.Links = append(slices.Clone(g.Links), Link{From: 0, To: len(g.Assets) - 1, Word: b.Words.ID("near"), Confidence: 1})
		if slices.ContainsFunc(g.Links, func(l Link) bool {
			x := more.Links[len(more.Links)-1]
			return l.From == x.From && l.To == x.To && l.Word == x.Word
		}) {
			return
		}
		less := *g
		less.Controls = []Control{{ID: "AML.M0005", State: InPlace, Strength: 0.7}}
		up, down := mustModel(t, &more, b), mustModel(t, &less, b)
		for k := range m.h.gains() {
			p := m.exactly(t, m.gainString(int32(k)))
			if q := up.exactly(t, m.gainString(int32(k))); q < p-1e-9 {
				t.Fatalf("%s: a link more lowers %v to %v", m.gainString(int32(k)), p, q)
			}
			if q := down.exactly(t, m.gainString(int32(k))); q > p+1e-9 {
				t.Fatalf("%s: a control more raises %v to %v", m.gainString(int32(k)), p, q)
			}
		}
	})
}

// exactly gives the exact probability of a gain by its text, 0 when it cannot
// be reached.
func (m *Model) exactly(t *rapid.T, gain string) float64 {
	for g := range m.h.gains() {
		if m.gainString(int32(g)) != gain {
			continue
		}
		if math.IsInf(m.best.cost[g], 1) {
			return 0
		}
		budget := 1_000_000
		p, ok := m.netFor(int32(g), nil).exact(t.Context(), &budget)
		if !ok || math.IsNaN(p) || p < 0 || p > 1+1e-12 {
			t.Fatalf("%s: %v is no probability", gain, p)
		}
		return p
	}
	return 0
}

func TestTheBestWaysAreThoseOfAnExhaustiveSearch(t *testing.T) {
	t.Parallel()
	b := tinyBook(t)
	rapid.Check(t, func(t *rapid.T) {
		m := mustModel(t, drawGraph(t, b, 4, 7), b)
		for g := range int32(m.h.gains()) {
			all := m.everyWay(g)
			if all == nil {
				continue // too many to list
			}
			r := newRanker(t.Context(), m)
			got, complete := r.kbest(g, 1000)
			if !complete || len(got) != len(all) {
				t.Fatalf("%s: got %d ways (%v), want %d", m.gainString(g), len(got), complete, len(all))
			}
			if few, _ := r.kbest(g, 3); len(all) > 0 && math.Abs(few[0].p-all[0]) > 1e-12 {
				t.Fatalf("%s: asked for three, the best has %v, want %v", m.gainString(g), few[0].p, all[0])
			}
			for i := range got {
				if math.Abs(got[i].p-all[i]) > 1e-12 {
					t.Fatalf("%s: way %d has %v, want %v", m.gainString(g), i, got[i].p, all[i])
				}
			}
		}
	})
}

// everyWay lists the probabilities of all acyclic derivations, by trying every
// choice of one step for every gain.
func (m *Model) everyWay(goal int32) []float64 {
	r := newRanker(context.Background(), m)
	shapes := map[string]float64{}
	tries := 0
	var walk func(choice map[int32]int32, open []int32) bool
	walk = func(choice map[int32]int32, open []int32) bool {
		if tries++; tries > 20_000 {
			return false
		}
		if len(open) == 0 {
			if d, ok := m.ordered(goal, choice); ok && d.p > 0 {
				k := r.shape(d)
				shapes[k] = math.Max(shapes[k], d.p)
			}
			return true
		}
		g, rest := open[0], open[1:]
		ok := true
		m.h.into(g, func(s int32) {
			next := slices.Clone(rest)
			c := map[int32]int32{g: s}
			for k, v := range choice {
				c[k] = v
			}
			for _, t := range m.h.tailsOf(s) {
				if _, have := c[t]; t >= 0 && !have && !slices.Contains(next, t) {
					next = append(next, t)
				}
			}
			ok = ok && walk(c, next)
		})
		return ok
	}
	if !walk(map[int32]int32{}, []int32{goal}) {
		return nil
	}
	out := []float64{}
	for _, p := range shapes {
		out = append(out, p)
	}
	slices.SortFunc(out, func(a, b float64) int {
		if a > b {
			return -1
		}
		return 1
	})
	return out
}

// ordered scores a choice, or says that it runs in a circle.
func (m *Model) ordered(goal int32, choice map[int32]int32) (derivation, bool) {
	d := derivation{p: 1}
	state, facts := map[int32]int{}, map[int32]bool{}
	var visit func(g int32) bool
	visit = func(g int32) bool {
		if state[g] > 0 {
			return state[g] == 2
		}
		state[g] = 1
		for _, t := range m.h.tailsOf(choice[g]) {
			if t >= 0 && !visit(t) {
				return false
			}
			if t < 0 && !facts[t] {
				facts[t] = true
				d.p *= m.s.elements[^t].conf
			}
		}
		state[g] = 2
		d.steps = append(d.steps, choice[g])
		d.p *= m.chance[choice[g]]
		return true
	}
	return d, visit(goal)
}
