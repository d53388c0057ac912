package soa

import (
	"fmt"
	"slices"
	"strings"

	"github.com/plimsoll-aims/plimsoll/engine/facts"
)

// The codes of problems.
const (
	NeededButExcluded = "needed-but-excluded"
	NoReason          = "no-reason"
	NoExclusionReason = "no-exclusion-reason"
	Undecided         = "undecided"
)

// problems says what is wrong with a row. While no statement has been made at all,
// nothing is undecided: the sheet is a proposal.
func problems(c *facts.Control, r *Row, started bool) []Problem {
	add := func(code, message string, needs []string) []Problem {
		return []Problem{{Control: c.ID, Record: r.Record, Code: code, Message: message, Needs: needs}}
	}
	switch {
	case !started:
		return nil
	case !c.Decided:
		return add(Undecided, "nobody has decided whether "+short(c.ID)+" is needed", nil)
	case !c.Applicable && len(r.Because) > 0:
		return add(NeededButExcluded, needed(c, r.Because), r.Because)
	case !c.Applicable && c.Statement.ExclusionReason == "":
		return add(NoExclusionReason, short(c.ID)+" is left out without a reason", nil)
	case c.Applicable && len(r.Grounds) == 0:
		return add(NoReason, short(c.ID)+" is included without a reason: no risk, duty, assessment or objective needs it", nil)
	}
	return nil
}

func needed(c *facts.Control, because []string) string {
	return fmt.Sprintf("%s is left out, but needed by %s", short(c.ID), facts.List(because, 6))
}

func short(id string) string { return strings.TrimPrefix(id, "iso42001:") }

// Verdict says whether a control may be left out.
type Verdict struct {
	Control string `json:"control"`
	Allowed bool   `json:"allowed"`
	Message string `json:"message"`
	Needs   []Need `json:"needs"` // what needs it
}

// Exclude answers what would happen if a control were left out: it may be when no
// live risk, treatment, duty of law, assessment or objective needs it, and nothing
// that its own statement names. ok is false when there is no such control.
func Exclude(f *facts.Facts, control string) (v Verdict, ok bool) {
	if !strings.Contains(control, ":") {
		control = "iso42001:" + control
	}
	c := f.Control(control)
	if c == nil {
		return Verdict{}, false
	}
	needs := slices.DeleteFunc(gather(f).of(c), func(n Need) bool { return n.Record == "" })
	v = Verdict{Control: c.ID, Allowed: len(needs) == 0, Needs: needs, Message: "nothing needs " + short(c.ID) + ": give the reason and leave it out"}
	if !v.Allowed {
		names := make([]string, len(needs))
		for i, n := range needs {
			names[i] = n.Record
		}
		v.Message = fmt.Sprintf("%s cannot be left out: it is needed by %s", short(c.ID), facts.List(names, 8))
	}
	return v, true
}
