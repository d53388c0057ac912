package attack

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/plimsoll-aims/plimsoll/fault"
)

// problems gives what an error reports, one line each.
func problems(t *testing.T, err error) []string {
	t.Helper()
	var e *fault.Error
	if !errors.As(err, &e) {
		t.Fatalf("got %v, want a report of problems", err)
	}
	var out []string
	for _, p := range e.Problems {
		out = append(out, p.String())
	}
	return out
}

func TestAGraphFileReportsEveryProblemAtItsPlace(t *testing.T) {
	t.Parallel()
	b, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	const file = `attack-graph: 2
colour: blue
assets:
  - {id: chat, kind: agnt}
  - {id: chat, kind: agent, is: [publik, llm, llm]}
  - {id: two words, kind: host}
  - {kind: host}
  - {id: db, kind: dataset, value: -1, url: "javascript:x", is: [{fact: sensitive, confidence: 1.5}]}
links:
  - chat reads nothing
  - chat reeds db
  - chat db
  - {link: chat reads db, confidence: .nan}
controls:
  - {id: AML.M0029, on: [nobody], state: perhaps, strength: 2}
goals:
  - {id: g, outcome: leeked, on: db}
  - {id: g, outcome: leaked, on: nowhere}
`
	_, err = ReadGraph("g.yaml", []byte(file), b.Words)
	got := strings.Join(problems(t, err), "\n")
	for _, want := range []string{
		`g.yaml:1:15: attack-graph: "2" is not a version`,
		`g.yaml:2:1: colour: unknown field`,
		`g.yaml:4:22: assets[0].kind: "agnt" is not a kind of asset in the vocabulary; did you mean agent?`,
		`g.yaml:5:10: assets[1].id: there is an asset "chat" already`,
		`g.yaml:6:10: assets[2].id: "two words" is not an id`,
		`g.yaml:7:5: assets[3].id: must be given`,
		`assets[4].value: -1 must lie between`,
		`assets[4].url: a link begins with https://`,
		`assets[4].is[0].confidence: 1.5 must lie between 0 and 1`,
		`g.yaml:10:5: links[0]: there is no asset "nothing"`,
		`links[1]: "reeds" is not a link in the vocabulary; did you mean reads?`,
		`links[2]: a link is three words`,
		`links[3].confidence: ".nan" is not a number`,
		`controls[0].on[0]: there is no asset "nobody"`,
		`controls[0].state: "perhaps" is not one of in-place, candidate`,
		`controls[0].strength: 2 must lie between 0 and 1`,
		`goals[0].outcome: "leeked" is not a gain or outcome in the vocabulary; did you mean leaked?`,
		`goals[1].id: there is a goal "g" already`,
		`goals[1].on: there is no asset "nowhere"`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no problem %q in\n%s", want, got)
		}
	}
}

func TestAnUnknownWordGetsASuggestionThatHelps(t *testing.T) {
	t.Parallel()
	b, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	_, err = ReadGraph("g.yaml", []byte(`attack-graph: 1
assets:
  - {id: a, kind: chatbot, is: [pii, agent, renders_link]}
  - {id: db, kind: Database}
  - {id: c, kind: zzz}
links:
  - a accesses db
  - a reads dbb
`), b.Words)
	got := strings.Join(problems(t, err), "\n")
	for _, want := range []string{
		`"chatbot" is not a kind of asset in the vocabulary; did you mean agent?`,
		`"pii" is not a fact in the vocabulary; did you mean sensitive?`,
		`"agent" is not a fact in the vocabulary; it is a kind of asset`,
		`"renders_link" is not a fact in the vocabulary; did you mean renders-links?`,
		`"Database" is not a kind of asset in the vocabulary; did you mean dataset?`,
		`"zzz" is not a kind of asset in the vocabulary; known: agent, artifact, `,
		`"accesses" is not a link in the vocabulary; did you mean reads?`,
		`there is no asset "dbb"; did you mean db?`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no problem %q in\n%s", want, got)
		}
	}
}

func TestARuleFileReportsEveryProblemAtItsPlace(t *testing.T) {
	t.Parallel()
	b, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	const file = `vocabulary:
  facts: {public: twice, Bad Word: no}
rules:
  - id: use-the-product
    title: the id is taken
    if: [?a is agent, ?a is publick]
    then: ?a is hijacked
    technique: AML.T9999
    probability: 1.2
  - id: loose
    title: joins everything with everything
    if: [?a is agent, ?b is host]
    then: ?b is compromised
    technique: AML.T0050
    probability: 0.5
    stopped-by: [AML.M9999, A.99.1]
  - id: no-odds
    title: says nothing of the odds
    if: [?a reads ?b, a reads b]
    then: ?c is compromised
    technique: AML.T0050
  - id: bad-time
    title: ends before it begins
    if: [?a reads ?b]
    then: ?a is public
    technique: AML.T0050
    time: {days: [9, 2]}
    on: ?q
`
	_, err = b.AddRules("r.yaml", []byte(file))
	got := strings.Join(problems(t, err), "\n")
	for _, want := range []string{
		`r.yaml:2:11: vocabulary.facts.public: the word stands in the vocabulary already`,
		`vocabulary.facts.Bad Word: a word is lower-case letters`,
		`r.yaml:4:9: rules[0].id: "use-the-product" must be a new lower-case name`,
		`rule use-the-product.if[1]: "publick" is not in the vocabulary; did you mean public?`,
		`rule use-the-product.technique: "AML.T9999" is no technique of ATLAS 5.6.1`,
		`rule use-the-product.probability: 1.2 must lie between 0 and 1`,
		`rule loose.if: link the variables by conditions`,
		`rule loose.stopped-by[0]: "AML.M9999" is no mitigation`,
		`rule loose.stopped-by[1]: "A.99.1" is no control`,
		`rule no-odds.if[1]: write a condition as ?x is word`,
		`rule no-odds.then: ?c does not stand in the conditions`,
		`rule no-odds.probability: give a probability, a time, or both`,
		`rule bad-time.then: a rule gives one gain on one asset`,
		`rule bad-time.time.days: give two numbers of days`,
		`rule bad-time.on: "?q" does not stand in the rule's conditions`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no problem %q in\n%s", want, got)
		}
	}
}

func TestYAMLThatCannotBeReadSaysWhere(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ text, want string }{
		"an open bracket":         {"attack-graph: 1\nassets: [1, 2\nlinks: []\n", "not YAML"},
		"a list for a file":       {"- a\n- b\n", "the file must be one mapping"},
		"nothing":                 {"", "the file must be one mapping"},
		"an alias in a bomb":      {"a: &a [x, x]\nb: [*a, *a]\nattack-graph: 1\nassets: []\n", "unknown field"},
		"assets that are a word":  {"attack-graph: 1\nassets: many\n", "assets: must be a list"},
		"an asset that is a word": {"attack-graph: 1\nassets: [one]\n", "must be a mapping with id"},
	} {
		if _, err := ReadGraph("g.yaml", []byte(c.text), NewVocabulary()); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", name, err, c.want)
		}
	}
}

func TestAMillionAssetsAreRefusedAtOnceWithAReason(t *testing.T) {
	t.Parallel()
	b, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	var s strings.Builder
	s.WriteString("attack-graph: 1\nassets:\n")
	for i := range 1_000_000 {
		fmt.Fprintf(&s, " - {id: n%d, kind: host}\n", i)
	}
	begin := time.Now()
	_, err = ReadGraph("g.yaml", []byte(s.String()), b.Words)
	if got := strings.Join(problems(t, err), "\n"); !strings.Contains(got, "about 1000000 assets, and the most is 250000") {
		t.Errorf("got %s", got)
	}
	if d := time.Since(begin); d > 2*time.Second {
		t.Errorf("it took %v to refuse", d)
	}
	if _, err := NewModel(t.Context(), &Graph{Assets: make([]Asset, 1_000_000)}, b); err == nil || !strings.Contains(err.Error(), "over the limits") {
		t.Errorf("a graph made by hand: got %v", err)
	}
}

func TestAGraphThatExplodesIsATooLargeProblemNotAHang(t *testing.T) {
	t.Parallel()
	b := tinyBook(t)
	g := &Graph{}
	const n = 700 // complete: every pair joins into every third
	for i := range n {
		g.Assets = append(g.Assets, Asset{ID: fmt.Sprint("n", i), Kind: b.Words.ID("node")})
		g.Facts = append(g.Facts, Fact{Asset: i, Word: b.Words.ID("open"), Confidence: 1})
		for j := range n {
			if i != j && len(g.Links) < MaxLinks {
				for _, w := range []string{"to", "near"} {
					g.Links = append(g.Links, Link{From: i, To: j, Word: b.Words.ID(w), Confidence: 1})
				}
			}
		}
	}
	_, err := NewModel(t.Context(), g, b)
	if !fault.Is(err, fault.TooLarge) {
		t.Errorf("got %v, want a TooLarge error", err)
	}
}

func FuzzReadGraph(f *testing.F) {
	for _, c := range []string{"CS0035", "CS0023"} {
		data, err := os.ReadFile("testdata/accuracy/cases/" + c + ".yaml")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte("attack-graph: 1\nassets: [{id: a, kind: host, is: [{fact: public, confidence: 0}]}]\nlinks: [{link: a reads a, confidence: 0.5}]\ncontrols: [{id: x, on: [a]}]\ngoals: [{id: g, outcome: leaked, on: a}]\n"))
	b, err := Builtin()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1<<16 {
			return
		}
		g, err := ReadGraph("f.yaml", data, b.Words)
		if err != nil {
			return
		}
		m, err := NewModel(t.Context(), g, b)
		if err != nil {
			return
		}
		r, err := m.Analyse(t.Context(), Options{Worlds: 1024, Paths: 2})
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range r.Goals {
			if p := x.Probability.P; !(p >= 0 && p <= 1) {
				t.Fatalf("%s has probability %v", x.ID, p)
			}
		}
	})
}

func FuzzAddRules(f *testing.F) {
	f.Add([]byte(tinyRules))
	f.Add(rulesYAML[:4000])
	b, err := Builtin()
	if err != nil {
		f.Fatal(err)
	}
	g, err := ReadGraph("g.yaml", []byte("attack-graph: 1\nassets: [{id: a, kind: agent, is: [public, llm]}, {id: b, kind: host, is: [egress]}]\nlinks: [a reads b, b uses a, a invokes b]\n"), b.Words)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1<<16 {
			return
		}
		book, err := b.AddRules("f.yaml", data)
		if err != nil {
			return
		}
		if _, err := NewModel(t.Context(), g, book); err != nil && !fault.Is(err, fault.TooLarge) {
			t.Fatal(err)
		}
	})
}

func FuzzReadAtlas(f *testing.F) {
	f.Add(atlasYAML[:5000])
	f.Add([]byte(calendarLayout))
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) < 1<<16 {
			_, _ = ReadAtlas("f.yaml", data)
		}
	})
}

func TestAGoalWithTooMuchBehindItGetsALowerBoundThatSaysSo(t *testing.T) {
	t.Parallel()
	b := tinyBook(t)
	g := &Graph{}
	const n = 9_000
	for i := range n {
		g.Assets = append(g.Assets, Asset{ID: fmt.Sprintf("n%05d", i), Kind: b.Words.ID("node"), Value: 1})
		if i%900 == 0 {
			g.Facts = append(g.Facts, Fact{Asset: i, Word: b.Words.ID("open"), Confidence: 1})
		}
		for _, d := range []int{1, 7, 31} {
			g.Links = append(g.Links, Link{From: i, To: (i + d) % n, Word: b.Words.ID("to"), Confidence: 0.9})
		}
	}
	g.Facts = append(g.Facts, Fact{Asset: 40, Word: b.Words.ID("soft"), Confidence: 1})
	r, err := mustModel(t, g, b).Analyse(t.Context(), Options{To: "lost on n00040", Worlds: 10_000})
	if err != nil {
		t.Fatal(err)
	}
	p := r.Goals[0].Probability
	if !p.AtLeast || p.Exact || p.High != 1 || !(p.P > 0.1) || p.Low > p.P || !strings.HasPrefix(p.String(), "at least ") {
		t.Errorf("got %+v", p)
	}
}
