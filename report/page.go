package report

import (
	_ "embed" // the page
	"html/template"
	"io"
)

//go:embed page.html.tmpl
var pageText string

var pageTemplate = template.Must(template.New("page").Parse(pageText))

func (r *Report) html(w io.Writer) error {
	return pageTemplate.Execute(w, struct {
		*Report
		When string
	}{r, r.when()})
}

// when is the moment of the report, for people.
func (r *Report) when() string { return r.AsOf.Time.UTC().Format("2 January 2006, 15:04 UTC") }
