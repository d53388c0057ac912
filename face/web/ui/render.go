package ui

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io"
	"strings"
	"sync"
)

//go:embed templates/*.html
var templateFiles embed.FS

// templates are parsed when the first page is drawn.
var templates = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("ui").Funcs(template.FuncMap{
		"asset": Href,
		"icon":  icon,
		"shape": func(s Status) template.HTML { return s.shape() },
		"class": func(s Status) string { return s.class() },
		"id":    FieldID,
		"sub":   fieldView,
	}).ParseFS(templateFiles, "templates/*.html"))
})

// Part is anything that can stand in a page. HTML returns complete, escaped markup without inline style or script.
type Part interface {
	HTML() (template.HTML, error)
}

// Text is a run of plain text.
type Text string

// HTML escapes the text.
func (t Text) HTML() (template.HTML, error) {
	return template.HTML(template.HTMLEscapeString(string(t))), nil
}

// HTML is markup the caller vouches for. Prefer a part; this exists for the few lines no part covers.
type HTML template.HTML

// HTML returns the markup as it is.
func (h HTML) HTML() (template.HTML, error) { return template.HTML(h), nil }

// Render writes the whole page or nothing: it is built in memory first, so an error never leaves half a page.
func Render(w io.Writer, p Page) error {
	return with(func(b *bytes.Buffer) error {
		if err := templates().ExecuteTemplate(b, "page", p.ready()); err != nil {
			return fmt.Errorf("render page %q: %w", p.Title, err)
		}
		_, err := w.Write(b.Bytes())
		return err
	})
}

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// with lends a buffer to f, which keeps nothing of it.
func with(f func(*bytes.Buffer) error) error {
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	b.Reset()
	return f(b)
}

// run executes one named template into memory.
func run(name string, data any) (html template.HTML, err error) {
	err = with(func(b *bytes.Buffer) error {
		if err := templates().ExecuteTemplate(b, name, data); err != nil {
			return err
		}
		html = template.HTML(b.String())
		return nil
	})
	return html, err
}

// esc escapes text for use between tags and inside quoted attributes.
func esc(s string) string { return template.HTMLEscapeString(s) }

// safeURL returns u escaped for an attribute, or "#" when its scheme could run something.
func safeURL(u string) string {
	if i := strings.IndexAny(u, ":/?#"); i >= 0 && u[i] == ':' {
		switch strings.ToLower(u[:i]) {
		case "http", "https", "mailto":
		default:
			return "#"
		}
	}
	return esc(u)
}
