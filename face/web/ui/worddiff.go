package ui

import "unicode"

// wordDiff is two texts as runs; a run is marked where the other side has something else.
type wordDiff struct{ Before, After []Run }

// maxDiffCells bounds the table of diffWords; longer texts are marked whole.
const maxDiffCells = 1 << 20

// diffWords compares two texts word by word by their longest common subsequence.
func diffWords(before, after string) wordDiff {
	a, b := words(before), words(after)
	if len(a)*len(b) > maxDiffCells {
		return wordDiff{[]Run{{before, true}}, []Run{{after, true}}}
	}
	common := lcs(a, b)
	var d wordDiff
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case i < len(a) && j < len(b) && a[i] == b[j]:
			d.Before, d.After = join(d.Before, a[i], false), join(d.After, b[j], false)
			i, j = i+1, j+1
		case j == len(b) || i < len(a) && common[i+1][j] >= common[i][j+1]:
			d.Before, i = join(d.Before, a[i], true), i+1
		default:
			d.After, j = join(d.After, b[j], true), j+1
		}
	}
	return d
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

// words splits a text so that joining the pieces gives it back: each piece is a word with the space after it.
func words(s string) []string {
	var out []string
	start, space := 0, false
	for i, r := range s {
		if space && !unicode.IsSpace(r) {
			out = append(out, s[start:i])
			start, space = i, false
		}
		space = space || unicode.IsSpace(r)
	}
	if start < len(s) {
		out = append(out, s[start:])
	}
	return out
}
