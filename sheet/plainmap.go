package sheet

import (
	"strings"

	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// PlainMapping is the mapping of a sheet whose headings are our own: "name",
// paths of fields, "label.…" and "field.…", as WriteCSV and WriteXLSX write them.
func PlainMapping(k *kernel.Kind, t *Table) (*Mapping, error) {
	m := &Mapping{Kind: k, Empty: map[string]bool{}, Name: NameRule{Column: "name", Same: "refuse"}}
	var ps kernel.Problems
	if t.column("name") < 0 {
		ps.Add("name", "no-column", "the sheet has no column called name; say with a mapping how records are named")
	}
	for _, h := range t.Head {
		r := Rule{To: h, Columns: []string{h}, Join: " ", Otherwise: "refuse"}
		label, isLabel := strings.CutPrefix(h, "label.")
		custom, isCustom := strings.CutPrefix(h, "field.")
		switch {
		case h == "name" || h == "":
		case isLabel:
			r.To = label
			m.Labels = append(m.Labels, r)
		case isCustom:
			r.To = custom
			m.Custom = append(m.Custom, r)
		default:
			if r.field = k.Field(h); r.field == nil || r.field.Type == kernel.TypeStruct && !r.field.Many {
				ps.Add(h, "unknown-field", "%s has no such field; with a mapping, columns can have any heading", k.Name)
				continue
			}
			if r.field.Many {
				r.Split = []string{";"}
			}
			m.Fields = append(m.Fields, r)
		}
	}
	return m, fault.Problems(ps)
}
