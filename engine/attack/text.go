package attack

import (
	"fmt"
	"io"
	"strings"
)

// WriteText gives a result as ordered text: the same content as the picture,
// for a terminal, a screen reader and print.
func (r *Result) WriteText(w io.Writer) error {
	p := &printer{w: w}
	if len(r.Goals) == 0 {
		p.line("No outcome can be reached: none of the %d assets and %d links opens a way that a rule knows.", r.Size.Assets, r.Size.Links)
		for _, h := range r.Hints {
			p.line("  Perhaps it is not described: %s.", h)
		}
		return p.err
	}
	for i, g := range r.Goals {
		if i > 0 {
			p.line("")
		}
		p.goal(g)
	}
	if more := r.Reached - len(r.Goals); more > 0 {
		p.line("\n%d more outcomes can be reached; name one with --to.", more)
	}
	if len(r.Hints) > 0 {
		p.line("\nPerhaps left out of the description:")
		for _, h := range r.Hints {
			p.line("  %s", h)
		}
	}
	return p.err
}

type printer struct {
	w   io.Writer
	err error
}

func (p *printer) line(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format+"\n", args...)
	}
}

func (p *printer) goal(g GoalResult) {
	title := g.ID
	if g.Name != "" {
		title = g.Name + " (" + g.Outcome + " on " + g.On + ")"
	}
	if len(g.Paths) == 0 {
		p.line("%s: no way found.", title)
		return
	}
	p.line("%s: %s an attempt%s%s", title, g.Probability, days(g.Time), feeds(g.Scenario))
	for i, path := range g.Paths {
		p.line("  way %d, %s", i+1, Percent(path.Probability))
		for k, s := range path.Steps {
			p.line("    %d. %s [%s %s, %s]", k+1, s.Title, s.Technique, s.Name, Percent(s.Chance))
			p.line("       on %s, from: %s", s.On, strings.Join(s.From, "; "))
			p.line("       gains: %s%s", s.Fact, extra(s))
		}
	}
	if !g.Complete {
		p.line("  The search for further ways was stopped at its bound.")
	}
}

func extra(s Step) string {
	out := ""
	if len(s.Also) > 0 {
		out += "; often with " + strings.Join(s.Also, ", ")
	}
	if len(s.StoppedBy) > 0 {
		out += "; stopped by " + strings.Join(s.StoppedBy, ", ")
	}
	if len(s.Active) > 0 {
		out += "; lowered by " + strings.Join(s.Active, ", ")
	}
	return out
}

func days(d *Days) string {
	if d == nil {
		return ""
	}
	return fmt.Sprintf(", half of the successes within %s days (one in ten within %s, nine in ten within %s)", short(d.P50), short(d.P10), short(d.P90))
}

func feeds(scenario string) string {
	if scenario == "" {
		return ""
	}
	return ", feeds " + scenario
}

func short(x float64) string {
	if x >= 10 {
		return fmt.Sprintf("%.0f", x)
	}
	return fmt.Sprintf("%.1f", x)
}

// String gives an estimate for people: the figure, and its interval when it was
// sampled.
func (e Estimate) String() string {
	if e.AtLeast {
		return "at least " + Percent(e.P)
	}
	if e.Exact {
		return Percent(e.P)
	}
	return fmt.Sprintf("%s (95 %% interval %s to %s)", Percent(e.P), Percent(e.Low), Percent(e.High))
}

// Percent writes a probability with two digits that count.
func Percent(p float64) string {
	switch {
	case p == 0 || p == 1:
		return fmt.Sprintf("%.0f %%", 100*p)
	case p < 0.0001:
		return "under 0.01 %"
	case p < 0.1:
		return fmt.Sprintf("%.2g %%", 100*p)
	}
	return fmt.Sprintf("%.0f %%", 100*p)
}

// WriteText says what a cut closes, what it costs and how sure that is.
func (c *Cut) WriteText(w io.Writer) error {
	p := &printer{w: w}
	switch {
	case c.Already:
		p.line("%s: no way is open; there is nothing to cut.", c.ID)
	case c.Open != nil:
		p.line("%s: none of the %d candidate controls stops this way (%s):", c.ID, c.Candidates, Percent(c.Open.Probability))
		for k, s := range c.Open.Steps {
			p.line("    %d. %s [%s %s] on %s", k+1, s.Title, s.Technique, s.Name, s.On)
		}
		p.line("  Add a candidate control that stops one of these steps, or take away a fact that one of them rests on.")
	default:
		sure := "proved: nothing cheaper cuts every way"
		if !c.Optimal {
			sure = fmt.Sprintf("not proved: no cut costs less than %g", c.LowerBound)
		}
		p.line("%s: %d of %d candidate controls cut every way, at cost %g (%s).", c.ID, len(c.Controls), c.Candidates, c.Cost, sure)
		for _, x := range c.Controls {
			p.line("  %s, cost %g: stops %s", strings.TrimSpace(x.ID+" "+x.Name+on(x.On)), x.Cost, strings.Join(x.Stops, ", "))
			for _, s := range x.Supports {
				p.line("      %s: %s", s.Control, s.Reason)
			}
		}
	}
	return p.err
}

func on(assets []string) string {
	if len(assets) == 0 {
		return ""
	}
	return " on " + strings.Join(assets, ", ")
}
