package attack

// adjacency is a compressed list of links by one end: the links of asset a are
// ids[off[a]:off[a+1]], and extra holds those added after it was built.
type adjacency struct {
	off   []int32
	ids   []int32
	extra map[int32][]int32
}

func (a *adjacency) of(asset int32) ([]int32, []int32) {
	if a.off == nil {
		return nil, a.extra[asset]
	}
	return a.ids[a.off[asset]:a.off[asset+1]], a.extra[asset]
}

func (a *adjacency) degree(asset int32) int {
	x, y := a.of(asset)
	return len(x) + len(y)
}

// static is the part of a model that facts and links give: for every word who
// has it, for every link word both directions. An element is a fact or a link;
// facts come first, then links, then what was read from them, then whatever is
// added later.
type static struct {
	assets   int
	kind     []int32
	factAt   [][]int32 // word, asset -> element+1
	byWord   [][]int32 // word -> assets that have the fact, in order
	ofKind   [][]int32 // word -> assets of the kind
	out, in  []adjacency
	elements []element
}

// element is a fact (to < 0) or a link with its probability of being so. One
// that was read from others names them: steps then rest on those.
type element struct {
	word     int32
	from, to int32
	conf     float64
	source   string
	of       []int32
}

func newStatic(g *Graph, words int) *static {
	s := &static{assets: len(g.Assets), kind: make([]int32, len(g.Assets)), factAt: make([][]int32, words), byWord: make([][]int32, words),
		ofKind: make([][]int32, words)}
	for i, a := range g.Assets {
		s.kind[i] = int32(a.Kind)
		s.ofKind[a.Kind] = append(s.ofKind[a.Kind], int32(i))
	}
	s.elements = make([]element, 0, len(g.Facts)+len(g.Links))
	for _, f := range g.Facts {
		s.elements = append(s.elements, element{word: int32(f.Word), from: int32(f.Asset), to: -1, conf: f.Confidence, source: f.Source})
		s.putFact(len(s.elements) - 1)
	}
	for _, l := range g.Links {
		s.elements = append(s.elements, element{word: int32(l.Word), from: int32(l.From), to: int32(l.To), conf: l.Confidence, source: l.Source})
	}
	s.buildLinks()
	return s
}

// extend takes in what was read from the elements so far.
func (s *static) extend(found []element) {
	links := false
	for _, e := range found {
		s.elements = append(s.elements, e)
		if e.to < 0 {
			s.putFact(len(s.elements) - 1)
		} else {
			links = true
		}
	}
	if links {
		s.buildLinks()
	}
}

func (s *static) putFact(id int) {
	e := &s.elements[id]
	if s.factAt[e.word] == nil {
		s.factAt[e.word] = make([]int32, s.assets)
	}
	s.factAt[e.word][e.from] = int32(id) + 1
	s.byWord[e.word] = append(s.byWord[e.word], e.from)
}

// buildLinks counts, then fills: one pass for each end.
func (s *static) buildLinks() {
	s.out, s.in = make([]adjacency, len(s.factAt)), make([]adjacency, len(s.factAt))
	for i := range s.elements {
		e := &s.elements[i]
		if e.to < 0 {
			continue
		}
		for _, a := range []*adjacency{&s.out[e.word], &s.in[e.word]} {
			if a.off == nil {
				a.off = make([]int32, s.assets+1)
			}
		}
		s.out[e.word].off[e.from+1]++
		s.in[e.word].off[e.to+1]++
	}
	for w := range s.out {
		for _, a := range []*adjacency{&s.out[w], &s.in[w]} {
			for i := 1; i < len(a.off); i++ {
				a.off[i] += a.off[i-1]
			}
			if a.off != nil {
				a.ids = make([]int32, a.off[len(a.off)-1])
			}
		}
	}
	fillOut, fillIn := map[int32][]int32{}, map[int32][]int32{}
	for i := range s.elements {
		e := &s.elements[i]
		if e.to < 0 {
			continue
		}
		if fillOut[e.word] == nil {
			fillOut[e.word], fillIn[e.word] = make([]int32, s.assets), make([]int32, s.assets)
		}
		o, n := &s.out[e.word], &s.in[e.word]
		o.ids[o.off[e.from]+fillOut[e.word][e.from]] = int32(i)
		n.ids[n.off[e.to]+fillIn[e.word][e.to]] = int32(i)
		fillOut[e.word][e.from]++
		fillIn[e.word][e.to]++
	}
}

// putLink adds a link after the index was built.
func (s *static) putLink(id int) {
	e := &s.elements[id]
	for _, p := range []struct {
		a    *adjacency
		node int32
	}{{&s.out[e.word], e.from}, {&s.in[e.word], e.to}} {
		if p.a.extra == nil {
			p.a.extra = map[int32][]int32{}
		}
		p.a.extra[p.node] = append(p.a.extra[p.node], int32(id))
	}
}

// fact gives the element that says word of asset, -1 when none does.
func (s *static) fact(word, asset int32) int32 {
	if f := s.factAt[word]; f != nil {
		return f[asset] - 1
	}
	return -1
}

// link gives the element that ties two assets by a word, -1 when none does. It
// walks the shorter of the two lists.
func (s *static) link(word, from, to int32) int32 {
	if s.out[word].degree(from) <= s.in[word].degree(to) {
		x, y := s.out[word].of(from)
		for _, l := range [2][]int32{x, y} {
			for _, id := range l {
				if s.elements[id].to == to {
					return id
				}
			}
		}
		return -1
	}
	x, y := s.in[word].of(to)
	for _, l := range [2][]int32{x, y} {
		for _, id := range l {
			if s.elements[id].from == from {
				return id
			}
		}
	}
	return -1
}
