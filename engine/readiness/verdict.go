package readiness

import (
	"fmt"
	"strings"

	"github.com/plimsoll-aims/plimsoll/engine/facts"
	"github.com/plimsoll-aims/plimsoll/kernel"
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
	var good, bad tally
	for _, x := range list {
		if ok(x) {
			good.add(x.Record)
		} else {
			bad.add(x.Record)
		}
	}
	s := &Sum{Have: good.n, Of: len(list), Text: fmt.Sprintf("%d of %d %s %s", good.n, len(list), what, has)}
	if bad.n == 0 {
		v := met(fmt.Sprintf("all %d %s %s", len(list), what, has), good.first...)
		v.sum = s
		return v
	}
	v := gap(bad.first[0], fmt.Sprintf("%d of %d %s %s: %s", bad.n, len(list), what, lacks, bad.words()), do)
	v.sum, v.records = s, bad.first
	if good.n == 0 {
		v.state = Missing
	}
	return v
}

// tally counts records and keeps the names of the first few.
type tally struct {
	n     int
	first []string
}

func (t *tally) add(r *kernel.Record) {
	t.n++
	if t.n <= few {
		t.first = append(t.first, r.Key())
	}
}

// words names the first three and says how many more there are.
func (t *tally) words() string {
	if t.n <= 3 {
		return strings.Join(t.first, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(t.first[:3], ", "), t.n-3)
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
