package kernel

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
)

// checkFields finds what the facts on the fields forbid: missing required
// values, values outside an enumeration, impossible dates, numbers out of range,
// texts that do not fit their pattern.
func checkFields(fs []*Field, v reflect.Value, at string, ps *Problems) {
	for _, f := range fs {
		fv := v.FieldByIndex(f.index)
		path := at + f.Name
		if fv.IsZero() || (f.Many && fv.Len() == 0) {
			if f.Required && (f.Many || f.pointer || mustFill(f.Type)) {
				ps.Add(path, "required", "%s is needed", f.Title)
			}
			continue
		}
		if f.Many {
			for i := range fv.Len() {
				checkOne(f, fv.Index(i), path+"["+strconv.Itoa(i)+"]", ps)
			}
			continue
		}
		checkOne(f, fv, path, ps)
	}
}

// mustFill says whether a zero value means "not given". A zero number or a false
// may be meant; required numbers that can be zero are pointers.
func mustFill(t FieldType) bool {
	return t != TypeBool && t != TypeInt && t != TypeFloat && t != TypeStruct
}

func checkOne(f *Field, v reflect.Value, path string, ps *Problems) {
	if f.pointer {
		if v.IsNil() {
			return
		}
		v = v.Elem()
	}
	switch f.Type {
	case TypeStruct, TypeFile:
		checkFields(f.Fields, v, path+".", ps)
	case TypeEnum:
		if s := v.String(); !oneOf(s, f.Enum) {
			ps.Add(path, "not-one-of", "%q is not one of %s", s, strings.Join(f.Enum, ", "))
		}
	case TypeDate:
		if d := Date(v.String()); !d.Valid() {
			ps.Add(path, "bad-date", "%q is not a day such as 2026-11-20", d)
		}
	case TypeInt:
		checkRange(f, float64(v.Int()), path, ps)
	case TypeFloat:
		checkRange(f, v.Float(), path, ps)
	case TypeString:
		s := v.String()
		if f.Pattern != nil && !f.Pattern.MatchString(s) {
			ps.Add(path, "bad-form", "%q does not have the form %s", s, f.Pattern)
		}
		if !f.Long && strings.ContainsAny(s, "\n\r") {
			ps.Add(path, "line-break", "%s is one line", f.Title)
		}
	}
}

func checkRange(f *Field, x float64, path string, ps *Problems) {
	if f.Min != nil && x < *f.Min || f.Max != nil && x > *f.Max {
		ps.Add(path, "out-of-range", "%v is outside %s", x, f.rangeText())
	}
}

func (f *Field) rangeText() string {
	switch {
	case f.Min == nil:
		return fmt.Sprintf("the range up to %v", *f.Max)
	case f.Max == nil:
		return fmt.Sprintf("the range from %v", *f.Min)
	}
	return fmt.Sprintf("%v to %v", *f.Min, *f.Max)
}
