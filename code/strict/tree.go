package strict

import (
	"encoding/json"
	"fmt"
	"strconv"

	"go.yaml.in/yaml/v4"

	"github.com/plimsoll-aims/plimsoll/fault"
)

// treeMaker turns nodes into a plain tree and notes what is not allowed.
type treeMaker struct {
	file  string
	found []fault.Problem
}

func (t *treeMaker) bad(n *yaml.Node, path, code, format string, args ...any) {
	if len(t.found) < maxFound {
		t.found = append(t.found, fault.Problem{Path: path, Code: code, Message: fmt.Sprintf(format, args...), Where: place(t.file, n.Line, n.Column)})
	}
}

func (t *treeMaker) value(n *yaml.Node, path string, depth int) any {
	if depth > MaxDepth {
		t.bad(n, path, "too-deep", "the document is nested more than %d deep", MaxDepth)
		return nil
	}
	if n.Anchor != "" {
		t.bad(n, path, "anchor", "anchors (&%s) are not used here; write the value where it belongs", n.Anchor)
	}
	if n.Style&yaml.TaggedStyle != 0 {
		t.bad(n, path, "tag", "tags (%s) are not used here; quote the value if it is a text", n.Tag)
	}
	switch n.Kind {
	case yaml.AliasNode:
		t.bad(n, path, "alias", "aliases (*%s) are not used here; write the value out", n.Value)
		return nil
	case yaml.SequenceNode:
		list := make([]any, 0, len(n.Content))
		for i, e := range n.Content {
			list = append(list, t.value(e, path+"["+strconv.Itoa(i)+"]", depth+1))
		}
		return list
	case yaml.MappingNode:
		return t.mapping(n, path, depth)
	}
	return scalar(n)
}

func (t *treeMaker) mapping(n *yaml.Node, path string, depth int) any {
	m := make(map[string]any, len(n.Content)/2)
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		if k.Kind != yaml.ScalarNode || isNull(k) {
			t.bad(k, path, "bad-key", "a key is a text")
			continue
		}
		if k.ShortTag() == "!!merge" {
			t.bad(k, path, "merge-key", "merge keys (<<) are not used here; write the fields out")
			continue
		}
		at := join(path, k.Value)
		if _, twice := m[k.Value]; twice {
			t.bad(k, at, "doubled-key", "the key %q is there twice", k.Value)
			continue
		}
		m[k.Value] = t.value(v, at, depth+1)
	}
	return m
}

func scalar(n *yaml.Node) any {
	switch n.ShortTag() {
	case "!!null":
		return nil
	case "!!bool":
		return n.Value == "true" || n.Value == "True" || n.Value == "TRUE"
	case "!!int", "!!float":
		return json.Number(n.Value)
	}
	return n.Value
}

func isNull(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null" }

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}
