package signal

import "testing"

func TestTheBuiltInSignalsLoadAndAreMoreThanSixHundredDistinctOnes(t *testing.T) {
	s, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	if n := len(s.All()); n < 600 {
		t.Fatalf("%d signals, want at least 600", n)
	}
	t.Log(len(s.All()))
}
