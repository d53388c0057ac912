package attack

import (
	"cmp"
	"slices"
)

// Graph is what there is to attack. Asset fields of facts, links, controls and
// goals are positions in Assets.
type Graph struct {
	Name     string
	Assets   []Asset
	Facts    []Fact
	Links    []Link
	Controls []Control
	Goals    []Goal
}

// Asset is one thing of a kind of the vocabulary. Value weighs its goals against
// those of other assets; 1 is ordinary. URL makes it a link in pictures.
type Asset struct {
	ID    string
	Name  string
	Kind  int
	Value float64
	URL   string
}

// Fact says that a word of the vocabulary holds for an asset.
type Fact struct {
	Asset      int
	Word       int
	Confidence float64 // probability that it is so, 0..1
	Source     string  // where it is known from
}

// Link says that one asset stands in a relation to another.
type Link struct {
	From, To   int
	Word       int
	Confidence float64
	Source     string
}

// State is how far a control has come.
type State string

// The states, complete. Only controls in place count against an attacker;
// candidates are what a cut may choose from.
const (
	InPlace   State = "in-place"
	Candidate State = "candidate"
)

// Control is an Annex A control, an ATLAS mitigation or one of the
// organisation's own, on some assets or, with On nil, everywhere. CountsAs
// names the controls that rules speak of whose work one of its own does.
type Control struct {
	ID       string
	Name     string
	CountsAs []string
	On       []int
	State    State
	Strength float64 // share of its full effect that it has, 0..1
	Cost     float64 // of putting it in place, in any one unit
}

// Goal is an outcome on an asset that somebody wants to know about.
type Goal struct {
	ID       string
	Name     string
	Asset    int
	Word     int
	Scenario string // the risk that it feeds, by reference; free text here
}

// canonical sorts everything by what it says, so that the order in which a
// graph was written never changes an answer.
func (g *Graph) canonical() *Graph {
	order := make([]int, len(g.Assets))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(g.Assets[a].ID, g.Assets[b].ID) })
	at := make([]int, len(order))
	c := &Graph{Name: g.Name, Assets: make([]Asset, len(order)), Facts: slices.Clone(g.Facts), Links: slices.Clone(g.Links),
		Controls: slices.Clone(g.Controls), Goals: slices.Clone(g.Goals)}
	for i, o := range order {
		at[o] = i
		c.Assets[i] = g.Assets[o]
	}
	for i := range c.Facts {
		c.Facts[i].Asset = at[c.Facts[i].Asset]
	}
	for i := range c.Links {
		c.Links[i].From, c.Links[i].To = at[c.Links[i].From], at[c.Links[i].To]
	}
	for i := range c.Controls {
		on := slices.Clone(c.Controls[i].On)
		for j := range on {
			on[j] = at[on[j]]
		}
		slices.Sort(on)
		c.Controls[i].On = on
	}
	for i := range c.Goals {
		c.Goals[i].Asset = at[c.Goals[i].Asset]
	}
	slices.SortFunc(c.Facts, func(a, b Fact) int {
		return cmp.Or(a.Asset-b.Asset, a.Word-b.Word, cmp.Compare(b.Confidence, a.Confidence), cmp.Compare(a.Source, b.Source))
	})
	slices.SortFunc(c.Links, func(a, b Link) int {
		if d := cmp.Or(a.From-b.From, a.Word-b.Word, a.To-b.To); d != 0 {
			return d
		}
		return cmp.Or(cmp.Compare(b.Confidence, a.Confidence), cmp.Compare(a.Source, b.Source))
	})
	slices.SortStableFunc(c.Controls, func(a, b Control) int {
		return cmp.Or(cmp.Compare(a.ID, b.ID), slices.Compare(a.On, b.On), cmp.Compare(a.Name, b.Name), cmp.Compare(a.State, b.State), cmp.Compare(a.Cost, b.Cost))
	})
	slices.SortStableFunc(c.Goals, func(a, b Goal) int { return cmp.Compare(a.ID, b.ID) })
	return c
}

// asset gives the position of an asset by id, -1 when there is none.
func (g *Graph) asset(id string) int {
	for i := range g.Assets {
		if g.Assets[i].ID == id {
			return i
		}
	}
	return -1
}

// is says whether a control does the work of another.
func (c *Control) is(id string) bool { return c.ID == id || slices.Contains(c.CountsAs, id) }
