package modelscan

import (
	"bufio"
	"bytes"
	"compress/bzip2"
	"compress/gzip"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/klauspost/compress/zstd"
)

// The compressions that wrap one file. The format's name is "outer+inner".

func (s *scan) gzipFile(src *source, name, where string) string {
	z, err := gzip.NewReader(bufio.NewReader(src.open()))
	if err != nil {
		s.decodeFailed(where, err)
		return "gzip"
	}
	return "gzip+" + s.innerStream(z, stem(name), join(where, "gzip"))
}

func (s *scan) bzip2File(src *source, name, where string) string {
	return "bzip2+" + s.innerStream(bzip2.NewReader(src.open()), stem(name), join(where, "bzip2"))
}

func (s *scan) xzFile(src *source, name, where string) string {
	return "xz+" + s.innerStream(newXZ(src.open()), stem(name), join(where, "xz"))
}

func (s *scan) lz4File(src *source, name, where string) string {
	return "lz4+" + s.innerStream(newLZ4(src.open()), stem(name), join(where, "lz4"))
}

func newZstd(r io.Reader) (*zstd.Decoder, error) {
	return zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxMemory(64<<20), zstd.WithDecoderMaxWindow(32<<20))
}

func (s *scan) zstdFile(src *source, name, where string) string {
	z, err := newZstd(src.open())
	if err != nil {
		s.decodeFailed(where, err)
		return "zstd"
	}
	defer z.Close()
	return "zstd+" + s.innerStream(z, stem(name), join(where, "zstd"))
}

// zlibFile takes a zlib stream, which has hardly a mark of its own: only when
// its first bytes decode is it one.
func (s *scan) zlibFile(src *source, name, where string) (string, bool) {
	probe, err := zlib.NewReader(bytes.NewReader(src.head))
	if err != nil {
		return "", false
	}
	if n, err := io.ReadFull(probe, make([]byte, 64)); n == 0 || err != nil && err != io.ErrUnexpectedEOF && err != io.EOF {
		return "", false
	}
	return "zlib+" + s.innerStream(&zlibChain{in: bufio.NewReader(src.open())}, stem(name), join(where, "zlib")), true
}

// zlibChain reads zlib streams one after the other, as joblib does.
type zlibChain struct {
	in  *bufio.Reader
	cur io.ReadCloser
	err error
}

func (c *zlibChain) Read(p []byte) (int, error) {
	for c.err == nil {
		if c.cur == nil {
			if c.cur, c.err = zlib.NewReader(c.in); c.err != nil {
				break
			}
		}
		n, err := c.cur.Read(p)
		if err == io.EOF {
			c.cur = nil
			if h, _ := c.in.Peek(7); !isZlib(h) { // a short peek is no stream
				c.err = io.EOF
			}
			err = nil
		}
		if n > 0 || err != nil {
			return n, err
		}
	}
	return 0, c.err
}

func (s *scan) lzmaFile(src *source, name, where string) (string, bool) {
	if n, _ := io.ReadFull(newLzmaAlone(bytes.NewReader(src.head)), make([]byte, 16)); n == 0 {
		return "", false
	}
	return "lzma+" + s.innerStream(newLzmaAlone(src.open()), stem(name), join(where, "lzma")), true
}

// zfile is the compression of joblib before 0.10: a mark, the length in
// hexadecimal padded to a fixed width, then a zlib stream.
func (s *scan) zfile(src *source, name, where string) string {
	r := bufio.NewReader(src.open())
	for _, width := range []int64{24, 23, 22, 21, 20, 15, 14, 13} {
		if int64(len(src.head)) > width+2 && isZlib(src.head[width:]) && strings.Trim(string(src.head[4:width]), "0x123456789abcdefABCDEFL ") == "" {
			if _, err := io.CopyN(io.Discard, r, width); err != nil {
				break
			}
			return "joblib-zfile+" + s.innerStream(&zlibChain{in: r}, stem(name), join(where, "zlib"))
		}
	}
	s.find("MF182", where, detail("a joblib z-file without a zlib stream"))
	return "joblib-zfile"
}

// stem drops a compression's extension from a name.
func stem(name string) string {
	switch e := ext(name); e {
	case ".gz", ".gzip", ".bz2", ".xz", ".lzma", ".lz4", ".zst", ".z":
		return name[:len(name)-len(e)]
	}
	return name
}

var errLZ4 = errors.New("damaged lz4 data")

// lz4Reader reads the LZ4 frame format: blocks of at most 4 MB that may refer
// to the 64 kB before them.
type lz4Reader struct {
	r       *bufio.Reader
	out     []byte // history, then what is still to be handed out
	from    int
	inFrame bool
	flags   byte
	max     int
	err     error
}

func newLZ4(r io.Reader) io.Reader { return &lz4Reader{r: bufio.NewReader(r)} }

func (z *lz4Reader) Read(p []byte) (int, error) {
	for z.from == len(z.out) && z.err == nil {
		if !z.inFrame {
			z.err = z.frame()
			continue
		}
		z.err = z.block()
	}
	n := copy(p, z.out[z.from:])
	z.from += n
	if n > 0 {
		return n, nil
	}
	return 0, z.err
}

func (z *lz4Reader) frame() error {
	var h [4]byte
	if _, err := io.ReadFull(z.r, h[:]); err != nil {
		return io.EOF
	}
	switch m := binary.LittleEndian.Uint32(h[:]); {
	case m>>4 == 0x184D2A5: // a skippable frame
		if _, err := io.ReadFull(z.r, h[:]); err != nil {
			return io.EOF
		}
		_, err := io.CopyN(io.Discard, z.r, int64(binary.LittleEndian.Uint32(h[:])))
		return err
	case m != 0x184D2204:
		return io.EOF // something else follows the last frame
	}
	d, err := z.need(2)
	if err != nil {
		return err
	}
	z.flags = d[0]
	sizes := map[byte]int{4: 64 << 10, 5: 256 << 10, 6: 1 << 20, 7: 4 << 20}
	z.max = sizes[d[1]>>4&7]
	if z.flags>>6 != 1 || z.max == 0 {
		return errLZ4
	}
	skip := 1
	if z.flags&8 != 0 {
		skip += 8
	}
	if z.flags&1 != 0 {
		skip += 4
	}
	z.inFrame = true
	_, err = z.need(skip)
	return err
}

func (z *lz4Reader) need(n int) ([]byte, error) {
	b := make([]byte, n)
	_, err := io.ReadFull(z.r, b)
	if err != nil {
		return nil, fmt.Errorf("%w: %v", errLZ4, err)
	}
	return b, nil
}

func (z *lz4Reader) block() error {
	h, err := z.need(4)
	if err != nil {
		return err
	}
	size := binary.LittleEndian.Uint32(h)
	if size == 0 {
		z.inFrame = false
		if z.flags&4 != 0 {
			_, err = z.need(4)
		}
		return err
	}
	plain := size&0x80000000 != 0
	n := int(size & 0x7fffffff)
	if n > z.max+64 {
		return errLZ4
	}
	b, err := z.need(n)
	if err != nil {
		return err
	}
	if z.flags&16 != 0 {
		if _, err := z.need(4); err != nil {
			return err
		}
	}
	keep := min(len(z.out), 64<<10)
	z.out = append(z.out[:0], z.out[len(z.out)-keep:]...)
	z.from = len(z.out)
	if plain {
		z.out = append(z.out, b...)
		return nil
	}
	z.out, err = lz4Block(z.out, b, len(z.out)+z.max)
	return err
}

// lz4Block appends a block's content to out, which holds what came before.
func lz4Block(out, b []byte, limit int) ([]byte, error) {
	length := func(n int) (int, bool) {
		if n != 15 {
			return n, true
		}
		for {
			if len(b) == 0 || n > limit {
				return 0, false
			}
			c := b[0]
			b = b[1:]
			n += int(c)
			if c != 255 {
				return n, true
			}
		}
	}
	for len(b) > 0 {
		token := b[0]
		b = b[1:]
		n, ok := length(int(token >> 4))
		if !ok || n > len(b) || len(out)+n > limit {
			return out, errLZ4
		}
		out = append(out, b[:n]...)
		if b = b[n:]; len(b) == 0 {
			return out, nil
		}
		if len(b) < 2 {
			return out, errLZ4
		}
		back := int(binary.LittleEndian.Uint16(b))
		b = b[2:]
		n, ok = length(int(token & 15))
		n += 4
		if !ok || back == 0 || back > len(out) || len(out)+n > limit {
			return out, errLZ4
		}
		for i := 0; i < n; i++ {
			out = append(out, out[len(out)-back])
		}
	}
	return out, nil
}
