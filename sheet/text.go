package sheet

import (
	"regexp"
	"strings"
	"unicode"
)

// Normal evens a text out as people who type into spreadsheets mean it: line ends
// are "\n", hard spaces are spaces, there are none at the ends of lines or around
// the text, and no control characters.
func Normal(s string) string {
	if isNormal(s) {
		return s
	}
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, oddities.Replace(s))
	if strings.Contains(s, "\n") {
		lines := strings.Split(s, "\n")
		for i := range lines {
			lines[i] = strings.TrimRight(lines[i], " \t")
		}
		s = strings.Join(lines, "\n")
	}
	return strings.TrimSpace(s)
}

var oddities = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u00a0", " ", "\u2028", "\n", "\u2029", "\n", "\ufeff", "", "\u200b", "")

// isNormal sees most texts through quickly: one line of printable ASCII.
func isNormal(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < 0x20 || s[i] > 0x7e {
			return false
		}
	}
	return s == "" || s[0] != ' ' && s[len(s)-1] != ' '
}

// Line makes one line of a text.
func Line(s string) string { return strings.Join(strings.Fields(Normal(s)), " ") }

var quotes = strings.NewReplacer("\u2018", "'", "\u2019", "'", "\u201a", "'", "\u201c", `"`, "\u201d", `"`, "\u201e", `"`,
	"\u2013", "-", "\u2014", "-", "\u2012", "-", "\u2011", "-", "\u2026", "...")

// Fold gives what two texts have in common when they differ in case, spaces, line
// ends, curly quotes, dashes and a full stop at the end only.
func Fold(s string) string {
	return strings.TrimRight(strings.ToLower(quotes.Replace(Line(s))), ".")
}

var notSlug = regexp.MustCompile(`[^a-z0-9]+`)

// Slug makes a part of a name of a text: lower case letters, digits and single
// dashes. Common letters with marks lose them.
func Slug(s string) string {
	return strings.Trim(notSlug.ReplaceAllString(strings.ToLower(letters.Replace(s)), "-"), "-")
}

var letters = strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "Ä", "Ae", "Ö", "Oe", "Ü", "Ue", "ß", "ss",
	"à", "a", "á", "a", "â", "a", "ã", "a", "å", "a", "ç", "c", "è", "e", "é", "e", "ê", "e", "ë", "e", "ì", "i", "í", "i", "î", "i", "ï", "i",
	"ñ", "n", "ò", "o", "ó", "o", "ô", "o", "õ", "o", "ø", "o", "ù", "u", "ú", "u", "û", "u", "ý", "y", "ÿ", "y", "æ", "ae", "œ", "oe",
	"É", "E", "È", "E", "À", "A", "Ç", "C", "Ñ", "N", "Ó", "O", "'", "", "\u2019", "")
