package pickle

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// sniffFrom is the shortest text or bytes object that could hide a payload.
const sniffFrom = 12

// shortText takes n (< 64 kB) bytes as a string or bytes object.
func (m *machine) shortText(n int, k kind) {
	if k == kBytes {
		m.in.claimInto(int64(n))
	}
	if !m.in.need(n) {
		m.sniffRest(k)
		m.cut()
		return
	}
	b := m.in.buf[m.in.pos : m.in.pos+n]
	if n >= sniffFrom && m.opt.Sniff != nil && m.opt.Sniff(b, k == kStr, int64(n)) {
		m.opt.Payload(m.in.off(), k == kStr, b)
	}
	m.in.pos += n
	m.pushText(b, k)
}

func (m *machine) pushText(b []byte, k kind) {
	if len(b) > keepText {
		m.push(mk(kStrLong, m.text.put(b[:keepText])))
		return
	}
	m.push(mk(k, m.text.put(b)))
}

// sniffRest shows what a cut object still holds, for it may carry a payload.
func (m *machine) sniffRest(k kind) {
	b := m.in.buf[m.in.pos:m.in.end]
	if len(b) >= sniffFrom && m.opt.Sniff != nil && m.opt.Sniff(b, k == kStr, int64(len(b))) {
		m.opt.Payload(m.in.off(), k == kStr, b)
	}
}

// longText takes n bytes of which only the head is kept.
func (m *machine) longText(n uint64, k kind) {
	if n < 1<<15 {
		m.shortText(int(n), k)
		return
	}
	if n > math.MaxInt64 || m.opt.Size > 0 && int64(n) > m.opt.Size {
		m.note(HugeLength, m.in.off(), fmt.Sprintf("an object of %d bytes, more than the data holds", n), true)
		m.sniffRest(k)
		m.cut()
		return
	}
	if k == kBytes {
		m.in.claimInto(int64(n))
	} else {
		m.in.claim(int64(n))
	}
	off := m.in.off()
	m.in.fill(keepText)
	head := m.in.buf[m.in.pos:min(m.in.end, m.in.pos+keepText)]
	v := mk(kStrLong, m.text.put(head))
	if m.opt.Sniff != nil && m.opt.Sniff(head, k == kStr, int64(n)) {
		data := m.in.take(min(int64(n), m.opt.MaxPayload))
		m.opt.Payload(off, k == kStr, data)
		n -= uint64(len(data))
	}
	if !m.in.skip(int64(n)) {
		m.cut()
		return
	}
	if k == kBytes {
		v = mk(kData, 0)
	}
	m.push(v)
}

func (m *machine) textOp(op byte) {
	switch op {
	case opString, opUnicode:
		m.textLine(op)
		return
	case opShortBinstring, opShortBinbytes:
		if !m.in.need(1) {
			m.cut()
			return
		}
		n := int(m.in.buf[m.in.pos])
		m.in.pos++
		if op == opShortBinbytes {
			m.shortText(n, kBytes)
		} else {
			m.shortText(n, kStr)
		}
		return
	}
	var n uint64
	if op == opBinunicode8 || op == opBinbytes8 || op == opBytearray8 {
		if !m.in.need(8) {
			m.cut()
			return
		}
		n = binary.LittleEndian.Uint64(m.in.buf[m.in.pos:])
		m.in.pos += 8
	} else {
		var ok bool
		if n, ok = m.u32(); !ok {
			return
		}
		if op == opBinstring && n > math.MaxInt32 {
			m.note(BadArgument, m.in.off(), "a string of negative length", true)
			m.push(mk(kUnknown, 0))
			return
		}
	}
	k := kStr
	if op == opBinbytes || op == opBinbytes8 || op == opBytearray8 {
		k = kBytes
	}
	m.longText(n, k)
}

// textLine takes STRING and UNICODE, whose text is a line with escapes.
func (m *machine) textLine(op byte) {
	off := m.in.off()
	b, ended := m.in.line()
	if !ended {
		m.note(Truncated, off, "a text line without an end", true)
		m.done = true
	}
	s := b
	if op == opString {
		t := bytes.TrimSpace(b)
		if len(t) >= 2 && t[0] == t[len(t)-1] && (t[0] == '\'' || t[0] == '"') {
			s = t[1 : len(t)-1]
		} else {
			m.note(BadArgument, off, "a string without quotes", true)
		}
		s = unescape(s, true)
	} else {
		s = fromLatin1(s)
		if bytes.IndexByte(s, '\\') >= 0 {
			s = unescape(s, false)
		}
	}
	if len(s) >= sniffFrom && m.opt.Sniff != nil && m.opt.Sniff(s, true, int64(len(s))) {
		m.opt.Payload(off, true, s)
	}
	m.pushText(s, kStr)
}

// fromLatin1 makes text of the bytes of a raw-unicode-escape line.
func fromLatin1(b []byte) []byte {
	for _, c := range b {
		if c >= 0x80 {
			out := make([]rune, len(b))
			for i, c := range b {
				out[i] = rune(c)
			}
			return []byte(string(out))
		}
	}
	return b
}

// unescape undoes the escapes of a Python string literal (full) or of
// raw-unicode-escape, which knows \u and \U only.
func unescape(b []byte, full bool) []byte {
	if bytes.IndexByte(b, '\\') < 0 {
		return b
	}
	out := make([]byte, 0, len(b))
	for i := 0; i < len(b); i++ {
		if b[i] != '\\' || i+1 == len(b) {
			out = append(out, b[i])
			continue
		}
		c := b[i+1]
		width := 0
		switch c {
		case 'x':
			width = 2
		case 'u':
			width = 4
		case 'U':
			width = 8
		}
		if width > 0 && (!full) != (c == 'x') && i+2+width <= len(b) {
			if n, err := strconv.ParseUint(string(b[i+2:i+2+width]), 16, 32); err == nil {
				if full {
					out = append(out, byte(n))
				} else {
					out = append(out, string(rune(n))...)
				}
				i += 1 + width
				continue
			}
		}
		if !full {
			out = append(out, b[i])
			continue
		}
		i++
		if j := strings.IndexByte("nrtabfv\\'\"\n", c); j >= 0 {
			if j < 10 {
				out = append(out, "\n\r\t\a\b\f\v\\'\""[j])
			}
			continue
		}
		if c >= '0' && c <= '7' {
			n, w := 0, 0
			for w < 3 && i+w < len(b) && b[i+w] >= '0' && b[i+w] <= '7' {
				n, w = n*8+int(b[i+w]-'0'), w+1
			}
			out = append(out, byte(n))
			i += w - 1
			continue
		}
		out = append(out, '\\', c)
	}
	return out
}

// number takes the numbers that are rare in binary pickles.
func (m *machine) number(op byte) {
	off := m.in.off()
	switch op {
	case opLong1, opLong4:
		m.longNumber(op)
		return
	case opFloat:
		b, ended := m.in.line()
		if _, err := strconv.ParseFloat(strings.TrimSpace(string(b)), 64); !ended || err != nil && !strings.Contains(err.Error(), "range") {
			m.note(BadArgument, off, "a float that cannot be read", true)
		}
		m.push(mk(kData, 0))
		return
	}
	b, ended := m.in.line()
	if !ended {
		m.note(Truncated, off, "a number without a line end", true)
		m.done = true
	}
	s := strings.TrimSuffix(strings.TrimSpace(string(b)), "L")
	n, err := strconv.ParseInt(s, 0, 64)
	if err != nil && !digits(s) {
		m.note(BadArgument, off, fmt.Sprintf("%.20q is no number", s), true)
	}
	if m.rep.Ops <= 2 && len(s) < 40 {
		m.rep.First = s
	}
	if err != nil {
		m.push(mk(kData, 0))
		return
	}
	m.push(mkInt(n))
}

func digits(s string) bool {
	s = strings.TrimLeft(s, "+-")
	for i := 0; i < len(s); i++ {
		if (s[i] < '0' || s[i] > '9') && s[i] != '_' {
			return false
		}
	}
	return s != ""
}

func (m *machine) longNumber(op byte) {
	var n uint64
	if op == opLong1 {
		if !m.in.need(1) {
			m.cut()
			return
		}
		n = uint64(m.in.buf[m.in.pos])
		m.in.pos++
	} else {
		var ok bool
		if n, ok = m.u32(); !ok {
			return
		}
		if n > math.MaxInt32 {
			m.note(BadArgument, m.in.off(), "a number of negative length", true)
			m.push(mk(kUnknown, 0))
			return
		}
	}
	if n <= 8 {
		if !m.in.need(int(n)) {
			m.cut()
			return
		}
		m.push(mkInt(littleInt(m.in.buf[m.in.pos : m.in.pos+int(n)])))
		m.in.pos += int(n)
		return
	}
	if m.rep.Ops <= 3 && n <= 16 && m.in.need(int(n)) {
		m.rep.First = fmt.Sprintf("%x", m.in.buf[m.in.pos:m.in.pos+int(n)])
	}
	m.in.claim(int64(n))
	if !m.in.skip(int64(n)) {
		m.cut()
		return
	}
	m.push(mk(kData, 0))
}

// littleInt reads a little-endian two's complement number of at most 8 bytes.
func littleInt(b []byte) int64 {
	var u uint64
	for i, c := range b {
		u |= uint64(c) << (8 * i)
	}
	if n := len(b); n > 0 && n < 8 && b[n-1] >= 0x80 {
		u |= ^uint64(0) << (8 * n)
	}
	return int64(u)
}

func (m *machine) memoOp(op byte) {
	var i uint64
	switch op {
	case opBinget, opBinput:
		if !m.in.need(1) {
			m.cut()
			return
		}
		i = uint64(m.in.buf[m.in.pos])
		m.in.pos++
	case opLongBinget, opLongBinput:
		var ok bool
		if i, ok = m.u32(); !ok {
			return
		}
	default:
		off := m.in.off()
		b, _ := m.in.line()
		n, err := strconv.ParseInt(strings.TrimSpace(string(b)), 10, 64)
		if err != nil || n < 0 {
			m.note(BadArgument, off, fmt.Sprintf("%.20q is no memo index", b), true)
			return
		}
		i = uint64(n)
	}
	if op == opGet || op == opBinget || op == opLongBinget {
		m.memoGet(i)
	} else {
		m.memoPut(i)
	}
}
