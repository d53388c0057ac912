package web

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/plimsoll-aims/plimsoll/face/web/ui"
	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// former draws forms from the facts on fields.
type former struct {
	ctx    context.Context
	v      kernel.View
	k      *kernel.Kind
	errors map[string][]string // by form path
	hidden []ui.Hidden
}

// maxSuggestions bounds how many records a reference field suggests.
const maxSuggestions = 300

func errorsByPath(ps []fault.Problem) map[string][]string {
	out := map[string][]string{}
	for _, p := range ps {
		path := formPath(p.Path)
		out[path] = append(out[path], sentence(p.Message))
	}
	return out
}

// sections groups the fields: plain ones first, then each struct and list of
// structs under its own title.
func (f *former) sections(t tree) []ui.Section {
	first := ui.Section{}
	var more []ui.Section
	for _, fd := range f.k.Fields {
		if fd.Type == kernel.TypeStruct && !fd.Many {
			sub, _ := t[fd.Name].(tree)
			more = append(more, ui.Section{Title: fd.Title, Hint: fd.Help, Fields: f.fields(fd.Fields, sub, fd.Name+".")})
			continue
		}
		if fd.Type == kernel.TypeStruct || fd.Type == kernel.TypeFile {
			more = append(more, ui.Section{Title: fd.Title, Hint: fd.Help, Fields: f.field(fd, t[fd.Name], fd.Name)})
			continue
		}
		first.Fields = append(first.Fields, f.field(fd, t[fd.Name], fd.Name)...)
	}
	return append([]ui.Section{first}, more...)
}

// longForm is how many fields a new record's form shows at once.
const longForm = 12

// begin makes a long form of a new record short: first what is needed and what people
// steer by, and files; the rest can wait behind its titles, unless something is in it.
func (f *former) begin(all []ui.Section) []ui.Section {
	count := 0
	for _, s := range all {
		count += len(s.Fields)
	}
	if count <= longForm {
		return all
	}
	steer := map[string]bool{}
	for _, c := range (&lister{k: f.k}).shown() {
		if c.Field != nil {
			steer[c.Field.Path] = true
		}
	}
	first, later, described := ui.Section{}, ui.Section{Title: "More facts"}, false
	for _, u := range all[0].Fields {
		describes := u.Kind == ui.LongField && !described
		described = described || describes
		if !u.Optional || steer[u.Path] || describes || filled(u) {
			first.Fields = append(first.Fields, u)
		} else {
			later.Fields = append(later.Fields, u)
		}
	}
	out := []ui.Section{first}
	for _, s := range append([]ui.Section{later}, all[1:]...) {
		s.Folded = !slices.ContainsFunc(s.Fields, func(u ui.Field) bool { return u.Kind == ui.FileField || filled(u) })
		if len(s.Fields) > 0 {
			out = append(out, s)
		}
	}
	return out
}

// filled says that somebody has to see a field: it has a value or a problem.
func filled(u ui.Field) bool { return u.Value != "" || len(u.Values)+len(u.Items)+len(u.Errors) > 0 }

func (f *former) fields(fs []*kernel.Field, t tree, prefix string) []ui.Field {
	var out []ui.Field
	for _, fd := range fs {
		out = append(out, f.field(fd, t[fd.Name], prefix+fd.Name)...)
	}
	return out
}

// field draws one field; a struct becomes its fields, titled by their path.
func (f *former) field(fd *kernel.Field, v any, path string) []ui.Field {
	if fd.Type == kernel.TypeFile {
		return f.files(fd, v, path)
	}
	if fd.Type == kernel.TypeStruct && !fd.Many {
		sub, _ := v.(tree)
		out := f.fields(fd.Fields, sub, path+".")
		for i := range out {
			out[i].Label = fd.Title + ": " + lowerTitle(out[i].Label)
		}
		return out
	}
	u := ui.Field{Path: path, Label: fd.Title, Hint: fd.Help, Errors: f.errors[path], Optional: !fd.Required, Unit: fd.Unit, Immutable: fd.Immutable}
	f.shape(&u, fd, v)
	return []ui.Field{u}
}

// shape settles how a field is edited and what it holds.
func (f *former) shape(u *ui.Field, fd *kernel.Field, v any) {
	if fd.Many {
		f.shapeMany(u, fd, v)
		return
	}
	u.Value = plain(v)
	switch fd.Type {
	case kernel.TypeEnum:
		u.Kind, u.Options = ui.SelectField, enumOptions(fd)
		if len(fd.Enum) <= 4 && fd.Required {
			u.Kind = ui.RadioField
		}
	case kernel.TypeBool:
		u.Kind = ui.CheckField
	case kernel.TypeInt, kernel.TypeFloat:
		u.Kind = ui.NumberField
	case kernel.TypeDate:
		u.Kind = ui.DateField
	case kernel.TypeRef:
		u.Kind, u.Options = ui.RefField, f.suggest(fd.To)
	case kernel.TypeAnyRef:
		u.Kind = ui.RefField
		u.Hint = strings.TrimSpace(u.Hint + " Write kind/name, such as system/name-of-it.")
	case kernel.TypeMap:
		u.Kind, u.Noun = ui.ListField, "line"
		t, _ := v.(tree)
		for k, x := range t {
			u.Values = append(u.Values, k+"="+plain(x))
		}
	default:
		u.Kind = ui.TextField
		if fd.Long {
			u.Kind = ui.LongField
		}
		if fd.Markdown {
			u.Kind = ui.MarkField
		}
	}
}

func (f *former) shapeMany(u *ui.Field, fd *kernel.Field, v any) {
	list, _ := v.([]any)
	u.Noun = one(fd.Title)
	switch fd.Type {
	case kernel.TypeEnum:
		u.Kind, u.Options = ui.ChecksField, enumOptions(fd)
	case kernel.TypeRef:
		u.Kind, u.Options = ui.RefsField, f.suggest(fd.To)
	case kernel.TypeStruct:
		u.Kind = ui.ItemsField
		for i, e := range list {
			sub, _ := e.(tree)
			u.Items = append(u.Items, ui.Item{Title: kernel.Humanize(or(u.Noun, "entry")) + " " + strconv.Itoa(i+1), Fields: f.fields(fd.Fields, sub, u.Path+"."+strconv.Itoa(i)+".")})
		}
		return
	default:
		u.Kind = ui.ListField
	}
	for i, e := range list {
		u.Values = append(u.Values, plain(e))
		u.Errors = append(u.Errors, f.errors[u.Path+"."+strconv.Itoa(i)]...)
	}
}

func enumOptions(fd *kernel.Field) []ui.Option {
	out := make([]ui.Option, len(fd.Enum))
	for i, e := range fd.Enum {
		out[i] = ui.Option{Value: e, Text: wordOf(e)}
	}
	return out
}

// suggest offers the records of a kind.
func (f *former) suggest(kind string) []ui.Option {
	k := f.v.Registry().Kind(kind)
	list, err := f.v.All(f.ctx, kind)
	if err != nil || k == nil {
		return nil
	}
	out := make([]ui.Option, 0, min(len(list), maxSuggestions))
	for _, r := range list[:min(len(list), maxSuggestions)] {
		out = append(out, ui.Option{Value: r.Name, Text: k.TextOf(&r.Meta, r.Spec)})
	}
	return out
}

// files offers what is attached, to keep, and a place for another file.
func (f *former) files(fd *kernel.Field, v any, path string) []ui.Field {
	list, _ := v.([]any)
	if one, ok := v.(tree); ok {
		list = []any{one}
	}
	var out []ui.Field
	if len(list) > 0 {
		keep := ui.Field{Path: "keep:" + path, Label: "Attached", Kind: ui.ChecksField, Hint: "Untick a file to leave it out of the next revision. Earlier revisions keep it.", Optional: true}
		for i, e := range list {
			t, _ := e.(tree)
			for _, h := range flatten(fd, t, path+"."+strconv.Itoa(i)) {
				if !strings.HasPrefix(h.Name, "keep:") {
					f.hidden = append(f.hidden, h)
				}
			}
			keep.Options = append(keep.Options, ui.Option{Value: plain(t["digest"]), Text: plain(t["name"])})
			keep.Values = append(keep.Values, plain(t["digest"]))
		}
		out = append(out, keep)
	}
	return append(out, ui.Field{Path: "upload:" + path, Label: "Add a file", Hint: fd.Help, Kind: ui.FileField, Optional: true, Errors: f.errors[path]})
}

// summary lists the problems at the top, each with a link to its field.
func summary(ps []fault.Problem, message string) *ui.ErrorSummary {
	s := &ui.ErrorSummary{}
	for _, p := range ps {
		l := ui.Link{Text: sentence(p.Message)}
		if p.Path != "" {
			l.Href = "#" + ui.FieldID(formPath(p.Path))
		}
		s.Items = append(s.Items, l)
	}
	if len(ps) == 0 && message != "" {
		s.Items = append(s.Items, ui.Link{Text: sentence(message)})
	}
	return s
}

// one is what an entry of a list is called whose title is a plain plural; "" where
// that cannot be told.
func one(title string) string {
	word, ok := strings.CutSuffix(title, "s")
	switch {
	case !ok || strings.HasSuffix(word, "s"):
		return ""
	case strings.HasSuffix(word, "ie"):
		return lowerTitle(strings.TrimSuffix(word, "ie") + "y")
	}
	return lowerTitle(word)
}
