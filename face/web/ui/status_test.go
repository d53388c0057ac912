package ui

import "testing"

// Colour can be taken away and every state still reads: no two share a word or a shape, and bars differ by pattern.
func TestStatesDifferWithoutColour(t *testing.T) {
	t.Parallel()
	words, shapes := map[string]Status{}, map[string]Status{}
	for _, s := range append([]Status{Info, Bad}, ControlStates...) {
		l := s.look()
		if other, ok := words[l.word]; ok {
			t.Errorf("%s and %s have the same word", s, other)
		}
		if other, ok := shapes[l.shape]; ok {
			t.Errorf("%s and %s have the same shape", s, other)
		}
		words[l.word], shapes[l.shape] = s, s
	}
	bars := map[string]Status{}
	for _, s := range []Status{Proven, InProgress, Stale, NotStarted, Bad, Excluded} {
		if other, ok := bars[barClass(s)]; ok {
			t.Errorf("bars of %s and %s look alike", s, other)
		}
		bars[barClass(s)] = s
	}
}

func TestAStateWeDoNotKnowIsStillReadable(t *testing.T) {
	t.Parallel()
	if w := Status("on-hold").Word(); w != "On hold" {
		t.Errorf("word is %q", w)
	}
}
