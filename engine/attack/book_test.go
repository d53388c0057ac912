package attack

import "testing"

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
