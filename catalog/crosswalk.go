package catalog

import (
	"slices"
	"strings"
)

// Relation says how the source of a mapping stands to its target. The first
// five are the set-theory relations of NIST IR 8477; Related is all that a
// concept crosswalk states.
type Relation string

// The relations, complete.
const (
	Equal         Relation = "equal"
	SubsetOf      Relation = "subset-of"
	SupersetOf    Relation = "superset-of"
	Intersects    Relation = "intersects-with"
	NoRelation    Relation = "no-relationship"
	Related       Relation = "related"
	relationNames          = "equal, subset-of, superset-of, intersects-with, no-relationship or related"
)

var relations = []Relation{Equal, SubsetOf, SupersetOf, Intersects, NoRelation, Related}

// Valid says whether r is one of the relations.
func (r Relation) Valid() bool { return slices.Contains(relations, r) }

// Inverse is the relation read from the target's side.
func (r Relation) Inverse() Relation {
	switch r {
	case SubsetOf:
		return SupersetOf
	case SupersetOf:
		return SubsetOf
	}
	return r
}

// The styles of IR 8477 that a crosswalk may be in, and the rationales of a
// set-theory one.
var (
	styles     = []string{"crosswalk", "supportive", "strm", "structural", "custom"}
	rationales = []string{"syntactic", "semantic", "functional"}
)

// Crosswalk is every mapping from one framework to another.
type Crosswalk struct {
	From  string    `json:"from"` // framework id
	To    string    `json:"to"`
	Title string    `json:"title,omitempty"`
	Note  string    `json:"note,omitempty"` // what a reader must know before relying on it
	Rows  []Mapping `json:"rows"`

	file string // where it was read, for messages
}

// Mapping is one row: From stands in Relation to To, says Author.
type Mapping struct {
	From      string   `json:"from"`         // namespaced item id
	To        string   `json:"to,omitempty"` // empty only with NoRelation: nothing there is like it
	Relation  Relation `json:"relation"`
	Strength  int      `json:"strength,omitempty"`  // 1-10; 0 when the author states none
	Style     string   `json:"style,omitempty"`     // crosswalk, supportive, strm, structural, custom
	Rationale string   `json:"rationale,omitempty"` // syntactic, semantic, functional
	Note      string   `json:"note,omitempty"`
	Author    string   `json:"author,omitempty"`
	Edition   string   `json:"edition,omitempty"` // what was compared with what
	Review    string   `json:"review,omitempty"`  // agreed, changed, doubtful, "as published", with the reason

	at, toAt place
}

// Weak says whether the mapping is too thin to carry evidence: its author calls
// it weak (strength 1-3) or its reviewer doubts it.
func (m Mapping) Weak() bool {
	return m.Strength > 0 && m.Strength <= 3 || strings.HasPrefix(m.Review, "doubtful")
}

// Inverse reads the mapping from the other side. A row without a target has no
// other side and comes back as it is.
func (m Mapping) Inverse() Mapping {
	if m.To != "" {
		m.From, m.To, m.Relation = m.To, m.From, m.Relation.Inverse()
	}
	return m
}

// Credit is what evidence on the target of a mapping is worth for its source.
type Credit struct {
	Weight    float64 `json:"weight"` // 0 to 1
	Full      bool    `json:"full"`   // it may count as if it had been made for the source
	Candidate bool    `json:"candidate"`
	Why       string  `json:"why"`
}

// Credit applies our propagation rule. Evidence on the target counts in full
// when the source is equal to or a subset of it; in part (strength over ten, a
// half when no strength is stated) when they intersect or the source is larger;
// not at all otherwise, nor over a weak or doubtful row. Rows that compare
// management-system clauses by their wording (rationale syntactic) never count
// in full, unless the record itself names the source's system in its scope: an
// integrated policy, audit or review, for which the caller passes sameScope.
// Credit is for one hop: never multiply it along a chain.
func (m Mapping) Credit(sameScope bool) Credit {
	switch {
	case m.To == "" || m.Relation == NoRelation || m.Relation == Related:
		return Credit{Why: "the mapping states no overlap that evidence could pass over"}
	case m.Weak():
		return Credit{Why: "the mapping is weak or doubtful"}
	}
	part := 0.5
	if m.Strength > 0 {
		part = float64(m.Strength) / 10
	}
	full := m.Relation == Equal || m.Relation == SubsetOf
	switch {
	case full && m.Rationale == "syntactic" && !sameScope:
		return Credit{Weight: part, Candidate: true, Why: "same words, another management system: a person decides unless the record names both in its scope"}
	case full:
		return Credit{Weight: 1, Full: true, Why: "what meets the target meets the source"}
	}
	return Credit{Weight: part, Candidate: true, Why: "the two overlap in part"}
}
