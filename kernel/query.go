package kernel

import (
	"strconv"
	"strings"

	"github.com/plimsoll-aims/plimsoll/fault"
)

// Bounds of a query.
const (
	MaxLimit   = 1000
	maxConds   = 20
	maxFilter  = 4000 // characters
	maxOptions = 50   // values of one condition
)

// Query asks for records of one kind. Filters and sorts name projection columns
// (Kind.Columns), "name", "label.key", "field.name" for custom fields, or a
// reference field, also one that is a list.
type Query struct {
	Kind   string
	Where  []Cond
	Sort   []string // columns, "-" in front for descending; then by UID
	After  string   // cursor of an earlier page
	Offset int      // or a number of records to skip
	Limit  int      // 0 is 50; at most MaxLimit
	Search string   // words that must be found
}

// Cond is one condition: the field compares by Op with one of the values.
type Cond struct {
	Field  string
	Op     string // = != < <= > >= ~ (contains)
	Values []string
}

// ParseWhere reads a filter such as
//
//	state=open|treating, owner=p05, due<2026-12-01, title~drift, label.team=risk
//
// Conditions are joined by commas and all must hold; values by bars, and one must.
// An empty value means "not set". Values with commas or bars are quoted.
func ParseWhere(s string) ([]Cond, error) {
	if len(s) > maxFilter {
		return nil, fault.New(fault.Usage, "the filter is longer than %d characters", maxFilter)
	}
	var out []Cond
	p := whereReader{s: s}
	for p.skip(); p.s != ""; p.skip() {
		c, err := p.cond()
		if err != nil {
			return nil, err
		}
		if out = append(out, c); len(out) > maxConds {
			return nil, fault.New(fault.Usage, "the filter has more than %d conditions", maxConds)
		}
	}
	return out, nil
}

type whereReader struct{ s string }

func (p *whereReader) skip() { p.s = strings.TrimLeft(p.s, " \t,") }

func (p *whereReader) cond() (Cond, error) {
	i := strings.IndexAny(p.s, "=!<>~")
	if i <= 0 {
		return Cond{}, fault.New(fault.Usage, "%q is not field, comparison, value (as in state=open)", p.s)
	}
	c := Cond{Field: strings.TrimSpace(p.s[:i])}
	p.s = p.s[i:]
	for _, op := range []string{"!=", "<=", ">=", "=", "<", ">", "~"} {
		if strings.HasPrefix(p.s, op) {
			c.Op, p.s = op, strings.TrimLeft(p.s[len(op):], " ")
			break
		}
	}
	if c.Op == "" {
		return c, fault.New(fault.Usage, "after %q comes one of = != < <= > >= ~", c.Field)
	}
	for {
		v, err := p.value()
		if err != nil {
			return c, err
		}
		if c.Values = append(c.Values, v); len(c.Values) > maxOptions {
			return c, fault.New(fault.Usage, "%s is compared with more than %d values", c.Field, maxOptions)
		}
		if !strings.HasPrefix(p.s, "|") {
			return c, nil
		}
		p.s = p.s[1:]
	}
}

func (p *whereReader) value() (string, error) {
	if strings.HasPrefix(p.s, `"`) {
		q, err := strconv.QuotedPrefix(p.s)
		if err != nil {
			return "", fault.New(fault.Usage, "a quoted value in the filter does not end")
		}
		p.s = strings.TrimLeft(p.s[len(q):], " ")
		v, err := strconv.Unquote(q)
		if err != nil {
			return "", fault.New(fault.Usage, "%s is not a quoted value", q)
		}
		return v, nil
	}
	i := strings.IndexAny(p.s, ",|")
	if i < 0 {
		i = len(p.s)
	}
	v := strings.TrimSpace(p.s[:i])
	p.s = p.s[i:]
	return v, nil
}

// FormatWhere writes conditions the way ParseWhere reads them.
func FormatWhere(cs []Cond) string {
	parts := make([]string, len(cs))
	for i, c := range cs {
		vs := make([]string, len(c.Values))
		for j, v := range c.Values {
			if strings.ContainsAny(v, `,|"`) || v != strings.TrimSpace(v) {
				v = strconv.Quote(v)
			}
			vs[j] = v
		}
		parts[i] = c.Field + c.Op + strings.Join(vs, "|")
	}
	return strings.Join(parts, ",")
}

// Bound is a condition with its meaning settled: which store column it reads and
// what it compares with. Exactly one of Column, Name, Attr and Link is set.
type Bound struct {
	Column *Column
	Name   bool     // the record's name
	Attr   string   // "label.x" or "field.x"
	Link   string   // path of a reference field, compared by UID
	fields []*Field // the way to it
	Op     string
	Values []any // string, int64 or float64; nil for "not set"
	wants  []Value
}

// Bind settles the conditions of a query for a kind. resolve gives the UID of a
// record by name, "" when there is none (then nothing can match).
func (q *Query) Bind(k *Kind, resolve func(kind, name string) UID) ([]Bound, error) {
	var out []Bound
	for _, c := range q.Where {
		b, err := bind(k, c, resolve)
		if err != nil {
			return nil, err
		}
		out = append(out, b)
	}
	return out, nil
}

func bind(k *Kind, c Cond, resolve func(kind, name string) UID) (Bound, error) {
	b := Bound{Op: c.Op}
	col := k.Column(c.Field)
	f := k.Field(c.Field)
	switch {
	case c.Field == "name":
		b.Name = true
	case strings.HasPrefix(c.Field, "label."), strings.HasPrefix(c.Field, "field."):
		b.Attr = c.Field
	case col != nil:
		b.Column = col
		f = col.Field
	case f != nil && (f.Type == TypeRef || f.Type == TypeAnyRef):
		b.Link, b.fields = f.Path, holding(k.Fields, func(x *Field) bool { return x == f })
	default:
		return b, fault.New(fault.Usage, "%s cannot be filtered by %s; it can by %s", k.Name, c.Field, strings.Join(k.Filterable(), ", "))
	}
	isRef := f != nil && (f.Type == TypeRef || f.Type == TypeAnyRef)
	if (isRef || b.Link != "") && c.Op != "=" && c.Op != "!=" {
		return b, fault.New(fault.Usage, "%s is a reference and can only be compared with = and !=", c.Field)
	}
	for _, s := range c.Values {
		v, err := bindValue(b, f, isRef, c, s, resolve)
		if err != nil {
			return b, err
		}
		b.Values, b.wants = append(b.Values, v), append(b.wants, ValueOf(v))
	}
	return b, nil
}

func bindValue(b Bound, f *Field, isRef bool, c Cond, s string, resolve func(kind, name string) UID) (any, error) {
	if s == "" {
		if c.Op != "=" && c.Op != "!=" {
			return nil, fault.New(fault.Usage, "%s %s needs a value", c.Field, c.Op)
		}
		return nil, nil
	}
	if isRef {
		kind, name := f.To, s
		if f.Type == TypeAnyRef {
			kind, name, _ = strings.Cut(s, "/")
		}
		if uid := resolve(kind, name); uid != "" {
			return string(uid), nil
		}
		return "-", nil // no UID: matches nothing, without telling why
	}
	if b.Column == nil || b.Column.SQL == "text" || c.Op == "~" {
		return s, nil
	}
	if f != nil && f.Type == TypeBool {
		return boolNumber(s)
	}
	x, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return nil, fault.New(fault.Usage, "%s is compared with a number, not with %q", c.Field, s)
	}
	if b.Column.SQL == "integer" && x == float64(int64(x)) {
		return int64(x), nil
	}
	return x, nil
}

func boolNumber(s string) (any, error) {
	switch s {
	case "true", "yes", "1":
		return int64(1), nil
	case "false", "no", "0":
		return int64(0), nil
	}
	return nil, fault.New(fault.Usage, "%q is neither true nor false", s)
}

// Filterable lists what a kind can be filtered by, for messages and help.
func (k *Kind) Filterable() []string {
	out := []string{"name"}
	for _, c := range k.Columns {
		out = append(out, c.Name)
	}
	k.Walk(func(f *Field) {
		if (f.Type == TypeRef || f.Type == TypeAnyRef) && k.Column(f.Path) == nil {
			out = append(out, f.Path)
		}
	})
	return append(out, "label.…")
}

// SortKey is one settled sort column; Column is nil for the name.
type SortKey struct {
	Column *Column
	Desc   bool
}

// SortKeys settles the sort of a query.
func (q *Query) SortKeys(k *Kind) ([]SortKey, error) {
	var out []SortKey
	for _, s := range q.Sort {
		name, desc := strings.CutPrefix(s, "-")
		if name == "name" {
			out = append(out, SortKey{Desc: desc})
			continue
		}
		c := k.Column(name)
		if c == nil {
			return nil, fault.New(fault.Usage, "%s cannot be sorted by %s; it can by %s", k.Name, name, strings.Join(k.Filterable(), ", "))
		}
		out = append(out, SortKey{Column: c, Desc: desc})
	}
	return out, nil
}

// PageSize is the limit with its default and bound applied.
func (q *Query) PageSize() int {
	switch {
	case q.Limit <= 0:
		return 50
	case q.Limit > MaxLimit:
		return MaxLimit
	}
	return q.Limit
}
