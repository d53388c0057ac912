package cli

import (
	"fmt"
	"math"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/plimsoll-aims/plimsoll/engine/risk/chart"
	"github.com/plimsoll-aims/plimsoll/fault"
)

// drawCurve adds a chart for people who look at a terminal.
func drawCurve(env *Env, g *Globals, points [][2]float64, currency string) error {
	return drawn(env, g, chart.Text(points, currency, 80))
}

// drawn adds a picture in text where somebody looks at a terminal.
func drawn(env *Env, g *Globals, picture string) error {
	if !env.OutTTY || g.Output != "table" && g.Output != "" {
		return nil
	}
	_, err := fmt.Fprintf(env.Out, "\n%s", picture)
	return err
}

// tellNotes says what to know about the inputs before relying on the figures. JSON
// has the notes itself.
func tellNotes(env *Env, g *Globals, notes []string) {
	if g.Quiet || g.Output != "table" && g.Output != "" {
		return
	}
	for _, n := range notes {
		fmt.Fprintln(env.Err, "note:", n)
	}
}

// report writes the page where --report says, as its ending asks.
func (in *riskInput) report(env *Env, p chart.Page) error {
	if in.Report == "" {
		return nil
	}
	switch filepath.Ext(in.Report) {
	case ".svg":
		return writeWhole(env, in.Report, p.WriteSVG)
	case ".html":
		return writeWhole(env, in.Report, p.WriteHTML)
	}
	return fault.New(fault.Usage, "--report %s: the name must end in .html or .svg", in.Report)
}

// pageTable is a command's table as a table of the report.
func pageTable(caption string, t *table) chart.Table {
	return chart.Table{Caption: caption, Head: t.head, Rows: t.rows}
}

func origin(engine, method, digest string, seed uint64) []string {
	return []string{fmt.Sprintf("Computed by %s (%s), seed %d. Inputs: %s.", engine, method, seed, digest)}
}

// computedRow says what it takes to compute a table again.
func computedRow(t *table, engine, method, digest string, seed uint64) {
	cells := make([]string, len(t.head))
	copy(cells, []string{"computed by", fmt.Sprintf("%s (%s), seed %d", engine, method, seed), digest})
	t.add(cells...)
}

func titleOf(name, id string) string {
	if name != "" {
		return name
	}
	if id != "" {
		return id
	}
	return "scenario"
}

// oneIn says a probability as people say it.
func oneIn(p float64) string {
	return "one year in " + strconv.FormatFloat(math.Round(1/p), 'f', 0, 64)
}

func percent(p float64) string { return strconv.FormatFloat(100*p, 'f', 2, 64) + " %" }

// figure writes a number of any size with four significant digits.
func figure(x float64) string { return strconv.FormatFloat(x, 'g', 4, 64) }

// money writes an amount with thousands set apart, in whole units from 100 on.
func money(x float64, currency string) string {
	if math.Abs(x) < 100 {
		return strconv.FormatFloat(x, 'f', 2, 64) + " " + currency
	}
	digits, sign := strconv.FormatFloat(math.Abs(x), 'f', 0, 64), ""
	if x < 0 {
		sign = "-"
	}
	var b strings.Builder
	for i, c := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(c)
	}
	return sign + b.String() + " " + currency
}
