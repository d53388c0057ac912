package ui

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	_ "github.com/plimsoll-aims/plimsoll/internal/fixedseed"
)

func whole(runs []Run, marked bool) string {
	var b strings.Builder
	for _, r := range runs {
		if marked || !r.Mark {
			b.WriteString(r.Text)
		}
	}
	return b.String()
}

func TestAComparisonLosesNothingAndAgreesOnWhatIsCommon(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`([ab]{1,3}[ \n]{0,2}){0,12}`)
		a, b := text.Draw(t, "before"), text.Draw(t, "after")
		d := diffWords(a, b)
		if whole(d.Before, true) != a || whole(d.After, true) != b {
			t.Fatalf("%q and %q became %v", a, b, d)
		}
		if whole(d.Before, false) != whole(d.After, false) {
			t.Fatalf("the unmarked words of %v differ", d)
		}
	})
}

func TestOnlyTheWordsThatChangedAreMarked(t *testing.T) {
	t.Parallel()
	d := diffWords("review between 500 and 540", "review between 480 and 540, weekly")
	if got := whole(d.Before, false); got != "review between  and " {
		t.Errorf("common to both: %q", got)
	}
}

func TestVeryLongTextsAreComparedInBoundedMemory(t *testing.T) {
	t.Parallel()
	a, b := strings.Repeat("x y ", 20000), strings.Repeat("z w ", 20000)
	if d := diffWords(a, b); whole(d.Before, true) != a || whole(d.After, true) != b {
		t.Error("a long text was not kept whole")
	}
}
