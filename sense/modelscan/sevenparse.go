package modelscan

import (
	"bytes"
	"encoding/binary"
	"unicode/utf16"
)

// sevenParser reads the directory; the first error stops everything after it.
type sevenParser struct {
	b   []byte
	err error
}

func (p *sevenParser) byte() byte {
	if len(p.b) == 0 {
		p.err = errSeven
		return 0
	}
	c := p.b[0]
	p.b = p.b[1:]
	return c
}

// number reads 7z's variable-length number: leading ones of the first byte
// count the bytes that follow.
func (p *sevenParser) number() uint64 {
	first := p.byte()
	mask, v := byte(0x80), uint64(0)
	for i := 0; i < 8; i++ {
		if first&mask == 0 {
			return v | uint64(first&(mask-1))<<(8*i)
		}
		v |= uint64(p.byte()) << (8 * i)
		mask >>= 1
	}
	return v
}

func (p *sevenParser) count() int {
	n := p.number()
	if n > 1<<20 || p.err != nil {
		p.err = errSeven
		return 0
	}
	return int(n)
}

func (p *sevenParser) take(n uint64) []byte {
	if n > uint64(len(p.b)) {
		p.err = errSeven
		return nil
	}
	b := p.b[:n]
	p.b = p.b[n:]
	return b
}

func (p *sevenParser) bits(n int, allDefined bool) []bool {
	out := make([]bool, n)
	if allDefined && p.byte() != 0 {
		for i := range out {
			out[i] = true
		}
		return out
	}
	var c byte
	for i := range out {
		if i%8 == 0 {
			c = p.byte()
		}
		out[i] = c&(0x80>>(i%8)) != 0
	}
	return out
}

func (p *sevenParser) digests(n int) {
	for _, d := range p.bits(n, true) {
		if d {
			p.take(4)
		}
	}
}

func (p *sevenParser) header() *sevenArchive {
	a := &sevenArchive{}
	for p.err == nil {
		switch id := p.byte(); id {
		case 0:
			return a
		case 2: // archive properties
			for t := p.byte(); t != 0 && p.err == nil; t = p.byte() {
				p.take(p.number())
			}
		case 3: // additional streams
			p.streams()
		case 4:
			names := a.names
			*a = *p.streams()
			a.names = names
		case 5:
			p.files(a)
		default:
			p.err = errSeven
		}
	}
	return a
}

func (p *sevenParser) streams() *sevenArchive {
	a := &sevenArchive{}
	for p.err == nil {
		switch p.byte() {
		case 0:
			a.finish()
			return a
		case 6:
			p.packInfo(a)
		case 7:
			p.folders(a)
		case 8:
			a.finish()
			p.subStreams(a)
		default:
			p.err = errSeven
		}
	}
	return a
}

// finish gives a folder without members of its own its one member.
func (a *sevenArchive) finish() {
	for i := range a.folders {
		f := &a.folders[i]
		if f.sizes == nil {
			f.sizes = []int64{f.size()}
		}
	}
}

// size is the length of what the last coder gives.
func (f *sevenFolder) size() int64 {
	for i := len(f.unpacked) - 1; i >= 0; i-- {
		bound := false
		for _, b := range f.binds {
			bound = bound || b[1] == i
		}
		if !bound {
			return f.unpacked[i]
		}
	}
	return 0
}

func (p *sevenParser) packInfo(a *sevenArchive) {
	a.packPos = int64(p.number())
	n := p.count()
	for p.err == nil {
		switch p.byte() {
		case 0:
			return
		case 9:
			for i := 0; i < n && p.err == nil; i++ {
				a.packSizes = append(a.packSizes, int64(p.number()))
			}
		case 10:
			p.digests(n)
		default:
			p.err = errSeven
		}
	}
}

func (p *sevenParser) folders(a *sevenArchive) {
	if p.byte() != 11 {
		p.err = errSeven
		return
	}
	n := p.count()
	if p.byte() != 0 {
		p.err = errSeven
		return
	}
	first := 0
	for i := 0; i < n && p.err == nil; i++ {
		f := p.folder()
		f.first = first
		first += len(f.packed)
		a.folders = append(a.folders, f)
	}
	for p.err == nil {
		switch p.byte() {
		case 0:
			return
		case 12:
			for i := range a.folders {
				for _, c := range a.folders[i].coders {
					for k := 0; k < c.out && p.err == nil; k++ {
						a.folders[i].unpacked = append(a.folders[i].unpacked, int64(p.number()))
					}
				}
			}
		case 10:
			p.digests(len(a.folders))
		default:
			p.err = errSeven
		}
	}
}

func (p *sevenParser) folder() (f sevenFolder) {
	n := p.count()
	if n > 32 {
		p.err = errSeven
		return f
	}
	ins, outs := 0, 0
	for i := 0; i < n && p.err == nil; i++ {
		flag := p.byte()
		c := sevenCoder{in: 1, out: 1}
		for _, b := range p.take(uint64(flag & 15)) {
			c.id = c.id<<8 | uint64(b)
		}
		if flag&0x10 != 0 {
			c.in, c.out = p.count(), p.count()
		}
		if flag&0x20 != 0 {
			c.props = p.take(p.number())
		}
		ins, outs = ins+c.in, outs+c.out
		f.coders = append(f.coders, c)
	}
	if ins > 64 || outs > 64 {
		p.err = errSeven
		return f
	}
	for i := 0; i < outs-1 && p.err == nil; i++ {
		f.binds = append(f.binds, [2]int{p.count(), p.count()})
	}
	packed := ins - (outs - 1)
	if packed == 1 {
		for i := 0; i < ins; i++ {
			bound := false
			for _, b := range f.binds {
				bound = bound || b[0] == i
			}
			if !bound {
				f.packed = append(f.packed, i)
				break
			}
		}
		return f
	}
	for i := 0; i < packed && p.err == nil; i++ {
		f.packed = append(f.packed, p.count())
	}
	return f
}

func (p *sevenParser) subStreams(a *sevenArchive) {
	t := p.byte()
	if t == 13 {
		for i := range a.folders {
			n := p.count()
			a.folders[i].sizes = make([]int64, n)
		}
		t = p.byte()
	}
	for i := range a.folders {
		f := &a.folders[i]
		left := f.size()
		for k := range f.sizes {
			if k == len(f.sizes)-1 {
				f.sizes[k] = max(left, 0)
				break
			}
			if t == 9 {
				f.sizes[k] = int64(p.number())
				left -= f.sizes[k]
			}
		}
	}
	p.skipDigests(a, t)
}

// skipDigests passes over checksums, whose number depends on which folders
// have one already: the end is found by the two ids that may follow.
func (p *sevenParser) skipDigests(a *sevenArchive, t byte) {
	if t == 9 {
		t = p.byte()
	}
	if t == 0 || p.err != nil {
		return
	}
	if t != 10 {
		p.err = errSeven
		return
	}
	members := 0
	for i := range a.folders {
		members += len(a.folders[i].sizes)
	}
	keep := p.b
	for n := members; n >= 0; n-- {
		p.b, p.err = keep, nil
		p.digests(n)
		if p.err == nil && len(p.b) > 1 && p.b[0] == 0 && (p.b[1] == 5 || p.b[1] == 0) {
			p.b = p.b[1:]
			return
		}
	}
	p.err = errSeven
}

func (p *sevenParser) files(a *sevenArchive) {
	n := p.count()
	a.names = make([]string, 0, min(n, 1<<16))
	for p.err == nil {
		t := p.byte()
		if t == 0 {
			return
		}
		q := &sevenParser{b: p.take(p.number())}
		switch t {
		case 0x0e:
			a.empty = q.bits(n, false)
		case 0x11:
			if q.byte() == 0 {
				a.names = utf16Names(q.b, n)
			}
		}
	}
}

func utf16Names(b []byte, n int) (names []string) {
	for len(names) < n {
		end := -1
		for i := 0; i+1 < len(b); i += 2 {
			if b[i] == 0 && b[i+1] == 0 {
				end = i
				break
			}
		}
		if end < 0 {
			return names
		}
		u := make([]uint16, end/2)
		_ = binary.Read(bytes.NewReader(b[:end]), binary.LittleEndian, u) // the length is right by construction
		names = append(names, string(utf16.Decode(u)))
		b = b[end+2:]
	}
	return names
}
