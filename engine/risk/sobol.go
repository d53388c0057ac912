package risk

// sobol is the Sobol sequence in up to sobolDims dimensions with nested uniform
// (Owen) scrambling by hashing (Burley 2020), one scramble per replicate of
// 2^sobolBits points. Direction numbers: Joe & Kuo 2008.
type sobol struct{ seed uint64 }

const (
	sobolDims = 16
	sobolBits = 12 // points in one replicate, as a power of two
)

// joeKuo holds degree, coefficients and initial numbers of dimensions 2 to 16.
var joeKuo = [sobolDims - 1]struct {
	s, a uint32
	m    []uint32
}{
	{1, 0, []uint32{1}}, {2, 1, []uint32{1, 3}}, {3, 1, []uint32{1, 3, 1}}, {3, 2, []uint32{1, 1, 1}},
	{4, 1, []uint32{1, 1, 3, 3}}, {4, 4, []uint32{1, 3, 5, 13}}, {5, 2, []uint32{1, 1, 5, 5, 17}},
	{5, 4, []uint32{1, 1, 5, 5, 5}}, {5, 7, []uint32{1, 1, 7, 11, 19}}, {5, 11, []uint32{1, 1, 5, 1, 1}},
	{5, 13, []uint32{1, 1, 1, 3, 11}}, {5, 14, []uint32{1, 3, 5, 5, 31}}, {6, 1, []uint32{1, 3, 3, 9, 7, 49}},
	{6, 13, []uint32{1, 1, 1, 15, 21, 21}}, {6, 16, []uint32{1, 3, 1, 13, 27, 49}},
}

var sobolDirections = directions()

func directions() (v [sobolDims][32]uint32) {
	for i := range 32 {
		v[0][i] = 1 << (31 - i)
	}
	for d, p := range joeKuo {
		w := &v[d+1]
		s := int(p.s)
		for i := range 32 {
			if i < s {
				w[i] = p.m[i] << (31 - i)
				continue
			}
			w[i] = w[i-s] ^ w[i-s]>>s
			for k := 1; k < s; k++ {
				if p.a>>(s-1-k)&1 == 1 {
					w[i] ^= w[i-k]
				}
			}
		}
	}
	return v
}

// word gives coordinate dim of point number index as the high bits of a word.
func (s *sobol) word(index uint64, dim int) uint64 {
	rep, i := index>>sobolBits, uint32(index&(1<<sobolBits-1))
	var x uint32
	for b := 0; i != 0; b, i = b+1, i>>1 {
		if i&1 == 1 {
			x ^= sobolDirections[dim][b]
		}
	}
	key := mix64(s.seed ^ mix64(rep*sobolDims+uint64(dim)+1))
	x = owen(x, uint32(key))
	return uint64(x)<<32 | mix64(key^index)>>32
}

// owen scrambles the bits of x, each by a hash of those above it.
func owen(x, seed uint32) uint32 {
	x = reverse32(x)
	x ^= x * 0x3d20adea
	x += seed
	x *= (seed >> 16) | 1
	x ^= x * 0x05526c56
	x ^= x * 0x53a22864
	return reverse32(x)
}
