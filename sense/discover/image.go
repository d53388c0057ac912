package discover

import (
	"archive/tar"
	"bufio"
	"bytes"
	"compress/bzip2"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"strings"

	"github.com/klauspost/compress/zstd"

	"github.com/plimsoll-aims/plimsoll/internal/lazyregexp"
)

var ociBlob = lazyregexp.New(`(?:^|/)blobs/sha256/[0-9a-f]{64}$`)

// imageName says whether a file may hold a container image, or a part of one, by
// its name.
func imageName(rel string) bool {
	base := strings.ToLower(path.Base(rel))
	for _, ext := range []string{".tar", ".tar.gz", ".tgz", ".tar.zst", ".tar.bz2"} {
		if strings.HasSuffix(base, ext) {
			return true
		}
	}
	return ociBlob().MatchString(rel)
}

var (
	errImageSize = errors.New("unpacks to more than the limit; the rest was not read")
	errImageTime = errors.New("took longer than the limit; the rest was not read")
)

// image reads a container image or an archive as a stream: what it unpacks to
// is counted against a limit and nothing is written to disk.
func (s *scan) image(ctx context.Context, f *file, c *collector, o *outcome) {
	fd, err := os.Open(f.abs)
	if err != nil {
		c.problem(errors.New(plain(err)))
		return
	}
	defer fd.Close()
	h := sha256.New()
	in := io.TeeReader(fd, h)
	ctx, cancel := context.WithTimeout(ctx, s.opt.Limits.PerFile)
	defer cancel()
	u := &unpacker{ctx: ctx, c: c, left: s.opt.Limits.ImageSize, scan: s, seen: map[string]int{}}
	c.problem(u.stream(in, "", 2))
	if _, err := io.Copy(io.Discard, in); err != nil {
		c.problem(errors.New(plain(err)))
	}
	o.sum, o.read = hex.EncodeToString(h.Sum(nil)), f.size
	c.sub = u.sub
}

// unpacker reads the streams inside one image.
type unpacker struct {
	ctx  context.Context
	c    *collector
	scan *scan
	left int64 // bytes that may still be unpacked
	sub  []subFile
	seen map[string]int // path -> index in sub: a later layer replaces an earlier one
}

// Read bounds: every decompressed byte is counted.
type counted struct {
	r io.Reader
	u *unpacker
}

func (c counted) Read(p []byte) (int, error) {
	if c.u.ctx.Err() != nil {
		return 0, errImageTime
	}
	if c.u.left <= 0 {
		return 0, errImageSize
	}
	if int64(len(p)) > c.u.left {
		p = p[:c.u.left]
	}
	n, err := c.r.Read(p)
	c.u.left -= int64(n)
	return n, err
}

// stream reads a tar, compressed or not, or a JSON part of an image; anything
// else is no image and no problem. levels is how many more layers of nesting
// are looked into.
func (u *unpacker) stream(r io.Reader, prefix string, levels int) error {
	br := bufio.NewReaderSize(r, 64<<10)
	head, _ := br.Peek(512)
	switch {
	case bytes.HasPrefix(head, []byte{0x1f, 0x8b}):
		z, err := gzip.NewReader(br)
		if err != nil {
			return fmt.Errorf("not well-formed gzip: %w", err)
		}
		return u.tar(counted{z, u}, prefix, levels)
	case bytes.HasPrefix(head, []byte{0x28, 0xb5, 0x2f, 0xfd}):
		z, err := zstd.NewReader(br, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(32<<20), zstd.WithDecoderMaxWindow(32<<20))
		if err != nil {
			return fmt.Errorf("not well-formed zstd: %w", err)
		}
		defer z.Close()
		return u.tar(counted{z, u}, prefix, levels)
	case bytes.HasPrefix(head, []byte("BZh")):
		return u.tar(counted{bzip2.NewReader(br), u}, prefix, levels)
	case len(head) >= 262 && string(head[257:262]) == "ustar":
		return u.tar(counted{br, u}, prefix, levels)
	case len(head) > 1 && head[0] == '{':
		b, err := io.ReadAll(io.LimitReader(counted{br, u}, u.c.lim.Entry))
		if err != nil {
			return err
		}
		imageJSON(b, u.c)
	}
	return nil
}

func (u *unpacker) tar(r io.Reader, prefix string, levels int) error {
	t := tar.NewReader(r)
	for n := 0; ; n++ {
		h, err := t.Next()
		if err == io.EOF || n == 0 && errors.Is(err, tar.ErrHeader) {
			return nil // a plain compressed file is no image
		}
		if err != nil {
			if errors.Is(err, errImageSize) || errors.Is(err, errImageTime) {
				return err
			}
			return fmt.Errorf("not a well-formed tar: %w", err)
		}
		if n > u.c.lim.Files {
			return fmt.Errorf("more than %d entries; the rest was not read", u.c.lim.Files)
		}
		if h.Typeflag != tar.TypeReg {
			continue
		}
		if err := u.entry(t, h, prefix, levels); err != nil {
			return err
		}
	}
}

// entry reads one file of a tar: a layer, a part of the image's description, or
// a file of the image's own tree.
func (u *unpacker) entry(t io.Reader, h *tar.Header, prefix string, levels int) error {
	name := strings.TrimPrefix(path.Clean("/"+h.Name), "/")
	base := path.Base(name)
	layer := base == "layer.tar" || ociBlob().MatchString(name) || strings.HasSuffix(base, ".tar") && prefix == ""
	if layer && levels > 0 {
		err := u.stream(t, name, levels-1)
		if errors.Is(err, errImageSize) || errors.Is(err, errImageTime) {
			return err
		}
		u.c.problem(err)
		return nil
	}
	if prefix == "" && strings.HasSuffix(base, ".json") && !strings.Contains(name, "/") {
		b, err := io.ReadAll(io.LimitReader(t, u.c.lim.Entry))
		if err != nil {
			return err
		}
		if imageJSON(b, u.c) {
			return nil
		}
		u.read(name, h.Size, b)
		return nil
	}
	return u.member(t, h, name)
}

// member reads a file of the image's tree with the reader for its name.
func (u *unpacker) member(t io.Reader, h *tar.Header, name string) error {
	f := newFile(name)
	if !installed(f) {
		if r, n := route(f); (r == nil || n == needNothing || n == needImage) && u.c.set.Tail("file", name) == nil && !cachePath().MatchString(name) {
			return nil
		}
	}
	b, err := io.ReadAll(io.LimitReader(t, u.c.lim.Entry))
	if err != nil {
		return err
	}
	u.read(name, h.Size, b)
	return nil
}

// read looks into the bytes of one file of the tree.
func (u *unpacker) read(name string, size int64, b []byte) {
	f := newFile(name)
	f.data, f.size, f.cut = b, size, int64(len(b)) < size
	c := newCollector(u.c.set, u.c.lim)
	func() {
		defer func() {
			if p := recover(); p != nil {
				u.c.probs = append(u.c.probs, fmt.Sprintf("%s: the reader gave up: %v", cleanPath(name), p))
			}
		}()
		if installedPackage(f, c) {
			return
		}
		readFileName(f, c)
		if r, _ := route(f); r != nil && !thirdParty(name) {
			r(f, c)
		}
	}()
	for i := range c.found {
		c.found[i].Local = ""
	}
	if len(c.found) == 0 {
		return
	}
	s := subFile{Path: name, Findings: c.found, Counts: c.counts}
	if i, ok := u.seen[name]; ok {
		u.sub[i] = s
		return
	}
	u.seen[name] = len(u.sub)
	u.sub = append(u.sub, s)
}

var (
	distInfo = lazyregexp.New(`(?:\.dist-info/METADATA|\.egg-info/PKG-INFO)$`)
	nodePkg  = lazyregexp.New(`(?:^|/)node_modules/((?:@[^/]+/)?[^/]+)/package\.json$`)
)

// thirdParty says whether a path lies in a folder of installed packages, whose
// sources are not the image's own.
func thirdParty(name string) bool {
	for _, dir := range []string{"site-packages/", "dist-packages/", "node_modules/", "usr/share/", "usr/lib/", "gems/", ".cargo/registry/", "go/pkg/mod/", "usr/local/lib/python"} {
		if strings.Contains("/"+name, "/"+dir) {
			return true
		}
	}
	return false
}

func installed(f *file) bool { return distInfo().MatchString(f.rel) || nodePkg().MatchString(f.rel) }

// installedPackage reads the metadata of an installed package: the package is
// there, so it is verified.
func installedPackage(f *file, c *collector) bool {
	if distInfo().MatchString(f.rel) {
		var name, version string
		eachLine(f.data[:min(len(f.data), 8<<10)], func(_ int, text string) {
			if v, ok := strings.CutPrefix(text, "Name: "); ok && name == "" {
				name = v
			}
			if v, ok := strings.CutPrefix(text, "Version: "); ok && version == "" {
				version = v
			}
		})
		c.hit(c.set.Match("pypi", name), name, 0, Verified).attr("version", version)
		return true
	}
	if m := nodePkg().FindStringSubmatch(f.rel); m != nil {
		n, _ := parseJSON(f.data, c.lim)
		c.hit(c.set.Match("npm", m[1]), m[1], 0, Verified).attr("version", n.str("version"))
		return true
	}
	return false
}

// modelMedia are media types of models packed as OCI artifacts.
var modelMedia = []string{"application/vnd.docker.ai.", "application/vnd.cncf.model.", "application/vnd.kitops.modelkit.", "application/vnd.ollama.image.model"}

// imageJSON reads the manifest, index or configuration of an image: model
// artifacts, labels and the names of its environment. False for other JSON.
func imageJSON(b []byte, c *collector) bool {
	n, err := parseJSON(b, c.lim)
	if n == nil || err != nil || n.kind != mapNode && n.kind != listNode {
		return false
	}
	if cfg := n.get("config"); n.get("rootfs") != nil && cfg != nil {
		for _, e := range cfg.get("Env").list() {
			key, value, _ := strings.Cut(e.text, "=")
			c.env(key, e.line, Declared)
			if modelEnv[key] {
				c.modelSetting(value, e.line)
			}
		}
		modelArgs(cfg.get("Cmd"), c)
		modelArgs(cfg.get("Entrypoint"), c)
		return true
	}
	for _, l := range append(n.get("layers").list(), n.get("config"), n) {
		media := first(l.str("mediaType"), l.str("artifactType"))
		for _, m := range modelMedia {
			if strings.HasPrefix(media, m) {
				title := first(l.str("annotations", "org.opencontainers.image.title"), l.str("annotations", "org.cncf.model.filepath"), n.str("annotations", "org.opencontainers.image.title"))
				c.named(c.format("oci-model"), first(title, "OCI model"), l.line, Verified).attr("media-type", media).attr("digest", l.str("digest"))
			}
		}
	}
	return n.get("schemaVersion") != nil || n.get("imageLayoutVersion") != nil || len(n.list()) > 0 && n.list()[0].get("Layers") != nil
}
