package store

import (
	"cmp"
	"iter"
	"maps"
	"math/bits"
	"slices"
	"sort"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/plimsoll-aims/plimsoll/kernel"
)

// wordsOf gives the words of a text: runs of letters and digits, in lower case and
// without accents, so that who types plainly finds what was written properly.
func wordsOf(text string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, w := range strings.FieldsFunc(plain(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
			if !yield(w) {
				return
			}
		}
	}
}

func plain(s string) string {
	s = strings.ToLower(s)
	if !strings.ContainsFunc(s, func(r rune) bool { return r > unicode.MaxASCII }) {
		return s
	}
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(s))
}

// wordbook says which records of a list have which words. It is made from the
// records in memory and answers for any list that shares records with its own:
// what differs is read. So it outlives writes and serves the past, and like the
// cache that it stands beside it can be thrown away.
type wordbook struct {
	list  []*kernel.Record // ordered by UID
	words string           // all words, sorted, one after the other
	ends  []uint32         // where each of them ends
	last  []uint32         // where the records of each end in at
	at    []uint32         // positions in list
}

// newWordbook reads the words of every record.
func newWordbook(k *kernel.Kind, list []*kernel.Record) *wordbook {
	ids := map[string]uint32{}
	var newest []int      // record in which each word was seen last
	var pairs [][2]uint32 // word, position
	for i, r := range list {
		for w := range wordsOf(searchBody(k, r)) {
			id, ok := ids[w]
			if !ok {
				id = uint32(len(ids))
				ids[strings.Clone(w)] = id
				newest = append(newest, -1)
			}
			if newest[id] < i {
				newest[id], pairs = i, append(pairs, [2]uint32{id, uint32(i)})
			}
		}
	}
	sorted := slices.Sorted(maps.Keys(ids))
	b := &wordbook{list: list, ends: make([]uint32, len(sorted)), last: make([]uint32, len(sorted)), at: make([]uint32, len(pairs))}
	b.words = strings.Join(sorted, "")
	rank := make([]uint32, len(sorted))
	end := uint32(0)
	for i, w := range sorted {
		end += uint32(len(w))
		b.ends[i], rank[ids[w]] = end, uint32(i)
	}
	for i := range pairs {
		pairs[i][0] = rank[pairs[i][0]]
	}
	slices.SortFunc(pairs, func(x, y [2]uint32) int { return cmp.Or(cmp.Compare(x[0], y[0]), cmp.Compare(x[1], y[1])) })
	for i, p := range pairs {
		b.at[i], b.last[p[0]] = p[1], uint32(i+1)
	}
	return b
}

func (b *wordbook) word(i int) string {
	if i == 0 {
		return b.words[:b.ends[0]]
	}
	return b.words[b.ends[i-1]:b.ends[i]]
}

// having marks the records that have a word which begins so.
func (b *wordbook) having(begin string) []uint64 {
	marks := make([]uint64, (len(b.list)+63)/64)
	i := sort.Search(len(b.ends), func(i int) bool { return b.word(i) >= begin })
	from := uint32(0)
	if i > 0 {
		from = b.last[i-1]
	}
	for ; i < len(b.ends) && strings.HasPrefix(b.word(i), begin); i++ {
		for _, at := range b.at[from:b.last[i]] {
			marks[at/64] |= 1 << (at % 64)
		}
		from = b.last[i]
	}
	return marks
}

// find gives the records of a list, ordered by UID, in which every word begins one.
func (b *wordbook) find(k *kernel.Kind, list []*kernel.Record, words []string) []*kernel.Record {
	marks := b.having(words[0])
	for _, w := range words[1:] {
		for i, m := range b.having(w) {
			marks[i] &= m
		}
	}
	n := 0
	for _, m := range marks {
		n += bits.OnesCount64(m)
	}
	out := make([]*kernel.Record, 0, n)
	b.against(list, func(r *kernel.Record, at int) {
		if at >= 0 && marks[at/64]>>(at%64)&1 == 1 || at < 0 && says(searchBody(k, r), words, strings.HasPrefix) {
			out = append(out, r)
		}
	})
	return out
}

// against visits the records of a list with their positions in the book's own, -1
// for one that the book has not read.
func (b *wordbook) against(list []*kernel.Record, visit func(r *kernel.Record, at int)) {
	at := 0
	for _, r := range list {
		if at < len(b.list) && b.list[at] != r {
			for at < len(b.list) && b.list[at].UID < r.UID {
				at++
			}
		}
		if at < len(b.list) && b.list[at] == r {
			visit(r, at)
			at++
			continue
		}
		visit(r, -1)
	}
}

// wordbooks keeps one book of each kind of each tenant.
type wordbooks struct {
	mu    sync.Mutex
	books map[kindKey]*wordbook
}

// maxUnread is how many records of a newest list a book may not have read.
const maxUnread = 2000

// of gives a book that answers for the list, which newest says is the newest of
// its kind. Only for that one a book is made anew.
func (w *wordbooks) of(key kindKey, k *kernel.Kind, list []*kernel.Record, newest bool) *wordbook {
	w.mu.Lock()
	defer w.mu.Unlock() // many readers wait for one book instead of making many
	b := w.books[key]
	if b == nil || newest && b.unread(list) > maxUnread {
		b = newWordbook(k, list)
		w.books[key] = b
	}
	return b
}

func (b *wordbook) unread(list []*kernel.Record) int {
	n := 0
	b.against(list, func(_ *kernel.Record, at int) {
		if at < 0 {
			n++
		}
	})
	return n
}

// forget drops the books of a tenant.
func (w *wordbooks) forget(tenant string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	maps.DeleteFunc(w.books, func(k kindKey, _ *wordbook) bool { return k.tenant == tenant })
}
