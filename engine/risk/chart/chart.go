// Package chart draws loss exceedance curves: as SVG for a page or a file, as a
// report in HTML that prints, and as bars of text for a terminal. Both axes are
// logarithmic: the loss of a year along the bottom, the probability of losing
// more up the side. A picture always comes with a sentence that says what it
// shows and with a table of its numbers, so nobody depends on seeing it.
package chart

import (
	"fmt"
	"html"
	"math"
	"strconv"
	"strings"
)

// Figure is a loss exceedance chart.
type Figure struct {
	ID       string // prefix of the ids in the SVG, unique in its page
	Title    string
	Sentence string // what the picture shows, in one sentence
	Currency string
	Curves   []Curve
	Limits   [][2]float64 // the tolerance line: loss, greatest probability
}

// Curve is one exceedance curve, with its knowledge band when Low is not empty.
type Curve struct {
	Name      string
	Points    [][2]float64 // loss, probability of losing more
	Low, High []float64    // for each point
}

// The drawing area, in SVG units.
const (
	width, height            = 720, 420
	left, right, top, bottom = 76, 20, 16, 64
)

// axes maps amounts and probabilities to the drawing area.
type axes struct{ x0, x1, y0, y1 float64 } // decimal logarithms

func (f Figure) axes() axes {
	lo, hi, floor := math.Inf(1), 0.0, 1e-4
	for _, l := range f.Limits {
		lo, hi, floor = math.Min(lo, l[0]), math.Max(hi, l[0]), math.Min(floor, l[1]/2)
	}
	for _, c := range f.Curves {
		for _, p := range c.Points {
			if p[0] > 0 && p[1] >= floor {
				lo, hi = math.Min(lo, p[0]), math.Max(hi, p[0])
			}
		}
	}
	if hi == 0 {
		lo, hi = 1, 10
	}
	lo = math.Max(lo, hi/1e5)
	a := axes{math.Floor(math.Log10(lo)), math.Ceil(math.Log10(hi) + 1e-9), math.Floor(math.Log10(floor) + 1e-9), 0}
	if a.x1 <= a.x0 {
		a.x1 = a.x0 + 1
	}
	return a
}

func (a axes) x(v float64) float64 {
	t := (math.Log10(v) - a.x0) / (a.x1 - a.x0)
	return left + math.Max(-1, math.Min(2, t))*(width-left-right)
}

func (a axes) y(v float64) float64 {
	t := (math.Log10(math.Max(v, 1e-300)) - a.y0) / (a.y1 - a.y0)
	return top + (1-math.Max(-1, math.Min(2, t)))*(height-top-bottom)
}

// SVG is the figure as a complete image with its style inside.
func (f Figure) SVG() string {
	var b strings.Builder
	a := f.axes()
	open(&b, f.ID, f.Title, f.Sentence, width, height)
	f.grid(&b, a)
	// What lies beyond the axes is cut off, not pressed against them.
	fmt.Fprintf(&b, "<clipPath id=\"%[1]s-clip\"><rect x=\"%[2]d\" y=\"%[3]d\" width=\"%[4]d\" height=\"%[5]d\"/></clipPath>\n<g clip-path=\"url(#%[1]s-clip)\">\n",
		html.EscapeString(f.ID), left, top, width-left-right, height-top-bottom)
	for i, c := range f.Curves {
		c.band(&b, a, i)
	}
	for i, c := range f.Curves {
		fmt.Fprintf(&b, "<path class=\"curve c%d\" d=\"%s\"/>\n", i%4, path(a, c.Points, func(k int) float64 { return c.Points[k][1] }))
	}
	b.WriteString("</g>\n")
	f.limits(&b, a)
	f.legend(&b)
	b.WriteString("</svg>\n")
	return b.String()
}

// Says is the sentence.
func (f Figure) Says() string { return f.Sentence }

// open begins an image that says what it shows.
func open(b *strings.Builder, id, title, sentence string, width, height int) {
	fmt.Fprintf(b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img" aria-labelledby="%[5]s-title %[5]s-desc">`,
		width, height, width, height, html.EscapeString(id))
	fmt.Fprintf(b, "\n<title id=\"%[1]s-title\">%[2]s</title>\n<desc id=\"%[1]s-desc\">%[3]s</desc>\n<style>%[4]s</style>\n",
		html.EscapeString(id), html.EscapeString(title), html.EscapeString(sentence), style)
	fmt.Fprintf(b, "<rect class=\"back\" width=\"%d\" height=\"%d\"/>\n", width, height)
}

const style = `.back{fill:#fff}.grid{stroke:#d9dde1;stroke-width:1}.tick{font:12px system-ui,sans-serif;fill:#3b4650}` +
	`.curve{fill:none;stroke-width:2}.band{opacity:.18;stroke:none}.limit{stroke:#9b3a2b;stroke-width:2;fill:none}.mark{fill:#9b3a2b}.cell{fill:#17324d;stroke:#fff}` +
	`.c0{stroke:#17324d}.c1{stroke:#2f7d6b;stroke-dasharray:8 3}.c2{stroke:#6b5b95;stroke-dasharray:3 3}.c3{stroke:#8a6d1d;stroke-dasharray:10 3 2 3}` +
	`.f0{fill:#17324d}.f1{fill:#2f7d6b}.f2{fill:#6b5b95}.f3{fill:#8a6d1d}`

func (f Figure) grid(b *strings.Builder, a axes) {
	for d := a.x0; d <= a.x1; d++ {
		x := a.x(math.Pow(10, d))
		fmt.Fprintf(b, "<line class=\"grid\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/><text class=\"tick\" x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>\n",
			x, x, top, height-bottom, x, height-bottom+18, Short(math.Pow(10, d)))
	}
	for d := a.y0; d <= a.y1; d++ {
		y := a.y(math.Pow(10, d))
		fmt.Fprintf(b, "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/><text class=\"tick\" x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>\n",
			left, width-right, y, y, left-8, y+4, Percent(math.Pow(10, d)))
	}
	fmt.Fprintf(b, "<text class=\"tick\" x=\"%d\" y=\"%d\" text-anchor=\"middle\">Loss in one year, %s; up the side: chance of losing more</text>\n",
		(left+width-right)/2, height-bottom+36, html.EscapeString(f.Currency))
}

func (c Curve) band(b *strings.Builder, a axes, i int) {
	if len(c.Low) != len(c.Points) || len(c.Low) == 0 {
		return
	}
	var back strings.Builder
	for k := len(c.Points) - 1; k >= 0; k-- {
		fmt.Fprintf(&back, "L%.1f %.1f", a.x(a.shown(c.Points[k][0])), a.y(c.Low[k]))
	}
	fmt.Fprintf(b, "<path class=\"band f%d\" d=\"%s%sZ\"/>\n", i%4, path(a, c.Points, func(k int) float64 { return c.High[k] }), back.String())
}

// shown puts no loss, which lies off a logarithmic axis, at the axis' edge.
func (a axes) shown(x float64) float64 { return math.Max(x, math.Pow(10, a.x0)) }

func path(a axes, points [][2]float64, y func(k int) float64) string {
	var b strings.Builder
	step := "M"
	for k, p := range points {
		fmt.Fprintf(&b, "%s%.1f %.1f", step, a.x(a.shown(p[0])), a.y(y(k)))
		step = "L"
	}
	return b.String()
}

func (f Figure) limits(b *strings.Builder, a axes) {
	if len(f.Limits) == 0 {
		return
	}
	fmt.Fprintf(b, "<path class=\"limit\" d=\"%s\"/>\n", path(a, f.Limits, func(k int) float64 { return f.Limits[k][1] }))
	for _, l := range f.Limits {
		fmt.Fprintf(b, "<circle class=\"mark\" cx=\"%.1f\" cy=\"%.1f\" r=\"4\"><title>at most %s chance of losing more than %s %s</title></circle>\n",
			a.x(l[0]), a.y(l[1]), Percent(l[1]), Short(l[0]), html.EscapeString(f.Currency))
	}
}

func (f Figure) legend(b *strings.Builder) {
	x, y := left, height-10
	item := func(class, name string) {
		fmt.Fprintf(b, "<line class=\"%s\" x1=\"%d\" x2=\"%d\" y1=\"%d\" y2=\"%d\"/><text class=\"tick\" x=\"%d\" y=\"%d\">%s</text>\n",
			class, x, x+24, y-4, y-4, x+30, y, html.EscapeString(name))
		x += 46 + 7*len([]rune(name))
	}
	for i, c := range f.Curves {
		item(fmt.Sprintf("curve c%d", i%4), c.Name)
	}
	if len(f.Limits) > 0 {
		item("limit", "the line")
	}
}

// Short writes an amount with a unit prefix: 250k, 1.2M.
func Short(v float64) string {
	for _, u := range []struct {
		at   float64
		name string
	}{{1e12, "T"}, {1e9, "bn"}, {1e6, "M"}, {1e3, "k"}} {
		if v >= u.at*0.9995 {
			return strconv.FormatFloat(v/u.at, 'g', 3, 64) + u.name
		}
	}
	return strconv.FormatFloat(v, 'g', 3, 64)
}

// Percent writes a probability in per cent with two significant digits.
func Percent(p float64) string {
	if p >= 0.1 {
		return strconv.FormatFloat(100*p, 'f', 0, 64) + " %"
	}
	return strconv.FormatFloat(100*p, 'g', 2, 64) + " %"
}
