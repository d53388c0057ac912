package oscal

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"time"

	"github.com/plimsoll-aims/plimsoll/catalog"
)

// OfFramework gives a framework as an OSCAL catalog: its clauses and areas as
// groups, its requirements and controls as controls, with ids and short titles and
// without any text. Annexes that only list examples, objectives or sources are left
// out: they are nothing that one meets.
func OfFramework(f *catalog.Framework) *Document { return &Document{Catalog: frameworkCatalog(f)} }

func frameworkCatalog(f *catalog.Framework) *Catalog {
	m := maker{}
	c := &Catalog{UUID: m.id("catalog", f.ID, f.Edition, f.Published), Metadata: Metadata{
		Title: f.Title, LastModified: published(f.Published), Version: line(said(f.Edition, f.Published, "1")), OSCAL: version,
		Props:   props(prop("framework", f.ID), prop("publisher", f.Publisher), prop("source", f.Source)),
		Remarks: "Ids and short titles only: no text of the publication.",
	}}
	t := treeOf(f)
	c.Groups, c.Controls = t.groups(""), t.controls[""]
	return c
}

// published is the moment of a date that may be as short as a year. Catalogs do not
// change from one reading to the next, so their moment is that of the publication.
func published(s string) string {
	for _, layout := range []string{time.DateOnly, "2006-01", "2006"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.Format(time.RFC3339)
		}
	}
	return time.Unix(0, 0).UTC().Format(time.RFC3339)
}

// tree is a framework by parent.
type tree struct {
	items    map[string][]catalog.Item // groups of a parent
	controls map[string][]Control
}

func treeOf(f *catalog.Framework) *tree {
	t := &tree{items: map[string][]catalog.Item{}, controls: map[string][]Control{}}
	known := map[string]bool{"": true}
	for _, x := range f.Items() {
		parent := x.Parent
		if !known[parent] {
			parent = ""
		}
		switch x.Kind {
		case "objective", "risk-source", "topic":
		case "control", "requirement":
			t.controls[parent] = append(t.controls[parent], controlOf(x.ID, x.Kind, x.Title))
		default:
			known[x.ID] = true
			t.items[parent] = append(t.items[parent], x)
		}
	}
	return t
}

func (t *tree) groups(parent string) []Group {
	var out []Group
	for _, x := range t.items[parent] {
		out = append(out, Group{ID: Token(x.ID), Class: Token(x.Kind), Title: line(said(x.Title, x.Local)), Props: label(x.ID),
			Parts: []Part{{ID: statement(x.ID), Name: "statement", NS: ns}}, Groups: t.groups(x.ID), Controls: t.controls[x.ID]})
	}
	return out
}

func controlOf(id, class, title string) Control {
	return Control{ID: Token(id), Class: class, Title: line(said(title, id)), Props: label(id), Parts: []Part{{ID: statement(id), Name: "statement"}}}
}

// statement is the id of the part that findings about an item point at.
func statement(id string) string { return Token(id) + "_smt" }

// label keeps the id as people write it.
func label(id string) []Property {
	_, local, ok := strings.Cut(id, ":")
	if !ok {
		local = id
	}
	return append([]Property{{Name: "label", Value: line(local)}}, prop("id", id)...)
}

// carried is a catalog as a resource of another document, bytes and all, so that
// references resolve in one file.
func carried(c *Catalog, name string) Resource {
	b, err := json.Marshal(Document{Catalog: c})
	if err != nil {
		panic(err) // a struct of strings
	}
	return Resource{UUID: maker{}.id("resource", c.UUID), Title: c.Metadata.Title, RLinks: []RLink{{Href: name, MediaType: "application/json"}},
		Description: "The controls that this document refers to, as an OSCAL catalog: carried in this file, and looked for beside it under its name.",
		Base64:      &Base64{Filename: name, MediaType: "application/json", Value: base64.StdEncoding.EncodeToString(b)}}
}
