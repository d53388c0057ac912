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

func run(t *testing.T) *Summary {
	t.Helper()
	book, err := attack.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	suite, err := Load(os.DirFS("../testdata/accuracy"))
	if err != nil {
		t.Fatal(err)
	}
	s, err := Run(book, suite)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestPredictionsReachTheFiguresThatWerePromised(t *testing.T) {
	t.Parallel()
	s := run(t)
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

func TestThePublishedFiguresAreTheMeasuredOnes(t *testing.T) {
	t.Parallel()
	figures := run(t).Markdown()
	old, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	const from, to = "<!-- figures -->\n", "<!-- end of figures -->"
	head, rest, ok1 := strings.Cut(string(old), from)
	was, tail, ok2 := strings.Cut(rest, to)
	if !ok1 || !ok2 {
		t.Fatalf("%s has no place for the figures", page)
	}
	if *update {
		if err := os.WriteFile(page, []byte(head+from+figures+to+tail), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if was != figures {
		t.Errorf("%s is out of date; run go test ./engine/attack/accuracy -update", page)
	}
}
