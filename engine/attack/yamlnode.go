package attack

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/plimsoll-aims/plimsoll/fault"
)

// maxProblems bounds what one reading reports; a file with more is broken in
// one way many times over.
const maxProblems = 100

// reader walks YAML nodes strictly and collects every problem with its place.
type reader struct {
	file     string
	problems []fault.Problem
	more     int
}

func (r *reader) bad(n *yaml.Node, path, code, format string, args ...any) {
	if len(r.problems) >= maxProblems {
		r.more++
		return
	}
	where := r.file
	if n != nil && n.Line > 0 {
		where = fmt.Sprintf("%s:%d:%d", r.file, n.Line, n.Column)
	}
	r.problems = append(r.problems, fault.Problem{Path: path, Code: code, Message: fmt.Sprintf(format, args...), Where: where})
}

// err gives all problems as one Invalid error, nil when there are none.
func (r *reader) err() error {
	if r.more > 0 {
		r.problems = append(r.problems, fault.Problem{Code: "more-problems", Where: r.file,
			Message: fmt.Sprintf("%d more problems are not shown; mend these first", r.more)})
		r.more = 0
	}
	return fault.Problems(r.problems)
}

var yamlPlace = regexp.MustCompile(`line (\d+)(?:, column (\d+))?:?\s*`)

// parse gives the root mapping of one document, nil after a problem.
func (r *reader) parse(data []byte, max int) *yaml.Node {
	if len(data) > max {
		r.bad(nil, "", "too-large", "the file has %d bytes and the most is %d; split it or leave out what no path needs", len(data), max)
		return nil
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(data, &doc); err != nil {
		var le *yaml.LoadError
		at := &yaml.Node{}
		text := strings.TrimPrefix(err.Error(), "yaml: ")
		if m := yamlPlace.FindStringSubmatch(text); m != nil {
			at.Line, _ = strconv.Atoi(m[1])
			at.Column = 1
			if c, err := strconv.Atoi(m[2]); err == nil {
				at.Column = c
			}
			text = strings.Replace(text, m[0], "", 1)
		} else if errors.As(err, &le) {
			at.Line, at.Column = 1, 1
		}
		r.bad(at, "", "yaml", "not YAML: %s", text)
		return nil
	}
	if len(doc.Content) != 1 || doc.Content[0].Kind != yaml.MappingNode {
		r.bad(&yaml.Node{Line: 1, Column: 1}, "", "not-a-mapping", "the file must be one mapping of fields to values")
		return nil
	}
	return doc.Content[0]
}

// fields gives the values of a mapping by key and reports what is unknown,
// doubled or missing ("!" before a name means it must be there).
func (r *reader) fields(n *yaml.Node, path string, names ...string) map[string]*yaml.Node {
	if n == nil || n.Kind != yaml.MappingNode {
		r.bad(n, path, "not-a-mapping", "must be a mapping with %s", list(names))
		return nil
	}
	known := map[string]bool{}
	for _, k := range names {
		known[strings.TrimPrefix(k, "!")] = true
	}
	out := map[string]*yaml.Node{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k := n.Content[i]
		switch {
		case k.Kind != yaml.ScalarNode || !known[k.Value]:
			r.bad(k, join(path, k.Value), "unknown-field", "unknown field; known here: %s", list(names))
		case out[k.Value] != nil:
			r.bad(k, join(path, k.Value), "duplicate-field", "this field stands twice")
		default:
			out[k.Value] = n.Content[i+1]
		}
	}
	for _, k := range names {
		if k[0] == '!' && out[k[1:]] == nil {
			r.bad(n, join(path, k[1:]), "missing", "must be given")
		}
	}
	return out
}

// pairs gives the keys and values of a free mapping in file order.
func (r *reader) pairs(n *yaml.Node, path string, each func(k, v *yaml.Node)) {
	if n == nil {
		return
	}
	if n.Kind != yaml.MappingNode {
		r.bad(n, path, "not-a-mapping", "must be a mapping")
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if seen[n.Content[i].Value] {
			r.bad(n.Content[i], join(path, n.Content[i].Value), "duplicate-field", "this field stands twice")
			continue
		}
		seen[n.Content[i].Value] = true
		each(n.Content[i], n.Content[i+1])
	}
}

func (r *reader) items(n *yaml.Node, path string) []*yaml.Node {
	if n == nil {
		return nil
	}
	if n.Kind != yaml.SequenceNode {
		r.bad(n, path, "not-a-list", "must be a list")
		return nil
	}
	return n.Content
}

func (r *reader) text(n *yaml.Node, path string) string {
	if n == nil {
		return ""
	}
	if n.Kind != yaml.ScalarNode || n.Tag == "!!null" {
		r.bad(n, path, "not-text", "must be text")
		return ""
	}
	if len(n.Value) > 2000 {
		r.bad(n, path, "too-long", "has %d characters and the most is 2000", len(n.Value))
		return ""
	}
	return n.Value
}

func (r *reader) texts(n *yaml.Node, path string) []string {
	var out []string
	for i, c := range r.items(n, path) {
		out = append(out, r.text(c, index(path, i)))
	}
	return out
}

// number reads a finite number within low..high, def when absent.
func (r *reader) number(n *yaml.Node, path string, low, high, def float64) float64 {
	if n == nil {
		return def
	}
	v, err := strconv.ParseFloat(n.Value, 64)
	if n.Kind != yaml.ScalarNode || err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
		r.bad(n, path, "not-a-number", "%q is not a number", n.Value)
		return def
	}
	if v < low || v > high {
		r.bad(n, path, "out-of-range", "%v must lie between %v and %v", v, low, high)
		return def
	}
	return v
}

func join(path, field string) string {
	if path == "" {
		return field
	}
	return path + "." + field
}

func index(path string, i int) string { return path + "[" + strconv.Itoa(i) + "]" }

func list(names []string) string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = strings.TrimPrefix(n, "!")
	}
	return strings.Join(out, ", ")
}
