package discover

import (
	"bytes"
	"sort"
)

// source is a program text taken apart: code with comments and the inside of
// strings blanked out (same length, same lines), and the strings.
type source struct {
	code  []byte
	raw   []byte
	strs  []literal
	lines []int           // offset of each line's first byte
	open  map[string]bool // ends of strings that do not come any more
}

// literal is a string: the offsets of what stands between the quotes.
type literal struct{ start, end int }

// syntax is what the lexer has to know of a language.
type syntax struct {
	line    []string // comments to the end of the line
	block   bool     // /* */ comments
	quotes  string   // characters that open a string
	triple  bool     // """ and ''' strings
	raw     byte     // a quote whose string spans lines without escapes (Go `)
	multi   byte     // a quote whose string spans lines with escapes (JS `)
	char    bool     // ' is a character or a lifetime, not a string
	verb    bool     // C# @"…" and """…"""
	rustRaw bool     // r#"…"#
}

var (
	pythonSyntax = syntax{line: []string{"#"}, quotes: `"'`, triple: true}
	jsSyntax     = syntax{line: []string{"//"}, block: true, quotes: `"'`, multi: '`'}
	goSyntax     = syntax{line: []string{"//"}, block: true, quotes: `"`, raw: '`', char: true}
	javaSyntax   = syntax{line: []string{"//"}, block: true, quotes: `"`, triple: true, char: true}
	csSyntax     = syntax{line: []string{"//"}, block: true, quotes: `"`, triple: true, char: true, verb: true}
	rustSyntax   = syntax{line: []string{"//"}, block: true, quotes: `"`, char: true, rustRaw: true}
	hashSyntax   = syntax{line: []string{"#"}, quotes: `"'`}
	cSyntax      = syntax{line: []string{"//"}, block: true, quotes: `"'`}
)

// lex takes a text apart. It never fails: a string that does not end on its
// line ends there.
func lex(b []byte, sx syntax) *source {
	s := &source{code: append([]byte(nil), b...), raw: b, lines: []int{0}}
	for i, c := range b {
		if c == '\n' {
			s.lines = append(s.lines, i+1)
		}
	}
	for i := 0; i < len(b); {
		i = s.step(i, sx)
	}
	return s
}

// step handles what begins at i and gives where the next thing begins.
func (s *source) step(i int, sx syntax) int {
	b, c := s.raw, s.raw[i]
	for _, l := range sx.line {
		if c == l[0] && bytes.HasPrefix(b[i:], []byte(l)) {
			return s.blank(i, lineEnd(b, i))
		}
	}
	switch {
	case sx.block && c == '/' && i+1 < len(b) && b[i+1] == '*':
		end := bytes.Index(b[i+2:], []byte("*/"))
		if end < 0 {
			return s.blank(i, len(b))
		}
		return s.blank(i, i+2+end+2)
	case sx.char && c == '\'':
		return s.character(i)
	case sx.rustRaw && c == 'r' && i+1 < len(b) && (b[i+1] == '"' || b[i+1] == '#') && !identByte(before(b, i)):
		return s.rustRaw(i)
	case sx.raw != 0 && c == sx.raw:
		return s.until(i, i+1, []byte{c}, false, true)
	case sx.multi != 0 && c == sx.multi:
		return s.until(i, i+1, []byte{c}, true, true)
	}
	if bytes.IndexByte([]byte(sx.quotes), c) < 0 {
		return i + 1
	}
	if sx.triple && i+2 < len(b) && b[i+1] == c && b[i+2] == c {
		return s.until(i, i+3, []byte{c, c, c}, true, true)
	}
	if sx.verb && (before(b, i) == '@' || before(b, i) == '$' && i > 1 && b[i-2] == '@') {
		return s.until(i, i+1, []byte{c}, false, true)
	}
	return s.until(i, i+1, []byte{c}, true, false)
}

func before(b []byte, i int) byte {
	if i == 0 {
		return 0
	}
	return b[i-1]
}

// until reads a string whose inside begins at from and ends at close.
func (s *source) until(open, from int, end []byte, escapes, lines bool) int {
	b := s.raw
	if s.open[string(end)] {
		return from
	}
	for i := from; i < len(b); i++ {
		switch {
		case escapes && b[i] == '\\':
			i++
		case b[i] == '\n' && !lines:
			s.str(from, i)
			return i
		case b[i] == end[0] && bytes.HasPrefix(b[i:], end):
			s.str(from, i)
			return i + len(end)
		}
	}
	if !lines {
		s.str(from, len(b))
		return len(b)
	}
	// Not closed: this was no string, so go on right behind the quote, and
	// remember it, else many open quotes would each read to the end.
	if s.open == nil {
		s.open = map[string]bool{}
	}
	s.open[string(end)] = true
	return from
}

func (s *source) rustRaw(i int) int {
	b, hashes := s.raw, 0
	at := i + 1
	for at < len(b) && b[at] == '#' {
		hashes++
		at++
	}
	if at >= len(b) || b[at] != '"' {
		return i + 1
	}
	return s.until(i, at+1, append([]byte{'"'}, bytes.Repeat([]byte{'#'}, hashes)...), false, true)
}

// character steps over 'x' and '\n'; a lifetime or an apostrophe is one step.
func (s *source) character(i int) int {
	b := s.raw
	if i+2 < len(b) && b[i+1] == '\\' {
		if end := bytes.IndexByte(b[i+2:min(len(b), i+12)], '\''); end >= 0 {
			return i + 2 + end + 1
		}
	}
	for n := 2; n <= 5 && i+n < len(b); n++ { // one character of up to four bytes
		if b[i+n] == '\'' && (n == 2 || b[i+1] >= 0x80) {
			return i + n + 1
		}
	}
	return i + 1
}

func (s *source) str(from, to int) {
	s.strs = append(s.strs, literal{from, to})
	s.blank(from, to)
}

func (s *source) blank(from, to int) int {
	for i := from; i < to; i++ {
		if s.code[i] != '\n' {
			s.code[i] = ' '
		}
	}
	return to
}

// line gives the line number, from 1, of an offset.
func (s *source) line(offset int) int {
	return sort.Search(len(s.lines), func(i int) bool { return s.lines[i] > offset })
}

// text gives a literal's text, as written.
func (s *source) text(l literal) string { return string(s.raw[l.start:l.end]) }

// lead gives up to 120 bytes of code before the quote of a literal, without
// trailing blanks.
func (s *source) lead(l literal) string {
	from := max(0, l.start-120)
	b := s.code[from:max(0, l.start-1)]
	return string(bytes.TrimRight(b, " \t\r\n\"'`"))
}

func lineEnd(b []byte, i int) int {
	if n := bytes.IndexByte(b[i:], '\n'); n >= 0 {
		return i + n
	}
	return len(b)
}

func identByte(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}
