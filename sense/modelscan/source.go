package modelscan

import (
	"bytes"
	"io"
	"os"
)

// source is the bytes of a file, an archive member or a hidden payload. Its
// head is in memory; the rest is read when a format asks for it.
type source struct {
	at   io.ReaderAt
	size int64
	data []byte    // all of it, when it is in memory
	head []byte    // the first bytes
	rest io.Reader // what follows head when at is nil: a stream not yet absorbed
	hash io.Writer // gets every byte that goes through open, in order
	temp *os.File  // the spool behind at
}

const headSize = 64 << 10

func memory(b []byte) *source {
	return &source{at: bytes.NewReader(b), size: int64(len(b)), data: b, head: b[:min(len(b), headSize)]}
}

func section(at io.ReaderAt, off, n int64, data []byte) *source {
	if data != nil && off >= 0 && off+n <= int64(len(data)) {
		return memory(data[off : off+n])
	}
	s := &source{at: io.NewSectionReader(at, off, n), size: n}
	s.readHead()
	return s
}

func (s *source) readHead() {
	b := make([]byte, min(s.size, headSize))
	n, _ := s.at.ReadAt(b, 0) // a short read shows as a short head
	s.head = b[:n]
}

// stream is a source of unknown length.
func stream(r io.Reader) (*source, error) {
	b := make([]byte, 4096)
	n, err := fill(r, b)
	if err == nil {
		b = append(b, make([]byte, headSize-4096)...)
		var m int
		m, err = fill(r, b[n:])
		n += m
	}
	if err == io.EOF {
		return memory(b[:n]), nil
	}
	if err != nil {
		if n > 0 {
			return memory(b[:n]), err
		}
		return nil, err
	}
	return &source{size: -1, head: b[:n], rest: r}, nil
}

// fill is io.ReadFull, but tells an end of the data (io.EOF) from a decoder's
// complaint that its data break off (io.ErrUnexpectedEOF).
func fill(r io.Reader, b []byte) (n int, err error) {
	for n < len(b) && err == nil {
		var m int
		m, err = r.Read(b[n:])
		n += m
	}
	if n == len(b) {
		return n, nil
	}
	return n, err
}

// open gives the bytes from the start. A stream that was not absorbed can be
// opened once.
func (s *source) open() io.Reader {
	var r io.Reader
	switch {
	case s.data != nil:
		r = bytes.NewReader(s.data)
	case s.at != nil:
		r = io.NewSectionReader(s.at, 0, s.size)
	default:
		r = io.MultiReader(bytes.NewReader(s.head), s.rest)
	}
	if s.hash != nil {
		r = io.TeeReader(r, s.hash)
		s.hash = nil
	}
	return r
}

// absorb makes a stream readable at any offset: in memory when it is small,
// else in a temporary file.
func (s *source) absorb(maxMemory int64) error {
	if s.at != nil {
		return nil
	}
	var buf bytes.Buffer
	buf.Write(s.head)
	_, err := io.CopyN(&buf, s.rest, maxMemory-int64(len(s.head)))
	if err != nil { // the stream ended, well or badly: use what came
		if err == io.EOF {
			err = nil
		}
		s.data = buf.Bytes()
		s.at, s.size, s.rest = bytes.NewReader(s.data), int64(len(s.data)), nil
		return err
	}
	f, err := os.CreateTemp("", "modelscan-*")
	if err != nil {
		s.data = buf.Bytes()
		s.at, s.size, s.rest = bytes.NewReader(s.data), int64(len(s.data)), nil
		return err
	}
	_ = os.Remove(f.Name()) // gone for others at once; where that is refused, close removes it
	n, err := io.Copy(f, io.MultiReader(&buf, s.rest))
	s.temp, s.at, s.size, s.rest = f, f, n, nil
	return err
}

func (s *source) close() {
	if s.temp != nil {
		s.temp.Close()
		_ = os.Remove(s.temp.Name()) // already gone on Unix
		s.temp = nil
	}
}

// bytes gives up to limit bytes from the start, and whether that is all.
func (s *source) bytes(limit int64) ([]byte, bool) {
	if s.data != nil {
		return s.data[:min(int64(len(s.data)), limit)], int64(len(s.data)) <= limit
	}
	if s.at == nil {
		return s.head, false
	}
	b := make([]byte, min(s.size, limit))
	n, _ := s.at.ReadAt(b, 0)
	return b[:n], s.size <= limit
}

// read gives n bytes at off, or nil when they are not all there.
func (s *source) read(off, n int64) []byte {
	if off < 0 || n < 0 || s.at == nil || off+n > s.size || n > 64<<20 {
		return nil
	}
	if s.data != nil {
		return s.data[off : off+n]
	}
	b := make([]byte, n)
	if _, err := s.at.ReadAt(b, off); err != nil && err != io.EOF {
		return nil
	}
	return b
}

// metered counts what comes out of a decompressor against the file's budget.
type metered struct {
	r io.Reader
	b *budget
}

func (m metered) Read(p []byte) (int, error) {
	n, err := m.r.Read(p)
	if m.b.expanded.Add(-int64(n)) < 0 {
		return n, errBudget
	}
	return n, err
}
