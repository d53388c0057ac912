package store

import (
	"cmp"
	"container/heap"
	"context"
	"fmt"
	"maps"
	"math/bits"
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
		return c.Op == "~" || k.Field(c.Field) != nil && k.Column(columnName(c.Field)) == nil
	})
	slow = slow || len(q.Sort) > 0 && !sortsByIndex(k, q.Sort)
	return slow && v.s.atHand(k.Name) != nil
}

// columnName is what the column of a field is called.
func columnName(path string) string { return strings.ReplaceAll(path, ".", "_") }

// sortsByIndex says whether the database has an index for a sort.
func sortsByIndex(k *kernel.Kind, by []string) bool {
	name := columnName(strings.TrimPrefix(by[0], "-"))
	i := slices.IndexFunc(k.Columns, func(c *kernel.Column) bool { return c.Name == name })
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

// found are the records that answer a question.
type found struct {
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
		v.last = found{a.question, list}
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
		if err != nil || col != nil {
			return tally(col, list), err
		}
		return map[string]int{"": len(list)}, nil
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

// order sorts records by the keys of a query, then by UID in the direction of the
// last key, so that turning every key round turns the list round. Without keys
// records are in the order of their UIDs.
type order struct{ keys []kernel.SortKey }

func (o order) values(r *kernel.Record, into []kernel.Value) {
	for i, key := range o.keys {
		if key.Column != nil {
			into[i] = key.Column.Of(r.Spec)
		} else {
			into[i] = kernel.ValueOf(r.Name)
		}
	}
}

// placed is a record, by its place in the list, with the values that it is sorted by.
type placed struct {
	at   int
	vals []kernel.Value
}

// compare orders by the keys. The list is ordered by UID, so that of records that
// are equal in them the place decides.
func (o order) compare(a, b placed) int {
	for i, key := range o.keys {
		if c := a.vals[i].Compare(b.vals[i]); c != 0 {
			return turned(c, key.Desc)
		}
	}
	return turned(cmp.Compare(a.at, b.at), o.keys[len(o.keys)-1].Desc)
}

func turned(c int, desc bool) int {
	if desc {
		return -c
	}
	return c
}

// shallow is how far into a list a page is found by keeping the best so far.
const shallow = 1000

// window gives n records from offset on.
func (o order) window(list []*kernel.Record, offset, n int) []*kernel.Record {
	if offset >= len(list) {
		return nil
	}
	n = min(n, len(list)-offset)
	switch {
	case len(o.keys) == 0:
		return list[offset : offset+n]
	case offset+n <= shallow:
		return o.first(list, offset+n)[offset:]
	}
	return o.deep(list, offset, n)
}

// deep gives n records from offset on. It divides the list around the window until
// what is before and after it is on its side, and sorts the window alone.
func (o order) deep(list []*kernel.Record, offset, n int) []*kernel.Record {
	all, vals := make([]placed, len(list)), make([]kernel.Value, len(list)*len(o.keys))
	for i, r := range list {
		all[i] = placed{i, vals[i*len(o.keys) : (i+1)*len(o.keys)]}
		o.values(r, all[i].vals)
	}
	o.divide(all, offset)
	all = all[offset:]
	o.divide(all, n)
	return records(list, o.sorted(all[:n]))
}

// divide moves the first k of all to the front, in any order (quickselect, Hoare
// 1961). Where the halves are poor for long, it sorts instead.
func (o order) divide(all []placed, k int) {
	for rounds := 2 * bits.Len(uint(len(all))); 0 < k && k < len(all); rounds-- {
		if rounds == 0 || len(all) < 32 {
			o.sorted(all)
			return
		}
		pivot := o.middle(all[0], all[len(all)/2], all[len(all)-1])
		i, j := 0, len(all)-1
		for i <= j {
			for o.compare(all[i], pivot) < 0 {
				i++
			}
			for o.compare(all[j], pivot) > 0 {
				j--
			}
			if i <= j {
				all[i], all[j] = all[j], all[i]
				i, j = i+1, j-1
			}
		}
		switch {
		case k <= j:
			all = all[:j+1]
		case k >= i:
			all, k = all[i:], k-i
		default:
			return
		}
	}
}

// middle is the one of three that is between the others.
func (o order) middle(a, b, c placed) placed {
	three := o.sorted([]placed{a, b, c})
	return three[1]
}

func (o order) sorted(all []placed) []placed {
	slices.SortFunc(all, o.compare)
	return all
}

func records(list []*kernel.Record, all []placed) []*kernel.Record {
	out := make([]*kernel.Record, len(all))
	for i, p := range all {
		out[i] = list[p.at]
	}
	return out
}

// first gives the first n records. It keeps the best n that it has seen, the worst
// of them on top, so that most records are looked at once and let go.
func (o order) first(list []*kernel.Record, n int) []*kernel.Record {
	best := &heapOf{order: o}
	next := placed{vals: make([]kernel.Value, len(o.keys))}
	walk := slices.All(list)
	if o.keys[len(o.keys)-1].Desc {
		walk = slices.Backward(list) // so that of equals the first come first
	}
	for i, r := range walk {
		next.at = i
		o.values(r, next.vals)
		switch {
		case len(best.all) < n:
			best.all = append(best.all, placed{i, slices.Clone(next.vals)})
			if len(best.all) == n {
				heap.Init(best)
			}
		case o.compare(next, best.all[0]) < 0:
			best.all[0].at = i
			copy(best.all[0].vals, next.vals)
			heap.Fix(best, 0)
		}
	}
	return records(list, o.sorted(best.all))
}

// heapOf has the last of its records on top.
type heapOf struct {
	order
	all []placed
}

func (h *heapOf) Len() int           { return len(h.all) }
func (h *heapOf) Less(i, j int) bool { return h.compare(h.all[i], h.all[j]) > 0 }
func (h *heapOf) Swap(i, j int)      { h.all[i], h.all[j] = h.all[j], h.all[i] }
func (h *heapOf) Push(any)           { panic("store: records are placed, not pushed") }
func (h *heapOf) Pop() any           { panic("store: records are placed, not popped") }
