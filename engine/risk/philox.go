package risk

import "math/bits"

// philox is the counter-based generator Philox4x32-10 (Salmon, Moraes, Dror &
// Shaw 2011): a keyed bijection of a 128-bit counter. Draw number i needs no
// draw before it, so any number of workers gives the same numbers.
type philox struct{ k0, k1 uint32 }

// newPhilox keys a generator by a seed and what the numbers are for.
func newPhilox(seed uint64, name string) philox {
	h := seed ^ 0x9E3779B97F4A7C15
	for _, c := range []byte(name) { // FNV-1a over the seeded state
		h = (h ^ uint64(c)) * 0x100000001B3
	}
	h = mix64(h)
	return philox{uint32(h), uint32(h >> 32)}
}

// mix64 is the finaliser of SplitMix64.
func mix64(z uint64) uint64 {
	z = (z ^ z>>30) * 0xBF58476D1CE4E5B9
	z = (z ^ z>>27) * 0x94D049BB133111EB
	return z ^ z>>31
}

// block gives the 128 bits at a counter, as two words.
func (p philox) block(c0, c1 uint64) (uint64, uint64) {
	x0, x1, x2, x3 := uint32(c0), uint32(c0>>32), uint32(c1), uint32(c1>>32)
	k0, k1 := p.k0, p.k1
	for range 10 {
		a := uint64(x0) * 0xD2511F53
		b := uint64(x2) * 0xCD9E8D57
		x0, x1, x2, x3 = uint32(b>>32)^x1^k0, uint32(b), uint32(a>>32)^x3^k1, uint32(a)
		k0 += 0x9E3779B9
		k1 += 0xBB67AE85
	}
	return uint64(x1)<<32 | uint64(x0), uint64(x3)<<32 | uint64(x2)
}

// unit turns a word into a number strictly between 0 and 1.
func unit(w uint64) float64 { return (float64(w>>12) + 0.5) * 0x1p-52 }

// reverse32 reverses the bits of a word.
func reverse32(x uint32) uint32 { return bits.Reverse32(x) }
