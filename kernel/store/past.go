package store

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/plimsoll-aims/plimsoll/kernel"
)

// listPast answers a query over an earlier state, in Go over the snapshot.
func (v *view) listPast(ctx context.Context, k *kernel.Kind, q kernel.Query) (*kernel.Page, error) {
	list, err := v.matching(ctx, k, &q)
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
		i, _ := slices.BinarySearchFunc(list, after+"\x00", func(r *kernel.Record, u kernel.UID) int { return cmp.Compare(r.UID, u) })
		list = list[i:]
	}
	limit := q.PageSize()
	list = window(list, keys, offset, limit+1)
	return v.page(page, list, q, limit, offset), nil
}

// matching gives the visible records of a query, ordered by UID.
func (v *view) matching(ctx context.Context, k *kernel.Kind, q *kernel.Query) ([]*kernel.Record, error) {
	list, err := v.All(ctx, k.Name)
	if err != nil {
		return nil, err
	}
	bound, err := v.bind(ctx, k, q)
	if err != nil {
		return nil, err
	}
	words := searchWords(q.Search)
	if len(bound) == 0 && len(words) == 0 {
		return list, nil
	}
	out := make([]*kernel.Record, 0, len(list))
next:
	for _, r := range list {
		for i := range bound {
			if !bound[i].Match(k, r) {
				continue next
			}
		}
		if len(words) > 0 && !hasWords(searchBody(k, r), words) {
			continue
		}
		out = append(out, r)
	}
	return out, nil
}

// window sorts only as much as the page needs: the records from offset on.
func window(list []*kernel.Record, keys []kernel.SortKey, offset, n int) []*kernel.Record {
	if len(keys) > 0 {
		list = smallest(list, keys, offset+n)
	}
	if offset >= len(list) {
		return nil
	}
	return list[offset:min(len(list), offset+n)]
}

// smallest gives the first n records in the order of keys, then UID.
func smallest(list []*kernel.Record, keys []kernel.SortKey, n int) []*kernel.Record {
	type sortable struct {
		r    *kernel.Record
		vals []any
	}
	all := make([]sortable, len(list))
	for i, r := range list {
		vals := make([]any, len(keys))
		for j, key := range keys {
			vals[j] = any(r.Name)
			if key.Column != nil {
				vals[j] = key.Column.Value(r.Spec)
			}
		}
		all[i] = sortable{r, vals}
	}
	slices.SortFunc(all, func(a, b sortable) int {
		for j, key := range keys {
			c := kernel.Compare(a.vals[j], b.vals[j])
			if key.Desc {
				c = -c
			}
			if c != 0 {
				return c
			}
		}
		return strings.Compare(string(a.r.UID), string(b.r.UID))
	})
	out := make([]*kernel.Record, 0, min(n, len(all)))
	for _, s := range all[:min(n, len(all))] {
		out = append(out, s.r)
	}
	return out
}

func (v *view) countPast(ctx context.Context, k *kernel.Kind, q kernel.Query, col *kernel.Column) (map[string]int, error) {
	list, err := v.matching(ctx, k, &q)
	if err != nil {
		return nil, err
	}
	out := map[string]int{}
	for _, r := range list {
		key := ""
		if col != nil {
			key = kernel.ColumnText(col.Value(r.Spec))
		}
		out[key]++
	}
	return out, nil
}
