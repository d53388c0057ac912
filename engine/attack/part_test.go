package attack

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestAPartAnswersAsTheWholeWhateverControlsAreInPlace(t *testing.T) {
	t.Parallel()
	g, b := synth(t, 2_000, 7)
	for _, c := range []string{"AML.M0029", "AML.M0033", "AML.M0028", "AML.M0020"} {
		g.Controls = append(g.Controls, Control{ID: c, State: Candidate, Strength: 0.7})
	}
	g.Controls = append(g.Controls, Control{ID: "AML.M0027", State: InPlace, Strength: 1, On: []int{1, 5, 30}})
	whole, err := NewModel(t.Context(), g, b)
	if err != nil {
		t.Fatal(err)
	}
	reached := whole.reachable(-1)
	rapid.Check(t, func(t *rapid.T) {
		var goals []GoalRef
		for range rapid.IntRange(1, 5).Draw(t, "goals") {
			goals = append(goals, reached[rapid.IntRange(0, len(reached)-1).Draw(t, "goal")])
		}
		part := whole.Part(goals...)
		if _, steps := part.Size(); steps > whole.h.steps() {
			t.Fatalf("the part has %d steps, the whole %d", steps, whole.h.steps())
		}
		for range rapid.IntRange(0, 6).Draw(t, "toggles") {
			i, on := rapid.IntRange(0, len(g.Controls)-1).Draw(t, "control"), rapid.Bool().Draw(t, "on")
			whole.Toggle(i, on)
			part.Toggle(i, on)
			for _, x := range goals {
				if a, z := part.cost(x), whole.cost(x); a != z && math.Abs(a-z) > 1e-12*z {
					t.Fatalf("%s costs %v in the part, %v in the whole", x.ID, a, z)
				}
			}
		}
		for i := range g.Controls { // leave the whole as it was
			whole.Toggle(i, whole.Graph.Controls[i].State == InPlace)
		}
	})
}

func TestAPartTakesNoNewFacts(t *testing.T) {
	t.Parallel()
	g, b := synth(t, 100, 7)
	m, err := NewModel(t.Context(), g, b)
	if err != nil {
		t.Fatal(err)
	}
	p := m.Part(m.reachable(-1)[0])
	if _, err := p.AddFact(Fact{Asset: 0, Word: b.Words.ID("login"), Confidence: 1}); err == nil {
		t.Error("a part took a new fact")
	}
}
