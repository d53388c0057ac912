package store

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/plimsoll-aims/plimsoll/kernel"
)

// However far into a list a window lies, it holds what sorting everything gives.
func TestAWindowIsAPieceOfTheSortedList(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(42, 1))
	for _, size := range []int{1, 40, 999, 5_000} {
		for _, names := range []int{1, 7, size} { // all alike, many alike, hardly any
			list := make([]*kernel.Record, size)
			for i := range list {
				list[i] = &kernel.Record{Meta: kernel.Meta{UID: kernel.UID(fmt.Sprintf("%026d", i)), Name: fmt.Sprintf("n%04d", r.IntN(names))}}
			}
			for _, desc := range []bool{false, true} {
				o := order{[]kernel.SortKey{{Desc: desc}}}
				want := slices.Clone(list)
				slices.SortFunc(want, func(a, b *kernel.Record) int {
					return turned(cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.UID, b.UID)), desc)
				})
				for _, offset := range []int{0, size / 2, size - 1, max(0, size-51), r.IntN(size)} {
					for _, n := range []int{1, 51} {
						got := o.window(list, offset, n)
						if end := min(size, offset+n); !slices.Equal(got, want[offset:end]) {
							t.Fatalf("%d records of %d names, descending %v: %d from %d on differ", size, names, desc, n, offset)
						}
					}
				}
			}
		}
	}
	if got := (order{[]kernel.SortKey{{}}}).window(nil, 3, 5); len(got) > 0 {
		t.Errorf("a window beyond the end holds %d records", len(got))
	}
}
