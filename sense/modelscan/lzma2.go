package modelscan

import (
	"bufio"
	"io"
)

// lzma2 reads the chunks of LZMA2.
type lzma2 struct {
	in    *bufio.Reader
	d     *lzmaDecoder
	plain int // bytes left of an uncompressed chunk
	open  bool
	fresh bool // the dictionary was set up
	err   error
}

func newLzma2(r *bufio.Reader, dict uint32) *lzma2 {
	return &lzma2{in: r, d: &lzmaDecoder{in: r, dictMax: int(min(max(dict, 4096), maxDict))}}
}

func (z *lzma2) Read(p []byte) (int, error) {
	for z.err == nil {
		if len(z.d.pending) > 0 {
			n := copy(p, z.d.pending)
			z.d.pending = z.d.pending[:copy(z.d.pending, z.d.pending[n:])]
			return n, nil
		}
		switch {
		case z.plain > 0:
			for n := min(z.plain, 4096); n > 0; n-- {
				z.d.put(z.d.byte())
				z.plain--
			}
			z.err = z.d.err
		case z.open:
			z.d.run(min(max(len(p), 1), 64<<10))
			z.err = z.d.err
			if z.d.ended || z.d.left == 0 && z.d.matchLen == 0 {
				z.open = false
			}
		default:
			z.err = z.chunk()
		}
	}
	return 0, z.err
}

func (z *lzma2) chunk() error {
	c, err := z.in.ReadByte()
	if err != nil {
		return io.ErrUnexpectedEOF
	}
	if c == 0 {
		return io.EOF
	}
	if c == 1 || c >= 0xe0 {
		z.d.dict, z.d.pos, z.d.total = z.d.dict[:0], 0, 0
		z.fresh = true
	}
	var h [5]byte
	if !z.fresh || c > 2 && c < 0x80 {
		return errLZMA
	}
	if c <= 2 {
		if _, err := io.ReadFull(z.in, h[:2]); err != nil {
			return io.ErrUnexpectedEOF
		}
		z.plain = int(h[0])<<8 + int(h[1]) + 1
		z.d.left = -1
		return nil
	}
	if _, err := io.ReadFull(z.in, h[:4]); err != nil {
		return io.ErrUnexpectedEOF
	}
	z.d.left = int64(c&0x1f)<<16 + int64(h[0])<<8 + int64(h[1]) + 1
	if c >= 0xc0 {
		b, err := z.in.ReadByte()
		if err != nil || !z.d.setProps(b) || z.d.lc+z.d.lp > 4 {
			return errLZMA
		}
	}
	if z.d.literal == nil {
		return errLZMA
	}
	if c >= 0xa0 {
		z.d.resetState()
	}
	z.d.ended = false
	z.d.startRange()
	z.open = true
	return z.d.err
}
