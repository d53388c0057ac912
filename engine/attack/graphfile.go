package attack

import (
	"bytes"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/plimsoll-aims/plimsoll/fault"
)

// The limits of a graph, so that no file can stop the program.
const (
	MaxGraphBytes = 32 << 20
	MaxAssets     = 250_000
	MaxLinks      = 1_000_000
	MaxFacts      = 2_000_000
	MaxControls   = 10_000
	MaxGoals      = 10_000
)

// ReadGraph reads a graph file. It is strict: unknown fields, unknown words,
// links to assets that do not exist, probabilities outside 0..1 and anything
// over a limit are problems with file, line and column, all reported at once.
// docs/attack-paths.md describes the format.
func ReadGraph(file string, data []byte, v *Vocabulary) (*Graph, error) {
	r := &graphReader{reader: reader{file: file}, v: v, ids: map[string]int{}, g: &Graph{}}
	if n := roughAssets(data); n > MaxAssets {
		r.bad(&yaml.Node{Line: 1, Column: 1}, "assets", "too-many", "about %d assets, and the most is %d; leave out what no path can touch, or split the graph", n, MaxAssets)
		return nil, r.err()
	}
	root := r.parse(data, MaxGraphBytes)
	if root == nil {
		return nil, r.err()
	}
	f := r.fields(root, "", "!attack-graph", "name", "!assets", "links", "controls", "goals")
	if n := f["attack-graph"]; n != nil && n.Value != "1" {
		r.bad(n, "attack-graph", "bad-version", "%q is not a version that this program reads; write 1", n.Value)
	}
	r.g.Name = r.text(f["name"], "name")
	r.assets(f["assets"])
	r.links(f["links"])
	r.controls(f["controls"])
	r.goals(f["goals"])
	if err := r.err(); err != nil {
		return nil, err
	}
	return r.g, nil
}

// roughAssets counts list entries with an id without parsing, so that a file
// with a million assets is refused before it costs memory.
func roughAssets(data []byte) int { return bytes.Count(data, []byte("id:")) }

type graphReader struct {
	reader
	v   *Vocabulary
	ids map[string]int
	g   *Graph
}

func (r *graphReader) assets(n *yaml.Node) {
	items := r.items(n, "assets")
	if len(items) > MaxAssets {
		r.bad(n, "assets", "too-many", "%d assets, and the most is %d", len(items), MaxAssets)
		return
	}
	for i, it := range items {
		r.asset(it, index("assets", i))
	}
}

func (r *graphReader) asset(n *yaml.Node, path string) {
	f := r.fields(n, path, "!id", "!kind", "name", "is", "value", "url")
	if f == nil {
		return
	}
	a := Asset{ID: r.text(f["id"], path+".id"), Name: r.text(f["name"], path+".name"), URL: r.text(f["url"], path+".url"),
		Kind: r.word(f["kind"], path+".kind", KindWord), Value: r.number(f["value"], path+".value", 0, 1e9, 1)}
	if f["id"] != nil && !isID(a.ID) {
		r.bad(f["id"], path+".id", "bad-id", "%q is not an id: letters, digits and . _ : / - without spaces", a.ID)
		return
	}
	if u := a.URL; u != "" && !strings.HasPrefix(u, "https://") && !strings.HasPrefix(u, "http://") && !strings.HasPrefix(u, "/") {
		r.bad(f["url"], path+".url", "bad-url", "a link begins with https://, http:// or /")
	}
	if _, ok := r.ids[a.ID]; ok {
		r.bad(f["id"], path+".id", "duplicate-id", "there is an asset %q already", a.ID)
		return
	}
	at := len(r.g.Assets)
	r.ids[a.ID] = at
	r.g.Assets = append(r.g.Assets, a)
	seen := map[int]bool{}
	for i, it := range r.items(f["is"], path+".is") {
		r.fact(it, index(path+".is", i), at, seen)
	}
}

// fact is a word, or a mapping with its confidence and source.
func (r *graphReader) fact(n *yaml.Node, path string, asset int, seen map[int]bool) {
	fact := Fact{Asset: asset, Confidence: 1}
	if n.Kind == yaml.MappingNode {
		f := r.fields(n, path, "!fact", "confidence", "source")
		fact.Word = r.word(f["fact"], path+".fact", FactWord)
		fact.Confidence = r.number(f["confidence"], path+".confidence", 0, 1, 1)
		fact.Source = r.text(f["source"], path+".source")
	} else {
		fact.Word = r.word(n, path, FactWord)
	}
	switch {
	case fact.Word < 0:
	case seen[fact.Word]:
		r.bad(n, path, "duplicate-fact", "%q stands twice for this asset", r.v.Words[fact.Word].Name)
	case len(r.g.Facts) >= MaxFacts:
		r.bad(n, path, "too-many", "a graph has at most %d facts", MaxFacts)
	default:
		seen[fact.Word] = true
		r.g.Facts = append(r.g.Facts, fact)
	}
}

func (r *graphReader) links(n *yaml.Node) {
	items := r.items(n, "links")
	if len(items) > MaxLinks {
		r.bad(n, "links", "too-many", "%d links, and the most is %d", len(items), MaxLinks)
		return
	}
	seen := make(map[[3]int]bool, len(items))
	for i, it := range items {
		path := index("links", i)
		l := Link{Confidence: 1}
		text := it
		if it.Kind == yaml.MappingNode {
			f := r.fields(it, path, "!link", "confidence", "source")
			text = f["link"]
			l.Confidence = r.number(f["confidence"], path+".confidence", 0, 1, 1)
			l.Source = r.text(f["source"], path+".source")
		}
		if text == nil || !r.linkText(text, path, &l) {
			continue
		}
		key := [3]int{l.From, l.Word, l.To}
		if seen[key] {
			r.bad(it, path, "duplicate-link", "this link stands twice")
			continue
		}
		seen[key] = true
		r.g.Links = append(r.g.Links, l)
	}
}

// linkText reads "FROM verb TO".
func (r *graphReader) linkText(n *yaml.Node, path string, l *Link) bool {
	parts := strings.Fields(r.text(n, path))
	if len(parts) != 3 {
		r.bad(n, path, "bad-link", "a link is three words: asset, verb, asset (as in: agent reads inbox)")
		return false
	}
	var ok1, ok2 bool
	l.From, ok1 = r.known(n, path, parts[0])
	l.Word = r.wordNamed(n, path, parts[1], LinkWord)
	l.To, ok2 = r.known(n, path, parts[2])
	return ok1 && ok2 && l.Word >= 0
}

func (r *graphReader) known(n *yaml.Node, path, id string) (int, bool) {
	at, ok := r.ids[id]
	if !ok {
		r.bad(n, path, "unknown-asset", "there is no asset %q%s", id, r.similar(id))
	}
	return at, ok
}

// similar suggests an asset, in graphs small enough to look through.
func (r *graphReader) similar(id string) string {
	if len(r.ids) > 1000 {
		return ""
	}
	return fault.DidYouMean(fault.Nearest(id, slices.Sorted(maps.Keys(r.ids)), 3))
}

func (r *graphReader) controls(n *yaml.Node) {
	items := r.items(n, "controls")
	if len(items) > MaxControls {
		r.bad(n, "controls", "too-many", "%d controls, and the most is %d", len(items), MaxControls)
		return
	}
	for i, it := range items {
		path := index("controls", i)
		f := r.fields(it, path, "!id", "name", "counts-as", "on", "state", "strength", "cost")
		c := Control{ID: r.text(f["id"], path+".id"), Name: r.text(f["name"], path+".name"), CountsAs: r.texts(f["counts-as"], path+".counts-as"), State: InPlace,
			Strength: r.number(f["strength"], path+".strength", 0, 1, 1), Cost: r.number(f["cost"], path+".cost", 0, 1e12, 1)}
		if f["id"] != nil && !isID(c.ID) {
			r.bad(f["id"], path+".id", "bad-id", "%q is not a control id", c.ID)
		}
		if s := f["state"]; s != nil {
			c.State = State(r.text(s, path+".state"))
			if c.State != InPlace && c.State != Candidate {
				r.bad(s, path+".state", "unknown-state", "%q is not one of in-place, candidate", c.State)
			}
		}
		for j, id := range r.items(f["on"], path+".on") {
			if at, ok := r.known(id, index(path+".on", j), r.text(id, index(path+".on", j))); ok {
				c.On = append(c.On, at)
			}
		}
		if f["on"] != nil && len(c.On) == 0 {
			r.bad(f["on"], path+".on", "empty", "names no asset; leave the field out for a control that works everywhere")
		}
		r.g.Controls = append(r.g.Controls, c)
	}
}

func (r *graphReader) goals(n *yaml.Node) {
	items := r.items(n, "goals")
	if len(items) > MaxGoals {
		r.bad(n, "goals", "too-many", "%d goals, and the most is %d", len(items), MaxGoals)
		return
	}
	seen := map[string]bool{}
	for i, it := range items {
		path := index("goals", i)
		f := r.fields(it, path, "!id", "name", "!outcome", "!on", "scenario")
		g := Goal{ID: r.text(f["id"], path+".id"), Name: r.text(f["name"], path+".name"), Scenario: r.text(f["scenario"], path+".scenario"), Word: -1}
		if o := f["outcome"]; o != nil {
			g.Word = r.word(o, path+".outcome", GainWord)
		}
		if o := f["on"]; o != nil {
			g.Asset, _ = r.known(o, path+".on", r.text(o, path+".on"))
		}
		if seen[g.ID] {
			r.bad(f["id"], path+".id", "duplicate-id", "there is a goal %q already", g.ID)
		}
		seen[g.ID] = true
		r.g.Goals = append(r.g.Goals, g)
	}
}

func (r *graphReader) word(n *yaml.Node, path string, sort Sort) int {
	if n == nil {
		return -1
	}
	return r.wordNamed(n, path, r.text(n, path), sort)
}

func (r *graphReader) wordNamed(n *yaml.Node, path, name string, sort Sort) int {
	id := r.v.ID(name)
	if id >= 0 && r.v.Words[id].Sort == sort {
		return id
	}
	what := [...]string{KindWord: "a kind of asset", FactWord: "a fact", LinkWord: "a link", GainWord: "a gain or outcome"}[sort]
	r.bad(n, path, "unknown-word", "%q is not %s in the vocabulary%s", name, what, r.suggest(name, sort))
	return -1
}

// suggest says what was perhaps meant by a word of the wrong sort, or by one that
// is not known.
func (r *graphReader) suggest(name string, sort Sort) string {
	name = strings.ReplaceAll(strings.ToLower(name), "_", "-")
	if id := r.v.ID(name); id >= 0 && r.v.Words[id].Sort != sort {
		return "; it is " + [...]string{KindWord: "a kind of asset", FactWord: "a fact, for is", LinkWord: "a link", GainWord: "what an attacker gains"}[r.v.Words[id].Sort]
	}
	if ours, ok := r.v.said[name]; ok && r.v.Words[r.v.ID(ours)].Sort == sort {
		return fault.DidYouMean([]string{ours})
	}
	known := r.v.Names(sort)
	if s := fault.DidYouMean(fault.Nearest(name, known, 3)); s != "" || sort == FactWord {
		return s
	}
	return "; known: " + strings.Join(known, ", ")
}

func isID(s string) bool {
	if s == "" || len(s) > 200 {
		return false
	}
	for _, c := range s {
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.ContainsRune("._:/-", c)) {
			return false
		}
	}
	return true
}
