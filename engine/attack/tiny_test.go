package attack

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// tinyRules are enough to make AND, OR and circles.
const tinyRules = `
vocabulary:
  kinds: {node: a thing}
  facts: {open: anyone can start here, soft: easy to take}
  links: {to: leads to, near: is close to}
  gains: {held: taken}
  outcomes:
    lost: {means: the end, weight: 1}
rules:
  - {id: enter, title: Enter, if: [?x is open], then: ?x is held, technique: AML.T0049, probability: 0.9, stopped-by: [AML.M0001]}
  - {id: move, title: Move, if: [?x is held, ?x to ?y], then: ?y is held, technique: AML.T0012, probability: 0.8, stopped-by: [AML.M0002], hindered-by: {AML.M0005: 0.5}}
  - {id: press, title: Press, if: [?x is held, ?x near ?y, ?y is soft], then: ?y is held, technique: AML.T0050, probability: 0.5, stopped-by: [AML.M0003]}
  - {id: join, title: Join, if: [?x is held, ?y is held, ?x to ?z, ?y near ?z], then: ?z is lost, technique: AML.T0031, probability: 0.7, stopped-by: [AML.M0004]}
  - {id: fall, title: Fall, if: [?x is held, ?x is soft], then: ?x is lost, technique: AML.T0029, probability: 0.6, stopped-by: [AML.M0004, AML.M0002]}
`

func tinyBook(tb testing.TB) *Book {
	tb.Helper()
	b, err := Builtin()
	if err != nil {
		tb.Fatal(err)
	}
	b, err = (&Book{Words: NewVocabulary(), Atlas: b.Atlas}).AddRules("tiny.yaml", []byte(tinyRules))
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

// drawGraph makes a random graph of the tiny words.
func drawGraph(t *rapid.T, b *Book, nodes, links int) *Graph {
	g := &Graph{Name: "drawn"}
	n := rapid.IntRange(2, nodes).Draw(t, "nodes")
	conf := rapid.SampledFrom([]float64{1, 1, 1, 0.5, 0})
	for i := range n {
		g.Assets = append(g.Assets, Asset{ID: fmt.Sprintf("n%d", i), Kind: b.Words.ID("node"), Value: 1})
		for _, f := range []string{"open", "soft"} {
			if rapid.IntRange(0, 2).Draw(t, f) == 0 {
				g.Facts = append(g.Facts, Fact{Asset: i, Word: b.Words.ID(f), Confidence: conf.Draw(t, "confidence")})
			}
		}
	}
	seen := map[string]bool{}
	for range rapid.IntRange(1, links).Draw(t, "links") {
		l := Link{From: rapid.IntRange(0, n-1).Draw(t, "from"), To: rapid.IntRange(0, n-1).Draw(t, "to"),
			Word: b.Words.ID(rapid.SampledFrom([]string{"to", "near"}).Draw(t, "verb")), Confidence: conf.Draw(t, "confidence")}
		if key := fmt.Sprint(l.From, l.Word, l.To); !seen[key] {
			seen[key] = true
			g.Links = append(g.Links, l)
		}
	}
	return g
}

func mustModel(t interface{ Fatal(...any) }, g *Graph, b *Book) *Model {
	m, err := NewModel(context.Background(), g, b)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// state lists every gain with its best cost, whatever the numbering.
func (m *Model) state() map[string]float64 {
	out := map[string]float64{}
	for g := range m.h.gains() {
		if c := m.best.cost[g]; c < 1e300 {
			out[m.gainString(int32(g))] = c
		}
	}
	return out
}

func sameState(a, b map[string]float64) string {
	var diff []string
	for k, x := range a {
		if y, ok := b[k]; !ok || x-y > 1e-7 || y-x > 1e-7 {
			diff = append(diff, fmt.Sprintf("%s: %v and %v", k, x, b[k]))
		}
	}
	for k, y := range b {
		if _, ok := a[k]; !ok {
			diff = append(diff, fmt.Sprintf("%s: missing and %v", k, y))
		}
	}
	return strings.Join(diff, "; ")
}
