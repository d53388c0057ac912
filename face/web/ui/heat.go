package ui

import (
	"html/template"
	"strconv"
	"strings"
)

// Heat is the grid of likelihood by consequence, with the limit stepped through it as one line. Over marks the levels
// at or beyond the limit; the line is drawn where a level that is over meets one that is not.
type Heat struct {
	Caption string
	Rows    []HeatRow // highest likelihood first
	Columns []string  // consequence, lowest first
	Bands   []Band    // for the key: letters and words
}

// HeatRow is one likelihood.
type HeatRow struct {
	Title string
	Cells []HeatCell
}

// HeatCell is one level.
type HeatCell struct {
	Band   int // 1 (lowest) to 4
	Letter string
	Word   string
	Over   bool
	Dots   []HeatDot
	More   *Link // when there are too many dots: "+214" to the filtered list
}

// HeatDot is one risk: a short text in the cell, the whole in its title.
type HeatDot struct{ Text, Title, Href string }

// Class is the class of the cell in row r, column c: its band and which of its sides the limit runs along.
func (h Heat) Class(r, c int) string {
	cell := h.Rows[r].Cells[c]
	cls := []string{"b" + strconv.Itoa(min(max(cell.Band, 1), 4))}
	if cell.Over {
		if c > 0 && !h.over(r, c-1) {
			cls = append(cls, "lt")
		}
		if r+1 < len(h.Rows) && !h.over(r+1, c) {
			cls = append(cls, "bt")
		}
	}
	if c == len(h.Rows[r].Cells)-1 {
		cls = append(cls, "last")
	}
	return strings.Join(cls, " ")
}

func (h Heat) over(r, c int) bool {
	return c < len(h.Rows[r].Cells) && h.Rows[r].Cells[c].Over
}

// Letters is the letters of the bands, for the key.
func (h Heat) Letters() string {
	var out []string
	for _, b := range h.Bands {
		out = append(out, b.Letter)
	}
	return strings.Join(out, " ")
}

// Words is the words of the bands, for the key.
func (h Heat) Words() string {
	var out []string
	for _, b := range h.Bands {
		out = append(out, strings.ToLower(b.Word))
	}
	return strings.Join(out, ", ")
}

// HTML renders the grid and its key.
func (h Heat) HTML() (template.HTML, error) { return run("heat", h) }
