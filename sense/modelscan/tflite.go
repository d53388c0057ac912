package modelscan

import "encoding/binary"

// flat reads FlatBuffers tables with every offset checked.
type flat struct{ b []byte }

func (f flat) u32(at int) (int, bool) {
	if at < 0 || at+4 > len(f.b) {
		return 0, false
	}
	v := binary.LittleEndian.Uint32(f.b[at:])
	return int(v), v < 1<<31
}

// follow gives the place that the offset at a place points to.
func (f flat) follow(at int) (int, bool) {
	o, ok := f.u32(at)
	if !ok || o == 0 || at+o >= len(f.b) {
		return 0, false
	}
	return at + o, true
}

// field gives the place of a table's field, false when it is absent.
func (f flat) field(table, n int) (int, bool) {
	o, ok := f.u32(table)
	if !ok && table+4 > len(f.b) {
		return 0, false
	}
	vt := table - int(int32(uint32(o)))
	if vt < 0 || vt+4 > len(f.b) {
		return 0, false
	}
	size := int(binary.LittleEndian.Uint16(f.b[vt:]))
	if 4+2*n+2 > size || vt+4+2*n+2 > len(f.b) {
		return 0, false
	}
	at := int(binary.LittleEndian.Uint16(f.b[vt+4+2*n:]))
	if at == 0 || table+at >= len(f.b) {
		return 0, false
	}
	return table + at, true
}

// vector gives the first element's place and the count of a field's vector.
func (f flat) vector(table, n, size int) (first, count int, ok bool) {
	at, ok := f.field(table, n)
	if !ok {
		return 0, 0, false
	}
	v, ok := f.follow(at)
	if !ok {
		return 0, 0, false
	}
	count, ok = f.u32(v)
	if !ok || count > len(f.b)/size || v+4+count*size > len(f.b) {
		return 0, -1, false
	}
	return v + 4, count, true
}

func (f flat) text(table, n int) string {
	first, count, ok := f.vector(table, n, 1)
	if !ok {
		return ""
	}
	return string(f.b[first : first+min(count, 4096)])
}

// tfliteFile looks at a TFLite model's operators and buffers.
func (s *scan) tfliteFile(src *source, name, where string) string {
	s.whole(src, where)
	defer s.turn(src.size)()
	b, all := src.bytes(64 << 20)
	f := flat{b}
	root, ok := f.follow(0)
	if !ok {
		s.find("MF180", where, detail("the root table lies outside the file"))
		return "tflite"
	}
	if first, n, ok := f.vector(root, 1, 4); ok {
		for i := range n {
			if t, ok := f.follow(first + 4*i); ok {
				if op := f.text(t, 1); op != "" {
					s.find("MF260", where, callable(op))
				}
			}
		}
	} else if n < 0 && all {
		s.find("MF180", where, detail("the operator table is longer than the file"))
	}
	s.metadataText("description", f.text(root, 3), where)
	s.tfliteBuffers(f, root, all, where)
	return "tflite"
}

func (s *scan) tfliteBuffers(f flat, root int, all bool, where string) {
	first, n, ok := f.vector(root, 4, 4)
	if !ok {
		if n < 0 && all {
			s.find("MF180", where, detail("the buffer table is longer than the file"))
		}
		return
	}
	for i := range n {
		t, ok := f.follow(first + 4*i)
		if !ok {
			continue
		}
		at, count, ok := f.vector(t, 0, 1)
		if !ok {
			if count < 0 && all {
				s.find("MF180", where, detail("buffer %d is longer than the file", i))
			}
			continue
		}
		if b := f.b[at : at+count]; len(b) >= 16 && sniff(b[:min(len(b), 4096)], false, int64(len(b))) {
			s.payload(b[:min(len(b), int(s.lim.Payload))], false, where, int64(at))
		}
	}
}

// catboostFile checks the frame of a CatBoost model and reads its texts.
func (s *scan) catboostFile(src *source, name, where string) string {
	s.whole(src, where)
	h := src.read(0, min(src.size, 12))
	if len(h) < 8 {
		s.find("MF182", where, detail("the header is cut"))
		return "catboost"
	}
	n := int64(binary.LittleEndian.Uint32(h[4:]))
	if n > src.size-8 {
		s.find("MF180", where, detail("a core of %d bytes; the file has %d", n, src.size))
	}
	s.rawTexts(src, where)
	return "catboost"
}

// rawTexts reads the longer printable runs of a binary format whose inner
// structure is not followed, for program text and payloads.
func (s *scan) rawTexts(src *source, where string) {
	defer s.turn(src.size)()
	b, all := src.bytes(32 << 20)
	if !all {
		s.partial("texts behind the first 32 MB were not read")
	}
	start := -1
	for i := 0; i <= len(b); i++ {
		if i < len(b) && (b[i] >= 32 && b[i] < 127 || b[i] == '\n' || b[i] == '\t') {
			if start < 0 {
				start = i
			}
			continue
		}
		if start >= 0 && i-start >= 12 {
			s.metadataText("text at "+itoa(int64(start)), string(b[start:min(i, start+1<<20)]), where)
		}
		start = -1
	}
	for i := 0; i+8 < len(b); i++ {
		if b[i] == 0x80 && isPickleHead(b[i:]) {
			s.buriedPickles(b[max(0, i-1):], where, int64(max(0, i-1)))
			return
		}
	}
}
