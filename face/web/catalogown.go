package web

import (
	"io"
	"maps"
	"mime/multipart"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/plimsoll-aims/plimsoll/access"
	"github.com/plimsoll-aims/plimsoll/engine/library"
	"github.com/plimsoll-aims/plimsoll/face/door"
	"github.com/plimsoll-aims/plimsoll/face/web/ui"
	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// ownParts are the records of the reader's own library, what is wrong with them,
// and, for who may add to it, the form.
func ownParts(r *door.Request, v kernel.View, lib *library.Library) []ui.Part {
	var out []ui.Part
	if len(lib.Own) > 0 {
		t := ui.Table{ID: "own", Caption: "Your own", Narrow: true, Columns: []ui.Column{{Title: "Record"}}}
		for _, key := range lib.Own {
			kind, name, _ := strings.Cut(key, "/")
			t.Rows = append(t.Rows, ui.Row{Cells: []ui.Part{ui.MainLink{Text: key, Href: at(r, recordPath(v.Registry().Kind(kind), name))}}})
		}
		out = append(out, ui.Card{Title: "Your own", Body: []ui.Part{t}})
	}
	if len(lib.Problems) > 0 {
		out = append(out, ui.Note{Status: ui.Warn, Text: "Your own files name what does not exist; the rest of them counts.", More: problemLines(lib.Problems)})
	}
	if r.Who.May(kernel.Write, access.AreaCatalog) && r.At.IsZero() {
		out = append(out, ui.Card{Title: "Add a framework, a crosswalk or a licensed text", Screen: true, Body: []ui.Part{ownForm("framework", "iso42001:2023", nil)}})
	}
	return out
}

// ownForm asks for a file and what it is.
func ownForm(kind, framework string, errors []string) ui.Form {
	return ui.Form{Action: "/catalog/preview", Submit: ui.Action{Text: "Show what it would add"}, Sections: []ui.Section{{Fields: []ui.Field{
		{Path: "kind", Label: "What it is", Kind: ui.RadioField, Value: kind, Options: []ui.Option{
			{Value: "framework", Text: "A framework", Hint: "Headings type, id, title; if wanted parent, text, kind, evidence, note."},
			{Value: "crosswalk", Text: "A crosswalk", Hint: "Headings from, to, relation; if wanted strength, author, note and others."},
			{Value: "licensed-text", Text: "Licensed text", Hint: "Headings item, text. Only who may reveal sensitive fields reads it; it is in no export, pack or search."}}},
		{Path: "framework", Label: "Of which framework", Value: framework, Optional: true, Hint: "For a licensed text only."},
		{Path: "file", Label: "File", Kind: ui.FileField, Accept: ".csv,.xlsx,.tsv", Errors: errors, Hint: "CSV or the first sheet of an XLSX, up to 16 MB. You see what it holds before anything is written."},
	}}}}
}

// previewOwn shows what a file would add. The bytes are put by, but no record
// refers to them yet, so nobody can reach them.
func (w *Web) previewOwn(r *door.Request) error {
	if err := parse(r.Request); err != nil {
		return err
	}
	kind, framework := r.PostFormValue("kind"), strings.TrimSpace(r.PostFormValue("framework"))
	name, media, data, err := uploaded(r)
	if err != nil {
		return err
	}
	var p *library.Proposal
	if err := r.View(func(v kernel.View) (err error) {
		p, err = library.Propose(r.Context(), v, w.Library.Base(), kind, framework, name, data)
		return err
	}); err != nil {
		return err
	}
	page := ui.Page{Title: "What " + clip(name, 80) + " would add", Nav: ui.MainNav("records", nil), State: "Nothing is written yet.",
		Crumbs: []ui.Link{{Text: "Frameworks", Href: "/catalog"}, {Text: "Preview"}}, Body: proposalParts(p)}
	status := http.StatusOK
	if len(p.Problems) > 0 {
		status = http.StatusUnprocessableEntity
		page.Failed, page.State = true, "Nothing is written. Mend the file and choose it again."
		page.Body = append(page.Body, ui.Card{Title: "Choose the mended file", Body: []ui.Part{ownForm(kind, framework, nil)}})
	} else {
		b, err := r.Store.Attach(r.Context(), media, strings.NewReader(string(data)))
		if err != nil {
			return err
		}
		verb := "Add " + p.Title
		if p.Replaces {
			verb = "Replace " + p.Title
		}
		page.Actions = []ui.Action{{Text: verb, Href: "/catalog/add", Post: true, Primary: true, Hidden: []ui.Hidden{{Name: "record", Value: p.Record}, {Name: "title", Value: p.Title},
			{Name: "framework", Value: p.Framework}, {Name: "name", Value: name}, {Name: "digest", Value: string(b.Digest)}, {Name: "size", Value: strconv.FormatInt(b.Size, 10)}, {Name: "media", Value: media}}},
			{Text: "Leave it", Href: "/catalog"}}
	}
	r.W.WriteHeader(status)
	return r.View(func(v kernel.View) error { return w.render(r, v, page) })
}

// uploaded is the file of the form.
func uploaded(r *door.Request) (name, media string, data []byte, err error) {
	var files []*multipart.FileHeader
	if r.MultipartForm != nil {
		files = append(r.MultipartForm.File["file"], r.MultipartForm.File["upload:file"]...)
	}
	if len(files) == 0 || files[0].Filename == "" {
		return "", "", nil, fault.New(fault.Usage, "choose a file first")
	}
	f, err := files[0].Open()
	if err != nil {
		return "", "", nil, fault.Wrap(fault.Usage, err, "the file %s could not be read", files[0].Filename)
	}
	defer f.Close()
	const most = 17 << 20 // more than the catalogue takes, so that it can say so
	data, err = io.ReadAll(io.LimitReader(f, most))
	return clip(files[0].Filename, 200), files[0].Header.Get("Content-Type"), data, err
}

// proposalParts show counts, what is new, and what is wrong.
func proposalParts(p *library.Proposal) []ui.Part {
	t := ui.Table{Caption: "What it holds", Narrow: true, Columns: []ui.Column{{Title: "What"}, {Title: "How many", Number: true}}}
	line := func(what string, n int) {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Part{ui.Text(what), ui.Text(grouped(uint64(n)))}})
	}
	if p.Kind == "licensed-text" {
		line("Passages of "+p.Framework, p.Texts)
	}
	for _, f := range p.Files {
		for _, what := range slices.Sorted(maps.Keys(f.Counts)) {
			line(kernel.Humanize(what), f.Counts[what])
		}
		line("New ids", len(f.New))
		line("Ids that exist nowhere", len(f.Unknown))
		line("There twice", len(f.Duplicates))
	}
	line("Problems", len(p.Problems))
	out := []ui.Part{ui.Card{Title: p.Title, Body: []ui.Part{t}}}
	if len(p.Problems) > 0 {
		out = append(out, ui.Card{Title: "What to mend", Body: []ui.Part{ui.Markdown(problemLines(p.Problems))}})
	}
	return out
}

// problemLines lists problems, the first of many.
func problemLines(ps []fault.Problem) string {
	const most = 50
	var b strings.Builder
	for i, p := range ps {
		if i == most {
			b.WriteString("- and " + strconv.Itoa(len(ps)-most) + " more\n")
			break
		}
		b.WriteString("- ")
		if p.Where != "" {
			b.WriteString("`" + strings.ReplaceAll(p.Where, "`", "'") + "` ")
		}
		b.WriteString(p.Message + "\n")
	}
	return b.String()
}

// addOwn writes what the preview showed. The file is read again inside the
// transaction, so a changed form cannot bring in what nobody looked at.
func (w *Web) addOwn(r *door.Request) error {
	size, _ := strconv.ParseInt(r.PostFormValue("size"), 10, 64) // only shown
	p := &library.Proposal{Record: r.PostFormValue("record"), Title: r.PostFormValue("title"), Framework: r.PostFormValue("framework")}
	kind, _, _ := strings.Cut(p.Record, "/")
	if !slices.Contains(library.Kinds, kind) {
		return fault.New(fault.Usage, "look at the preview first")
	}
	f := kernel.File{Name: r.PostFormValue("name"), Digest: kernel.Digest(r.PostFormValue("digest")), Size: size, Media: r.PostFormValue("media")}
	_, err := r.Store.Update(r.Context(), "add "+p.Title+" to the catalogue", func(tx kernel.Tx) error {
		_, err := library.Add(r.Context(), tx, w.Library.Base(), p, f)
		return err
	})
	if err != nil {
		return err
	}
	http.Redirect(r.W, r.Request, "/catalog", http.StatusSeeOther)
	return nil
}

// licensedParts are the passages that the reader may see.
func (w *Web) licensedParts(r *door.Request, v kernel.View, item string) ([]ui.Part, error) {
	list, err := w.Library.Texts(r.Context(), v, item)
	var out []ui.Part
	for _, x := range list {
		out = append(out, ui.Card{Title: x.Title, Screen: true, Body: []ui.Part{ui.Note{Status: ui.Info, Text: "Under your licence. It is not printed, exported or packed."}, ui.Text(x.Text)}})
	}
	return out, err
}
