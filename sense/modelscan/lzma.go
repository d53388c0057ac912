package modelscan

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
)

// A decoder of LZMA as its specification (lzma-specification.txt of the LZMA
// SDK) has it. It is our own because its dictionary must not be allocated by
// what a hostile header says: it grows with the output and never past maxDict.

const maxDict = 32 << 20

var errLZMA = errors.New("damaged lzma data")

type lzmaDecoder struct {
	in         io.ByteReader
	rng, code  uint32
	lc, lp, pb int

	dict    []byte // a ring once it is full
	dictMax int
	pos     int   // next place in the ring
	total   int64 // bytes made so far
	pending []byte

	left  int64 // bytes still to make, -1 when unknown
	ended bool
	state int
	rep   [4]uint32
	err   error

	isMatch, isRep0Long [12 << 4]uint16
	isRep, isRepG0      [12]uint16
	isRepG1, isRepG2    [12]uint16
	literal             []uint16
	posSlot             [4][64]uint16
	posSpecial          [115]uint16
	align               [16]uint16
	lenDec, repDec      lenDecoder
	matchLen            int    // of a copy that goes on
	matchDist           uint32 // 0-based distance of it
}

type lenDecoder struct {
	choice   [2]uint16
	low, mid [16][8]uint16
	high     [256]uint16
}

func reset(p []uint16) {
	for i := range p {
		p[i] = 1024
	}
}

func (d *lenDecoder) reset() {
	reset(d.choice[:])
	for i := range d.low {
		reset(d.low[i][:])
		reset(d.mid[i][:])
	}
	reset(d.high[:])
}

func (d *lzmaDecoder) setProps(b byte) bool {
	if b >= 225 {
		return false
	}
	d.lc, d.lp, d.pb = int(b%9), int(b/9%5), int(b/45)
	n := 0x300 << (d.lc + d.lp)
	if cap(d.literal) < n {
		d.literal = make([]uint16, n)
	}
	d.literal = d.literal[:n]
	return true
}

func (d *lzmaDecoder) resetState() {
	d.state, d.rep, d.matchLen = 0, [4]uint32{}, 0
	for _, p := range [][]uint16{d.isMatch[:], d.isRep0Long[:], d.isRep[:], d.isRepG0[:], d.isRepG1[:], d.isRepG2[:], d.literal, d.posSpecial[:], d.align[:]} {
		reset(p)
	}
	for i := range d.posSlot {
		reset(d.posSlot[i][:])
	}
	d.lenDec.reset()
	d.repDec.reset()
}

func (d *lzmaDecoder) startRange() {
	d.rng, d.code = 0xffffffff, 0
	for i := 0; i < 5; i++ {
		d.code = d.code<<8 | uint32(d.byte())
	}
}

func (d *lzmaDecoder) byte() byte {
	b, err := d.in.ReadByte()
	if err != nil && d.err == nil {
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		d.err = err
	}
	return b
}

func (d *lzmaDecoder) bit(p *uint16) int {
	bound := (d.rng >> 11) * uint32(*p)
	if d.code < bound {
		d.rng = bound
		*p += (2048 - *p) >> 5
		if d.rng < 1<<24 {
			d.rng <<= 8
			d.code = d.code<<8 | uint32(d.byte())
		}
		return 0
	}
	d.rng -= bound
	d.code -= bound
	*p -= *p >> 5
	if d.rng < 1<<24 {
		d.rng <<= 8
		d.code = d.code<<8 | uint32(d.byte())
	}
	return 1
}

func (d *lzmaDecoder) direct(n int) (v uint32) {
	for ; n > 0; n-- {
		d.rng >>= 1
		d.code -= d.rng
		t := 0 - d.code>>31
		d.code += d.rng & t
		v = v<<1 + t + 1
		if d.rng < 1<<24 {
			d.rng <<= 8
			d.code = d.code<<8 | uint32(d.byte())
		}
	}
	return v
}

func (d *lzmaDecoder) tree(p []uint16, bits int) int {
	m := 1
	for i := 0; i < bits; i++ {
		m = m<<1 | d.bit(&p[m])
	}
	return m - 1<<bits
}

func (d *lzmaDecoder) reverse(p []uint16, bits int) uint32 {
	m, v := 1, uint32(0)
	for i := 0; i < bits; i++ {
		b := d.bit(&p[m])
		m = m<<1 | b
		v |= uint32(b) << i
	}
	return v
}

func (d *lzmaDecoder) length(l *lenDecoder, ps int) int {
	if d.bit(&l.choice[0]) == 0 {
		return d.tree(l.low[ps][:], 3)
	}
	if d.bit(&l.choice[1]) == 0 {
		return 8 + d.tree(l.mid[ps][:], 3)
	}
	return 16 + d.tree(l.high[:], 8)
}

func (d *lzmaDecoder) put(b byte) {
	if len(d.dict) < d.dictMax && d.pos == len(d.dict) {
		d.dict = append(d.dict, b)
	} else {
		d.dict[d.pos] = b
	}
	if d.pos++; d.pos == d.dictMax {
		d.pos = 0
	}
	d.total++
	if d.left > 0 {
		d.left--
	}
	d.pending = append(d.pending, b)
}

func (d *lzmaDecoder) back(dist uint32) (byte, bool) {
	if int64(dist) >= d.total || int(dist) >= len(d.dict) {
		return 0, false
	}
	i := d.pos - int(dist) - 1
	if i < 0 {
		i += len(d.dict)
	}
	return d.dict[i], true
}

// run decodes until there is enough to hand out or the data ends.
func (d *lzmaDecoder) run(want int) {
	for len(d.pending) < want && d.err == nil && !d.ended {
		if d.matchLen > 0 {
			d.copyMatch(want)
			continue
		}
		if d.left == 0 {
			d.ended = true
			return
		}
		d.step()
	}
}

func (d *lzmaDecoder) copyMatch(want int) {
	for d.matchLen > 0 && len(d.pending) < want {
		if d.left == 0 {
			d.matchLen, d.err = 0, errLZMA
			return
		}
		b, ok := d.back(d.matchDist)
		if !ok {
			d.matchLen, d.err = 0, errLZMA
			return
		}
		d.put(b)
		d.matchLen--
	}
}

func (d *lzmaDecoder) step() {
	ps := int(d.total) & (1<<d.pb - 1)
	if d.bit(&d.isMatch[d.state<<4+ps]) == 0 {
		d.literalStep()
		return
	}
	if d.bit(&d.isRep[d.state]) == 0 {
		d.rep[3], d.rep[2], d.rep[1] = d.rep[2], d.rep[1], d.rep[0]
		n := d.length(&d.lenDec, ps)
		d.state = pick(d.state < 7, 7, 10)
		d.rep[0] = d.distance(n)
		if d.rep[0] == 0xffffffff {
			d.ended = true
			return
		}
		d.matchLen, d.matchDist = n+2, d.rep[0]
		return
	}
	if d.bit(&d.isRepG0[d.state]) == 0 {
		if d.bit(&d.isRep0Long[d.state<<4+ps]) == 0 {
			d.state = pick(d.state < 7, 9, 11)
			d.matchLen, d.matchDist = 1, d.rep[0]
			return
		}
	} else {
		var dist uint32
		if d.bit(&d.isRepG1[d.state]) == 0 {
			dist = d.rep[1]
		} else {
			if d.bit(&d.isRepG2[d.state]) == 0 {
				dist = d.rep[2]
			} else {
				dist = d.rep[3]
				d.rep[3] = d.rep[2]
			}
			d.rep[2] = d.rep[1]
		}
		d.rep[1], d.rep[0] = d.rep[0], dist
	}
	n := d.length(&d.repDec, ps)
	d.state = pick(d.state < 7, 8, 11)
	d.matchLen, d.matchDist = n+2, d.rep[0]
}

func pick(c bool, a, b int) int {
	if c {
		return a
	}
	return b
}

func (d *lzmaDecoder) literalStep() {
	var prev byte
	if d.total > 0 {
		prev, _ = d.back(0)
	}
	lit := (int(d.total)&(1<<d.lp-1))<<d.lc + int(prev)>>(8-d.lc)
	p := d.literal[0x300*lit : 0x300*lit+0x300]
	sym := 1
	if d.state >= 7 {
		m, ok := d.back(d.rep[0])
		if !ok {
			d.err = errLZMA
			return
		}
		mb := int(m)
		for sym < 0x100 {
			b := mb >> 7 & 1
			mb <<= 1
			x := d.bit(&p[(1+b)<<8+sym])
			sym = sym<<1 | x
			if b != x {
				break
			}
		}
	}
	for sym < 0x100 {
		sym = sym<<1 | d.bit(&p[sym])
	}
	d.put(byte(sym))
	switch {
	case d.state < 4:
		d.state = 0
	case d.state < 10:
		d.state -= 3
	default:
		d.state -= 6
	}
}

func (d *lzmaDecoder) distance(n int) uint32 {
	slot := d.tree(d.posSlot[min(n, 3)][:], 6)
	if slot < 4 {
		return uint32(slot)
	}
	bits := slot>>1 - 1
	dist := uint32(2|slot&1) << bits
	if slot < 14 {
		return dist + d.reverse(d.posSpecial[int(dist)-slot:], bits)
	}
	return dist + d.direct(bits-4)<<4 + d.reverse(d.align[:], 4)
}

// Read hands out decoded bytes.
func (d *lzmaDecoder) Read(p []byte) (int, error) {
	if len(d.pending) == 0 {
		d.run(min(max(len(p), 1), 64<<10))
	}
	n := copy(p, d.pending)
	d.pending = d.pending[:copy(d.pending, d.pending[n:])]
	if n > 0 {
		return n, nil
	}
	if d.err != nil {
		return 0, d.err
	}
	return 0, io.EOF
}

// failed is a reader that gives one error.
type failed struct{ err error }

func (f failed) Read([]byte) (int, error) { return 0, f.err }

// newLzma starts a raw stream: its properties, dictionary size and length (-1
// when an end mark tells).
func newLzma(r io.Reader, props byte, dict uint32, size int64) io.Reader {
	d := &lzmaDecoder{in: bufio.NewReader(r), left: size, dictMax: int(min(max(dict, 4096), maxDict))}
	if !d.setProps(props) || d.lc+d.lp > 8 {
		return failed{errLZMA}
	}
	d.resetState()
	d.startRange()
	return d
}

// newLzmaAlone reads the old .lzma format: properties, dictionary, length.
func newLzmaAlone(r io.Reader) io.Reader { return &lzmaChain{in: bufio.NewReader(r)} }

func lzmaAloneStream(r *bufio.Reader) io.Reader {
	var h [13]byte
	if _, err := io.ReadFull(r, h[:]); err != nil {
		return failed{errLZMA}
	}
	return newLzma(r, h[0], binary.LittleEndian.Uint32(h[1:]), int64(binary.LittleEndian.Uint64(h[5:])))
}

// newLzmaZip reads zip's method 14: version, size of properties, properties.
func newLzmaZip(r io.Reader, size int64) io.Reader {
	var h [9]byte
	if _, err := io.ReadFull(r, h[:]); err != nil || h[2] != 5 {
		return failed{errLZMA}
	}
	return newLzma(r, h[4], binary.LittleEndian.Uint32(h[5:]), size)
}
