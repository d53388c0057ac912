package pickle

import (
	"bytes"
	"io"
)

const window = 128 << 10

// reader is a window over a stream that knows its absolute position. Over a
// slice it is the slice itself.
type reader struct {
	r        io.Reader
	buf      []byte
	pos, end int
	base     int64 // absolute offset of buf[0]
	err      error // why r ended, nil at a clean end

	// bufEnd is where the buffer of CPython's C unpickler ends when it reads
	// from a file: the end of the last frame. 0 means that it does not matter.
	bufEnd int64
}

// need makes n bytes available to be taken next.
func (r *reader) need(n int) bool {
	if r.bufEnd != 0 {
		r.claim(int64(n))
	}
	return r.end-r.pos >= n || r.fill(n)
}

// claim does what CPython's C unpickler does when it reads n bytes of a file
// and its buffer, a frame, holds some of them but not all: it drops those and
// reads n bytes behind the frame (CPython issue 154848).
func (r *reader) claim(n int64) {
	if r.bufEnd == 0 {
		return
	}
	if off := r.off(); off < r.bufEnd && off+n > r.bufEnd {
		r.skip(r.bufEnd - off)
	}
	if off := r.off(); off >= r.bufEnd {
		r.bufEnd = off + n
	}
}

func (r *reader) off() int64 { return r.base + int64(r.pos) }

// fill makes at least n bytes (n <= window) available at pos if the stream has them.
func (r *reader) fill(n int) bool {
	if r.end-r.pos >= n {
		return true
	}
	if r.r == nil {
		return false
	}
	copy(r.buf, r.buf[r.pos:r.end])
	r.base += int64(r.pos)
	r.end -= r.pos
	r.pos = 0
	for r.end < n && r.r != nil {
		m, err := r.r.Read(r.buf[r.end:])
		r.end += m
		if err != nil {
			if err != io.EOF {
				r.err = err
			}
			r.r = nil
		}
	}
	return r.end >= n
}

// claimInto is claim for bytes objects, which CPython reads straight into their
// place: what the frame holds of them counts.
func (r *reader) claimInto(n int64) {
	if r.bufEnd != 0 {
		r.bufEnd = max(r.bufEnd, r.off()+n)
	}
}

// line gives the bytes up to a line end, without it, and whether the line end
// was there. A line longer than the window is cut and its rest dropped.
func (r *reader) line() (b []byte, ended bool) {
	if left := r.bufEnd - r.off(); left > 0 && left <= int64(r.capacity()) {
		r.fill(int(left))
		if bytes.IndexByte(r.buf[r.pos:min(r.end, r.pos+int(left))], '\n') < 0 {
			r.skip(left) // what the frame holds of the line is dropped
		}
	}
	b, ended = r.plainLine()
	if r.bufEnd != 0 {
		r.bufEnd = max(r.bufEnd, r.off())
	}
	return b, ended
}

func (r *reader) plainLine() (b []byte, ended bool) {
	want := 256
	for {
		r.fill(min(want, r.capacity()))
		if i := bytes.IndexByte(r.buf[r.pos:r.end], '\n'); i >= 0 {
			b = r.buf[r.pos : r.pos+i]
			r.pos += i + 1
			return b, true
		}
		if r.r == nil {
			b = r.buf[r.pos:r.end]
			r.pos = r.end
			return b, false
		}
		if want >= r.capacity() {
			break
		}
		want = min(want*4, r.capacity())
	}
	b = bytes.Clone(r.buf[r.pos:min(r.pos+keepText, r.end)])
	for {
		r.pos = r.end
		if !r.fill(1) {
			return b, false
		}
		if i := bytes.IndexByte(r.buf[r.pos:r.end], '\n'); i >= 0 {
			r.pos += i + 1
			return b, true
		}
	}
}

func (r *reader) capacity() int { return len(r.buf) }

// skip drops n bytes and says whether all were there.
func (r *reader) skip(n int64) bool {
	for n > 0 {
		if r.pos == r.end && !r.fill(1) {
			return false
		}
		m := min(n, int64(r.end-r.pos))
		r.pos += int(m)
		n -= m
	}
	return true
}

// take reads up to n bytes into a slice of its own.
func (r *reader) take(n int64) []byte {
	out := make([]byte, 0, min(n, 64<<10))
	for n > 0 {
		if r.pos == r.end && !r.fill(1) {
			break
		}
		m := min(n, int64(r.end-r.pos))
		out = append(out, r.buf[r.pos:r.pos+int(m)]...)
		r.pos += int(m)
		n -= m
	}
	return out
}
