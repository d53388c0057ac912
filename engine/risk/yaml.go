package risk

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/plimsoll-aims/plimsoll/fault"
)

// Limits of a file: beyond them it is refused before it is looked at closely.
const (
	maxFile   = 4 << 20
	maxDepth  = 32
	maxValues = 100_000
	maxKey    = 200 // bytes
	maxListed = 100 // problems; nobody reads more, and a file of mistakes is no way to fill a disk
)

// reader walks the nodes of a file and collects everything that is wrong with
// them, each problem with its field path and its position.
type reader struct {
	file     string
	problems []fault.Problem
	unlisted int      // problems beyond those that are listed
	notes    []string // what to know about the inputs
	levelsOf *Scale   // the scale that levels refer to, when the file has one
	pert     string   // parametrisation of the PERTs that were read, for the record
}

// parse gives the document's root, or reports why there is none.
func (r *reader) parse(data []byte) *yaml.Node {
	if len(data) > maxFile {
		r.problems = append(r.problems, fault.Problem{Code: "too-large", Where: r.file + ":1:1",
			Message: fmt.Sprintf("the file has %d bytes; at most %d are read", len(data), maxFile)})
		return nil
	}
	var doc yaml.Node
	if err := yaml.Load(data, &doc); err != nil {
		r.problems = append(r.problems, r.syntax(err))
		return nil
	}
	if len(doc.Content) != 1 {
		r.problems = append(r.problems, fault.Problem{Code: "empty", Where: r.file + ":1:1", Message: "the file is empty; see docs/risk.md for what it holds"})
		return nil
	}
	root := doc.Content[0]
	count := 0
	if !r.plain(root, "", 0, &count) {
		return nil
	}
	return root
}

func (r *reader) syntax(err error) fault.Problem {
	line, column, msg := 1, 1, strings.TrimPrefix(err.Error(), "yaml: construct errors: <unknown position>: ")
	var e *yaml.LoadError
	if errors.As(err, &e) {
		if e.Mark.Line > 0 {
			line, column = e.Mark.Line, max(e.Mark.Column, 1)
		}
		msg = e.Message
	}
	return fault.Problem{Code: "syntax", Where: fmt.Sprintf("%s:%d:%d", r.file, line, column), Message: "not readable as YAML: " + strings.TrimPrefix(msg, "yaml: ")}
}

// plain refuses what the reader does not follow: aliases, duplicate keys, keys
// that are not text, too many values, too deep.
func (r *reader) plain(n *yaml.Node, path string, depth int, count *int) bool {
	*count++
	switch {
	case depth > maxDepth:
		r.at(n, path, "too-deep", "nested more than %d levels deep", maxDepth)
		return false
	case *count > maxValues:
		r.at(n, path, "too-many", "more than %d values in one file", maxValues)
		return false
	case n.Kind == yaml.AliasNode:
		r.at(n, path, "alias", "aliases (*name) are not read here; write the value out")
		return false
	}
	ok, seen := true, map[string]bool{}
	for i, c := range n.Content {
		if n.Kind == yaml.MappingNode && i%2 == 0 {
			if c.Kind != yaml.ScalarNode {
				r.at(c, path, "key", "a key must be a plain word")
				return false
			}
			if len(c.Value) > maxKey {
				r.at(c, join(path, shorten(c.Value)), "key", "a key has at most %d characters", maxKey)
				return false
			}
			if seen[c.Value] {
				r.at(c, join(path, c.Value), "duplicate", "given twice")
				ok = false
			}
			seen[c.Value] = true
			continue
		}
		if !r.plain(c, path, depth+1, count) {
			return false
		}
	}
	return ok
}

func (r *reader) at(n *yaml.Node, path, code, format string, args ...any) {
	if len(r.problems) >= maxListed {
		r.unlisted++
		return
	}
	r.problems = append(r.problems, fault.Problem{Path: path, Code: code,
		Where: fmt.Sprintf("%s:%d:%d", r.file, n.Line, n.Column), Message: fmt.Sprintf(format, args...)})
}

// err is what was found wrong, nil when nothing was.
func (r *reader) err() error {
	if r.unlisted > 0 {
		r.problems = append(r.problems, fault.Problem{Code: "too-many", Where: r.file + ":1:1",
			Message: fmt.Sprintf("%d more problems like these", r.unlisted)})
	}
	return fault.Problems(r.problems)
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

// fields is a mapping being read: get marks a key as known, done reports the rest.
type fields struct {
	r    *reader
	node *yaml.Node
	path string
	keys []string // every key asked for, for the message about unknown ones
}

// mapping starts reading n as a mapping; nil when it is none.
func (r *reader) mapping(n *yaml.Node, path, what string) *fields {
	if n.Kind != yaml.MappingNode {
		r.at(n, path, "shape", "expected %s (key: value), got %s", what, kindOf(n))
		return nil
	}
	return &fields{r: r, node: n, path: path}
}

func kindOf(n *yaml.Node) string {
	switch n.Kind {
	case yaml.SequenceNode:
		return "a list"
	case yaml.MappingNode:
		return "a mapping"
	}
	if n.Tag == "!!null" {
		return "nothing"
	}
	return strconv.Quote(shorten(n.Value))
}

func shorten(s string) string {
	if len(s) > 40 {
		return s[:40] + "…"
	}
	return s
}

// get gives the value of a key, nil when it is absent.
func (f *fields) get(key string) *yaml.Node {
	if !slices.Contains(f.keys, key) {
		f.keys = append(f.keys, key)
	}
	for i := 0; i+1 < len(f.node.Content); i += 2 {
		if f.node.Content[i].Value == key {
			return f.node.Content[i+1]
		}
	}
	return nil
}

// need is get for a key that must be there.
func (f *fields) need(key, why string) *yaml.Node {
	n := f.get(key)
	if n == nil {
		f.r.at(f.node, join(f.path, key), "missing", "missing: %s", why)
	}
	return n
}

// forget takes a key out of what messages offer.
func (f *fields) forget(key string) {
	f.keys = slices.DeleteFunc(f.keys, func(k string) bool { return k == key })
}

// text reads an optional plain string.
func (f *fields) text(key string) string {
	n := f.get(key)
	if n == nil {
		return ""
	}
	if n.Kind != yaml.ScalarNode || n.Tag == "!!null" {
		f.r.at(n, join(f.path, key), "shape", "expected text, got %s", kindOf(n))
		return ""
	}
	return n.Value
}

// truth reads an optional true or false.
func (f *fields) truth(key string) bool {
	n := f.get(key)
	if n == nil {
		return false
	}
	if n.Kind != yaml.ScalarNode || n.Value != "true" && n.Value != "false" {
		f.r.at(n, join(f.path, key), "shape", "expected true or false, got %s", kindOf(n))
	}
	return n.Value == "true"
}

// done reports the keys that nobody asked for.
func (f *fields) done() {
	for i := 0; i+1 < len(f.node.Content); i += 2 {
		k := f.node.Content[i]
		if !slices.Contains(f.keys, k.Value) {
			f.r.at(k, join(f.path, k.Value), "unknown-field", "unknown field; known here: %s", strings.Join(f.keys, ", "))
		}
	}
}

// number reads a finite number.
func (r *reader) number(n *yaml.Node, path string) (float64, bool) {
	if n.Kind != yaml.ScalarNode || n.Tag == "!!null" {
		r.at(n, path, "number", "expected a number, got %s", kindOf(n))
		return 0, false
	}
	text := strings.ReplaceAll(n.Value, "_", "")
	v, err := strconv.ParseFloat(text, 64)
	switch {
	case strings.Contains(strings.ToLower(text), "inf"), errors.Is(err, strconv.ErrRange):
		r.at(n, path, "range", "%s is not a finite number; give an amount that you would defend", shorten(n.Value))
		return 0, false
	case err != nil || math.IsNaN(v) || strings.ContainsAny(text, "xXpP"):
		r.at(n, path, "number", "expected a number, got %s", kindOf(n))
		return 0, false
	}
	return v, true
}

// numbers reads a list of numbers, of exactly want when that is not zero.
func (r *reader) numbers(n *yaml.Node, path string, want int, shape string) ([]float64, bool) {
	if n.Kind != yaml.SequenceNode {
		r.at(n, path, "shape", "expected a list %s, got %s", shape, kindOf(n))
		return nil, false
	}
	if want > 0 && len(n.Content) != want {
		r.at(n, path, "shape", "expected %d numbers %s, got %d", want, shape, len(n.Content))
		return nil, false
	}
	out, ok := make([]float64, len(n.Content)), true
	for i, c := range n.Content {
		v, good := r.number(c, fmt.Sprintf("%s[%d]", path, i))
		out[i], ok = v, ok && good
	}
	return out, ok
}
