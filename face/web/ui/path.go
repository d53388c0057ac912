package ui

import (
	"html/template"
	"strconv"
	"time"
)

// Path is the way to the certificate: stops in time, the phases between them, and today.
// Distances follow time as far as labels leave room: stops never overlap, and a wait longer than a quarter of the way is
// cut short and marked with a break.
type Path struct {
	Label  string // "" is built from the stops
	Stops  []Stop
	Phases []Phase
	Today  time.Time
}

// Stop is one event. Limit draws it as the load-line mark: the certificate.
type Stop struct {
	Name, When string
	At         time.Time
	Done       bool
	Next       bool
	Limit      bool
}

// Phase is a named stretch that ends at the stop with index To.
type Phase struct {
	Name string
	To   int
}

const (
	pathWidth  = 1120.0
	pathMargin = 40.0
)

// HTML renders the path with its table.
func (p Path) HTML() (template.HTML, error) {
	if len(p.Stops) == 0 {
		return Para{Text: "No dates are set yet. Set the date of Stage 1 and the path is laid backwards from it.", Soft: true}.HTML()
	}
	return run("figure", figure{p.draw(), p.table()})
}

func (p Path) table() *DataTable {
	t := &DataTable{Head: []string{"Stop", "When", "State"}}
	for _, s := range p.Stops {
		t.Rows = append(t.Rows, []string{s.Name, s.When, s.word()})
	}
	return t
}

func (s Stop) word() string {
	switch {
	case s.Done:
		return "Done"
	case s.Next:
		return "Next"
	}
	return "To come"
}

func (p Path) label() string {
	if p.Label != "" {
		return p.Label
	}
	done, next := 0, ""
	for _, s := range p.Stops {
		if s.Done {
			done++
		} else if next == "" {
			next = " Next: " + s.Name + " on " + s.When + "."
		}
	}
	return "Certification path. " + strconv.Itoa(done) + " of " + strconv.Itoa(len(p.Stops)) + " stops done." + next
}

// places returns the x of each stop: proportional to time, then pushed apart until every label has room.
func (p Path) places() []float64 {
	n := len(p.Stops)
	x := make([]float64, n)
	span := p.Stops[n-1].At.Sub(p.Stops[0].At).Hours()
	sum := 0.0
	for i := 1; i < n; i++ {
		wait := p.wait(i)
		if p.broken(i) {
			wait = span / 8
		}
		sum += wait
		x[i] = sum
	}
	for i := range x {
		f := 0.0
		if sum > 0 {
			f = x[i] / sum
		} else if n > 1 {
			f = float64(i) / float64(n-1)
		}
		x[i] = pathMargin + f*(pathWidth-2*pathMargin)
	}
	spread(x, p.gaps(), pathMargin, pathWidth-pathMargin)
	return x
}

// wait is the time in hours between stop i and the one before it.
func (p Path) wait(i int) float64 { return max(0, p.Stops[i].At.Sub(p.Stops[i-1].At).Hours()) }

// broken says whether the way to stop i is cut short: only waits still to come are.
func (p Path) broken(i int) bool {
	span := p.Stops[len(p.Stops)-1].At.Sub(p.Stops[0].At).Hours()
	return !p.Stops[i].Done && p.Stops[i-1].At.After(p.Today) && p.wait(i) > span/4
}

// gaps returns the room that each stop needs from the one before it.
func (p Path) gaps() []float64 {
	g := make([]float64, len(p.Stops))
	total := 0.0
	for i := 1; i < len(g); i++ {
		g[i] = (p.labelWidth(i-1)+p.labelWidth(i))/2 + 8
		total += g[i]
	}
	if room := pathWidth - 2*pathMargin; total > room {
		for i := range g {
			g[i] *= room / total
		}
	}
	return g
}

// labelWidth is the room of a stop's label; the outermost labels lean inwards.
func (p Path) labelWidth(i int) float64 {
	return max(width(p.Stops[i].Name, 12.5), width(p.Stops[i].When, 11.5), 34)
}

// spread moves places apart so that x[i] is at least gap[i] after x[i-1], within low and high.
func spread(x, gap []float64, low, high float64) {
	for i := range x {
		if i == 0 {
			x[i] = max(x[i], low)
		} else {
			x[i] = max(x[i], x[i-1]+gap[i])
		}
	}
	limit := high
	for i := len(x) - 1; i >= 0; i-- {
		x[i] = min(x[i], limit)
		limit = x[i] - gap[i]
	}
}

// todayAt places today between the stops around it.
func (p Path) todayAt(x []float64) float64 {
	for i, s := range p.Stops {
		if p.Today.Before(s.At) {
			if i == 0 {
				return x[0]
			}
			before := p.Stops[i-1].At
			f := p.Today.Sub(before).Hours() / s.At.Sub(before).Hours()
			return x[i-1] + f*(x[i]-x[i-1])
		}
	}
	return x[len(x)-1]
}

func (p Path) draw() template.HTML {
	s := newSVG(pathWidth, 92, "way", p.label())
	x := p.places()
	end := x[len(x)-1]
	today := p.todayAt(x)
	s.path("way-l", at("M", x[0], 44.0, "H", end))
	if !p.Today.IsZero() {
		s.path("way-d", at("M", x[0], 44.0, "H", today))
	}
	from := 0
	for _, ph := range p.Phases {
		to := min(max(ph.To, 0), len(x)-1)
		s.text("", "middle", (x[from]+x[to])/2, 14, ph.Name)
		if to > from && from > 0 {
			s.path("way-c", at("M", x[from]+11, 40.0, "v8"))
		}
		from = to
	}
	for i, st := range p.Stops {
		if i > 0 && p.broken(i) {
			s.path("way-b", at("M", (x[i-1]+x[i])/2-3, 37.0, "l-5 14m7-14l-5 14"))
		}
		st.draw(s, x[i])
		name, size := "stop", 12.5
		if st.Next {
			name = "stop next"
		}
		half := width(st.Name, size) / 2
		lx := min(max(x[i], half+2), pathWidth-half-2)
		s.text(name, "middle", lx, 71, st.Name)
		s.text("", "middle", lx, 86, st.When)
	}
	if !p.Today.IsZero() {
		s.path("now", at("M", today, 26.0, "v28"))
		s.text("now-t", "start", min(today+5, pathWidth-40), 32, "Today")
	}
	return s.done()
}

func (st Stop) draw(s *svg, x float64) {
	switch {
	case st.Limit && !st.Done:
		s.circle("ox way-o", x, 44, 9)
		s.path("ox way-o", at("M", x-16, 44.0, "h32"))
	case st.Done:
		s.circle("way-ok", x, 44, 9)
		s.path("way-t", at("m", x-4, 44.0, "l3 3 5-6"))
	case st.Next:
		s.circle("way-n", x, 44, 8.5)
	default:
		s.circle("way-f", x, 44, 8.5)
	}
}
