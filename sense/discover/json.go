package discover

import (
	"encoding/json"
	"errors"
	"strings"
)

// errors of the structured parsers; each stands in Result.Skipped.
var (
	errTooDeep  = errors.New("nested deeper than the limit; the rest was not read")
	errTooMany  = errors.New("more values than the limit; the rest was not read")
	errBadJSON  = errors.New("not well-formed JSON; read up to the break")
	errTrailing = errors.New("text after the JSON value")
)

// jsonParser reads JSON tolerantly: comments and trailing commas are allowed,
// as editors' settings files have them. What was read before an error is kept.
type jsonParser struct {
	b     []byte
	i     int
	line  int
	nodes int // left to hand out
	depth int // left to go down
}

// parseJSON gives the value with the lines, and the error that stopped it.
func parseJSON(b []byte, lim Limits) (*node, error) {
	p := &jsonParser{b: b, line: 1, nodes: lim.Nodes, depth: lim.Nesting}
	n, err := p.value()
	if err == nil {
		if p.space(); p.i < len(p.b) {
			err = errTrailing
		}
	}
	return n, err
}

// parseJSONLines reads one value after another, as GCP exports are written.
func parseJSONLines(b []byte, lim Limits) (*node, error) {
	p := &jsonParser{b: b, line: 1, nodes: lim.Nodes, depth: lim.Nesting}
	out := &node{kind: listNode, line: 1}
	for {
		if p.space(); p.i >= len(p.b) {
			return out, nil
		}
		n, err := p.value()
		if n != nil {
			out.kids = append(out.kids, n)
		}
		if err != nil {
			return out, err
		}
	}
}

func (p *jsonParser) space() {
	for p.i < len(p.b) {
		switch c := p.b[p.i]; {
		case c == '\n':
			p.line++
			p.i++
		case c == ' ' || c == '\t' || c == '\r' || c == 0xEF || c == 0xBB || c == 0xBF:
			p.i++
		case c == '/' && p.i+1 < len(p.b) && p.b[p.i+1] == '/':
			for p.i < len(p.b) && p.b[p.i] != '\n' {
				p.i++
			}
		case c == '/' && p.i+1 < len(p.b) && p.b[p.i+1] == '*':
			for p.i++; p.i < len(p.b) && (p.b[p.i] != '/' || p.b[p.i-1] != '*'); p.i++ {
				if p.b[p.i] == '\n' {
					p.line++
				}
			}
			p.i++
		default:
			return
		}
	}
}

func (p *jsonParser) value() (*node, error) {
	p.space()
	if p.i >= len(p.b) {
		return nil, errBadJSON
	}
	if p.nodes--; p.nodes < 0 {
		return nil, errTooMany
	}
	switch c := p.b[p.i]; c {
	case '{', '[':
		return p.container(c)
	case '"':
		line := p.line
		s, err := p.str()
		return &node{line: line, text: s}, err
	}
	start := p.i
	for p.i < len(p.b) && !strings.ContainsRune(",]}\n\r\t :\"", rune(p.b[p.i])) {
		p.i++
	}
	if p.i == start {
		return nil, errBadJSON
	}
	return &node{line: p.line, num: true, text: string(p.b[start:p.i])}, nil
}

func (p *jsonParser) container(open byte) (*node, error) {
	n := &node{kind: mapNode, line: p.line}
	end := byte('}')
	if open == '[' {
		n.kind, end = listNode, ']'
	}
	if p.depth--; p.depth < 0 {
		return n, errTooDeep
	}
	defer func() { p.depth++ }()
	p.i++
	for {
		p.space()
		if p.i >= len(p.b) {
			return n, errBadJSON
		}
		switch p.b[p.i] {
		case end:
			p.i++
			return n, nil
		case ',':
			p.i++
			continue
		}
		key, line := "", p.line
		if n.kind == mapNode {
			var err error
			if key, err = p.keyColon(); err != nil {
				return n, err
			}
		}
		c, err := p.value()
		// Vectors and pictures are long lists of numbers, and none is a name.
		if c != nil && (n.kind == mapNode || !c.num) {
			c.key = key
			if n.kind == mapNode {
				c.line = line
			}
			n.kids = append(n.kids, c)
		}
		if err != nil {
			return n, err
		}
	}
}

func (p *jsonParser) keyColon() (string, error) {
	if p.b[p.i] != '"' {
		return "", errBadJSON
	}
	key, err := p.str()
	if err != nil {
		return "", err
	}
	if p.space(); p.i >= len(p.b) || p.b[p.i] != ':' {
		return "", errBadJSON
	}
	p.i++
	return key, nil
}

// str reads a string; one longer than 64 KB is kept in its first part only,
// since no name is that long.
func (p *jsonParser) str() (string, error) {
	start, escaped := p.i, false
	for p.i++; p.i < len(p.b); p.i++ {
		switch p.b[p.i] {
		case '\\':
			escaped = true
			p.i++
		case '\n':
			p.line++
		case '"':
			raw := p.b[start : p.i+1]
			p.i++
			if len(raw) > 64<<10 {
				return string(raw[1 : 64<<10]), nil
			}
			if !escaped {
				return string(raw[1 : len(raw)-1]), nil
			}
			var s string
			if json.Unmarshal(raw, &s) != nil {
				s = string(raw[1 : len(raw)-1])
			}
			return s, nil
		}
	}
	return "", errBadJSON
}
