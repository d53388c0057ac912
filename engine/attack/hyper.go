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

	in, use lists // steps by head, steps by tail
	arcs    []arc // beside use.ids, so that a search reads what it needs of them in one run
}

// arc is what a search for best ways asks first of a step that needs a gain:
// its head, another gain that it needs (-1 for none), and a bound that its weight
// never goes below.
type arc struct {
	head, other int32
	floor       float32
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
	h.arcs = make([]arc, len(h.use.ids))
	for g := range int32(n) {
		for i := h.use.off[g]; i < h.use.off[g+1]; i++ {
			s := h.use.ids[i]
			h.arcs[i] = arc{head: h.head[s], other: h.other(s, g)}
		}
	}
}

// other gives a gain that a step needs besides the given one, -1 when it needs
// no more.
func (h *hyper) other(s, g int32) int32 {
	for _, t := range h.tailsOf(s) {
		if t >= 0 && t != g {
			return t
		}
	}
	return -1
}

// arrange numbers the steps anew by their heads, so that all steps into a gain
// stand side by side.
func (h *hyper) arrange() {
	at := make([]int32, h.gains()+1)
	for _, g := range h.head {
		at[g+1]++
	}
	for g := range h.gains() {
		at[g+1] += at[g]
	}
	order := make([]int32, h.steps())
	for s, g := range h.head {
		order[at[g]] = int32(s)
		at[g]++
	}
	out := &hyper{off: make([]int32, 1, len(h.off)), bindOff: make([]int32, 1, len(h.bindOff)), rule: make([]int32, 0, len(h.rule)),
		head: make([]int32, 0, len(h.head)), tails: make([]int32, 0, len(h.tails)), binds: make([]int32, 0, len(h.binds))}
	for _, s := range order {
		out.addStep(h.rule[s], h.head[s], h.tailsOf(s), h.bindsOf(s))
	}
	h.rule, h.head, h.off, h.tails, h.bindOff, h.binds = out.rule, out.head, out.off, out.tails, out.bindOff, out.binds
}

// using gives the steps that need a gain: those of the first join with their
// arcs, and those that were added.
func (h *hyper) using(g int32) (built []int32, arcs []arc, added []int32) {
	built, added = h.use.of(g)
	if len(built) > 0 {
		arcs = h.arcs[h.use.off[g]:h.use.off[g+1]]
	}
	return built, arcs, added
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
