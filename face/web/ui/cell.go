package ui

import (
	"html/template"
	"strconv"
	"strings"
)

// The small parts below stand in table cells and lists of facts. They are written by hand rather than as templates,
// because a list page draws hundreds of them.

// MainLink is the name of a row: a link, its id and what it belongs to beneath.
type MainLink struct {
	Text, Href string
	Ref        string // id, drawn with figures of equal width
	Sub        string // quiet words beneath
	Badge      *Badge // before the text
}

// HTML renders the name.
func (m MainLink) HTML() (template.HTML, error) {
	var b strings.Builder
	if m.Badge != nil {
		h, _ := m.Badge.HTML()
		b.WriteString(string(h) + " ")
	}
	b.WriteString(`<a class="main-link" href="` + safeURL(m.Href) + `">` + esc(m.Text) + `</a>`)
	if m.Ref != "" || m.Sub != "" {
		b.WriteString(`<span class="sub">`)
		if m.Ref != "" {
			b.WriteString(`<span class="ref">` + esc(m.Ref) + `</span>`)
			if m.Sub != "" {
				b.WriteString(" · ")
			}
		}
		b.WriteString(esc(m.Sub) + `</span>`)
	}
	return template.HTML(b.String()), nil
}

// HTML renders the link; a link without a target is quiet text.
func (l Link) HTML() (template.HTML, error) {
	if l.Href == "" {
		return template.HTML(`<span class="soft">` + esc(l.Text) + `</span>`), nil
	}
	s := `<a href="` + safeURL(l.Href) + `">` + esc(l.Text) + `</a>`
	if l.Note != "" {
		s += ` <span class="soft s">` + esc(l.Note) + `</span>`
	}
	return template.HTML(s), nil
}

// Inline is several parts in one line, with a comma between them when Comma is set.
type Inline struct {
	Items []Part
	Comma bool
}

// HTML renders the parts one after another; a paragraph among them is drawn as its text.
func (in Inline) HTML() (template.HTML, error) {
	var b strings.Builder
	for i, p := range in.Items {
		if i > 0 {
			if in.Comma {
				b.WriteByte(',')
			}
			b.WriteByte(' ')
		}
		if para, ok := p.(Para); ok {
			p = Text(para.Text)
		}
		h, err := p.HTML()
		if err != nil {
			return "", err
		}
		b.WriteString(string(h))
	}
	return template.HTML(b.String()), nil
}

// Soft is quiet text; a value that is not there is Soft("—") through None.
type Soft string

// None stands where there is no value: a dash to the eye, "none" to a screen reader.
var None Part = HTML(`<span class="soft" aria-hidden="true">–</span><span class="vh">none</span>`)

// HTML renders the text.
func (s Soft) HTML() (template.HTML, error) {
	return template.HTML(`<span class="soft s">` + esc(string(s)) + `</span>`), nil
}

// Ref is an identifier: equal-width figures, never broken. Mono sets it in the fixed-width face, for digests.
type Ref struct {
	Text, Href string
	Mono       bool
}

// HTML renders the identifier.
func (r Ref) HTML() (template.HTML, error) {
	cls := "ref"
	if r.Mono {
		cls = "mono"
	}
	if r.Href == "" {
		return template.HTML(`<span class="` + cls + `">` + esc(r.Text) + `</span>`), nil
	}
	return template.HTML(`<a class="` + cls + `" href="` + safeURL(r.Href) + `">` + esc(r.Text) + `</a>`), nil
}

// Person is a round mark with initials and a name.
type Person struct{ Name, Href string }

// HTML renders the person.
func (p Person) HTML() (template.HTML, error) {
	if p.Name == "" {
		return None.HTML()
	}
	name := esc(p.Name)
	if p.Href != "" {
		name = `<a href="` + safeURL(p.Href) + `">` + name + `</a>`
	}
	return template.HTML(`<span class="person"><span class="av" aria-hidden="true">` + esc(initials(p.Name)) + `</span><span class="s nw">` + name + `</span></span>`), nil
}

// Level is a risk level on its band: "3×4 High". Was draws it as the value before.
type Level struct {
	Band int // 1 (lowest) to 4 (highest)
	Text string
	Word string
	Was  bool
}

// HTML renders the level.
func (l Level) HTML() (template.HTML, error) {
	cls := ""
	if l.Was {
		cls = ` class="was"`
	}
	s := `<span class="lv b` + strconv.Itoa(min(max(l.Band, 1), 4)) + `"><b` + cls + `>` + esc(l.Text) + `</b>`
	if l.Word != "" {
		s += ` <span class="xs soft">` + esc(l.Word) + `</span>`
	}
	return template.HTML(s + `</span>`), nil
}

// Stamp is a date or time: Text as shown, ISO as machines read it.
type Stamp struct {
	Text, ISO string
	Status    Status // colours a date that is late or near; "" leaves it plain
}

// HTML renders the stamp.
func (s Stamp) HTML() (template.HTML, error) {
	if s.Text == "" {
		return None.HTML()
	}
	t := `<time class="nw" datetime="` + esc(s.ISO) + `">` + esc(s.Text) + `</time>`
	if s.ISO == "" {
		t = `<span class="nw">` + esc(s.Text) + `</span>`
	}
	if s.Status != "" {
		t = `<span class="st ` + s.Status.class() + `">` + string(s.Status.shape()) + t + `</span>`
	}
	return template.HTML(t), nil
}

// Tags is a row of labels.
type Tags []string

// HTML renders the labels.
func (t Tags) HTML() (template.HTML, error) {
	if len(t) == 0 {
		return None.HTML()
	}
	var b strings.Builder
	b.WriteString(`<span class="tags">`)
	for _, s := range t {
		b.WriteString(`<span class="tag">` + esc(s) + `</span>`)
	}
	return template.HTML(b.String() + `</span>`), nil
}
