package accuracy

import (
	"context"
	"fmt"
	"slices"

	"github.com/plimsoll-aims/plimsoll/engine/attack"
)

// Mitigated counts pairs of a case and a mitigation that ATLAS lists against one
// of the case's techniques.
type Mitigated struct {
	Pairs int // where the true goal is found without it
	Fell  int // where the true goal is no longer found with it
}

// Mitigate puts every listed mitigation in place everywhere, one at a time, and
// looks whether the true goal falls. A mitigation may be against a technique that
// the goal does not need, so not all can fall.
func Mitigate(ctx context.Context, book *attack.Book, suites ...*Suite) (Mitigated, error) {
	var out Mitigated
	for _, s := range suites {
		for _, c := range s.Cases {
			open, err := stands(ctx, book, c, "")
			if err != nil {
				return out, err
			}
			if !open {
				continue
			}
			for _, id := range listed(book, c.Truth) {
				still, err := stands(ctx, book, c, id)
				if err != nil {
					return out, err
				}
				out.Pairs++
				if !still {
					out.Fell++
				}
			}
		}
	}
	return out, nil
}

// listed gives the mitigations that ATLAS lists against some techniques or their
// parents.
func listed(book *attack.Book, techniques []string) []string {
	var ids []string
	for _, t := range techniques {
		ids = slices.Concat(ids, book.Atlas.MitigatedBy(t), book.Atlas.MitigatedBy(parent(t)))
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// stands says whether the true goal is found, with a mitigation everywhere if
// one is named.
func stands(ctx context.Context, book *attack.Book, c Case, mitigation string) (bool, error) {
	g, err := attack.ReadGraph(c.Name+".yaml", c.Data, book.Words)
	if err != nil {
		return false, err
	}
	if mitigation != "" {
		g.Controls = append(g.Controls, attack.Control{ID: mitigation, State: attack.InPlace, Strength: 1, Cost: 1})
	}
	m, err := attack.NewModel(ctx, g, book)
	if err != nil {
		return false, err
	}
	res, err := m.Analyse(ctx, attack.Options{To: c.Goal, Paths: 1, Worlds: 10_000, Seed: 1})
	if err != nil {
		return false, err
	}
	return res.Goals[0].Probability.P >= Threshold, nil
}

// Markdown writes the figures in a line.
func (m Mitigated) Markdown() string {
	return fmt.Sprintf("The true goal fell in %d of %d pairs (%.3f).\n", m.Fell, m.Pairs, ratio(m.Fell, m.Pairs))
}
