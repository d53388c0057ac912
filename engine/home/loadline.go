package home

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/engine/facts"
)

// loadLine holds the live risks against the criteria in force.
func loadLine(f *facts.Facts) LoadLine {
	l := LoadLine{Bands: []Band{}, Levels: []Level{}, OverLine: []Over{}}
	c, ok := f.InForceCriteria()
	if ok {
		l.Criteria, l.Version, l.Line, l.Max = c.Key(), c.Is.Version, c.Is.Limit, top(c.Is)
		l.Set = Set{On: c.Is.Approved.On, Who: c.Is.Approved.By.Name}
		if p, ok := facts.Find(f.People, c.Is.Approved.By.UID); ok {
			l.Set.Who = p.Is.FullName
		}
		for _, b := range c.Is.Bands {
			l.Bands = append(l.Bands, Band{Name: b.Name, From: b.From, To: b.To})
		}
	}
	residual, inherent := map[int]int{}, map[int]int{}
	for _, r := range f.Risks {
		if !r.Is.State.Live() || r.Is.Opportunity {
			continue
		}
		l.Live++
		level := r.Is.Level()
		if level == 0 {
			l.Unrated++
			continue
		}
		residual[level]++
		inherent[r.Is.Inherent.Level()]++
		l.Carried = max(l.Carried, level)
		if ok && l.Line > 0 && level > l.Line {
			l.over(f, c.Is, r, level)
		}
	}
	l.count(residual, inherent)
	l.Explained = explain(&l)
	return l
}

// top is the highest level that the scales give.
func top(c *aims.Criteria) int {
	return len(c.Likelihood) * max(len(c.Organisation), len(c.Individuals), len(c.Society))
}

func (l *LoadLine) over(f *facts.Facts, c *aims.Criteria, r facts.Of[aims.Risk], level int) {
	o := Over{Record: r.Key(), Title: r.Is.Title, Level: level, Owner: r.Is.Owner.Name, Until: r.Is.Acceptance.Until, State: "undecided"}
	if b := c.BandOf(level); b != nil {
		o.Band = b.Name
	}
	if p, ok := facts.Find(f.People, r.Is.Owner.UID); ok {
		o.Owner = p.Is.FullName
	}
	switch a := r.Is.Acceptance; {
	case a.IsZero() || a.On > f.Today:
	case facts.Past(a.Until, f.Today):
		o.State = "expired"
	default:
		o.State = "accepted"
		l.Accepted++
	}
	l.Above++
	l.OverLine = append(l.OverLine, o)
}

// count fills in bands and levels.
func (l *LoadLine) count(residual, inherent map[int]int) {
	for level, n := range residual {
		l.Levels = append(l.Levels, Level{Level: level, Residual: n, Inherent: inherent[level], Over: l.Line > 0 && level > l.Line})
	}
	for level, n := range inherent {
		if level > 0 && residual[level] == 0 {
			l.Levels = append(l.Levels, Level{Level: level, Inherent: n, Over: l.Line > 0 && level > l.Line})
		}
	}
	slices.SortFunc(l.Levels, func(a, b Level) int { return cmp.Compare(a.Level, b.Level) })
	slices.SortStableFunc(l.OverLine, func(a, b Over) int { return cmp.Compare(b.Level, a.Level) })
	for i := range l.Bands {
		b := &l.Bands[i]
		for _, v := range l.Levels {
			if b.From <= v.Level && v.Level <= b.To {
				b.Residual += v.Residual
				b.Inherent += v.Inherent
			}
		}
	}
}

func explain(l *LoadLine) string {
	if l.Criteria == "" {
		return "No risk criteria are in force, so nobody has drawn the line."
	}
	return fmt.Sprintf("%s live. Each has a level: likelihood times the highest of its three consequences, after treatment where that is rated. The line is level %d; %d of them lie above it, %d of those accepted by name.",
		facts.Count(l.Live, "risk is", "risks are"), l.Line, l.Above, l.Accepted)
}
