package catalog

import (
	"cmp"
	"slices"
	"strings"
)

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

// nearest gives up to three of the candidates within max edits of s, the
// closest first; among equals the one that begins most like s.
func nearest(s string, candidates []string, max int) []string {
	if len(s) > 64 {
		return nil
	}
	type hit struct {
		id     string
		d, pre int
	}
	var hits []hit
	for _, c := range candidates {
		if abs(len(c)-len(s)) > max {
			continue
		}
		if d := distance(strings.ToLower(s), strings.ToLower(c)); d <= max {
			hits = append(hits, hit{c, d, common(s, c)})
		}
	}
	slices.SortStableFunc(hits, func(a, b hit) int {
		return cmp.Or(cmp.Compare(a.d, b.d), cmp.Compare(b.pre, a.pre), cmp.Compare(a.id, b.id))
	})
	var out []string
	for _, h := range hits[:min(3, len(hits))] {
		out = append(out, h.id)
	}
	return out
}

func abs(n int) int { return max(n, -n) }

func common(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

// didYouMean writes suggestions as the end of a message.
func didYouMean(ids []string) string {
	switch len(ids) {
	case 0:
		return ""
	case 1:
		return "; did you mean " + ids[0] + "?"
	}
	return "; did you mean " + strings.Join(ids[:len(ids)-1], ", ") + " or " + ids[len(ids)-1] + "?"
}
