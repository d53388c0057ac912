package sheet

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/plimsoll-aims/plimsoll/kernel"
)

var ruleKeys = []string{"column", "columns", "join", "headed", "constant", "values", "otherwise", "default", "date", "years", "split", "slug"}

// rules reads a section of rules, by target; k is nil for labels and custom fields.
func (p *parser) rules(m map[string]any, section string, k *kernel.Kind) []Rule {
	v, there := m[section]
	if !there || v == nil {
		return nil
	}
	rs, ok := v.(map[string]any)
	if !ok {
		p.bad(section, "wrong-type", "this is a mapping from targets to rules")
		return nil
	}
	var out []Rule
	for _, to := range sortedKeys(rs) {
		at := section + "." + to
		r := p.rule(at, rs[to])
		r.To, r.where = to, p.d.At(at)
		if k != nil {
			p.target(k, &r, at)
		}
		p.values(&r, at)
		out = append(out, r)
	}
	return out
}

// target finds the field and checks that a cell can fill it.
func (p *parser) target(k *kernel.Kind, r *Rule, at string) {
	f := k.Field(r.To)
	switch {
	case f == nil:
		p.bad(at, "unknown-field", "%s has no field %s that a cell can fill", k.Name, r.To)
	case f.Type == kernel.TypeStruct && !f.Many:
		p.bad(at, "unknown-field", "%s has fields of its own; map %s.… ", r.To, r.To)
	case f.Type == kernel.TypeFile:
		p.bad(at, "unknown-field", "files are attached, not imported from cells")
	}
	r.field = f
}

func (p *parser) rule(at string, v any) Rule {
	r := Rule{Join: " ", Otherwise: "refuse"}
	if s, ok := v.(string); ok {
		r.Columns = []string{s}
		return r
	}
	m := p.keys(at, v, ruleKeys...)
	if m == nil {
		return r
	}
	if c := p.text(m, at, "column"); c != "" {
		r.Columns = []string{c}
	}
	r.Columns = append(r.Columns, p.texts(m, at, "columns")...)
	if _, ok := m["join"]; ok {
		r.Join = p.text(m, at, "join")
	}
	r.Headed, r.Years, r.Slug = p.flag(m, at, "headed"), p.flag(m, at, "years"), p.flag(m, at, "slug")
	if r.Headed && m["join"] == nil {
		r.Join = "\n"
	}
	r.Constant, r.HasConst = m["constant"]
	r.Default = m["default"]
	r.Date, r.Split = p.texts(m, at, "date"), p.texts(m, at, "split")
	for i, l := range r.Date {
		if !strings.Contains(l, "06") {
			p.bad(at+".date", "bad-form", "layout %d has no year; layouts are written as Go does, such as 1/2/2006", i+1)
		}
	}
	p.otherwise(&r, m, at)
	if r.HasConst == (len(r.Columns) > 0) {
		p.bad(at, "required", "a rule has a column, columns or a constant")
	}
	return r
}

func (p *parser) otherwise(r *Rule, m map[string]any, at string) {
	switch x := m["otherwise"].(type) {
	case nil:
	case string:
		if r.Otherwise = x; !slices.Contains([]string{"refuse", "keep", "empty"}, x) {
			p.bad(at+".otherwise", "not-one-of", "what happens to other texts is refuse, keep, empty or {value: …}")
		}
	case map[string]any:
		p.keys(at+".otherwise", x, "value")
		r.Else, r.HasElse = x["value"]
	default:
		p.bad(at+".otherwise", "wrong-type", "what happens to other texts is refuse, keep, empty or {value: …}")
	}
}

func (p *parser) flag(m map[string]any, at, key string) bool {
	v, there := m[key]
	b, ok := v.(bool)
	if there && !ok {
		p.bad(under(at, key), "wrong-type", "write true or false")
	}
	return b
}

// values reads the value map and checks every value that the rule can give.
func (p *parser) values(r *Rule, at string) {
	v, ok := p.tree(at, "values")
	if ok {
		m, isMap := v.(map[string]any)
		if !isMap {
			p.bad(at+".values", "wrong-type", "values is a mapping from texts to values")
		}
		for _, k := range sortedKeys(m) {
			r.Values = append(r.Values, Match{Pattern: foldPattern(k), Value: m[k]})
			p.fits(r, m[k], at+".values."+k)
		}
		// exact texts before patterns, long patterns before short ones
		slices.SortStableFunc(r.Values, func(a, b Match) int { return weight(b.Pattern) - weight(a.Pattern) })
	}
	p.fits(r, r.Constant, at+".constant")
	p.fits(r, r.Default, at+".default")
	p.fits(r, r.Else, at+".otherwise.value")
}

func (p *parser) tree(at, key string) (any, bool) {
	section, to, _ := strings.Cut(at, ".")
	m, _ := p.d.Tree.(map[string]any)[section].(map[string]any)
	rule, ok := m[to].(map[string]any)
	v, there := rule[key]
	return v, ok && there
}

func weight(pattern string) int {
	if !strings.Contains(pattern, "*") {
		return 1 << 20
	}
	return len(pattern)
}

func foldPattern(s string) string {
	head, tail := strings.HasPrefix(s, "*"), len(s) > 1 && strings.HasSuffix(s, "*")
	s = Fold(strings.TrimSuffix(strings.TrimPrefix(s, "*"), "*"))
	if head {
		s = "*" + s
	}
	if tail {
		s += "*"
	}
	return s
}

// fits checks a value of the mapping against the field.
func (p *parser) fits(r *Rule, v any, at string) {
	if v == nil || r.field == nil {
		return
	}
	s, isText := v.(string)
	switch {
	case r.field.Type == kernel.TypeEnum && isText && s != "" && !slices.Contains(r.field.Enum, s):
		p.bad(at, "not-one-of", "%q is not one of %s", s, strings.Join(r.field.Enum, ", "))
	case r.field.Type == kernel.TypeEnum && !isText:
		p.bad(at, "wrong-type", "this is one of %s", strings.Join(r.field.Enum, ", "))
	}
}

func whole(v any) (int, bool) {
	n, ok := v.(json.Number)
	if !ok {
		return 0, false
	}
	i, err := strconv.Atoi(n.String())
	return i, err == nil
}
