package ui

import "bytes"

// shrinkCSS leaves out comments and the white space that CSS does not need. It keeps every string as it is and the
// spaces around + and - (calc needs them) and before a colon, a bracket or a dot (selectors need them).
func shrinkCSS(css []byte) []byte {
	out := make([]byte, 0, len(css))
	for i := 0; i < len(css); i++ {
		c := css[i]
		switch {
		case c == '/' && i+1 < len(css) && css[i+1] == '*':
			end := bytes.Index(css[i+2:], []byte("*/"))
			if end < 0 {
				return out
			}
			i += end + 3
		case c == '"' || c == '\'':
			end := stringEnd(css, i)
			out = append(out, css[i:end]...)
			i = end - 1
		case c == ' ' || c == '\n' || c == '\t' || c == '\r':
			if len(out) > 0 && !bytes.ContainsRune([]byte(" {};,>:"), rune(out[len(out)-1])) {
				out = append(out, ' ')
			}
		default:
			out = append(trimBefore(out, c), c)
		}
	}
	return bytes.TrimSpace(out)
}

// trimBefore drops a space, and before a closing brace a semicolon, that c makes needless.
func trimBefore(out []byte, c byte) []byte {
	if bytes.ContainsRune([]byte("{};,>"), rune(c)) && len(out) > 0 && out[len(out)-1] == ' ' {
		out = out[:len(out)-1]
	}
	if c == '}' && len(out) > 0 && out[len(out)-1] == ';' {
		out = out[:len(out)-1]
	}
	return out
}

// stringEnd returns the index after the string that begins at i.
func stringEnd(css []byte, i int) int {
	for j := i + 1; j < len(css); j++ {
		switch css[j] {
		case '\\':
			j++
		case css[i]:
			return j + 1
		}
	}
	return len(css)
}
