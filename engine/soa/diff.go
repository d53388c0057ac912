package soa

import (
	"fmt"
	"strconv"
)

// Difference is a row that two sheets show differently.
type Difference struct {
	Control string   `json:"control"`
	Title   string   `json:"title"`
	Changes []Change `json:"changes"`
}

// Change is one field of a row before and after.
type Change struct {
	Field  string `json:"field"`
	Before string `json:"before"`
	After  string `json:"after"`
}

// Diff lists the rows in which b differs from a, in the order of b; rows that only
// a has come last. What counts is the decision, its reason, the state, who answers
// for it and how many pieces of fresh evidence prove it.
func Diff(a, b *Sheet) []Difference {
	before := make(map[string]*Row, len(a.Rows))
	for i := range a.Rows {
		before[a.Rows[i].Control] = &a.Rows[i]
	}
	out := []Difference{}
	for i := range b.Rows {
		r := &b.Rows[i]
		old := before[r.Control]
		delete(before, r.Control)
		if old == nil {
			out = append(out, Difference{r.Control, r.Title, []Change{{"row", "", "added"}}})
		} else if c := changes(old, r); len(c) > 0 {
			out = append(out, Difference{r.Control, r.Title, c})
		}
	}
	for i := range a.Rows {
		if r := &a.Rows[i]; before[r.Control] != nil {
			out = append(out, Difference{r.Control, r.Title, []Change{{"row", "", "removed"}}})
		}
	}
	return out
}

func changes(a, b *Row) []Change {
	var out []Change
	note := func(field, x, y string) {
		if x != y {
			out = append(out, Change{field, x, y})
		}
	}
	note("applicable", strconv.FormatBool(a.Applicable), strconv.FormatBool(b.Applicable))
	note("reason", a.Reason, b.Reason)
	note("state", a.State, b.State)
	note("status", a.Status, b.Status)
	note("owner", a.Owner, b.Owner)
	note("how", a.How, b.How)
	note("fresh", fmt.Sprint(a.Fresh), fmt.Sprint(b.Fresh))
	return out
}
