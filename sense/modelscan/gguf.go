package modelscan

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"strings"
)

// ggufFile walks the key-value pairs and tensor table of a GGUF file. Its chat
// template is rendered by whoever runs the model.
func (s *scan) ggufFile(src *source, name, where string) string {
	w := &ggufWalk{s: s, where: where, r: bufio.NewReaderSize(src.open(), 64<<10), size: src.size, order: binary.LittleEndian}
	if err := w.file(); err != nil {
		switch {
		case errors.Is(err, errGGUF):
			s.find("MF180", where, offset(w.off), detail("%s", w.why))
		default:
			s.find("MF182", where, offset(w.off), detail("the file ends inside its header"))
		}
	}
	return "gguf"
}

var errGGUF = errors.New("contradiction in the header")

type ggufWalk struct {
	s     *scan
	where string
	r     *bufio.Reader
	order binary.ByteOrder
	off   int64
	size  int64
	align int64
	why   string
	ver   uint32
}

func (w *ggufWalk) bad(why string) error { w.why = why; return errGGUF }

func (w *ggufWalk) bytes(n int) ([]byte, error) {
	b := make([]byte, n)
	m, err := io.ReadFull(w.r, b)
	w.off += int64(m)
	return b, err
}

func (w *ggufWalk) u32() (uint32, error) {
	b, err := w.bytes(4)
	if err != nil {
		return 0, err
	}
	return w.order.Uint32(b), nil
}

// length reads a count: 64 bits, in version 1 only 32.
func (w *ggufWalk) length() (uint64, error) {
	if w.ver == 1 {
		n, err := w.u32()
		return uint64(n), err
	}
	b, err := w.bytes(8)
	if err != nil {
		return 0, err
	}
	return w.order.Uint64(b), nil
}

// text reads a string, of which at most 1 MB is kept.
func (w *ggufWalk) text() (string, error) {
	n, err := w.length()
	if err != nil {
		return "", err
	}
	if n > 1<<30 || w.size > 0 && int64(n) > w.size-w.off {
		return "", w.bad("a text of " + itoa(int64(n&(1<<62-1))) + " bytes, more than the file holds")
	}
	b, err := w.bytes(int(min(n, 1<<20)))
	if err == nil && n > 1<<20 {
		err = w.skip(int64(n - 1<<20))
	}
	return string(b), err
}

func (w *ggufWalk) skip(n int64) error {
	m, err := io.CopyN(io.Discard, w.r, n)
	w.off += m
	return err
}

func (w *ggufWalk) file() error {
	if _, err := w.bytes(4); err != nil {
		return err
	}
	var err error
	if w.ver, err = w.u32(); err != nil {
		return err
	}
	if w.ver > 0xffff { // written big-endian
		w.order = binary.BigEndian
		w.ver = w.ver>>24 | w.ver>>8&0xff00
	}
	if w.ver == 0 || w.ver > 8 {
		return w.bad("version " + itoa(int64(w.ver)) + " does not exist")
	}
	tensors, err := w.length()
	if err != nil {
		return err
	}
	pairs, err := w.length()
	if err != nil {
		return err
	}
	if tensors > 1<<24 || pairs > 1<<24 || w.size > 0 && int64(pairs) > w.size/12 || w.size > 0 && int64(tensors) > w.size/24 {
		return w.bad("more tensors or entries than the file can hold")
	}
	w.align = 32
	for i := uint64(0); i < pairs; i++ {
		if err := w.pair(); err != nil {
			return err
		}
	}
	return w.tensors(tensors)
}

func (w *ggufWalk) pair() error {
	key, err := w.text()
	if err != nil {
		return err
	}
	t, err := w.u32()
	if err != nil {
		return err
	}
	return w.value(key, t, 0)
}

var ggufSizes = map[uint32]int64{0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8}

func (w *ggufWalk) value(key string, t uint32, depth int) error {
	switch {
	case t == 8:
		v, err := w.text()
		if err != nil {
			return err
		}
		w.judge(key, v)
		return nil
	case t == 9:
		return w.array(key, depth)
	case ggufSizes[t] > 0:
		b, err := w.bytes(int(ggufSizes[t]))
		if err == nil && key == "general.alignment" && len(b) == 4 {
			w.align = int64(w.order.Uint32(b))
			if w.align == 0 || w.align > 1<<20 || w.align&(w.align-1) != 0 {
				return w.bad("an alignment of " + itoa(w.align))
			}
		}
		return err
	}
	return w.bad("a value of unknown type " + itoa(int64(t)))
}

func (w *ggufWalk) array(key string, depth int) error {
	t, err := w.u32()
	if err != nil {
		return err
	}
	n, err := w.length()
	if err != nil {
		return err
	}
	if depth > 4 {
		return w.bad("arrays nested too deeply")
	}
	if size := ggufSizes[t]; size > 0 {
		if n > 1<<40 || w.size > 0 && int64(n)*size > w.size-w.off {
			return w.bad("an array of " + itoa(int64(n&(1<<62-1))) + " items, more than the file holds")
		}
		return w.skip(int64(n) * size)
	}
	if w.size > 0 && n > uint64(w.size) {
		return w.bad("an array of " + itoa(int64(n&(1<<62-1))) + " items, more than the file holds")
	}
	if t == 8 && (key == "tokenizer.ggml.tokens" || key == "tokenizer.ggml.merges") {
		return w.skipTexts(n)
	}
	for i := uint64(0); i < n; i++ {
		if err := w.value(key, t, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// skipTexts passes over a vocabulary.
func (w *ggufWalk) skipTexts(n uint64) error {
	for i := uint64(0); i < n; i++ {
		l, err := w.length()
		if err != nil {
			return err
		}
		if l > 1<<30 || w.size > 0 && int64(l) > w.size-w.off {
			return w.bad("a token of " + itoa(int64(l&(1<<62-1))) + " bytes, more than the file holds")
		}
		if err := w.skip(int64(l)); err != nil {
			return err
		}
	}
	return nil
}

func (w *ggufWalk) judge(key, v string) {
	at := join(w.where, printable(key, 60))
	if strings.Contains(key, "chat_template") {
		w.s.template(v, at, "")
		return
	}
	w.s.metadataText(key, v, w.where)
}

func (w *ggufWalk) tensors(n uint64) error {
	var last int64
	for i := uint64(0); i < n; i++ {
		name, err := w.text()
		if err != nil {
			return err
		}
		dims, err := w.u32()
		if err != nil {
			return err
		}
		if dims > 8 {
			return w.bad("the tensor " + printable(name, 60) + " has " + itoa(int64(dims)) + " dimensions")
		}
		elements := uint64(1)
		for range dims {
			d, err := w.length()
			if err != nil {
				return err
			}
			if d != 0 && elements > (1<<60)/d {
				return w.bad("the tensor " + printable(name, 60) + " has an impossible shape")
			}
			elements *= d
		}
		b, err := w.bytes(12)
		if err != nil {
			return err
		}
		off := w.order.Uint64(b[4:])
		if off > 1<<50 || off%uint64(w.align) != 0 {
			return w.bad("the tensor " + printable(name, 60) + " stands at the impossible offset " + itoa(int64(off&(1<<62-1))))
		}
		last = max(last, int64(off))
	}
	data := (w.off + w.align - 1) / w.align * w.align
	if n > 0 && w.size > 0 && data+last > w.size {
		return w.bad("tensor data lies behind the end of the file")
	}
	return nil
}
