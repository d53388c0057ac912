package kernel

import (
	"encoding/json"
	"maps"
	"math"
	"reflect"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/plimsoll-aims/plimsoll/fault"
)

// Decode turns a document tree (as ParseJSON makes it; YAML readers make the
// same) into a record of the kind. It reports every fault at once: unknown fields,
// wrong types, values outside an enumeration, missing required fields and what
// the kind's own checks find. Paths are as in Field.Path with list positions.
func (k *Kind) Decode(tree any) (any, Problems) {
	var ps Problems
	spec := reflect.New(k.typ)
	m, ok := tree.(map[string]any)
	if !ok && tree != nil {
		ps.Add("", "wrong-type", "the record must be a mapping of fields")
		return nil, ps
	}
	d := decoder{ps: &ps}
	d.fields(k.Fields, m, spec.Elem(), "")
	if len(ps) == 0 {
		return spec.Interface(), k.Check(spec.Interface())
	}
	var more Problems
	checkFields(k.Fields, spec.Elem(), "", &more)
	return spec.Interface(), append(ps, more.beside(ps)...)
}

// Check runs the kind's pure checks over a record, required fields included.
func (k *Kind) Check(spec any) Problems {
	var ps, more Problems
	checkFields(k.Fields, reflect.ValueOf(spec).Elem(), "", &ps)
	for _, c := range k.checks {
		c(spec, &more)
	}
	return append(ps, more.beside(ps)...)
}

// beside leaves out what follows from problems that are known: those at the same
// field, and the missing of a value that could not be read.
func (ps Problems) beside(known Problems) Problems {
	return slices.DeleteFunc(ps, func(p Problem) bool {
		return slices.ContainsFunc(known, func(q Problem) bool {
			rest, at := strings.CutPrefix(q.Path, p.Path)
			return at && (rest == "" || rest[0] == '[' || rest[0] == '.')
		})
	})
}

type decoder struct{ ps *Problems }

func (d *decoder) fields(fs []*Field, m map[string]any, v reflect.Value, at string) {
	known := make(map[string]bool, len(fs))
	for _, f := range fs {
		known[f.Name] = true
		if x, ok := m[f.Name]; ok && x != nil {
			d.field(f, x, v.FieldByIndex(f.index), at+f.Name)
		}
	}
	var unknown []string
	for key := range m {
		if !known[key] {
			unknown = append(unknown, key)
		}
	}
	sort.Strings(unknown)
	for _, key := range unknown {
		d.ps.Add(at+key, "unknown-field", "there is no such field%s", fault.DidYouMean(fault.Nearest(key, slices.Sorted(maps.Keys(known)), 2)))
	}
}

func (d *decoder) field(f *Field, x any, v reflect.Value, at string) {
	if !f.Many {
		d.one(f, x, v, at)
		return
	}
	list, ok := x.([]any)
	if !ok {
		d.ps.Add(at, "wrong-type", "this is a list")
		return
	}
	out := reflect.MakeSlice(v.Type(), len(list), len(list))
	for i, e := range list {
		d.one(f, e, out.Index(i), at+"["+strconv.Itoa(i)+"]")
	}
	if len(list) > 0 {
		v.Set(out)
	}
}

func (d *decoder) one(f *Field, x any, v reflect.Value, at string) {
	if f.pointer {
		p := reflect.New(f.typ)
		d.value(f, x, p.Elem(), at)
		v.Set(p)
		return
	}
	d.value(f, x, v, at)
}

func (d *decoder) value(f *Field, x any, v reflect.Value, at string) {
	switch f.Type {
	case TypeStruct, TypeFile:
		m, ok := x.(map[string]any)
		if !ok {
			d.ps.Add(at, "wrong-type", "this is a mapping of fields")
			return
		}
		d.fields(f.Fields, m, v, at+".")
	case TypeMap:
		d.stringMap(x, v, at)
	case TypeBool:
		b, ok := x.(bool)
		if !ok {
			d.ps.Add(at, "wrong-type", "write true or false")
			return
		}
		v.SetBool(b)
	case TypeInt, TypeFloat:
		d.number(f, x, v, at)
	default:
		s, ok := x.(string)
		if n, isNum := x.(json.Number); isNum && f.Type == TypeString {
			s, ok = n.String(), true // 4.10 in YAML is meant as text here
		}
		if !ok {
			d.ps.Add(at, "wrong-type", "this is a text")
			return
		}
		d.text(f, s, v, at)
	}
}

func (d *decoder) stringMap(x any, v reflect.Value, at string) {
	m, ok := x.(map[string]any)
	if !ok {
		d.ps.Add(at, "wrong-type", "this is a mapping of texts")
		return
	}
	out := make(map[string]string, len(m))
	for key, e := range m {
		s, ok := e.(string)
		if !ok {
			d.ps.Add(at+"."+key, "wrong-type", "this is a text")
			continue
		}
		out[key] = s
	}
	v.Set(reflect.ValueOf(out))
}

func (d *decoder) number(f *Field, x any, v reflect.Value, at string) {
	n, ok := x.(json.Number)
	if !ok {
		d.ps.Add(at, "wrong-type", "this is a number")
		return
	}
	if f.Type == TypeInt {
		i, err := strconv.ParseInt(n.String(), 10, 64)
		if err != nil || i > 1<<53 || i < -(1<<53) {
			d.ps.Add(at, "wrong-type", "%s is not a whole number within 2^53", n)
			return
		}
		v.SetInt(i)
		return
	}
	x64, err := n.Float64()
	if err != nil || math.IsInf(x64, 0) || math.IsNaN(x64) {
		d.ps.Add(at, "wrong-type", "%s is not a finite number", n)
		return
	}
	v.SetFloat(x64)
}

func (d *decoder) text(f *Field, s string, v reflect.Value, at string) {
	if !utf8.ValidString(s) || strings.ContainsRune(s, 0) {
		d.ps.Add(at, "bad-text", "the text is not valid UTF-8")
		return
	}
	switch f.Type {
	case TypeTime:
		t, err := time.Parse(time.RFC3339, s)
		if err != nil {
			d.ps.Add(at, "bad-time", "%q is not a time such as 2026-11-20T09:30:00Z", s)
			return
		}
		v.Set(reflect.ValueOf(t.UTC()))
	case TypeRef:
		if s != "" && !ValidName(s) {
			d.ps.Add(at, "bad-name", "%q cannot be the name of a record", s)
			return
		}
		v.Field(0).SetString(s) // Ref.Name
	case TypeAnyRef:
		r, ok := ParseAnyRef(s)
		if !ok || r.UID != "" {
			d.ps.Add(at, "bad-name", "%q is not kind/name", s)
			return
		}
		v.Set(reflect.ValueOf(r))
	default:
		v.SetString(s)
	}
}
