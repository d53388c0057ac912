package modelscan

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
)

// xzReader reads the .xz container: streams of blocks of LZMA2. Filters other
// than LZMA2 are refused; checks are not verified, for a wrong check hides
// nothing from a reader that ignores it.
type xzReader struct {
	in      *bufio.Reader
	block   io.Reader
	started bool
	taken   int64 // bytes of the present block
	check   int
	err     error
}

func newXZ(r io.Reader) io.Reader { return &lzmaChain{in: bufio.NewReader(r)} }

// lzmaChain reads .xz and .lzma streams one after the other, in any mixture, as
// Python's lzma module does.
type lzmaChain struct {
	in   *bufio.Reader
	cur  io.Reader
	seen bool
}

func (c *lzmaChain) Read(p []byte) (int, error) {
	for {
		if c.cur == nil {
			h, _ := c.in.Peek(14) // a short peek ends the chain below
			switch {
			case len(h) > 6 && string(h[:6]) == "\xfd7zXZ\x00":
				c.cur = &xzReader{in: c.in}
			case isLzmaAlone(h) || !c.seen && len(h) == 14:
				c.cur = lzmaAloneStream(c.in)
			case c.seen:
				return 0, io.EOF
			default:
				return 0, errLZMA
			}
			c.seen = true
		}
		n, err := c.cur.Read(p)
		if err == io.EOF {
			c.cur = nil
			if n == 0 {
				continue
			}
			return n, nil
		}
		return n, err
	}
}

// delta undoes the delta filter: every byte is stored as the difference from
// the one dist before.
type delta struct {
	r    io.Reader
	dist int
	hist [256]byte
	pos  byte
}

func (d *delta) Read(p []byte) (int, error) {
	n, err := d.r.Read(p)
	for i := range p[:n] {
		p[i] += d.hist[byte(int(d.pos)-d.dist)]
		d.hist[d.pos] = p[i]
		d.pos++
	}
	return n, err
}

func (x *xzReader) Read(p []byte) (int, error) {
	for x.err == nil {
		if x.block != nil {
			n, err := x.block.Read(p)
			if n > 0 {
				return n, nil
			}
			if err != io.EOF {
				x.err = err
				break
			}
			x.block = nil
			x.err = x.endBlock()
			continue
		}
		if !x.started {
			x.err = x.header()
			continue
		}
		x.err = x.startBlock()
	}
	return 0, x.err
}

func (x *xzReader) header() error {
	var h [12]byte
	if _, err := io.ReadFull(x.in, h[:]); err != nil || string(h[:6]) != "\xfd7zXZ\x00" {
		return errLZMA
	}
	x.check = int(h[7] & 15)
	x.started = true
	return nil
}

func (x *xzReader) startBlock() error {
	size, err := x.in.ReadByte()
	if err != nil {
		return io.ErrUnexpectedEOF
	}
	if size == 0 {
		return x.endStream()
	}
	h := make([]byte, int(size)*4+3)
	if _, err := io.ReadFull(x.in, h); err != nil {
		return io.ErrUnexpectedEOF
	}
	b := h[1:]
	varint := func() (v uint64) {
		n := 0
		v, n = binary.Uvarint(b)
		if n <= 0 {
			b = nil
			return 0
		}
		b = b[n:]
		return v
	}
	for _, flag := range []byte{0x40, 0x80} { // packed and unpacked size
		if h[0]&flag != 0 {
			varint()
		}
	}
	var deltas []int
	dict := uint32(0)
	for i := 0; i <= int(h[0]&3); i++ {
		id, n := varint(), varint()
		if n > uint64(len(b)) {
			return errLZMA
		}
		props := b[:n]
		b = b[n:]
		switch {
		case id == 3 && n == 1 && i < int(h[0]&3):
			deltas = append(deltas, int(props[0])+1)
		case id == 0x21 && n == 1 && i == int(h[0]&3) && props[0] <= 40:
			dict = 0xffffffff
			if props[0] < 40 {
				dict = (2 | uint32(props[0])&1) << (props[0]/2 + 11)
			}
		default:
			return fmt.Errorf("the xz filter %#x is not supported", id)
		}
	}
	x.taken = 0
	x.block = newLzma2(bufio.NewReaderSize(onlyBytes{x}, 16), dict)
	for _, d := range deltas {
		x.block = &delta{r: x.block, dist: d}
	}
	return nil
}

// onlyBytes hands the container's bytes on one by one, so that the reader of a
// block never takes what belongs to the next.
type onlyBytes struct{ x *xzReader }

func (o onlyBytes) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	b, err := o.x.in.ReadByte()
	if err != nil {
		return 0, err
	}
	p[0] = b
	o.x.taken++
	return 1, nil
}

func (x *xzReader) endBlock() error {
	pad := (4 - x.taken%4) % 4
	check := []int64{0, 4, 4, 4, 8, 8, 8, 16, 16, 16, 32, 32, 32, 64, 64, 64}[x.check]
	if _, err := io.CopyN(io.Discard, x.in, pad+check); err != nil {
		return io.ErrUnexpectedEOF
	}
	return nil
}

// endStream passes over the index and the footer, so that another stream may
// follow. Data that ends here is no loss.
func (x *xzReader) endStream() error {
	n := int64(1)
	varint := func() uint64 {
		v, err := binary.ReadUvarint(countedBytes{x.in, &n})
		if err != nil {
			return 0
		}
		return v
	}
	records := varint()
	for i := uint64(0); i < 2*records && i < 1<<20; i++ {
		varint()
	}
	if _, err := io.CopyN(io.Discard, x.in, (4-n%4)%4+4+12); err != nil {
		return io.EOF
	}
	for {
		h, err := x.in.Peek(4)
		if err != nil || string(h) != "\x00\x00\x00\x00" {
			return io.EOF
		}
		_, _ = x.in.Discard(4) // padding that was just peeked
	}
}

// countedBytes counts what is read from a reader.
type countedBytes struct {
	r *bufio.Reader
	n *int64
}

func (c countedBytes) ReadByte() (byte, error) {
	*c.n++
	return c.r.ReadByte()
}
