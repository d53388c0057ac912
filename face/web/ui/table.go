package ui

import (
	"bytes"
	"html/template"
)

// Table is a list with everything around it: filters, search, bulk acts, pages, exports, and what to say when it is
// empty. Sorting, filtering and paging are links, so each view of the list has its URL.
type Table struct {
	ID      string // of the table element; "" becomes "list"
	Caption string // for screen readers
	Columns []Column
	Rows    []Row

	Filters []Link      // chips; Count carries the number behind each; beyond ten they stand behind a disclosure
	Search  *ListSearch // words within this list
	Note    string      // quiet words at the right of the chips
	Bulk    *Bulk       // nil: rows cannot be picked
	Pager   *Pager
	Exports TakeAway
	Empty   *Empty // drawn when there are no rows
	Narrow  bool   // few columns: no sideways scroll on phones
}

// Column is a heading. With SortHref it is a link; Sorted is "ascending", "descending" or "".
type Column struct {
	Title    string
	Number   bool // right-aligned, figures of equal width
	SortHref string
	Sorted   string
	Hidden   bool // the title is only for screen readers
	Wide     bool // holds sentences: never squeezed to a word a line
}

// TakeAway offers what a page shows as files.
type TakeAway []Link

// HTML draws the links behind a word of what they are for.
func (t TakeAway) HTML() (template.HTML, error) { return run("takeaway", t) }

// Row is one record. The first cell is its heading.
type Row struct {
	ID    string // the value when picked, and the anchor
	Label string // names the row for its checkbox
	Cells []Part // nil cells are drawn as none
	Faint bool   // greyed, such as a record that is out of use
}

// ListSearch is the search field of one list.
type ListSearch struct {
	Action, Name, Value, Label string
	Hidden                     []Hidden
}

// Bulk is what can be done to picked rows: a form that posts every picked row's ID under Name.
type Bulk struct {
	Action  string
	Name    string // "" becomes "pick"
	Hidden  []Hidden
	Choices []Action // buttons; Name and Value say which was pressed
}

// Pager links the pages of a list.
type Pager struct {
	Label      string // names the links for screen readers when a page has several lists
	Total      string // "2,133 systems"
	Shown      string // "51 to 100"
	Prev, Next string // "" at the ends
	First      string
	Sizes      []Link
}

// Empty is an empty list that teaches: what this is, why an auditor cares, one thing to do, one example.
type Empty struct {
	What, Why string
	Do        *Action
	More      *Link
	Example   []Part // one greyed row
	Filtered  string // when set, the list is only empty because of filters: this says so, with Clear
	Clear     string // URL without filters
}

// HTML renders the list.
func (t Table) HTML() (template.HTML, error) {
	t.ID = or(t.ID, "list")
	if t.Bulk != nil {
		b := *t.Bulk
		b.Name = or(b.Name, "pick")
		t.Bulk = &b
	}
	return run("table", t)
}

// maxFilters is how many filters are visible at once; one more than fits is not worth hiding.
const maxFilters = 10

// FirstFilters are the filters that are always visible.
func (t Table) FirstFilters() []Link {
	if len(t.Filters) <= maxFilters+1 {
		return t.Filters
	}
	return t.Filters[:maxFilters]
}

// MoreFilters are the others, behind a disclosure.
func (t Table) MoreFilters() []Link { return t.Filters[len(t.FirstFilters()):] }

// MoreOpen says whether one of the others is in force.
func (t Table) MoreOpen() bool {
	for _, f := range t.MoreFilters() {
		if f.Current {
			return true
		}
	}
	return false
}

// Body is the rows. They are written by hand: a list page draws hundreds of cells, and a template costs several times
// as much for each.
func (t Table) Body() (html template.HTML, err error) {
	err = with(func(b *bytes.Buffer) error {
		for _, r := range t.Rows {
			if err := t.row(b, r); err != nil {
				return err
			}
		}
		html = template.HTML(b.String())
		return nil
	})
	return html, err
}

func (t Table) row(b *bytes.Buffer, r Row) error {
	b.WriteString("<tr")
	if r.ID != "" {
		b.WriteString(` id="` + esc(r.ID) + `"`)
	}
	if r.Faint {
		b.WriteString(` class="faint"`)
	}
	b.WriteString(" data-row>")
	if t.Bulk != nil {
		b.WriteString(`<td class="pk"><input type="checkbox" name="` + esc(t.Bulk.Name) + `" value="` + esc(r.ID) + `" aria-label="Pick ` + esc(or(r.Label, r.ID)) + `"></td>`)
	}
	for i, c := range r.Cells {
		if c == nil {
			c = None
		}
		html, err := c.HTML()
		if err != nil {
			return err
		}
		open, end := t.cell(i)
		b.WriteString(open)
		b.WriteString(string(html))
		b.WriteString(end)
	}
	b.WriteString("</tr>\n")
	return nil
}

// cell gives what stands round a cell of a column.
func (t Table) cell(column int) (open, end string) {
	switch {
	case column == 0:
		return `<th scope="row">`, `</th>`
	case column < len(t.Columns) && t.Columns[column].Number:
		return `<td class="n">`, `</td>`
	case column < len(t.Columns) && t.Columns[column].Wide:
		return `<td class="wd">`, `</td>`
	}
	return `<td>`, `</td>`
}

// HTML renders the empty state on its own.
func (e Empty) HTML() (template.HTML, error) { return run("empty", e) }
