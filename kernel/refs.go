package kernel

import (
	"reflect"
	"strconv"
)

// Reference is one reference found in a record.
type Reference struct {
	Field *Field
	Path  string // with list positions: controls[2]
	Ord   int    // position among the references of its field
	Kind  string // target kind
	Name  string
	UID   UID
	set   func(name string, uid UID)
}

// Set points the reference at a record.
func (r *Reference) Set(name string, uid UID) {
	r.Name, r.UID = name, uid
	r.set(name, uid)
}

// References visits every non-empty reference of a record, in field order. The
// visitor may Set it, which changes spec.
func (k *Kind) References(spec any, visit func(*Reference)) {
	references(k.refs, spec, visit)
}

func references(fs []*Field, spec any, visit func(*Reference)) {
	ord := map[*Field]int{}
	visitLeaves(fs, reflect.ValueOf(spec).Elem(), "", func(f *Field, v reflect.Value, path string) {
		r := referenceAt(f, v)
		if r == nil || r.Name == "" && r.UID == "" {
			return
		}
		r.Field, r.Path, r.Ord = f, path, ord[f]
		ord[f]++
		visit(r)
	})
}

// referenceAt reads the reference that v holds, nil when f is none.
func referenceAt(f *Field, v reflect.Value) *Reference {
	switch f.Type {
	case TypeRef:
		return &Reference{Kind: f.To, Name: v.Field(0).String(), UID: UID(v.Field(1).String()), set: func(name string, uid UID) {
			v.Field(0).SetString(name)
			v.Field(1).SetString(string(uid))
		}}
	case TypeAnyRef:
		a := v.Interface().(AnyRef)
		return &Reference{Kind: a.Kind, Name: a.Name, UID: a.UID, set: func(name string, uid UID) {
			v.Set(reflect.ValueOf(AnyRef{Kind: a.Kind, Name: name, UID: uid}))
		}}
	}
	return nil
}

// Files visits every attached file of a record; a file that is not given is none.
func (k *Kind) Files(spec any, visit func(path string, f File)) {
	walkValues(k.files, reflect.ValueOf(spec).Elem(), "", func(f *Field, v reflect.Value, path string) {
		if f.Type == TypeFile && !v.IsZero() {
			visit(path, v.Interface().(File))
		}
	})
}

// Drop empties the references to a record and closes the gaps in lists. It says
// whether anything changed.
func (k *Kind) Drop(spec any, target UID) bool {
	changed := false
	dropIn(k.Fields, reflect.ValueOf(spec).Elem(), target, &changed)
	return changed
}

func dropIn(fs []*Field, v reflect.Value, target UID, changed *bool) {
	for _, f := range fs {
		fv := v.FieldByIndex(f.index)
		if f.Type != TypeRef && f.Type != TypeAnyRef {
			eachElement(f, fv, "", func(e reflect.Value, _ string) {
				if f.Type == TypeStruct {
					dropIn(f.Fields, e, target, changed)
				}
			})
			continue
		}
		if !f.Many {
			if r := referenceAt(f, fv); r.UID == target {
				fv.SetZero()
				*changed = true
			}
			continue
		}
		kept := reflect.MakeSlice(fv.Type(), 0, fv.Len())
		for i := range fv.Len() {
			if r := referenceAt(f, fv.Index(i)); r.UID == target {
				*changed = true
				continue
			}
			kept = reflect.Append(kept, fv.Index(i))
		}
		fv.Set(kept)
	}
}

// holding gives the fields that keep chooses, and of structs only what leads to
// them: a walk over one kind of field passes all the others by.
func holding(fs []*Field, keep func(*Field) bool) []*Field {
	var out []*Field
	for _, f := range fs {
		if keep(f) {
			out = append(out, f)
			continue
		}
		if f.Type != TypeStruct {
			continue
		}
		if inside := holding(f.Fields, keep); len(inside) > 0 {
			way := *f
			way.Fields = inside
			out = append(out, &way)
		}
	}
	return out
}

// visitLeaves visits what is neither struct nor list.
func visitLeaves(fs []*Field, v reflect.Value, at string, visit func(*Field, reflect.Value, string)) {
	walkValues(fs, v, at, func(f *Field, v reflect.Value, path string) {
		if f.Type != TypeStruct {
			visit(f, v, path)
		}
	})
}

// walkValues visits every value of a record, each element of a list by itself.
func walkValues(fs []*Field, v reflect.Value, at string, visit func(*Field, reflect.Value, string)) {
	for _, f := range fs {
		eachElement(f, v.FieldByIndex(f.index), at+f.Name, func(e reflect.Value, path string) {
			visit(f, e, path)
			if f.Type == TypeStruct {
				walkValues(f.Fields, e, path+".", visit)
			}
		})
	}
}

func eachElement(f *Field, v reflect.Value, path string, visit func(reflect.Value, string)) {
	if !f.Many {
		if f.pointer {
			if v.IsNil() {
				return
			}
			v = v.Elem()
		}
		visit(v, path)
		return
	}
	for i := range v.Len() {
		e := v.Index(i)
		if f.pointer {
			if e.IsNil() {
				continue
			}
			e = e.Elem()
		}
		visit(e, path+"["+strconv.Itoa(i)+"]")
	}
}

// HasSensitive says whether the kind has fields that need the verb reveal.
func (k *Kind) HasSensitive() bool { return k.sensitive }

// Redact gives a copy of the record with every sensitive field emptied.
func (k *Kind) Redact(spec any) any {
	c := k.Clone(spec)
	redact(k.Fields, reflect.ValueOf(c).Elem())
	return c
}

func redact(fs []*Field, v reflect.Value) {
	for _, f := range fs {
		fv := v.FieldByIndex(f.index)
		if f.Sensitive {
			fv.SetZero()
			continue
		}
		if f.Type == TypeStruct {
			eachElement(f, fv, "", func(e reflect.Value, _ string) { redact(f.Fields, e) })
		}
	}
}

// CopySensitive copies every sensitive field outside lists from one record to another.
func (k *Kind) CopySensitive(to, from any) {
	copySensitive(k.Fields, reflect.ValueOf(to).Elem(), reflect.ValueOf(from).Elem())
}

func copySensitive(fs []*Field, to, from reflect.Value) {
	for _, f := range fs {
		tv, fv := to.FieldByIndex(f.index), from.FieldByIndex(f.index)
		if f.Sensitive {
			tv.Set(cloneValue(fv))
		} else if f.Type == TypeStruct && !f.Many && !f.pointer {
			copySensitive(f.Fields, tv, fv)
		}
	}
}

// Clone copies a record deeply, so that the copy may be changed.
func (k *Kind) Clone(spec any) any {
	out := reflect.New(k.typ)
	out.Elem().Set(cloneValue(reflect.ValueOf(spec).Elem()))
	return out.Interface()
}

func cloneValue(v reflect.Value) reflect.Value {
	switch v.Kind() {
	case reflect.Slice:
		if v.IsNil() {
			return v
		}
		out := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		for i := range v.Len() {
			out.Index(i).Set(cloneValue(v.Index(i)))
		}
		return out
	case reflect.Map:
		if v.IsNil() {
			return v
		}
		out := reflect.MakeMapWithSize(v.Type(), v.Len())
		for _, k := range v.MapKeys() {
			out.SetMapIndex(k, v.MapIndex(k))
		}
		return out
	case reflect.Pointer:
		if v.IsNil() {
			return v
		}
		out := reflect.New(v.Type().Elem())
		out.Elem().Set(cloneValue(v.Elem()))
		return out
	case reflect.Struct:
		if v.Type() == timeType {
			return v
		}
		out := reflect.New(v.Type()).Elem()
		out.Set(v)
		for i := range v.NumField() {
			out.Field(i).Set(cloneValue(v.Field(i)))
		}
		return out
	}
	return v
}

// SearchText gathers what full text search should find of a record: its fields
// marked text, line by line.
func (k *Kind) SearchText(spec any) string {
	var b []byte
	visitLeaves(k.texts, reflect.ValueOf(spec).Elem(), "", func(f *Field, v reflect.Value, _ string) {
		if v.Kind() == reflect.String && v.Len() > 0 {
			b = append(append(b, v.String()...), '\n')
		}
	})
	return string(b)
}
