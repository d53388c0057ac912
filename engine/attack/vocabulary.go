package attack

import (
	"maps"
	"slices"
	"sort"

	"go.yaml.in/yaml/v4"
)

// Sort says what a word may be used for.
type Sort uint8

// The sorts of words, complete.
const (
	KindWord Sort = iota // a type of asset
	FactWord             // something that is so about an asset
	LinkWord             // a relation between two assets
	GainWord             // something that an attacker has gained on an asset
)

// Word is one entry of a vocabulary. Outcome gains are what an attacker is
// after; their Weight ranks them when a graph names no goals of its own.
type Word struct {
	Name    string
	Sort    Sort
	Means   string
	Outcome bool
	Weight  float64
}

// Vocabulary holds the words that graphs and rules are written in. Word ids are
// positions in Words and stay valid while words are added.
type Vocabulary struct {
	Words []Word
	ids   map[string]int
	said  map[string]string // words that others use, with ours: suggestions only
}

// NewVocabulary makes an empty vocabulary.
func NewVocabulary() *Vocabulary {
	return &Vocabulary{ids: map[string]int{}, said: map[string]string{}}
}

// ID gives the id of a word, -1 when it is unknown.
func (v *Vocabulary) ID(name string) int {
	if id, ok := v.ids[name]; ok {
		return id
	}
	return -1
}

// Add puts a word in; a second use of a name is refused.
func (v *Vocabulary) Add(w Word) bool {
	if _, ok := v.ids[w.Name]; ok {
		return false
	}
	v.ids[w.Name] = len(v.Words)
	v.Words = append(v.Words, w)
	return true
}

// Names lists the words of some sorts in alphabetical order.
func (v *Vocabulary) Names(sorts ...Sort) []string {
	var out []string
	for _, w := range v.Words {
		if slices.Contains(sorts, w.Sort) {
			out = append(out, w.Name)
		}
	}
	sort.Strings(out)
	return out
}

func (v *Vocabulary) clone() *Vocabulary {
	c := &Vocabulary{Words: slices.Clone(v.Words), ids: make(map[string]int, len(v.ids)), said: maps.Clone(v.said)}
	for k, id := range v.ids {
		c.ids[k] = id
	}
	return c
}

// readVocabulary adds the words of a vocabulary mapping: kinds, facts, links and
// gains by name with their meaning; outcomes are gains that goals are made of;
// synonyms are words that others use, each with ours.
func (r *reader) readVocabulary(n *yaml.Node, v *Vocabulary) {
	if n == nil {
		return
	}
	f := r.fields(n, "vocabulary", "kinds", "facts", "links", "gains", "outcomes", "synonyms")
	for _, part := range []struct {
		field string
		sort  Sort
	}{{"kinds", KindWord}, {"facts", FactWord}, {"links", LinkWord}, {"gains", GainWord}} {
		path := join("vocabulary", part.field)
		r.pairs(f[part.field], path, func(k, val *yaml.Node) {
			r.addWord(k, v, Word{Name: k.Value, Sort: part.sort, Means: r.text(val, join(path, k.Value))}, path)
		})
	}
	r.pairs(f["outcomes"], "vocabulary.outcomes", func(k, val *yaml.Node) {
		path := join("vocabulary.outcomes", k.Value)
		g := r.fields(val, path, "!means", "weight")
		r.addWord(k, v, Word{Name: k.Value, Sort: GainWord, Outcome: true, Means: r.text(g["means"], path+".means"),
			Weight: r.number(g["weight"], path+".weight", 0, 1000, 1)}, "vocabulary.outcomes")
	})
	r.pairs(f["synonyms"], "vocabulary.synonyms", func(k, val *yaml.Node) {
		path := join("vocabulary.synonyms", k.Value)
		if ours := r.text(val, path); v.ID(ours) < 0 || v.ID(k.Value) >= 0 {
			r.bad(val, path, "unknown-word", "a synonym is a word of others with the word of ours that it means")
		} else {
			v.said[k.Value] = ours
		}
	})
}

func (r *reader) addWord(k *yaml.Node, v *Vocabulary, w Word, path string) {
	if !isWord(w.Name) {
		r.bad(k, join(path, w.Name), "bad-word", "a word is lower-case letters, digits and hyphens, beginning with a letter")
		return
	}
	if len(v.Words) >= maxWords {
		r.bad(k, join(path, w.Name), "too-many", "a vocabulary has at most %d words", maxWords)
		return
	}
	if !v.Add(w) {
		r.bad(k, join(path, w.Name), "duplicate-word", "the word stands in the vocabulary already")
	}
}

const maxWords = 1000

func isWord(s string) bool {
	if s == "" || len(s) > 60 || s[0] < 'a' || s[0] > 'z' {
		return false
	}
	for _, c := range s {
		if !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-') {
			return false
		}
	}
	return true
}
