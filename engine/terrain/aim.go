package terrain

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/plimsoll-aims/plimsoll/engine/attack"
	"github.com/plimsoll-aims/plimsoll/fault"
)

// near lists a system's own assets and what it is linked to; nil when to names no
// system of the graph.
func near(g *attack.Graph, words *attack.Vocabulary, to string) []int {
	i := slices.IndexFunc(g.Assets, func(a attack.Asset) bool { return a.ID == to })
	if i < 0 || !strings.HasPrefix(to, "system/") || strings.Contains(to, ":") {
		return nil
	}
	in := map[int]bool{i: true}
	for _, l := range g.Links {
		if kind := words.Words[g.Assets[l.To].Kind].Name; l.From == i && kind != "host" && kind != "supplier" {
			in[l.To] = true
		}
	}
	for a := range g.Assets {
		in[a] = in[a] || strings.HasPrefix(g.Assets[a].ID, to+":")
	}
	var out []int
	for a := range g.Assets {
		if in[a] {
			out = append(out, a)
		}
	}
	return out
}

// aim makes goals of every outcome on some assets, in place of those there are.
func aim(g *attack.Graph, words *attack.Vocabulary, assets []int) {
	g.Goals = nil
	for _, a := range assets {
		for w, word := range words.Words {
			if word.Outcome {
				g.Goals = append(g.Goals, attack.Goal{ID: word.Name + " on " + g.Assets[a].ID, Asset: a, Word: w})
			}
		}
	}
}

// Analyse works out the paths of a graph. A system as target means every outcome
// on its own assets and on what it is linked to that can be reached, likeliest
// first: outcomes rarely lie on the system itself.
func Analyse(ctx context.Context, g *attack.Graph, book *attack.Book, o attack.Options) (*attack.Result, error) {
	assets := near(g, book.Words, o.To)
	aimed := len(assets) > 0
	if aimed {
		aim(g, book.Words, assets)
	}
	m, err := attack.NewModel(ctx, g, book)
	if err != nil {
		return nil, err
	}
	if aimed {
		o.To = ""
	}
	r, err := m.Analyse(ctx, o)
	if err != nil || !aimed {
		return r, err
	}
	r.Goals = slices.DeleteFunc(r.Goals, func(x attack.GoalResult) bool { return len(x.Paths) == 0 })
	slices.SortStableFunc(r.Goals, func(a, b attack.GoalResult) int { return cmp.Compare(b.Probability.P, a.Probability.P) })
	if o.Goals > 0 && len(r.Goals) > o.Goals {
		r.Goals = r.Goals[:o.Goals]
	}
	return r, nil
}

// Target finds the one outcome that a cut is asked for. Where the words mean
// several it says which, and where none can be reached that there is nothing to cut.
func Target(m *attack.Model, to string) (attack.GoalRef, error) {
	goals, err := m.Targets(to)
	if err != nil {
		return attack.GoalRef{}, err
	}
	for _, a := range near(m.Graph, m.Book.Words, to) {
		if id := m.Graph.Assets[a].ID; id != to {
			more, err := m.Targets(id)
			if err != nil {
				return attack.GoalRef{}, err
			}
			goals = append(goals, more...)
		}
	}
	switch len(goals) {
	case 0:
		return attack.GoalRef{}, fault.New(fault.NotFound, "no outcome on %q can be reached; there is nothing to cut", to)
	case 1:
		return goals[0], nil
	}
	names := make([]string, len(goals))
	for i, x := range goals {
		names[i] = strconv.Quote(x.ID)
	}
	return attack.GoalRef{}, fault.New(fault.Usage, "%q means several outcomes; name one of %s", to, strings.Join(names, ", "))
}
