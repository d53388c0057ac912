package lazyregexp

import "testing"

func TestAnExpressionMatchesAsItsSourceSays(t *testing.T) {
	r := New(`^(a+)(b*)$`)
	if !r().MatchString("aab") || r().MatchString("ba") {
		t.Error("matches something else than its source")
	}
	if r() != r() {
		t.Error("compiled twice")
	}
}

func TestCheckNamesAnExpressionThatDoesNotCompile(t *testing.T) {
	before := made.sources
	t.Cleanup(func() { made.sources = before })
	if err := Check(); err != nil {
		t.Fatal(err)
	}
	New(`(`)
	if Check() == nil {
		t.Error("a broken expression passes")
	}
}
