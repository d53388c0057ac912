package pickle

import (
	"fmt"
	"strconv"
	"strings"
)

func (m *machine) callOp(op byte) {
	switch op {
	case opReduce:
		args := m.pop()
		f, at := m.top()
		m.stack[at] = m.call(f, args)
	case opNewobj:
		args := m.pop()
		cls := m.pop()
		m.push(m.call(cls, args))
	case opNewobjEx:
		m.pop()
		args := m.pop()
		cls := m.pop()
		m.push(m.call(cls, args))
	case opObj:
		items := append([]value(nil), m.popMark()...)
		if len(items) == 0 {
			m.note(Underflow, m.in.off()-1, "OBJ without a class", true)
			m.push(mk(kUnknown, 0))
			return
		}
		m.push(m.call(items[0], m.tuple(items[1:])))
	case opBuild:
		state := m.pop()
		m.build(state)
	}
}

// call notes that f is called with args and gives what stands for the result.
func (m *machine) call(f, args value) value {
	items, known := m.items(args)
	switch f.kind() {
	case kGlobal:
		u := Called
		if known && !pickled(m, f.global(), items) {
			u |= OddArgs
		}
		m.use(f.global(), u, items)
		m.sniffBytes(f.global(), items)
		var at uint32
		if args.kind() == kTuple {
			at = uint32(args.payload())
		}
		return mkInst(f.global(), at)
	case kInst:
		m.use(f.global(), Chained, nil)
		m.notWeights("it calls what a call returned")
		return mk(kResult, uint64(f.global()))
	case kResult:
		m.use(f.global(), Chained, nil)
		return f
	case kExt:
		m.note(ExtensionCode, m.in.off()-1, "calls what an extension code stands for", false)
	case kPersid:
		m.note(PersistentID, m.in.off()-1, "calls what a persistent id stands for", false)
	case kUnknown:
		m.note(CallOfData, m.in.off()-1, "calls something that is not known", false)
	default:
		m.note(CallOfData, m.in.off()-1, "calls plain data: CPython stops here", true)
	}
	m.notWeights("it calls something that is no global")
	return mk(kUnknown, 0)
}

// build notes that the state of the object on top is set. On a global this
// rewrites the module, class or function itself.
func (m *machine) build(state value) {
	inst, at := m.top()
	switch inst.kind() {
	case kGlobal:
		m.use(inst.global(), Patched, nil)
		m.notWeights("it rewrites a global")
	case kInst:
		m.use(inst.global(), Built, nil)
		if g := m.rep.Globals[inst.global()]; !WeightsOnlyGlobal(g.Module, g.Name) {
			m.notWeights("it sets the state of a " + Canonical(g.Module, g.Name))
		}
		if inst.global() == m.wrapper && m.opt.Joblib && !m.broken {
			m.stack[at] = mk(kData, 0)
			m.inlineArray()
		}
	case kResult, kExt, kPersid, kUnknown:
		m.notWeights("it sets the state of something whose class is not known")
		m.note(WriteOnOther, m.in.off()-1, "BUILD on something whose class is not known", false)
	default:
		m.notWeights("it sets the state of plain data")
		m.note(WriteOnOther, m.in.off()-1, "BUILD on plain data: CPython stops here", true)
	}
	_ = state
}

// sniffBytes looks into the text that protocols below 3 use for bytes.
func (m *machine) sniffBytes(g int, items []value) {
	if m.opt.Sniff == nil || len(items) == 0 {
		return
	}
	e := &m.rep.Globals[g]
	if Canonical(e.Module, e.Name) != "_codecs.encode" {
		return
	}
	s, _, ok := m.str(items[0])
	if !ok {
		return
	}
	b := make([]byte, 0, len(s))
	for _, r := range s {
		if r > 255 {
			return
		}
		b = append(b, byte(r))
	}
	if len(b) >= sniffFrom && m.opt.Sniff(b, false, int64(len(b))) {
		m.opt.Payload(m.in.off()-1, false, b)
	}
}

// preview writes the first arguments of a call for people.
func (m *machine) preview(items []value) string {
	var b strings.Builder
	for i, it := range items {
		if i > 0 {
			b.WriteString(", ")
		}
		if b.Len() > 160 {
			b.WriteString("…")
			break
		}
		b.WriteString(m.show(it, 2))
	}
	return b.String()
}

func (m *machine) show(v value, depth int) string {
	switch v.kind() {
	case kInt:
		n, _ := v.int()
		return strconv.FormatInt(n, 10)
	case kStr, kStrLong, kBytes:
		s, _, ok := m.str(v)
		if !ok {
			return "…"
		}
		if len(s) > 80 {
			s = s[:80] + "…"
		}
		return strconv.QuoteToASCII(s)
	case kGlobal, kInst, kResult:
		g := m.rep.Globals[v.global()]
		if v.kind() == kGlobal {
			return g.Module + "." + g.Name
		}
		return g.Module + "." + g.Name + "(…)"
	case kTuple:
		items, ok := m.items(v)
		if !ok || depth == 0 {
			return "(…)"
		}
		var parts []string
		for _, it := range items[:min(len(items), 4)] {
			parts = append(parts, m.show(it, depth-1))
		}
		return fmt.Sprintf("(%s)", strings.Join(parts, ", "))
	case kList:
		return "[…]"
	case kDict:
		return "{…}"
	}
	return "…"
}
