// Package accuracy measures how well the rules of engine/attack predict attacks
// that have happened. It reads environments that were written from a case's
// summary alone, predicts without knowing the case, and scores the prediction
// against the case's sequence of ATLAS techniques, against hardened twins of the
// environment and against environments in which nothing should be found. The
// protocol and the figures are in docs/attack-paths-accuracy.md.
package accuracy

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"sort"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/plimsoll-aims/plimsoll/engine/attack"
)

// What a prediction is: the techniques on the best Ways to the first Goals. A
// goal counts as found from the probability Threshold on.
const (
	Goals     = 3
	Ways      = 10
	Threshold = 0.05
)

// Suite is a set of cases with what they are scored against.
type Suite struct {
	Cases  []Case
	Benign []Environment
}

// Environment is a graph file.
type Environment struct {
	Name string
	Data []byte
}

// Case is an environment with its true goal, its twins and its truth: the
// victim-side techniques in order.
type Case struct {
	Environment
	Goal  string
	Twins []Twin
	Truth []string
}

// Twin is a hardened copy: facts and links taken away, controls put in place.
type Twin struct {
	Name  string   `yaml:"name"`
	Drop  []string `yaml:"drop"`
	Apply []struct {
		ID string   `yaml:"id"`
		On []string `yaml:"on"`
	} `yaml:"apply"`
}

type truthFile []struct {
	ID    string `yaml:"id"`
	Steps []struct {
		Tactic    string `yaml:"tactic"`
		Technique string `yaml:"technique"`
	} `yaml:"steps"`
}

// attackerSide are the tactics that happen away from the victim:
// Reconnaissance and Resource Development.
var attackerSide = []string{"AML.TA0002", "AML.TA0003"}

// Load reads a suite laid out as in engine/attack/testdata/accuracy.
func Load(dir fs.FS) (*Suite, error) {
	var truth truthFile
	var goals map[string]string
	var twins map[string][]Twin
	for name, into := range map[string]any{"truth.yaml": &truth, "goals.yaml": &goals, "twins.yaml": &twins} {
		b, err := fs.ReadFile(dir, name)
		if err != nil {
			return nil, err
		}
		if err := yaml.Unmarshal(b, into); err != nil {
			return nil, fmt.Errorf("read %s: %w", name, err)
		}
	}
	s := &Suite{}
	for _, t := range truth {
		id := strings.TrimPrefix(t.ID, "AML.")
		b, err := fs.ReadFile(dir, path.Join("cases", id+".yaml"))
		if err != nil {
			return nil, err
		}
		c := Case{Environment: Environment{id, b}, Goal: goals[id], Twins: twins[id]}
		for _, st := range t.Steps {
			if !slices.Contains(attackerSide, st.Tactic) {
				c.Truth = append(c.Truth, st.Technique)
			}
		}
		s.Cases = append(s.Cases, c)
	}
	files, err := fs.ReadDir(dir, "benign")
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		b, err := fs.ReadFile(dir, path.Join("benign", f.Name()))
		if err != nil {
			return nil, err
		}
		s.Benign = append(s.Benign, Environment{strings.TrimSuffix(f.Name(), ".yaml"), b})
	}
	return s, nil
}

// model reads and joins an environment, hardened as a twin says.
func model(ctx context.Context, book *attack.Book, e Environment, t *Twin) (*attack.Model, error) {
	g, err := attack.ReadGraph(e.Name+".yaml", e.Data, book.Words)
	if err != nil {
		return nil, err
	}
	if t != nil {
		if err := harden(g, book, t); err != nil {
			return nil, fmt.Errorf("%s, twin %q: %w", e.Name, t.Name, err)
		}
	}
	return attack.NewModel(ctx, g, book)
}

// harden changes a graph as a twin says; what it names must exist.
func harden(g *attack.Graph, book *attack.Book, t *Twin) error {
	at := map[string]int{}
	for i, a := range g.Assets {
		at[a.ID] = i
	}
	for _, d := range t.Drop {
		p := strings.Fields(d)
		if len(p) != 3 {
			return fmt.Errorf("%q is no fact or link", d)
		}
		facts, links := len(g.Facts), len(g.Links)
		if p[1] == "is" {
			g.Facts = slices.DeleteFunc(g.Facts, func(f attack.Fact) bool { return f.Asset == at[p[0]] && f.Word == book.Words.ID(p[2]) })
		} else {
			g.Links = slices.DeleteFunc(g.Links, func(l attack.Link) bool {
				return l.From == at[p[0]] && l.Word == book.Words.ID(p[1]) && l.To == at[p[2]]
			})
		}
		if facts+links != len(g.Facts)+len(g.Links)+1 {
			return fmt.Errorf("the environment does not say %q", d)
		}
	}
	for _, a := range t.Apply {
		c := attack.Control{ID: a.ID, State: attack.InPlace, Strength: 1, Cost: 1}
		for _, id := range a.On {
			if _, ok := at[id]; !ok {
				return fmt.Errorf("there is no asset %q", id)
			}
			c.On = append(c.On, at[id])
		}
		g.Controls = append(g.Controls, c)
	}
	return nil
}

// Score is how one case went. Techniques are compared at the level of parent
// techniques.
type Score struct {
	Case      string
	Hit       []string // predicted and true
	Missed    []string
	Extra     []string
	Rank      int     // of the true goal, from 1; 0 when not found
	LCS       float64 // share of the case's sequence inside one of the ten best ways to the true goal
	SubHit    int     // hits at the level of sub-techniques
	SubTruth  int
	TwinsHeld int // twins in which the true goal is no longer found
	Twins     int
	Held      []bool
}

// Evaluate scores one case.
func Evaluate(ctx context.Context, book *attack.Book, c Case) (Score, error) {
	m, err := model(ctx, book, c.Environment, nil)
	if err != nil {
		return Score{}, err
	}
	res, err := m.Analyse(ctx, attack.Options{Goals: 1000, Paths: 10, Worlds: 10_000, Seed: 1})
	if err != nil {
		return Score{}, err
	}
	s := Score{Case: c.Name}
	predicted := predict(res)
	truth := parents(c.Truth)
	for _, t := range truth {
		if slices.Contains(parents(predicted), t) {
			s.Hit = append(s.Hit, t)
		} else {
			s.Missed = append(s.Missed, t)
		}
	}
	for _, t := range parents(predicted) {
		if !slices.Contains(truth, t) {
			s.Extra = append(s.Extra, t)
		}
	}
	full := slices.Clone(c.Truth)
	slices.Sort(full)
	for _, t := range slices.Compact(full) {
		s.SubTruth++
		if slices.Contains(predicted, t) {
			s.SubHit++
		}
	}
	for i, g := range res.Goals {
		if g.ID == c.Goal && g.Probability.P >= Threshold {
			s.Rank = i + 1
			s.LCS = bestLCS(g, c.Truth)
		}
	}
	return s, s.twins(ctx, book, c)
}

func (s *Score) twins(ctx context.Context, book *attack.Book, c Case) error {
	for _, t := range c.Twins {
		m, err := model(ctx, book, c.Environment, &t)
		if err != nil {
			return err
		}
		res, err := m.Analyse(ctx, attack.Options{To: c.Goal, Paths: 1, Worlds: 10_000, Seed: 1})
		if err != nil {
			return err
		}
		s.Twins++
		held := res.Goals[0].Probability.P < Threshold
		s.Held = append(s.Held, held)
		if held {
			s.TwinsHeld++
		}
	}
	return nil
}

// FalseGoals lists the outcomes found in a benign environment.
func FalseGoals(ctx context.Context, book *attack.Book, e Environment) ([]string, error) {
	m, err := model(ctx, book, e, nil)
	if err != nil {
		return nil, err
	}
	res, err := m.Analyse(ctx, attack.Options{Goals: 1000, Paths: 1, Worlds: 10_000, Seed: 1})
	if err != nil {
		return nil, err
	}
	var out []string
	for _, g := range res.Goals {
		if g.Probability.P >= Threshold {
			out = append(out, g.ID)
		}
	}
	return out, nil
}

// predict gives the techniques on the best ways to the first goals.
func predict(res *attack.Result) []string {
	seen := map[string]bool{}
	for _, g := range res.Goals[:min(Goals, len(res.Goals))] {
		for _, p := range g.Paths[:min(Ways, len(g.Paths))] {
			for _, s := range p.Steps {
				seen[s.Technique] = true
				for _, a := range s.Also {
					seen[a] = true
				}
			}
		}
	}
	out := make([]string, 0, len(seen))
	for t := range seen {
		out = append(out, t)
	}
	sort.Strings(out)
	return out
}

func parent(id string) string {
	if p := strings.SplitN(id, ".", 3); len(p) == 3 {
		return p[0] + "." + p[1]
	}
	return id
}

// parents gives the distinct parent techniques in alphabetical order.
func parents(ids []string) []string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = parent(id)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// bestLCS is the largest share of the case's sequence that is a subsequence of
// one way to the goal, companions standing with their step.
func bestLCS(g attack.GoalResult, truth []string) float64 {
	if len(truth) == 0 {
		return 0
	}
	best := 0
	for _, p := range g.Paths {
		row := make([]int, len(truth)+1)
		for _, s := range p.Steps {
			names := append([]string{parent(s.Technique)}, parents(s.Also)...)
			row = lcsRow(row, truth, names)
		}
		best = max(best, row[len(truth)])
	}
	return float64(best) / float64(len(truth))
}

// lcsRow carries the table on by one step, which may match one truth for each of
// its names.
func lcsRow(row []int, truth, names []string) []int {
	for range names {
		next := slices.Clone(row)
		for j := 1; j <= len(truth); j++ {
			next[j] = max(row[j], next[j-1])
			if slices.Contains(names, parent(truth[j-1])) {
				next[j] = max(next[j], row[j-1]+1)
			}
		}
		row = next
	}
	return row
}

// Digest names the bytes of a suite's environments, for the record.
func (s *Suite) bytes() []byte {
	var b bytes.Buffer
	for _, c := range s.Cases {
		b.Write(c.Data)
	}
	for _, e := range s.Benign {
		b.Write(e.Data)
	}
	return b.Bytes()
}
