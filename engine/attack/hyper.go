package attack

// hyper is the ground hypergraph. Gains are OR nodes, steps are AND nodes: a
// step gives its head when all its tails hold. Tails are gains (>= 0) or static
// elements (^element, < 0), gains first. Everything is append-only, so that
// facts can be added to a finished model.
type hyper struct {
	rule, head []int32
	off        []int32 // tails of step s are tails[off[s]:off[s+1]]
	tails      []int32
	bindOff    []int32
	binds      []int32 // assets of the rule's variables

	gainAsset, gainWord []int32
	gainAt              [][]int32 // word, asset -> gain+1

	in, use lists   // steps by head, steps by tail
	useHead []int32 // heads of use.ids, beside them so that a search reads them in one run
}

// lists is a compressed list of steps by gain, with what was added after it was
// built.
type lists struct {
	off, ids []int32
	extra    map[int32][]int32
}

// of gives the steps of a gain, in two parts.
func (l *lists) of(g int32) (built, added []int32) {
	if int(g)+1 < len(l.off) {
		built = l.ids[l.off[g]:l.off[g+1]]
	}
	if l.extra != nil {
		added = l.extra[g]
	}
	return built, added
}

func newHyper(words int) *hyper {
	return &hyper{off: []int32{0}, bindOff: []int32{0}, gainAt: make([][]int32, words)}
}

func (h *hyper) steps() int { return len(h.rule) }
func (h *hyper) gains() int { return len(h.gainAsset) }

// gain gives the gain of a word on an asset, -1 when nothing derives it.
func (h *hyper) gain(word, asset int32) int32 {
	if g := h.gainAt[word]; g != nil {
		return g[asset] - 1
	}
	return -1
}

func (h *hyper) addGain(word, asset int32, assets int) int32 {
	if h.gainAt[word] == nil {
		h.gainAt[word] = make([]int32, assets)
	}
	if id := h.gainAt[word][asset]; id > 0 {
		return id - 1
	}
	id := int32(len(h.gainAsset))
	h.gainAt[word][asset] = id + 1
	h.gainAsset, h.gainWord = append(h.gainAsset, asset), append(h.gainWord, word)
	return id
}

func (h *hyper) addStep(rule, head int32, tails, binds []int32) {
	h.rule, h.head = append(h.rule, rule), append(h.head, head)
	h.tails = append(h.tails, tails...)
	h.off = append(h.off, int32(len(h.tails)))
	h.binds = append(h.binds, binds...)
	h.bindOff = append(h.bindOff, int32(len(h.binds)))
}

// seal builds the lists of steps by head and by tail.
func (h *hyper) seal() {
	n := h.gains()
	h.in, h.use = lists{off: make([]int32, n+1)}, lists{off: make([]int32, n+1)}
	h.visit(0, func(s, g int32) { h.in.off[g+1]++ }, func(s, g int32) { h.use.off[g+1]++ })
	for i := range n {
		h.in.off[i+1] += h.in.off[i]
		h.use.off[i+1] += h.use.off[i]
	}
	h.in.ids, h.use.ids = make([]int32, h.in.off[n]), make([]int32, h.use.off[n])
	in, use := make([]int32, n), make([]int32, n)
	copy(in, h.in.off)
	copy(use, h.use.off)
	h.visit(0, func(s, g int32) { h.in.ids[in[g]] = s; in[g]++ }, func(s, g int32) { h.use.ids[use[g]] = s; use[g]++ })
	h.useHead = make([]int32, len(h.use.ids))
	for i, s := range h.use.ids {
		h.useHead[i] = h.head[s]
	}
}

// using calls a function for every step that needs a gain, with its head.
func (h *hyper) using(g int32, each func(s, head int32)) {
	if int(g)+1 < len(h.use.off) {
		for i := h.use.off[g]; i < h.use.off[g+1]; i++ {
			each(h.use.ids[i], h.useHead[i])
		}
	}
	if h.use.extra != nil {
		for _, s := range h.use.extra[g] {
			each(s, h.head[s])
		}
	}
}

// extend enters the steps from one on into the lists of a sealed hypergraph.
func (h *hyper) extend(from int) {
	if h.in.extra == nil {
		h.in.extra, h.use.extra = map[int32][]int32{}, map[int32][]int32{}
	}
	h.visit(from, func(s, g int32) { h.in.extra[g] = append(h.in.extra[g], s) },
		func(s, g int32) { h.use.extra[g] = append(h.use.extra[g], s) })
}

func (h *hyper) visit(from int, head, tail func(s, g int32)) {
	for s := int32(from); s < int32(h.steps()); s++ {
		head(s, h.head[s])
		for _, t := range h.tailsOf(s) {
			if t < 0 {
				break
			}
			tail(s, t)
		}
	}
}

func (h *hyper) tailsOf(s int32) []int32 { return h.tails[h.off[s]:h.off[s+1]] }
func (h *hyper) bindsOf(s int32) []int32 { return h.binds[h.bindOff[s]:h.bindOff[s+1]] }

// into calls a function for every step that gives a gain.
func (h *hyper) into(g int32, each func(s int32)) {
	built, added := h.in.of(g)
	for _, s := range built {
		each(s)
	}
	for _, s := range added {
		each(s)
	}
}

// resting lists the steps that rest on a static element.
func (h *hyper) resting(element int32) []int32 {
	var out []int32
	s := int32(0)
	for pos, t := range h.tails {
		if t == ^element {
			for int(h.off[s+1]) <= pos {
				s++
			}
			out = append(out, s)
		}
	}
	return out
}
