package attack

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestAQueueHandsOutTheCheapestFirst(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var q queue
		var held []heapItem
		for i := range rapid.IntRange(1, 200).Draw(t, "moves") {
			if q.n == 0 || rapid.Bool().Draw(t, "push") {
				it := heapItem{rapid.Float64Range(0, 80).Draw(t, "cost"), int32(i)}
				q.push(it)
				held = append(held, it)
				continue
			}
			got := q.pop()
			want := slices.MinFunc(held, func(a, b heapItem) int {
				if less(a, b) {
					return -1
				}
				return 1
			})
			if got != want {
				t.Fatalf("got %v, want %v", got, want)
			}
			held = slices.DeleteFunc(held, func(x heapItem) bool { return x == got })
		}
		if q.n != len(held) {
			t.Fatalf("the queue says %d, %d are held", q.n, len(held))
		}
	})
}
