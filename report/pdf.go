package report

import (
	"fmt"
	"io"
	"strings"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"

	"github.com/plimsoll-aims/plimsoll/sheet"
)

// A PDF is set in millimetres on A4 with the Go fonts, which have Latin, Greek
// and Cyrillic letters. It has no tags for screen readers, which the library
// cannot write: the page (html) is the form that everybody can read.
const (
	family     = "go"
	margin     = 14.0
	padding    = 1.2 // on each side of a cell
	titleSize  = 17.0
	leadSize   = 10.0
	cellSize   = 8.0
	lineHeight = 3.7 // of a cell
)

// pdf writes the report as the page prints it: the heading, then a table whose
// head stands on every page. A row that does not fit goes on overleaf. The same
// report gives the same bytes.
func (r *Report) pdf(w io.Writer) error {
	orientation := "P"
	if r.Wide {
		orientation = "L"
	}
	p := &setter{Fpdf: fpdf.New(orientation, "mm", "A4", "")}
	p.AddUTF8FontFromBytes(family, "", goregular.TTF)
	p.AddUTF8FontFromBytes(family, "B", gobold.TTF)
	p.SetCatalogSort(true)
	p.SetCreationDate(r.AsOf.Time)
	p.SetModificationDate(r.AsOf.Time)
	p.SetTitle(r.Title+": "+r.Organisation, true)
	p.SetLang("en")
	p.SetMargins(margin, margin, margin)
	p.SetAutoPageBreak(false, 0)
	p.SetCellMargin(padding)
	p.SetDrawColor(0xc9, 0xd3, 0xda)
	p.SetFillColor(0xee, 0xf3, 0xf5)
	wide, high := p.GetPageSize()
	p.width, p.bottom = wide-2*margin, high-margin-6
	p.AliasNbPages("{pages}")
	p.SetFooterFunc(func() { r.footer(p, high) })
	p.AddPage()
	r.heading(p)
	r.table(p)
	return p.Output(w)
}

// setter is a PDF with the room that its pages have.
type setter struct {
	*fpdf.Fpdf
	width  float64 // between the margins
	bottom float64 // where a page is full
}

func (r *Report) footer(p *setter, high float64) {
	p.SetFont(family, "", 7.5)
	p.SetXY(margin, high-margin)
	p.CellFormat(p.width/2, 4, r.Title+", log entry "+fmt.Sprint(uint64(r.AsOf.Entry)), "", 0, "L", false, 0, "")
	p.CellFormat(p.width/2, 4, fmt.Sprintf("%d of {pages}", p.PageNo()), "", 0, "R", false, 0, "")
}

func (r *Report) heading(p *setter) {
	p.paragraph("", leadSize, r.Organisation)
	p.paragraph("B", titleSize, r.Title)
	p.paragraph("", leadSize, fmt.Sprintf("As of %s, log entry %d.", r.when(), r.AsOf.Entry))
	for _, s := range r.Lead {
		p.paragraph("", leadSize, s)
	}
	p.SetY(p.GetY() + 3)
}

// paragraph sets a text over the whole width, on as many pages as it takes.
func (p *setter) paragraph(style string, size float64, s string) {
	p.SetFont(family, style, size)
	high := size * 0.46 // a point is 0.353 mm, with room between lines
	for _, line := range p.SplitText(settable(s), p.width) {
		if p.GetY()+high > p.bottom {
			p.AddPage()
		}
		p.SetX(margin - padding)
		p.CellFormat(p.width, high, line, "", 1, "L", false, 0, "")
	}
	p.SetY(p.GetY() + 1)
}

func (r *Report) table(p *setter) {
	head := texts(r.Head...)
	rows := r.Rows
	if len(rows) == 0 {
		rows = [][]sheet.Cell{texts("There is nothing to show.")}
		head = head[:min(1, len(head))]
	}
	widths := p.columns(head, rows)
	again := func() { p.row("B", true, widths, head, func() {}) }
	again()
	for _, x := range rows {
		p.row("", false, widths, x, again)
	}
}

// columns shares the width out: every column gets its longest word, up to a
// bound, and what is left goes to each by the text it has to hold.
func (p *setter) columns(head []sheet.Cell, rows [][]sheet.Cell) []float64 {
	widths, text := make([]float64, len(head)), make([]float64, len(head))
	measure := func(style string, row []sheet.Cell) {
		p.SetFont(family, style, cellSize)
		for i, c := range row[:min(len(row), len(head))] {
			for word := range strings.FieldsSeq(c.Text) {
				widths[i] = max(widths[i], min(p.GetStringWidth(settable(word)), p.width/6)+2*padding+0.5)
			}
			text[i] += p.GetStringWidth(settable(c.Text))
		}
	}
	measure("B", head)
	for _, x := range rows {
		measure("", x)
	}
	sum, weight := 0.0, 0.0
	for i := range widths {
		text[i] = max(0.1, text[i]/float64(len(rows)+1)-widths[i]) // on average, beyond the longest word
		sum, weight = sum+widths[i], weight+text[i]
	}
	for i := range widths {
		if sum <= p.width {
			widths[i] += text[i] / weight * (p.width - sum)
		} else { // more columns than the page has room for
			widths[i] *= p.width / sum
		}
	}
	return widths
}

// row sets the cells of a row side by side. When the page is full, fresh begins
// the table on the next one.
func (p *setter) row(style string, filled bool, widths []float64, cells []sheet.Cell, fresh func()) {
	p.SetFont(family, style, cellSize)
	lines, tall := make([][]string, len(widths)), 1
	for i, c := range cells[:min(len(cells), len(widths))] {
		lines[i] = p.SplitText(settable(c.Text), widths[i])
		tall = max(tall, len(lines[i]))
	}
	for at := 0; at < tall; {
		fits := int((p.bottom - p.GetY() - 2*padding) / lineHeight)
		if fits < 1 || fits < tall-at && fits < 4 && at == 0 { // no stump of a row at the foot
			p.AddPage()
			fresh()
			p.SetFont(family, style, cellSize)
			fits = max(1, int((p.bottom-p.GetY()-2*padding)/lineHeight))
		}
		n := min(fits, tall-at)
		p.band(filled, widths, cells, lines, at, n)
		at += n
	}
}

// band sets n lines of a row, from line at.
func (p *setter) band(filled bool, widths []float64, cells []sheet.Cell, lines [][]string, at, n int) {
	top, x := p.GetY(), margin
	high := float64(n)*lineHeight + 2*padding
	if filled {
		p.Rect(margin, top, p.width, high, "F")
	}
	for i := range widths {
		align := "L"
		if i < len(cells) && cells[i].Number {
			align = "R"
		}
		for j := at; j < min(at+n, len(lines[i])); j++ {
			p.SetXY(x, top+padding+float64(j-at)*lineHeight)
			p.CellFormat(widths[i], lineHeight, lines[i][j], "", 0, align, false, 0, "")
		}
		x += widths[i]
	}
	p.Line(margin, top+high, margin+p.width, top+high)
	p.SetY(top + high)
}

// settable replaces what the fonts and the library have no place for: characters
// beyond the first plane, and tabs and the like.
func settable(s string) string {
	return strings.Map(func(c rune) rune {
		switch {
		case c == '\n':
			return c
		case c < ' ' || c == 0x7f:
			return ' '
		case c > 0xffff || c == 0xfeff:
			return '\ufffd'
		}
		return c
	}, s)
}
