package pickle

import (
	"fmt"
	"strings"
)

func (m *machine) containerOp(op byte) {
	switch op {
	case opPop:
		m.popOp()
	case opPopMark:
		m.popMark()
	case opDup:
		v, _ := m.top()
		m.push(v)
	case opEmptyTuple:
		m.push(mk(kTuple, 0))
	case opTuple:
		items := m.popMark()
		v := m.tuple(items)
		m.push(v)
	case opEmptyList:
		m.push(m.container(kList, 0))
	case opEmptyDict:
		m.push(m.container(kDict, 0))
	case opEmptySet:
		m.push(mk(kSet, 0))
	case opList, opDict, opFrozenset:
		items := m.popMark()
		k := map[byte]kind{opList: kList, opDict: kDict, opFrozenset: kSet}[op]
		v := m.container(k, 0)
		if k == kDict {
			m.remember(v, items)
		}
		m.weighAll(items)
		w := grow(0, items)
		if v.payload() < uint64(len(m.weights)) && k != kSet {
			m.weights[v.payload()] = w
		}
		m.checkWeight(w)
		m.push(v.withWeight(w))
	case opAppend:
		v := m.pop()
		m.addTo("APPEND", []value{v}, kList)
	case opAppends:
		items := m.popMark()
		m.addTo("APPENDS", items, kList)
	case opAdditems:
		items := m.popMark()
		m.addTo("ADDITEMS", items, kSet)
	case opSetitem:
		v := m.pop()
		k := m.pop()
		m.addTo("SETITEM", []value{k, v}, kDict)
	case opSetitems:
		items := m.popMark()
		m.addTo("SETITEMS", items, kDict)
	}
}

// popOp takes an object or, when the stack is at its mark, the mark.
func (m *machine) popOp() {
	if n := len(m.marks); n > 0 && m.marks[n-1] == len(m.stack) {
		m.marks = m.marks[:n-1]
		return
	}
	m.pop()
}

// addTo puts items into the container on top. On anything but the plain
// container this calls a method of the object: append, extend, add, __setitem__.
func (m *machine) addTo(op string, items []value, want kind) {
	top, at := m.top()
	if len(items) == 0 {
		return
	}
	switch top.kind() {
	case want:
		if want == kDict {
			m.remember(top, items)
		}
		m.heavier(at, items)
	case kGlobal:
		m.use(top.global(), Patched, nil)
	case kInst:
		g := &m.rep.Globals[top.global()]
		full := Canonical(g.Module, g.Name)
		if !(want == kDict && (full == "collections.OrderedDict" || full == "collections.Counter")) {
			m.notWeights(op + " on a " + full)
		}
	case kResult, kExt, kPersid, kUnknown:
		m.notWeights(op + " on something that is no plain container")
		m.note(WriteOnOther, m.in.off()-1, op+" on something whose class is not known", false)
	default:
		m.notWeights(op + " on something that is no plain container")
		if want == kSet && top.kind() == kSet || want == kList && top.kind() == kSet {
			return
		}
		m.note(WriteOnOther, m.in.off()-1, op+" on plain data that has no such method", true)
	}
}

// remember keeps the entries of the newest dict.
func (m *machine) remember(d value, items []value) {
	if m.last.id != d.payload()+1 {
		m.last.id, m.last.n = d.payload()+1, 0
	}
	for i := 0; i+1 < len(items) && m.last.n < keepItems; i += 2 {
		m.last.keys[m.last.n], m.last.vals[m.last.n] = items[i], items[i+1]
		m.last.n++
	}
}

func (m *machine) nameOp(op byte) {
	off := m.in.off() - 1
	switch op {
	case opGlobal, opInst:
		b, ok := m.in.line()
		module := lossy(chop(b, ok))
		b, ok2 := m.in.line()
		name := lossy(chop(b, ok2))
		if !ok || !ok2 {
			m.push(mk(kGlobal, uint64(m.global(module, name, off, false))))
			m.cut()
			return
		}
		inexact := len(module) >= keepText || len(name) >= keepText
		g := m.global(module, name, off, inexact)
		if op == opGlobal {
			m.push(mk(kGlobal, uint64(g)))
			return
		}
		if len(m.marks) == 0 { // CPython's Python unpickler has imported by now, and stops
			m.note(NoMark, m.in.off(), "needs a mark and there is none", true)
			m.push(mk(kUnknown, 0))
			return
		}
		args := append([]value(nil), m.popMark()...)
		m.push(m.call(mk(kGlobal, uint64(g)), m.tuple(args)))
	case opStackGlobal:
		m.stackGlobal(off)
	case opExt1, opExt2, opExt4:
		m.extension(op, off)
	case opPersid:
		m.in.line()
		m.rep.Persistent++
		m.notWeights("a persistent id of text")
		m.push(mk(kPersid, 0))
	case opBinpersid:
		m.persistent(m.pop())
	}
}

// chop drops the last byte of a line that the data ends in, whatever it is: so
// CPython's Python unpickler reads a name, and asks for it.
func chop(b []byte, ended bool) []byte {
	if ended || len(b) == 0 {
		return b
	}
	return b[:len(b)-1]
}

func lossy(b []byte) string { return strings.ToValidUTF8(string(b), "\uFFFD") }

func (m *machine) stackGlobal(off int64) {
	name, module := m.pop(), m.pop()
	n, wn, okn := m.str(name)
	mod, wm, okm := m.str(module)
	if !okn || !okm {
		switch {
		case computed(name) || computed(module):
			m.note(NameNotText, off, "asks for a global whose name is computed while loading", false)
			mod, n = or(mod, okm, "<computed>"), or(n, okn, "<computed>")
		case lost(name) || lost(module):
			m.note(TooMuch, off, "asks for a global whose name the machine no longer holds", false)
			mod, n = or(mod, okm, "<unknown>"), or(n, okn, "<unknown>")
		default:
			m.note(NameNotText, off, "asks for a global whose name is no text", true)
			m.push(mk(kUnknown, 0))
			return
		}
		g := m.global(mod, n, off, true)
		m.push(mk(kGlobal, uint64(g)))
		return
	}
	if name.kind() == kBytes || module.kind() == kBytes {
		m.note(NameNotText, off, "the name of a global is bytes: CPython stops, other readers may not", true)
	}
	m.push(mk(kGlobal, uint64(m.global(lossy([]byte(mod)), lossy([]byte(n)), off, !wn || !wm))))
}

// computed says whether a value is made while loading and so could be text.
func computed(v value) bool {
	k := v.kind()
	return k == kInst || k == kResult || k == kPersid || k == kExt || k == kUnknown
}

func lost(v value) bool { k := v.kind(); return k == kStr || k == kStrLong || k == kBytes }

func or(s string, ok bool, otherwise string) string {
	if ok {
		return s
	}
	return otherwise
}

func (m *machine) extension(op byte, off int64) {
	var code uint64
	switch op {
	case opExt1:
		if !m.in.need(1) {
			m.cut()
			return
		}
		code = uint64(m.in.buf[m.in.pos])
		m.in.pos++
	case opExt2:
		if !m.in.need(2) {
			m.cut()
			return
		}
		code = uint64(m.in.buf[m.in.pos]) | uint64(m.in.buf[m.in.pos+1])<<8
		m.in.pos += 2
	default:
		var ok bool
		if code, ok = m.u32(); !ok {
			return
		}
	}
	m.note(ExtensionCode, off, fmt.Sprintf("extension code %d stands for whatever the reader has registered", code), false)
	m.push(mk(kExt, 0))
}

// persistent takes an id to resolve. PyTorch resolves ("storage", …) only.
func (m *machine) persistent(id value) {
	m.rep.Persistent++
	items, ok := m.items(id)
	storage := false
	if ok && len(items) > 0 {
		s, _, _ := m.str(items[0])
		storage = s == "storage"
	}
	_, isInt := id.int()
	if !storage && !isInt && !(id.kind() == kTuple && len(items) == 0) {
		m.notWeights("a persistent id that is no storage")
	}
	m.push(mk(kPersid, 0))
}

// global gives the index of a global, new or known.
func (m *machine) global(module, name string, off int64, inexact bool) int {
	k := globalKey{module, name}
	if i, ok := m.index[k]; ok {
		return i
	}
	if len(m.rep.Globals) >= maxGlobals {
		m.note(ManyGlobals, off, "more than 65,536 distinct globals", false)
		return maxGlobals - 1
	}
	i := len(m.rep.Globals)
	if m.index == nil {
		m.index = map[globalKey]int{}
	}
	m.index[k] = i
	m.rep.Globals = append(m.rep.Globals, Global{Module: module, Name: name, Offset: off, CallOffset: -1,
		Uses: Imported, AfterBreak: m.broken, Inexact: inexact})
	if !WeightsOnlyGlobal(module, name) {
		m.notWeights("it asks for " + Canonical(module, name))
	}
	switch {
	case name == "NumpyArrayWrapper" && (module == "joblib.numpy_pickle" || module == "sklearn.externals.joblib.numpy_pickle"):
		m.wrapper = i
	case module == "numpy" && name == "dtype":
		m.ndtype = i
	}
	return i
}

func (m *machine) use(g int, u Use, args []value) {
	e := &m.rep.Globals[g]
	if u&Called != 0 && e.CallOffset < 0 {
		e.CallOffset = m.in.off() - 1
		e.Args = m.preview(args)
	}
	e.Uses |= u
}
