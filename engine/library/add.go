package library

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/catalog"
	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// Kinds are the kinds of record that a library is made of.
var Kinds = []string{"framework", "crosswalk", "licensed-text"}

// Proposal is what a file would add, before anybody decides.
type Proposal struct {
	Kind      string                `json:"kind"`                // framework, crosswalk or licensed-text
	Record    string                `json:"record,omitempty"`    // kind/name of the record that would hold it
	Replaces  bool                  `json:"replaces"`            // there is such a record
	Title     string                `json:"title"`               // of the record
	Framework string                `json:"framework,omitempty"` // of a licensed text
	Texts     int                   `json:"texts,omitempty"`     // passages of a licensed text
	Files     []catalog.FilePreview `json:"files,omitempty"`     // counts, new and unknown ids, duplicates
	Problems  []fault.Problem       `json:"problems"`
}

// Propose says what a file would add as a record of the kind, and everything that
// is wrong with it. framework is whose text a licensed text is. Nothing is written.
// A file for a record that is there already is held against the rest of the library.
func Propose(ctx context.Context, v kernel.View, base *catalog.Catalog, kind, framework, file string, data []byte) (*Proposal, error) {
	if kind == "licensed-text" {
		return proposeText(ctx, v, base, framework, file, data)
	}
	if kind != "framework" && kind != "crosswalk" {
		return nil, fault.New(fault.Usage, "a library has frameworks, crosswalks and licensed texts, but no %q", kind)
	}
	first := base.Preview(catalog.File{Name: file, Data: bytes.NewReader(data)}).Files[0] // only to learn its name
	p := &Proposal{Kind: kind}
	p.entitle(&first)
	l, err := Read(ctx, v, base, p.Record)
	if err != nil {
		return nil, err
	}
	seen := l.Catalog.Preview(catalog.File{Name: file, Data: bytes.NewReader(data)})
	p.Files, p.Problems = seen.Files, seen.Problems
	for _, f := range seen.Frameworks {
		if f.Title != "" {
			p.Title = f.Title
		}
	}
	if is := seen.Files[0].Kind; is != "" && is != kind {
		p.Problems = append(p.Problems, fault.Problem{Code: "wrong-kind", Where: file, Message: "this is the file of a " + is + ", not of a " + kind})
	}
	return p, p.find(ctx, v)
}

// entitle names the record after what it holds.
func (p *Proposal) entitle(f *catalog.FilePreview) {
	switch {
	case p.Kind == "framework" && f.ID != "":
		p.Title, p.Record = f.ID, "framework/"+recordName(f.ID)
	case p.Kind == "crosswalk" && f.From != "":
		p.Title, p.Record = f.From+" to "+f.To, "crosswalk/"+recordName(f.From+"-"+f.To)
	}
}

func recordName(id string) string { return strings.ToLower(strings.ReplaceAll(id, ":", "-")) }

// find says whether the record is there.
func (p *Proposal) find(ctx context.Context, v kernel.View) error {
	kind, name, ok := strings.Cut(p.Record, "/")
	if !ok {
		return nil
	}
	_, err := v.Get(ctx, kind, name)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	p.Replaces = err == nil
	return err
}

func proposeText(ctx context.Context, v kernel.View, base *catalog.Catalog, framework, file string, data []byte) (*Proposal, error) {
	l, err := Read(ctx, v, base, "")
	if err != nil {
		return nil, err
	}
	f := l.Catalog.Framework(framework)
	if f == nil {
		return nil, fault.New(fault.NotFound, "%s; say whose text it is", l.Catalog.Unknown(framework))
	}
	p := &Proposal{Kind: "licensed-text", Record: "licensed-text/" + recordName(f.ID), Title: "Licensed text of " + f.ID, Framework: f.ID}
	texts, ps := l.Catalog.ReadLicensedTexts(bytes.NewReader(data), file)
	p.Texts, p.Problems = len(texts), append([]fault.Problem{}, ps...)
	for _, t := range texts {
		if it, _ := l.Catalog.Item(t.Item); it.Framework != f.ID {
			p.Problems = append(p.Problems, fault.Problem{Code: "mixed", Where: file, Message: fmt.Sprintf("%s is of %s, not of %s; put it in a file of its own", t.Item, it.Framework, f.ID)})
		}
	}
	if len(texts) == 0 && len(ps) == 0 {
		p.Problems = append(p.Problems, fault.Problem{Code: "empty", Where: file, Message: "there is no text in it"})
	}
	return p, p.find(ctx, v)
}

// Add writes the record of an attached file and holds the whole library against
// it: Invalid, and nothing written, when the file, or another one because of it,
// is not sound.
func Add(ctx context.Context, tx kernel.Tx, base *catalog.Catalog, p *Proposal, f kernel.File) (*kernel.Record, error) {
	kind, name, ok := strings.Cut(p.Record, "/")
	if !ok {
		return nil, fault.Problems(p.Problems)
	}
	before, err := Read(ctx, tx, base, "")
	if err != nil {
		return nil, err
	}
	var spec any = &aims.Framework{Title: p.Title, File: f}
	switch kind {
	case "crosswalk":
		spec = &aims.Crosswalk{Title: p.Title, File: f}
	case "licensed-text":
		spec = &aims.LicensedText{Title: p.Title, Framework: p.Framework, File: f}
	}
	r, err := tx.Put(ctx, kernel.Put{Kind: kind, Name: name, Rev: kernel.RevAny, Spec: spec})
	if err != nil {
		return nil, err
	}
	data, err := content(ctx, tx, f)
	if err != nil {
		return nil, err
	}
	again, err := Propose(ctx, tx, base, kind, p.Framework, f.Name, data)
	if err != nil {
		return nil, err
	}
	if len(again.Problems) > 0 {
		return nil, fault.Problems(again.Problems)
	}
	if again.Record != p.Record {
		return nil, fault.New(fault.Conflict, "the file belongs to %s, not to %s; look at the preview again", again.Record, p.Record)
	}
	after, err := Read(ctx, tx, base, "")
	if err == nil && len(after.Problems) > len(before.Problems) {
		err = fault.Problems(after.Problems)
	}
	return r, err
}
