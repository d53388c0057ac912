package access

import (
	"context"
	"strings"

	"github.com/plimsoll-aims/plimsoll/kernel"
)

// User is somebody who can sign in. Their secrets are not in the record.
type User struct {
	Title   string        `json:"title" fact:"required,text,title=Name"`
	Email   string        `json:"email" fact:"required,text,unique,pattern=^[^@[:space:]]+@[^@[:space:]]+$"`
	Role    string        `json:"role" fact:"required,index"`
	Person  kernel.AnyRef `json:"person,omitzero" fact:"clear"`
	Expires kernel.Date   `json:"expires,omitempty" fact:"index,title=Access ends on"`
	Pinned  kernel.Date   `json:"pinned,omitempty" fact:"title=Sees the state of"`
	State   UserState     `json:"state" fact:"required,index"`
}

// UserState says whether a user can sign in.
type UserState string

// Values lists the states.
func (UserState) Values() []string { return []string{"active", "disabled"} }

// Role is a customer's own role: rights as data.
type Role struct {
	Title  string  `json:"title" fact:"required,text"`
	Help   string  `json:"help,omitempty" fact:"long"`
	Grants []Right `json:"grants" fact:"required"`
}

// Right is one grant of a role. Kinds are record kinds or areas.
type Right struct {
	Verbs []RightVerb `json:"verbs" fact:"required"`
	Kinds []string    `json:"kinds" fact:"required"`
	Scope RightScope  `json:"scope" fact:"required"`
	Label string      `json:"label,omitempty"` // key=value, for the label scope
}

// RightVerb is a kernel.Verb in a record.
type RightVerb string

// Values lists the verbs.
func (RightVerb) Values() []string {
	out := make([]string, len(kernel.Verbs))
	for i, v := range kernel.Verbs {
		out[i] = string(v)
	}
	return out
}

// RightScope is a kernel.ScopeType in a record.
type RightScope string

// Values lists the scopes that a role can have.
func (RightScope) Values() []string { return []string{"all", "owned", "label"} }

func (r *Role) grants() []kernel.Grant {
	var out []kernel.Grant
	for _, g := range r.Grants {
		k := kernel.Grant{Kinds: g.Kinds, Scope: kernel.Scope{Type: kernel.ScopeType(g.Scope), Label: g.Label}}
		for _, v := range g.Verbs {
			k.Verbs = append(k.Verbs, kernel.Verb(v))
		}
		out = append(out, k)
	}
	return out
}

// UserKind and RoleKind belong to the instance, not to the management system.
var (
	UserKind = kernel.Define[User]("user", kernel.Internal(), kernel.Check(checkUser), kernel.When(guardUser))
	RoleKind = kernel.Define[Role]("role", kernel.Internal(), kernel.Check(checkRole), kernel.When(guardRole))
)

// Kinds lists the kinds of this package.
func Kinds() []*kernel.Kind { return []*kernel.Kind{UserKind, RoleKind} }

func checkUser(u *User, ps *kernel.Problems) {
	if u.Email != strings.ToLower(u.Email) {
		ps.Add("email", "not-lower-case", "write the address in lower case")
	}
	if u.Role == ExternalAuditor && u.Expires == "" {
		ps.Add("expires", "required", "an external auditor's access ends on a day")
	}
	if u.Person.Kind != "" && u.Person.Kind != "person" {
		ps.Add("person", "wrong-kind", "this is a person")
	}
}

func checkRole(r *Role, ps *kernel.Problems) {
	for i, g := range r.Grants {
		if (g.Scope == "label") != (g.Label != "") {
			ps.Add(kernel.Item("grants", i)+".label", "label-scope", "the label scope has a label such as team=risk, and only it")
		}
	}
}

// guardUser keeps rights from being raised: nobody changes their own role,
// expiry or fixed moment, and nobody gives a role that has more rights than
// their own.
func guardUser(ctx context.Context, v kernel.View, old, now *User) (ps kernel.Problems, err error) {
	who := v.Principal()
	granted, err := grantsOf(ctx, v, now.Role)
	if err != nil {
		return nil, err
	}
	if granted == nil {
		ps.Add("role", "unknown-role", "there is no role %q", now.Role)
		return ps, nil
	}
	if !within(granted, who.Grants) {
		ps.Add("role", "more-rights", "you cannot give the role %s: it has rights that you do not have", now.Role)
	}
	if old == nil {
		return ps, nil
	}
	before, err := grantsOf(ctx, v, old.Role)
	if err != nil {
		return nil, err
	}
	if !within(before, who.Grants) {
		ps.Add("", "more-rights", "you cannot change a user who has rights that you do not have")
	}
	if who.User == old.Email && (old.Role != now.Role || old.Expires != now.Expires || old.Pinned != now.Pinned) {
		ps.Add("role", "own-rights", "nobody changes their own rights; ask another owner")
	}
	return ps, nil
}

// guardRole keeps a role within the rights of whoever writes it.
func guardRole(_ context.Context, v kernel.View, _, now *Role) (ps kernel.Problems, err error) {
	if !within(now.grants(), v.Principal().Grants) {
		ps.Add("grants", "more-rights", "a role cannot have rights that you do not have")
	}
	return ps, nil
}
