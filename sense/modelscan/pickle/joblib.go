package pickle

import (
	"fmt"
	"strconv"
	"strings"
)

// inlineArray follows joblib: after the state of an array wrapper is set, the
// array's bytes stand in the file, between the opcodes. The wrapper's state
// says how many; an object array is a pickle of its own.
func (m *machine) inlineArray() {
	off := m.in.off()
	m.rep.InlineArrays++
	m.notWeights("array data between the opcodes")
	dtype, dims, align, ok := m.wrapperState()
	if !ok {
		m.note(ArrayBroken, off, "the shape or type of an inline array is not clear", false)
		return
	}
	size, object := itemSize(dtype)
	if object {
		m.inlinePickle()
		return
	}
	total := int64(size)
	for _, d := range dims {
		if d < 0 || d > 0 && total > (1<<60)/d {
			m.note(HugeLength, off, "an inline array of impossible size", true)
			return
		}
		total *= d
	}
	if size == 0 {
		m.note(ArrayBroken, off, fmt.Sprintf("an inline array of type %.20q", dtype), false)
		return
	}
	if align {
		if !m.in.need(1) {
			m.cut()
			return
		}
		pad := int64(m.in.buf[m.in.pos])
		m.in.pos++
		total += pad
	}
	m.frameEnd = 0
	if !m.in.skip(total) {
		m.note(Truncated, off, fmt.Sprintf("an inline array of %d bytes, more than the data holds", total), true)
		m.done = true
	}
}

// wrapperState reads shape, type and alignment from the newest dict.
func (m *machine) wrapperState() (dtype string, dims []int64, align, ok bool) {
	var haveShape bool
	for i := 0; i < m.last.n; i++ {
		key, _, _ := m.str(m.last.keys[i])
		v := m.last.vals[i]
		switch key {
		case "shape":
			items, known := m.items(v)
			if !known {
				return "", nil, false, false
			}
			haveShape = true
			for _, it := range items {
				n, isInt := it.int()
				if !isInt {
					return "", nil, false, false
				}
				dims = append(dims, n)
			}
		case "dtype":
			if v.kind() != kInst || v.global() != m.ndtype {
				return "", nil, false, false
			}
			if items, known := m.tuples.get(v.args()); known && len(items) > 0 {
				dtype, _, _ = m.str(items[0])
			}
		case "numpy_array_alignment_bytes":
			n, isInt := v.int()
			align = isInt && n > 0
		}
	}
	return dtype, dims, align, haveShape && dtype != ""
}

// itemSize reads NumPy's short type names: kind letter and size.
func itemSize(dtype string) (size int, object bool) {
	d := strings.TrimLeft(dtype, "<>=|")
	if d == "" {
		return 0, false
	}
	n, err := strconv.Atoi(d[1:])
	if err != nil || n < 0 || n > 1<<24 {
		if d[0] == 'O' {
			return 8, true
		}
		return 0, false
	}
	switch d[0] {
	case 'O':
		return 8, true
	case 'U':
		return 4 * n, false
	case 'b', 'i', 'u', 'f', 'c', 'S', 'V', 'M', 'm', 'a', 'B', '?':
		return n, false
	}
	return 0, false
}

// inlinePickle runs the pickle of an object array with a stack of its own.
func (m *machine) inlinePickle() {
	if m.depth > 8 {
		m.note(TooMuch, m.in.off(), "arrays nested too deeply", true)
		m.done = true
		return
	}
	stack, marks, memo, sparse, n := m.stack, m.marks, m.memo, m.sparse, m.nMemo
	frame, last := m.frameEnd, m.last
	m.stack, m.marks, m.memo, m.sparse, m.nMemo, m.frameEnd = nil, nil, nil, nil, 0, 0
	m.depth++
	m.loop()
	m.depth--
	finished := m.rep.Complete
	m.stack, m.marks, m.memo, m.sparse, m.nMemo = stack, marks, memo, sparse, n
	m.frameEnd, m.last = frame, last
	if finished {
		m.done, m.rep.Complete = false, false
		m.frameEnd = 0
	}
}
