package terrain

import (
	"slices"
	"strings"
	"unicode"
)

// How sure the graph is of what it says. Declared is what a field says outright,
// inferred is what the words of a text suggest.
const (
	declared = 1.0
	inferred = 0.7
	weakly   = 0.4
)

// wordsOf cuts a text into lower-case words; draft_change and draftChange are two.
func wordsOf(text string) []string {
	var out []string
	var b strings.Builder
	flush := func() {
		if b.Len() > 0 {
			out = append(out, strings.ToLower(b.String()))
			b.Reset()
		}
	}
	var before rune
	for _, c := range text {
		switch {
		case !unicode.IsLetter(c) && !unicode.IsDigit(c):
			flush()
		case unicode.IsUpper(c) && unicode.IsLower(before):
			flush()
			b.WriteRune(c)
		default:
			b.WriteRune(c)
		}
		before = c
	}
	flush()
	return out
}

// says looks for one of several words, each with or without a plural s.
func says(text string, words string) bool {
	list := strings.Fields(words)
	return slices.ContainsFunc(wordsOf(text), func(w string) bool {
		return slices.Contains(list, w) || slices.Contains(list, strings.TrimSuffix(w, "s"))
	})
}

// The words that give things away. They are few and plain on purpose: a graph that
// guesses too much sends people after ghosts.
const (
	llmWords        = "llm gpt chat chatbot assistant"
	generativeWords = "generative diffusion"
	classifierWords = "classifier boosting gbm forest regression sequence scoring rank ranking"
	detectorWords   = "fraud anomaly malware spam intrusion"
	biometricWords  = "face facial voice fingerprint biometric"

	publicWords   = "website web widget portal page app kiosk"
	ownWords      = "own our internal ours"
	sendsWords    = "mail email message messaging webhook ticket slack teams"
	changesWords  = "write change update edit create draft apply set deploy open submit approve book pay"
	destroysWords = "delete remove drop purge overwrite"
	runsWords     = "run exec execute shell terminal code editor git"
	readsWords    = "read search look lookup list query get fetch find"
)

// slug makes an id of a text.
func slug(text string) string {
	out := strings.Join(wordsOf(text), "-")
	ascii := strings.Map(func(c rune) rune {
		if c > unicode.MaxASCII {
			return -1
		}
		return c
	}, out)
	if len(ascii) > 60 {
		ascii = strings.Trim(ascii[:60], "-")
	}
	if ascii == "" {
		return "unnamed"
	}
	return ascii
}
