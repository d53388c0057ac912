package kernel

import (
	"slices"
	"strconv"
	"strings"
)

// Match says whether a record meets the condition. It means exactly what the
// store's SQL means; the conformance suite compares the two.
func (b *Bound) Match(r *Record) bool {
	if b.Link != "" {
		return b.matchLink(r)
	}
	if b.Op == "~" {
		return b.matchPart(r)
	}
	v := b.valueOf(r)
	switch b.Op {
	case "=":
		return slices.Contains(b.wants, v)
	case "!=":
		return !slices.Contains(b.wants, v)
	}
	return v.is != isNothing && slices.ContainsFunc(b.wants, func(x Value) bool { return b.compare(v, x) })
}

func (b *Bound) valueOf(r *Record) Value {
	switch {
	case b.Name:
		return ValueOf(r.Name)
	case b.Attr != "":
		return ValueOf(attr(r, b.Attr))
	}
	return b.Column.Of(r.Spec)
}

// matchPart looks for a part of a text, ASCII letters being the same in both cases,
// as both databases' LIKE does here. Numbers are compared as they are.
func (b *Bound) matchPart(r *Record) bool {
	text := b.valueOf(r).text
	return text != "" && slices.ContainsFunc(b.wants, func(x Value) bool { return x.is == isText && containsFold(text, x.text) })
}

// attr reads a label or a custom field.
func attr(r *Record, key string) any {
	if l, ok := strings.CutPrefix(key, "label."); ok {
		if v, ok := r.Labels[l]; ok {
			return v
		}
		return nil
	}
	f, _ := strings.CutPrefix(key, "field.")
	return AttrText(r.Fields[f])
}

// AttrText is how a custom field's value is kept for filters: as text, nil when unset.
func AttrText(v any) any {
	switch x := v.(type) {
	case nil:
		return nil
	case string:
		return x
	case bool:
		if x {
			return "true"
		}
		return "false"
	case float64:
		return string(AppendFloat(nil, x))
	}
	return nil
}

func (b *Bound) matchLink(r *Record) bool {
	hit, none := false, true
	references(b.fields, r.Spec, func(ref *Reference) {
		none = false
		hit = hit || slices.Contains(b.Values, any(string(ref.UID)))
	})
	hit = hit || none && slices.Contains(b.Values, nil)
	return hit == (b.Op == "=")
}

func (b *Bound) compare(v, x Value) bool {
	c := v.Compare(x)
	switch b.Op {
	case "<":
		return c < 0
	case "<=":
		return c <= 0
	case ">":
		return c > 0
	}
	return c >= 0
}

// containsFold looks for a part without making a lower-case copy of the text.
func containsFold(text, part string) bool {
	if !strings.ContainsFunc(part, letter) {
		return strings.Contains(text, part)
	}
	for i := 0; i+len(part) <= len(text); i++ {
		n := 0
		for n < len(part) && lower(text[i+n]) == lower(part[n]) {
			n++
		}
		if n == len(part) {
			return true
		}
	}
	return false
}

func letter(r rune) bool { return 'A' <= r && r <= 'Z' || 'a' <= r && r <= 'z' }

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

// ColumnText gives a projection value as counts and exports show it: a text, ""
// for nothing.
func ColumnText(v any) string {
	switch x := v.(type) {
	case nil:
		return ""
	case int64:
		return strconv.FormatInt(x, 10)
	case float64:
		return string(AppendFloat(nil, x))
	}
	s, _ := v.(string)
	return s
}
