package modelscan

// A reader of protocol buffers that never loads a message: it walks the wire
// format field by field through the source, so that a 2 GB tensor costs nothing.

type field struct {
	num  int
	wire byte
	v    uint64 // of a varint or fixed field
	off  int64  // of the content, for length-delimited fields
	n    int64
}

type protoReader struct {
	src  *source
	buf  []byte
	base int64
	ops  int // fields still allowed
}

func newProto(src *source) *protoReader { return &protoReader{src: src, ops: 20_000_000} }

func (p *protoReader) at(off int64, n int) []byte {
	if off >= p.base && off+int64(n) <= p.base+int64(len(p.buf)) {
		return p.buf[off-p.base : off-p.base+int64(n)]
	}
	if p.src.data != nil {
		p.buf, p.base = p.src.data, 0
		if off+int64(n) <= int64(len(p.buf)) {
			return p.buf[off : off+int64(n)]
		}
		if off >= int64(len(p.buf)) {
			return nil
		}
		return p.buf[off:]
	}
	size := min(int64(32<<10), p.src.size-off)
	if size <= 0 {
		return nil
	}
	p.buf, p.base = p.src.read(off, size), off
	return p.buf[:min(len(p.buf), n)]
}

func (p *protoReader) varint(off int64) (v uint64, n int64) {
	b := p.at(off, 10)
	for i, c := range b {
		v |= uint64(c&0x7f) << (7 * i)
		if c < 0x80 {
			return v, int64(i + 1)
		}
	}
	return 0, 0
}

// each calls f for every field of the message at off; false when the bytes are
// no message or f stops.
func (p *protoReader) each(off, n int64, f func(field) bool) bool {
	end := off + n
	for off < end {
		if p.ops--; p.ops < 0 {
			return false
		}
		tag, w := p.varint(off)
		if w == 0 || tag>>3 == 0 || tag>>3 > 1<<20 {
			return false
		}
		off += w
		fd := field{num: int(tag >> 3), wire: byte(tag & 7)}
		switch fd.wire {
		case 0:
			if fd.v, w = p.varint(off); w == 0 {
				return false
			}
			off += w
		case 1:
			off += 8
		case 5:
			off += 4
		case 2:
			l, w := p.varint(off)
			if w == 0 || off+w > end || l > uint64(end-off-w) { // the length itself may stand beyond the end
				return false
			}
			fd.off, fd.n = off+w, int64(l)
			off += w + int64(l)
		default:
			return false
		}
		if off > end || !f(fd) {
			return false
		}
	}
	return true
}

// text gives a field's content as text, cut to 4 kB.
func (p *protoReader) text(f field) string {
	return string(p.src.read(f.off, min(f.n, 4096)))
}

// message says whether the bytes parse as a message with fields below limit.
func (p *protoReader) message(f field, limit int) bool {
	ok := true
	return p.each(f.off, f.n, func(g field) bool { ok = ok && g.num <= limit; return ok }) && ok
}
