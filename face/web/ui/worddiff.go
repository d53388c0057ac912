package ui

import "unicode"

// wordDiff is two texts as runs; a run is marked where the other side has something else.
type wordDiff struct{ Before, After []Run }

// maxDiffCells bounds the table of diffWords; what differs in longer texts is marked whole.
const maxDiffCells = 1 << 20

// diffWords compares two texts word by word: what both begin and end with is set aside, the rest is compared by the
// longest common subsequence.
func diffWords(before, after string) wordDiff {
	a, b := words(before), words(after)
	var d wordDiff
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		d.both(a[0])
		a, b = a[1:], b[1:]
	}
	end := 0
	for end < len(a) && end < len(b) && a[len(a)-1-end] == b[len(b)-1-end] {
		end++
	}
	d.middle(a[:len(a)-end], b[:len(b)-end])
	for _, w := range a[len(a)-end:] {
		d.both(w)
	}
	return d
}

func (d *wordDiff) both(word string) {
	d.Before, d.After = join(d.Before, word, false), join(d.After, word, false)
}

func (d *wordDiff) middle(a, b []string) {
	if len(a)*len(b) > maxDiffCells {
		for _, w := range a {
			d.Before = join(d.Before, w, true)
		}
		for _, w := range b {
			d.After = join(d.After, w, true)
		}
		return
	}
	common := lcs(a, b)
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case i < len(a) && j < len(b) && a[i] == b[j]:
			d.both(a[i])
			i, j = i+1, j+1
		case j == len(b) || i < len(a) && common[i+1][j] >= common[i][j+1]:
			d.Before, i = join(d.Before, a[i], true), i+1
		default:
			d.After, j = join(d.After, b[j], true), j+1
		}
	}
}

// lcs returns the length of the longest common subsequence of every pair of suffixes.
func lcs(a, b []string) [][]int {
	t := make([][]int, len(a)+1)
	for i := range t {
		t[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				t[i][j] = t[i+1][j+1] + 1
			} else {
				t[i][j] = max(t[i+1][j], t[i][j+1])
			}
		}
	}
	return t
}

func join(runs []Run, word string, mark bool) []Run {
	if n := len(runs); n > 0 && runs[n-1].Mark == mark {
		runs[n-1].Text += word
		return runs
	}
	return append(runs, Run{word, mark})
}

// words splits a text so that joining the pieces gives it back: words, and the space between them.
func words(s string) []string {
	var out []string
	start := 0
	space := false
	for i, r := range s {
		if is := unicode.IsSpace(r); is != space {
			if i > start {
				out = append(out, s[start:i])
			}
			start, space = i, is
		}
	}
	if start < len(s) {
		out = append(out, s[start:])
	}
	return out
}
