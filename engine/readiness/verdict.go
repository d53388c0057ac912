package readiness

import (
	"fmt"

	"github.com/plimsoll-aims/plimsoll/engine/facts"
)

// verdict is what a rule found. A rule that is silent has found no record that
// could show anything, so that a statement may speak instead; one that found a gap
// has records before it that show it, and no statement can talk that away.
type verdict struct {
	state   State // Met, Partly for a gap, Missing for silence
	why     string
	do      string
	create  string
	open    string
	sum     *Sum
	records []string
}

// rule is how records meet a requirement.
type rule struct {
	id      string // local id: 4.1-x1
	looks   string // what it looks at, for people
	minutes int    // how long closing a gap usually takes
	judge   func(*facts.Facts) verdict
}

// few is how many records a verdict names.
const few = 8

func met(why string, records ...string) verdict {
	return verdict{state: Met, why: why, records: firstFew(records)}
}

func gap(open, why, do string) verdict {
	return verdict{state: Partly, why: why, do: do, open: open}
}

func silent(create, why, do string) verdict {
	return verdict{state: Missing, why: why, do: do, create: create}
}

func firstFew(list []string) []string { return list[:min(few, len(list))] }

// every says that each record of a set has what is asked for. what names the set
// in the plural, lacks says what the others lack, do says what to do about it.
func every[T any](list []facts.Of[T], kind, what, has, lacks, do string, ok func(facts.Of[T]) bool) verdict {
	if len(list) == 0 {
		return silent(kind, "there are no "+what+" yet", "record the first of the "+what)
	}
	var good, bad []string
	for _, x := range list {
		if ok(x) {
			good = append(good, x.Key())
		} else {
			bad = append(bad, x.Key())
		}
	}
	s := &Sum{Have: len(good), Of: len(list), Text: fmt.Sprintf("%d of %d %s %s", len(good), len(list), what, has)}
	if len(bad) == 0 {
		v := met(fmt.Sprintf("all %d %s %s", len(list), what, has), good...)
		v.sum = s
		return v
	}
	v := gap(bad[0], fmt.Sprintf("%d of %d %s %s: %s", len(bad), len(list), what, lacks, facts.List(bad, 3)), do)
	v.sum, v.records = s, firstFew(bad)
	if len(good) == 0 {
		v.state = Missing
	}
	return v
}

// both joins verdicts: the first that is not met speaks, and silence of one is a
// gap when another found something.
func both(vs ...verdict) verdict {
	var out *verdict
	for i := range vs {
		if vs[i].state != Met && out == nil {
			out = &vs[i]
		}
	}
	if out != nil {
		return *out
	}
	v := vs[0]
	for _, x := range vs[1:] {
		v.why += "; " + x.why
		v.records = firstFew(append(v.records, x.records...))
	}
	return v
}
