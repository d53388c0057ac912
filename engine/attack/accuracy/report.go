package accuracy

import (
	"context"
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/plimsoll-aims/plimsoll/engine/attack"
)

// Summary is the suite's result.
type Summary struct {
	Scores          []Score
	False           map[string][]string // benign environments with outcomes
	Benign          int
	Recall          float64 // over all cases together
	Precision       float64
	MacroRecall     float64 // mean of the cases
	MacroPrecision  float64
	SubRecall       float64
	GoalInThree     float64
	TwinsHeld       float64
	BenignWithGoals float64
	LCS             float64
	Digest          string
}

// Run scores a whole suite.
func Run(ctx context.Context, book *attack.Book, s *Suite) (*Summary, error) {
	out := &Summary{False: map[string][]string{}, Benign: len(s.Benign), Digest: fmt.Sprintf("%x", sha256.Sum256(s.bytes()))}
	var hit, truth, predicted, three, held, twins, subHit, subTruth int
	for _, c := range s.Cases {
		x, err := Evaluate(ctx, book, c)
		if err != nil {
			return nil, err
		}
		out.Scores = append(out.Scores, x)
		h, t, p := len(x.Hit), len(x.Hit)+len(x.Missed), len(x.Hit)+len(x.Extra)
		hit, truth, predicted = hit+h, truth+t, predicted+p
		subHit, subTruth = subHit+x.SubHit, subTruth+x.SubTruth
		if x.Rank >= 1 && x.Rank <= Goals {
			three++
		}
		held, twins = held+x.TwinsHeld, twins+x.Twins
		out.MacroRecall += ratio(h, t) / float64(len(s.Cases))
		out.MacroPrecision += ratio(h, p) / float64(len(s.Cases))
		out.LCS += x.LCS / float64(len(s.Cases))
	}
	for _, e := range s.Benign {
		goals, err := FalseGoals(ctx, book, e)
		if err != nil {
			return nil, err
		}
		if len(goals) > 0 {
			out.False[e.Name] = goals
		}
	}
	out.Recall, out.Precision = ratio(hit, truth), ratio(hit, predicted)
	out.SubRecall = ratio(subHit, subTruth)
	out.GoalInThree, out.TwinsHeld = ratio(three, len(s.Cases)), ratio(held, twins)
	out.BenignWithGoals = ratio(len(out.False), len(s.Benign))
	return out, nil
}

func ratio(a, b int) float64 {
	if b == 0 {
		return 0
	}
	return float64(a) / float64(b)
}

// Markdown writes the figures and the table of cases.
func (s *Summary) Markdown() string {
	var b strings.Builder
	twins := 0
	for _, x := range s.Scores {
		twins += x.Twins
	}
	fmt.Fprintf(&b, "| measure | figure | wanted |\n|---|---|---|\n")
	fmt.Fprintf(&b, "| victim-side technique recall, all cases together | %.3f | 0.85 |\n", s.Recall)
	fmt.Fprintf(&b, "| precision, all cases together | %.3f | 0.65 |\n", s.Precision)
	fmt.Fprintf(&b, "| recall, mean of the cases | %.3f | |\n", s.MacroRecall)
	fmt.Fprintf(&b, "| precision, mean of the cases | %.3f | |\n", s.MacroPrecision)
	fmt.Fprintf(&b, "| recall at the level of sub-techniques | %.3f | |\n", s.SubRecall)
	fmt.Fprintf(&b, "| true goal among the first three | %.3f | 0.9 |\n", s.GoalInThree)
	fmt.Fprintf(&b, "| hardened twins in which the true goal falls (of %d) | %.3f | 1 |\n", twins, s.TwinsHeld)
	fmt.Fprintf(&b, "| benign environments with a goal (of %d) | %.3f | at most 0.05 |\n", s.Benign, s.BenignWithGoals)
	fmt.Fprintf(&b, "| share of the case's sequence inside one of the ten best ways, mean | %.3f | |\n\n", s.LCS)
	fmt.Fprintf(&b, "Digest of the environments (SHA-256): `%s`.\n\n", s.Digest)
	fmt.Fprintf(&b, "| case | predicted and true | missed | predicted, not in the case | rank of the true goal | twins held |\n|---|---|---|---|---|---|\n")
	for _, x := range s.Scores {
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %d | %d of %d |\n", x.Case, short(x.Hit), short(x.Missed), short(x.Extra), x.Rank, x.TwinsHeld, x.Twins)
	}
	for _, name := range slices.Sorted(maps.Keys(s.False)) {
		fmt.Fprintf(&b, "\nFalse in %s: %s.\n", name, strings.Join(s.False[name], ", "))
	}
	return b.String()
}

// Markdown writes the figures in a line.
func (l LeaveOut) Markdown() string {
	return fmt.Sprintf("Recall %.3f, precision %.3f, true goal among the first three %.3f.\n", l.Recall, l.Precision, l.GoalInThree)
}

func short(ids []string) string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = strings.TrimPrefix(id, "AML.")
	}
	return strings.Join(out, " ")
}
