package web

import (
	"context"
	"errors"
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/plimsoll-aims/plimsoll/face/door"
	"github.com/plimsoll-aims/plimsoll/face/web/ui"
	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// maxUpload bounds a form with files.
const maxUpload = 120 << 20

// draft is what a form holds: a new record, or changes to one.
type draft struct {
	name   string // as it is, "" for a new record
	typed  string // the name that was typed
	rev    int    // that was read; RevNew for a new record
	values tree
	labels []string // key=value
	custom url.Values
	why    string
}

// newPage is the empty form.
func (w *Web) newPage(r *door.Request) error {
	return r.View(func(v kernel.View) error {
		return w.showForm(r, v, draft{rev: kernel.RevNew, values: prefilled(r)}, nil, http.StatusOK)
	})
}

// prefilled takes starting values from the query: /new/risks?system=score.
func prefilled(r *door.Request) tree {
	t := readForm(r.Kind.Fields, r.URL.Query(), "")
	if l := r.Kind.Lifecycle; l != nil && len(l.Initial) > 0 && t[l.Field] == nil && !strings.Contains(l.Field, ".") {
		t[l.Field] = l.Initial[0]
	}
	return t
}

// editPage is the form of a record.
func (w *Web) editPage(r *door.Request) error {
	return r.View(func(v kernel.View) error {
		rec, err := v.Get(r.Context(), r.Kind.Name, r.PathValue("name"))
		if err != nil {
			return err
		}
		d := draft{name: rec.Name, typed: rec.Name, rev: rec.Rev, values: treeOf(r.Kind, rec.Spec), custom: url.Values{}}
		for _, key := range sortedMap(rec.Labels) {
			d.labels = append(d.labels, key+"="+rec.Labels[key])
		}
		for key, val := range rec.Fields {
			if s, ok := kernel.AttrText(val).(string); ok {
				d.custom.Set("fields."+key, s)
			}
		}
		return w.showForm(r, v, d, nil, http.StatusOK)
	})
}

// showForm draws the form with everything that was typed, and every problem.
func (w *Web) showForm(r *door.Request, v kernel.View, d draft, problem error, status int) error {
	k := r.Kind
	f := &former{ctx: r.Context(), v: v, k: k}
	p := ui.Page{Nav: ui.MainNav(place[k.Name], nil), Skip: &ui.Link{Href: "#save", Text: "Skip to save"}}
	var e *fault.Error
	if errors.As(problem, &e) {
		f.errors = errorsByPath(e.Problems)
		p.Problems = summary(e.Problems, e.Message)
	}
	form := ui.Form{Action: "/" + k.Plural, Cancel: &ui.Link{Text: "Cancel", Href: "/" + k.Plural}}
	p.Title, p.Heading = "Add "+withArticle(k), "Add "+withArticle(k)
	p.Crumbs = []ui.Link{{Text: k.TitlePlural, Href: "/" + k.Plural}, {Text: "Add"}}
	if d.name != "" {
		form.Action = recordPath(k, d.name)
		form.Cancel.Href = form.Action
		p.Title, p.Heading = "Edit "+d.name, "Edit "+d.name
		p.Crumbs = []ui.Link{{Text: k.TitlePlural, Href: "/" + k.Plural}, {Text: d.name, Href: form.Action}, {Text: "Edit"}}
	}
	form.Sections = f.sections(d.values)
	if d.rev == kernel.RevNew {
		form.Sections = f.begin(form.Sections)
	}
	custom, err := f.customFields(d.custom)
	if err != nil {
		return err
	}
	form.Sections = append(form.Sections, custom...)
	form.Sections = append(form.Sections, ui.Section{Title: "Name, labels and reason", Fields: []ui.Field{
		{Path: "_name", Label: "Name", Value: d.typed, Optional: d.name == "", Errors: f.errors["name"], Hint: "What files, links and the command line call it: letters, digits, dots and dashes. Made from the title when left empty."},
		{Path: "_labels", Label: "Labels", Kind: ui.ListField, Values: d.labels, Noun: "label", Optional: true, Hint: "key=value, such as team=risk."},
		{Path: "_why", Label: "Why", Value: d.why, Optional: true, Hint: "One line for the history: why this changes."}}})
	form.Hidden = append(f.hidden, ui.Hidden{Name: "_rev", Value: strconv.Itoa(d.rev)})
	p.Body = []ui.Part{form}
	r.W.WriteHeader(status)
	return w.render(r, v, p)
}

// customFields draws the customer's own fields of the kind.
func (f *former) customFields(values url.Values) ([]ui.Section, error) {
	defs, err := kernel.All[kernel.CustomField](f.ctx, f.v)
	if err != nil {
		return nil, err
	}
	s := ui.Section{Title: "Your own fields"}
	for _, d := range kernel.Each[kernel.CustomField](defs) {
		if d.Kind != f.k.Name {
			continue
		}
		u := ui.Field{Path: "fields." + d.Key, Label: d.Title, Hint: d.Help, Optional: !d.Required, Value: values.Get("fields." + d.Key), Errors: f.errors["fields."+d.Key]}
		switch d.Type {
		case "number":
			u.Kind = ui.NumberField
		case "date":
			u.Kind = ui.DateField
		case "yes-no":
			u.Kind = ui.SelectField
			u.Options = []ui.Option{{Value: "true", Text: "Yes"}, {Value: "false", Text: "No"}}
		case "choice":
			u.Kind = ui.SelectField
			for _, o := range d.Options {
				u.Options = append(u.Options, ui.Option{Value: o})
			}
		}
		s.Fields = append(s.Fields, u)
	}
	if len(s.Fields) == 0 {
		return nil, nil
	}
	return []ui.Section{s}, nil
}

// save creates or changes a record from a form.
func (w *Web) save(r *door.Request) error {
	if err := parse(r.Request); err != nil {
		return err
	}
	if err := w.attach(r); err != nil {
		return err
	}
	d := readDraft(r)
	if listAct(r.Kind.Fields, d.values, r.PostForm) || labelAct(&d, r.PostForm) {
		return r.View(func(v kernel.View) error { return w.showForm(r, v, d, nil, http.StatusOK) })
	}
	var rec *kernel.Record
	_, err := r.Store.Update(r.Context(), d.why, func(tx kernel.Tx) (err error) {
		rec, err = putDraft(r.Context(), tx, r.Kind, &d)
		return err
	})
	switch {
	case err == nil:
		http.Redirect(r.W, r.Request, recordPath(r.Kind, rec.Name), http.StatusSeeOther)
		return nil
	case fault.Is(err, fault.Conflict) && d.name != "" && isStale(r, &d):
		return w.showConflict(r, d)
	case fault.Is(err, fault.Invalid), fault.Is(err, fault.Conflict):
		return r.View(func(v kernel.View) error {
			return w.showForm(r, v, d, err, door.Status(fault.Of(err)))
		})
	}
	return err
}

// parse reads a form, with or without files, within the route's limit.
func parse(r *http.Request) error {
	err := r.ParseMultipartForm(4 << 20)
	if errors.Is(err, http.ErrNotMultipart) {
		err = r.ParseForm()
	}
	var tooLarge *http.MaxBytesError
	if err != nil && !errors.As(err, &tooLarge) {
		return fault.Wrap(fault.Usage, err, "the form could not be read")
	}
	return err
}

func readDraft(r *door.Request) draft {
	f := r.PostForm
	rev, _ := strconv.Atoi(f.Get("_rev")) // none is a new record
	d := draft{name: r.PathValue("name"), typed: strings.TrimSpace(f.Get("_name")), rev: rev, values: readForm(r.Kind.Fields, f, ""), why: f.Get("_why"), custom: url.Values{}}
	for _, s := range f["_labels"] {
		if s = strings.TrimSpace(s); s != "" {
			d.labels = append(d.labels, s)
		}
	}
	for key := range f {
		if strings.HasPrefix(key, "fields.") {
			d.custom.Set(key, f.Get(key))
		}
	}
	return d
}

func labelAct(d *draft, f url.Values) bool {
	if f.Has("add:_labels") {
		d.labels = append(d.labels, "")
		return true
	}
	for i := range d.labels {
		if f.Has("remove:_labels." + strconv.Itoa(i)) {
			d.labels = append(d.labels[:i:i], d.labels[i+1:]...)
			return true
		}
	}
	return false
}

// putDraft writes a draft. A new record without a name gets one from its title.
func putDraft(ctx context.Context, tx kernel.Tx, k *kernel.Kind, d *draft) (*kernel.Record, error) {
	p := kernel.Put{Kind: k.Name, Name: d.typed, Rev: d.rev, Spec: d.values, Labels: pairs(d.labels), Fields: customValues(ctx, tx, k, d.custom)}
	if d.name == "" {
		if p.Name == "" {
			name, err := freeName(ctx, tx, k, d.values)
			if err != nil {
				return nil, err
			}
			p.Name = name
		}
		return tx.Put(ctx, p)
	}
	old, err := tx.Get(ctx, k.Name, d.name)
	if err != nil {
		return nil, err
	}
	if p.Name == "" {
		p.Name = d.name
	}
	p.UID, p.Origin = old.UID, old.Origin
	return tx.Put(ctx, p)
}

// customValues gives the custom fields their types, as far as they can be read.
func customValues(ctx context.Context, v kernel.View, k *kernel.Kind, form url.Values) map[string]any {
	defs, err := kernel.All[kernel.CustomField](ctx, v)
	if err != nil {
		return nil
	}
	out := map[string]any{}
	for _, d := range kernel.Each[kernel.CustomField](defs) {
		s := strings.TrimSpace(form.Get("fields." + d.Key))
		if d.Kind != k.Name || s == "" {
			continue
		}
		out[d.Key] = s
		switch d.Type {
		case "number":
			if x, err := strconv.ParseFloat(s, 64); err == nil {
				out[d.Key] = x
			}
		case "yes-no":
			out[d.Key] = s == "true"
		}
	}
	return out
}

// freeName makes a name of the title that no other record has.
func freeName(ctx context.Context, v kernel.View, k *kernel.Kind, values tree) (string, error) {
	base := slug(plain(values[k.Label]))
	if base == "" {
		base = k.Name
	}
	for n := 1; ; n++ {
		name := base
		if n > 1 {
			name += "-" + strconv.Itoa(n)
		}
		_, err := v.Get(ctx, k.Name, name)
		if fault.Is(err, fault.NotFound) {
			return name, nil
		}
		if err != nil {
			return "", err
		}
	}
}

// slug makes a name of a text: lower case letters, digits and dashes.
func slug(s string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(s) {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
		if b.Len() >= 60 {
			break
		}
	}
	return strings.Trim(b.String(), "-")
}

// isStale says whether the record moved on since the form was opened.
func isStale(r *door.Request, d *draft) bool {
	stale := false
	err := r.View(func(v kernel.View) error {
		rec, err := v.Get(r.Context(), r.Kind.Name, d.name)
		if err == nil {
			stale = rec.Rev != d.rev
		}
		return err
	})
	return err == nil && stale
}

// attach stores uploaded files and puts them among the form's values.
func (w *Web) attach(r *door.Request) error {
	if r.MultipartForm == nil {
		return nil
	}
	for key, files := range r.MultipartForm.File {
		path, ok := strings.CutPrefix(key, "upload:")
		if !ok {
			continue
		}
		for _, fh := range files {
			if fh.Size == 0 && fh.Filename == "" {
				continue
			}
			if err := w.attachOne(r, path, fh); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *Web) attachOne(r *door.Request, path string, fh *multipart.FileHeader) error {
	src, err := fh.Open()
	if err != nil {
		return fault.Wrap(fault.Usage, err, "the file %s could not be read", fh.Filename)
	}
	defer src.Close()
	media := fh.Header.Get("Content-Type")
	b, err := r.Store.Attach(r.Context(), media, src)
	if err != nil {
		return err
	}
	n := 0
	for _, i := range indexes(r.PostForm, path) {
		n = i + 1
	}
	at := path + "." + strconv.Itoa(n) + "."
	r.PostForm.Set(at+"name", clip(fh.Filename, 200))
	r.PostForm.Set(at+"digest", string(b.Digest))
	r.PostForm.Set(at+"size", strconv.FormatInt(b.Size, 10))
	r.PostForm.Set(at+"media", media)
	r.PostForm.Add("keep:"+path, string(b.Digest))
	return nil
}
