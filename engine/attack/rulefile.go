package attack

import (
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/plimsoll-aims/plimsoll/fault"
)

// Limits of a rule file.
const (
	MaxRuleBytes = 4 << 20
	MaxRules     = 2_000
	maxAtoms     = 12
	maxVars      = 8
)

// AddRules reads a rule file into a copy of the book: words first, then rules.
// Every problem is reported with file, line and column; the book itself never
// changes.
func (b *Book) AddRules(file string, data []byte) (*Book, error) {
	out := &Book{Words: b.Words.clone(), Rules: slices.Clone(b.Rules), Readings: slices.Clone(b.Readings), Hints: slices.Clone(b.Hints), Atlas: b.Atlas, AnnexA: b.AnnexA}
	r := &ruleReader{reader: reader{file: file}, b: out, ids: map[string]bool{}}
	for _, x := range slices.Concat(out.Rules, out.Readings, out.Hints) {
		r.ids[x.ID] = true
	}
	root := r.parse(data, MaxRuleBytes)
	if root == nil {
		return nil, r.err()
	}
	f := r.fields(root, "", "vocabulary", "hints", "readings", "rules")
	r.readVocabulary(f["vocabulary"], out.Words)
	items := r.items(f["rules"], "rules")
	if len(items)+len(out.Rules) > MaxRules {
		r.bad(f["rules"], "rules", "too-many", "%d rules, and the most is %d", len(items)+len(out.Rules), MaxRules)
		return nil, r.err()
	}
	for i, it := range r.items(f["readings"], "readings") {
		r.readingAt(it, index("readings", i), false)
	}
	for i, it := range r.items(f["hints"], "hints") {
		r.readingAt(it, index("hints", i), true)
	}
	for i, it := range items {
		r.rule(it, index("rules", i))
	}
	if err := r.err(); err != nil {
		return nil, err
	}
	return out, nil
}

type ruleReader struct {
	reader
	b   *Book
	ids map[string]bool
}

func (r *ruleReader) rule(n *yaml.Node, path string) {
	f := r.fields(n, path, "!id", "!title", "why", "!if", "!then", "on", "!technique", "tactic", "also", "owasp", "nist",
		"probability", "time", "stopped-by", "hindered-by")
	if f == nil {
		return
	}
	x := Rule{ID: r.text(f["id"], path+".id"), Title: r.text(f["title"], path+".title"), Why: r.text(f["why"], path+".why"),
		OWASP: r.texts(f["owasp"], path+".owasp"), NIST: r.texts(f["nist"], path+".nist"), File: r.file, Line: n.Line}
	if f["id"] != nil && (!isWord(x.ID) || r.ids[x.ID]) {
		r.bad(f["id"], path+".id", "bad-id", "%q must be a new lower-case name with hyphens", x.ID)
	}
	r.ids[x.ID] = true
	path = "rule " + x.ID
	for i, it := range r.items(f["if"], path+".if") {
		if a, ok := r.atom(it, index(path+".if", i), &x, true); ok {
			x.If = append(x.If, a)
		}
	}
	if f["if"] != nil && len(x.If) == 0 || len(x.If) > maxAtoms {
		r.bad(f["if"], path+".if", "bad-body", "a rule has 1 to %d conditions", maxAtoms)
	}
	r.head(f["then"], path, &x)
	x.On = x.Then.A
	if o := f["on"]; o != nil {
		if x.On = slices.Index(x.Vars, strings.TrimPrefix(r.text(o, path+".on"), "?")); x.On < 0 {
			r.bad(o, path+".on", "unknown-variable", "%q does not stand in the rule's conditions", o.Value)
		}
	}
	x.Technique = r.technique(f["technique"], path+".technique")
	if t := f["tactic"]; t != nil {
		x.Tactic = r.text(t, path+".tactic")
		if _, ok := r.b.Atlas.Tactic(x.Tactic); !ok {
			r.bad(t, path+".tactic", "unknown-tactic", "%q is no tactic of ATLAS %s", x.Tactic, r.b.Atlas.Version)
		}
	}
	r.companions(f["also"], path, &x)
	r.odds(f, path, &x)
	if !r.connected(&x) {
		r.bad(f["if"], path+".if", "not-connected", "link the variables by conditions, or give each separate part a fact to begin at; else the rule joins everything with everything")
	}
	r.b.Rules = append(r.b.Rules, x)
}

// readingAt reads what a description means besides what it says, or lacks:
// conditions on facts and links, exceptions, and the fact or link that follows
// or the hint to give.
func (r *ruleReader) readingAt(n *yaml.Node, path string, hint bool) {
	last := "!then"
	if hint {
		last = "!say"
	}
	f := r.fields(n, path, "!id", "why", "!if", "unless", last)
	if f == nil {
		return
	}
	x := Rule{ID: r.text(f["id"], path+".id"), Why: r.text(f["why"], path+".why"), Say: r.text(f["say"], path+".say"), File: r.file, Line: n.Line, reading: true}
	if f["id"] != nil && (!isWord(x.ID) || r.ids[x.ID]) {
		r.bad(f["id"], path+".id", "bad-id", "%q must be a new lower-case name with hyphens", x.ID)
	}
	r.ids[x.ID] = true
	path = "reading " + x.ID
	x.If = r.said(f["if"], path+".if", &x)
	x.bound = len(x.Vars)
	if f["if"] != nil && len(x.If) == 0 || len(x.If) > maxAtoms {
		r.bad(f["if"], path+".if", "bad-body", "a reading has 1 to %d conditions", maxAtoms)
	}
	if t := f["then"]; t != nil {
		r.follows(t, path+".then", &x)
	}
	if !r.connected(&x) {
		r.bad(f["if"], path+".if", "not-connected", "link the variables by conditions, or give each separate part a fact to begin at")
	}
	x.Unless = r.said(f["unless"], path+".unless", &x)
	for _, a := range x.Unless {
		if a.A >= x.bound && (a.B < 0 || a.B >= x.bound) {
			r.bad(f["unless"], path+".unless", "unknown-variable", "?%s does not stand in the conditions", x.Vars[a.A])
		}
	}
	if hint {
		r.b.Hints = append(r.b.Hints, x)
	} else {
		r.b.Readings = append(r.b.Readings, x)
	}
}

// said reads conditions on facts and links.
func (r *ruleReader) said(n *yaml.Node, path string, x *Rule) (out []Atom) {
	for i, it := range r.items(n, path) {
		a, ok := r.atom(it, index(path, i), x, true)
		if ok && r.b.Words.Words[a.Words[0]].Sort == GainWord {
			r.bad(it, index(path, i), "bad-condition", "a reading depends on facts and links only")
		} else if ok {
			out = append(out, a)
		}
	}
	return out
}

// follows reads the fact or link that a reading gives.
func (r *ruleReader) follows(n *yaml.Node, path string, x *Rule) {
	a, ok := r.atom(n, path, x, false)
	if !ok {
		return
	}
	if sort := r.b.Words.Words[a.Words[0]].Sort; len(a.Words) != 1 || sort != FactWord && sort != LinkWord {
		r.bad(n, path, "bad-head", "a reading gives one fact or link")
	}
	if len(x.Vars) > x.bound {
		r.bad(n, path, "unknown-variable", "?%s does not stand in the conditions", x.Vars[x.bound])
	}
	x.Then = a
}

func (r *ruleReader) head(n *yaml.Node, path string, x *Rule) {
	if n == nil {
		return
	}
	vars := len(x.Vars)
	a, ok := r.atom(n, path+".then", x, false)
	if !ok {
		return
	}
	if a.B >= 0 || len(a.Words) != 1 || r.b.Words.Words[a.Words[0]].Sort != GainWord {
		r.bad(n, path+".then", "bad-head", "a rule gives one gain on one asset, as in: ?agent is hijacked")
		return
	}
	if len(x.Vars) > vars {
		r.bad(n, path+".then", "unknown-variable", "?%s does not stand in the conditions", x.Vars[vars])
	}
	x.Then = a
}

// odds reads the chance, the time and what stops or hinders the step. A rule
// with a time and no probability succeeds if it is done within a year.
func (r *ruleReader) odds(f map[string]*yaml.Node, path string, x *Rule) {
	if t := f["time"]; t != nil {
		g := r.fields(t, path+".time", "!days")
		days := r.items(g["days"], path+".time.days")
		if len(days) == 2 {
			x.Time = Time{Low: r.number(days[0], path+".time.days[0]", 1e-6, 1e6, 1), High: r.number(days[1], path+".time.days[1]", 1e-6, 1e6, 1)}
		}
		if len(days) != 2 || x.Time.Low > x.Time.High {
			r.bad(t, path+".time.days", "bad-range", "give two numbers of days, low then high, that hold nine times in ten")
			x.Time = Time{}
		}
	}
	def := 1.0
	if f["probability"] == nil {
		if x.Time == (Time{}) {
			r.bad(f["if"], path+".probability", "missing", "give a probability, a time, or both")
		}
		def = x.Time.within(365)
	}
	x.Chance = r.number(f["probability"], path+".probability", 0, 1, def)
	x.StoppedBy = r.controlIDs(f["stopped-by"], path+".stopped-by")
	x.HinderedBy = map[string]float64{}
	r.pairs(f["hindered-by"], path+".hindered-by", func(k, v *yaml.Node) {
		p := join(path+".hindered-by", k.Value)
		r.controlID(k, p)
		x.HinderedBy[k.Value] = r.number(v, p, 0, 1, 0)
	})
	r.listed(x)
}

// softShare is what the mitigations of soft take at full strength: they persuade,
// inform or watch, so they leave one attempt in fifty and close no way for good.
const softShare = 0.98

var soft = []string{"AML.M0000", "AML.M0002", "AML.M0006", "AML.M0008", "AML.M0010", "AML.M0012", "AML.M0016", "AML.M0018", "AML.M0020", "AML.M0021",
	"AML.M0022", "AML.M0023", "AML.M0024", "AML.M0025", "AML.M0032"}

// listed gives a rule the mitigations that ATLAS lists against its technique:
// soft ones hinder it, the others stop it, whatever the rule itself says. Those
// against techniques that always go along hinder it too: without them it is
// another attack.
func (r *ruleReader) listed(x *Rule) {
	for _, id := range slices.Concat(r.b.Atlas.MitigatedBy(x.Technique), r.b.Atlas.MitigatedBy(parentOf(x.Technique))) {
		switch {
		case slices.Contains(x.StoppedBy, id):
		case slices.Contains(soft, id):
			x.HinderedBy[id] = max(x.HinderedBy[id], softShare)
		default:
			x.StoppedBy = append(x.StoppedBy, id)
			delete(x.HinderedBy, id)
		}
	}
	for _, c := range x.Also {
		if len(c.If) > 0 {
			continue
		}
		for _, id := range slices.Concat(r.b.Atlas.MitigatedBy(c.Technique), r.b.Atlas.MitigatedBy(parentOf(c.Technique))) {
			if !slices.Contains(x.StoppedBy, id) {
				x.HinderedBy[id] = max(x.HinderedBy[id], softShare)
			}
		}
	}
}

func (r *ruleReader) controlIDs(n *yaml.Node, path string) []string {
	var out []string
	for i, it := range r.items(n, path) {
		id := r.text(it, index(path, i))
		r.controlID(it, index(path, i))
		out = append(out, id)
	}
	return out
}

func (r *ruleReader) controlID(n *yaml.Node, path string) {
	switch {
	case strings.HasPrefix(n.Value, "AML."):
		if _, ok := r.b.Atlas.Mitigation(n.Value); !ok {
			r.bad(n, path, "unknown-control", "%q is no mitigation of ATLAS %s", n.Value, r.b.Atlas.Version)
		}
	case strings.HasPrefix(n.Value, "A."):
		if !AnnexA(n.Value) {
			r.bad(n, path, "unknown-control", "%q is no control of ISO/IEC 42001 Annex A", n.Value)
		}
	case !isID(n.Value):
		r.bad(n, path, "bad-id", "%q is not a control id", n.Value)
	}
}

func (r *ruleReader) technique(n *yaml.Node, path string) string {
	if n == nil {
		return ""
	}
	id := r.text(n, path)
	if _, ok := r.b.Atlas.Technique(id); !ok {
		r.bad(n, path, "unknown-technique", "%q is no technique of ATLAS %s", id, r.b.Atlas.Version)
	}
	return id
}

func (r *ruleReader) companions(n *yaml.Node, path string, x *Rule) {
	for i, it := range r.items(n, path+".also") {
		p := index(path+".also", i)
		if it.Kind == yaml.ScalarNode {
			x.Also = append(x.Also, Companion{Technique: r.technique(it, p)})
			continue
		}
		f := r.fields(it, p, "!technique", "!if")
		c := Companion{Technique: r.technique(f["technique"], p+".technique")}
		vars := len(x.Vars)
		for j, a := range r.items(f["if"], p+".if") {
			if atom, ok := r.atom(a, index(p+".if", j), x, false); ok && r.b.Words.Words[atom.Words[0]].Sort != GainWord {
				c.If = append(c.If, atom)
			} else if ok {
				r.bad(a, index(p+".if", j), "bad-condition", "a companion depends on facts and links only")
			}
		}
		if len(x.Vars) > vars {
			r.bad(it, p+".if", "unknown-variable", "?%s does not stand in the rule's conditions", x.Vars[vars])
			x.Vars = x.Vars[:vars]
			continue
		}
		x.Also = append(x.Also, c)
	}
}

var atomText = regexp.MustCompile(`^\?([a-z][a-z0-9]*)\s+(\S+)\s+(\S+)$`)

// atom reads "?x is word", "?x is one|two" or "?x link ?y". With grow, new
// variables are declared by use.
func (r *ruleReader) atom(n *yaml.Node, path string, x *Rule, grow bool) (Atom, bool) {
	m := atomText.FindStringSubmatch(r.text(n, path))
	if m == nil {
		r.bad(n, path, "bad-condition", "write a condition as ?x is word, or ?x link ?y")
		return Atom{}, false
	}
	a := Atom{A: r.variable(m[1], x), B: -1}
	words := m[2]
	sorts := []Sort{LinkWord}
	if m[2] == "is" {
		words, sorts = m[3], []Sort{KindWord, FactWord, GainWord}
	} else {
		if !strings.HasPrefix(m[3], "?") {
			r.bad(n, path, "bad-condition", "%q must be a variable such as ?y", m[3])
			return a, false
		}
		a.B = r.variable(m[3][1:], x)
	}
	if len(x.Vars) > maxVars {
		r.bad(n, path, "too-many", "a rule has at most %d variables", maxVars)
		return a, false
	}
	for _, w := range strings.Split(words, "|") {
		id := r.b.Words.ID(w)
		if id < 0 || !slices.Contains(sorts, r.b.Words.Words[id].Sort) {
			r.bad(n, path, "unknown-word", "%q is not in the vocabulary%s", w, fault.DidYouMean(fault.Nearest(w, r.b.Words.Names(sorts...), 3)))
			return a, false
		}
		a.Words = append(a.Words, id)
	}
	if len(a.Words) > 1 && slices.ContainsFunc(a.Words, func(w int) bool { return r.b.Words.Words[w].Sort == GainWord }) {
		r.bad(n, path, "bad-condition", "a gain cannot stand in a choice; write one rule for each")
		return a, false
	}
	return a, true
}

func (r *ruleReader) variable(name string, x *Rule) int {
	if i := slices.Index(x.Vars, name); i >= 0 {
		return i
	}
	x.Vars = append(x.Vars, name)
	return len(x.Vars) - 1
}

// connected says whether every part of the rule that links do not tie to the
// rest has a fact to begin at; a part with kinds only would join everything with
// everything.
func (r *ruleReader) connected(x *Rule) bool {
	part := make([]int, len(x.Vars))
	for i := range part {
		part[i] = i
	}
	for range x.Vars {
		for _, a := range x.If {
			if a.B >= 0 {
				low := min(part[a.A], part[a.B])
				part[a.A], part[a.B] = low, low
			}
		}
	}
	if len(x.Vars) == 0 || !slices.ContainsFunc(part, func(p int) bool { return p != 0 }) {
		return true
	}
	begun := map[int]bool{}
	for _, a := range x.If {
		if a.B < 0 && r.b.Words.Words[a.Words[0]].Sort == FactWord {
			begun[part[a.A]] = true
		}
	}
	return !slices.ContainsFunc(part, func(p int) bool { return !begun[p] })
}

// annexA are the control ids of ISO/IEC 42001:2023 Annex A; the titles live in
// the catalogue, this list only tells a slip of the pen from a control.
var annexA = strings.Fields(`A.2.2 A.2.3 A.2.4 A.3.2 A.3.3 A.4.2 A.4.3 A.4.4 A.4.5 A.4.6 A.5.2 A.5.3 A.5.4 A.5.5
	A.6.1.2 A.6.1.3 A.6.2.2 A.6.2.3 A.6.2.4 A.6.2.5 A.6.2.6 A.6.2.7 A.6.2.8 A.7.2 A.7.3 A.7.4 A.7.5 A.7.6
	A.8.2 A.8.3 A.8.4 A.8.5 A.9.2 A.9.3 A.9.4 A.10.2 A.10.3 A.10.4`)

// AnnexA says whether an id is a control of Annex A.
func AnnexA(id string) bool { return slices.Contains(annexA, id) }

// ReadAnnexMap reads the map from techniques to Annex A controls: for every
// technique id a list of control and reason.
func ReadAnnexMap(file string, data []byte, a *Atlas) (map[string][]Support, error) {
	r := &reader{file: file}
	out := map[string][]Support{}
	root := r.parse(data, MaxRuleBytes)
	if root == nil {
		return nil, r.err()
	}
	f := r.fields(root, "", "!map")
	r.pairs(f["map"], "map", func(k, v *yaml.Node) {
		if _, ok := a.Technique(k.Value); !ok {
			r.bad(k, join("map", k.Value), "unknown-technique", "%q is no technique of ATLAS %s", k.Value, a.Version)
		}
		r.pairs(v, join("map", k.Value), func(c, why *yaml.Node) {
			if !AnnexA(c.Value) {
				r.bad(c, join("map", k.Value), "unknown-control", "%q is no control of Annex A", c.Value)
			}
			out[k.Value] = append(out[k.Value], Support{Control: c.Value, Reason: r.text(why, join("map", k.Value))})
		})
	})
	return out, fault.Problems(r.problems)
}
