package modelscan

// isCoreML knows Core ML's Model message: a version, a description, and one of
// the model types, which have numbers from 200 on.
func isCoreML(count map[int]int, wires map[int]byte) bool {
	if count[1] == 0 || wires[1] != 0 || count[2] == 0 || wires[2] != 2 {
		return false
	}
	for n := range count {
		if n >= 200 && n <= 3000 {
			return true
		}
	}
	return false
}

// coreml looks for custom models and layers and reads the description.
func (s *scan) coreml(src *source, where string) {
	p := newProto(src)
	p.each(0, src.size, func(f field) bool {
		if f.wire != 2 {
			return true
		}
		switch f.num {
		case 2:
			s.protoTexts(p, f, where, 0)
		case 555:
			class := ""
			p.each(f.off, f.n, func(g field) bool {
				if g.num == 10 && g.wire == 2 {
					class = p.text(g)
				}
				return true
			})
			s.find("MF260", where, callable(class), detail("a custom model"))
		case 500, 303, 403: // neural network, classifier, regressor
			s.coremlLayers(p, f, where)
		case 200, 201, 202: // pipelines hold models
			s.coremlPipeline(p, f, where)
		}
		return true
	})
}

func (s *scan) coremlPipeline(p *protoReader, f field, where string) {
	if s.depth >= s.lim.Depth {
		s.find("MF281", where, detail("pipelines nested more than %d deep", s.lim.Depth), sev(High))
		return
	}
	s.depth++
	defer func() { s.depth-- }()
	p.each(f.off, f.n, func(g field) bool {
		if g.num == 1 && g.wire == 2 {
			s.coreml(section(p.src.at, g.off, g.n, p.src.data), where)
		}
		return true
	})
}

func (s *scan) coremlLayers(p *protoReader, f field, where string) {
	p.each(f.off, f.n, func(g field) bool {
		if g.num != 1 || g.wire != 2 {
			return true
		}
		return p.each(g.off, g.n, func(h field) bool {
			if h.num == 500 && h.wire == 2 { // CustomLayerParams
				p.each(h.off, h.n, func(i field) bool {
					if i.num == 10 && i.wire == 2 {
						s.find("MF260", where, callable(p.text(i)), detail("a custom layer"))
					}
					return true
				})
			}
			return true
		})
	})
}

// protoTexts reads every text of a message of which only the wire format is
// known: what parses as a message is walked, what is printable is judged.
func (s *scan) protoTexts(p *protoReader, f field, where string, depth int) {
	if depth > 8 {
		return
	}
	p.each(f.off, f.n, func(g field) bool {
		if g.wire != 2 || g.n < 4 {
			return true
		}
		b := p.src.read(g.off, min(g.n, 1<<16))
		if isText(b) {
			s.metadataText("metadata", string(b), where)
		} else if p.message(g, 1<<12) {
			s.protoTexts(p, g, where, depth+1)
		}
		return true
	})
}
