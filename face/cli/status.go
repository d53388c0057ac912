package cli

import (
	"fmt"
	"io"
	"strings"

	"github.com/plimsoll-aims/plimsoll/engine/home"
	"github.com/plimsoll-aims/plimsoll/engine/overview"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// StatusCmd is the home page in text.
type StatusCmd struct{}

// Run prints the page.
func (c *StatusCmd) Run(g *Globals, env *Env) error {
	return derive(g, env, func(_ kernel.View, o *overview.Overview) error {
		p := o.Home()
		if g.Output != "table" && g.Output != "" {
			return emit(env, g.Output, p, nil)
		}
		writeStatus(env.Out, p)
		return nil
	})
}

// statusWidth is how wide the load line is drawn.
const statusWidth = 25

func writeStatus(w io.Writer, p *home.Page) {
	name := p.Organisation
	if name == "" {
		name = "No organisation is recorded yet"
	}
	fmt.Fprintf(w, "%s, as of %s (log %d)\n", name, p.AsOf.Time.Format("2 Jan 2006 15:04 UTC"), p.AsOf.Entry)
	writeLoadLine(w, &p.LoadLine)
	r := &p.Ready
	fmt.Fprintf(w, "  Ready        %d/%d requirements   %d/%d controls in place   %d proven   %d stale\n", r.Met, r.Total, r.InPlace, r.Applicable, r.Proven, r.Stale)
	for _, s := range p.Path {
		if s.Kind == "next" || s.Kind == "late" {
			fmt.Fprintf(w, "  %-12s %s, %d days\n", s.Title, s.Date, s.Days)
		}
	}
	for _, a := range p.Next {
		fmt.Fprintf(w, "  %s\n", statusAct(&a))
	}
	if more := p.NextTotal - len(p.Next); more > 0 {
		fmt.Fprintf(w, "  and %d more\n", more)
	}
}

func writeLoadLine(w io.Writer, l *home.LoadLine) {
	if l.Criteria == "" {
		fmt.Fprintf(w, "  Load line    no risk criteria are in force; %d risks are live\n", l.Live)
		return
	}
	fmt.Fprintf(w, "  Load line    highest level %d   line %d   %d of %d risks above, %d accepted   [%s]\n", l.Carried, l.Line, l.Above, l.Live, l.Accepted, lineBar(l))
	for _, b := range l.Bands {
		fmt.Fprintf(w, "    %-10s %2d-%-2d  %d\n", b.Name, b.From, b.To, b.Residual)
	}
}

// lineBar draws the highest carried level against the line: ⊖ is the line.
func lineBar(l *home.LoadLine) string {
	top := max(l.Max, 1)
	var b strings.Builder
	for i := range statusWidth {
		level := float64(i+1) * float64(top) / statusWidth
		switch {
		case l.Line > 0 && i == min(statusWidth-1, l.Line*statusWidth/top):
			b.WriteRune('⊖')
		case level <= float64(l.Carried):
			b.WriteRune('█')
		default:
			b.WriteRune('·')
		}
	}
	return b.String()
}

func statusAct(a *home.Act) string {
	mark, when := "○", "next"
	switch {
	case a.Late:
		mark, when = "✕", string(a.Due)
	case a.Due != "" && a.Days == 0:
		mark, when = "▲", "today"
	case a.Due != "":
		when = string(a.Due)
	}
	where := a.Record
	if where == "" && a.Create != "" {
		where = "new " + a.Create
	}
	long := ""
	if a.Minutes > 0 {
		long = fmt.Sprintf("%d min", a.Minutes)
	}
	return strings.TrimRight(fmt.Sprintf("%s %-10s  %s   %s   %s", mark, when, a.Title, where, long), " ")
}
