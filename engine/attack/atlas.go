package attack

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"go.yaml.in/yaml/v4"
)

// Atlas is the catalogue of MITRE ATLAS that rules speak of: ids, names and the
// relations between tactics, techniques and mitigations. ATLAS is licensed under
// the Apache License 2.0; see NOTICE. Descriptions are not carried over.
type Atlas struct {
	Version     string
	Tactics     []Tactic
	Techniques  []Technique
	Mitigations []Mitigation

	byTactic, byTechnique, byMitigation map[string]int
}

// Tactic is a column of the matrix.
type Tactic struct {
	ID   string `yaml:"id" json:"id"`
	Name string `yaml:"name" json:"name"`
}

// Technique is a technique, or a sub-technique when Parent is set. Platforms is
// filled by calendar-versioned releases only.
type Technique struct {
	ID        string   `yaml:"id" json:"id"`
	Name      string   `yaml:"name" json:"name"`
	Parent    string   `yaml:"parent,omitempty" json:"parent,omitempty"`
	Tactics   []string `yaml:"tactics,omitempty,flow" json:"tactics,omitempty"`
	Maturity  string   `yaml:"maturity,omitempty" json:"maturity,omitempty"`
	Platforms []string `yaml:"platforms,omitempty,flow" json:"platforms,omitempty"`
}

// Mitigation is a control of ATLAS with the techniques that it works against.
type Mitigation struct {
	ID         string   `yaml:"id" json:"id"`
	Name       string   `yaml:"name" json:"name"`
	Techniques []string `yaml:"techniques,omitempty,flow" json:"techniques,omitempty"`
}

// MaxAtlasBytes bounds a catalogue file.
const MaxAtlasBytes = 16 << 20

// Tactic, Technique and Mitigation look an id up.
func (a *Atlas) Tactic(id string) (Tactic, bool) { return look(a.Tactics, a.byTactic, id) }

// Technique gives the technique with an id.
func (a *Atlas) Technique(id string) (Technique, bool) {
	return look(a.Techniques, a.byTechnique, id)
}

// Mitigation gives the mitigation with an id.
func (a *Atlas) Mitigation(id string) (Mitigation, bool) {
	return look(a.Mitigations, a.byMitigation, id)
}

func look[T any](all []T, by map[string]int, id string) (T, bool) {
	i, ok := by[id]
	if !ok {
		var zero T
		return zero, false
	}
	return all[i], true
}

// TechniqueName gives the name with its parent's in front, as ATLAS shows it.
func (a *Atlas) TechniqueName(id string) string {
	t, ok := a.Technique(id)
	if !ok {
		return id
	}
	if p, ok := a.Technique(t.Parent); ok && t.Parent != "" {
		return p.Name + ": " + t.Name
	}
	return t.Name
}

// FirstTactic gives the tactic that a technique is listed under first.
func (a *Atlas) FirstTactic(id string) string {
	t, ok := a.Technique(id)
	if ok && len(t.Tactics) > 0 {
		return t.Tactics[0]
	}
	if ok && t.Parent != "" {
		return a.FirstTactic(t.Parent)
	}
	return ""
}

// MitigatedBy gives the mitigations that ATLAS names for a technique.
func (a *Atlas) MitigatedBy(id string) []string {
	var out []string
	for _, m := range a.Mitigations {
		if slices.Contains(m.Techniques, id) {
			out = append(out, m.ID)
		}
	}
	return out
}

// ReadAtlas reads a release of ATLAS in any of its layouts: the matrix layout
// with a semantic version (dist/ATLAS.yaml up to 5.6), the normalised layout of
// calendar versions (format 6: maps by id, relationships apart, platforms on
// techniques), and our own compact form. Unknown fields are left alone, because
// the file is somebody else's.
func ReadAtlas(file string, data []byte) (*Atlas, error) {
	r := &reader{file: file}
	root := r.parse(data, MaxAtlasBytes)
	if root == nil {
		return nil, r.err()
	}
	top := loose(root)
	a := &Atlas{}
	switch {
	case top["matrices"] != nil:
		a.Version = scalar(top["version"])
		for _, m := range each(top["matrices"]) {
			r.catalogue(a, loose(m.val))
		}
	case top["collection"] != nil:
		a.Version = scalar(loose(top["collection"])["version"])
		r.catalogue(a, top)
		r.relations(a, top["relationships"])
	default:
		a.Version = scalar(top["version"])
		r.catalogue(a, top)
	}
	a.finish(r, root)
	if err := r.err(); err != nil {
		return nil, err
	}
	return a, nil
}

type entry struct {
	id  string
	val *yaml.Node
}

// each walks a list, or a map by id, alike.
func each(n *yaml.Node) []entry {
	var out []entry
	if n == nil {
		return nil
	}
	if n.Kind == yaml.MappingNode {
		for i := 0; i+1 < len(n.Content); i += 2 {
			out = append(out, entry{n.Content[i].Value, n.Content[i+1]})
		}
		return out
	}
	for _, c := range n.Content {
		out = append(out, entry{scalar(loose(c)["id"]), c})
	}
	return out
}

func loose(n *yaml.Node) map[string]*yaml.Node {
	out := map[string]*yaml.Node{}
	if n != nil && n.Kind == yaml.MappingNode {
		for i := 0; i+1 < len(n.Content); i += 2 {
			out[n.Content[i].Value] = n.Content[i+1]
		}
	}
	return out
}

func scalar(n *yaml.Node) string {
	if n == nil || n.Kind != yaml.ScalarNode {
		return ""
	}
	return n.Value
}

func scalars(n *yaml.Node) []string {
	var out []string
	if n != nil && n.Kind == yaml.SequenceNode {
		for _, c := range n.Content {
			if c.Kind == yaml.ScalarNode {
				out = append(out, c.Value)
			} else if id := scalar(loose(c)["id"]); id != "" {
				out = append(out, id)
			}
		}
	}
	return out
}

func (r *reader) catalogue(a *Atlas, f map[string]*yaml.Node) {
	for _, e := range each(f["tactics"]) {
		a.Tactics = append(a.Tactics, Tactic{ID: r.atlasID(e, "AML.TA"), Name: scalar(loose(e.val)["name"])})
	}
	for _, e := range each(f["techniques"]) {
		t := loose(e.val)
		parent := scalar(t["subtechnique-of"])
		if p := scalar(t["parent"]); p != "" {
			parent = p
		}
		id := r.atlasID(e, "AML.T")
		if parent == "" && parentOf(id) != id {
			parent = parentOf(id)
		}
		a.Techniques = append(a.Techniques, Technique{ID: id, Name: scalar(t["name"]), Parent: parent,
			Tactics: scalars(t["tactics"]), Maturity: scalar(t["maturity"]), Platforms: scalars(t["platforms"])})
	}
	for _, e := range each(f["mitigations"]) {
		m := loose(e.val)
		a.Mitigations = append(a.Mitigations, Mitigation{ID: r.atlasID(e, "AML.M"), Name: scalar(m["name"]), Techniques: unique(scalars(m["techniques"]))})
	}
}

func (r *reader) atlasID(e entry, prefix string) string {
	if !strings.HasPrefix(e.id, prefix) {
		r.bad(e.val, "", "bad-id", "an id here begins with %s, this one is %q", prefix, e.id)
	}
	return e.id
}

// relations fills tactics and mitigations from the normalised layout, whose
// relationships are grouped by source: achieves (tactic), mitigates (technique).
func (r *reader) relations(a *Atlas, n *yaml.Node) {
	achieves, mitigates := map[string][]string{}, map[string][]string{}
	for _, e := range each(n) {
		groups := loose(e.val)
		for _, x := range each(groups["achieves"]) {
			achieves[e.id] = append(achieves[e.id], scalar(loose(x.val)["target"]))
		}
		for _, x := range each(groups["mitigates"]) {
			mitigates[e.id] = append(mitigates[e.id], scalar(loose(x.val)["target"]))
		}
	}
	for i := range a.Techniques {
		t := &a.Techniques[i]
		t.Tactics = unique(append(t.Tactics, achieves[t.ID]...))
	}
	for i := range a.Mitigations {
		m := &a.Mitigations[i]
		m.Techniques = unique(append(m.Techniques, mitigates[m.ID]...))
	}
}

func (a *Atlas) finish(r *reader, root *yaml.Node) {
	a.byTactic, a.byTechnique, a.byMitigation = map[string]int{}, map[string]int{}, map[string]int{}
	for i, t := range a.Tactics {
		a.byTactic[t.ID] = i
	}
	for i, t := range a.Techniques {
		a.byTechnique[t.ID] = i
	}
	for i, m := range a.Mitigations {
		a.byMitigation[m.ID] = i
	}
	if a.Version == "" || len(a.Tactics) == 0 || len(a.Techniques) == 0 {
		r.bad(root, "", "not-atlas", "neither the matrix layout (matrices), nor the normalised one (collection), nor our compact one")
	}
	for _, t := range a.Techniques {
		for _, id := range t.Tactics {
			if _, ok := a.byTactic[id]; !ok {
				r.bad(root, t.ID, "unknown-tactic", "%s names tactic %q, which the file does not have", t.ID, id)
			}
		}
	}
}

// Diff lists what differs between two releases, one line each, sorted.
func (a *Atlas) Diff(b *Atlas) []string {
	var out []string
	names := func(x *Atlas) map[string]string {
		m := map[string]string{}
		for _, t := range x.Tactics {
			m[t.ID] = t.Name
		}
		for _, t := range x.Techniques {
			m[t.ID] = t.Name
		}
		for _, t := range x.Mitigations {
			m[t.ID] = t.Name
		}
		return m
	}
	old, new := names(a), names(b)
	for id, n := range old {
		switch m, ok := new[id]; {
		case !ok:
			out = append(out, fmt.Sprintf("%s removed (%s)", id, n))
		case m != n:
			out = append(out, fmt.Sprintf("%s renamed from %s to %s", id, n, m))
		}
	}
	for id, n := range new {
		if _, ok := old[id]; !ok {
			out = append(out, fmt.Sprintf("%s added (%s)", id, n))
		}
	}
	sort.Strings(out)
	return out
}

func unique(in []string) []string {
	slices.Sort(in)
	return slices.Compact(in)
}
