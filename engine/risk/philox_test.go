package risk

import "testing"

func TestPhiloxGivesThePublishedVectors(t *testing.T) {
	t.Parallel()
	// Known-answer tests of the Random123 distribution for philox4x32-10.
	pack := func(lo, hi uint32) uint64 { return uint64(hi)<<32 | uint64(lo) }
	a, b := philox{0, 0}.block(0, 0)
	if a != pack(0x6627e8d5, 0xe169c58d) || b != pack(0xbc57ac4c, 0x9b00dbd8) {
		t.Errorf("zero counter and key: %016x %016x", a, b)
	}
	const f = 0xffffffffffffffff
	a, b = philox{0xffffffff, 0xffffffff}.block(f, f)
	if a != pack(0x408f276d, 0x41c83b0e) || b != pack(0xa20bc7c6, 0x6d5451fd) {
		t.Errorf("all ones: %016x %016x", a, b)
	}
	a, b = philox{0xa4093822, 0x299f31d0}.block(pack(0x243f6a88, 0x85a308d3), pack(0x13198a2e, 0x03707344))
	if a != pack(0xd16cfe09, 0x94fdcceb) || b != pack(0x5001e420, 0x24126ea1) {
		t.Errorf("digits of pi: %016x %016x", a, b)
	}
}
