package ui

import (
	"html/template"
	"strings"
)

// Layout names how a Grid divides the page. Every layout becomes one column on narrow screens.
type Layout string

// The layouts.
const (
	Stack  Layout = "stack" // one below the other
	Home   Layout = "home"  // a third and two thirds; a Wide card spans both
	Two    Layout = "two"   // three fifths and two fifths
	Halves Layout = "halves"
	Thirds Layout = "thirds"
	Aside  Layout = "aside" // the first part wide, the rest in a narrow column beside it
)

// Grid lays parts out.
type Grid struct {
	Layout Layout // "" is Stack
	Items  []Part
}

// HTML renders the grid.
func (g Grid) HTML() (template.HTML, error) {
	if g.Layout == "" {
		g.Layout = Stack
	}
	if g.Layout == Aside && len(g.Items) > 1 {
		g.Items = []Part{g.Items[0], asideColumn(g.Items[1:])}
	}
	return run("grid", g)
}

type asideColumn []Part

// HTML renders the narrow column.
func (a asideColumn) HTML() (template.HTML, error) { return run("asidecol", []Part(a)) }

// Card is a titled box.
type Card struct {
	ID     string // anchor; "" derives one from the title
	Title  string
	Level  int   // of the heading, 2 (default) or 3
	Aside  *Link // at the right of the title; quiet text when Href is ""
	Wide   bool  // spans a Home grid
	Tight  bool  // less room inside
	Screen bool  // not printed
	Body   []Part
	Foot   []Action
}

// HTML renders the card.
func (c Card) HTML() (template.HTML, error) {
	if c.ID == "" && c.Title != "" {
		c.ID = slug(c.Title)
	}
	return run("card", c)
}

// Heading3 says whether the title is an h3.
func (c Card) Heading3() bool { return c.Level == 3 }

// Para is a paragraph. Soft makes it quiet, Small a size smaller.
type Para struct {
	Text        string
	Soft, Small bool
}

// HTML renders the paragraph.
func (p Para) HTML() (template.HTML, error) {
	var cls []string
	if p.Soft {
		cls = append(cls, "soft")
	}
	if p.Small {
		cls = append(cls, "s")
	}
	var b strings.Builder
	b.WriteString("<p")
	if len(cls) > 0 {
		b.WriteString(` class="` + strings.Join(cls, " ") + `"`)
	}
	b.WriteString(">" + esc(p.Text) + "</p>")
	return template.HTML(b.String()), nil
}

// Figures is a row of large figures, each with its words.
type Figures []Figure

// Figure is one large figure.
type Figure struct{ Value, Words string }

// HTML renders the row.
func (f Figures) HTML() (template.HTML, error) { return run("figures", f) }

// Actions is a row of buttons and links.
type Actions []Action

// HTML renders the row.
func (a Actions) HTML() (template.HTML, error) { return run("actions", a) }

// Links is a list of links.
type Links []Link

// HTML renders the list.
func (l Links) HTML() (template.HTML, error) { return run("links", l) }

// Chips is a row of filters that are links, so each view has its URL.
type Chips struct {
	Label string // for screen readers, such as "Filter risks"
	Items []Link
}

// HTML renders the row.
func (c Chips) HTML() (template.HTML, error) { return run("chips", c) }

// HTML renders the note as a box in the text.
func (n Note) HTML() (template.HTML, error) { return run("note", n) }

// slug turns a title into an id: lower-case letters, digits and single hyphens.
func slug(s string) string {
	var b strings.Builder
	gap := false
	for _, r := range strings.ToLower(s) {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			if gap && b.Len() > 0 {
				b.WriteByte('-')
			}
			gap = false
			b.WriteRune(r)
			continue
		}
		gap = true
	}
	if b.Len() == 0 {
		return "part"
	}
	return b.String()
}
