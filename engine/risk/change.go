package risk

import (
	"fmt"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/plimsoll-aims/plimsoll/fault"
)

// Change is a what-if: an input by its path, and the value to try. A path
// names fields with dots and list entries by position or id in brackets:
// scenarios[R01].frequency.lef.poisson, controls[A.6.2.4].prevents.
type Change struct{ Path, Value string }

// ParseChange reads "path=value".
func ParseChange(s string) (Change, error) {
	path, value, ok := strings.Cut(s, "=")
	if !ok || path == "" || value == "" {
		return Change{}, fault.New(fault.Usage, "%q is not a change; write path=value, such as severity.pert[2]=500000", s)
	}
	return Change{path, value}, nil
}

// change puts the values into the document before it is read, so that they pass
// every check that the file's own values pass.
func (r *reader) change(root *yaml.Node, changes []Change) {
	for _, c := range changes {
		var doc yaml.Node
		err := yaml.Load([]byte(c.Value), &doc)
		if err != nil || len(doc.Content) != 1 {
			r.problems = append(r.problems, fault.Problem{Path: c.Path, Code: "syntax", Where: r.file + ":1:1",
				Message: fmt.Sprintf("the value %s is not readable as YAML", strconv.Quote(shorten(c.Value)))})
			continue
		}
		if count := 0; r.plain(doc.Content[0], c.Path, 0, &count) {
			r.put(root, c, doc.Content[0])
		}
	}
}

// put replaces a value. What a mapping lacks is added to it, so that a what-if can
// also try an input that the file leaves out; whether the field exists is for the
// reader of the file to say.
func (r *reader) put(root *yaml.Node, c Change, value *yaml.Node) {
	at := &root
	path := steps(c.Path)
	for i, step := range path {
		next := child(*at, step)
		if next == nil && (*at).Kind == yaml.MappingNode {
			add(*at, path[i:], value)
			return
		}
		if next == nil {
			r.at(*at, c.Path, "unknown-field", "nothing here is called %q (step %d of the path)", shorten(step), i+1)
			return
		}
		at = next
	}
	place(value, (*at).Line, (*at).Column)
	*at = value
}

// add gives a mapping the rest of a path with the value at its end.
func add(to *yaml.Node, path []string, value *yaml.Node) {
	place(value, to.Line, to.Column)
	for i := len(path) - 1; i > 0; i-- {
		value = &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Line: to.Line, Column: to.Column,
			Content: []*yaml.Node{key(path[i], to), value}}
	}
	to.Content = append(to.Content, key(path[0], to), value)
}

func key(name string, at *yaml.Node) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: name, Line: at.Line, Column: at.Column}
}

// place gives a new value the position of the one that it replaces.
func place(n *yaml.Node, line, column int) {
	n.Line, n.Column = line, column
	for _, c := range n.Content {
		place(c, line, column)
	}
}

// steps cuts a path into field names and bracketed entries; dots inside
// brackets belong to the entry's id.
func steps(path string) []string {
	var out []string
	for path != "" {
		if path[0] == '[' {
			id, rest, _ := strings.Cut(path[1:], "]")
			out, path = append(out, id), strings.TrimPrefix(rest, ".")
			continue
		}
		i := strings.IndexAny(path, ".[")
		if i < 0 {
			return append(out, path)
		}
		out = append(out, path[:i])
		path = strings.TrimPrefix(path[i:], ".")
	}
	return out
}

// child finds the slot of a field or a list entry, nil when there is none.
func child(n *yaml.Node, step string) **yaml.Node {
	switch n.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			if n.Content[i].Value == step {
				return &n.Content[i+1]
			}
		}
	case yaml.SequenceNode:
		if i, err := strconv.Atoi(step); err == nil && i >= 0 && i < len(n.Content) {
			return &n.Content[i]
		}
		for i, c := range n.Content {
			if id := child(c, "id"); c.Kind == yaml.MappingNode && id != nil && (*id).Value == step {
				return &n.Content[i]
			}
		}
	}
	return nil
}
