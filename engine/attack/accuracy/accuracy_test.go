package accuracy

import (
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/plimsoll-aims/plimsoll/engine/attack"
)

var update = flag.Bool("update", false, "write the figures into docs/attack-paths-accuracy.md")

const page = "../../../docs/attack-paths-accuracy.md"

// Suites: the development set, three held-out sets by the author of the rules,
// and a fourth, fifth and sixth by authors who had not read them.
const (
	development = "../testdata/accuracy"
	first       = "../testdata/heldout"
	second      = "../testdata/heldout2"
	third       = "../testdata/heldout3"
	fourth      = "../testdata/heldout4"
	fifth       = "../testdata/heldout5"
	sixth       = "../testdata/heldout6"
)

func load(t *testing.T, dir string) (*attack.Book, *Suite) {
	t.Helper()
	book, err := attack.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	suite, err := Load(os.DirFS(dir))
	if err != nil {
		t.Fatal(err)
	}
	return book, suite
}

func run(t *testing.T, dir string) *Summary {
	t.Helper()
	book, suite := load(t, dir)
	s, err := Run(t.Context(), book, suite)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func everySuite(t *testing.T) (book *attack.Book, all []*Suite) {
	t.Helper()
	for _, dir := range []string{development, first, second, third, fourth, fifth, sixth} {
		b, s := load(t, dir)
		book, all = b, append(all, s)
	}
	return book, all
}

func leaveOut(t *testing.T) LeaveOut {
	t.Helper()
	book, all := everySuite(t)
	l, err := LeaveOneOut(t.Context(), book, all...)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func mitigated(t *testing.T) Mitigated {
	t.Helper()
	book, all := everySuite(t)
	m, err := Mitigate(t.Context(), book, all...)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestPredictionsReachTheFiguresThatWerePromised(t *testing.T) {
	t.Parallel()
	s := run(t, development)
	if len(s.Scores) != 40 || s.Benign != 20 {
		t.Fatalf("the suite has 40 cases and 20 benign environments, got %d and %d", len(s.Scores), s.Benign)
	}
	t.Logf("\n%s", s.Markdown())
	for _, c := range []struct {
		what      string
		got, want float64
	}{
		{"victim-side technique recall", s.Recall, 0.85},
		{"precision", s.Precision, 0.65},
		{"true goal among the first three", s.GoalInThree, 0.9},
		{"hardened twins that change the verdict", s.TwinsHeld, 1},
		{"benign environments without a goal", 1 - s.BenignWithGoals, 0.95},
	} {
		if c.got < c.want {
			t.Errorf("%s: got %.3f, want at least %.2f", c.what, c.got, c.want)
		}
	}
	for _, x := range s.Scores {
		if x.Twins != 2 {
			t.Errorf("%s has %d twins, want 2", x.Case, x.Twins)
		}
	}
}

// The fourth and fifth sets are not asked for all their twins: two of each stood
// at first contact, which the page says.
func TestHardenedTwinsFallInTheHeldOutSetsToo(t *testing.T) {
	t.Parallel()
	for _, dir := range []string{first, second, third, sixth} {
		if s := run(t, dir); s.TwinsHeld < 1 {
			t.Errorf("%s: twins held %.3f", dir, s.TwinsHeld)
		}
	}
}

func TestBenignEnvironmentsStayQuietInTheHeldOutSetsToo(t *testing.T) {
	t.Parallel()
	for _, dir := range []string{first, second, third, fourth, fifth, sixth} {
		if s := run(t, dir); len(s.False) > 0 {
			t.Errorf("%s: false goals in %v", dir, s.False)
		}
	}
}

func TestThePublishedFiguresAreTheMeasuredOnes(t *testing.T) {
	t.Parallel()
	old, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	text := string(old)
	for mark, figures := range map[string]string{
		"figures":                 run(t, development).Markdown(),
		"leave-one-out figures":   leaveOut(t).Markdown(),
		"mitigation figures":      mitigated(t).Markdown(),
		"held-out figures":        run(t, first).Markdown(),
		"second held-out figures": run(t, second).Markdown(),
		"third held-out figures":  run(t, third).Markdown(),
		"fourth held-out figures": run(t, fourth).Markdown(),
		"fifth held-out figures":  run(t, fifth).Markdown(),
		"sixth held-out figures":  run(t, sixth).Markdown(),
	} {
		from, to := "<!-- "+mark+" -->\n", "<!-- end of "+mark+" -->"
		head, rest, ok1 := strings.Cut(text, from)
		was, tail, ok2 := strings.Cut(rest, to)
		if !ok1 || !ok2 {
			t.Fatalf("%s has no place for the %s", page, mark)
		}
		if was != figures && !*update {
			t.Errorf("the %s of %s are out of date; run go test ./engine/attack/accuracy -update", mark, page)
		}
		text = head + from + figures + to + tail
	}
	if *update {
		if err := os.WriteFile(page, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
