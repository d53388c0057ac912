package pickle

import (
	"encoding/binary"
	"fmt"
)

// loop runs the stream. The cases of plain data stand inline: they are nearly
// all of what a large pickle holds.
func (m *machine) loop() {
	start := m.in.off()
	for !m.done {
		if m.in.pos == m.in.end && !m.in.fill(1) {
			m.note(Truncated, m.in.off(), "ends without STOP", true)
			return
		}
		if m.frameEnd != 0 {
			m.frameCheck()
		}
		if m.in.bufEnd != 0 {
			m.in.claim(1)
		}
		op := m.in.buf[m.in.pos]
		m.in.pos++
		m.rep.Ops++
		if s := since[op]; s >= 2 {
			if s == 255 {
				m.in.pos--
				m.note(BadOpcode, m.in.off(), fmt.Sprintf("byte 0x%02x is no opcode", op), true)
				return
			}
			if int(s) > m.rep.Protocol && m.rep.Protocol >= 0 && !m.newer {
				m.newer = true
				m.note(ProtoOld, m.in.off()-1, fmt.Sprintf("opcode 0x%02x needs protocol %d, the stream declares %d", op, s, m.rep.Protocol), false)
			}
		}
		if !weightsOps[op] && m.rep.WeightsOnly {
			m.notWeights(fmt.Sprintf("opcode 0x%02x is unknown to the weights-only unpickler", op))
		}
		switch op {
		case opBinint1:
			if !m.in.need(1) {
				m.cut()
				return
			}
			m.push(mkInt(int64(m.in.buf[m.in.pos])))
			m.in.pos++
		case opBinint2:
			if !m.in.need(2) {
				m.cut()
				return
			}
			m.push(mkInt(int64(binary.LittleEndian.Uint16(m.in.buf[m.in.pos:]))))
			m.in.pos += 2
		case opBinint:
			if !m.in.need(4) {
				m.cut()
				return
			}
			m.push(mkInt(int64(int32(binary.LittleEndian.Uint32(m.in.buf[m.in.pos:])))))
			m.in.pos += 4
		case opBinfloat:
			if !m.in.need(8) {
				m.cut()
				return
			}
			m.in.pos += 8
			m.push(mk(kData, 0))
		case opNone, opNewtrue, opNewfalse:
			m.push(mk(kData, 0))
		case opMemoize:
			m.memoize()
		case opShortBinunicode:
			if !m.in.need(1) {
				m.cut()
				return
			}
			n := int(m.in.buf[m.in.pos])
			m.in.pos++
			m.shortText(n, kStr)
		case opTuple1, opTuple2, opTuple3:
			m.tupleN(int(op) - opTuple1 + 1)
		case opMark:
			m.mark()
		case opProto:
			m.proto(m.in.off()-1 == start)
		case opStop:
			m.stop()
			return
		default:
			m.rare(op)
		}
	}
}

func (m *machine) mark() {
	if len(m.marks) >= maxStack/4 {
		m.note(TooMuch, m.in.off(), "more than a million open marks", true)
		m.done = true
		return
	}
	m.marks = append(m.marks, len(m.stack))
}

func (m *machine) frameCheck() {
	switch off := m.in.off(); {
	case off == m.frameEnd:
		m.frameEnd = 0
	case off > m.frameEnd:
		m.note(FrameCrossed, m.frameEnd, "an opcode reaches past its frame: CPython's Python unpickler stops here, its C unpickler reads on", false)
		m.frameEnd = 0
	}
}

// tupleN makes a tuple of the n topmost objects.
func (m *machine) tupleN(n int) {
	if len(m.stack)-m.fence() < n {
		for i := 0; i < n; i++ {
			m.pop()
		}
		m.push(mk(kTupleBig, 0))
		return
	}
	items := m.stack[len(m.stack)-n:]
	v := m.tuple(items)
	m.stack = m.stack[:len(m.stack)-n]
	m.stack = append(m.stack, v)
}

func (m *machine) proto(first bool) {
	if !m.in.need(1) {
		m.cut()
		return
	}
	n := int(m.in.buf[m.in.pos])
	m.in.pos++
	if n > 5 {
		m.note(ProtoUnknown, m.in.off()-2, fmt.Sprintf("protocol %d does not exist", n), true)
	}
	if !first {
		m.note(ProtoTwice, m.in.off()-2, fmt.Sprintf("PROTO %d stands inside the stream; no pickler writes it there", n), false)
	}
	if m.rep.Protocol < n {
		m.rep.Protocol = n
	}
}

func (m *machine) stop() {
	if m.frameEnd > m.in.off() && m.depth == 0 {
		m.note(FrameLeft, m.in.off(), "STOP stands before the end of its frame: readers disagree on where the next stream begins", false)
	}
	if len(m.stack) == 0 || len(m.stack) <= m.fence() {
		m.note(Underflow, m.in.off()-1, "STOP with nothing on the stack", true)
	}
	m.rep.Complete = true
	m.done = true
}

// rare runs the opcodes that are not worth inlining.
func (m *machine) rare(op byte) {
	switch op {
	case opBinunicode, opBinbytes, opBinstring, opBinunicode8, opBinbytes8, opBytearray8,
		opShortBinstring, opShortBinbytes, opString, opUnicode:
		m.textOp(op)
	case opInt, opLong, opLong1, opLong4, opFloat:
		m.number(op)
	case opGet, opBinget, opLongBinget, opPut, opBinput, opLongBinput:
		m.memoOp(op)
	case opPop, opPopMark, opDup, opEmptyTuple, opTuple, opEmptyList, opList, opAppend, opAppends,
		opEmptyDict, opDict, opSetitem, opSetitems, opEmptySet, opAdditems, opFrozenset:
		m.containerOp(op)
	case opGlobal, opStackGlobal, opInst, opExt1, opExt2, opExt4, opPersid, opBinpersid:
		m.nameOp(op)
	case opReduce, opNewobj, opNewobjEx, opObj, opBuild:
		m.callOp(op)
	case opFrame:
		m.frame()
	case opNextBuffer:
		m.note(OutOfBand, m.in.off()-1, "takes a buffer that is not in the stream", false)
		m.push(mk(kData, 0))
	case opReadonlyBuffer:
		m.top()
	}
}

func (m *machine) frame() {
	if !m.in.need(8) {
		m.cut()
		return
	}
	n := binary.LittleEndian.Uint64(m.in.buf[m.in.pos:])
	m.in.pos += 8
	off := m.in.off()
	if m.frameEnd > off {
		m.note(FrameNested, off-9, "a frame begins inside another: CPython's Python unpickler stops here, its C unpickler reads on", false)
	}
	if n > 1<<62 {
		m.note(HugeLength, off-8, fmt.Sprintf("a frame of %d bytes", n), true)
		return
	}
	m.frameEnd = off + int64(n)
	if m.opt.Dropping {
		if m.in.bufEnd == 0 {
			m.in.bufEnd = off
		}
		m.in.claim(int64(n))
	}
	if m.opt.Size > 0 && m.frameEnd > m.rep.Start+m.opt.Size {
		m.note(FrameShort, off-9, fmt.Sprintf("a frame of %d bytes where %d are left: CPython's C unpickler stops, its Python unpickler runs what is there", n, m.rep.Start+m.opt.Size-off), false)
	}
}
