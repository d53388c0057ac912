package sheet

import (
	"slices"
	"strings"

	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/table"
)

// draft is what a row asks for.
type draft struct {
	row    *table.Row
	name   string
	spec   map[string]any    // by path; nil empties the field
	labels map[string]string // "" takes the label off
	custom map[string]any
	bad    []Refused // why the row is refused
}

// program is a mapping bound to a table.
type program struct {
	m        *Mapping
	t        *Table
	fields   []reading
	labels   []reading
	custom   []reading
	names    []string
	problems []string
	columns  map[string]int // path of a field to the column it comes from
}

// bind finds the mapping's columns in the table. Every column that is missing and
// every heading that is neither mapped nor ignored is a problem.
func bind(m *Mapping, t *Table) (*program, error) {
	b := binder{t: t, used: map[int]bool{}}
	p := &program{m: m, t: t, columns: map[string]int{}}
	p.fields, p.labels, p.custom = b.readings(m, m.Fields), b.readings(m, m.Labels), b.readings(m, m.Custom)
	n := naming{rule: m.Name, t: t}
	if m.Name.Column != "" {
		n.from = b.columns([]string{m.Name.Column}, m.Name.where)
	}
	n.from = append(n.from, b.columns(m.Name.From, m.Name.where)...)
	n.of = b.columns(m.Name.Of, m.Name.where)
	for _, c := range m.Ignore {
		if i := t.column(c); i >= 0 {
			b.used[i] = true
		}
	}
	for i, h := range t.Head {
		if !b.used[i] && !m.Rest && h != "" {
			b.found = append(b.found, fault.Problem{Path: h, Code: "unmapped", Where: table.ColumnName(i),
				Message: "this column is neither mapped nor ignored; map it, or put it under ignore"})
		}
		if h == "" && !m.Rest && t.says(i) {
			b.found = append(b.found, fault.Problem{Path: "column " + table.ColumnName(i), Code: "no-heading", Where: table.ColumnName(i),
				Message: "this column has values and no heading; give it one, or ignore all others with ignore: [\"*\"]"})
		}
	}
	if err := fault.Problems(b.found); err != nil {
		return nil, err
	}
	for _, r := range p.fields {
		if len(r.at) > 0 {
			p.columns[r.To] = r.at[0]
		}
	}
	p.names, p.problems = n.names()
	return p, nil
}

// says reports whether any row has something in a column.
func (t *Table) says(col int) bool {
	return slices.ContainsFunc(t.Rows, func(r table.Row) bool { return strings.TrimSpace(r.Cells[col]) != "" })
}

type binder struct {
	t     *Table
	used  map[int]bool
	found []fault.Problem
}

func (b *binder) readings(m *Mapping, rules []Rule) []reading {
	out := make([]reading, 0, len(rules))
	for i := range rules {
		r := &rules[i]
		where := map[string]string{}
		for _, c := range r.Columns {
			where[c] = r.where
		}
		out = append(out, reading{Rule: r, at: b.columns(r.Columns, where), m: m, t: b.t})
	}
	return out
}

func (b *binder) columns(names []string, where map[string]string) []int {
	var out []int
	for _, c := range names {
		i := b.t.column(c)
		if i < 0 {
			msg := "the sheet has no such column"
			if near := b.near(c); near != "" {
				msg += "; it has " + near
			}
			b.found = append(b.found, fault.Problem{Path: c, Code: "no-column", Message: msg, Where: where[c]})
			continue
		}
		b.used[i] = true
		out = append(out, i)
	}
	return out
}

// near finds a heading that shares the beginning, for a hint.
func (b *binder) near(name string) string {
	fold := Fold(name)
	for _, h := range b.t.Head {
		f := Fold(h)
		if n := min(len(f), len(fold), 12); n >= 4 && f[:n] == fold[:n] {
			return `"` + short(h) + `"`
		}
	}
	return ""
}

// draft reads one row. Problems are by column; a row with any is refused.
func (p *program) draft(i int) *draft {
	row := &p.t.Rows[i]
	d := &draft{row: row, name: p.names[i], spec: map[string]any{}, labels: map[string]string{}, custom: map[string]any{}}
	refuse := func(col int, problem string) {
		r := Refused{Row: row.N, Problem: problem}
		if col >= 0 && col < len(p.t.Head) {
			r.Column = p.t.Head[col]
		}
		if !slices.Contains(d.bad, r) {
			d.bad = append(d.bad, r)
		}
	}
	if p.problems[i] != "" {
		refuse(-1, p.problems[i])
	}
	for _, col := range sortedInts(row.Bad) {
		if col >= len(p.t.Head) {
			refuse(-1, row.Bad[col])
		}
	}
	for j := range p.fields {
		v, col, problem := p.fields[j].value(row)
		if problem != "" {
			refuse(col, problem)
		}
		d.spec[p.fields[j].To] = v
	}
	for j := range p.labels {
		v, col, problem := p.labels[j].value(row)
		if problem != "" {
			refuse(col, problem)
		}
		s := ""
		if v != nil {
			s = cellOf(v).Text
		}
		d.labels[p.labels[j].To] = s
	}
	for j := range p.custom {
		v, col, problem := p.custom[j].value(row)
		if problem != "" {
			refuse(col, problem)
		}
		d.custom[p.custom[j].To] = v
	}
	return d
}

func sortedInts(m map[int]string) []int {
	out := make([]int, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// columnOf finds the heading that a problem's path came from.
func (p *program) columnOf(path string) string {
	best, at := "", -1
	for to, col := range p.columns {
		if (path == to || strings.HasPrefix(path, to+".") || strings.HasPrefix(path, to+"[")) && len(to) > len(best) {
			best, at = to, col
		}
	}
	if at < 0 {
		return ""
	}
	return p.t.Head[at]
}

// blank says whether a row says nothing at all.
func blank(r *table.Row) bool {
	return len(r.Bad) == 0 && !slices.ContainsFunc(r.Cells, func(c string) bool { return strings.TrimSpace(c) != "" && Normal(c) != "" })
}
