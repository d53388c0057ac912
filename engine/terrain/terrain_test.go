package terrain_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/engine/attack"
	ft "github.com/plimsoll-aims/plimsoll/engine/facts/factstest"
	"github.com/plimsoll-aims/plimsoll/engine/terrain"
	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

func ref[T any](name string) []kernel.Ref[T] { return []kernel.Ref[T]{kernel.To[T](name)} }

// desk is the clean organisation with an agent that reads tickets from outside and
// changes settings through tools.
func desk() *ft.Org {
	o := ft.Clean()
	ft.Put(o, "lab", aims.Supplier{Title: "Lab Ltd"})
	ft.Put(o, "big", aims.Model{Title: "Big", Type: "large language model by API", Origin: "supplier", Supplier: kernel.To[aims.Supplier]("lab"), Pinned: aims.KnownNo})
	ft.Put(o, "open", aims.Model{Title: "Open", Type: "open-weights embedding", Origin: "open-weights"})
	ft.Put(o, "cases", aims.Dataset{Title: "Cases", Uses: []aims.DataUse{"retrieval"}, Source: "Customers", Provenance: aims.ProvenancePartial, PersonalData: aims.KnownYes})
	ft.Put(o, "agent", aims.System{Title: "Agent", Stage: aims.StageVerification, InScope: aims.Yes, Criticality: "high", PersonalData: aims.KnownYes,
		Models: []kernel.Ref[aims.Model]{kernel.To[aims.Model]("big"), kernel.To[aims.Model]("open")}, Datasets: ref[aims.Dataset]("cases"), Suppliers: ref[aims.Supplier]("lab"),
		Hosting: "Cloud, Frankfurt; model by API", Interfaces: []string{"Web widget", "Lab API", "change_settings", "sendMail"},
		DataFlow: aims.DataFlow{Sources: []string{"Tickets", "Our own handbook", "Cases"}}, Affected: []aims.AffectedGroup{{Group: "Customers"}},
		Oversight: aims.Oversight{Mode: "exceptions", By: ref[aims.Person]("ada")}})
	return o
}

func graphOf(t *testing.T, o *ft.Org) (*attack.Graph, *attack.Book) {
	t.Helper()
	book, err := attack.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	g, err := terrain.Graph(o.Facts(t), book)
	if err != nil {
		t.Fatal(err)
	}
	return g, book
}

// words writes a graph's facts and links as its file would.
func words(g *attack.Graph, b *attack.Book) (out []string) {
	for _, f := range g.Facts {
		out = append(out, g.Assets[f.Asset].ID+" is "+b.Words.Words[f.Word].Name)
	}
	for _, l := range g.Links {
		out = append(out, g.Assets[l.From].ID+" "+b.Words.Words[l.Word].Name+" "+g.Assets[l.To].ID)
	}
	return out
}

func TestTheGraphSaysWhatRecordsSay(t *testing.T) {
	t.Parallel()
	g, book := graphOf(t, desk())
	got := words(g, book)
	for _, want := range []string{"system/agent is llm", "system/agent is public", "system/agent uses model/big", "model/big supplied-by supplier/lab", "model/big is auto-updates",
		"model/open published-in registry:open-models", "host:cloud-frankfurt loads model/open", "system/agent retrieves-from dataset/cases", "dataset/cases is sensitive",
		"dataset/cases ingests dataset/cases:content", "system/agent reads system/agent:from:tickets", "system/agent:from:tickets is untrusted", "system/agent invokes system/agent:tool:change-settings",
		"system/agent:tool:change-settings is transacts", "system/agent:tool:send-mail is sends", "person/ada uses system/agent", "model/trees trains-on dataset/loans", "system/score is login"} {
		if !slices.Contains(got, want) {
			t.Errorf("the graph does not say %q", want)
		}
	}
	for _, s := range got {
		for _, never := range []string{"handbook", "old-rules", "tool:web-widget", "tool:lab-api", "from:cases", "host:cloud-frankfurt loads model/big"} {
			if strings.Contains(s, never) {
				t.Errorf("the graph says %q", s)
			}
		}
	}
}

func TestEveryFactNamesItsRecordAndHowSureItIs(t *testing.T) {
	t.Parallel()
	g, _ := graphOf(t, desk())
	check := func(confidence float64, source string) {
		if declared := strings.HasPrefix(source, "declared: "); declared != (confidence == 1) || !declared && !strings.HasPrefix(source, "inferred: ") || confidence <= 0 || confidence > 1 {
			t.Errorf("confidence %g with the source %q", confidence, source)
		}
	}
	for _, f := range g.Facts {
		check(f.Confidence, f.Source)
	}
	for _, l := range g.Links {
		check(l.Confidence, l.Source)
	}
}

// chance is the probability of an outcome of a system.
func chance(t *testing.T, o *ft.Org, goal string) float64 {
	t.Helper()
	g, book := graphOf(t, o)
	r, err := terrain.Analyse(t.Context(), g, book, attack.Options{To: "system/agent", Goals: 100, Paths: 1, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range r.Goals {
		if x.ID == goal {
			return x.Probability.P
		}
	}
	return 0
}

func TestAHiddenInstructionReachesWhatTheAgentWorksOn(t *testing.T) {
	t.Parallel()
	const changed = "tampered on system/agent:works-on"
	plain := chance(t, desk(), changed)
	if plain <= 0 {
		t.Fatal("tickets from outside cannot change settings")
	}
	for name, change := range map[string]func(*ft.Org){
		"without tools": func(o *ft.Org) {
			s := ft.The[aims.System](o, "agent")
			s.Interfaces = s.Interfaces[:1]
		},
		"without text or users from outside": func(o *ft.Org) {
			s := ft.The[aims.System](o, "agent")
			s.Interfaces = s.Interfaces[1:]
			ft.The[aims.System](o, "agent").DataFlow.Sources = nil
			ft.The[aims.Dataset](o, "cases").Source = "own"
		},
		"without a language model": func(o *ft.Org) { ft.The[aims.Model](o, "big").Type = "gradient boosting" },
		"retired":                  func(o *ft.Org) { ft.The[aims.System](o, "agent").Stage = aims.StageRetired },
	} {
		o := desk()
		change(o)
		g, book := graphOf(t, o)
		r, err := terrain.Analyse(t.Context(), g, book, attack.Options{Goals: 1000, Paths: 1})
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range r.Goals {
			if x.ID == changed {
				t.Errorf("%s: still reached with %g", name, x.Probability.P)
			}
		}
	}
	for name, change := range map[string]func(*ft.Org){
		"a person approves every action": func(o *ft.Org) {
			s := ft.The[aims.System](o, "agent")
			s.Oversight.Mode, s.Automation = "every-output", "acts-after-approval"
		},
		"an own allow-list with approval": func(o *ft.Org) {
			c := ft.The[aims.Control](o, "own-1")
			c.Title, c.Implementation = "Tool allow-list", "every action waits for approval"
		},
	} {
		o := desk()
		change(o)
		if p := chance(t, o, changed); p >= plain {
			t.Errorf("%s: %g, not less than %g", name, p, plain)
		}
	}
	worse := desk()
	ft.The[aims.Control](worse, "A.9.3").Status = aims.ControlNotStarted
	if p := chance(t, worse, changed); p <= plain {
		t.Errorf("without A.9.3 %g, not more than %g", p, plain)
	}
	apart := desk()
	c := ft.The[aims.Control](apart, "A.9.3")
	c.Exclusions = []aims.ControlExclusion{{System: kernel.To[aims.System]("agent"), Reason: "no"}}
	if p := chance(t, apart, changed); p <= plain {
		t.Errorf("with the system taken out of A.9.3 %g, not more than %g", p, plain)
	}
}

func TestACutNamesWhatIsMissing(t *testing.T) {
	t.Parallel()
	o := desk()
	ft.The[aims.Control](o, "A.9.3").Status = aims.ControlPartial
	ft.Put(o, "buy", aims.Treatment{Title: "Buy", Risk: kernel.To[aims.Risk]("bias"), State: aims.TreatmentPlanned, Owner: kernel.To[aims.Person]("ben"),
		Cost: &kernel.Money{Amount: 3000, Currency: "EUR"}, Controls: ref[aims.Control]("A.9.3")})
	g, book := graphOf(t, o)
	m, err := attack.NewModel(t.Context(), g, book)
	if err != nil {
		t.Fatal(err)
	}
	goal, err := terrain.Target(m, "tampered on system/agent:works-on")
	if err != nil {
		t.Fatal(err)
	}
	cut, err := m.Cut(t.Context(), goal)
	if err != nil {
		t.Fatal(err)
	}
	if len(cut.Controls) != 1 || cut.Controls[0].ID != "A.9.3" || cut.Cost != 3 || !cut.Optimal {
		t.Errorf("%+v, want A.9.3 for the 3 thousand of its treatment", cut)
	}
	if _, err := terrain.Target(m, "system/agent"); !fault.Is(err, fault.Usage) || !strings.Contains(err.Error(), "tampered on system/agent:works-on") {
		t.Errorf("a system means several outcomes: %v", err)
	}
}

func TestWithoutSystemsInUseThereIsNoGraph(t *testing.T) {
	t.Parallel()
	book, err := attack.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := terrain.Graph(ft.Empty().Facts(t), book); !fault.Is(err, fault.NotFound) {
		t.Errorf("%v", err)
	}
}
