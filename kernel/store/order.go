package store

import (
	"cmp"
	"container/heap"
	"math/bits"
	"slices"

	"github.com/plimsoll-aims/plimsoll/kernel"
)

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
