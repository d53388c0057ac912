package sheet

import (
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/plimsoll-aims/plimsoll/code/strict"
	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/kernel"
	"github.com/plimsoll-aims/plimsoll/table"
)

// Mapping says how rows become records of a kind.
type Mapping struct {
	Kind   *kernel.Kind
	Form   Form
	Empty  map[string]bool // folded words that mean "nothing was said"
	Name   NameRule
	Labels []Rule // To is the label
	Fields []Rule // To is the path of the field
	Custom []Rule // To is the key of the custom field
	Ignore []string
	Rest   bool // columns that are not mapped may be there
}

// NameRule makes the name of a record.
type NameRule struct {
	Column string   // whose text is the name, or
	From   []string // columns whose slugs are joined
	Max    int      // characters, before what makes it unique
	Same   string   // digest, number or refuse: for rows that come to the same name
	Of     []string // columns of the digest; none means all
	where  map[string]string
}

// Rule makes one value of a row.
type Rule struct {
	To        string
	Columns   []string
	Join      string // between the columns
	Headed    bool   // each column's text after its heading
	Constant  any
	HasConst  bool
	Values    []Match
	Otherwise string // refuse, keep or empty: for texts that no value matches and dates that cannot be read
	Else      any    // or this value
	HasElse   bool
	Default   any // for an empty cell
	Date      []string
	Years     bool // a day in 1905 stands for the year typed into a date cell
	Split     []string
	Slug      bool

	field *kernel.Field // nil for labels and custom fields
	where string        // file:line:column
}

// Match gives a value for a text. Pattern is folded; a star at its beginning or
// end stands for any text.
type Match struct {
	Pattern string
	Value   any
}

// ParseMapping reads a mapping strictly: unknown keys, fields that the kind does
// not have and values that a field cannot take are reported all at once, with
// line and column.
func ParseMapping(file string, r io.Reader, reg *kernel.Registry) (*Mapping, error) {
	b, err := io.ReadAll(io.LimitReader(r, strict.MaxBytes+1))
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, err, "the mapping %s cannot be read: %v", path.Base(file), err)
	}
	docs, ps := strict.Read(file, b)
	if len(ps) > 0 {
		return nil, fault.Problems(ps)
	}
	if len(docs) != 1 {
		return nil, fault.New(fault.Invalid, "%s: a mapping is one YAML document, this has %d", file, len(docs))
	}
	p := parser{d: &docs[0], m: &Mapping{Empty: map[string]bool{}}}
	p.top(reg)
	return p.m, fault.Problems(p.found)
}

type parser struct {
	d     *strict.Doc
	m     *Mapping
	found []fault.Problem
}

func (p *parser) bad(at, code, format string, args ...any) {
	where := p.d.At(at)
	if code == "unknown-field" {
		where = p.d.KeyAt(at)
	}
	p.found = append(p.found, fault.Problem{Path: at, Code: code, Message: fmt.Sprintf(format, args...), Where: where})
}

// keys reports keys that are not among those allowed and gives the mapping.
func (p *parser) keys(at string, v any, allowed ...string) map[string]any {
	m, ok := v.(map[string]any)
	if !ok {
		p.bad(at, "wrong-type", "this is a mapping with %s", strings.Join(allowed, ", "))
		return nil
	}
	for _, k := range sortedKeys(m) {
		if !slices.Contains(allowed, k) {
			p.bad(under(at, k), "unknown-field", "there is no such key; there are %s", strings.Join(allowed, ", "))
		}
	}
	return m
}

func under(at, key string) string {
	if at == "" {
		return key
	}
	return at + "." + key
}

func (p *parser) top(reg *kernel.Registry) {
	m := p.keys("", p.d.Tree, "kind", "read", "empty", "name", "labels", "fields", "custom", "ignore")
	if m == nil {
		return
	}
	kind := p.text(m, "", "kind")
	if p.m.Kind = reg.Kind(kind); p.m.Kind == nil {
		p.bad("kind", "unknown-kind", "say which kind of record the rows become; %q is none of %s", kind, strings.Join(reg.Names(), ", "))
		return
	}
	if v, ok := m["read"]; ok {
		p.form(p.keys("read", v, "encoding", "delimiter", "sheet", "header"))
	}
	for _, w := range p.texts(m, "", "empty") {
		p.m.Empty[Fold(w)] = true
	}
	p.name(m["name"])
	p.m.Fields = p.rules(m, "fields", p.m.Kind)
	p.m.Labels = p.rules(m, "labels", nil)
	p.m.Custom = p.rules(m, "custom", nil)
	if s, ok := m["ignore"].(string); ok && s == "*" {
		p.m.Rest = true
	} else {
		p.m.Ignore = p.texts(m, "", "ignore")
	}
}

func (p *parser) form(m map[string]any) {
	f := &p.m.Form
	f.Encoding, f.Delimiter, f.Sheet = strings.ToLower(p.text(m, "read", "encoding")), p.text(m, "read", "delimiter"), p.text(m, "read", "sheet")
	if f.Encoding != "" && !slices.Contains(table.Encodings, f.Encoding) {
		p.bad("read.encoding", "not-one-of", "%q is not one of %s", f.Encoding, strings.Join(table.Encodings, ", "))
	}
	if f.Delimiter != "" && !slices.Contains([]string{",", ";", "\t", "|"}, f.Delimiter) {
		p.bad("read.delimiter", "not-one-of", `a delimiter is one of "," ";" "|" and "\t"`)
	}
	if v, ok := m["header"]; ok {
		if n, ok := whole(v); ok && n >= 1 && n <= 1000 {
			f.Header = n
		} else {
			p.bad("read.header", "out-of-range", "the row of the headings is a number from 1 to 1000")
		}
	}
}

func (p *parser) name(v any) {
	n := &p.m.Name
	n.Max, n.Same = 100, "digest"
	switch x := v.(type) {
	case string:
		n.Column = x
		n.where = map[string]string{x: p.d.At("name")}
		return
	case nil:
		p.bad("name", "required", "say how a record is named: a column whose text is the name, or from: columns")
		return
	case map[string]any:
		p.keys("name", x, "from", "max", "same", "of")
		n.From, n.Of = p.texts(x, "name", "from"), p.texts(x, "name", "of")
		n.where = map[string]string{}
		for i, c := range n.From {
			n.where[c] = p.d.At(fmt.Sprintf("name.from[%d]", i))
		}
		for i, c := range n.Of {
			n.where[c] = p.d.At(fmt.Sprintf("name.of[%d]", i))
		}
		if s := p.text(x, "name", "same"); s != "" {
			n.Same = s
		}
		if max, there := x["max"]; there {
			var ok bool
			if n.Max, ok = whole(max); !ok || n.Max < 8 || n.Max > 130 {
				p.bad("name.max", "out-of-range", "a name is cut after 8 to 130 characters")
			}
		}
		if len(n.From) == 0 {
			p.bad("name.from", "required", "name the columns that a name is made of")
		}
		if !slices.Contains([]string{"digest", "number", "refuse"}, n.Same) {
			p.bad("name.same", "not-one-of", "what happens to rows of the same name is one of digest, number, refuse")
		}
	default:
		p.bad("name", "wrong-type", "name is a column, or a mapping with from, max, same, of")
	}
}

// text gives a text of a mapping, "" when it is not there.
func (p *parser) text(m map[string]any, at, key string) string {
	v, there := m[key]
	if !there || v == nil {
		return ""
	}
	if s, ok := v.(string); ok {
		return s
	}
	p.bad(under(at, key), "wrong-type", "this is a text")
	return ""
}

// texts gives a list of texts; one text alone is a list of one.
func (p *parser) texts(m map[string]any, at, key string) []string {
	v, there := m[key]
	if !there || v == nil {
		return nil
	}
	if s, ok := v.(string); ok {
		return []string{s}
	}
	list, ok := v.([]any)
	if !ok {
		p.bad(under(at, key), "wrong-type", "this is a list of texts")
		return nil
	}
	var out []string
	for i, e := range list {
		if s, ok := e.(string); ok {
			out = append(out, s)
		} else {
			p.bad(fmt.Sprintf("%s[%d]", under(at, key), i), "wrong-type", "this is a text; put it in quotes")
		}
	}
	return out
}
