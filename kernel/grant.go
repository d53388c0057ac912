package kernel

import (
	"strings"
	"time"

	"github.com/plimsoll-aims/plimsoll/fault"
)

// Verb is a right. There are five.
type Verb string

// The verbs, complete.
const (
	Read       Verb = "read"
	Write      Verb = "write"      // create, change, delete
	Decide     Verb = "decide"     // accept, approve, release: what somebody answers for
	Reveal     Verb = "reveal"     // see sensitive fields
	Administer Verb = "administer" // users, roles, settings, erasure
)

// Verbs lists all verbs.
var Verbs = []Verb{Read, Write, Decide, Reveal, Administer}

// Scope narrows a right to some records of a kind. It means the same in SQL and
// in Go, see Match and the store; a conformance test holds them together.
type Scope struct {
	Type  ScopeType `json:"type"`
	Label string    `json:"label,omitempty"` // "key=value" for a label scope
	Link  UID       `json:"link,omitempty"`  // for a linked scope: the record itself and what refers to it
}

// ScopeType is the sort of scope.
type ScopeType string

// The scopes, complete. The zero scope is none.
const (
	ScopeAll    ScopeType = "all"
	ScopeOwned  ScopeType = "owned"
	ScopeLinked ScopeType = "linked"
	ScopeLabel  ScopeType = "label"
)

// Grant gives verbs on kinds within a scope. Kind "*" is every kind.
type Grant struct {
	Verbs []Verb   `json:"verbs"`
	Kinds []string `json:"kinds"`
	Scope Scope    `json:"scope"`
}

// Principal is who reads or writes: a tenant, an actor, and rights that were
// settled when it was made. The zero Principal may do nothing.
type Principal struct {
	Tenant  Tenant
	Actor   string // stable id of the user or of the machinery, as the ledger records it
	Person  UID    // the person record behind the user, for the scope "owned"
	User    string // sign-in address, "" for machinery
	Name    string // for display
	Role    string
	Grants  []Grant
	Pin     At        // a fixed moment that the principal is held to, zero for none
	Expires time.Time // zero for never
	Via     string    // web, api, cli, apply:<set>, import:<file>, job
}

// Scopes lists the scopes in which the principal has the verb on the kind. None
// means no right at all. A grant of everything hides narrower ones.
func (p *Principal) Scopes(v Verb, kind string) []Scope {
	var out []Scope
	for _, g := range p.Grants {
		if !hasVerb(g.Verbs, v) || !(oneOf("*", g.Kinds) || oneOf(kind, g.Kinds)) {
			continue
		}
		if g.Scope.Type == ScopeAll {
			return []Scope{g.Scope}
		}
		out = append(out, g.Scope)
	}
	return out
}

// May says whether the principal has the verb on the kind in any scope.
func (p *Principal) May(v Verb, kind string) bool { return len(p.Scopes(v, kind)) > 0 }

// Everything says whether the principal has the verb on all records of the kind.
func (p *Principal) Everything(v Verb, kind string) bool {
	s := p.Scopes(v, kind)
	return len(s) == 1 && s[0].Type == ScopeAll
}

// Check is the choke point for things that are not single records: it gives a
// Forbidden error unless the principal has the verb on the kind.
func (p *Principal) Check(v Verb, kind string) error {
	if !p.May(v, kind) {
		return Denied(v, kind)
	}
	return nil
}

// Denied is the error for a missing right.
func Denied(v Verb, kind string) error {
	return fault.New(fault.Forbidden, "you have no right to %s %s; ask an owner of this instance", v, kind)
}

func hasVerb(vs []Verb, v Verb) bool {
	for _, x := range vs {
		if x == v {
			return true
		}
	}
	return false
}

// Subject is what a scope is matched against.
type Subject struct {
	UID    UID
	Owner  UID
	Labels map[string]string
	Links  func(UID) bool // whether the record refers to another
}

// Match says whether the scope covers a record for the principal.
func (s Scope) Match(p *Principal, r Subject) bool {
	switch s.Type {
	case ScopeAll:
		return true
	case ScopeOwned:
		return p.Person != "" && r.Owner == p.Person
	case ScopeLabel:
		k, v, _ := strings.Cut(s.Label, "=")
		got, ok := r.Labels[k]
		return ok && got == v
	case ScopeLinked:
		return r.UID == s.Link || r.Links != nil && r.Links(s.Link)
	}
	return false
}
