package catalog

import (
	"cmp"
	"slices"
	"strconv"
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
// closest only; among equals the one that begins most like s, then the one whose
// last number is nearest: for 6.1.5 that is 6.1.4.
func nearest(s string, candidates []string, max int) []string {
	if max = min(max, len(s)/2); len(s) > 64 {
		return nil
	}
	type hit struct {
		id          string
		d, pre, gap int
	}
	var hits []hit
	for _, c := range candidates {
		if abs(len(c)-len(s)) > max {
			continue
		}
		if d := distance(strings.ToLower(s), strings.ToLower(c)); d <= max {
			hits = append(hits, hit{c, d, common(s, c), abs(lastNumber(s) - lastNumber(c))})
		}
	}
	slices.SortStableFunc(hits, func(a, b hit) int {
		return cmp.Or(cmp.Compare(a.d, b.d), cmp.Compare(b.pre, a.pre), cmp.Compare(a.gap, b.gap), cmp.Compare(a.id, b.id))
	})
	var out []string
	for _, h := range hits[:min(3, len(hits))] {
		if h.d == hits[0].d {
			out = append(out, h.id)
		}
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

// lastNumber is the number that s ends with, zero when it ends otherwise.
func lastNumber(s string) int {
	i := len(s)
	for i > 0 && s[i-1] >= '0' && s[i-1] <= '9' && len(s)-i < 6 {
		i--
	}
	n, _ := strconv.Atoi(s[i:]) // nothing to read is zero
	return n
}

// natural orders as a reader would: numbers inside words by their value, so
// that file.csv:9:1 comes before file.csv:10:1.
func natural(a, b string) int {
	for a != "" && b != "" {
		x, y := digits(a), digits(b)
		if x > 0 && y > 0 {
			m, n := strings.TrimLeft(a[:x], "0"), strings.TrimLeft(b[:y], "0")
			if c := cmp.Or(cmp.Compare(len(m), len(n)), cmp.Compare(m, n)); c != 0 {
				return c
			}
			a, b = a[x:], b[y:]
			continue
		}
		if a[0] != b[0] {
			return cmp.Compare(a[0], b[0])
		}
		a, b = a[1:], b[1:]
	}
	return cmp.Compare(len(a), len(b))
}

func digits(s string) int {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
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
