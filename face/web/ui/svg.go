package ui

import (
	"html/template"
	"math"
	"strconv"
	"strings"
)

// svg writes a drawing. Colours come from classes of the stylesheet, positions from attributes: a strict policy allows
// no style attribute, and classes follow light, dark and print by themselves.
type svg struct{ strings.Builder }

// newSVG opens a drawing of w by h units; label is the sentence a screen reader hears.
func newSVG(w, h float64, class, label string) *svg {
	s := &svg{}
	s.WriteString(`<svg class="` + class + `" viewBox="0 0 ` + num(w) + " " + num(h) + `" role="img" aria-label="` + esc(label) + `">`)
	return s
}

func (s *svg) done() template.HTML {
	s.WriteString("</svg>")
	return template.HTML(s.String())
}

func (s *svg) path(class, d string) { s.WriteString(`<path class="` + class + `" d="` + d + `"/>`) }

func (s *svg) circle(class string, x, y, r float64) {
	s.WriteString(`<circle class="` + class + `" cx="` + num(x) + `" cy="` + num(y) + `" r="` + num(r) + `"/>`)
}

func (s *svg) rect(class string, x, y, w, h, r float64) {
	s.WriteString(`<rect class="` + class + `" x="` + num(x) + `" y="` + num(y) + `" width="` + num(w) + `" height="` + num(h) + `" rx="` + num(r) + `"/>`)
}

// text writes words at x, y; anchor is start, middle or end.
func (s *svg) text(class, anchor string, x, y float64, words string) {
	if class != "" {
		class = ` class="` + class + `"`
	}
	s.WriteString(`<text` + class + ` x="` + num(x) + `" y="` + num(y) + `" text-anchor="` + anchor + `">` + esc(words) + `</text>`)
}

// num formats a coordinate with at most one decimal; a value that is no number becomes 0, so a drawing never breaks.
func num(f float64) string {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return "0"
	}
	return strconv.FormatFloat(math.Round(f*10)/10+0, 'f', -1, 64)
}

// at joins path commands and numbers: at("M", 1, 2, "h", 3).
func at(parts ...any) string {
	var b strings.Builder
	for i, p := range parts {
		switch v := p.(type) {
		case string:
			b.WriteString(v)
		case float64:
			if i > 0 {
				if _, ok := parts[i-1].(float64); ok {
					b.WriteByte(' ')
				}
			}
			b.WriteString(num(v))
		}
	}
	return b.String()
}

// width guesses how wide words are in a face of the given size.
func width(words string, size float64) float64 {
	return float64(len([]rune(words))) * size * 0.62
}

// DataTable is the table behind a drawing, one key away (t) and open in print for those who need figures.
type DataTable struct {
	Head []string
	Rows [][]string
}

// figure puts a drawing and its table together.
type figure struct {
	Drawing template.HTML
	Data    *DataTable
}

func itoa(n int) string { return strconv.Itoa(n) }
