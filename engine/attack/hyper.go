package attack

// hyper is the ground hypergraph. Gains are OR nodes, steps are AND nodes: a
// step gives its head when all its tails hold. Tails are gains (>= 0) or static
// elements (^element, < 0). Everything is append-only, so that facts can be
// added to a finished model.
type hyper struct {
	rule, head []int32
	off        []int32 // tails of step s are tails[off[s]:off[s+1]]
	tails      []int32
	bindOff    []int32
	binds      []int32 // assets of the rule's variables
	nextIn     []int32 // next step with the same head
	nextUse    []int32 // next use of the same tail, by position in tails
	useStep    []int32 // step of a position in tails

	gainAsset, gainWord []int32
	firstIn, firstUse   []int32   // by gain
	gainAt              [][]int32 // word, asset -> gain+1
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
	h.firstIn, h.firstUse = append(h.firstIn, -1), append(h.firstUse, -1)
	return id
}

func (h *hyper) addStep(rule, head int32, tails, binds []int32) int32 {
	s := int32(len(h.rule))
	h.rule, h.head = append(h.rule, rule), append(h.head, head)
	for _, t := range tails {
		pos := int32(len(h.tails))
		h.tails, h.useStep = append(h.tails, t), append(h.useStep, s)
		next := int32(-1)
		if t >= 0 {
			next = h.firstUse[t]
			h.firstUse[t] = pos
		}
		h.nextUse = append(h.nextUse, next)
	}
	h.off = append(h.off, int32(len(h.tails)))
	h.binds = append(h.binds, binds...)
	h.bindOff = append(h.bindOff, int32(len(h.binds)))
	h.nextIn = append(h.nextIn, h.firstIn[head])
	h.firstIn[head] = s
	return s
}

func (h *hyper) tailsOf(s int32) []int32 { return h.tails[h.off[s]:h.off[s+1]] }
func (h *hyper) bindsOf(s int32) []int32 { return h.binds[h.bindOff[s]:h.bindOff[s+1]] }
