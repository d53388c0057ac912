package modelscan

import (
	"encoding/binary"
	"io"
	"strconv"
	"strings"

	"github.com/plimsoll-aims/plimsoll/internal/lazyregexp"
)

var (
	npyDescr = lazyregexp.New(`['"]descr['"]\s*:\s*(?:['"]([^'"]*)['"]|(\[.*?\])\s*,\s*['"])`)
	npyShape = lazyregexp.New(`['"]shape['"]\s*:\s*\(([0-9L,\s]*)\)`)
)

// npyFile reads a NumPy array file. An object array is a pickle behind the header.
func (s *scan) npyFile(src *source, name, where string) string {
	h := src.head
	if len(h) < 12 {
		s.find("MF182", where, detail("the header is cut"))
		return "numpy"
	}
	start, n := int64(10), int64(binary.LittleEndian.Uint16(h[8:]))
	if h[6] >= 2 {
		start, n = 12, int64(binary.LittleEndian.Uint32(h[8:]))
	}
	if h[6] == 0 || h[6] > 3 {
		s.find("MF180", where, detail("version %d of the format does not exist", h[6]))
	}
	if n > 1<<20 || start+n > int64(len(h)) {
		if src.size >= 0 && start+n > src.size {
			s.find("MF180", where, detail("a header of %d bytes, more than the file holds", n))
		} else {
			s.find("MF180", where, detail("a header of %d bytes; real ones have a few hundred", n))
		}
		return "numpy"
	}
	header := string(h[start : start+n])
	m := npyDescr().FindStringSubmatch(header)
	if m == nil {
		s.find("MF180", where, detail("a header without an element type"))
		return "numpy"
	}
	if strings.Contains(m[1]+m[2], "O") {
		s.npyObjects(src, start+n, where)
		return "numpy"
	}
	s.npySize(src, m[1], header, start+n, where)
	return "numpy"
}

// npyObjects scans the pickle of an object array.
func (s *scan) npyObjects(src *source, at int64, where string) {
	if src.at != nil {
		s.pickleFile(section(src.at, at, src.size-at, src.data), "", where)
		return
	}
	r := src.open()
	if _, err := io.CopyN(io.Discard, r, at); err != nil {
		s.decodeFailed(where, err)
		return
	}
	if sub, err := stream(r); err != nil {
		s.decodeFailed(where, err)
	} else {
		s.pickleFile(sub, "", where)
	}
}

func (s *scan) npySize(src *source, descr, header string, data int64, where string) {
	m := npyShape().FindStringSubmatch(header)
	if m == nil || src.size < 0 || len(descr) < 3 {
		return
	}
	size, err := strconv.ParseInt(strings.TrimLeft(descr, "<>|=")[1:], 10, 32)
	if err != nil {
		return
	}
	if strings.Contains(descr, "U") {
		size *= 4
	}
	for _, d := range strings.Split(m[1], ",") {
		d = strings.TrimSuffix(strings.TrimSpace(d), "L")
		if d == "" {
			continue
		}
		n, err := strconv.ParseInt(d, 10, 62)
		if err != nil || n > 0 && size > (1<<62)/n {
			s.find("MF180", where, detail("a shape of impossible size"))
			return
		}
		size *= n
	}
	if data+size > src.size {
		s.find("MF182", where, detail("the array needs %d bytes, %d are there", size, src.size-data))
	}
}
