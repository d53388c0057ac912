package report

import (
	"archive/zip"
	"bytes"
	"embed"
	"encoding/xml"
	"io"
	"strings"
	"text/template"
	"time"
)

// The parts of a text document (ECMA-376, Office Open XML, transitional), in the
// order in which they stand in the file.
var docxParts = []struct{ template, member string }{
	{"types.xml", "[Content_Types].xml"},
	{"rels.xml", "_rels/.rels"},
	{"core.xml", "docProps/core.xml"},
	{"document.xml", "word/document.xml"},
	{"document_rels.xml", "word/_rels/document.xml.rels"},
	{"styles.xml", "word/styles.xml"},
	{"footer.xml", "word/footer1.xml"},
}

//go:embed docx/*.xml
var docxFiles embed.FS

// Every text goes through x, which escapes it: the templates are not HTML.
var docxTemplates = template.Must(template.New("docx").Funcs(template.FuncMap{
	"x": func(s string) string {
		var b bytes.Buffer
		_ = xml.EscapeText(&b, []byte(s)) // a buffer does not fail
		return b.String()
	},
	"lines": func(s string) []string { return strings.Split(s, "\n") },
}).ParseFS(docxFiles, "docx/*.xml"))

// docx writes the report as a text document that people go on editing: real
// headings, and a real table whose head stands on every page. The same report
// gives the same bytes.
func (r *Report) docx(w io.Writer) error {
	z := zip.NewWriter(w)
	data := struct {
		*Report
		When, ISO string
	}{r, r.when(), r.AsOf.Time.UTC().Format(time.RFC3339)}
	for _, p := range docxParts {
		m, err := z.CreateHeader(&zip.FileHeader{Name: p.member, Method: zip.Deflate})
		if err != nil {
			return err
		}
		if err := docxTemplates.ExecuteTemplate(m, p.template, data); err != nil {
			return err
		}
	}
	return z.Close()
}
