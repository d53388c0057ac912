package code

import (
	"encoding/json"
	"io"
	"io/fs"
	"slices"
	"strings"

	"github.com/plimsoll-aims/plimsoll/code/strict"
	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

var documentKeys = []string{"kind", "name", "labels", "fields", "spec", "delete"}

// document settles one document of a file.
func (r *reader) document(d *strict.Doc) {
	m, ok := d.Tree.(map[string]any)
	if !ok {
		r.fault(d.At(""), "wrong-type", "a document is a mapping with kind, name and spec")
		return
	}
	it := &Item{File: d.File, index: d.Index, layer: r.layer, place: d.At("")}
	before := len(r.found)
	r.unknownKeys(d, m)
	r.head(d, m, it)
	if it.Kind != nil {
		r.body(d, m, it)
	}
	if len(r.found) > before || it.Kind == nil {
		return
	}
	if first, twice := r.seen[it.Key()]; twice {
		r.fault(d.At("name"), "doubled-record", "%s is already described at %s", it.Key(), first)
		return
	}
	r.seen[it.Key()] = d.At("name")
	r.set.byKey[it.Key()] = it
}

func (r *reader) unknownKeys(d *strict.Doc, m map[string]any) {
	var unknown []string
	for k := range m {
		if !slices.Contains(documentKeys, k) {
			unknown = append(unknown, k)
		}
	}
	slices.Sort(unknown)
	for _, k := range unknown {
		r.add(fault.Problem{Path: k, Code: "unknown-field", Where: d.KeyAt(k),
			Message: "a document has kind, name, labels, fields and spec; what the kind defines stands under spec"})
	}
}

// head reads kind and name.
func (r *reader) head(d *strict.Doc, m map[string]any, it *Item) {
	kind, _ := m["kind"].(string)
	k := r.reg.Kind(kind)
	switch {
	case kind == "":
		r.add(fault.Problem{Path: "kind", Code: "required", Message: "say which kind of record this is: " + strings.Join(exported(r.reg), ", "), Where: d.At("kind")})
	case k == nil:
		r.add(fault.Problem{Path: "kind", Code: "unknown-kind", Message: "there is no kind " + kind + "; there are " + strings.Join(exported(r.reg), ", "), Where: d.At("kind")})
	case k.Name != kind:
		r.add(fault.Problem{Path: "kind", Code: "unknown-kind", Message: "write the kind as " + k.Name, Where: d.At("kind")})
	case k.Internal:
		r.add(fault.Problem{Path: "kind", Code: "internal-kind", Message: "records of kind " + kind + " belong to the instance and are not kept as code", Where: d.At("kind")})
	default:
		it.Kind = k
	}
	name, ok := d.Text("name")
	switch {
	case !ok:
		r.add(fault.Problem{Path: "name", Code: "required", Message: "a record has a name", Where: d.At("name")})
	case !kernel.ValidName(name):
		r.add(fault.Problem{Path: "name", Code: "bad-name", Message: "a name is letters, digits, dots, dashes and underscores, at most 150, and begins with a letter or digit", Where: d.At("name")})
	}
	it.Name = name
}

// body reads what the record holds.
func (r *reader) body(d *strict.Doc, m map[string]any, it *Item) {
	if del, there := m["delete"]; there {
		if b, ok := del.(bool); !ok {
			r.add(fault.Problem{Path: "delete", Code: "wrong-type", Message: "write delete: true, or leave it out", Where: d.At("delete")})
		} else if it.Delete = b; b {
			for _, k := range []string{"labels", "fields", "spec"} {
				if _, too := m[k]; too {
					r.add(fault.Problem{Path: k, Code: "contradiction", Message: "a record that is to be deleted has no " + k, Where: d.KeyAt(k)})
				}
			}
			return
		}
	}
	it.Labels = r.labels(d, m["labels"])
	r.add(d.Place("", kernel.CheckLabels(it.Labels))...)
	switch f := m["fields"].(type) {
	case nil:
	case map[string]any:
		it.Fields = f
	default:
		r.add(fault.Problem{Path: "fields", Code: "wrong-type", Message: "fields is a mapping of custom fields", Where: d.At("fields")})
	}
	spec, ps := it.Kind.Decode(m["spec"])
	if _, there := m["spec"]; !there && len(ps) > 0 {
		ps = kernel.Problems{{Path: "", Code: "required", Message: "a " + it.Kind.Name + " needs a spec"}}
	}
	r.add(d.Place("spec", ps)...)
	it.Spec = spec
}

// labels reads texts; numbers are taken as they are written.
func (r *reader) labels(d *strict.Doc, v any) map[string]string {
	if v == nil {
		return nil
	}
	m, ok := v.(map[string]any)
	if !ok {
		r.add(fault.Problem{Path: "labels", Code: "wrong-type", Message: "labels is a mapping of texts", Where: d.At("labels")})
		return nil
	}
	out := make(map[string]string, len(m))
	for k, e := range m {
		switch x := e.(type) {
		case string:
			out[k] = x
		case json.Number:
			out[k] = x.String()
		default:
			r.add(fault.Problem{Path: "labels." + k, Code: "wrong-type", Message: "a label is a text; put it in quotes", Where: d.At("labels." + k)})
		}
	}
	return out
}

// exported lists the kinds that are kept as code.
func exported(reg *kernel.Registry) []string {
	var out []string
	for _, n := range reg.Names() {
		if !reg.Kind(n).Internal {
			out = append(out, n)
		}
	}
	return out
}

// readBounded reads a file that must not be larger than limit.
func readBounded(fsys fs.FS, name string, limit int64) ([]byte, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err == nil && int64(len(b)) > limit {
		return b[:limit+1], nil // strict.Read says that it is too large
	}
	return b, err
}
