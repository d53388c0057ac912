package strict

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode"

	"github.com/plimsoll-aims/plimsoll/internal/lazyregexp"
)

// Entry is one key of a mapping whose order matters.
type Entry struct {
	Key   string
	Value any // string, json.Number, bool, []any, Map
}

// Map is a mapping in the order in which it is to be written.
type Map []Entry

// wrapAt is the width beyond which a text of one line is folded.
const wrapAt = 100

// Append writes a mapping as a YAML document that Read takes back to the same
// tree. The form is made for reading and for diffs: two spaces a level, texts of
// several lines as literal blocks, long ones folded at spaces, quotes only where
// a reader could take the text for something else.
func Append(dst []byte, m Map) []byte { return appendMap(dst, m, 0, false) }

// appendMap writes the entries at an indentation; the first stands on the current
// line when inline is set, as after a list's dash.
func appendMap(dst []byte, m Map, indent int, inline bool) []byte {
	for i, e := range m {
		if i > 0 || !inline {
			dst = pad(dst, indent)
		}
		dst = append(dst, key(e.Key)...)
		dst = append(dst, ':')
		dst = appendValue(dst, e.Value, indent)
	}
	return dst
}

// appendValue writes what comes after "key:" or "-", line end included.
func appendValue(dst []byte, v any, indent int) []byte {
	switch x := v.(type) {
	case Map:
		if len(x) == 0 {
			return append(dst, " {}\n"...)
		}
		return appendMap(append(dst, '\n'), x, indent+2, false)
	case []any:
		if len(x) == 0 {
			return append(dst, " []\n"...)
		}
		return appendList(append(dst, '\n'), x, indent+2)
	case string:
		return appendText(append(dst, ' '), x, indent+2)
	case json.Number:
		return append(dst, " "+x.String()+"\n"...)
	case nil:
		return append(dst, " null\n"...)
	}
	return append(dst, fmt.Sprintf(" %v\n", v)...)
}

func appendList(dst []byte, list []any, indent int) []byte {
	for _, e := range list {
		dst = append(pad(dst, indent), '-')
		if m, ok := e.(Map); ok && len(m) > 0 {
			dst = appendMap(append(dst, ' '), m, indent+2, true)
			continue
		}
		dst = appendValue(dst, e, indent)
	}
	return dst
}

func appendText(dst []byte, s string, indent int) []byte {
	switch {
	case isPlain(s) && len(s) <= wrapAt:
		dst = append(dst, s...)
	case canBlock(s) && strings.Contains(s, "\n"):
		return appendLiteral(dst, s, indent)
	case canBlock(s) && len(s) > wrapAt && strings.Contains(s, " "):
		return appendFolded(dst, s, indent)
	case isPlain(s):
		dst = append(dst, s...)
	default:
		dst = append(dst, quote(s)...)
	}
	return append(dst, '\n')
}

// appendLiteral writes "|" with the mark that keeps the text's own line ends.
func appendLiteral(dst []byte, s string, indent int) []byte {
	body := strings.TrimRight(s, "\n")
	switch len(s) - len(body) {
	case 0:
		dst = append(dst, "|-\n"...)
	case 1:
		dst = append(dst, "|\n"...)
	default:
		dst = append(dst, "|+\n"...)
	}
	for line := range strings.SplitSeq(body, "\n") {
		if line != "" {
			dst = append(pad(dst, indent), line...)
		}
		dst = append(dst, '\n')
	}
	for range len(s) - len(body) - 1 {
		dst = append(dst, '\n')
	}
	return dst
}

// appendFolded breaks a text of one line at single spaces, which folding gives
// back.
func appendFolded(dst []byte, s string, indent int) []byte {
	dst = append(dst, ">-\n"...)
	for s != "" {
		cut := breakAt(s, max(wrapAt-indent, 40))
		dst = append(append(pad(dst, indent), s[:cut]...), '\n')
		s = strings.TrimPrefix(s[cut:], " ")
	}
	return dst
}

// breakAt finds the last lone space within the width, or else the first one after.
func breakAt(s string, width int) int {
	best := -1
	for i := 1; i+1 < len(s); i++ {
		if s[i] != ' ' || s[i-1] == ' ' || s[i+1] == ' ' {
			continue
		}
		if i > width && best > 0 {
			return best
		}
		if best = i; i > width {
			return best
		}
	}
	if len(s) > width && best > 0 {
		return best
	}
	return len(s)
}

// canBlock says whether a block scalar can hold the text exactly.
func canBlock(s string) bool {
	if s == "" || strings.ContainsRune(" \t\n", rune(s[0])) || strings.TrimLeft(s, " \n") == "" {
		return false
	}
	for i, r := range s {
		if r == '\t' && s[i-1] == '\n' || r != '\n' && r != '\t' && !printable(r) {
			return false
		}
	}
	return !strings.HasSuffix(s, " ") && !strings.Contains(s, " \n")
}

func printable(r rune) bool {
	return r == ' ' || unicode.IsGraphic(r) && !unicode.Is(unicode.Zs, r) && r != unicode.ReplacementChar || r == 0xa0
}

var (
	dateLike = lazyregexp.New(`^\d{4}-\d\d-\d\d(T[0-9:.]+Z)?$`)
	plain    = lazyregexp.New(`^[\pL\d/(][^\x00-\x1f]*$`)
	reserved = lazyregexp.New(`(?i)^(true|false|null|yes|no|on|off)$`)
)

// isPlain says whether a text can stand without quotes, here and for readers that
// guess more types than ours.
func isPlain(s string) bool {
	if !plain().MatchString(s) || reserved().MatchString(s) || strings.HasSuffix(s, " ") || strings.HasSuffix(s, ":") ||
		strings.Contains(s, ": ") || strings.Contains(s, " #") {
		return false
	}
	for _, r := range s {
		if !printable(r) {
			return false
		}
	}
	if s[0] >= '0' && s[0] <= '9' {
		return dateLike().MatchString(s) || strings.Contains(s, " ")
	}
	return true
}

func key(s string) string {
	if (isPlain(s) || s == "on") && len(s) <= wrapAt {
		return s // "on" is a key of ours; only YAML 1.1 took it for true
	}
	return quote(s)
}

// quote writes a text in double quotes with YAML's escapes.
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case printable(r):
			b.WriteRune(r)
		case r > 0xffff:
			fmt.Fprintf(&b, `\U%08X`, r)
		default:
			fmt.Fprintf(&b, `\u%04X`, r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

func pad(dst []byte, n int) []byte {
	for range n {
		dst = append(dst, ' ')
	}
	return dst
}
