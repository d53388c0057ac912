package pack

import (
	_ "embed" // the page
	"html/template"
	"io"
	"slices"
	"strings"

	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/engine/readiness"
	"github.com/plimsoll-aims/plimsoll/engine/soa"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

//go:embed index.html.tmpl
var indexText string

var indexTemplate = template.Must(template.New("index").Parse(indexText))

// page is what the pack's own page shows. It needs no script and no network.
type page struct {
	Name, AsOf, Made, Key, Checkpoint string
	Entry                             uint64
	Records                           int
	Scope                             *aims.Scope
	SoA                               *soa.Sheet
	Readiness                         *readiness.Report
	Registers                         []pageRegister
	Files                             []pageFile
	LeftOut                           []string
}

type pageRegister struct {
	Title, File string
	Count       int
	Head        []string // of the columns
	Rows        []pageRow
}

type pageRow struct {
	Name, Title, At string
	Cells           []string
	Rev             int
	Entry           uint64
}

type pageFile struct {
	Name, Path, Digest string
	Size               int64
}

func (m *Maker) index(out *archive, p *contents, checkpoint string) error {
	pg := page{Name: p.name, AsOf: p.now.UTC().Format("2 January 2006, 15:04 UTC"), Made: m.Now.UTC().Format("2 January 2006"), Key: m.Public, Checkpoint: checkpoint,
		Entry: uint64(p.seq), Records: len(p.records), Scope: p.scope, SoA: p.soa, Readiness: p.readiness, LeftOut: p.leftOut}
	if pg.Name == "" {
		pg.Name = "AI management system"
	}
	for _, k := range p.reg.Kinds() {
		list := p.byKind[k.Name]
		if len(list) == 0 {
			continue
		}
		g := pageRegister{Title: k.TitlePlural, File: dirRegisters + k.Plural + ".json", Count: len(list)}
		columns := filled(k, list)
		for _, c := range columns {
			head := kernel.Humanize(c.Name)
			if c.Field != nil {
				head = c.Field.Title
			}
			g.Head = append(g.Head, head)
		}
		for _, r := range list {
			g.Rows = append(g.Rows, pageRow{Name: r.Name, Title: k.TextOf(&r.Meta, r.Spec), Cells: cells(k, columns, r), Rev: r.Rev, Entry: uint64(r.Seq), At: r.At.Format("2006-01-02 15:04")})
		}
		pg.Registers = append(pg.Registers, g)
	}
	for _, f := range p.files {
		hexa := strings.TrimPrefix(string(f.Digest), "sha256:")
		pg.Files = append(pg.Files, pageFile{Name: f.Name, Path: dirEvidence + hexa, Digest: hexa, Size: f.Size})
	}
	return out.member(memberIndex, func(w io.Writer) error { return indexTemplate.Execute(w, pg) })
}

// maxColumns bounds the width of a register on the page; the JSON has everything.
const maxColumns = 12

// filled picks the columns of a register in which anything stands. The columns of a
// kind hold nothing sensitive.
func filled(k *kernel.Kind, list []*kernel.Record) (out []*kernel.Column) {
	for _, c := range k.Columns {
		if c.Name == k.Label || c.Field != nil && strings.Contains(c.Field.Path, ".") {
			continue // stands there already, or is a part of something
		}
		some := slices.ContainsFunc(list, func(r *kernel.Record) bool { return columnText(c, r) != "" })
		if some && len(out) < maxColumns {
			out = append(out, c)
		}
	}
	return out
}

// cells writes a record's columns as text, references by name.
func cells(k *kernel.Kind, columns []*kernel.Column, r *kernel.Record) []string {
	refs := map[*kernel.Field]string{}
	k.References(r.Spec, func(ref *kernel.Reference) { refs[ref.Field] = ref.Name })
	out := make([]string, len(columns))
	for i, c := range columns {
		if name, is := refs[c.Field]; is && c.Field != nil {
			out[i] = name
		} else {
			out[i] = columnText(c, r)
		}
	}
	return out
}

func columnText(c *kernel.Column, r *kernel.Record) string {
	text := kernel.ColumnText(c.Value(r.Spec))
	if c.Field == nil || c.Field.Type != kernel.TypeBool {
		return text
	}
	return map[string]string{"1": "yes"}[text]
}
