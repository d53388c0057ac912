package modelscan

import (
	"bufio"
	"compress/bzip2"
	"compress/flate"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// sevenZip scans the members of a 7z archive. The header may itself be
// compressed; folders are chains of coders, of which the simple ones are read.
func (s *scan) sevenZip(src *source, name, where string) string {
	s.whole(src, where)
	h := src.read(0, 32)
	if h == nil {
		s.find("MF194", where, detail("the 7z header is cut"))
		return "7z"
	}
	off, n := int64(binary.LittleEndian.Uint64(h[12:])), int64(binary.LittleEndian.Uint64(h[20:]))
	if off < 0 || n < 0 || n > maxDirectory || off > src.size || 32+off+n > src.size {
		s.find("MF194", where, detail("the 7z directory lies outside the file"))
		return "7z"
	}
	hdr := src.read(32+off, n)
	for i := 0; i < 4 && len(hdr) > 0 && hdr[0] == 0x17; i++ {
		p := &sevenParser{b: hdr[1:]}
		a := p.streams()
		if p.err != nil || len(a.folders) == 0 {
			s.find("MF194", where, detail("the 7z directory cannot be decoded"))
			return "7z"
		}
		r, err := a.open(src, 0)
		if err == nil {
			hdr, err = io.ReadAll(io.LimitReader(metered{r, &s.bud}, maxDirectory))
		}
		if err != nil && len(hdr) == 0 {
			s.sevenFailed(where, err)
			return "7z"
		}
	}
	if len(hdr) == 0 || hdr[0] != 1 {
		if n > 0 {
			s.find("MF194", where, detail("the 7z directory is of no known kind"))
		}
		return "7z"
	}
	p := &sevenParser{b: hdr[1:]}
	a := p.header()
	if p.err != nil {
		s.find("MF194", where, detail("the 7z directory cannot be read to its end"))
	}
	s.sevenMembers(src, a, where)
	return "7z"
}

var (
	errSeven     = errors.New("damaged 7z directory")
	errEncrypted = errors.New("encrypted")
)

func (s *scan) sevenFailed(where string, err error) {
	if errors.Is(err, errEncrypted) {
		s.find("MF193", where)
		return
	}
	s.decodeFailed(where, err)
}

// sevenMembers reads folder after folder; a folder holds members end to end.
func (s *scan) sevenMembers(src *source, a *sevenArchive, where string) {
	next := 0
	name := func() string {
		for next < len(a.names) && next < len(a.empty) && a.empty[next] {
			s.memberName(a.names[next], join(where, a.names[next]))
			next++
		}
		if next < len(a.names) {
			next++
			return a.names[next-1]
		}
		return fmt.Sprintf("member %d", next)
	}
	for i := range a.folders {
		f := &a.folders[i]
		r, err := a.open(src, i)
		if err != nil {
			s.sevenFailed(where, err)
			for range f.sizes {
				name()
			}
			continue
		}
		for _, size := range f.sizes {
			if s.bud.members--; s.bud.members <= 0 {
				s.find("MF281", where, detail("more than %d archive members", s.lim.Members), sev(High))
				return
			}
			n := name()
			at := join(where, n)
			s.memberName(n, at)
			part := io.LimitReader(r, size)
			s.innerStream(part, n, at)
			if _, err := io.Copy(io.Discard, metered{part, &s.bud}); err != nil {
				s.sevenFailed(at, err)
				break
			}
		}
	}
}

type sevenCoder struct {
	id      uint64
	props   []byte
	in, out int
}

type sevenFolder struct {
	coders   []sevenCoder
	binds    [][2]int
	packed   []int
	unpacked []int64 // of every coder's output
	sizes    []int64 // of the members
	first    int     // index of its first packed stream
}

type sevenArchive struct {
	packPos   int64
	packSizes []int64
	folders   []sevenFolder
	names     []string
	empty     []bool
}

// open gives a folder's decoded bytes.
func (a *sevenArchive) open(src *source, i int) (io.Reader, error) {
	f := &a.folders[i]
	off := 32 + a.packPos
	for j := 0; j < f.first && j < len(a.packSizes); j++ {
		off += a.packSizes[j]
	}
	if f.first >= len(a.packSizes) || off < 0 || a.packSizes[f.first] < 0 || off+a.packSizes[f.first] > src.size {
		return nil, errSeven
	}
	var r io.Reader = io.NewSectionReader(src.at, off, a.packSizes[f.first])
	at := 0
	if len(f.packed) > 0 {
		at = f.packed[0]
	}
	for step := 0; step < len(f.coders); step++ {
		if at < 0 || at >= len(f.coders) || f.coders[at].in != 1 || f.coders[at].out != 1 {
			return nil, errors.New("a 7z coder that is not supported")
		}
		size := int64(-1)
		if at < len(f.unpacked) {
			size = f.unpacked[at]
		}
		var err error
		if r, err = f.coders[at].reader(r, size); err != nil {
			return nil, err
		}
		next := -1
		for _, b := range f.binds {
			if b[1] == at {
				next = b[0]
			}
		}
		if next < 0 {
			break
		}
		at = next
	}
	return r, nil
}

func (c *sevenCoder) reader(r io.Reader, size int64) (io.Reader, error) {
	switch c.id {
	case 0:
		return r, nil
	case 3:
		if len(c.props) < 1 {
			return nil, errSeven
		}
		return &delta{r: r, dist: int(c.props[0]) + 1}, nil
	case 0x030101:
		if len(c.props) < 5 {
			return nil, errSeven
		}
		return newLzma(r, c.props[0], binary.LittleEndian.Uint32(c.props[1:]), size), nil
	case 0x21:
		return newLzma2(bufio.NewReader(r), maxDict), nil
	case 0x040108:
		return flate.NewReader(r), nil
	case 0x040202:
		return bzip2.NewReader(r), nil
	case 0x04f71101:
		return newZstd(r)
	case 0x06f10701:
		return nil, errEncrypted
	}
	return nil, fmt.Errorf("7z method %x is not supported", c.id)
}
