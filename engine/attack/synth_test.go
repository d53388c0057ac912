package attack

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// synth makes an organisation of about n assets: teams with agents, tools,
// stores, hosts, models and people, tied within and across teams, so that the
// built-in rules find long ways and many of them.
func synth(tb testing.TB, n int, seed uint64) (*Graph, *Book) {
	tb.Helper()
	b, err := Builtin()
	if err != nil {
		tb.Fatal(err)
	}
	s := &synthesizer{b: b, g: &Graph{Name: "synthetic"}, r: rand.New(rand.NewPCG(seed, 1)), seen: map[[3]int]bool{}}
	const team = 25
	for t := 0; t < n/team; t++ {
		s.team(t)
	}
	for t := 0; t < n/team; t++ {
		s.cross(t, n/team)
	}
	return s.g, b
}

type synthesizer struct {
	b    *Book
	g    *Graph
	r    *rand.Rand
	seen map[[3]int]bool
	base [][]int // by team: its assets in a fixed order
}

func (s *synthesizer) asset(kind string, facts ...string) int {
	id := len(s.g.Assets)
	s.g.Assets = append(s.g.Assets, Asset{ID: fmt.Sprintf("%s-%d", kind, id), Kind: s.b.Words.ID(kind), Value: 1})
	for _, f := range facts {
		if f != "" {
			s.g.Facts = append(s.g.Facts, Fact{Asset: id, Word: s.b.Words.ID(f), Confidence: s.conf()})
		}
	}
	return id
}

func (s *synthesizer) conf() float64 {
	if s.r.IntN(4) == 0 {
		return 0.5 + s.r.Float64()/2
	}
	return 1
}

func (s *synthesizer) link(from int, verb string, to int) {
	k := [3]int{from, s.b.Words.ID(verb), to}
	if from != to && !s.seen[k] {
		s.seen[k] = true
		s.g.Links = append(s.g.Links, Link{From: from, Word: k[1], To: to, Confidence: s.conf()})
	}
}

func (s *synthesizer) maybe(f string, percent int) string {
	if s.r.IntN(100) < percent {
		return f
	}
	return ""
}

// team makes 25 assets: 4 agents, 6 tools, 3 data sets, 3 contents, 2 stores, 3
// hosts, 2 secrets, 2 people.
func (s *synthesizer) team(int) {
	var a []int
	for range 4 {
		a = append(a, s.asset("agent", "llm", s.maybe("renders-links", 30), s.maybe("guarded", 40), s.maybe("unattended", 30)))
	}
	for range 6 {
		a = append(a, s.asset("tool", s.maybe("sends", 40), s.maybe("executes", 40), s.maybe("destructive", 20), s.maybe("transacts", 20)))
	}
	for range 3 {
		a = append(a, s.asset("dataset", "sensitive", s.maybe("has-credentials", 20)))
	}
	for range 3 {
		a = append(a, s.asset("content", s.maybe("untrusted", 30)))
	}
	for range 2 {
		a = append(a, s.asset("store", s.maybe("sensitive", 50)))
	}
	for range 3 {
		a = append(a, s.asset("host", s.maybe("egress", 70), s.maybe("compute", 30)))
	}
	for range 2 {
		a = append(a, s.asset("secret"))
	}
	for range 2 {
		a = append(a, s.asset("person"))
	}
	s.base = append(s.base, a)
	for i := range 4 {
		for t := range 6 {
			s.link(a[i], "invokes", a[4+t])
		}
		s.link(a[i], "reads", a[13+s.r.IntN(3)])
		s.link(a[i], "retrieves-from", a[16+s.r.IntN(2)])
		s.link(a[23+s.r.IntN(2)], "uses", a[i])
	}
	for t := range 6 {
		s.link(a[4+t], "reads", a[10+s.r.IntN(3)])
		s.link(a[4+t], "writes", a[10+s.r.IntN(3)])
		s.link(a[4+t], "runs-on", a[18+s.r.IntN(3)])
	}
	for i := range 3 {
		s.link(a[18+i], "holds", a[10+s.r.IntN(3)])
		s.link(a[18+i], "holds", a[21+s.r.IntN(2)])
		s.link(a[16+i%2], "ingests", a[13+i])
		s.link(a[10+i], "holds", a[21+i%2])
	}
}

// cross ties a team to others, so that ways run through the organisation.
func (s *synthesizer) cross(t, teams int) {
	a, o, p := s.base[t], s.base[s.r.IntN(teams)], s.base[(t+1)%teams]
	for i := range 3 {
		s.link(a[i], "delegates-to", o[i])
		s.link(a[i], "invokes", p[4+i])
		s.link(a[i], "invokes", o[5+i])
		s.link(a[i+1], "invokes", o[6+i])
		s.link(a[i], "invokes", p[7+i%3])
		s.link(a[21+i%2], "unlocks", o[18+i])
		s.link(a[4+i], "reads", p[10+i])
	}
}

func TestASyntheticOrganisationIsOfTheSizeThatBenchmarksClaim(t *testing.T) {
	t.Parallel()
	g, b := synth(t, 2_000, 7)
	m, err := NewModel(t.Context(), g, b)
	if err != nil {
		t.Fatal(err)
	}
	gains, steps := m.Size()
	t.Logf("%d assets, %d facts, %d links, %d gains, %d steps", len(g.Assets), len(g.Facts), len(g.Links), gains, steps)
	if steps < 9*len(g.Assets) {
		t.Errorf("got %d steps for %d assets, want about ten to one", steps, len(g.Assets))
	}
}
