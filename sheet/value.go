package sheet

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/plimsoll-aims/plimsoll/kernel"
	"github.com/plimsoll-aims/plimsoll/table"
)

// reading is a rule bound to the columns of a table.
type reading struct {
	*Rule
	at []int
	m  *Mapping
	t  *Table
}

// value makes the rule's value of a row; nil means that nothing was said. col is
// the position of the column that is to blame for the problem.
func (r *reading) value(row *table.Row) (v any, col int, problem string) {
	if r.HasConst {
		return r.Constant, 0, ""
	}
	for _, c := range r.at {
		if what, bad := row.Bad[c]; bad {
			return nil, c, what
		}
	}
	text := r.text(row)
	v, problem = r.convert(text)
	return v, r.at[0], problem
}

// text joins the cells that say something.
func (r *reading) text(row *table.Row) string {
	if len(r.at) == 1 && !r.Headed {
		return Normal(undefuse(row.Cells[r.at[0]]))
	}
	var parts []string
	for _, c := range r.at {
		s := Normal(undefuse(row.Cells[c]))
		if s == "" || r.m.Empty[Fold(s)] {
			continue
		}
		if r.Headed {
			s = Line(r.t.Head[c]) + " " + s
			if !strings.HasSuffix(r.t.Head[c], "?") {
				s = Line(r.t.Head[c]) + ": " + Normal(undefuse(row.Cells[c]))
			}
		}
		parts = append(parts, s)
	}
	return strings.Join(parts, r.Join)
}

func (r *reading) convert(text string) (any, string) {
	if len(r.Split) > 0 || r.field != nil && r.field.Many {
		return r.list(text)
	}
	return r.one(text)
}

// one makes a single value.
func (r *reading) one(text string) (any, string) {
	fold := Fold(text)
	for _, m := range r.Values {
		if matches(m.Pattern, fold) {
			return m.Value, ""
		}
	}
	if text == "" || r.m.Empty[fold] {
		return r.Default, ""
	}
	if len(r.Values) > 0 {
		switch {
		case r.HasElse:
			return r.Else, ""
		case r.Otherwise == "empty":
			return nil, ""
		case r.Otherwise == "refuse":
			return nil, fmt.Sprintf("%q is none of the values of the mapping", short(text))
		}
	}
	if r.Slug {
		text = Slug(text)
	}
	return r.typed(text)
}

func matches(pattern, fold string) bool {
	head, tail := strings.HasPrefix(pattern, "*"), len(pattern) > 1 && strings.HasSuffix(pattern, "*")
	core := strings.TrimSuffix(strings.TrimPrefix(pattern, "*"), "*")
	switch {
	case head && tail:
		return strings.Contains(fold, core)
	case tail:
		return strings.HasPrefix(fold, core)
	case head:
		return strings.HasSuffix(fold, core)
	}
	return fold == pattern
}

// typed reads a text as what the field holds.
func (r *reading) typed(text string) (any, string) {
	if len(r.Date) > 0 {
		return r.date(text)
	}
	if r.field == nil {
		return Line(text), ""
	}
	switch r.field.Type {
	case kernel.TypeDate:
		return r.date(text)
	case kernel.TypeBool:
		switch Fold(text) {
		case "true", "yes", "1", "x":
			return true, ""
		case "false", "no", "0":
			return false, ""
		}
		return nil, fmt.Sprintf("%q is neither yes nor no", short(text))
	case kernel.TypeInt, kernel.TypeFloat:
		n := strings.ReplaceAll(text, ",", "")
		if _, err := strconv.ParseFloat(n, 64); err != nil {
			return nil, fmt.Sprintf("%q is not a number", short(text))
		}
		return json.Number(n), ""
	case kernel.TypeStruct, kernel.TypeMap:
		v, err := kernel.ParseJSON(strings.NewReader(text))
		if err != nil {
			return nil, "this field holds structure; write it as JSON"
		}
		return v, ""
	case kernel.TypeString:
		if r.field.Long {
			return text, ""
		}
	}
	return Line(text), ""
}

// list splits a text; a JSON list, as forms export one, is taken apart as such.
func (r *reading) list(text string) (any, string) {
	if text == "" || r.m.Empty[Fold(text)] {
		return r.Default, ""
	}
	if strings.HasPrefix(text, "[") {
		if v, err := kernel.ParseJSON(strings.NewReader(text)); err == nil {
			if list, ok := v.([]any); ok {
				return r.each(list)
			}
		}
	}
	parts := []string{text}
	for _, sep := range r.Split {
		var next []string
		for _, p := range parts {
			next = append(next, strings.Split(p, sep)...)
		}
		parts = next
	}
	list := make([]any, 0, len(parts))
	for _, p := range parts {
		list = append(list, p)
	}
	return r.each(list)
}

func (r *reading) each(list []any) (any, string) {
	out := []any{}
	for _, e := range list {
		if s, ok := e.(string); ok {
			if s = Normal(s); s == "" {
				continue
			}
			v, problem := r.one(s)
			if problem != "" {
				return nil, problem
			}
			if v == nil || v == "" {
				continue
			}
			e = v
		}
		out = append(out, e)
	}
	if len(out) == 0 {
		return nil, ""
	}
	return out, ""
}

// date reads a day: ISO 8601, or one of the rule's layouts. A layout without a
// day or month gives the first one.
func (r *reading) date(text string) (any, string) {
	s := Line(text)
	if t, err := time.Parse("2006-01-02T15:04:05", s); err == nil {
		s = t.Format(time.DateOnly)
	}
	for _, layout := range append([]string{time.DateOnly}, r.Date...) {
		t, err := time.Parse(layout, s)
		if err != nil {
			continue
		}
		if r.Years && t.Year() == 1905 {
			// A year typed into a cell that shows dates: 2024 is day 2024 of the
			// spreadsheet's calendar, which is 16 July 1905.
			t = time.Date(int(t.Sub(time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)).Hours()/24), 1, 1, 0, 0, 0, 0, time.UTC)
		}
		return string(kernel.DateOf(t)), ""
	}
	if x, err := strconv.ParseFloat(s, 64); err == nil && r.t.Format == "xlsx" {
		if d, ok := table.SerialTime(x, r.t.Date1904); ok && x >= 1000 {
			return d[:10], ""
		}
	}
	switch {
	case r.HasElse:
		return r.Else, ""
	case r.Otherwise == "empty":
		return nil, ""
	}
	return nil, fmt.Sprintf("%q is not a day in a form that the mapping names", short(text))
}

func short(s string) string {
	if r := []rune(Line(s)); len(r) > 60 {
		return string(r[:57]) + "..."
	}
	return Line(s)
}
