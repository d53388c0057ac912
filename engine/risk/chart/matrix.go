package chart

import (
	"fmt"
	"html"
	"strings"
)

// Matrix is a risk matrix with figures on it: the darker a cell, the more it
// loses, and a mark on those that the matrix ranks against the money.
type Matrix struct {
	ID       string // prefix of the ids in the SVG, unique in its page
	Title    string
	Sentence string // what the picture shows, in one sentence
	Across   string // what the columns are
	Up       string // what the rows are
	Columns  []string
	Rows     []string // lowest first
	Cells    [][]MatrixCell
}

// MatrixCell is one cell, by row and column.
type MatrixCell struct {
	Score  string  // as the matrix has it
	Figure string  // as the money has it
	Depth  float64 // 0 to 1, how dark
	Marked bool    // ranked against the money
}

const (
	cellWidth, cellHeight = 104, 52
	matrixLeft, matrixTop = 132, 28
	maxLabel              = 16 // characters
)

// Says is the sentence.
func (m Matrix) Says() string { return m.Sentence }

// SVG is the matrix as a complete image with its style inside.
func (m Matrix) SVG() string {
	var b strings.Builder
	w, h := matrixLeft+cellWidth*len(m.Columns)+12, matrixTop+cellHeight*len(m.Rows)+56
	open(&b, m.ID, m.Title, m.Sentence, w, h)
	fmt.Fprintf(&b, "<text class=\"tick\" x=\"%d\" y=\"%d\">%s</text>\n", 8, matrixTop-10, html.EscapeString(m.Up))
	for i, name := range m.Rows {
		y := matrixTop + cellHeight*(len(m.Rows)-1-i)
		fmt.Fprintf(&b, "<text class=\"tick\" x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>\n", matrixLeft-8, y+cellHeight/2+4, html.EscapeString(label(name)))
		for k, c := range m.Cells[i] {
			c.draw(&b, matrixLeft+cellWidth*k, y)
		}
	}
	foot := matrixTop + cellHeight*len(m.Rows)
	for k, name := range m.Columns {
		fmt.Fprintf(&b, "<text class=\"tick\" x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>\n", matrixLeft+cellWidth*k+cellWidth/2, foot+18, html.EscapeString(label(name)))
	}
	fmt.Fprintf(&b, "<text class=\"tick\" x=\"%d\" y=\"%d\">%s; a ring marks what the matrix ranks against the money</text>\n</svg>\n", matrixLeft, foot+42, html.EscapeString(m.Across))
	return b.String()
}

func (c MatrixCell) draw(b *strings.Builder, x, y int) {
	fmt.Fprintf(b, "<rect class=\"cell\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill-opacity=\"%.2f\"/>", x, y, cellWidth-2, cellHeight-2, 0.04+0.36*c.Depth)
	fmt.Fprintf(b, "<text class=\"tick\" x=\"%d\" y=\"%d\">%s</text>", x+10, y+22, html.EscapeString(c.Score))
	fmt.Fprintf(b, "<text class=\"tick\" x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>\n", x+cellWidth-12, y+42, html.EscapeString(c.Figure))
	if c.Marked {
		fmt.Fprintf(b, "<circle class=\"limit\" cx=\"%d\" cy=\"%d\" r=\"7\"/>\n", x+cellWidth-20, y+16)
	}
}

// label is a level's name, cut where there is no room for more.
func label(s string) string { return shortened(s, maxLabel) }

// Text draws the matrix for a terminal, highest row first; * marks a cell that is
// ranked against the money.
func (m Matrix) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", m.Up)
	for i := len(m.Rows) - 1; i >= 0; i-- {
		fmt.Fprintf(&b, "%*s", maxLabel+1, label(m.Rows[i]))
		for _, c := range m.Cells[i] {
			mark := " "
			if c.Marked {
				mark = "*"
			}
			fmt.Fprintf(&b, "%12s%s", c.Figure, mark)
		}
		b.WriteByte('\n')
	}
	fmt.Fprintf(&b, "%*s", maxLabel+1, "")
	for _, name := range m.Columns {
		fmt.Fprintf(&b, "%12s ", shortened(name, 12))
	}
	fmt.Fprintf(&b, "\n%*s%s; * ranked against the money\n", maxLabel+2, "", m.Across)
	return b.String()
}

func shortened(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return s
}
