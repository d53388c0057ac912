package discover

import (
	"bytes"
	"strings"
)

// parseTOML reads the TOML that manifests and lock files are written in:
// tables, arrays of tables, strings, arrays and inline tables. It is tolerant:
// a line that it cannot read is left out.
func parseTOML(b []byte, lim Limits) *node {
	root := &node{kind: mapNode, line: 1}
	p := &tomlParser{lines: bytes.Split(b, []byte("\n")), left: lim.Nodes, depth: lim.Nesting}
	table := root
	for p.n < len(p.lines) && p.left > 0 {
		line := strings.TrimSpace(string(p.lines[p.n]))
		p.n++
		switch {
		case line == "" || line[0] == '#':
		case strings.HasPrefix(line, "[["):
			name := strings.TrimSpace(strings.SplitN(line[2:], "]]", 2)[0])
			table = p.table(root, name, true)
		case line[0] == '[':
			name := strings.TrimSpace(strings.SplitN(line[1:], "]", 2)[0])
			table = p.table(root, name, false)
		default:
			p.pair(table, line)
		}
	}
	return root
}

type tomlParser struct {
	lines [][]byte
	n     int // line to read next; the number of the one just read
	left  int
	depth int
}

// table finds or makes the table with a dotted name; list appends a new one.
func (p *tomlParser) table(root *node, dotted string, list bool) *node {
	keys := tomlKeys(dotted)
	if len(keys) == 0 || len(keys) > p.depth {
		return &node{kind: mapNode}
	}
	at := root
	for i, k := range keys {
		last := i == len(keys)-1
		next := at.get(k)
		if next == nil {
			next = &node{kind: mapNode, key: k, line: p.n}
			if last && list {
				next.kind = listNode
			}
			at.kids = append(at.kids, next)
			p.left--
		}
		if next.kind == listNode {
			if last && list || len(next.kids) == 0 {
				next.kids = append(next.kids, &node{kind: mapNode, line: p.n})
				p.left--
			}
			next = next.kids[len(next.kids)-1]
		}
		at = next
	}
	return at
}

func tomlKeys(s string) []string {
	var keys []string
	for s != "" {
		s = strings.TrimLeft(s, " .\t")
		if s == "" {
			break
		}
		if q := s[0]; q == '"' || q == '\'' {
			end := strings.IndexByte(s[1:], q)
			if end < 0 {
				return keys
			}
			keys, s = append(keys, s[1:1+end]), s[end+2:]
			continue
		}
		end := strings.IndexByte(s, '.')
		if end < 0 {
			end = len(s)
		}
		keys, s = append(keys, strings.TrimSpace(s[:end])), s[end:]
	}
	return keys
}

// pair reads key = value, taking further lines while a bracket is open.
func (p *tomlParser) pair(table *node, line string) {
	at := p.n
	eq := tomlEquals(line)
	if eq < 0 {
		return
	}
	keys := tomlKeys(strings.TrimSpace(line[:eq]))
	if len(keys) == 0 || len(keys) > p.depth {
		return
	}
	rest := strings.TrimSpace(line[eq+1:])
	v := &tomlValue{p: p, s: rest, line: at}
	n := v.value(p.depth)
	if n == nil {
		return
	}
	for _, k := range keys[:len(keys)-1] {
		next := table.get(k)
		if next == nil {
			next = &node{kind: mapNode, key: k, line: at}
			table.kids = append(table.kids, next)
		}
		table = next
	}
	n.key, n.line = keys[len(keys)-1], at
	table.kids = append(table.kids, n)
}

func tomlEquals(line string) int {
	quote := byte(0)
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '=':
			return i
		}
	}
	return -1
}

// tomlValue reads one value, pulling in further lines as it needs them.
type tomlValue struct {
	p    *tomlParser
	s    string
	line int
}

// skip passes blanks, comments and line ends; false at the end of the file.
func (v *tomlValue) skip() bool {
	for {
		v.s = strings.TrimLeft(v.s, " \t\r")
		if v.s != "" && v.s[0] != '#' {
			return true
		}
		if v.p.n >= len(v.p.lines) {
			return false
		}
		v.s = string(v.p.lines[v.p.n])
		v.p.n++
		v.line = v.p.n
	}
}

func (v *tomlValue) value(depth int) *node {
	if v.p.left--; depth < 0 || v.p.left < 0 || !v.skip() {
		return nil
	}
	n := &node{line: v.line}
	switch c := v.s[0]; c {
	case '[', '{':
		v.s = v.s[1:]
		return v.container(n, c, depth)
	case '"', '\'':
		n.text = v.quoted(c)
	default:
		end := strings.IndexAny(v.s, ",]}#")
		if end < 0 {
			end = len(v.s)
		}
		n.text, v.s = strings.TrimSpace(v.s[:end]), v.s[end:]
	}
	return n
}

func (v *tomlValue) container(n *node, open byte, depth int) *node {
	n.kind = listNode
	end := byte(']')
	if open == '{' {
		n.kind, end = mapNode, '}'
	}
	for v.skip() {
		switch v.s[0] {
		case end:
			v.s = v.s[1:]
			return n
		case ',':
			v.s = v.s[1:]
			continue
		}
		key := ""
		if n.kind == mapNode {
			eq := tomlEquals(v.s)
			if eq < 0 {
				return n
			}
			key = strings.Trim(strings.TrimSpace(v.s[:eq]), `"'`)
			v.s = v.s[eq+1:]
		}
		before := len(v.s)
		c := v.value(depth - 1)
		if c == nil {
			return n
		}
		if len(v.s) == before && c.kind == scalarNode && c.text == "" {
			v.s = v.s[1:] // a stray character: step over it, so that the loop ends
		}
		c.key = key
		n.kids = append(n.kids, c)
	}
	return n
}

func (v *tomlValue) quoted(q byte) string {
	triple := strings.Repeat(string(q), 3)
	if strings.HasPrefix(v.s, triple) {
		v.s = v.s[3:]
		var b strings.Builder
		for {
			if end := strings.Index(v.s, triple); end >= 0 {
				b.WriteString(v.s[:end])
				v.s = v.s[end+3:]
				return b.String()
			}
			if b.Len() < 64<<10 {
				b.WriteString(v.s)
				b.WriteByte('\n')
			}
			if v.p.n >= len(v.p.lines) {
				v.s = ""
				return b.String()
			}
			v.s = string(v.p.lines[v.p.n])
			v.p.n++
		}
	}
	for i := 1; i < len(v.s); i++ {
		if v.s[i] == '\\' && q == '"' {
			i++
			continue
		}
		if v.s[i] == q {
			s := v.s[1:i]
			v.s = v.s[i+1:]
			return s
		}
	}
	s := v.s[1:]
	v.s = ""
	return s
}
