package attack

import (
	"slices"
	"strings"
	"testing"
)

// analysed reads a graph of assets and links and analyses it with the rules that
// ship.
func analysed(t *testing.T, text string) *Result {
	t.Helper()
	b, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	g, err := ReadGraph("g.yaml", []byte("attack-graph: 1\n"+text), b.Words)
	if err != nil {
		t.Fatal(err)
	}
	m, err := NewModel(t.Context(), g, b)
	if err != nil {
		t.Fatal(err)
	}
	res, err := m.Analyse(t.Context(), Options{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	return res
}

func goals(res *Result) []string {
	var out []string
	for _, g := range res.Goals {
		out = append(out, g.ID)
	}
	return out
}

const mailAgent = `assets:
  - {id: agent, kind: agent, is: [llm]}
  - {id: mail, kind: content, is: [untrusted]}
  - {id: mailer, kind: tool, is: [sends]}
  - {id: crm, kind: dataset, is: [sensitive]}
links: `

func TestTheSameThingSaidInOtherWordsLeadsToTheSameGoal(t *testing.T) {
	t.Parallel()
	for _, links := range []string{
		"[agent reads mail, agent invokes mailer, mailer reads crm]",
		"[agent ingests mail, agent uses mailer, mailer reads crm]",
		"[agent judges mail, agent delegates-to mailer, mailer holds crm]",
	} {
		if got := goals(analysed(t, mailAgent+links)); !slices.Contains(got, "leaked on crm") {
			t.Errorf("%s: got %v, want leaked on crm", links, got)
		}
	}
}

func TestAStepThatRestsOnAReadingNamesWhatItWasReadFrom(t *testing.T) {
	t.Parallel()
	res := analysed(t, mailAgent+"[agent reads mail, agent uses mailer, mailer reads crm]")
	var from []string
	for _, g := range res.Goals {
		for _, p := range g.Paths {
			for _, s := range p.Steps {
				from = append(from, s.From...)
			}
		}
	}
	if !slices.Contains(from, "agent uses mailer") || slices.Contains(from, "agent invokes mailer") {
		t.Errorf("steps rest on %v", from)
	}
}

func TestConfidenceOfWhatWasReadIsThatOfWhatItWasReadFrom(t *testing.T) {
	t.Parallel()
	sure := analysed(t, mailAgent+"[agent reads mail, agent uses mailer, mailer reads crm]")
	half := analysed(t, mailAgent+"[agent reads mail, {link: agent uses mailer, confidence: 0.5}, mailer reads crm]")
	if a, b := sure.Goals[0], half.Goals[0]; a.ID != b.ID || b.Probability.P < 0.499*a.Probability.P || b.Probability.P > 0.501*a.Probability.P {
		t.Errorf("%s %v against %s %v, want half", a.ID, a.Probability.P, b.ID, b.Probability.P)
	}
}

func TestAnExceptionKeepsAReadingOut(t *testing.T) {
	t.Parallel()
	server := `assets:
  - {id: agent, kind: agent, is: [llm]}
  - {id: server, kind: mcp-server, is: [third-party, unverified, sends]}
  - {id: index, kind: registry, is: [login]}
  - {id: crm, kind: dataset, is: [sensitive]}
links: [agent invokes server, server reads crm`
	if got := goals(analysed(t, server+"]")); !slices.Contains(got, "leaked on crm") {
		t.Errorf("a server of somebody unknown: got %v, want leaked on crm", got)
	}
	if got := goals(analysed(t, server+", server published-in index]")); slices.Contains(got, "leaked on crm") {
		t.Errorf("from a registry that is closed: got %v", got)
	}
}

func TestReadingsAreOfOneForm(t *testing.T) {
	t.Parallel()
	b, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	_, err = b.AddRules("r.yaml", []byte(`readings:
  - {id: on-gains, if: [?a is hijacked], then: ?a is llm}
  - {id: to-a-gain, if: [?a is llm], then: ?a is hijacked}
  - {id: from-nowhere, if: [?a is llm], then: ?a uses ?b}
  - {id: no-anchor, if: [?a is llm], unless: [?b is llm], then: ?a is public}
hints:
  - {id: silent, if: [?a is llm]}
`))
	if err == nil {
		t.Fatal("all of it was read")
	}
	for _, want := range []string{"reading on-gains.if[0]", "reading to-a-gain.then", "reading from-nowhere.then: ?b", "reading no-anchor.unless: ?b", "say"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("no problem at %q in %v", want, err)
		}
	}
}

func TestADescriptionThatLeadsNowhereGetsAHint(t *testing.T) {
	t.Parallel()
	res := analysed(t, mailAgent+"[agent invokes mailer, mailer reads crm]")
	if !slices.ContainsFunc(res.Hints, func(h string) bool { return strings.Contains(h, "nobody takes in mail") }) {
		t.Errorf("hints: %v", res.Hints)
	}
	if res := analysed(t, mailAgent+"[agent reads mail, agent invokes mailer, mailer reads crm]"); len(res.Hints) > 0 {
		t.Errorf("nothing is missing, and hints: %v", res.Hints)
	}
}

func TestEveryMitigationThatAtlasListsWorksAgainstTheStep(t *testing.T) {
	t.Parallel()
	b, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range b.Rules {
		for _, id := range b.Atlas.MitigatedBy(r.Technique) {
			if !slices.Contains(r.StoppedBy, id) && r.HinderedBy[id] < softShare {
				t.Errorf("%s: %s, listed against %s, takes %v", r.ID, id, r.Technique, r.HinderedBy[id])
			}
		}
	}
}

func TestWhatIsAddedLaterIsReadToo(t *testing.T) {
	t.Parallel()
	b, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	g, err := ReadGraph("g.yaml", []byte("attack-graph: 1\n"+mailAgent+"[agent reads mail, mailer reads crm]"), b.Words)
	if err != nil {
		t.Fatal(err)
	}
	m, err := NewModel(t.Context(), g, b)
	if err != nil {
		t.Fatal(err)
	}
	id := func(name string) int { return m.Graph.asset(name) }
	if _, err := m.AddLink(Link{From: id("agent"), To: id("mailer"), Word: b.Words.ID("uses"), Confidence: 1}); err != nil {
		t.Fatal(err)
	}
	res, err := m.Analyse(t.Context(), Options{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	if got := goals(res); !slices.Contains(got, "leaked on crm") {
		t.Errorf("got %v, want leaked on crm", got)
	}
}

// "nothing but words" is not read of an agent of which it is only meant, not
// said, that it calls a tool.
func TestAnExceptionSeesWhatIsOnlyMeant(t *testing.T) {
	t.Parallel()
	const desk = "agent desk: llm; content mail: untrusted; person staff:; tool look-up:; desk reads mail; staff uses desk"
	if got := techniques(analysed(t, sketch(desk))); !slices.Contains(got, "AML.T0048.003") {
		t.Errorf("an assistant that can only answer harms by its answers, got %v", got)
	}
	for _, link := range []string{"desk invokes look-up", "desk uses look-up"} {
		if got := techniques(analysed(t, sketch(desk+"; "+link))); slices.Contains(got, "AML.T0048.003") {
			t.Errorf("%s: it is more than an assistant that can only answer, got %v", link, got)
		}
	}
}
