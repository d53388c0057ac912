package discover

import (
	"bytes"
	"fmt"

	"go.yaml.in/yaml/v4"

	"github.com/plimsoll-aims/plimsoll/internal/lazyregexp"
)

// maxYAMLDoc bounds one YAML document that is parsed as a whole; a larger one
// is only searched line by line.
const maxYAMLDoc = 1 << 20

// yamlDoc is one document of a stream and the line it begins on.
type yamlDoc struct {
	text []byte
	line int // of its first byte, from 0
}

// splitYAML cuts a stream at its "---" lines without parsing it.
func splitYAML(b []byte) []yamlDoc {
	var docs []yamlDoc
	start, line, startLine := 0, 0, 0
	for i := 0; i < len(b); {
		end := bytes.IndexByte(b[i:], '\n')
		if end < 0 {
			end = len(b) - i - 1
		}
		next := i + end + 1
		if bytes.HasPrefix(b[i:next], []byte("---")) && (next-i <= 4 || b[i+3] == ' ' || b[i+3] == '\r' || b[i+3] == '\n') {
			if i > start {
				docs = append(docs, yamlDoc{b[start:i], startLine})
			}
			start, startLine = next, line+1
		}
		i = next
		line++
	}
	if start < len(b) {
		docs = append(docs, yamlDoc{b[start:], startLine})
	}
	return docs
}

var (
	templateLine   = lazyregexp.New(`(?m)^[ \t]*(?:- )?\{\{[^\n]*\}\}[ \t]*\r?$`)
	templateInline = lazyregexp.New(`\{\{[^{}\n]*\}\}`)
)

// placeholder stands where a template expression stood.
const placeholder = "TEMPLATED"

// untemplate makes a Helm template readable as YAML without rendering it: lines
// that are only an expression go, expressions inside a line become a
// placeholder. Line numbers stay.
func untemplate(b []byte) []byte {
	if !bytes.Contains(b, []byte("{{")) {
		return b
	}
	b = templateLine().ReplaceAll(b, nil)
	return templateInline().ReplaceAll(b, []byte(placeholder))
}

// parseYAML parses one document. Aliases are not expanded, so that a small file
// cannot become a large one.
func parseYAML(d yamlDoc, lim Limits) (n *node, err error) {
	if len(d.text) > maxYAMLDoc {
		return nil, fmt.Errorf("a YAML document of %d bytes is only searched, not parsed", len(d.text))
	}
	if deepYAML(d.text, lim.Nesting) {
		return nil, errTooDeep
	}
	defer func() {
		if r := recover(); r != nil {
			n, err = nil, fmt.Errorf("not well-formed YAML: %v", r)
		}
	}()
	var y yaml.Node
	if err := yaml.Unmarshal(untemplate(d.text), &y); err != nil {
		return nil, fmt.Errorf("not well-formed YAML: %w", err)
	}
	left := lim.Nodes
	return fromYAML(&y, d.line, &left, lim.Nesting)
}

// deepYAML says whether flow brackets or block dashes nest beyond the limit,
// before a recursive parser meets them.
func deepYAML(b []byte, limit int) bool {
	depth, dashes := 0, 0
	for i, c := range b {
		switch c {
		case '[', '{':
			if depth++; depth > limit {
				return true
			}
		case ']', '}':
			if depth > 0 {
				depth--
			}
		case '\n':
			dashes = 0
		case '-', '?':
			if i+1 < len(b) && b[i+1] == ' ' {
				if dashes++; dashes > limit {
					return true
				}
			}
		}
	}
	return false
}

func fromYAML(y *yaml.Node, base int, left *int, depth int) (*node, error) {
	if *left--; *left < 0 {
		return nil, errTooMany
	}
	if depth < 0 {
		return nil, errTooDeep
	}
	switch y.Kind {
	case yaml.DocumentNode:
		if len(y.Content) == 0 {
			return nil, nil
		}
		return fromYAML(y.Content[0], base, left, depth)
	case yaml.MappingNode:
		n := &node{kind: mapNode, line: y.Line + base}
		for i := 0; i+1 < len(y.Content); i += 2 {
			c, err := fromYAML(y.Content[i+1], base, left, depth-1)
			if err != nil {
				return n, err
			}
			if c != nil {
				c.key, c.line = y.Content[i].Value, y.Content[i].Line+base
				n.kids = append(n.kids, c)
			}
		}
		return n, nil
	case yaml.SequenceNode:
		n := &node{kind: listNode, line: y.Line + base}
		for _, e := range y.Content {
			c, err := fromYAML(e, base, left, depth-1)
			if err != nil {
				return n, err
			}
			if c != nil {
				n.kids = append(n.kids, c)
			}
		}
		return n, nil
	}
	return &node{line: y.Line + base, text: y.Value}, nil
}
