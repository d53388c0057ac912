package kernel

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// FieldType is what a field holds, as forms, OpenAPI and imports need to know.
type FieldType string

// The field types, complete. A list is a field of one of these with Many set.
const (
	TypeString FieldType = "string"
	TypeEnum   FieldType = "enum"
	TypeBool   FieldType = "bool"
	TypeInt    FieldType = "integer"
	TypeFloat  FieldType = "number"
	TypeDate   FieldType = "date"
	TypeTime   FieldType = "time"
	TypeRef    FieldType = "ref"
	TypeAnyRef FieldType = "anyref"
	TypeFile   FieldType = "file"
	TypeStruct FieldType = "struct"
	TypeMap    FieldType = "map" // string to string
)

// Action is what happens to a reference when its target is deleted.
type Action string

// The actions, complete.
const (
	Restrict Action = "restrict" // the target cannot go while this points at it
	Clear    Action = "clear"    // the reference is emptied, by a revision of its own
	Keep     Action = "keep"     // the reference stays, as history
)

// Field is everything that is known of one field of a kind. Facts come from the
// Go type and the tags:
//
//	Owner kernel.Ref[Person] `json:"owner" fact:"required,index,title=Risk owner"`
//
// Tag words: required, index (a projection column: filter and sort), text (full
// text), unique, sensitive (needs "reveal", never indexed or exported), immutable,
// long (several lines), markdown, clear and keep (on delete of the target),
// title=…, unit=…, min=…, max=…, pattern=…, catalog=… (an id of the catalogue).
type Field struct {
	Path, Name, Title, Help                                     string
	Type                                                        FieldType
	Many                                                        bool // a list
	Required, Index, Text, Sensitive, Immutable, Long, Markdown bool
	Unique                                                      bool
	Enum                                                        []string
	To                                                          string // target kind of a reference
	OnDelete                                                    Action
	Unit, Catalog                                               string
	Min, Max                                                    *float64
	Pattern                                                     *regexp.Regexp
	Fields                                                      []*Field // of a struct

	canonical []*Field // Fields in key order

	index   []int        // in the enclosing struct
	path    [][]int      // from the kind's struct, for fields outside lists
	typ     reflect.Type // of one element
	pointer bool
	target  reflect.Type
}

type refTarget interface{ target() reflect.Type }

func (Ref[T]) target() reflect.Type { return reflect.TypeFor[T]() }

var (
	dateType  = reflect.TypeFor[Date]()
	timeType  = reflect.TypeFor[time.Time]()
	fileType  = reflect.TypeFor[File]()
	anyType   = reflect.TypeFor[AnyRef]()
	mapType   = reflect.TypeFor[map[string]string]()
	refIface  = reflect.TypeFor[refTarget]()
	enumIface = reflect.TypeFor[Enum]()
)

// describe lists the fields of struct t; prefix is the path of the enclosing one.
func describe(t reflect.Type, prefix string) []*Field {
	var out []*Field
	for i := range t.NumField() {
		sf := t.Field(i)
		name, _, _ := strings.Cut(sf.Tag.Get("json"), ",")
		if name == "" || name == "-" {
			panic("kernel: field " + t.Name() + "." + sf.Name + " needs a json name")
		}
		f := &Field{Path: prefix + name, Name: name, Title: Humanize(name), index: sf.Index, typ: sf.Type, OnDelete: Restrict}
		f.facts(sf.Tag.Get("fact"))
		f.resolve(t.Name() + "." + sf.Name)
		out = append(out, f)
	}
	link(out, nil)
	return out
}

// sortedByName gives the fields in key order; names are ASCII, so bytes will do.
func sortedByName(fs []*Field) []*Field {
	s := slices.Clone(fs)
	slices.SortFunc(s, func(a, b *Field) int { return strings.Compare(a.Name, b.Name) })
	return s
}

// link gives every field outside lists its way from the top struct.
func link(fs []*Field, up [][]int) {
	for _, f := range fs {
		f.path = append(append([][]int{}, up...), f.index)
		if f.Type == TypeStruct && !f.Many {
			link(f.Fields, f.path)
		}
	}
}

// resolve finds the field type and the structure below it.
func (f *Field) resolve(where string) {
	t := f.typ
	if t.Kind() == reflect.Slice {
		f.Many, t = true, t.Elem()
	}
	if t.Kind() == reflect.Pointer {
		f.pointer, t = true, t.Elem()
	}
	f.typ = t
	switch {
	case t.Implements(refIface):
		f.Type, f.target = TypeRef, reflect.Zero(t).Interface().(refTarget).target()
	case t == anyType:
		f.Type = TypeAnyRef
	case t == dateType:
		f.Type = TypeDate
	case t == timeType:
		f.Type = TypeTime
	case t == fileType:
		f.Type = TypeFile
		f.Fields = describe(t, f.sub())
		f.canonical = sortedByName(f.Fields)
	case t == mapType:
		f.Type = TypeMap
	case t.Implements(enumIface):
		f.Type, f.Enum = TypeEnum, reflect.Zero(t).Interface().(Enum).Values()
	default:
		f.resolveBasic(t, where)
	}
}

func (f *Field) resolveBasic(t reflect.Type, where string) {
	switch t.Kind() {
	case reflect.String:
		f.Type = TypeString
	case reflect.Bool:
		f.Type = TypeBool
	case reflect.Int, reflect.Int64:
		f.Type = TypeInt
	case reflect.Float64:
		f.Type = TypeFloat
	case reflect.Struct:
		f.Type = TypeStruct
		f.Fields = describe(t, f.sub())
		f.canonical = sortedByName(f.Fields)
	default:
		panic("kernel: field " + where + " has a type that records cannot hold: " + t.String())
	}
}

// sub is the path prefix of what is inside the field.
func (f *Field) sub() string {
	if f.Many {
		return f.Path + "[]."
	}
	return f.Path + "."
}

// facts reads the fact tag.
func (f *Field) facts(tag string) {
	for tag != "" {
		var word string
		word, tag, _ = cutFact(tag)
		key, val, _ := strings.Cut(word, "=")
		f.fact(strings.TrimSpace(key), val)
	}
}

// cutFact splits at the first comma, except that a pattern runs to the end.
func cutFact(tag string) (word, rest string, found bool) {
	if strings.HasPrefix(tag, "pattern=") {
		return tag, "", false
	}
	return strings.Cut(tag, ",")
}

func (f *Field) fact(key, val string) {
	switch key {
	case "required":
		f.Required = true
	case "index":
		f.Index = true
	case "text":
		f.Text = true
	case "unique":
		f.Unique, f.Index = true, true
	case "sensitive":
		f.Sensitive = true
	case "immutable":
		f.Immutable = true
	case "long":
		f.Long = true
	case "markdown":
		f.Markdown, f.Long = true, true
	case "clear":
		f.OnDelete = Clear
	case "keep":
		f.OnDelete = Keep
	case "title":
		f.Title = val
	case "unit":
		f.Unit = val
	case "catalog":
		f.Catalog = val
	case "min", "max":
		x, err := strconv.ParseFloat(val, 64)
		if err != nil {
			panic("kernel: fact " + key + " of " + f.Path + " is no number: " + val)
		}
		if key == "min" {
			f.Min = &x
		} else {
			f.Max = &x
		}
	case "pattern":
		f.Pattern = regexp.MustCompile(val)
	default:
		panic("kernel: unknown fact on " + f.Path + ": " + key)
	}
}

func (f *Field) sqlType() string {
	switch f.Type {
	case TypeInt, TypeBool:
		return "integer"
	case TypeFloat:
		return "real"
	default:
		return "text"
	}
}

// Get gives the field's value in spec (a pointer to the kind's struct), nil when
// a pointer on the way is nil. Only for fields outside lists.
func (f *Field) Get(spec any) any {
	v, ok := f.reflect(reflect.ValueOf(spec).Elem())
	if !ok {
		return nil
	}
	return v.Interface()
}

func (f *Field) reflect(v reflect.Value) (reflect.Value, bool) {
	for i, ix := range f.path {
		v = v.FieldByIndex(ix)
		if v.Kind() == reflect.Pointer {
			if v.IsNil() {
				return v, false
			}
			if i < len(f.path)-1 || f.pointer {
				v = v.Elem()
			}
		}
	}
	return v, true
}

// column gives the field as a projection value.
func (f *Field) column(spec any) any {
	v, ok := f.reflect(reflect.ValueOf(spec).Elem())
	if !ok {
		return nil
	}
	switch {
	case f.holdsText():
		return v.String()
	case f.Type == TypeRef:
		return v.Field(1).String()
	}
	return scalar(v)
}

// holdsText says whether the field is a string by another name at most.
func (f *Field) holdsText() bool {
	return f.Type == TypeString || f.Type == TypeEnum || f.Type == TypeDate
}

// scalar turns a leaf into string, int64, float64 or bool; references give the UID.
func scalar(v reflect.Value) any {
	switch x := v.Interface().(type) {
	case uidOf:
		return string(x.uid())
	case time.Time:
		if x.IsZero() {
			return nil
		}
		return x.UTC().Format(time.RFC3339)
	}
	switch v.Kind() {
	case reflect.String:
		return v.String()
	case reflect.Bool:
		return v.Bool()
	case reflect.Int, reflect.Int64:
		return v.Int()
	case reflect.Float64:
		return v.Float()
	}
	return fmt.Sprint(v.Interface())
}

type uidOf interface{ uid() UID }

func (r Ref[T]) uid() UID { return r.UID }
func (r AnyRef) uid() UID { return r.UID }

// eachField visits every field outside lists, parents first.
func eachField(fs []*Field, visit func(*Field)) {
	for _, f := range fs {
		visit(f)
		if f.Type == TypeStruct && !f.Many {
			eachField(f.Fields, visit)
		}
	}
}

// Walk visits every field of the kind, inside lists too, parents first.
func (k *Kind) Walk(visit func(*Field)) { walkFields(k.Fields, visit) }

func walkFields(fs []*Field, visit func(*Field)) {
	for _, f := range fs {
		visit(f)
		walkFields(f.Fields, visit)
	}
}

func findField(fs []*Field, path string) *Field {
	for _, f := range fs {
		if f.Path == path {
			return f
		}
		if strings.HasPrefix(path, f.Path) {
			if g := findField(f.Fields, path); g != nil {
				return g
			}
		}
	}
	return nil
}

// In gives the field's value inside the struct that holds it.
func (f *Field) In(holder reflect.Value) reflect.Value { return holder.FieldByIndex(f.index) }

// Empty says whether a value of the field says nothing.
func (f *Field) Empty(v reflect.Value) bool { return v.IsZero() || f.Many && v.Len() == 0 }

// Elements visits the value, each element of a list by itself, pointers followed.
func (f *Field) Elements(v reflect.Value, visit func(reflect.Value)) {
	eachElement(f, v, "", func(e reflect.Value, _ string) { visit(e) })
}

// Target gives the kind and name that a reference value points at.
func (f *Field) Target(v reflect.Value) (kind, name string) {
	if r := referenceAt(f, v); r != nil {
		return r.Kind, r.Name
	}
	return "", ""
}
