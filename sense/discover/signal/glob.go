package signal

import "strings"

// glob is a compiled pattern: literal parts with stars between them, where a
// part may hold [0-9] for one digit.
type glob struct {
	signal *Signal
	text   string   // the folded pattern
	parts  []string // between the stars, [0-9] written as \x00
}

func compile(s *Signal) *glob {
	text := fold(s.On, s.Pattern)
	return &glob{signal: s, text: text, parts: strings.Split(strings.ReplaceAll(text, "[0-9]", "\x00"), "*")}
}

// bucket is the key under which an index keeps the glob.
func (g *glob) bucket() string {
	if p := g.parts[0]; len(p) >= 2 && p[0] != 0 && p[1] != 0 {
		return p[:2]
	}
	return ""
}

// before says whether other is the more specific pattern of the two.
func (g *glob) before(other *glob) bool {
	if len(g.text) != len(other.text) {
		return len(g.text) < len(other.text)
	}
	return g.text > other.text
}

func longest(gs []*glob, text string) *glob {
	for _, g := range gs {
		if g.match(text) {
			return g
		}
	}
	return nil
}

func (g *glob) match(text string) bool {
	head, rest := g.parts[0], g.parts[1:]
	if !literalPrefix(text, head) {
		return false
	}
	text = text[len(head):]
	for i, p := range rest {
		if i == len(rest)-1 {
			return len(text) >= len(p) && literalPrefix(text[len(text)-len(p):], p)
		}
		at := 0
		for !literalPrefix(text[at:], p) {
			if at++; at+len(p) > len(text) {
				return false
			}
		}
		text = text[at+len(p):]
	}
	return text == ""
}

func literalPrefix(text, p string) bool {
	if len(text) < len(p) {
		return false
	}
	for i := 0; i < len(p); i++ {
		if p[i] == 0 {
			if text[i] < '0' || text[i] > '9' {
				return false
			}
		} else if text[i] != p[i] {
			return false
		}
	}
	return true
}
