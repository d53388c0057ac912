package ui

import (
	"bytes"
	"html/template"
	"strings"

	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
)

// Markdown is text in Markdown. Raw markup in it is dropped, the result is cleaned, pictures are left out because
// nothing may be loaded from another host, and headings start at the third level.
type Markdown string

var markdown = goldmark.New(goldmark.WithExtensions(extension.Table, extension.Strikethrough))

var clean = func() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "br", "hr", "em", "strong", "del", "code", "pre", "blockquote", "ul", "ol", "li",
		"table", "thead", "tbody", "tr", "th", "td", "h3", "h4", "h5", "h6")
	p.AllowAttrs("href").OnElements("a")
	p.AllowURLSchemes("http", "https", "mailto")
	p.AllowRelativeURLs(true)
	p.RequireNoFollowOnFullyQualifiedLinks(true)
	p.RequireNoReferrerOnFullyQualifiedLinks(true)
	return p
}()

// demote moves headings under the page's own: the first level becomes the third, and nothing goes below the sixth.
var demote = strings.NewReplacer("<h1>", "<h3>", "</h1>", "</h3>", "<h2>", "<h4>", "</h2>", "</h4>",
	"<h3>", "<h5>", "</h3>", "</h5>", "<h4>", "<h6>", "</h4>", "</h6>", "<h5>", "<h6>", "</h5>", "</h6>").Replace

// HTML renders the text.
func (m Markdown) HTML() (template.HTML, error) {
	var b bytes.Buffer
	if err := markdown.Convert([]byte(m), &b); err != nil {
		return "", err
	}
	return template.HTML(`<div class="prose">` + clean.Sanitize(demote(b.String())) + `</div>`), nil
}
