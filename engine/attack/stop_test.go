package attack

import (
	"context"
	"errors"
	"testing"
)

func TestWhatTakesLongStopsWhenItsContextEnds(t *testing.T) {
	t.Parallel()
	ended, stop := context.WithCancel(context.Background())
	stop()
	g, b := synth(t, 2_000, 7)
	if _, err := NewModel(ended, g, b); !errors.Is(err, context.Canceled) {
		t.Errorf("the join gives %v", err)
	}
	m, err := NewModel(t.Context(), g, b)
	if err != nil {
		t.Fatal(err)
	}
	before := m.reachable(-1)
	if _, err := m.Analyse(ended, Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("paths give %v", err)
	}
	if _, err := m.Cut(ended, before[0]); !errors.Is(err, context.Canceled) {
		t.Errorf("a cut gives %v", err)
	}
	if hits, _ := randomNet(100, 400, 1).sample(ended, 1_000_000_000, 1, 2); hits != 0 {
		t.Errorf("sampling went on to %d hits", hits)
	}
	after := m.reachable(-1)
	if len(after) != len(before) || m.cost(after[0]) != m.cost(before[0]) {
		t.Error("what was stopped has changed the model")
	}
}
