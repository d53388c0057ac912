package web

import (
	"net/url"
	"reflect"
	"strconv"
	"time"

	"github.com/plimsoll-aims/plimsoll/face/door"
	"github.com/plimsoll-aims/plimsoll/face/web/ui"
	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// historyPage lists a record's revisions and offers to compare and restore them.
func (w *Web) historyPage(r *door.Request) error {
	names, err := w.actors(r)
	if err != nil {
		return err
	}
	erase, err := w.formerActs(r)
	if err != nil {
		return err
	}
	return r.View(func(v kernel.View) error {
		rec, list, err := kernel.HistoryOf(r.Context(), v, r.Kind.Name, r.PathValue("name"))
		if err != nil {
			return err
		}
		path := recordPath(r.Kind, rec.Name)
		h := ui.History{Compare: path + "/diff"}
		for i := range list {
			e := entryOf(r, r.Kind, list, i, names)
			e.From, e.To = i == min(1, len(list)-1), i == 0
			if list[i].Spec != nil && i+1 < len(list) {
				e.Diff = at(r, path+"/diff?from="+strconv.Itoa(list[i+1].Rev)+"&to="+strconv.Itoa(list[i].Rev))
			}
			h.Entries = append(h.Entries, e)
		}
		p := w.recordShell(r, v, rec, "history")
		p.Actions = append(p.Actions, erase...)
		p.Body = []ui.Part{ui.Card{Title: strconv.Itoa(len(list)) + " revisions", Body: []ui.Part{h}}}
		return w.render(r, v, p)
	})
}

// entryOf draws one revision; list is newest first.
func entryOf(r *door.Request, k *kernel.Kind, list []kernel.Revision, i int, names map[string]string) ui.Entry {
	x := &list[i]
	e := ui.Entry{Rev: strconv.Itoa(x.Rev), When: moment(x.At), ISO: x.At.UTC().Format(time.RFC3339), Who: who(names, x.Actor),
		Entry: grouped(uint64(x.Seq)), What: opWords[x.Op]}
	if x.Why != "" {
		e.What += ": " + x.Why
	}
	if x.Erased {
		e.Erased = "The content was erased for good; the proof that it was here stays."
	}
	if x.Spec == nil {
		return e
	}
	e.Href = recordPath(k, x.Name) + "?asof=" + strconv.FormatUint(uint64(x.Seq), 10)
	if i+1 < len(list) && list[i+1].Spec != nil {
		old := list[i+1].Spec
		for _, d := range diffFields(k, old, x.Spec) {
			e.Fields = append(e.Fields, d.Label)
		}
		if a, b := k.State(old), k.State(x.Spec); a != b {
			e.Transition = kernel.Humanize(a) + " → " + kernel.Humanize(b)
		}
	}
	return e
}

var opWords = map[kernel.Op]string{kernel.OpCreate: "Created", kernel.OpUpdate: "Changed", kernel.OpRename: "Renamed", kernel.OpDelete: "Deleted",
	kernel.OpRestore: "Brought back", kernel.OpErase: "Content erased"}

func who(names map[string]string, actor string) string {
	if n := names[actor]; n != "" {
		return n
	}
	return actor
}

// diffPage compares two revisions of a record field by field.
func (w *Web) diffPage(r *door.Request) error {
	q := r.URL.Query()
	from, err1 := strconv.Atoi(q.Get("from"))
	to, err2 := strconv.Atoi(q.Get("to"))
	if err1 != nil || err2 != nil {
		return fault.New(fault.Usage, "pick two revisions to compare")
	}
	if from > to {
		from, to = to, from
	}
	return r.View(func(v kernel.View) error {
		rec, list, err := kernel.HistoryOf(r.Context(), v, r.Kind.Name, r.PathValue("name"))
		if err != nil {
			return err
		}
		a, b := revision(list, from), revision(list, to)
		if a == nil || b == nil || a.Spec == nil || b.Spec == nil {
			return fault.New(fault.NotFound, "one of these revisions is not there, or its content was erased")
		}
		d := ui.Diff{Left: "Revision " + strconv.Itoa(from) + ", " + moment(a.At), Right: "Revision " + strconv.Itoa(to) + ", " + moment(b.At), Fields: diffFields(r.Kind, a.Spec, b.Spec)}
		d.Same = len(r.Kind.Fields) - len(d.Fields)
		p := w.recordShell(r, v, rec, "history")
		p.Title, p.Heading = "What changed in "+rec.Name, "What changed"
		if r.Who.May(kernel.Write, r.Kind.Name) && !v.Past() && to == rec.Rev {
			p.Actions = []ui.Action{{Text: "Go back to revision " + strconv.Itoa(from), Href: "/restore", Post: true,
				Hidden: []ui.Hidden{{Name: "uid", Value: string(rec.UID)}, {Name: "rev", Value: strconv.Itoa(from)}}}}
		}
		p.Body = []ui.Part{d}
		return w.render(r, v, p)
	})
}

func revision(list []kernel.Revision, rev int) *kernel.Revision {
	for i := range list {
		if list[i].Rev == rev {
			return &list[i]
		}
	}
	return nil
}

// diffFields compares two records of a kind by their top-level fields.
func diffFields(k *kernel.Kind, a, b any) []ui.DiffField {
	x, y := treeOf(k, a), treeOf(k, b)
	var out []ui.DiffField
	for _, f := range k.Fields {
		if reflect.DeepEqual(x[f.Name], y[f.Name]) {
			continue
		}
		out = append(out, ui.DiffField{Label: f.Title, Path: f.Path, Before: wordsOf(f, x[f.Name]), After: wordsOf(f, y[f.Name]), Added: x[f.Name] == nil, Removed: y[f.Name] == nil})
	}
	return out
}

// changesPage lists what changed in the whole management system.
func (w *Web) changesPage(r *door.Request) error {
	names, err := w.actors(r)
	if err != nil {
		return err
	}
	since, _ := strconv.ParseUint(r.URL.Query().Get("since"), 10, 63)   // none lists the newest
	before, _ := strconv.ParseUint(r.URL.Query().Get("before"), 10, 63) // none begins at the end
	return r.View(func(v kernel.View) error {
		list, err := v.Changes(r.Context(), kernel.Seq(before), pageSize)
		if err != nil {
			return err
		}
		h := ui.History{}
		for i := range list {
			if uint64(list[i].Seq) <= since {
				break
			}
			h.Entries = append(h.Entries, w.changeEntry(r, v, &list[i], names))
		}
		if n := len(h.Entries); n == pageSize {
			h.More = &ui.Link{Text: "Earlier changes", Href: "/changes?before=" + strconv.FormatUint(uint64(list[n-1].Seq), 10)}
		}
		state := "The newest entries of the log, as far as you may see them."
		if since > 0 {
			state = strconv.Itoa(len(h.Entries)) + " changes since log entry " + grouped(since) + "."
		}
		return w.render(r, v, ui.Page{Title: "What changed", State: state, Nav: ui.MainNav("watch", nil), Body: []ui.Part{ui.Card{Title: "Changes", Body: []ui.Part{h}}}})
	})
}

func (w *Web) changeEntry(r *door.Request, v kernel.View, x *kernel.Revision, names map[string]string) ui.Entry {
	k := v.Registry().Kind(x.Kind)
	one := []kernel.Revision{*x}
	e := entryOf(r, k, one, 0, names)
	title := x.Name
	if x.Spec != nil {
		title = k.TextOf(&x.Meta, x.Spec)
	}
	if x.Op == kernel.OpDelete && !x.Erased { // what it was can be seen a moment earlier
		e.Href = recordPath(k, x.Name) + "/history?asof=" + strconv.FormatUint(uint64(x.Seq-1), 10)
	}
	e.Title = title
	e.What = opWords[x.Op] + ", " + lowerTitle(k.Title)
	if x.Why != "" {
		e.What += ": " + x.Why
	}
	return e
}

// file sends an attached file.
func (w *Web) file(r *door.Request) error {
	return door.SendFile(r, kernel.Digest(r.PathValue("digest")), r.URL.Query().Get("name"))
}

// asOfPage is the date control for readers without script.
func (w *Web) asOfPage(r *door.Request) error {
	return r.View(func(v kernel.View) error {
		a := asOfControl(r, v).Standing()
		if a.Action = next(r); a.Action == "/" && r.Header.Get("Referer") != "" {
			a.Action = cameFrom(r)
		}
		a.Hidden = nil
		return w.render(r, v, ui.Page{Title: "As of another day", State: "Every page can be seen as it stood on any past day. Nothing can be changed there.", Body: []ui.Part{a}})
	})
}

// cameFrom is the page from which somebody came, so that the day is asked for there.
func cameFrom(r *door.Request) string {
	u, err := url.Parse(r.Header.Get("Referer"))
	if err != nil || u.Host != r.Host || u.Path == "/asof" {
		return "/"
	}
	return u.Path
}

// notFound answers paths that are none.
func (w *Web) notFound(r *door.Request) error {
	return fault.New(fault.NotFound, "there is no page %s", clip(r.URL.Path, 100))
}
