package kernel

import (
	"cmp"
	"reflect"
	"strings"
)

// Value is what a record has in a column, as it is compared and sorted: nothing, a
// number or a text. Its zero value is nothing.
type Value struct {
	is     valueKind
	number float64
	text   string
}

type valueKind uint8

// In the order in which they sort.
const (
	isNothing valueKind = iota
	isNumber
	isText
)

// ValueOf takes a projection value: string, int64, float64 or nil.
func ValueOf(v any) Value {
	switch x := v.(type) {
	case int64:
		return Value{is: isNumber, number: float64(x)}
	case float64:
		return Value{is: isNumber, number: x}
	case string:
		return Value{is: isText, text: x}
	}
	return Value{}
}

func textValue(s string) Value {
	if s == "" {
		return Value{}
	}
	return Value{is: isText, text: s}
}

// Compare orders two values: nothing first, then numbers, then texts by bytes.
func (a Value) Compare(b Value) int {
	switch {
	case a.is != b.is:
		return cmp.Compare(a.is, b.is)
	case a.is == isNumber:
		return cmp.Compare(a.number, b.number)
	}
	return strings.Compare(a.text, b.text)
}

// Of gives the value that the column has for a record. It is Value without the
// detour that costs memory.
func (c *Column) Of(spec any) Value {
	if f := c.Field; f != nil && (f.holdsText() || f.Type == TypeRef) {
		v, ok := f.reflect(reflect.ValueOf(spec).Elem())
		switch {
		case !ok:
			return Value{}
		case f.Type == TypeRef:
			v = v.Field(1)
		}
		return textValue(v.String())
	}
	return ValueOf(c.Value(spec))
}
