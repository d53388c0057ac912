package modelscan

import (
	"bytes"
	"encoding/binary"
	"slices"
)

// zipEntry is a member as one of the archive's two descriptions has it.
type zipEntry struct {
	name             string
	flags, method    uint16
	crc              uint32
	packed, unpacked int64
	header           int64 // offset of the local header
	data             int64 // offset of the data
	mode             uint32
	hidden           bool // in no central directory
}

// zipDirectory is what the archive says of itself at its end, with the spots
// where it contradicts itself. A reader of our own: the usual ones refuse or
// repair exactly what is of interest here.
type zipDirectory struct {
	entries []zipEntry
	odd     []oddity
	start   int64 // bytes before the first member
	whole   bool  // the directory was found
}

type oddity struct{ member, what string }

const maxDirectory = 16 << 20

func readZip(src *source, maxMembers int) *zipDirectory {
	d := &zipDirectory{}
	end, at := findEnd(src)
	if end != nil {
		d.whole = d.central(src, end, at, maxMembers)
	}
	if !d.whole {
		d.walk(src, 0, src.size, maxMembers)
		return d
	}
	d.gaps(src, at, maxMembers)
	return d
}

// findEnd finds the last end record whose comment fits the file.
func findEnd(src *source) ([]byte, int64) {
	for _, span := range []int64{1 << 10, 66 << 10} {
		span = min(span, src.size)
		tail := src.read(src.size-span, span)
		for i := len(tail) - 22; i >= 0; i-- {
			j := bytes.LastIndex(tail[:i+4], []byte("PK\x05\x06"))
			if j < 0 {
				break
			}
			i = j
			if n := int(binary.LittleEndian.Uint16(tail[i+20:])); i+22+n <= len(tail) {
				return tail[i : i+22], src.size - span + int64(i)
			}
		}
		if span == src.size {
			break
		}
	}
	return nil, 0
}

// central reads the central directory.
func (d *zipDirectory) central(src *source, end []byte, endAt int64, maxMembers int) bool {
	count := int64(binary.LittleEndian.Uint16(end[10:]))
	size := int64(binary.LittleEndian.Uint32(end[12:]))
	off := int64(binary.LittleEndian.Uint32(end[16:]))
	if count == 0xffff || size == 0xffffffff || off == 0xffffffff {
		if loc := src.read(endAt-20, 20); loc != nil && string(loc[:4]) == "PK\x06\x07" {
			if z := src.read(int64(binary.LittleEndian.Uint64(loc[8:])), 56); z != nil && string(z[:4]) == "PK\x06\x06" {
				count, size, off = int64(binary.LittleEndian.Uint64(z[32:])), int64(binary.LittleEndian.Uint64(z[40:])), int64(binary.LittleEndian.Uint64(z[48:]))
				endAt = int64(binary.LittleEndian.Uint64(loc[8:]))
			}
		}
	}
	delta := endAt - size - off // bytes that were put before the archive
	if size < 0 || size > maxDirectory || off < 0 {
		return false
	}
	dir := src.read(endAt-size, size)
	if dir == nil || len(dir) >= 4 && string(dir[:4]) != "PK\x01\x02" {
		delta = 0
		if dir = src.read(off, min(size, src.size-off)); dir == nil {
			return false
		}
	}
	d.start = max(delta, 0)
	for len(dir) >= 46 && string(dir[:4]) == "PK\x01\x02" && len(d.entries) < maxMembers {
		n, x, c := int(binary.LittleEndian.Uint16(dir[28:])), int(binary.LittleEndian.Uint16(dir[30:])), int(binary.LittleEndian.Uint16(dir[32:]))
		if 46+n+x+c > len(dir) {
			d.odd = append(d.odd, oddity{"", "the directory is cut"})
			break
		}
		e := zipEntry{name: string(dir[46 : 46+n]), flags: binary.LittleEndian.Uint16(dir[8:]), method: binary.LittleEndian.Uint16(dir[10:]),
			crc: binary.LittleEndian.Uint32(dir[16:]), packed: int64(binary.LittleEndian.Uint32(dir[20:])), unpacked: int64(binary.LittleEndian.Uint32(dir[24:])),
			header: int64(binary.LittleEndian.Uint32(dir[42:])), mode: binary.LittleEndian.Uint32(dir[38:]) >> 16}
		e.zip64(dir[46+n : 46+n+x])
		e.header += max(delta, 0)
		d.entries = append(d.entries, e)
		dir = dir[46+n+x+c:]
	}
	if int64(len(d.entries)) != count && count != 0xffff && len(d.entries) < maxMembers {
		d.odd = append(d.odd, oddity{"", "the end record counts " + itoa(count) + " members, the directory has " + itoa(int64(len(d.entries)))})
	}
	d.compare(src)
	return true
}

func (e *zipEntry) zip64(extra []byte) {
	for len(extra) >= 4 {
		id, n := binary.LittleEndian.Uint16(extra), int(binary.LittleEndian.Uint16(extra[2:]))
		if 4+n > len(extra) {
			return
		}
		if id == 1 {
			b := extra[4 : 4+n]
			for _, p := range []*int64{&e.unpacked, &e.packed, &e.header} {
				if *p == 0xffffffff && len(b) >= 8 {
					*p = int64(binary.LittleEndian.Uint64(b))
					b = b[8:]
				}
			}
		}
		extra = extra[4+n:]
	}
}

// local reads the header in front of a member's data.
func local(src *source, at int64) (e zipEntry, ok bool) {
	h := src.read(at, 30)
	if h == nil || string(h[:4]) != "PK\x03\x04" {
		return e, false
	}
	n, x := int64(binary.LittleEndian.Uint16(h[26:])), int64(binary.LittleEndian.Uint16(h[28:]))
	rest := src.read(at+30, n+x)
	if rest == nil {
		return e, false
	}
	e = zipEntry{name: string(rest[:n]), flags: binary.LittleEndian.Uint16(h[6:]), method: binary.LittleEndian.Uint16(h[8:]),
		crc: binary.LittleEndian.Uint32(h[14:]), packed: int64(binary.LittleEndian.Uint32(h[18:])), unpacked: int64(binary.LittleEndian.Uint32(h[22:])),
		header: at, data: at + 30 + n + x}
	e.zip64(rest[n:])
	e.header = at
	return e, true
}

// compare holds every member's two descriptions against each other.
func (d *zipDirectory) compare(src *source) {
	seen := make(map[string]bool, len(d.entries))
	var more []zipEntry
	for i := range d.entries {
		e := &d.entries[i]
		if seen[e.name] {
			d.odd = append(d.odd, oddity{e.name, "two members of the same name"})
		}
		seen[e.name] = true
		l, ok := local(src, e.header)
		if !ok {
			d.odd = append(d.odd, oddity{e.name, "there is no member where the directory says"})
			e.data = -1
			continue
		}
		e.data = l.data
		streamed := l.flags&8 != 0
		switch {
		case l.name != e.name:
			d.odd = append(d.odd, oddity{e.name, "the member calls itself " + printable(l.name, 80)})
		case l.method != e.method:
			d.odd = append(d.odd, oddity{e.name, "two compression methods are given"})
			alt := *e
			alt.method, alt.hidden = l.method, true
			more = append(more, alt)
		case !streamed && l.packed != e.packed && l.packed != 0xffffffff:
			d.odd = append(d.odd, oddity{e.name, "two sizes are given"})
			alt := *e
			alt.packed, alt.unpacked, alt.hidden = l.packed, l.unpacked, true
			more = append(more, alt)
		case (l.flags^e.flags)&1 != 0:
			d.odd = append(d.odd, oddity{e.name, "only one of two headers says that it is encrypted"})
		case !streamed && l.crc != e.crc:
			d.odd = append(d.odd, oddity{e.name, "two checksums are given"})
		}
	}
	d.entries = append(d.entries, more...)
}

// gaps searches the bytes that no member owns for members that the directory
// does not name.
func (d *zipDirectory) gaps(src *source, end int64, maxMembers int) {
	type span struct{ from, to int64 }
	var owned []span
	for _, e := range d.entries {
		if e.data >= 0 && !e.hidden {
			owned = append(owned, span{e.header, e.data + e.packed})
		}
	}
	slices.SortFunc(owned, func(a, b span) int { return int(min(max(a.from-b.from, -1), 1)) })
	at, budget := int64(0), int64(8<<20)
	for _, o := range append(owned, span{end, end}) {
		if o.from-at > 30 && budget > 0 {
			n := min(o.from-at, budget)
			budget -= n
			if i := bytes.Index(src.read(at, n), []byte("PK\x03\x04")); i >= 0 {
				before := len(d.entries)
				d.walk(src, at+int64(i), o.from, maxMembers)
				for _, e := range d.entries[before:] {
					d.odd = append(d.odd, oddity{e.name, "a member that the directory does not name"})
				}
			}
		}
		at = max(at, o.to)
	}
}

// walk reads members header by header, without a directory.
func (d *zipDirectory) walk(src *source, at, end int64, maxMembers int) {
	for at < end && len(d.entries) < maxMembers {
		e, ok := local(src, at)
		if !ok {
			return
		}
		e.hidden = true
		if e.flags&8 != 0 && e.packed == 0 { // the size stands behind the data
			window := src.read(e.data, min(end-e.data, 32<<20))
			i := bytes.Index(window, []byte("PK\x07\x08"))
			if i < 0 {
				i = len(window)
			}
			e.packed = int64(i)
		}
		e.packed = min(e.packed, end-e.data)
		if e.packed < 0 {
			return
		}
		d.entries = append(d.entries, e)
		at = e.data + e.packed
		gap := src.read(at, min(end-at, 4<<10))
		i := bytes.Index(gap, []byte("PK\x03\x04"))
		if i < 0 {
			return
		}
		at += int64(i)
	}
}
