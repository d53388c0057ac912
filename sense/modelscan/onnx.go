package modelscan

import (
	"strings"
)

// protoFile tells apart the formats that are bare protocol buffers.
func (s *scan) protoFile(src *source, name, where string) (string, bool) {
	s.whole(src, where)
	p := newProto(src)
	count := map[int]int{}
	wires := map[int]byte{}
	var first []field
	whole := p.each(0, src.size, func(f field) bool {
		count[f.num]++
		wires[f.num] = f.wire
		if len(first) < 64 {
			first = append(first, f)
		}
		return len(count) < 200
	})
	if len(first) == 0 || !whole && len(first) < 2 {
		return "", false
	}
	switch {
	case wires[7] == 2 && count[7] > 0 && (count[1] > 0 && wires[1] == 0 || count[8] > 0):
		s.onnx(src, where, whole)
		return "onnx", true
	case isCoreML(count, wires):
		s.coreml(src, where)
		return "coreml", true
	case count[2] > 0 && wires[2] == 2 && (count[1] == 0 || wires[1] == 0) && onlyFields(count, 2) && isMetaGraph(p, first):
		s.savedModel(src, where, whole)
		return "savedmodel", true
	case count[1] > 0 && wires[1] == 2 && onlyFields(count, 5) && isNode(p, first[0]):
		s.graphDef(newProto(src), 0, src.size, where)
		return "tf-graph", true
	}
	if !whole {
		return "", false
	}
	if ext(name) == ".pb" {
		s.jsonInside(src, where)
		return "protobuf", true
	}
	return "", false
}

func onlyFields(count map[int]int, limit int) bool {
	for n := range count {
		if n > limit {
			return false
		}
	}
	return true
}

// onnx walks a ModelProto.
func (s *scan) onnx(src *source, where string, whole bool) {
	w := &onnxWalk{s: s, p: newProto(src), where: where, domains: map[string]bool{}}
	w.p.each(0, src.size, func(f field) bool {
		switch {
		case f.num == 7 && f.wire == 2:
			w.graph(f, 0)
		case f.num == 14 && f.wire == 2:
			w.metadata(f)
		case f.num == 25 && f.wire == 2: // a function: nodes are its field 7
			w.p.each(f.off, f.n, func(g field) bool {
				if g.num == 7 && g.wire == 2 {
					w.node(g, 0)
				}
				return true
			})
		case (f.num == 6 || f.num == 2) && f.wire == 2:
			s.configText(w.p.text(f), "doc", where)
		}
		return true
	})
	if !whole {
		s.find("MF182", where, detail("the model ends inside a field"))
	}
}

type onnxWalk struct {
	s       *scan
	p       *protoReader
	where   string
	domains map[string]bool
}

func (w *onnxWalk) graph(f field, depth int) {
	if depth > 32 {
		w.s.find("MF281", w.where, detail("graphs nested more than 32 deep"), sev(High))
		return
	}
	w.p.each(f.off, f.n, func(g field) bool {
		switch {
		case g.num == 1 && g.wire == 2:
			w.node(g, depth)
		case g.num == 5 && g.wire == 2:
			w.tensor(g)
		case g.num == 15 && g.wire == 2: // a sparse tensor: values and indices
			w.p.each(g.off, g.n, func(h field) bool {
				if (h.num == 1 || h.num == 2) && h.wire == 2 {
					w.tensor(h)
				}
				return true
			})
		}
		return true
	})
}

// domains of operators that ONNX, its runtime and common exporters define.
var onnxDomains = map[string]bool{"": true, "ai.onnx": true, "ai.onnx.ml": true, "ai.onnx.training": true, "ai.onnx.preview": true, "ai.onnx.preview.training": true,
	"com.microsoft": true, "com.microsoft.nchwc": true, "com.microsoft.experimental": true, "com.ms.internal.nhwc": true, "org.pytorch.aten": true, "pkg.onnxscript.torch_lib": true,
	"pkg.onnxscript.torch_lib.common": true, "ai.onnx.contrib": true, "com.microsoft.extensions": true, "org.openvinotoolkit": true, "caffe2": true, "local": true}

func (w *onnxWalk) node(f field, depth int) {
	op, domain := "", ""
	w.p.each(f.off, f.n, func(g field) bool {
		if g.wire != 2 {
			return true
		}
		switch g.num {
		case 4:
			op = w.p.text(g)
		case 7:
			domain = w.p.text(g)
		case 5:
			w.attribute(g, depth)
		}
		return true
	})
	full := strings.TrimPrefix(domain+"."+op, ".")
	if op == "PyOp" || op == "PyCustomOp" || strings.Contains(op, "PyFunc") || op == "PythonOp" || op == "ATen" && domain == "pyop" {
		w.s.find("MF172", w.where, callable(full))
		return
	}
	if !onnxDomains[domain] && !strings.HasPrefix(domain, "pkg.") && !w.domains[full] && len(w.domains) < 50 {
		w.domains[full] = true
		w.s.find("MF171", w.where, callable(full))
	}
}

func (w *onnxWalk) attribute(f field, depth int) {
	w.p.each(f.off, f.n, func(g field) bool {
		if g.wire != 2 {
			return true
		}
		switch g.num {
		case 4, 9:
			if g.n >= 16 && g.n < 1<<20 {
				b := w.p.src.read(g.off, g.n)
				if sniff(b, false, g.n) {
					w.s.payload(b, false, w.where, g.off)
				}
			}
		case 5, 10:
			w.tensor(g)
		case 6, 11:
			w.graph(g, depth+1)
		}
		return true
	})
}

func (w *onnxWalk) tensor(f field) {
	external := map[string]string{}
	w.p.each(f.off, f.n, func(g field) bool {
		switch {
		case g.num == 13 && g.wire == 2:
			k, v := w.pair(g)
			external[k] = v
		case g.num == 9 && g.wire == 2 && g.n >= 64:
			if h := w.p.src.read(g.off, 64); h != nil && sniffBinary(h) {
				b := w.p.src.read(g.off, min(g.n, w.s.lim.Payload))
				w.s.payload(b, false, w.where, g.off)
			}
		}
		return true
	})
	if loc, ok := external["location"]; ok && (outside(loc) || strings.Contains(loc, "://")) {
		w.s.find("MF170", w.where, arguments(loc), detail("tensor data at %q", printable(loc, 100)))
	}
}

func (w *onnxWalk) pair(f field) (k, v string) {
	w.p.each(f.off, f.n, func(g field) bool {
		if g.wire == 2 && g.num == 1 {
			k = w.p.text(g)
		} else if g.wire == 2 && g.num == 2 {
			v = w.p.text(g)
		}
		return true
	})
	return k, v
}

func (w *onnxWalk) metadata(f field) {
	k, v := w.pair(f)
	w.s.metadataText(k, v, w.where)
}

// metadataText judges a free-text metadata value of any format.
func (s *scan) metadataText(k, v, where string) {
	at := join(where, printable(k, 60))
	s.configText(v, k, where)
	if m := findCode(v); m != "" {
		s.find("MF181", at, callable(m), arguments(v))
	}
}
