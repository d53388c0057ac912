package pickle

import (
	"encoding/binary"
	"math/rand/v2"
)

// generator writes random pickle streams that are mostly well formed, so that
// they get far, and then sometimes damaged, so that readers disagree.
type generator struct {
	r     *rand.Rand
	b     []byte
	memo  int
	depth int
}

var genModules = []string{"os", "posix", "builtins", "collections", "torch._utils", "numpy", "a.b", "x", "__main__", "sys", "é"}
var genNames = []string{"system", "eval", "OrderedDict", "_rebuild_tensor_v2", "ndarray", "c.d", "y", "path", "Z", "ü"}

func generate(seed uint64) []byte {
	g := &generator{r: rand.New(rand.NewPCG(seed, 42))}
	proto := byte(g.r.IntN(7))
	if g.r.IntN(4) > 0 {
		g.op(opProto, proto)
	}
	if g.r.IntN(2) == 0 {
		g.frame()
	}
	for range 1 + g.r.IntN(8) {
		g.object()
		if g.r.IntN(3) == 0 {
			g.op(opPop)
		}
	}
	g.op(opStop)
	if g.r.IntN(3) == 0 {
		g.damage()
	}
	return g.b
}

func (g *generator) op(b ...byte) { g.b = append(g.b, b...) }

func (g *generator) u32(n uint32) { g.b = binary.LittleEndian.AppendUint32(g.b, n) }

func pickOf[T any](r *rand.Rand, l []T) T { return l[r.IntN(len(l))] }

// frame begins a frame whose length is right only now and then.
func (g *generator) frame() {
	g.op(opFrame)
	g.b = binary.LittleEndian.AppendUint64(g.b, uint64(g.r.IntN(120)))
}

// text pushes a string in one of the many ways.
func (g *generator) text(s string) {
	switch g.r.IntN(9) {
	case 0:
		g.op(opShortBinunicode, byte(len(s)))
	case 1:
		g.op(opBinunicode)
		g.u32(uint32(len(s)))
	case 2:
		g.op(opBinunicode8)
		g.b = binary.LittleEndian.AppendUint64(g.b, uint64(len(s)))
	case 3:
		g.op(opShortBinstring, byte(len(s)))
	case 4:
		g.op(opBinstring)
		g.u32(uint32(len(s)))
	case 5:
		g.op(opUnicode)
		s += "\n"
	case 6:
		g.op(opString)
		s = "'" + s + "'\n"
	case 7:
		g.op(opUnicode)
		s = `\u` + "00" + hexByte(s[0]) + s[1:] + "\n"
	default:
		g.op(opString)
		s = `"\x` + hexByte(s[0]) + s[1:] + "\"\n"
	}
	g.b = append(g.b, s...)
	if g.r.IntN(3) == 0 {
		g.put()
	}
}

func hexByte(c byte) string {
	const d = "0123456789abcdef"
	return string([]byte{d[c>>4], d[c&15]})
}

func (g *generator) put() {
	switch g.r.IntN(4) {
	case 0:
		g.op(opMemoize)
	case 1:
		g.op(opBinput, byte(g.memo))
	case 2:
		g.op(opLongBinput)
		g.u32(uint32(g.memo))
	default:
		g.op(opPut)
		g.b = append(g.b, digitsOf(g.memo)+"\n"...)
	}
	g.memo++
}

func digitsOf(n int) string {
	if n < 10 {
		return string(rune('0' + n))
	}
	return digitsOf(n/10) + digitsOf(n%10)
}

func (g *generator) get() {
	n := g.r.IntN(g.memo + 2)
	switch g.r.IntN(3) {
	case 0:
		g.op(opBinget, byte(n))
	case 1:
		g.op(opLongBinget)
		g.u32(uint32(n))
	default:
		g.op(opGet)
		g.b = append(g.b, digitsOf(n)+"\n"...)
	}
}

func (g *generator) global() {
	m, n := pickOf(g.r, genModules), pickOf(g.r, genNames)
	if g.r.IntN(2) == 0 {
		g.op(opGlobal)
		g.b = append(g.b, m+"\n"+n+"\n"...)
	} else {
		g.text(m)
		if g.r.IntN(6) == 0 {
			g.get()
		} else {
			g.text(n)
		}
		g.op(opStackGlobal)
	}
	if g.r.IntN(3) == 0 {
		g.put()
	}
}

// object pushes one object.
func (g *generator) object() {
	g.depth++
	defer func() { g.depth-- }()
	if g.depth > 5 {
		g.op(opNone)
		return
	}
	switch g.r.IntN(20) {
	case 0:
		g.op(opBinint1, byte(g.r.IntN(256)))
	case 1:
		g.b = append(g.b, pickOf(g.r, []string{"I1\n", "I01\n", "L5L\n", "F1.5\n", "I-7\n", "I 3\n", "Lx\n", "L\n", "F1_0.5\n", "I0x10\n"})...)
	case 2, 3:
		g.text(pickOf(g.r, genNames))
	case 4, 5, 6:
		g.global()
	case 7, 8:
		g.call()
	case 9:
		g.op(opMark)
		g.some()
		g.op(pickOf(g.r, []byte{opTuple, opList, opDict, opFrozenset, opPopMark}))
	case 10:
		g.op(opEmptyList, opMark)
		g.some()
		g.op(opAppends)
	case 11:
		g.op(opEmptyDict, opMark)
		g.object()
		g.object()
		g.op(opSetitems)
	case 12:
		g.op(opMark)
		g.some()
		g.op(opInst)
		g.b = append(g.b, pickOf(g.r, genModules)+"\n"+pickOf(g.r, genNames)+"\n"...)
	case 13:
		g.op(opMark)
		g.global()
		g.some()
		g.op(opObj)
	case 14:
		g.get()
	case 15:
		g.object()
		g.op(opDup)
		g.op(opPop)
	case 16:
		if g.r.IntN(2) == 0 {
			g.op(opPersid)
			g.b = append(g.b, "id\n"...)
		} else {
			g.object()
			g.op(opBinpersid)
		}
	case 17:
		if g.r.IntN(3) == 0 {
			g.frame()
		}
		g.op(opNone)
	case 18:
		g.op(pickOf(g.r, []byte{opNewtrue, opEmptySet, opEmptyTuple, opEmptyDict, opReadonlyBuffer, opNextBuffer, opExt1}), opNone)
	default:
		g.op(opShortBinbytes, 3, 'o', 's', '.')
	}
}

func (g *generator) some() {
	for range g.r.IntN(4) {
		g.object()
	}
}

// call calls a global in one of the ways, and may set state on the result.
func (g *generator) call() {
	g.global()
	switch g.r.IntN(4) {
	case 0:
		g.op(opEmptyTuple, opReduce)
	case 1:
		g.object()
		g.op(opTuple1, opNewobj)
	case 2:
		g.object()
		g.op(opTuple1, opEmptyDict, opNewobjEx)
	default:
		g.object()
		g.object()
		g.op(opTuple2, opReduce)
	}
	if g.r.IntN(3) == 0 {
		g.object()
		g.op(opBuild)
	}
}

// damage changes, drops or inserts bytes. Memo indices stay small: CPython
// would allocate for large ones.
func (g *generator) damage() {
	for range 1 + g.r.IntN(3) {
		i := g.r.IntN(len(g.b))
		switch g.r.IntN(5) {
		case 0:
			g.b[i] = byte(g.r.IntN(256))
		case 1:
			g.b = append(g.b[:i], g.b[i+1:]...)
		case 2:
			g.b = append(g.b[:i], append([]byte{pickOf(g.r, []byte(".012()NRbacdegilopstuQ]}\n\x81\x85\x93\x94\x95"))}, g.b[i:]...)...)
		case 3:
			g.b = g.b[:i+1]
		default:
			g.b[i] = pickOf(g.r, []byte(".012()NRbacdegilopstuQ]}\n\x81\x85\x93\x94"))
		}
		if len(g.b) == 0 {
			g.b = []byte{opStop}
		}
	}
}
