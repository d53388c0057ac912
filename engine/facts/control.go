package facts

import (
	"fmt"
	"strings"

	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/catalog"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// ControlState is how a control stands.
type ControlState string

// The states, complete.
const (
	Proven     ControlState = "proven"      // in place, and fresh evidence shows it
	InPlace    ControlState = "in-place"    // said to be in place, never proven
	Stale      ControlState = "stale"       // in place, but what proved it no longer counts
	InProgress ControlState = "in-progress" // in place in part
	NotStarted ControlState = "not-started"
	Excluded   ControlState = "excluded"
)

// Control is a control of Annex A, or one of the organisation's own, with what is
// declared about it and how it stands.
type Control struct {
	ID         string // iso42001:A.5.2
	Title      string
	Known      *catalog.Control // nil for a control from outside Annex A
	Statement  *aims.Control    // nil when nobody has made one
	Record     *kernel.Record   // of the statement
	Decided    bool
	Applicable bool
	Default    string // why the proposal is so, where nobody has decided
	State      ControlState
	Why        string
	Evidence   *Pile
}

// Custom says that the control is not one of Annex A.
func (c *Control) Custom() bool { return c.Known == nil }

// InPlace says whether the control is there, proven or not.
func (c *Control) InPlace() bool {
	return c.State == Proven || c.State == InPlace || c.State == Stale
}

// Controls lists the controls of Annex A in their order, then those of the
// organisation's own in the order in which they were recorded.
func (f *Facts) Controls() []*Control { return f.controls() }

// Control finds a control by its catalogue id, nil when there is none.
func (f *Facts) Control(id string) *Control {
	for _, c := range f.controls() {
		if c.ID == id {
			return c
		}
	}
	return nil
}

// annexA is the framework whose controls are the rows of the statement.
const annexA = "iso42001"

func (f *Facts) judgeControls() []*Control {
	said := make(map[string]Of[aims.Control], len(f.Statements))
	for _, s := range f.Statements {
		said[s.Is.Control] = s
	}
	fw, roles := f.Catalog.Framework(annexA), f.Roles()
	out := make([]*Control, 0, len(fw.Controls)+4)
	for i := range fw.Controls {
		known := &fw.Controls[i]
		c := &Control{ID: annexA + ":" + known.ID, Title: known.Title, Known: known}
		c.Applicable, c.Default = known.DefaultFor(roles...)
		f.state(c, said[c.ID])
		out = append(out, c)
		delete(said, c.ID)
	}
	for _, s := range f.Statements {
		if _, left := said[s.Is.Control]; left {
			c := &Control{ID: s.Is.Control, Title: s.Is.Title, Applicable: true, Default: "a control of your own"}
			f.state(c, s)
			out = append(out, c)
		}
	}
	return out
}

// state fills in what a statement and its evidence say.
func (f *Facts) state(c *Control, s Of[aims.Control]) {
	c.Evidence = &Pile{}
	if s.Is != nil {
		c.Statement, c.Record = s.Is, s.Record
		if p := f.evidence().byControl[s.UID]; p != nil {
			c.Evidence = p
		}
		if s.Is.Applicable != "" {
			c.Decided, c.Applicable = true, s.Is.Applicable == aims.Yes
		}
	}
	switch {
	case !c.Applicable:
		c.State, c.Why = Excluded, "it is left out"
	case c.Statement == nil:
		c.State, c.Why = NotStarted, "nobody has said how it is put into practice"
	case c.Statement.Status == aims.ControlPartial:
		c.State, c.Why = InProgress, orElse(c.Statement.Gap, "it is in place in part")
	case !c.Statement.Status.InPlace():
		c.State, c.Why = NotStarted, orElse(c.Statement.Gap, "it has not been started")
	default:
		c.State, c.Why = f.proof(c)
	}
}

// proof judges a control that is said to be in place by its evidence.
func (f *Facts) proof(c *Control) (ControlState, string) {
	p := c.Evidence
	if missing := f.systemsWithoutProof(c); p.Fresh > 0 && len(missing) > 0 {
		return Stale, "its proof is asked for system by system, and is missing for " + List(missing, 3)
	}
	switch {
	case p.Fresh > 0 && p.FreshUntil() == "":
		return Proven, Count(p.Fresh, "piece of evidence is", "pieces of evidence are") + " fresh"
	case p.Fresh > 0:
		return Proven, Count(p.Fresh, "piece of evidence is", "pieces of evidence are") + " fresh, the last until " + string(p.FreshUntil())
	case p.Expired > 0:
		return Stale, Count(p.Expired, "piece of evidence is", "pieces of evidence are") + " out of date, the newest since " + string(p.Newest[0].Until)
	case p.Unreviewed > 0:
		return InPlace, Count(p.Unreviewed, "piece of evidence waits", "pieces of evidence wait") + " for review"
	case p.Failed > 0:
		return InPlace, "the evidence shows that it does not work"
	}
	return InPlace, "no evidence shows it"
}

// systemsWithoutProof lists the live systems in scope that a rule per system finds
// without fresh evidence.
func (f *Facts) systemsWithoutProof(c *Control) []string {
	if !c.Statement.Proof.PerSystem {
		return nil
	}
	var out []string
	for _, s := range f.Systems {
		if s.Is.Stage.Used() && s.Is.InScope != aims.No && !c.Excludes(s.UID) && !c.Evidence.systems[s.UID] {
			out = append(out, s.Name)
		}
	}
	return out
}

// Excludes says whether the statement takes a system out of the control.
func (c *Control) Excludes(system kernel.UID) bool {
	if c.Statement == nil {
		return false
	}
	for i := range c.Statement.Exclusions {
		if c.Statement.Exclusions[i].System.UID == system {
			return true
		}
	}
	return false
}

// Roles are the roles of the organisation towards AI, in the families of the
// standard, from its profile and from the live systems in scope.
func (f *Facts) Roles() []catalog.Role {
	has := map[catalog.Role]bool{}
	add := func(rs []aims.Role) {
		for _, r := range rs {
			switch r {
			case aims.RoleProducer:
				has[catalog.Producer] = true
			case aims.RoleProvider:
				has[catalog.Provider] = true
			case aims.RoleUser, aims.RoleCustomer:
				has[catalog.User] = true
			case aims.RolePartner:
				has[catalog.Producer] = true
			}
		}
	}
	for _, o := range f.Organisations {
		add(o.Is.Roles)
	}
	for _, s := range f.Systems {
		if s.Is.Stage.Live() && s.Is.InScope != aims.No {
			add(s.Is.Roles)
		}
	}
	var out []catalog.Role
	for _, r := range []catalog.Role{catalog.Producer, catalog.Provider, catalog.User} {
		if has[r] {
			out = append(out, r)
		}
	}
	return out
}

func orElse(s, other string) string {
	if s != "" {
		return s
	}
	return other
}

// Count words a number: "1 risk", "3 risks".
func Count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// List words a list: the first few, and how many more.
func List(names []string, show int) string {
	if len(names) <= show {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:show], ", "), len(names)-show)
}
