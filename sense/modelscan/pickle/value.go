package pickle

import "math/bits"

// value is an abstract object: a kind, a weight and a payload in one word.
// The weight is the binary logarithm of the object's size when every shared
// reference is written out, which is how an expansion bomb shows.
type value uint64

type kind uint8

const (
	kData     kind = iota // plain data without retained content
	kInt                  // payload: the integer, biased by 1<<50
	kStr                  // payload: text arena reference
	kStrLong              // text whose first bytes only are retained
	kBytes                // payload: text arena reference
	kTuple                // payload: tuple arena index
	kTupleBig             // a tuple whose items are not retained
	kList                 // payload: container id
	kDict                 // payload: container id
	kSet                  // a set or frozenset
	kGlobal               // payload: index of the global
	kInst                 // result of a call of a global: index<<32 | tuple arena index of the arguments
	kResult               // result of calling something that is no global
	kPersid               // what persistent_load returns
	kExt                  // an extension registry entry
	kUnknown              // after an underflow or a missing memo entry
)

const (
	payloadBits = 52
	payloadMask = 1<<payloadBits - 1
	intBias     = 1 << 50
	maxWeight   = 63
)

func mk(k kind, payload uint64) value { return value(uint64(k)<<58 | payload&payloadMask) }
func (v value) kind() kind            { return kind(v >> 58) }
func (v value) payload() uint64       { return uint64(v) & payloadMask }
func (v value) weight() uint8         { return uint8(v>>payloadBits) & maxWeight }
func (v value) global() int           { return int(v.payload() & (1<<20 - 1)) }

func (v value) withWeight(w uint8) value {
	if w > maxWeight {
		w = maxWeight
	}
	return v&^(value(maxWeight)<<payloadBits) | value(w)<<payloadBits
}

func mkInt(i int64) value {
	if i <= -intBias || i >= intBias {
		return mk(kData, 0)
	}
	return mk(kInt, uint64(i+intBias))
}

func (v value) int() (int64, bool) {
	return int64(v.payload()) - intBias, v.kind() == kInt
}

// mkInst keeps the global and where its arguments are. Both kinds put the
// global's index into the low twenty bits, so that global works on either.
func mkInst(global int, args uint32) value {
	return mk(kInst, uint64(args)<<20|uint64(global))
}

func (v value) args() uint32 { return uint32(v.payload() >> 20) }

// grow gives the weight of a container of the items, heavier than before.
func grow(before uint8, items []value) uint8 {
	top, n := before, 0
	for _, it := range items {
		switch w := it.weight(); {
		case w > top:
			top, n = w, 1
		case w == top:
			n++
		}
	}
	if top == 0 {
		if n > 0 {
			return uint8(bits.Len(uint(n))) // bits.Len is log2+1: a container weighs something
		}
		return 0
	}
	if n <= 1 {
		return top
	}
	return top + uint8(bits.Len(uint(n))-1)
}
