package web

import (
	"context"
	"net/url"
	"reflect"
	"strconv"
	"time"

	"github.com/plimsoll-aims/plimsoll/access"
	"github.com/plimsoll-aims/plimsoll/catalog"
	"github.com/plimsoll-aims/plimsoll/face/door"
	"github.com/plimsoll-aims/plimsoll/face/web/ui"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// recordPage shows any record: its facts, what refers to it, what can be done.
func (w *Web) recordPage(r *door.Request) error { return w.showRecord(r, "") }

// factsPage is every fact of a record whose first page is made by hand.
func (w *Web) factsPage(r *door.Request) error { return w.showRecord(r, "facts") }

func (w *Web) showRecord(r *door.Request, tab string) error {
	return r.View(func(v kernel.View) error {
		rec, err := v.Get(r.Context(), r.Kind.Name, r.PathValue("name"))
		if err != nil {
			return err
		}
		back, err := w.backLinks(r, v, rec)
		if err != nil {
			return err
		}
		p := w.recordShell(r, v, rec, tab)
		p.Foot.Tree, err = v.Root(r.Context())
		if err != nil {
			return err
		}
		facts := ui.Card{Title: "Facts", Body: []ui.Part{factsOf(r, v, r.Kind, rec)}}
		side := []ui.Part{w.aboutCard(r, v, rec)}
		if len(back) > 0 {
			side = append(side, ui.Card{Title: "Used by", Body: []ui.Part{back}})
		}
		p.Body = []ui.Part{ui.Grid{Layout: ui.Aside, Items: append([]ui.Part{facts}, side...)}}
		return w.render(r, v, p)
	})
}

// recordShell is what every page of a record has around it.
func (w *Web) recordShell(r *door.Request, v kernel.View, rec *kernel.Record, tab string) ui.Page {
	k := r.Kind
	path := recordPath(k, rec.Name)
	title := k.TextOf(&rec.Meta, rec.Spec)
	p := ui.Page{Title: title, Nav: ui.MainNav(place[k.Name], nil),
		Crumbs: []ui.Link{{Text: k.TitlePlural, Href: at(r, "/"+k.Plural)}, {Text: title}},
		State:  k.Title + " " + rec.Name + ", revision " + strconv.Itoa(rec.Rev) + " of " + moment(rec.At) + "."}
	tabs := []struct{ key, text string }{{"", "Facts"}, {"history", "History"}}
	if k.Name == "system" {
		tabs = []struct{ key, text string }{{"", "Card"}, {"facts", "All facts"}, {"history", "History"}}
	}
	for _, t := range tabs {
		href := path
		if t.key != "" {
			href += "/" + t.key
		}
		p.Tabs = append(p.Tabs, ui.Link{Text: t.text, Href: at(r, href), Current: t.key == tab})
	}
	if s := k.State(rec.Spec); s != "" {
		p.Badges = []ui.Part{enumPart(s)}
	}
	if r.Who.May(kernel.Write, k.Name) && !v.Past() {
		p.Edit, p.Create = path+"/edit", "/new/"+k.Plural
		p.Actions = append(w.nextActs(r, k, rec), ui.Action{Text: "Edit", Href: p.Edit, Primary: true})
		if k == access.UserKind {
			p.Actions = append([]ui.Action{{Text: "Make a one-time link", Href: path + "/invite", Post: true}}, p.Actions...)
		}
	}
	return p
}

// transitions are the lifecycle's next steps as buttons.
func (w *Web) transitions(r *door.Request, k *kernel.Kind, rec *kernel.Record) []ui.Action {
	if k.Lifecycle == nil {
		return nil
	}
	var out []ui.Action
	for _, t := range k.Lifecycle.Next(k.State(rec.Spec)) {
		if r.Who.May(t.Verb, k.Name) {
			out = append(out, ui.Action{Text: t.Act, Href: recordPath(k, rec.Name) + "/state", Post: true,
				Hidden: []ui.Hidden{{Name: "to", Value: t.To}, {Name: "_rev", Value: strconv.Itoa(rec.Rev)}}})
		}
	}
	return out
}

// aboutCard says where a record comes from, and offers what is not its facts.
func (w *Web) aboutCard(r *door.Request, v kernel.View, rec *kernel.Record) ui.Part {
	facts := ui.Facts{Items: []ui.Fact{
		{Label: "Name", Value: ui.Ref{Text: rec.Name}},
		{Label: "Changed", Value: ui.Stamp{Text: moment(rec.At), ISO: rec.At.UTC().Format(time.RFC3339)}},
		{Label: "Log entry", Value: ui.Ref{Text: grouped(uint64(rec.Seq))}},
		{Label: "Revision", Value: ui.Text(strconv.Itoa(rec.Rev))},
	}}
	if len(rec.Labels) > 0 {
		var tags ui.Tags
		for _, key := range sortedMap(rec.Labels) {
			tags = append(tags, key+" = "+rec.Labels[key])
		}
		facts.Items = append(facts.Items, ui.Fact{Label: "Labels", Value: tags})
	}
	if rec.Origin != "" {
		facts.Items = append(facts.Items, ui.Fact{Label: "Comes from", Value: ui.Text(rec.Origin)})
	}
	c := ui.Card{Title: "About this record", Body: []ui.Part{facts}, Screen: true}
	if r.Who.May(kernel.Read, access.AreaLog) && (!r.Kind.HasSensitive() || r.Who.Everything(kernel.Reveal, r.Kind.Name)) {
		c.Foot = append(c.Foot, ui.Action{Text: "Proof", Href: "/log/prove/" + r.Kind.Plural + "/" + url.PathEscape(rec.Name), Small: true})
	}
	if r.Who.May(kernel.Write, rec.Kind) && !v.Past() {
		c.Foot = append(c.Foot, ui.Action{Text: "Delete", Href: recordPath(r.Kind, rec.Name) + "/delete", Post: true, Danger: true, Small: true,
			Hidden: []ui.Hidden{{Name: "_rev", Value: strconv.Itoa(rec.Rev)}}, Confirm: "The record ends; its history stays and it can be brought back."})
	}
	if r.Who.May(kernel.Administer, rec.Kind) && !v.Past() {
		c.Foot = append(c.Foot, ui.Action{Text: "Erase for good", Href: recordPath(r.Kind, rec.Name) + "/erase", Danger: true, Small: true})
	}
	return c
}

// factsOf lists every filled field of a record, and the empty ones that matter.
func factsOf(r *door.Request, v kernel.View, k *kernel.Kind, rec *kernel.Record) ui.Part {
	return ui.Facts{Items: append(factList(r, v, k, k.Fields, reflect.ValueOf(rec.Spec).Elem()), customFacts(r.Context(), v, rec)...)}
}

func factList(r *door.Request, v kernel.View, k *kernel.Kind, fs []*kernel.Field, spec reflect.Value) []ui.Fact {
	var out []ui.Fact
	for _, f := range fs {
		val := f.In(spec)
		if f.Empty(val) {
			if f.Type == kernel.TypeBool && f.Index {
				out = append(out, ui.Fact{Label: f.Title, Value: ui.Text("No")})
			} else if f.Required || f.Index {
				out = append(out, ui.Fact{Label: f.Title})
			}
			continue
		}
		out = append(out, ui.Fact{Label: f.Title, Value: valuePart(r, v, k, f, val)})
	}
	return out
}

// valuePart draws a value of any field.
func valuePart(r *door.Request, v kernel.View, k *kernel.Kind, f *kernel.Field, val reflect.Value) ui.Part {
	var parts []ui.Part
	f.Elements(val, func(e reflect.Value) { parts = append(parts, elementPart(r, v, k, f, e)) })
	if len(parts) == 1 {
		return parts[0]
	}
	if f.Type == kernel.TypeStruct || f.Long {
		return ui.Grid{Items: parts}
	}
	return ui.Inline{Items: parts, Comma: true}
}

func elementPart(r *door.Request, v kernel.View, k *kernel.Kind, f *kernel.Field, e reflect.Value) ui.Part {
	switch f.Type {
	case kernel.TypeStruct:
		return ui.Facts{Items: factList(r, v, k, f.Fields, e)}
	case kernel.TypeFile:
		file := e.Interface().(kernel.File)
		return ui.Grid{Items: []ui.Part{
			ui.Link{Text: file.Name, Href: at(r, "/files/"+string(file.Digest)+"?name="+url.QueryEscape(file.Name)), Note: strconv.FormatInt((file.Size+1023)/1024, 10) + " kB"},
			ui.Ref{Text: string(file.Digest), Mono: true}}}
	case kernel.TypeRef, kernel.TypeAnyRef:
		kind, name := f.Target(e)
		if to := v.Registry().Kind(kind); to != nil {
			return ui.Link{Text: refTitle(r.Context(), v, kind, name, uidOf(e)), Href: at(r, recordPath(to, name))}
		}
		return ui.Text(name)
	case kernel.TypeMap:
		facts := ui.Facts{}
		for _, key := range e.MapKeys() {
			facts.Items = append(facts.Items, ui.Fact{Label: key.String(), Value: ui.Text(e.MapIndex(key).String())})
		}
		return facts
	}
	if f.Catalog != "" {
		return catalogLink(r, e.String())
	}
	return scalarPart(f, e)
}

// catalogLink leads to an item of the catalogue, with its title where it ships; the
// page knows one's own.
func catalogLink(r *door.Request, id string) ui.Part {
	link := ui.Link{Text: localID(id), Href: at(r, "/catalog/"+id)}
	if c, err := catalog.Load(); err == nil {
		if it, ok := c.Item(id); ok {
			link.Text = clip(it.Local+" "+it.Title, 80)
		}
	}
	return link
}

func scalarPart(f *kernel.Field, e reflect.Value) ui.Part {
	switch f.Type {
	case kernel.TypeEnum:
		return enumPart(e.String())
	case kernel.TypeDate:
		return ui.Stamp{Text: dateWords(kernel.Date(e.String())), ISO: e.String()}
	case kernel.TypeTime:
		t := e.Interface().(time.Time)
		return ui.Stamp{Text: moment(t), ISO: t.Format(time.RFC3339)}
	case kernel.TypeBool:
		if e.Bool() {
			return ui.Text("Yes")
		}
		return ui.Text("No")
	case kernel.TypeInt:
		return ui.Text(withUnit(strconv.FormatInt(e.Int(), 10), f))
	case kernel.TypeFloat:
		return ui.Text(withUnit(number(e.Float()), f))
	}
	if f.Markdown {
		return ui.Markdown(e.String())
	}
	return ui.Para{Text: e.String()}
}

func withUnit(s string, f *kernel.Field) string {
	if f.Unit == "" {
		return s
	}
	return s + " " + f.Unit
}

// customFacts are the customer's own fields of a record.
func customFacts(ctx context.Context, v kernel.View, rec *kernel.Record) []ui.Fact {
	if len(rec.Fields) == 0 {
		return nil
	}
	defs, err := kernel.All[kernel.CustomField](ctx, v)
	if err != nil {
		return nil
	}
	var out []ui.Fact
	for _, d := range kernel.Each[kernel.CustomField](defs) {
		if val, ok := kernel.AttrText(rec.Fields[d.Key]).(string); ok && d.Kind == rec.Kind {
			out = append(out, ui.Fact{Label: d.Title, Value: ui.Text(val)})
		}
	}
	return out
}

// backLinks groups what refers to a record by kind and field.
func (w *Web) backLinks(r *door.Request, v kernel.View, rec *kernel.Record) (ui.BackLinks, error) {
	links, err := v.Links(r.Context(), rec.UID, kernel.In, "")
	if err != nil {
		return nil, err
	}
	const shown = 20
	var out ui.BackLinks
	index := map[string]int{}
	for _, l := range links {
		k := v.Registry().Kind(l.Other.Kind)
		key := l.Other.Kind + " " + l.Field
		i, ok := index[key]
		if !ok {
			i = len(out)
			index[key] = i
			g := ui.BackGroup{Title: k.TitlePlural}
			if f := k.Field(l.Field); f != nil {
				g.Field = f.Title
			}
			out = append(out, g)
		}
		if len(out[i].Items) == shown {
			out[i].More = &ui.Link{Text: "All of them", Href: at(r, "/"+k.Plural+"?filter="+l.Field+"="+rec.Name)}
			continue
		}
		out[i].Items = append(out[i].Items, ui.BackLink{Ref: l.Other.Name, Title: l.Title, Href: at(r, recordPath(k, l.Other.Name))})
	}
	return out, nil
}

// uidOf is the identity that a reference field holds.
func uidOf(e reflect.Value) kernel.UID {
	if f := e.FieldByName("UID"); f.IsValid() {
		return f.Interface().(kernel.UID)
	}
	return ""
}
