package attack

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

func TestTheBuiltinBookReadsWithoutProblems(t *testing.T) {
	t.Parallel()
	b, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	if len(b.Atlas.Techniques) != 170 || len(b.Atlas.Tactics) != 16 || len(b.Atlas.Mitigations) != 35 {
		t.Errorf("ATLAS 5.6.1 has 16 tactics, 170 techniques and 35 mitigations, got %d, %d and %d",
			len(b.Atlas.Tactics), len(b.Atlas.Techniques), len(b.Atlas.Mitigations))
	}
}

// TestTheManualListsEveryWord keeps the vocabulary in docs/attack-paths.md as it
// is; -update writes it anew.
func TestTheManualListsEveryWord(t *testing.T) {
	t.Parallel()
	b, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	const page, from, to = "../../docs/attack-paths.md", "<!-- vocabulary -->\n", "<!-- end of vocabulary -->"
	old, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, ok1 := strings.Cut(string(old), from)
	was, tail, ok2 := strings.Cut(rest, to)
	if !ok1 || !ok2 {
		t.Fatalf("%s has no place for the vocabulary", page)
	}
	var now strings.Builder
	for _, part := range []struct {
		title   string
		sort    Sort
		outcome bool
	}{{"kinds", KindWord, false}, {"facts (`is`)", FactWord, false}, {"links", LinkWord, false}, {"outcomes (goals)", GainWord, true}} {
		fmt.Fprintf(&now, "| %s | meaning |\n|---|---|\n", part.title)
		for _, w := range b.Words.Words {
			if w.Sort == part.sort && w.Outcome == part.outcome {
				fmt.Fprintf(&now, "| `%s` | %s |\n", w.Name, w.Means)
			}
		}
		fmt.Fprintln(&now)
	}
	if was == now.String() {
		return
	}
	if !*update {
		t.Fatalf("%s does not list the words as they are; run go test ./engine/attack -update", page)
	}
	if err := os.WriteFile(page, []byte(head+from+now.String()+to+tail), 0o644); err != nil {
		t.Fatal(err)
	}
}
