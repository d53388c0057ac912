package modelscan

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"strings"

	"github.com/klauspost/compress/zstd"
)

// Builders of sample files. Everything is assembled byte by byte and
// deterministic; nothing is ever loaded.

// pkl assembles pickle fragments.
func pkl(parts ...string) []byte { return []byte(strings.Join(parts, "")) }

func u(s string) string { // BINUNICODE
	return "X" + string(binary.LittleEndian.AppendUint32(nil, uint32(len(s)))) + s
}

func sb(b string) string { // BINBYTES
	return "B" + string(binary.LittleEndian.AppendUint32(nil, uint32(len(b)))) + b
}

func glob(m, n string) string { return "c" + m + "\n" + n + "\n" }

// callWith calls a global with one text argument by an opcode.
func callWith(op, m, n, arg string) string {
	switch op {
	case "REDUCE":
		return glob(m, n) + u(arg) + "\x85R"
	case "NEWOBJ":
		return glob(m, n) + u(arg) + "\x85\x81"
	case "NEWOBJ_EX":
		return glob(m, n) + u(arg) + "\x85}\x92"
	case "OBJ":
		return "(" + glob(m, n) + u(arg) + "o"
	case "INST":
		return "(" + u(arg) + "i" + m + "\n" + n + "\n"
	case "STACK_GLOBAL":
		return u(m) + u(n) + "\x93" + u(arg) + "\x85R"
	}
	return glob(m, n)
}

var callOps = []string{"REDUCE", "NEWOBJ", "NEWOBJ_EX", "OBJ", "INST", "STACK_GLOBAL"}

func evil(op string) string { return callWith(op, "os", "system", "echo pwned") }

func pickled2(body string) []byte { return pkl("\x80\x02", body, ".") }
func pickled4(body string) []byte {
	b := body + "."
	return pkl("\x80\x04\x95", string(binary.LittleEndian.AppendUint64(nil, uint64(len(b)))), b)
}

// stateDict is the body of a PyTorch state dict of one tensor.
const stateDict = "ccollections\nOrderedDict\n)R(X\x01\x00\x00\x00wctorch._utils\n_rebuild_tensor_v2\n((X\x07\x00\x00\x00storagectorch\nFloatStorage\nX\x01\x00\x00\x000X\x03\x00\x00\x00cpuK\x04tQK\x00K\x04\x85K\x01\x85\x89ccollections\nOrderedDict\n)RtRu"

type member struct {
	name string
	data []byte
}

func zipOf(method uint16, members ...member) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, m := range members {
		w, err := z.CreateHeader(&zip.FileHeader{Name: m.name, Method: method})
		if err != nil {
			panic(err)
		}
		if _, err := w.Write(m.data); err != nil {
			panic(err)
		}
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func torchZip(pkl []byte) []byte {
	return zipOf(zip.Store, member{"archive/data.pkl", pkl}, member{"archive/byteorder", []byte("little")},
		member{"archive/data/0", make([]byte, 16)}, member{"archive/version", []byte("3\n")})
}

func tarOf(members ...member) []byte {
	var b bytes.Buffer
	t := tar.NewWriter(&b)
	for _, m := range members {
		if err := t.WriteHeader(&tar.Header{Name: m.name, Mode: 0o644, Size: int64(len(m.data))}); err != nil {
			panic(err)
		}
		if _, err := t.Write(m.data); err != nil {
			panic(err)
		}
	}
	if err := t.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func gz(b []byte) []byte {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	_, _ = w.Write(b) // a bytes.Buffer takes everything
	_ = w.Close()
	return out.Bytes()
}

func zl(b []byte) []byte {
	var out bytes.Buffer
	w := zlib.NewWriter(&out)
	_, _ = w.Write(b) // a bytes.Buffer takes everything
	_ = w.Close()
	return out.Bytes()
}

func zst(b []byte) []byte {
	w, err := zstd.NewWriter(nil)
	if err != nil {
		panic(err)
	}
	return w.EncodeAll(b, nil)
}

// lz4Of stores b in an LZ4 frame without compressing it.
func lz4Of(b []byte) []byte {
	out := []byte{0x04, 0x22, 0x4d, 0x18, 0x40, 0x70, 0}
	for len(b) > 0 {
		n := min(len(b), 4<<20)
		out = binary.LittleEndian.AppendUint32(out, uint32(n)|0x80000000)
		out = append(out, b[:n]...)
		b = b[n:]
	}
	return append(out, 0, 0, 0, 0)
}

// xzOf stores b in an xz stream of one LZMA2 chunk that is not compressed.
func xzOf(b []byte) []byte {
	var lz []byte
	for i := 0; i < len(b); i += 1 << 16 {
		part := b[i:min(len(b), i+1<<16)]
		c := byte(2)
		if i == 0 {
			c = 1
		}
		lz = append(lz, c, byte((len(part)-1)>>8), byte(len(part)-1))
		lz = append(lz, part...)
	}
	lz = append(lz, 0)
	out := append([]byte("\xfd7zXZ\x00\x00\x00"), 0, 0, 0, 0) // no check
	out = append(out, 2, 0, 0x21, 1, 22, 0, 0, 0, 0, 0, 0, 0) // block header: LZMA2, 16 MB
	out = append(out, lz...)
	for len(out)%4 != 0 {
		out = append(out, 0)
	}
	return append(out, 0, 0, 0, 0) // an index without entries ends what is read
}

// sevenOf stores members in a 7z archive without compression.
func sevenOf(members ...member) []byte {
	var packed, names []byte
	for _, m := range members {
		packed = append(packed, m.data...)
		for _, r := range m.name {
			names = append(names, byte(r), 0)
		}
		names = append(names, 0, 0)
	}
	num := func(n int) []byte { return []byte{0xe0, byte(n), byte(n >> 8), byte(n >> 16)} }
	h := append([]byte{1, 4, 6, 0, 1, 9}, num(len(packed))...)
	h = append(h, 0, 7, 11, 1, 0, 1, 1, 0, 12)
	h = append(h, num(len(packed))...)
	h = append(h, 0, 8, 13, byte(len(members)), 9)
	for _, m := range members[:len(members)-1] {
		h = append(h, num(len(m.data))...)
	}
	h = append(h, 0, 0, 5, byte(len(members)), 0x11)
	h = append(h, num(len(names)+1)...)
	h = append(append(h, 0), names...)
	h = append(h, 0, 0)
	out := append([]byte("7z\xbc\xaf\x27\x1c\x00\x04"), 0, 0, 0, 0)
	out = binary.LittleEndian.AppendUint64(out, uint64(len(packed)))
	out = binary.LittleEndian.AppendUint64(out, uint64(len(h)))
	out = append(out, 0, 0, 0, 0)
	return append(append(out, packed...), h...)
}

func npyOf(descr string, shape string, data []byte) []byte {
	h := fmt.Sprintf("{'descr': %s, 'fortran_order': False, 'shape': %s, }", descr, shape)
	for (len(h)+11)%64 != 0 {
		h += " "
	}
	h += "\n"
	out := append([]byte("\x93NUMPY\x01\x00"), byte(len(h)), byte(len(h)>>8))
	return append(append(out, h...), data...)
}

func safetensorsOf(header string, data int) []byte {
	out := binary.LittleEndian.AppendUint64(nil, uint64(len(header)))
	return append(append(out, header...), make([]byte, data)...)
}

// protocol buffers
func pv(num int, v uint64) string {
	return string(binary.AppendUvarint(binary.AppendUvarint(nil, uint64(num)<<3), v))
}
func pm(num int, parts ...string) string {
	body := strings.Join(parts, "")
	return string(binary.AppendUvarint(binary.AppendUvarint(nil, uint64(num)<<3|2), uint64(len(body)))) + body
}

func onnxOf(nodes ...string) []byte {
	return []byte(pv(1, 8) + pm(2, "test") + pm(7, strings.Join(nodes, "")+pm(2, "graph")) + pm(8, pv(2, 17)))
}

func onnxNode(op, domain string) string {
	return pm(1, pm(1, "x"), pm(2, "y"), pm(4, op), pm(7, domain))
}

func savedModelOf(ops ...string) []byte {
	var g strings.Builder
	for i, op := range ops {
		g.WriteString(pm(1, pm(1, fmt.Sprintf("n%d", i)), pm(2, op)))
	}
	return []byte(pv(1, 1) + pm(2, pm(1, pm(4, "serve")), pm(2, g.String())))
}

func gguf(template string) []byte {
	text := func(b []byte, s string) []byte {
		return append(binary.LittleEndian.AppendUint64(b, uint64(len(s))), s...)
	}
	b := append([]byte("GGUF"), 3, 0, 0, 0)
	b = binary.LittleEndian.AppendUint64(b, 1)
	b = binary.LittleEndian.AppendUint64(b, 3)
	b = append(text(b, "general.architecture"), 8, 0, 0, 0)
	b = text(b, "llama")
	b = append(text(b, "tokenizer.chat_template"), 8, 0, 0, 0)
	b = text(b, template)
	b = append(text(b, "tokenizer.ggml.tokens"), 9, 0, 0, 0, 8, 0, 0, 0)
	b = binary.LittleEndian.AppendUint64(b, 2)
	b = text(text(b, "<s>"), "a")
	b = text(b, "w")
	b = append(b, 1, 0, 0, 0)
	b = binary.LittleEndian.AppendUint64(b, 4)
	b = binary.LittleEndian.AppendUint32(b, 0)
	b = binary.LittleEndian.AppendUint64(b, 0)
	for len(b)%32 != 0 {
		b = append(b, 0)
	}
	return append(b, make([]byte, 16)...)
}

func hdf5Of(config string) []byte {
	b := append([]byte("\x89HDF\r\n\x1a\n\x00\x00\x00\x00\x00\x08\x08\x00\x04\x00\x10\x00"), make([]byte, 76)...)
	b = append(b, "model_config\x00\x00\x00\x00"...)
	b = append(b, config...)
	b = append(b, make([]byte, 32)...)
	binary.LittleEndian.PutUint64(b[40:], uint64(len(b)))
	return b
}

// tfliteOf writes a model table with one operator code and one buffer.
func tfliteOf(custom string, buffer []byte) []byte {
	b := make([]byte, 8, 512)
	copy(b[4:], "TFL3")
	put32 := func(at, v int) { binary.LittleEndian.PutUint32(b[at:], uint32(v)) }
	word := func(v int) { b = binary.LittleEndian.AppendUint32(b, uint32(v)) }
	table := func(fields int) (at int) { // a vtable, then the table with 4-byte fields
		vt := len(b)
		b = binary.LittleEndian.AppendUint16(b, uint16(4+2*fields))
		b = binary.LittleEndian.AppendUint16(b, uint16(4+4*fields))
		for i := range fields {
			b = binary.LittleEndian.AppendUint16(b, uint16(4+4*i))
		}
		for len(b)%4 != 0 {
			b = append(b, 0)
		}
		at = len(b)
		word(at - vt)
		for range fields {
			word(0)
		}
		return at
	}
	vector := func(field int, n int) (first int) {
		put32(field, len(b)-field)
		word(n)
		return len(b)
	}
	root := table(5)
	put32(0, root)
	codes := vector(root+4+4, 1)
	word(0)
	code := table(2)
	put32(codes, code-codes)
	if custom != "" {
		first := vector(code+4+4, len(custom))
		b = append(b, custom...)
		_ = first
	} else {
		binary.LittleEndian.PutUint16(b[code-int(binary.LittleEndian.Uint32(b[code:]))+6:], 0)
	}
	for len(b)%4 != 0 {
		b = append(b, 0)
	}
	buffers := vector(root+4+16, 1)
	word(0)
	buf := table(1)
	put32(buffers, buf-buffers)
	vector(buf+4, len(buffer))
	b = append(b, buffer...)
	for _, f := range []int{0, 2, 3} { // absent fields of the root
		binary.LittleEndian.PutUint16(b[root-int(binary.LittleEndian.Uint32(b[root:]))+4+2*f:], 0)
	}
	return b
}

// rData writes R's binary serialisation.
func rData(items ...any) []byte {
	b := []byte("X\n")
	for _, v := range append([]any{2, 0x040300, 0x020300}, items...) {
		switch v := v.(type) {
		case int:
			b = binary.BigEndian.AppendUint32(b, uint32(v))
		case string:
			b = append(b, v...)
		}
	}
	return b
}

func rText(s string) []any { return []any{9, len(s), s} }

// msgpack
func mpText(s string) string { return "\xd9" + string([]byte{byte(len(s))}) + s }

func flaxOf(key string, dtype string) []byte {
	array := "\x93\x91\x04" + mpText(dtype) + "\xc4\x10" + strings.Repeat("\x00", 16)
	return []byte("\x81" + mpText("params") + "\x81" + mpText(key) + "\xc7" + string([]byte{byte(len(array))}) + "\x01" + array)
}
