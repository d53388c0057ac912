package catalog

import (
	"fmt"
	"io"

	"github.com/plimsoll-aims/plimsoll/fault"
)

// LicensedText is a passage of a standard that a customer has a licence for and
// attaches to an item, to read beside our words. It belongs to the tenant that
// brought it: it is shown to nobody else and never exported or packed.
type LicensedText struct {
	Item string `json:"item"` // namespaced id
	Text string `json:"text"`
}

// ReadLicensedTexts reads such passages from a CSV or XLSX table with the
// headings item and text, within the limits of ReadFramework, and checks that
// every item exists and comes once.
func (c *Catalog) ReadLicensedTexts(r io.Reader, name string) ([]LicensedText, []fault.Problem) {
	s := readSheet(r, name)
	if !s.need([]string{"item", "text"}, nil) {
		return nil, s.ps
	}
	near := suggester{c: c, known: map[string]string{}}
	first := make(map[string]place, len(s.rows))
	var out []LicensedText
	for i, row := range s.rows {
		t, at, path := LicensedText{s.get(row, "item"), s.get(row, "text")}, s.place(row, "item"), fmt.Sprintf("rows[%d].item", i)
		if _, ok := c.items[t.Item]; !ok {
			code, msg := near.explain(t.Item)
			s.bad(at, path, code, "%s", msg)
			continue
		}
		if was, dup := first[t.Item]; dup {
			s.bad(at, path, "duplicate-id", "%s is there twice, first at %s", t.Item, was.in(name))
			continue
		}
		first[t.Item] = at
		if t.Text == "" {
			s.bad(s.place(row, "text"), fmt.Sprintf("rows[%d].text", i), "missing", "there is no text for %s", t.Item)
			continue
		}
		out = append(out, t)
	}
	return out, s.ps
}
