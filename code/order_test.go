package code

import (
	"slices"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	_ "github.com/plimsoll-aims/plimsoll/internal/fixedseed"

	"github.com/plimsoll-aims/plimsoll/kernel"
)

func TestReferencesComeFirstExceptThoseThatAreCut(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 12).Draw(t, "n")
		es := make([][]edge, n)
		for i := range rapid.IntRange(0, 30).Draw(t, "edges") {
			from := rapid.IntRange(0, n-1).Draw(t, "from")
			to := rapid.IntRange(0, n-1).Draw(t, "to")
			// required references never form a cycle here: they point downwards
			es[from] = append(es[from], edge{to: to, path: strconv.Itoa(i), required: to < from && rapid.Bool().Draw(t, "required")})
		}
		o := order(n, func(v int) []edge { return es[v] })
		if len(o.stuck) > 0 {
			t.Fatalf("required references without a cycle are stuck: %v", o.stuck)
		}
		if len(o.order) != n {
			t.Fatalf("%d of %d are in order", len(o.order), n)
		}
		for v := range n {
			for _, e := range es[v] {
				first := slices.Index(o.order, e.to) < slices.Index(o.order, v)
				if !first && !o.cut[v][e.path] {
					t.Fatalf("%d is written before %d, which it refers to", v, e.to)
				}
				if first && o.cut[v][e.path] || e.required && o.cut[v][e.path] {
					t.Fatalf("the reference %s of %d is cut without need", e.path, v)
				}
			}
		}
	})
}

func TestOnlyCyclesAreCut(t *testing.T) {
	t.Parallel()
	chain := func(v int) []edge {
		if v == 99_999 {
			return nil
		}
		return []edge{{to: v + 1, path: "next"}}
	}
	o := order(100_000, chain)
	if len(o.cut) != 0 || o.order[0] != 99_999 || o.order[99_999] != 0 {
		t.Errorf("a long chain is cut %d times", len(o.cut))
	}
	ring := order(3, func(v int) []edge { return []edge{{to: (v + 1) % 3, path: "next", required: true}} })
	if len(ring.stuck) != 1 {
		t.Errorf("a ring of required references has one that nobody can write: %v", ring.stuck)
	}
	self := order(1, func(int) []edge { return []edge{{to: 0, path: "up"}} })
	if !self.cut[0]["up"] {
		t.Error("a reference to oneself is written after oneself")
	}
}

func TestTheWayThroughALifecycle(t *testing.T) {
	t.Parallel()
	l := &kernel.Lifecycle{Initial: []string{"draft"}, Transitions: []kernel.Transition{
		kernel.Step("draft", "review", ""), kernel.Step("review", "draft", ""), kernel.Decision("review", "in-force", ""), kernel.Step("in-force", "retired", ""),
	}}
	for _, c := range []struct {
		from, to string
		want     []string
	}{
		{"", "draft", []string{"draft"}},
		{"", "in-force", []string{"draft", "review", "in-force"}},
		{"draft", "draft", []string{"draft"}},
		{"draft", "in-force", []string{"review", "in-force"}},
		{"in-force", "draft", nil},
		{"retired", "draft", nil},
	} {
		if got := stateWay(l, c.from, c.to); !slices.Equal(got, c.want) {
			t.Errorf("from %q to %q: got %v, want %v", c.from, c.to, got, c.want)
		}
	}
}
