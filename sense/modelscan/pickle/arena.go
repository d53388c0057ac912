package pickle

// Strings and short tuples that the stream makes are kept in arenas: first a
// permanent part, then a ring in which only the newest survive. So an honest
// stream keeps everything that a later opcode may name, and a hostile one of
// gigabytes costs no more memory.

const (
	chunkSize  = 256 << 10
	permChunks = 96 // 24 MB of text for good
	ringChunks = 16 // then the newest 4 MB
	keepText   = 4096
)

type textArena struct {
	chunks [][]byte // permanent, then the ring
	cur    int      // absolute number of the chunk being filled
}

// put keeps b (at most chunkSize long) and gives its reference.
func (a *textArena) put(b []byte) uint64 {
	if len(a.chunks) == 0 {
		a.chunks = append(a.chunks, make([]byte, 0, 256)) // grows: most pickles are small
	}
	c := &a.chunks[a.slot(a.cur)]
	if len(*c)+len(b) > chunkSize {
		a.cur++
		if s := a.slot(a.cur); s < len(a.chunks) {
			a.chunks[s] = a.chunks[s][:0]
		} else {
			a.chunks = append(a.chunks, make([]byte, 0, chunkSize))
		}
		c = &a.chunks[a.slot(a.cur)]
	}
	off := uint64(a.cur)*chunkSize + uint64(len(*c))
	*c = append(*c, b...)
	return off<<16 | uint64(len(b))
}

func (a *textArena) slot(n int) int {
	if n < permChunks {
		return n
	}
	return permChunks + (n-permChunks)%ringChunks
}

// get gives the bytes of a reference, or nil when they were overwritten.
func (a *textArena) get(ref uint64) ([]byte, bool) {
	off, n := ref>>16, int(ref&0xffff)
	chunk, at := int(off/chunkSize), int(off%chunkSize)
	if chunk >= permChunks && chunk+ringChunks <= a.cur {
		return nil, false
	}
	s := a.slot(chunk)
	if s >= len(a.chunks) || at+n > len(a.chunks[s]) {
		return nil, false
	}
	return a.chunks[s][at : at+n], true
}

const (
	permWords = 256 << 10
	ringWords = 64 << 10
	keepItems = 12
)

// tupleArena keeps short tuples: a length word, then the items.
type tupleArena struct {
	perm []value
	ring []value
	next uint32 // absolute index of the next word
}

func (a *tupleArena) put(items []value) (uint32, bool) {
	n := uint32(len(items)) + 1
	if len(items) > keepItems || a.next > 1<<32-64 {
		return 0, false
	}
	if a.next == 0 {
		a.perm, a.next = append(a.perm, 0), 1 // index 0 means none
	}
	at := a.next
	if at+n <= permWords {
		a.perm = append(append(a.perm, value(len(items))), items...)
		a.next += n
		return at, true
	}
	if at < permWords { // never straddle
		at = permWords
	}
	if a.ring == nil {
		a.ring = make([]value, ringWords)
	}
	if at%ringWords+n > ringWords {
		at += ringWords - at%ringWords
	}
	a.ring[at%ringWords] = value(len(items))
	copy(a.ring[at%ringWords+1:], items)
	a.next = at + n
	return at, true
}

func (a *tupleArena) get(at uint32) ([]value, bool) {
	switch {
	case at == 0:
		return nil, false
	case at < permWords:
		if int(at) >= len(a.perm) {
			return nil, false
		}
		n := uint32(a.perm[at])
		return a.perm[at+1 : at+1+n], true
	case at+ringWords < a.next:
		return nil, false
	}
	p := at % ringWords
	n := uint32(a.ring[p])
	if n > keepItems || p+1+n > ringWords {
		return nil, false
	}
	return a.ring[p+1 : p+1+n], true
}
