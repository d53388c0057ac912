package modelscan

import (
	"bytes"
	"strings"
)

// TensorFlow operators that reach outside the tensor world when the graph runs.
var tfDangerous = map[string]string{
	"PyFunc": "runs Python", "PyFuncStateless": "runs Python", "EagerPyFunc": "runs Python", "NumpyFunction": "runs Python",
	"ReadFile": "reads any file", "WriteFile": "writes any file", "MatchingFiles": "lists files", "FixedLengthRecordReaderV2": "reads files", "FixedLengthRecordReader": "reads files",
	"WholeFileReader": "reads any file", "WholeFileReaderV2": "reads any file", "TextLineReader": "reads files", "TextLineReaderV2": "reads files", "TFRecordReader": "reads files", "TFRecordReaderV2": "reads files",
	"IdentityReader": "reads files", "LMDBReader": "reads files", "TextLineDataset": "reads files", "TFRecordDataset": "reads files", "FixedLengthRecordDataset": "reads files",
	"FixedLengthRecordDatasetV2": "reads files", "SaveDataset": "writes files", "SaveDatasetV2": "writes files", "LoadDataset": "reads files", "DatasetFromGraph": "runs a graph from a tensor",
	"RemoteCall": "runs on another machine", "RpcCall": "calls the network", "DebugIdentityV2": "sends tensors to an address", "DebugIdentity": "sends tensors to an address", "DebugIdentityV3": "sends tensors to an address",
	"PrintV2": "", "ShellExecute": "starts a process", "ExecuteShell": "starts a process", "SystemConfig": "reaches the system", "LoadLibrary": "loads native code", "DecodeProtoV2": "",
	"ScopedAllocator": "", "PyCall": "runs Python", "CompileTPUModel": "", "LoadAndRemapMatrix": "reads files", "InitializeTableFromTextFile": "", "ExtractGlimpse": "",
}

func isMetaGraph(p *protoReader, first []field) bool {
	for _, f := range first {
		if f.num != 2 || f.wire != 2 {
			continue
		}
		graph := false
		if !p.each(f.off, f.n, func(g field) bool {
			graph = graph || g.num == 2 && g.wire == 2 || g.num == 1 && g.wire == 2
			return g.num <= 10
		}) {
			return false
		}
		return graph
	}
	return false
}

func isNode(p *protoReader, f field) bool {
	name, op := false, false
	ok := p.each(f.off, f.n, func(g field) bool {
		name = name || g.num == 1 && g.wire == 2
		op = op || g.num == 2 && g.wire == 2 && g.n < 100 && g.n > 1
		return g.num <= 7
	})
	return ok && name && op
}

// savedModel walks a SavedModel: meta graphs with a graph, functions and assets.
func (s *scan) savedModel(src *source, where string, whole bool) {
	p := newProto(src)
	p.each(0, src.size, func(f field) bool {
		if f.num != 2 || f.wire != 2 {
			return true
		}
		return p.each(f.off, f.n, func(g field) bool {
			switch {
			case g.num == 2 && g.wire == 2:
				s.graphDef(p, g.off, g.n, where)
			case g.num == 6 && g.wire == 2:
				p.each(g.off, g.n, func(h field) bool {
					if h.num == 2 && h.wire == 2 && outside(p.text(h)) {
						s.find("MF190", where, detail("an asset at %q", printable(p.text(h), 100)))
					}
					return true
				})
			}
			return true
		})
	})
	s.jsonInside(src, where)
	if !whole {
		s.find("MF182", where, detail("the model ends inside a field"))
	}
}

// graphDef walks nodes and library functions.
func (s *scan) graphDef(p *protoReader, off, n int64, where string) {
	p.each(off, n, func(f field) bool {
		switch {
		case f.num == 1 && f.wire == 2:
			s.tfNode(p, f, where)
		case f.num == 2 && f.wire == 2:
			p.each(f.off, f.n, func(g field) bool { // functions
				if g.num == 1 && g.wire == 2 {
					p.each(g.off, g.n, func(h field) bool {
						if h.num == 3 && h.wire == 2 {
							s.tfNode(p, h, where)
						}
						return true
					})
				}
				return true
			})
		}
		return true
	})
}

func (s *scan) tfNode(p *protoReader, f field, where string) {
	name, op := "", ""
	p.each(f.off, f.n, func(g field) bool {
		switch {
		case g.num == 1 && g.wire == 2:
			name = p.text(g)
		case g.num == 2 && g.wire == 2:
			op = p.text(g)
		case g.num == 5 && g.wire == 2:
			s.tfAttr(p, g, where)
		}
		return true
	})
	if why := tfDangerous[op]; why != "" {
		s.find("MF160", where, callable(op), detail("%s at node %s", why, printable(name, 80)))
		return
	}
	if i := strings.IndexByte(op, '>'); i > 0 && !tfNamespaces[op[:i]] {
		s.find("MF161", where, callable(op))
	}
}

var tfNamespaces = map[string]bool{"Text": true, "TFText": true, "Addons": true, "TFDF": true, "Simple": true, "TfrGen": true}

// tfAttr looks into the bytes of node attributes.
func (s *scan) tfAttr(p *protoReader, f field, where string) {
	p.each(f.off, f.n, func(g field) bool {
		if g.num == 2 && g.wire == 2 {
			p.each(g.off, g.n, func(h field) bool {
				if h.num == 2 && h.wire == 2 && h.n >= 16 && h.n < 4<<20 {
					b := p.src.read(h.off, h.n)
					if sniff(b[:min(len(b), 4096)], false, h.n) {
						s.payload(b, false, where, h.off)
					}
				}
				return true
			})
		}
		return true
	})
}

// jsonInside finds Keras configurations in a binary file: SavedModels carry
// them in their object graph and keras_metadata.pb, HDF5 in attributes.
func (s *scan) jsonInside(src *source, where string) bool {
	const step = 4 << 20
	found := false
	for off := int64(0); off < src.size; off += step {
		b := src.read(off, min(step+1<<20, src.size-off))
		if b == nil {
			return found
		}
		limit := min(len(b), step)
		for i := 0; i < limit; {
			j := bytes.Index(b[i:], []byte(`"class_name"`))
			if j < 0 || i+j >= limit {
				break
			}
			at := i + j
			start := objectStart(b, at)
			text := balanced(b[start:])
			found = true
			if text == nil { // cut: fall back to what stands around
				text = b[start:min(len(b), start+64<<10)]
			}
			s.kerasText(text, where, off+int64(start))
			i = max(start+len(text), at+12)
		}
	}
	return found
}

// objectStart goes back from a key to the outermost brace of the same text.
func objectStart(b []byte, at int) int {
	start := at
	for i := at; i >= 0 && at-i < 1<<16; i-- {
		if b[i] == '{' {
			start = i
		}
		if b[i] < 32 && b[i] != '\n' && b[i] != '\t' && b[i] != '\r' {
			break
		}
	}
	return start
}

// balanced gives the JSON object at the start of b, nil when it has no end.
func balanced(b []byte) []byte {
	depth, quoted := 0, false
	for i := 0; i < len(b); i++ {
		switch c := b[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{':
			depth++
		case c == '}':
			if depth--; depth == 0 {
				return b[:i+1]
			}
		}
	}
	return nil
}
