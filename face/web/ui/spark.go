package ui

import (
	"html/template"
	"math"
	"strconv"
)

// Spark is a small line of values with the band they should stay in. A value outside the band is marked.
type Spark struct {
	Label  string // the sentence: "Bias gap, last 12 months: 0.03, in range"
	Values []float64
	Low    float64 // lower edge of the band
	High   float64 // upper edge; Low == High leaves the band out
	Target bool    // High is a limit somebody set: drawn in oxide
}

const sparkW, sparkH = 120.0, 28.0

// HTML renders the line.
func (sp Spark) HTML() (template.HTML, error) {
	s := newSVG(sparkW, sparkH, "spark", or(sp.Label, strconv.Itoa(len(sp.Values))+" values"))
	low, high := sp.extent()
	y := func(v float64) float64 {
		if high == low {
			return sparkH / 2
		}
		return sparkH - 4 - (v-low)/(high-low)*(sparkH-8)
	}
	if sp.High > sp.Low {
		s.rect("band", 0, y(sp.High), sparkW, y(sp.Low)-y(sp.High), 0)
		if sp.Target {
			s.path("ox-s", at("M", 0.0, y(sp.High), "H", sparkW))
		}
	}
	d, last := "", -1
	for i, v := range sp.Values {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			continue
		}
		cmd := "L"
		if d == "" {
			cmd = "M"
		}
		d += at(cmd, sp.x(i), y(v))
		last = i
	}
	if d != "" {
		s.path("ln sea", d)
	}
	for i, v := range sp.Values {
		if sp.High > sp.Low && (v > sp.High || v < sp.Low) {
			s.path("out", at("M", sp.x(i), y(v)-4, "l4 7h-8z"))
		} else if i == last {
			s.circle("dot", sp.x(i), y(v), 2.5)
		}
	}
	return s.done(), nil
}

func (sp Spark) x(i int) float64 {
	if len(sp.Values) < 2 {
		return sparkW / 2
	}
	return 5 + float64(i)/float64(len(sp.Values)-1)*(sparkW-10)
}

func (sp Spark) extent() (low, high float64) {
	low, high = math.Inf(1), math.Inf(-1)
	all := sp.Values
	if sp.High > sp.Low {
		all = append([]float64{sp.Low, sp.High}, all...)
	}
	for _, v := range all {
		if !math.IsNaN(v) && !math.IsInf(v, 0) {
			low, high = math.Min(low, v), math.Max(high, v)
		}
	}
	if low > high {
		return 0, 0
	}
	return low, high
}

// Range is a small bar in a row: a mean within a range, on the scale of its column.
type Range struct {
	Mean, High, Max float64 // Max is the end of the scale, the same for every row
	Text            string  // "average €240k, 1 in 50 years €2.5M"
}

// HTML renders the bar.
func (r Range) HTML() (template.HTML, error) {
	s := newSVG(150, 22, "range", r.Text)
	scale := func(v float64) float64 {
		if !(r.Max > 0) || !(v > 0) {
			return 0
		}
		return math.Min(1, v/r.Max) * 146
	}
	s.path("ax", "M2 11h146")
	s.rect("rg", 2, 6, scale(r.High), 10, 2)
	s.rect("rm", 2+scale(r.Mean)-1.75, 3, 3.5, 16, 1)
	return s.done(), nil
}
