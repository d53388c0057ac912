package attack

// heapItem is a gain that waits with a cost.
type heapItem struct {
	cost float64
	gain int32
}

func less(a, b heapItem) bool { return a.cost < b.cost || a.cost == b.cost && a.gain < b.gain }

// queue hands out gains cheapest first. Costs fall into slots; only the slot at
// hand is kept in order, as a small heap, and what is far away is put down
// unsorted. The zero value is empty and ready.
type queue struct {
	heap  []heapItem // the slot at hand, and what is cheaper
	slots [][]heapItem
	at    int // slots before it are in the heap
	n     int
}

// slotsPerUnit is how finely costs (-ln p) are sorted into slots; the last slot
// holds all that is dearer.
const (
	slotsPerUnit = 64
	maxSlots     = 4096
)

func slotOf(cost float64) int {
	return int(min(cost*slotsPerUnit, maxSlots-1))
}

func (q *queue) push(it heapItem) {
	q.n++
	i := slotOf(it.cost)
	if i < q.at {
		q.heap = append(q.heap, it)
		q.up(len(q.heap) - 1)
		return
	}
	for len(q.slots) <= i {
		q.slots = append(q.slots, nil)
	}
	q.slots[i] = append(q.slots[i], it)
}

// pop gives the cheapest; the queue must not be empty.
func (q *queue) pop() heapItem {
	for len(q.heap) == 0 {
		q.heap, q.slots[q.at] = q.slots[q.at], q.heap
		q.at++
		for i := (len(q.heap) - 2) / 2; i >= 0; i-- {
			q.down(i)
		}
	}
	top := q.heap[0]
	last := len(q.heap) - 1
	q.heap[0] = q.heap[last]
	q.heap = q.heap[:last]
	if last > 0 {
		q.down(0)
	}
	if q.n--; q.n == 0 {
		q.at = 0
	}
	return top
}

func (q *queue) up(i int) {
	it := q.heap[i]
	for i > 0 {
		parent := (i - 1) / 2
		if !less(it, q.heap[parent]) {
			break
		}
		q.heap[i] = q.heap[parent]
		i = parent
	}
	q.heap[i] = it
}

func (q *queue) down(i int) {
	it := q.heap[i]
	for {
		c := 2*i + 1
		if c >= len(q.heap) {
			break
		}
		if c+1 < len(q.heap) && less(q.heap[c+1], q.heap[c]) {
			c++
		}
		if !less(q.heap[c], it) {
			break
		}
		q.heap[i] = q.heap[c]
		i = c
	}
	q.heap[i] = it
}
