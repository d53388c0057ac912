package modelscan

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
)

// msgpackFile walks MessagePack, which Flax stores its parameters in. The
// format has no mark: data counts when it begins with a map and holds together
// for its head.
func (s *scan) msgpackFile(src *source, name, where string) (string, bool) {
	h := src.head
	isMap := h[0] >= 0x81 && h[0] <= 0x8f || h[0] == 0xde || h[0] == 0xdf
	if !isMap {
		return "", false
	}
	named := ext(name) == ".msgpack"
	probe := &msgpack{r: bufio.NewReader(bytes.NewReader(h)), quiet: true}
	err := probe.value("", 0)
	if cut := err == io.EOF || err == io.ErrUnexpectedEOF; err != nil && !named && !(cut && int64(len(h)) < src.size && probe.texts > 0) || probe.texts == 0 {
		return "", false
	}
	m := &msgpack{s: s, where: where, r: bufio.NewReaderSize(src.open(), 64<<10), size: src.size}
	if err := m.value("", 0); err != nil {
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			s.find("MF182", where, offset(m.off), detail("the data ends inside a value"))
		} else {
			s.find("MF180", where, offset(m.off), detail("%v", err))
		}
	} else if c, err := m.r.Peek(1); err == nil {
		s.find("MF180", where, offset(m.off), detail("data stands behind the end (first byte 0x%02x)", c[0]))
		rest, _ := io.ReadAll(io.LimitReader(m.r, s.lim.Payload)) // what can be read is what there is to look at
		if sniff(rest[:min(len(rest), 4096)], false, int64(len(rest))) {
			s.payload(rest, false, where, m.off)
		}
	}
	if m.flax {
		return "flax-msgpack", true
	}
	return "msgpack", true
}

type msgpack struct {
	s     *scan
	where string
	r     *bufio.Reader
	off   int64
	size  int64
	texts int
	flax  bool
	quiet bool
}

func (m *msgpack) bytes(n int64, keep int64) ([]byte, error) {
	if m.size > 0 && n > m.size-m.off {
		return nil, fmt.Errorf("an object of %d bytes, more than the file holds", n)
	}
	b := make([]byte, min(n, keep))
	k, err := io.ReadFull(m.r, b)
	m.off += int64(k)
	if err == nil && n > keep {
		var d int64
		d, err = io.CopyN(io.Discard, m.r, n-keep)
		m.off += d
	}
	return b, err
}

func (m *msgpack) uint(size int64) (int64, error) {
	b, err := m.bytes(size, 8)
	if err != nil {
		return 0, err
	}
	var v uint64
	for _, c := range b {
		v = v<<8 | uint64(c)
	}
	return int64(v & (1<<63 - 1)), nil
}

func (m *msgpack) value(key string, depth int) error {
	if depth > 128 {
		return errors.New("nested more than 128 deep")
	}
	c, err := m.r.ReadByte()
	if err != nil {
		return err
	}
	m.off++
	switch {
	case c <= 0x7f || c >= 0xe0 || c == 0xc0 || c == 0xc2 || c == 0xc3:
		return nil
	case c <= 0x8f:
		return m.pairs(int64(c&15), depth)
	case c <= 0x9f:
		return m.items(key, int64(c&15), depth)
	case c <= 0xbf:
		return m.text(key, int64(c&31))
	}
	switch c {
	case 0xc4, 0xc5, 0xc6:
		n, err := m.uint(1 << (c - 0xc4))
		if err != nil {
			return err
		}
		return m.binary(n)
	case 0xc7, 0xc8, 0xc9:
		n, err := m.uint(1 << (c - 0xc7))
		if err != nil {
			return err
		}
		return m.ext(n)
	case 0xca, 0xcb, 0xcc, 0xcd, 0xce, 0xcf, 0xd0, 0xd1, 0xd2, 0xd3:
		_, err := m.bytes([]int64{4, 8, 1, 2, 4, 8, 1, 2, 4, 8}[c-0xca], 8)
		return err
	case 0xd4, 0xd5, 0xd6, 0xd7, 0xd8:
		return m.ext(1 << (c - 0xd4))
	case 0xd9, 0xda, 0xdb:
		n, err := m.uint(1 << (c - 0xd9))
		if err != nil {
			return err
		}
		return m.text(key, n)
	case 0xdc, 0xdd:
		n, err := m.uint(2 << (c - 0xdc))
		if err != nil {
			return err
		}
		return m.items(key, n, depth)
	case 0xde, 0xdf:
		n, err := m.uint(2 << (c - 0xde))
		if err != nil {
			return err
		}
		return m.pairs(n, depth)
	}
	return fmt.Errorf("byte 0x%02x begins no value", c)
}

func (m *msgpack) pairs(n int64, depth int) error {
	for range n {
		c, err := m.r.Peek(1)
		if err != nil {
			return err
		}
		k := ""
		if c[0] >= 0xa0 && c[0] <= 0xbf || c[0] >= 0xd9 && c[0] <= 0xdb {
			if k, err = m.keyText(); err != nil {
				return err
			}
		} else if err := m.value("", depth+1); err != nil {
			return err
		}
		if err := m.value(k, depth+1); err != nil {
			return err
		}
	}
	return nil
}

func (m *msgpack) keyText() (string, error) {
	c, _ := m.r.ReadByte() // peeked by the caller
	m.off++
	n := int64(c & 31)
	if c >= 0xd9 {
		var err error
		if n, err = m.uint(1 << (c - 0xd9)); err != nil {
			return "", err
		}
	}
	b, err := m.bytes(n, 4096)
	m.texts++
	k := string(b)
	if !m.quiet && (strings.HasPrefix(k, "__") && k != "__msgpack_chunked_array__" || findCode(k) != "") {
		m.s.find("MF181", m.where, arguments(k), detail("an entry named %q", printable(k, 80)))
	}
	return k, err
}

func (m *msgpack) items(key string, n int64, depth int) error {
	for range n {
		if err := m.value(key, depth+1); err != nil {
			return err
		}
	}
	return nil
}

func (m *msgpack) text(key string, n int64) error {
	b, err := m.bytes(n, 1<<20)
	m.texts++
	if !m.quiet && len(b) > 3 {
		m.s.metadataText(key, string(b), m.where)
	}
	return err
}

func (m *msgpack) binary(n int64) error {
	at := m.off
	b, err := m.bytes(n, 1<<20)
	if !m.quiet && len(b) >= 16 && sniff(b[:min(len(b), 4096)], false, n) {
		m.s.payload(b, false, m.where, at)
	}
	return err
}

// ext reads an extension: Flax uses 1 for arrays, 2 for complex numbers, 3 for
// NumPy scalars, each packed in turn.
func (m *msgpack) ext(n int64) error {
	code, err := m.r.ReadByte()
	if err != nil {
		return err
	}
	m.off++
	at := m.off
	b, err := m.bytes(n, 4096)
	if m.quiet || err != nil {
		return err
	}
	switch code {
	case 1, 3:
		m.flax = true
		if dtype := flaxDtype(b); strings.HasPrefix(dtype, "O") || strings.Contains(dtype, "object") {
			m.s.find("MF180", m.where, offset(at), detail("an array of objects, which readers unpickle"))
		}
	case 2, 0xff:
		m.flax = m.flax || code == 2
	default:
		m.s.find("MF180", m.where, offset(at), detail("an extension of type %d, which Flax does not write", int8(code)), sev(Medium))
	}
	if len(b) >= 16 && sniff(b, false, n) {
		m.s.payload(b, false, m.where, at)
	}
	return nil
}

// flaxDtype reads the type from a packed array: (shape, dtype, data).
func flaxDtype(b []byte) string {
	if len(b) < 3 || b[0]&0xf0 != 0x90 {
		return ""
	}
	r := &msgpack{r: bufio.NewReader(bytes.NewReader(b[1:])), quiet: true}
	if r.value("", 0) != nil {
		return ""
	}
	i := 1 + int(r.off)
	if i >= len(b) {
		return ""
	}
	n, at := int(b[i]&31), i+1
	switch {
	case b[i] == 0xd9 && i+1 < len(b):
		n, at = int(b[i+1]), i+2
	case b[i] == 0xda && i+2 < len(b):
		n, at = int(binary.BigEndian.Uint16(b[i+1:])), i+3
	case b[i] < 0xa0 || b[i] > 0xbf:
		return ""
	}
	return string(b[at:min(len(b), at+n)])
}
