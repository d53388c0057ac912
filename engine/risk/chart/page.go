package chart

import (
	"html"
	"html/template"
	"io"
	"strings"
)

// Page is a report: a sentence that says the answer, pictures, and every figure
// in tables, with what it takes to compute it again.
type Page struct {
	Title   string
	Summary []string // sentences
	Figures []Picture
	Tables  []Table
	Notes   []string
	Origin  []string // engine, digest, seed
}

// Picture is a drawing with the sentence that says what it shows.
type Picture interface {
	SVG() string
	Says() string
}

// Table is a table of a page. The first cell of a row is its heading.
type Table struct {
	Caption string
	Head    []string
	Rows    [][]string
}

// WriteSVG writes the first picture alone, with what it takes to compute it again.
func (p Page) WriteSVG(w io.Writer) error {
	picture := strings.TrimSuffix(p.Figures[0].SVG(), "</svg>\n")
	_, err := io.WriteString(w, picture+"<metadata>"+html.EscapeString(strings.Join(p.Origin, " "))+"</metadata>\n</svg>\n")
	return err
}

// WriteHTML writes the page as one file that needs nothing else and prints.
func (p Page) WriteHTML(w io.Writer) error { return page.Execute(w, p) }

var page = template.Must(template.New("page").Funcs(template.FuncMap{
	// A figure escapes everything that it takes from its fields.
	"svg": func(f Picture) template.HTML { return template.HTML(f.SVG()) },
}).Parse(`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{.Title}}</title>
<style>
body{font:16px/1.5 system-ui,sans-serif;color:#17202a;background:#fff;max-width:60rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.6rem}figure{margin:1.5rem 0}figure svg{max-width:100%;height:auto}figcaption{color:#3b4650}
table{border-collapse:collapse;margin:1.5rem 0;width:100%}caption{text-align:left;font-weight:600;padding-bottom:.3rem}
th,td{text-align:right;white-space:nowrap;padding:.25rem .6rem;border-bottom:1px solid #d9dde1;font-variant-numeric:tabular-nums}
th:first-child,td:first-child{text-align:left}tbody th{font-weight:400;white-space:normal}
footer{color:#3b4650;font-size:.85rem;overflow-wrap:anywhere}
@media print{body{margin:0;max-width:none;font-size:11pt}figure,table{break-inside:avoid}}
</style>
</head>
<body>
<main>
<h1>{{.Title}}</h1>
{{range .Summary}}<p>{{.}}</p>
{{end}}{{range .Figures}}<figure>
{{svg .}}<figcaption>{{.Says}}</figcaption>
</figure>
{{end}}{{range .Tables}}<table>
<caption>{{.Caption}}</caption>
<thead><tr>{{range .Head}}<th scope="col">{{.}}</th>{{end}}</tr></thead>
<tbody>
{{range .Rows}}<tr>{{range $i, $c := .}}{{if eq $i 0}}<th scope="row">{{$c}}</th>{{else}}<td>{{$c}}</td>{{end}}{{end}}</tr>
{{end}}</tbody>
</table>
{{end}}{{if .Notes}}<h2>What to know about the inputs</h2>
<ul>
{{range .Notes}}<li>{{.}}</li>
{{end}}</ul>
{{end}}</main>
<footer>{{range .Origin}}<p>{{.}}</p>
{{end}}</footer>
</body>
</html>
`))
