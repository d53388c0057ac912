package modelscan

import (
	"errors"
	"sync"
	"sync/atomic"
)

// Limits bound what one scan may cost. The zero value stands for Defaults.
type Limits struct {
	Memory     int64 // bytes of one object held in memory; larger ones go to a temporary file
	Expanded   int64 // bytes that one file may expand to over all its archives
	Members    int   // archive members of one file
	Depth      int   // archives and payloads within each other
	Findings   int   // findings kept for one file
	Payload    int64 // bytes of a hidden payload that are looked at
	Speculated int64 // bytes of opaque data that are read as if they were a pickle
}

// Defaults are the limits of a scan that does not say otherwise.
var Defaults = Limits{Memory: 8 << 20, Expanded: 4 << 30, Members: 100_000, Depth: 10, Findings: 200,
	Payload: 4 << 20, Speculated: 64 << 20}

func (l Limits) orDefaults() Limits {
	d := Defaults
	set := func(v, d int64) int64 {
		if v > 0 {
			return v
		}
		return d
	}
	return Limits{
		Memory: set(l.Memory, d.Memory), Expanded: set(l.Expanded, d.Expanded),
		Members: int(set(int64(l.Members), int64(d.Members))), Depth: int(set(int64(l.Depth), int64(d.Depth))),
		Findings: int(set(int64(l.Findings), int64(d.Findings))), Payload: set(l.Payload, d.Payload),
		Speculated: set(l.Speculated, d.Speculated),
	}
}

// budget is what is left of the limits for one file.
type budget struct {
	expanded   atomic.Int64
	members    int
	speculated int64
}

// room is the memory that all scans of the process share for what grows with a
// file, so that a scan does not need more the more workers it has.
var room = struct {
	sync.Mutex
	free *sync.Cond
	left int64
}{left: 180 << 20}

func init() { room.free = sync.NewCond(&room.Mutex) }

// turn waits until there is room for the work on n bytes (a hostile pickle costs
// about ten times its size); the result gives the room back. Work inside work
// of the same file waits for nothing.
func (s *scan) turn(n int64) func() {
	if n >= 0 && n <= 256<<10 || s.holding {
		return func() {}
	}
	want := int64(180 << 20)
	if n > 0 {
		want = min(want, 10*n)
	}
	room.Lock()
	for room.left < want {
		room.free.Wait()
	}
	room.left -= want
	room.Unlock()
	s.holding = true
	return func() {
		s.holding = false
		room.Lock()
		room.left += want
		room.Unlock()
		room.free.Broadcast()
	}
}

var errBudget = errors.New("expands to more than the limit")
