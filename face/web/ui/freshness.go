package ui

import (
	"html/template"
	"math"
	"strconv"
	"time"
)

// Freshness shows on a time axis until when each piece of proof is good: one tick each, what is past due left of today.
type Freshness struct {
	Label string
	Today time.Time
	From  time.Time // start of the axis; zero is 90 days before today
	To    time.Time // end of the axis; zero is 365 days after today
	Items []FreshItem
	Soon  int // days before the date in which a tick is "due"; 0 is 30
}

// FreshItem is one piece of proof.
type FreshItem struct {
	Name string
	Good time.Time // until when it is good
	When string    // as shown
}

const freshWidth = 1120.0

// HTML renders the strip with its table.
func (f Freshness) HTML() (template.HTML, error) {
	if f.From.IsZero() {
		f.From = f.Today.AddDate(0, 0, -90)
	}
	if f.To.IsZero() {
		f.To = f.Today.AddDate(0, 0, 365)
	}
	if f.Soon == 0 {
		f.Soon = 30
	}
	t := &DataTable{Head: []string{"Item", "Good until", "State"}}
	for _, it := range f.Items {
		t.Rows = append(t.Rows, []string{it.Name, it.When, f.state(it).Word()})
	}
	return run("figure", figure{f.draw(), t})
}

func (f Freshness) state(it FreshItem) Status {
	switch left := it.Good.Sub(f.Today).Hours() / 24; {
	case left < 0:
		return Stale
	case left <= float64(f.Soon):
		return "due-soon"
	}
	return Proven
}

func (f Freshness) x(t time.Time) float64 {
	span := f.To.Sub(f.From).Hours()
	if span <= 0 {
		return 10
	}
	share := math.Max(0, math.Min(1, t.Sub(f.From).Hours()/span))
	return 10 + share*(freshWidth-20)
}

func (f Freshness) label() string {
	if f.Label != "" {
		return f.Label
	}
	n := map[Status]int{}
	for _, it := range f.Items {
		n[f.state(it)]++
	}
	return "Freshness of evidence. " + strconv.Itoa(n[Proven]) + " fresh, " + strconv.Itoa(n["due-soon"]) +
		" due in " + strconv.Itoa(f.Soon) + " days, " + strconv.Itoa(n[Stale]) + " past their date."
}

func (f Freshness) draw() template.HTML {
	s := newSVG(freshWidth, 74, "fresh", f.label())
	today := f.x(f.Today)
	s.rect("fr-past", 10, 16, today-10, 34, 3)
	s.path("ax-s", at("M", 10.0, 50.0, "H", freshWidth-10))
	month := time.Date(f.From.Year(), f.From.Month()+1, 1, 0, 0, 0, 0, time.UTC)
	for ; month.Before(f.To); month = month.AddDate(0, 1, 0) {
		x := f.x(month)
		s.path("ax-s", at("M", x, 50.0, "v4"))
		if x < freshWidth-50 {
			s.text("", "start", x+2, 66, month.Format("Jan"))
		}
	}
	for _, it := range f.Items {
		x := f.x(it.Good)
		switch f.state(it) {
		case Stale:
			s.path("fr-x", at("M", x, 22.0, "l4.5 8h-9z"))
			s.path("fr-x l", at("M", x, 30.0, "V50"))
		case Proven:
			s.path("fr-d", at("M", x, 30.0, "V50"))
		default:
			s.path("fr-w", at("M", x, 24.0, "V50"))
		}
	}
	s.path("now", at("M", today, 12.0, "V54"))
	s.text("now-t", "start", today+5, 12, "Today")
	return s.done()
}
