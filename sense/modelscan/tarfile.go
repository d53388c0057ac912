package modelscan

import (
	"archive/tar"
	"bytes"
	"io"
	"strings"
)

// tarFile scans every member of a tar archive: OCI layers and image tars, NeMo
// packages and PyTorch's oldest format are tars too.
func (s *scan) tarFile(src *source, name, where string) string {
	t := tar.NewReader(src.open())
	k := "tar"
	seen := map[string]bool{}
	for s.bud.members > 0 {
		h, err := t.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			s.decodeFailed(where, err)
			break
		}
		s.bud.members--
		at := join(where, h.Name)
		if seen[h.Name] && h.Typeflag == tar.TypeReg {
			s.find("MF191", at, detail("two members of the same name"), cve(), sev(Medium))
		}
		if len(seen) < 100_000 {
			seen[h.Name] = true
		}
		s.memberName(strings.TrimPrefix(h.Name, "/"), at) // image layers may begin at the root
		switch h.Typeflag {
		case tar.TypeSymlink, tar.TypeLink:
			s.tarLink(h, at)
		case tar.TypeReg:
			k = tarKind(k, h.Name)
			if !skipMember(k, h.Name) {
				s.innerStream(t, h.Name, at)
			}
		case tar.TypeChar, tar.TypeBlock, tar.TypeFifo:
			s.find("MF190", at, detail("a device, not a file"), sev(Medium))
		}
	}
	if s.bud.members <= 0 {
		s.find("MF281", where, detail("more than %d archive members", s.lim.Members), sev(High))
	}
	if k == "pytorch-tar" && s.weightsNo == "" {
		s.weightsNo = "PyTorch's tar format, which torch.load refuses under the rule"
	}
	return k
}

// tarLink reports links that leave the archive. Inside an image's file system
// absolute links are usual and stay inside.
func (s *scan) tarLink(h *tar.Header, at string) {
	target := h.Linkname
	if h.Typeflag == tar.TypeSymlink && !strings.HasPrefix(target, "/") {
		target = strings.TrimPrefix(dirOf(h.Name)+"/"+target, "/")
	}
	if climbs(target) {
		s.find("MF190", at, detail("a link to %q", printable(h.Linkname, 100)))
	} else if strings.HasPrefix(h.Linkname, "/") {
		s.find("MF190", at, detail("a link to %q", printable(h.Linkname, 100)), sev(Low), verdict(DataOnly))
	}
}

func dirOf(p string) string {
	if i := strings.LastIndexByte(p, '/'); i >= 0 {
		return p[:i]
	}
	return ""
}

// climbs says whether a path goes above its root on the way.
func climbs(p string) bool {
	depth := 0
	for _, part := range strings.Split(p, "/") {
		switch part {
		case "", ".":
		case "..":
			if depth--; depth < 0 {
				return true
			}
		default:
			depth++
		}
	}
	return false
}

func tarKind(k, name string) string {
	base := baseName(name)
	switch {
	case base == "model_config.yaml":
		return "nemo"
	case base == "oci-layout" || strings.HasPrefix(name, "blobs/sha256/"):
		return "oci"
	case k == "tar" && (base == "storages" || base == "tensors"):
		return "pytorch-tar"
	}
	return k
}

// skipMember leaves out what an image's own layers hold without end: system
// libraries are programs and no finding there.
func skipMember(k, name string) bool {
	for _, p := range []string{"usr/lib/", "lib/", "lib64/", "usr/bin/", "bin/", "sbin/", "usr/sbin/", "usr/lib64/", "usr/share/", "etc/", "var/lib/"} {
		if strings.HasPrefix(strings.TrimPrefix(name, "./"), p) && !pickleNames[ext(name)] {
			return true
		}
	}
	return false
}

// nativeFile reports programs. A llamafile is a program with a model behind it.
func (s *scan) nativeFile(src *source, name, where string) string {
	s.whole(src, where)
	head := src.head
	format := "native"
	if bytes.HasPrefix(head, []byte("MZqFpD")) {
		format = "llamafile"
	}
	s.find("MF270", where, detail("a native program or library (%s)", nativeKind(head)))
	if src.at != nil {
		if end, _ := findEnd(src); end != nil {
			d := readZip(src, s.bud.members)
			for i := range d.entries {
				s.member(src, &d.entries[i], "zip", where)
			}
		}
	}
	return format
}

func nativeKind(h []byte) string {
	switch h[0] {
	case 0x7f:
		return "ELF"
	case 'M':
		return "Windows or portable executable"
	}
	return "Mach-O"
}
