package fault_test

import (
	"slices"
	"testing"

	"github.com/plimsoll-aims/plimsoll/fault"
)

func TestNearestOffersWhatWasProbablyMeant(t *testing.T) {
	clauses := []string{"6.1.1", "6.1.4", "9.1", "A.6.1.2", "A.6.2.2"}
	for _, c := range []struct {
		word  string
		known []string
		max   int
		want  []string
	}{
		{"agnet", []string{"agent", "tool"}, 3, []string{"agent"}},
		{"Titel", []string{"state", "title"}, 2, []string{"title"}},
		{"6.1.5", clauses, 2, []string{"6.1.4", "6.1.1"}},        // the nearest number first
		{"A.6.6.2", clauses, 2, []string{"A.6.1.2", "A.6.2.2"}},  // equals by name
		{"owner", []string{"purpose"}, 2, nil},                   // too far
		{"x", []string{"y"}, 3, nil},                             // more than half of it is another word
		{"title", []string{"title"}, 0, []string{"title"}},       // no edit at all
		{string(make([]byte, 65)), []string{"title"}, 9999, nil}, // no misspelling is that long
	} {
		if got := fault.Nearest(c.word, c.known, c.max); !slices.Equal(got, c.want) {
			t.Errorf("%q among %v: %v, want %v", c.word, c.known, got, c.want)
		}
	}
}

func TestDidYouMeanReadsAsASentence(t *testing.T) {
	for want, words := range map[string][]string{
		"":                          nil,
		"; did you mean a?":         {"a"},
		"; did you mean a or b?":    {"a", "b"},
		"; did you mean a, b or c?": {"a", "b", "c"},
	} {
		if got := fault.DidYouMean(words); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
