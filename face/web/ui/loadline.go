package ui

import (
	"html/template"
	"math"
)

// LoadLine is the one idea of the product as a picture: residual risk is water against a hull, the mark is the limit
// the board set, and the gap between them is freeboard. It is drawn in two variants. In levels (Bands set), the height
// is the level of the risk criteria and each level shows how many risks sit on it. In money, the height is a loss.
type LoadLine struct {
	ID      string  // unique in the page; "" becomes "load"
	Label   string  // the sentence a screen reader hears; "" is built from the texts below
	Max     float64 // top of the scale
	Line    float64 // the limit: what is above it needs a decision
	Carried float64 // how high the water stands
	Planned float64 // after planned treatment; 0 leaves it out

	LineText    string // "€3.0M" or "12"
	CarriedText string // "€2.2M" or "12 risks"
	GapText     string // "€768k"; with Over it says by how much the line is passed
	PlannedText string // "€1.6M after planned treatment"; in levels shorter: "10 after treatment"
	Over        bool

	Ticks []ScaleTick
	Bands []Band
	Marks []LoadMark
	Data  *DataTable
}

// ScaleTick is a mark on the scale; one without text is short.
type ScaleTick struct {
	At   float64
	Text string
}

// Band is a range of levels that ends at To, with its letter.
type Band struct {
	To           float64
	Letter, Word string
	Count        string // how many risks, shown beside the band
}

// LoadMark is how many risks sit on one level.
type LoadMark struct {
	At    float64
	Count int
	Over  bool // at a level that needs a decision
}

const (
	hullTop, hullBottom = 18.0, 300.0
	hullLeft, hullRight = 82.0, 324.0
)

// y returns the height of a value in the drawing, kept inside the hull.
func (l LoadLine) y(v float64) float64 {
	if !(l.Max > 0) {
		return hullBottom
	}
	f := math.Max(0, math.Min(1, v/l.Max))
	return hullBottom - f*(hullBottom-hullTop-10)
}

// HTML renders the drawing with its table.
func (l LoadLine) HTML() (template.HTML, error) {
	l.ID = or(l.ID, "load")
	return run("figure", figure{l.draw(), l.Data})
}

func (l LoadLine) label() string {
	if l.Label != "" {
		return l.Label
	}
	gap := "freeboard " + l.GapText
	if l.Over {
		gap = l.GapText + " over the line"
	}
	return "Load line. Carried " + l.CarriedText + ", the line " + l.LineText + ", " + gap + "."
}

const hullPath = "M82 18h232q10 0 10 10V274q0 26-26 26H82z"

func (l LoadLine) draw() template.HTML {
	wide := 330.0
	if len(l.Bands) > 0 {
		wide = 350 // the letters of the bands stand beside the hull
	}
	s := newSVG(wide, 318, "load", l.label())
	s.WriteString(`<defs><clipPath id="` + esc(l.ID) + `-h"><path d="` + hullPath + `"/></clipPath><linearGradient id="` + esc(l.ID) +
		`-w" x1="0" y1="0" x2="0" y2="1"><stop class="w1"/><stop class="w2" offset="1"/></linearGradient></defs>`)
	s.WriteString(`<g clip-path="url(#` + esc(l.ID) + `-h)">`)
	s.path("hull-in", at("M", hullLeft, hullTop, "h260V300H82z"))
	wave := l.wave()
	s.WriteString(`<path d="` + wave + `V300H82z" fill="url(#` + esc(l.ID) + `-w)"/>`)
	s.path("sea-l", wave)
	l.edges(s)
	s.WriteString(`</g>`)
	s.path("hull", hullPath)
	l.letters(s)
	l.scale(s)
	l.marks(s)
	l.mark(s)
	l.gap(s)
	l.water(s)
	return s.done()
}

// wave is the surface of the water, from the left of the hull to its right.
func (l LoadLine) wave() string {
	d := at("M", hullLeft, l.y(l.Carried))
	for range 8 {
		d += "q7.8-5 15.5 0t15.5 0"
	}
	return d
}

func (l LoadLine) scale(s *svg) {
	for _, t := range l.Ticks {
		y := l.y(t.At)
		if t.Text == "" {
			s.path("ax", at("M", 76.0, y, "h6"))
			continue
		}
		s.path("ax-s", at("M", 70.0, y, "h12"))
		s.text("", "end", 62, y+4, t.Text)
	}
}

// edges draws where one band ends and the next begins.
func (l LoadLine) edges(s *svg) {
	for i, b := range l.Bands {
		if i < len(l.Bands)-1 {
			s.path("ax", at("M", hullLeft, l.y(b.To), "H", hullRight))
		}
	}
}

// letters names the bands at the right of the hull.
func (l LoadLine) letters(s *svg) {
	from := 0.0
	for _, b := range l.Bands {
		s.text("band-t", "middle", 338, (l.y(b.To)+l.y(from))/2+4, b.Letter)
		from = b.To
	}
}

// marks draws the risks of each level: dots while they can be counted at a glance, a figure beyond that.
func (l LoadLine) marks(s *svg) {
	for _, m := range l.Marks {
		y := l.y(m.At)
		cls := "lm"
		if m.Over {
			cls = "lm over"
		}
		if m.Count > 6 {
			w := 14 + width(itoa(m.Count), 11)
			s.rect(cls, 94, y-9, w, 18, 9)
			s.text(cls+" n", "middle", 94+w/2, y+4, itoa(m.Count))
			continue
		}
		for i := range m.Count {
			s.circle(cls, 101+float64(i)*14, y, 5.5)
		}
	}
}

// mark draws the limit: the circle and the line that crosses it.
func (l LoadLine) mark(s *svg) {
	y := l.y(l.Line)
	x := 142.0
	if len(l.Bands) > 0 {
		x = 212
	}
	label := y - 8
	if l.Over {
		label = y + 18
	}
	s.path("ox-d", at("M", hullLeft, y, "H", hullRight))
	s.circle("ox", x, y, 15)
	s.path("ox", at("M", x-34, y, "h68"))
	s.text("ox-t", "end", 316, label, "The line "+l.LineText)
}

// gap draws freeboard, or by how much the line is passed.
func (l LoadLine) gap(s *svg) {
	top, bottom := l.y(l.Line), l.y(l.Carried)
	if top > bottom {
		top, bottom = bottom, top
	}
	word, class := "freeboard", "ink-t"
	if l.Over {
		word, class = "over the line", "bad-t"
	}
	const x = 258.0
	if bottom-top >= 24 {
		s.path("gap", at("M", x-10, top+4, "V", bottom-6))
		s.path("gap", at("m", x-13.5, top+9, "l3.5-5 3.5 5M", x-13.5, bottom-11, "l3.5 5 3.5-5"))
	}
	if bottom-top >= 44 { // there is room beside the arrow
		mid := (top+bottom)/2 - 2
		s.text(class, "start", x, mid, l.GapText)
		s.text("", "start", x, mid+14, word)
		return
	}
	above := top - 25
	if l.Over {
		above = top - 12
	}
	s.text(class, "end", 316, above, l.GapText+" "+word)
}

// water names what is carried and what will be after treatment.
func (l LoadLine) water(s *svg) {
	if len(l.Bands) == 0 {
		s.text("sea-t", "start", 96, math.Min(l.y(l.Carried)+24, 294), "Carried "+l.CarriedText)
	}
	if l.Planned > 0 && l.Planned < l.Carried {
		y := l.y(l.Planned)
		s.path("plan", at("M92 ", y, "H314"))
		if l.PlannedText != "" {
			y += 15
			if low := l.y(l.Line) + 34; l.Over && y < low {
				y = low // below the words of the line
			}
			s.text("", "end", 312, math.Min(y, 296), l.PlannedText)
		}
	}
}
