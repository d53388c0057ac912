package store

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/plimsoll-aims/plimsoll/kernel"
)

// This file answers queries in Go over the records of a position: those about the
// past, which has no projection, and those about words, which no index of a
// database answers as fast.

// scans says whether a query is answered over the records instead of in SQL. To
// look for a part of a text, or to sort by what has no index, every row has to be
// read in any case, and what refers to a record has to be looked up row by row;
// where the records are at hand that is done here.
func (v *view) scans(k *kernel.Kind, q *kernel.Query) bool {
	if v.s.past || q.Search != "" {
		return true
	}
	slow := slices.ContainsFunc(q.Where, func(c kernel.Cond) bool {
		return c.Op == "~" || k.Field(c.Field) != nil && k.Column(c.Field) == nil
	})
	slow = slow || len(q.Sort) > 0 && !sortsByIndex(k, q.Sort)
	return slow && v.s.atHand(k.Name) != nil
}

// sortsByIndex says whether the database has an index for a sort.
func sortsByIndex(k *kernel.Kind, by []string) bool {
	i := slices.Index(k.Columns, k.Column(strings.TrimPrefix(by[0], "-")))
	return len(by) == 1 && (i < 0 || indexed(k, i)) // by name there is one
}

// listScanned answers a query over the records.
func (v *view) listScanned(ctx context.Context, k *kernel.Kind, q kernel.Query) (*kernel.Page, error) {
	asked, err := v.ask(ctx, k, &q)
	if err != nil {
		return nil, err
	}
	list, err := v.matching(ctx, k, asked)
	if err != nil {
		return nil, err
	}
	keys, err := q.SortKeys(k)
	if err != nil {
		return nil, err
	}
	page := &kernel.Page{Total: len(list)}
	offset, after, err := start(q)
	if err != nil {
		return nil, err
	}
	if after != "" {
		i, _ := find(list, after+"\x00")
		list = list[i:]
	}
	limit := q.PageSize()
	list = order{keys}.window(list, offset, limit+1)
	return v.page(page, list, q, limit, offset), nil
}

// asked is a query with its conditions settled, and all of it as a text.
type asked struct {
	search   string
	bound    []kernel.Bound
	question string
}

// ask settles a query. Two queries of one position with the same question have the
// same answer.
func (v *view) ask(ctx context.Context, k *kernel.Kind, q *kernel.Query) (asked, error) {
	bound, err := v.bind(ctx, k, q)
	question := fmt.Sprintf("%s %q %v %s", k.Name, q.Search, v.who.Scopes(kernel.Read, k.Name), v.who.Person)
	for i := range bound {
		question += fmt.Sprintf(" %q %s %#v", q.Where[i].Field, bound[i].Op, bound[i].Values)
	}
	return asked{q.Search, bound, question}, err
}

// answer is the records that a question finds.
type answer struct {
	question string
	list     []*kernel.Record
}

// matching gives the visible records that have the words and meet the conditions,
// ordered by UID.
func (v *view) matching(ctx context.Context, k *kernel.Kind, a asked) ([]*kernel.Record, error) {
	if v.last.question == a.question && v.s.shared {
		return v.last.list, nil
	}
	list, err := v.match(ctx, k, a.search, a.bound)
	if err == nil {
		v.last = answer{a.question, list}
	}
	return list, err
}

func (v *view) match(ctx context.Context, k *kernel.Kind, search string, bound []kernel.Bound) ([]*kernel.Record, error) {
	list, err := v.saying(ctx, k, searchWords(search))
	if err != nil || len(bound) == 0 {
		return list, err
	}
	rest := make([]kernel.Bound, 0, len(bound))
	for _, b := range bound {
		if !links(&b) {
			rest = append(rest, b)
		} else if list, err = v.linking(ctx, &b, list); err != nil {
			return nil, err
		}
	}
	if len(rest) == 0 {
		return list, nil
	}
	out := make([]*kernel.Record, 0, len(list)/4)
next:
	for _, r := range list {
		for i := range rest {
			if !rest[i].Match(r) {
				continue next
			}
		}
		out = append(out, r)
	}
	return out, nil
}

// links says whether a condition asks for what refers to a record.
func links(b *kernel.Bound) bool {
	return b.Link != "" && b.Op == "=" && len(b.Values) > 0 && !slices.Contains(b.Values, nil)
}

// linking leaves of a list ordered by UID what refers as the condition says, found
// by the database's index.
func (v *view) linking(ctx context.Context, b *kernel.Bound, list []*kernel.Record) ([]*kernel.Record, error) {
	args := append([]any{v.s.tenant, b.Link, int64(v.s.seq), int64(v.s.seq)}, b.Values...)
	uids, err := v.s.strings(ctx, `select distinct uid from link where tenant = ? and field = ? and seq <= ? and till > ? and to_uid in (`+marks(len(b.Values))+`) order by uid`, args...)
	return inOrder(list, uids), err
}

// inOrder finds records by UID in a list, both ordered by UID. It looks at a few
// records between one find and the next.
func inOrder(list []*kernel.Record, uids []string) []*kernel.Record {
	out := make([]*kernel.Record, 0, len(uids))
	for _, u := range uids {
		step := 1
		for step < len(list) && list[step].UID < kernel.UID(u) {
			step *= 2
		}
		i, found := find(list[:min(step+1, len(list))], kernel.UID(u))
		if list = list[i:]; found {
			out = append(out, list[0])
		}
	}
	return out
}

// countScanned counts by a column, or all when none is given. An answer holds for
// its position, and is kept.
func (v *view) countScanned(ctx context.Context, k *kernel.Kind, q kernel.Query, col *kernel.Column) (map[string]int, error) {
	asked, err := v.ask(ctx, k, &q)
	if err != nil {
		return nil, err
	}
	question := asked.question
	if col != nil {
		question += " by " + col.Name
	}
	return v.s.keptCount(question, func() (map[string]int, error) {
		list, err := v.matching(ctx, k, asked)
		switch {
		case err != nil:
			return nil, err
		case col == nil:
			return map[string]int{"": len(list)}, nil
		}
		return tally(col, list), nil
	})
}

// tally counts records by a column.
func tally(col *kernel.Column, list []*kernel.Record) map[string]int {
	out := map[string]int{}
	run, n := "", 0 // neighbours often agree, and then the map is left alone
	for _, r := range list {
		if val := col.Text(r.Spec); val != run {
			out[run] += n
			run, n = val, 0
		}
		n++
	}
	out[run] += n
	maps.DeleteFunc(out, func(_ string, n int) bool { return n == 0 })
	return out
}
