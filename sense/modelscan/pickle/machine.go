package pickle

import (
	"encoding/binary"
	"fmt"
)

const (
	maxGlobals    = 1 << 16
	maxNotes      = 256
	maxStack      = 4 << 20
	maxMemo       = 6 << 20
	maxWeights    = 4 << 20
	memoSlack     = 1 << 16
	expansionBits = 40 // 2^40 objects when written out
)

type globalKey struct{ module, name string }

type machine struct {
	in     reader
	opt    Options
	rep    *Report
	stack  []value
	marks  []int
	memo   [][]value // pages, see memoSet
	sparse map[uint64]value
	nMemo  uint64

	text    textArena
	tuples  tupleArena
	weights []uint8 // of lists and dicts, by container id
	nextID  uint64
	last    lastDict

	index     map[globalKey]int
	seenNotes map[Code]int
	frameEnd  int64 // absolute end of the present frame, 0 outside
	depth     int   // inline pickles within arrays
	broken    bool  // past a spot where CPython stops
	done      bool
	wrapper   int // index of joblib's array wrapper, -1 when not imported
	ndtype    int // index of numpy.dtype
	newer     bool
	firstText bool
}

// lastDict keeps the newest dict's first entries, which is where the state of
// an array wrapper stands when BUILD comes.
type lastDict struct {
	id   uint64
	keys [keepItems]value
	vals [keepItems]value
	n    int
}

func newMachine(o Options) *machine {
	if o.MaxPayload == 0 {
		o.MaxPayload = 16 << 20
	}
	return &machine{
		opt: o, rep: &Report{Protocol: -1, Broke: -1, WeightsOnly: true},
		wrapper: -1, ndtype: -1,
		stack: make([]value, 0, 32),
	}
}

func (m *machine) run() *Report {
	m.rep.Start = m.in.off()
	m.loop()
	if m.frameEnd != 0 {
		m.frameCheck()
	}
	m.rep.End = m.in.off()
	if m.in.err != nil {
		m.note(ReadFailed, m.in.off(), m.in.err.Error(), true)
	}
	if !m.rep.Complete {
		m.notWeights("the stream does not end properly")
	}
	return m.rep
}

// note records a spot. Every code is kept for its first few spots only.
func (m *machine) note(c Code, off int64, detail string, fatal bool) {
	if fatal {
		m.broke(off)
	}
	if m.seenNotes == nil {
		m.seenNotes = map[Code]int{}
	}
	m.seenNotes[c]++
	if m.seenNotes[c] <= 3 && len(m.rep.Notes) < maxNotes {
		m.rep.Notes = append(m.rep.Notes, Note{Code: c, Offset: off, Detail: detail, Fatal: fatal})
	}
}

// broke marks where CPython raises; the machine reads on for the sake of
// readers that do not.
func (m *machine) broke(off int64) {
	if m.rep.Broke < 0 {
		m.rep.Broke = off
	}
	m.broken = true
	m.notWeights("the stream is malformed")
}

func (m *machine) notWeights(why string) {
	if m.rep.WeightsOnly {
		m.rep.WeightsOnly, m.rep.WeightsWhy = false, why
	}
}

func (m *machine) push(v value) {
	if len(m.stack) >= maxStack {
		m.note(TooMuch, m.in.off(), "more than 4 million objects on the stack", false)
		m.stack = m.stack[:maxStack/2]
		for len(m.marks) > 0 && m.marks[len(m.marks)-1] > len(m.stack) {
			m.marks = m.marks[:len(m.marks)-1]
		}
	}
	m.stack = append(m.stack, v)
}

// fence is the lowest stack position that may be popped.
func (m *machine) fence() int {
	if n := len(m.marks); n > 0 {
		return m.marks[n-1]
	}
	return 0
}

func (m *machine) pop() value {
	if len(m.stack) <= m.fence() {
		m.note(Underflow, m.in.off(), "takes an object from an empty stack", true)
		return mk(kUnknown, 0)
	}
	v := m.stack[len(m.stack)-1]
	m.stack = m.stack[:len(m.stack)-1]
	return v
}

// top gives the object on top without taking it, and where it stands.
func (m *machine) top() (value, int) {
	if len(m.stack) <= m.fence() {
		m.note(Underflow, m.in.off(), "looks at an object on an empty stack", true)
		m.push(mk(kUnknown, 0))
	}
	return m.stack[len(m.stack)-1], len(m.stack) - 1
}

// popMark gives the objects above the last mark. They are valid until the next push.
func (m *machine) popMark() []value {
	n := len(m.marks)
	if n == 0 {
		m.note(NoMark, m.in.off(), "needs a mark and there is none", true)
		items := m.stack
		m.stack = m.stack[:0]
		return items
	}
	at := m.marks[n-1]
	m.marks = m.marks[:n-1]
	items := m.stack[at:]
	m.stack = m.stack[:at]
	return items
}

// The memo is kept in pages, so that it grows without copies. A written entry
// has its topmost bit set, which no value uses.
const (
	memoPage    = 1 << 14
	memoWritten = value(1) << 63
)

func (m *machine) memoSet(i uint64, v value) {
	page := i / memoPage
	if page > uint64(len(m.memo))+memoSlack/memoPage || i >= maxMemo {
		m.memoFar(i, v)
		return
	}
	for uint64(len(m.memo)) <= page {
		m.memo = append(m.memo, nil)
	}
	if m.memo[page] == nil {
		m.memo[page] = make([]value, m.pageSize(page))
	}
	if at := i % memoPage; at < uint64(len(m.memo[page])) {
		m.memo[page][at] = v | memoWritten
		return
	}
	m.memo[page] = append(m.memo[page], make([]value, memoPage-len(m.memo[page]))...)
	m.memo[page][i%memoPage] = v | memoWritten
}

// pageSize keeps the first page short: most pickles have few entries.
func (m *machine) pageSize(page uint64) int {
	if page == 0 {
		return 64
	}
	return memoPage
}

// memoFar keeps entries whose index lies far beyond the others.
func (m *machine) memoFar(i uint64, v value) {
	if i > m.nMemo+1<<24 {
		m.note(MemoGap, m.in.off(), fmt.Sprintf("memo index %d, for which CPython's C unpickler allocates %d MB", i, i*16>>20), false)
	}
	if m.sparse == nil {
		m.sparse = map[uint64]value{}
	}
	if len(m.sparse) < 1<<18 {
		m.sparse[i] = v
	} else {
		m.note(TooMuch, m.in.off(), "more memo entries than the machine keeps", false)
	}
}

func (m *machine) memoFind(i uint64) (value, bool) {
	if page := i / memoPage; page < uint64(len(m.memo)) {
		if at := i % memoPage; at < uint64(len(m.memo[page])) && m.memo[page][at] != 0 {
			return m.memo[page][at] &^ memoWritten, true
		}
	}
	v, ok := m.sparse[i]
	return v, ok
}

func (m *machine) memoGet(i uint64) {
	v, ok := m.memoFind(i)
	if !ok {
		m.note(NoMemo, m.in.off(), fmt.Sprintf("memo entry %d was never written", i), true)
		v = mk(kUnknown, 0)
	}
	m.push(v)
}

func (m *machine) memoize() {
	v, _ := m.top()
	m.memoSet(m.nMemo, v)
	m.nMemo++
}

func (m *machine) memoPut(i uint64) {
	v, _ := m.top()
	if _, known := m.memoFind(i); !known {
		m.nMemo++
	}
	m.memoSet(i, v)
}

// container gives a new list or dict with a weight of its own.
func (m *machine) container(k kind, w uint8) value {
	id := m.nextID
	m.nextID++
	if id < maxWeights {
		m.weights = append(m.weights, w)
	}
	return mk(k, id).withWeight(w)
}

// weigh gives a value with the present weight of the container behind it.
func (m *machine) weigh(v value) value {
	if k := v.kind(); (k == kList || k == kDict) && v.payload() < uint64(len(m.weights)) {
		return v.withWeight(m.weights[v.payload()])
	}
	return v
}

func (m *machine) weighAll(items []value) {
	for i, v := range items {
		if k := v.kind(); k == kList || k == kDict {
			items[i] = m.weigh(v)
		}
	}
}

// heavier sets the weight of the container on top after it got items.
func (m *machine) heavier(at int, items []value) {
	v := m.stack[at]
	m.weighAll(items)
	v = m.weigh(v)
	w := min(grow(v.weight(), items), maxWeight)
	if w == v.weight() {
		return
	}
	m.stack[at] = v.withWeight(w)
	if k := v.kind(); (k == kList || k == kDict) && v.payload() < uint64(len(m.weights)) {
		m.weights[v.payload()] = w
	}
	m.checkWeight(w)
}

func (m *machine) checkWeight(w uint8) {
	if w >= expansionBits {
		m.note(Expansion, m.in.off(), fmt.Sprintf("shared references stand for more than 2^%d objects", w), false)
	}
}

func (m *machine) tuple(items []value) value {
	if len(items) == 0 {
		return mk(kTuple, 0)
	}
	m.weighAll(items)
	w := grow(0, items)
	if w >= expansionBits {
		m.checkWeight(w)
	}
	at, ok := m.tuples.put(items)
	if !ok {
		return mk(kTupleBig, 0).withWeight(w)
	}
	return mk(kTuple, uint64(at)).withWeight(w)
}

// items gives a tuple's items when they are retained.
func (m *machine) items(v value) ([]value, bool) {
	switch {
	case v.kind() != kTuple:
		return nil, false
	case v.payload() == 0:
		return nil, true
	}
	return m.tuples.get(uint32(v.payload()))
}

// str gives a string's text; whole is false when only its head is known.
func (m *machine) str(v value) (s string, whole, ok bool) {
	switch v.kind() {
	case kStr, kStrLong, kBytes:
		b, live := m.text.get(v.payload())
		return string(b), live && v.kind() != kStrLong, live
	}
	return "", false, false
}

func (m *machine) u32() (uint64, bool) {
	if !m.in.need(4) {
		return 0, m.cut()
	}
	n := binary.LittleEndian.Uint32(m.in.buf[m.in.pos:])
	m.in.pos += 4
	return uint64(n), true
}

// cut notes that the stream ends inside an opcode; always false.
func (m *machine) cut() bool {
	if !m.done {
		m.note(Truncated, m.in.off(), "ends inside an opcode", true)
	}
	m.in.pos = m.in.end
	m.done = true
	return false
}
