package catalog

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/plimsoll-aims/plimsoll/fault"
)

// With gives a catalogue that has the frameworks and crosswalks as well: a
// tenant's own on top of the shipped ones. The receiver stays as it is. All
// problems come at once: a framework id that is taken or malformed, an id that
// is there twice, a crosswalk row that names an id which does not exist. When
// there are problems the catalogue that comes back holds everything that is
// sound and must be treated as a preview.
func (c *Catalog) With(frameworks []*Framework, crosswalks []*Crosswalk) (*Catalog, []fault.Problem) {
	out := &Catalog{frameworks: slices.Clone(c.frameworks), crosswalks: slices.Clone(c.crosswalks), items: maps.Clone(c.items), knowHow: c.knowHow}
	if out.items == nil {
		out.items = make(map[string]Item, 1024)
	}
	var ps []fault.Problem
	for i, f := range frameworks {
		ps = append(ps, out.takeFramework(f, fmt.Sprintf("frameworks[%d]", i))...)
	}
	for i, x := range crosswalks {
		ps = append(ps, out.takeCrosswalk(x, fmt.Sprintf("crosswalks[%d]", i))...)
	}
	return out, ps
}

func (c *Catalog) takeFramework(f *Framework, path string) []fault.Problem {
	if f == nil || !frameworkID.MatchString(f.ID) {
		return []fault.Problem{{Path: path + ".id", Code: "bad-id", Message: "a framework needs an id of the form namespace:edition, as acme-rules:2026"}}
	}
	if was := c.Framework(f.Namespace()); was != nil {
		return []fault.Problem{{Path: path + ".id", Code: "taken", Message: fmt.Sprintf(
			"the namespace %s belongs to %s already; an edition is never edited, so choose another namespace", f.Namespace(), was.ID)}}
	}
	items := f.Items()
	entries := make([]entry, len(items))
	for i, it := range items {
		_, parent, _ := strings.Cut(it.Parent, ":")
		entries[i] = entry{kind: it.Kind, id: it.Local, parent: parent, path: path + "." + it.Local}
	}
	ps := checkEntries(entries, "")
	for _, it := range items {
		c.items[it.ID] = it
	}
	c.frameworks = append(c.frameworks, f)
	return ps
}

// takeCrosswalk resolves the frameworks of x and keeps its sound rows.
func (c *Catalog) takeCrosswalk(x *Crosswalk, path string) []fault.Problem {
	if x == nil {
		return nil
	}
	ps, sound := c.checkCrosswalk(x, path)
	own := &Crosswalk{From: x.From, To: x.To, Title: x.Title, Note: x.Note, Rows: sound, file: x.file}
	if f := c.Framework(x.From); f != nil {
		own.From = f.ID
	}
	if f := c.Framework(x.To); f != nil {
		own.To = f.ID
	}
	if len(sound) > 0 {
		c.crosswalks = append(c.crosswalks, own)
	}
	return ps
}

// checkCrosswalk finds every id that does not exist, every row that leaves the
// pair of frameworks, and every pair that is there twice.
func (c *Catalog) checkCrosswalk(x *Crosswalk, path string) (ps []fault.Problem, sound []Mapping) {
	from, to := namespaceOf(x.From+":"), namespaceOf(x.To+":")
	near := suggester{c: c, known: map[string]string{}}
	type pair struct{ from, to string }
	seen := make(map[pair]place, len(x.Rows))
	for i, m := range x.Rows {
		before := len(ps)
		bad := func(side string, at place, code, msg string) {
			ps = append(ps, fault.Problem{Path: fmt.Sprintf("%s.rows[%d].%s", path, i, side), Code: code, Message: msg, Where: at.in(x.file)})
		}
		for _, end := range []struct {
			side, id, ns string
			at           place
		}{{"from", m.From, from, m.at}, {"to", m.To, to, m.toAt}} {
			if end.side == "to" && end.id == "" && m.Relation == NoRelation {
				continue
			}
			if _, ok := c.items[end.id]; !ok {
				code, msg := near.explain(end.id)
				bad(end.side, end.at, code, msg)
			} else if ns := namespaceOf(end.id); ns != end.ns {
				bad(end.side, end.at, "mixed", fmt.Sprintf("%s is of %s, but the rows before go %s %s; put it in a file of its own", end.id, ns, end.side, end.ns))
			}
		}
		if m.at == (place{}) && !m.Relation.Valid() { // the reader has said it of a file
			bad("relation", m.at, "bad-relation", fmt.Sprintf("%q is no relation; use %s", m.Relation, relationNames))
		}
		if was, dup := seen[pair{m.From, m.To}]; dup {
			bad("from", m.at, "duplicate", fmt.Sprintf("%s to %s is there twice, first at %s", m.From, m.To, was.in(x.file)))
		}
		seen[pair{m.From, m.To}] = m.at
		if len(ps) == before && m.Relation.Valid() {
			sound = append(sound, m)
		}
	}
	return ps, sound
}

// suggester explains ids that do not exist, each only once: a file may name the
// same wrong one a thousand times.
type suggester struct {
	c     *Catalog
	known map[string]string
	cost  int
}

// Unknown says why an id names nothing, and what may have been meant.
func (c *Catalog) Unknown(id string) string {
	s := suggester{c: c, known: map[string]string{}}
	_, msg := s.explain(id)
	return msg
}

// explain says what is wrong with an id and what may be meant.
func (s *suggester) explain(id string) (code, msg string) {
	ns := namespaceOf(id)
	code = "unknown-id"
	if ns == "" {
		code = "bare-id"
	}
	if msg, ok := s.known[id]; ok {
		return code, msg
	}
	switch f := s.c.Framework(ns); {
	case ns == "":
		msg = s.bare(id)
	case f == nil:
		msg = fmt.Sprintf("%s names the framework %s, which is not in the catalogue%s", clip(id), clip(ns), fault.DidYouMean(fault.Nearest(ns, s.c.namespaces(), 3)))
	default:
		msg = fmt.Sprintf("%s does not exist in %s%s", clip(id), f.ID, fault.DidYouMean(s.near(id, f)))
	}
	s.known[id] = msg
	return code, msg
}

func (c *Catalog) namespaces() []string {
	var out []string
	for _, f := range c.frameworks {
		out = append(out, f.Namespace())
	}
	return out
}

// maxSearches is how many wrong ids of a file get a suggestion. A search goes
// over all ids of a framework, and a hostile file would ask for thousands.
const maxSearches = 50

// near searches the framework, until the file has cost too much.
func (s *suggester) near(id string, f *Framework) []string {
	if s.cost++; s.cost > maxSearches {
		return nil
	}
	var ids []string
	for _, it := range f.Items() {
		ids = append(ids, it.ID)
	}
	return fault.Nearest(id, ids, 2)
}

func (s *suggester) bare(id string) string {
	var have []string
	for _, f := range s.c.frameworks {
		if it, ok := s.c.items[f.Namespace()+":"+id]; ok {
			have = append(have, it.ID+" ("+it.Title+")")
		}
	}
	if len(have) == 0 {
		return fmt.Sprintf("%q is neither a framework nor an id with its namespace, such as iso42001:A.5.2%s", clip(id), fault.DidYouMean(fault.Nearest(id, s.c.namespaces(), 3)))
	}
	return fmt.Sprintf("%q has no namespace; write %s", clip(id), strings.Join(have, " or "))
}

// clip keeps a foreign word short enough for a message.
func clip(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}
