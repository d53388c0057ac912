package strict

import (
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/plimsoll-aims/plimsoll/fault"
)

// At gives file:line:column of the value at a path such as "spec.steps[2].due",
// or of the nearest thing around it that exists.
func (d *Doc) At(path string) string {
	_, v := d.find(path)
	return place(d.File, v.Line, v.Column)
}

// KeyAt gives the place of the key of a path, which is where a field that should
// not be there is pointed at.
func (d *Doc) KeyAt(path string) string {
	k, _ := d.find(path)
	return place(d.File, k.Line, k.Column)
}

// Place puts positions on problems that have none. Their paths are below at, the
// path of the part of the document that was looked at ("" for all of it).
func (d *Doc) Place(at string, ps []fault.Problem) []fault.Problem {
	for i := range ps {
		p := &ps[i]
		if at != "" {
			p.Path = strings.TrimSuffix(at+"."+p.Path, ".")
		}
		if p.Where != "" {
			continue
		}
		if p.Code == "unknown-field" {
			p.Where = d.KeyAt(p.Path)
		} else {
			p.Where = d.At(p.Path)
		}
	}
	return ps
}

// Text gives the words of a scalar as they were written, also of a number.
func (d *Doc) Text(path string) (string, bool) {
	_, v := d.find(path)
	if d.exact(path) && v.Kind == yaml.ScalarNode && !isNull(v) {
		return v.Value, true
	}
	return "", false
}

func (d *Doc) exact(path string) bool {
	n, rest := d.root, path
	for rest != "" {
		_, v, more, ok := step(n, rest)
		if !ok {
			return false
		}
		n, rest = v, more
	}
	return true
}

// find walks down as far as the path exists. The key of a list's element is the
// element; a mapping or list is pointed at by its key.
func (d *Doc) find(path string) (key, value *yaml.Node) {
	key, n, rest := d.root, d.root, path
	for rest != "" {
		k, v, more, ok := step(n, rest)
		if !ok {
			break
		}
		key, n, rest = k, v, more
	}
	if n.Kind == yaml.ScalarNode && n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) == 0 && !(isNull(n) && n.Value == "") {
		return key, n
	}
	return key, key
}

// step goes one key or list position down; keys may hold dots, so the longest
// key that fits is taken.
func step(n *yaml.Node, path string) (key, value *yaml.Node, rest string, ok bool) {
	switch n.Kind {
	case yaml.SequenceNode:
		end := strings.IndexByte(path, ']')
		if !strings.HasPrefix(path, "[") || end < 0 {
			return nil, nil, "", false
		}
		i, err := strconv.Atoi(path[1:end])
		if err != nil || i < 0 || i >= len(n.Content) {
			return nil, nil, "", false
		}
		e := n.Content[i]
		return e, e, strings.TrimPrefix(path[end+1:], "."), true
	case yaml.MappingNode:
		best := -1
		for i := 0; i+1 < len(n.Content); i += 2 {
			if k := n.Content[i].Value; fits(path, k) && (best < 0 || len(k) > len(n.Content[best].Value)) {
				best = i
			}
		}
		if best < 0 {
			return nil, nil, "", false
		}
		k := n.Content[best]
		return k, n.Content[best+1], strings.TrimPrefix(path[len(k.Value):], "."), true
	}
	return nil, nil, "", false
}

func fits(path, key string) bool {
	if !strings.HasPrefix(path, key) || key == "" {
		return false
	}
	rest := path[len(key):]
	return rest == "" || rest[0] == '.' || rest[0] == '['
}
