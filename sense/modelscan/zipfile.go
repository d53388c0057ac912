package modelscan

import (
	"bytes"
	"compress/bzip2"
	"compress/flate"
	"hash/crc32"
	"io"
	"path"
	"strings"
	"sync"
)

// zipFile scans every member of a zip archive, whatever its name or flags say.
func (s *scan) zipFile(src *source, name, where string) string {
	s.whole(src, where)
	d := readZip(src, s.bud.members)
	s.bud.members -= len(d.entries)
	if s.bud.members <= 0 {
		s.find("MF281", where, detail("more than %d archive members", s.lim.Members), sev(High))
	}
	if !d.whole {
		s.find("MF194", where, detail("the zip archive has no directory"))
	}
	for _, o := range d.odd {
		s.find("MF191", join(where, o.member), detail("%s", o.what))
	}
	k := zipKind(d.entries)
	for i := range d.entries {
		s.member(src, &d.entries[i], k, where)
	}
	if d.start > 0 && d.start < src.size {
		s.inner(section(src.at, 0, d.start, src.data), "", join(where, "before the archive"))
	}
	s.zipPackage(src, d, k, where)
	return k
}

// zipKind tells from the members' names what package the archive is.
func zipKind(entries []zipEntry) string {
	npy, others := 0, 0
	var data, code, constants, schema, config, weights, mlmodel, mar bool
	for i := range entries {
		n := entries[i].name
		base := baseName(n)
		switch {
		case base == "data.pkl":
			data = true
		case base == "constants.pkl":
			constants = true
		case strings.Contains(n, "/code/") || strings.HasPrefix(n, "code/"):
			code = true
		case n == "schema.json":
			schema = true
		case n == "config.json":
			config = true
		case n == "metadata.json" || strings.HasSuffix(n, ".weights.h5"):
			weights = true
		case n == "Manifest.json" || strings.HasSuffix(n, ".mlmodel"):
			mlmodel = true
		case strings.HasPrefix(n, "MAR-INF/"):
			mar = true
		}
		if strings.HasSuffix(n, ".npy") {
			npy++
		} else {
			others++
		}
	}
	switch {
	case constants && code:
		return "torchscript"
	case data:
		return "pytorch"
	case config && weights:
		return "keras"
	case schema:
		return "skops"
	case mar:
		return "torchserve"
	case mlmodel:
		return "coreml"
	case npy > 0 && others == 0:
		return "npz"
	}
	return "zip"
}

func (s *scan) member(src *source, e *zipEntry, kind, where string) {
	at := join(where, e.name)
	s.memberName(e.name, at)
	if e.data < 0 || strings.HasSuffix(e.name, "/") && e.packed == 0 {
		return
	}
	if e.data+e.packed > src.size {
		s.find("MF194", at, detail("it is said to be %d bytes long, the archive ends before", e.packed))
		e.packed = max(0, src.size-e.data)
	}
	raw := func() *source { return section(src.at, e.data, e.packed, src.data) }
	if e.mode&0xf000 == 0xa000 {
		s.link(raw(), at)
	}
	if e.flags&1 != 0 {
		s.saysEncrypted(raw(), e, at)
		return
	}
	if e.method == 0 && kind == "pytorch" && storageMember(e.name) {
		s.storage(src, e, at)
		return
	}
	s.unpack(raw, e, at)
}

// memberName reports names and links that lead outside.
func (s *scan) memberName(name, at string) {
	if outside(name) {
		s.find("MF190", at, detail("the name %q leads outside", printable(name, 100)))
	}
}

// outside says whether an archive path leaves the folder it is unpacked into.
func outside(name string) bool {
	n := strings.ReplaceAll(name, "\\", "/")
	if strings.HasPrefix(n, "/") || len(n) > 2 && n[1] == ':' && n[2] == '/' {
		return true
	}
	for _, p := range strings.Split(n, "/") {
		if p == ".." {
			return true
		}
	}
	return false
}

func (s *scan) link(src *source, at string) {
	target, _ := src.bytes(4096)
	if t := string(target); outside(t) {
		s.find("MF190", at, detail("a link to %q", printable(t, 100)))
	}
}

// saysEncrypted looks whether a member that claims to be encrypted is: readers
// that ignore the flag read what scanners skip.
func (s *scan) saysEncrypted(raw *source, e *zipEntry, at string) {
	plain := *e
	plain.flags &^= 1
	b, all := raw.bytes(s.lim.Memory)
	if e.method == 0 && (all && crc32.ChecksumIEEE(b) == e.crc || sniffBinary(b)) {
		s.find("MF191", at, detail("it claims to be encrypted and is not"))
		s.unpack(func() *source { return raw }, &plain, at)
		return
	}
	if e.method == 8 && all {
		if out, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(b)), s.lim.Memory)); err == nil && len(out) > 0 && crc32.ChecksumIEEE(out) == e.crc {
			s.find("MF191", at, detail("it claims to be encrypted and is not"))
			s.unpack(func() *source { return raw }, &plain, at)
			return
		}
	}
	s.find("MF193", at)
}

var flaters = sync.Pool{New: func() any { return flate.NewReader(bytes.NewReader(nil)) }}

// unpack decompresses a member and scans it.
func (s *scan) unpack(raw func() *source, e *zipEntry, at string) {
	var r io.Reader
	src := raw()
	switch e.method {
	case 0:
		if b := src.data; b != nil && !e.hidden && crc32.ChecksumIEEE(b) != e.crc && e.flags&8 == 0 {
			s.find("MF191", at, detail("the checksum does not fit the content"), cve("CVE-2025-10156"))
		}
		s.inner(src, e.name, at)
		return
	case 8:
		f := flaters.Get().(io.ReadCloser)
		defer flaters.Put(f)
		if err := f.(flate.Resetter).Reset(src.open(), nil); err != nil {
			s.decodeFailed(at, err)
			return
		}
		r = f
	case 12:
		r = bzip2.NewReader(src.open())
	case 14:
		r = newLzmaZip(src.open(), e.unpacked)
	case 93:
		z, err := newZstd(src.open())
		if err != nil {
			s.decodeFailed(at, err)
			return
		}
		defer z.Close()
		r = z
	case 95:
		r = newXZ(src.open())
	default:
		s.find("MF194", at, detail("compression method %d is not known", e.method))
		s.inner(src, e.name, at)
		return
	}
	sum := &checked{r: r, want: e.crc}
	s.innerStream(sum, e.name, at)
	if sum.done && sum.crc != e.crc && !e.hidden {
		s.find("MF191", at, detail("the checksum does not fit the content"), cve("CVE-2025-10156"))
	}
}

// checked computes the checksum of what is read to the end.
type checked struct {
	r         io.Reader
	crc, want uint32
	done      bool
}

func (c *checked) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.crc = crc32.Update(c.crc, crc32.IEEETable, p[:n])
	c.done = c.done || err == io.EOF
	return n, err
}

// storageMember names raw tensor data in a PyTorch archive.
func storageMember(name string) bool {
	dir, base := path.Split(name)
	if !strings.HasSuffix(dir, "data/") || base == "" {
		return false
	}
	return strings.Trim(base, "0123456789") == ""
}

// storage looks at raw tensor data: nothing loads it as anything else, so a
// look at its first bytes is enough to see a file that hides there.
func (s *scan) storage(src *source, e *zipEntry, at string) {
	h := src.read(e.data, min(e.packed, 64))
	if len(h) < 8 || !sniffBinary(h) {
		return
	}
	s.storageHead(section(src.at, e.data, e.packed, src.data), at)
}

func (s *scan) storageHead(src *source, at string) {
	b, _ := src.bytes(s.lim.Payload)
	if sniff(b[:min(len(b), 4096)], false, src.size) {
		s.payload(b, false, at, 0)
	}
}

// zipAtEnd opens an archive that hides behind data of no known format.
func (s *scan) zipAtEnd(src *source, name, where string) {
	if src.at == nil || src.size < 22 {
		return
	}
	if end, at := findEnd(src); end != nil && at > 0 {
		d := readZip(src, s.bud.members)
		if len(d.entries) > 0 && d.whole && d.entries[0].data > 0 {
			s.find("MF113", where, detail("a zip archive of %d members stands behind other data", len(d.entries)))
			k := zipKind(d.entries)
			for i := range d.entries {
				s.member(src, &d.entries[i], k, where)
			}
		}
	}
}

// text reads a member whole, for the formats that need more than one member.
func (s *scan) text(src *source, e *zipEntry, limit int64) []byte {
	if e.data < 0 || e.data > src.size {
		return nil
	}
	raw := section(src.at, e.data, min(e.packed, src.size-e.data), src.data)
	var r io.Reader = raw.open()
	if e.method == 8 {
		r = flate.NewReader(r)
	} else if e.method != 0 {
		return nil
	}
	b, _ := io.ReadAll(io.LimitReader(r, limit)) // what could be read is what there is to look at
	return b
}
