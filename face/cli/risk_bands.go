package cli

import (
	"fmt"
	"math"
	"sync"

	"github.com/plimsoll-aims/plimsoll/engine/exposure"
	"github.com/plimsoll-aims/plimsoll/engine/risk"
	"github.com/plimsoll-aims/plimsoll/engine/risk/chart"
)

// shownContradictions is how many the table lists; JSON has them all.
const shownContradictions = 10

// RiskBandsCmd puts money on a risk matrix.
type RiskBandsCmd struct {
	File   string `arg:"" optional:"" help:"Scale file (docs/risk.md has the format), or - for standard input; without it the risk criteria in force."`
	Report string `help:"Also write a report to this file: .html (prints) or .svg (the picture alone)." placeholder:"FILE"`
}

// banded shows the answer.
type banded struct{ exposure.Banded }

// Run prints the cells with their figures, then the pairs that contradict them.
func (c *RiskBandsCmd) Run(g *Globals, env *Env) error {
	done := sync.OnceFunc(env.working(g, "computing"))
	defer done()
	in := riskInput{File: c.File, Report: c.Report}
	q, err := in.question(g, env, exposure.Scale)
	if err != nil {
		return err
	}
	answer, err := q.Bands(env.Ctx)
	if err != nil {
		return err
	}
	out := banded{answer}
	if err := in.report(env, out.page()); err != nil {
		return err
	}
	done()
	t := out.table(out.Contradictions[:min(shownContradictions, len(out.Contradictions))])
	if more := len(out.Contradictions) - shownContradictions; more > 0 {
		t.add("contradiction", fmt.Sprintf("%d more, see -o json", more), "", "", "", "")
	}
	if err := emit(env, g.Output, out.Banded, t); err != nil {
		return err
	}
	return drawn(env, g, out.matrix().Text())
}

// table has the cells, the given contradictions and where all comes from.
func (o banded) table(contradictions []risk.Contradiction) *table {
	t := &table{head: []string{"likelihood", "consequence", "score", "band", "expected a year", "worst 1 %"}}
	for _, v := range o.Cells {
		t.add(levelName(o.Scale.Likelihood, v.Likelihood), levelName(o.Scale.Consequence, v.Consequence), fmt.Sprint(v.Score), v.Band,
			money(v.Mean, o.Currency), money(v.TVaR99, o.Currency))
	}
	for _, x := range contradictions {
		t.add("contradiction", o.says(x), "", "", "", "")
	}
	originRows(t, o.Origin)
	computedRow(t, o.Engine, o.Method, o.Digest, o.Seed)
	return t
}

func (o banded) says(x risk.Contradiction) string {
	name := func(c risk.Cell) string {
		return fmt.Sprintf("%s x %s (%d, %s)", levelName(o.Scale.Likelihood, c.Likelihood), levelName(o.Scale.Consequence, c.Consequence), c.Score, c.Band)
	}
	return fmt.Sprintf("%s loses %.1f times as much as %s", name(x.Lower), x.Ratio, name(x.Higher))
}

func (o banded) page() chart.Page {
	m := o.matrix()
	p := chart.Page{Title: "Risk matrix in money: " + o.ID + " " + o.Version, Figures: []chart.Picture{m}, Summary: []string{m.Sentence},
		Tables: []chart.Table{pageTable("Every cell for one year", o.table(nil))}, Origin: origin(o.Engine, o.Method, o.Digest, o.Seed)}
	if len(o.Contradictions) > 0 {
		t := chart.Table{Caption: "What the matrix puts in the wrong order, by the mean and by the tail", Head: []string{"pair", "times"}}
		for _, x := range o.Contradictions {
			t.Rows = append(t.Rows, []string{o.says(x), fmt.Sprintf("%.1f", x.Ratio)})
		}
		p.Tables = append(p.Tables, t)
	}
	return p
}

// matrix is the picture: darker by the logarithm of the expected loss, marked
// where a cell loses more than one that is scored higher.
func (o banded) matrix() chart.Matrix {
	m := chart.Matrix{ID: "matrix", Title: "Risk matrix " + o.ID + " " + o.Version, Sentence: o.sentence(),
		Across: "consequence; expected loss a year in " + o.Currency, Up: "likelihood"}
	marked := map[[2]int]bool{}
	for _, x := range o.Contradictions {
		marked[[2]int{x.Lower.Likelihood, x.Lower.Consequence}] = true
	}
	for i := range o.Scale.Likelihood {
		m.Rows = append(m.Rows, levelName(o.Scale.Likelihood, i+1))
	}
	for i := range o.Scale.Consequence {
		m.Columns = append(m.Columns, levelName(o.Scale.Consequence, i+1))
	}
	low, high := math.Inf(1), 0.0
	for _, c := range o.Cells {
		low, high = math.Min(low, c.Mean), math.Max(high, c.Mean)
	}
	m.Cells = make([][]chart.MatrixCell, len(m.Rows))
	for _, c := range o.Cells {
		cell := chart.MatrixCell{Score: fmt.Sprintf("%d %s", c.Score, c.Band), Figure: chart.Short(c.Mean), Marked: marked[[2]int{c.Likelihood, c.Consequence}]}
		if high > low {
			cell.Depth = math.Log(c.Mean/low) / math.Log(high/low)
		}
		m.Cells[c.Likelihood-1] = append(m.Cells[c.Likelihood-1], cell)
	}
	return m
}

func (o banded) sentence() string {
	if len(o.Contradictions) == 0 {
		return "The scores of this matrix and the money put every pair of cells in the same order."
	}
	across := 0
	for _, x := range o.Contradictions {
		if x.AcrossBands {
			across++
		}
	}
	s := fmt.Sprintf("Of %d pairs of cells the one with the lower score loses more, on average and in the worst years", len(o.Contradictions))
	if across > 0 {
		s += fmt.Sprintf("; in %d of them it is also called less", across)
	}
	return s + ". The widest: " + o.says(o.Contradictions[0]) + "."
}

func levelName(levels []risk.ScaleLevel, i int) string {
	return fmt.Sprintf("%d %s", i, levels[i-1].Name)
}
