package code

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/plimsoll-aims/plimsoll/code/strict"
	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// ExportOptions say what to export.
type ExportOptions struct {
	Set     string   // name of the set
	Kinds   []string // only these kinds; none means all
	NoBase  bool     // leave .plimsoll.yaml out: for a directory that seeds other stores
	NoFiles bool     // leave the bytes of attached files out
	MaxFile int64    // bytes of one attached file; 0 is 10 MB
}

// Folder is where an export is written. Put is called once for each file.
type Folder interface {
	Put(name string, r io.Reader) error
}

// Exported says what an export wrote.
type Exported struct {
	Records map[string]int `json:"records"` // by kind
	Files   int            `json:"files"`
	LeftOut []string       `json:"left_out"` // attached files that are not among them, and why
	Folders []string       `json:"-"`        // of the kinds that were exported, empty ones too
}

// Export writes every record of a view that the principal may see as a directory:
// <plural>/<name>.yaml, attached files under files/, README.md, and .plimsoll.yaml
// with the base. The same view gives the same bytes. Internal kinds and sensitive
// fields stay out.
func Export(ctx context.Context, v kernel.View, to Folder, o ExportOptions) (*Exported, error) {
	if !SetName(o.Set) {
		return nil, fault.New(fault.Usage, "%q cannot name a set; use lower case letters, digits and dashes", o.Set)
	}
	if o.MaxFile == 0 {
		o.MaxFile = 10 << 20
	}
	for _, name := range o.Kinds {
		if k := v.Registry().Kind(name); k == nil || k.Internal {
			return nil, fault.New(fault.Usage, "there is no kind %s to export; there are %s", name, strings.Join(exported(v.Registry()), ", "))
		}
	}
	x := exporter{ctx: ctx, v: v, to: to, opt: o, base: &Base{Entry: v.Seq(), Records: map[string]BaseRecord{}},
		out: &Exported{Records: map[string]int{}, LeftOut: []string{}}, blobs: map[kernel.Digest]kernel.File{}}
	for _, k := range v.Registry().Kinds() {
		if k.Internal || len(o.Kinds) > 0 && !slices.Contains(o.Kinds, k.Name) && !slices.Contains(o.Kinds, k.Plural) {
			continue
		}
		if err := x.kind(k); err != nil {
			return nil, err
		}
	}
	if err := x.files(); err != nil {
		return nil, err
	}
	if !o.NoBase {
		if err := x.put(BaseFile, x.base.bytes(o.Set, x.keys)); err != nil {
			return nil, err
		}
	}
	return x.out, x.put(ReadmeFile, x.readme())
}

type exporter struct {
	ctx   context.Context
	v     kernel.View
	to    Folder
	opt   ExportOptions
	base  *Base
	keys  []string
	blobs map[kernel.Digest]kernel.File
	out   *Exported
}

func (x *exporter) put(name string, b []byte) error {
	return x.to.Put(name, strings.NewReader(string(b)))
}

func (x *exporter) kind(k *kernel.Kind) error {
	list, err := x.v.All(x.ctx, k.Name)
	if fault.Is(err, fault.Forbidden) {
		return nil
	} else if err != nil {
		return err
	}
	list = slices.Clone(list)
	slices.SortFunc(list, func(a, b *kernel.Record) int { return strings.Compare(a.Name, b.Name) })
	x.out.Folders = append(x.out.Folders, k.Plural)
	taken := map[string]bool{}
	for _, r := range list {
		if err := x.put(path.Join(k.Plural, fileName(r.Name, taken)), Document(k, r)); err != nil {
			return err
		}
		x.keys = append(x.keys, r.Key())
		x.base.Records[r.Key()] = BaseRecord{Rev: r.Rev, UID: r.UID, Digest: digest(content(k, r.Spec, r.Labels, r.Fields))}
		x.out.Records[k.Name]++
		k.Files(r.Spec, func(_ string, f kernel.File) { x.blobs[f.Digest] = f })
	}
	return nil
}

// fileName gives every record a file of its own, also on file systems that do not
// tell upper from lower case.
func fileName(name string, taken map[string]bool) string {
	for n, try := 2, name; ; n++ {
		if fold := strings.ToLower(try); !taken[fold] {
			taken[fold] = true
			return try + ".yaml"
		}
		try = fmt.Sprintf("%s~%d", name, n)
	}
}

// Document writes one record as YAML: the kind's fields in the order in which
// they are declared, labels and custom fields by name, nothing that is empty and
// nothing sensitive.
func Document(k *kernel.Kind, r *kernel.Record) []byte {
	c := content(k, r.Spec, r.Labels, r.Fields)
	doc := strict.Map{{Key: "kind", Value: k.Name}, {Key: "name", Value: r.Name}}
	for _, key := range []string{"labels", "fields"} {
		if m, ok := c[key].(map[string]any); ok {
			doc = append(doc, strict.Entry{Key: key, Value: sorted(m)})
		}
	}
	return strict.Append(nil, append(doc, strict.Entry{Key: "spec", Value: inOrder(k.Fields, c["spec"].(map[string]any))}))
}

// inOrder brings a mapping of fields into their declared order.
func inOrder(fs []*kernel.Field, m map[string]any) strict.Map {
	out := strict.Map{}
	for _, f := range fs {
		v, ok := m[f.Name]
		if !ok {
			continue
		}
		out = append(out, strict.Entry{Key: f.Name, Value: fieldValue(f, v)})
	}
	return out
}

func fieldValue(f *kernel.Field, v any) any {
	switch x := v.(type) {
	case []any:
		list := make([]any, len(x))
		for i, e := range x {
			list[i] = fieldValue(f, e)
		}
		return list
	case map[string]any:
		if f.Type == kernel.TypeMap {
			return sorted(x)
		}
		return inOrder(f.Fields, x)
	}
	return v
}

func sorted(m map[string]any) strict.Map {
	out := strict.Map{}
	for k, v := range m {
		out = append(out, strict.Entry{Key: k, Value: v})
	}
	slices.SortFunc(out, func(a, b strict.Entry) int { return strings.Compare(a.Key, b.Key) })
	return out
}

// files writes the bytes of attached files beside the records. What is too large,
// gone or not to be written is named, so that nobody takes the copy for complete.
func (x *exporter) files() error {
	digests := make([]kernel.Digest, 0, len(x.blobs))
	for d := range x.blobs {
		digests = append(digests, d)
	}
	slices.Sort(digests)
	for _, d := range digests {
		f := x.blobs[d]
		if x.opt.NoFiles {
			x.leaveOut(f, "files were not asked for")
			continue
		}
		r, b, err := x.v.Open(x.ctx, d)
		if err != nil {
			x.leaveOut(f, "its bytes cannot be read")
			continue
		}
		if b.Size > x.opt.MaxFile {
			x.leaveOut(f, fmt.Sprintf("%d bytes are more than %d", b.Size, x.opt.MaxFile))
			r.Close()
			continue
		}
		err = x.to.Put(blobPath(d), r)
		if err = errors.Join(err, r.Close()); err != nil {
			return err
		}
		x.out.Files++
	}
	return nil
}

func (x *exporter) leaveOut(f kernel.File, why string) {
	x.out.LeftOut = append(x.out.LeftOut, fmt.Sprintf("%s (%s): %s", f.Name, f.Digest, why))
}

// readme says what the directory is, in the words of somebody who finds it in git.
func (x *exporter) readme() []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\nRecords of an AI management system, one YAML file each, written by `plimsoll export`.\n\n", x.opt.Set)
	b.WriteString("| folder | records |\n|---|---|\n")
	for _, k := range x.v.Registry().Kinds() {
		if n := x.out.Records[k.Name]; n > 0 {
			fmt.Fprintf(&b, "| %s | %d |\n", k.Plural, n)
		}
	}
	b.WriteString("\n- `plimsoll diff DIR` shows what would change in the store, `plimsoll apply DIR` changes it.\n" +
		"- A file is `kind`, `name`, `labels`, `fields` (custom fields) and `spec`. References are names.\n")
	if !x.opt.NoBase {
		b.WriteString("- `.plimsoll.yaml` says what was exported, so that changes made here and changes made in the\n  store can be told apart. Keep it with the files.\n")
	}
	if x.out.Files > 0 {
		b.WriteString("- `files/` holds attached files under their SHA-256.\n")
	}
	for _, l := range x.out.LeftOut {
		fmt.Fprintf(&b, "- Not among the files: %s.\n", l)
	}
	return []byte(b.String())
}

// Rebase writes the base anew after a plan was applied: every record of the set
// as the view now holds it.
func Rebase(ctx context.Context, v kernel.View, s *Set, set string) ([]byte, error) {
	base := &Base{Entry: v.Seq(), Records: map[string]BaseRecord{}}
	var keys []string
	for _, it := range s.Items {
		if it.Delete {
			continue
		}
		key := it.Key()
		r, err := v.Get(ctx, it.Kind.Name, it.Name)
		if fault.Is(err, fault.NotFound) {
			if b, ok := s.Base.record(key); ok { // deleted in the store: the old line still says so
				keys, base.Records[key] = append(keys, key), b
			}
			continue
		} else if err != nil {
			return nil, err
		}
		keys = append(keys, key)
		ours, theirs := content(it.Kind, it.Spec, it.Labels, it.Fields), content(it.Kind, r.Spec, r.Labels, r.Fields)
		if old, ok := s.Base.record(key); ok && digest(ours) != digest(theirs) {
			base.Records[key] = old // behind the store: what it was exported from has not changed
			continue
		}
		base.Records[key] = BaseRecord{Rev: r.Rev, UID: r.UID, Digest: digest(theirs)}
	}
	return base.bytes(set, keys), nil
}

func (b *Base) record(key string) (BaseRecord, bool) {
	if b == nil {
		return BaseRecord{}, false
	}
	r, ok := b.Records[key]
	return r, ok
}
