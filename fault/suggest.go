package fault

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// longest is the length from which a word is no misspelling of anything.
const longest = 64

// Nearest gives the known words that s was probably meant to be: up to three, all
// equally few edits away, and at most max edits or half of s. Among equals the
// one that begins most like s comes first, then the one whose last number is
// nearest: for 6.1.5 that is 6.1.4. Case does not count.
func Nearest(s string, known []string, max int) []string {
	if max = min(max, len(s)/2); len(s) > longest {
		return nil
	}
	type hit struct {
		word        string
		d, pre, gap int
	}
	var hits []hit
	for _, k := range known {
		if abs(len(k)-len(s)) > max {
			continue
		}
		if d := distance(strings.ToLower(s), strings.ToLower(k)); d <= max {
			hits = append(hits, hit{k, d, common(s, k), abs(lastNumber(s) - lastNumber(k))})
		}
	}
	slices.SortStableFunc(hits, func(a, b hit) int {
		return cmp.Or(cmp.Compare(a.d, b.d), cmp.Compare(b.pre, a.pre), cmp.Compare(a.gap, b.gap), cmp.Compare(a.word, b.word))
	})
	var out []string
	for _, h := range hits[:min(3, len(hits))] {
		if h.d == hits[0].d {
			out = append(out, h.word)
		}
	}
	return out
}

// DidYouMean is the end of a message that offers words, nothing when there are
// none.
func DidYouMean(words []string) string {
	switch len(words) {
	case 0:
		return ""
	case 1:
		return "; did you mean " + words[0] + "?"
	}
	return "; did you mean " + strings.Join(words[:len(words)-1], ", ") + " or " + words[len(words)-1] + "?"
}

// distance is the number of single-character edits (insert, delete, replace,
// swap two neighbours) between a and b.
func distance(a, b string) int {
	x, y := []byte(a), []byte(b)
	two, one, now := make([]int, len(y)+1), make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range one {
		one[j] = j
	}
	for i := 1; i <= len(x); i++ {
		now[0] = i
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			now[j] = min(one[j]+1, now[j-1]+1, one[j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				now[j] = min(now[j], two[j-2]+1)
			}
		}
		two, one, now = one, now, two
	}
	return one[len(y)]
}

func abs(n int) int { return max(n, -n) }

func common(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

// lastNumber is the number that s ends with, zero when it ends otherwise.
func lastNumber(s string) int {
	i := len(s)
	for i > 0 && s[i-1] >= '0' && s[i-1] <= '9' && len(s)-i < 6 {
		i--
	}
	n, _ := strconv.Atoi(s[i:]) // nothing to read is zero
	return n
}
