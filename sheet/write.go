package sheet

import (
	"archive/zip"
	"bufio"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/kernel"
	"github.com/plimsoll-aims/plimsoll/table"
)

// WriteCSV writes records of a kind as CSV (RFC 4180, UTF-8): a column per field
// that is not sensitive, labels and custom fields after them. A text that a
// spreadsheet would take for a formula gets an apostrophe in front, which Import
// takes off again.
func WriteCSV(w io.Writer, k *kernel.Kind, records []*kernel.Record) error {
	return CSV(w, func(row func([]Cell) error) error { return each(k, records, row) })
}

// Rows gives the rows of a sheet one after the other, headings first.
type Rows func(row func([]Cell) error) error

// CSV writes any rows the way WriteCSV writes records.
func CSV(w io.Writer, rows Rows) error {
	c := csv.NewWriter(w)
	err := rows(func(cells []Cell) error {
		out := make([]string, len(cells))
		for i, x := range cells {
			out[i] = x.Text
			if !x.Number {
				out[i] = defuse(x.Text)
			}
		}
		return c.Write(out)
	})
	if err != nil {
		return err
	}
	c.Flush()
	return c.Error()
}

// Cell is one value of an export; a Number is written as such.
type Cell struct {
	Text   string
	Number bool
}

// dangerous begins what spreadsheets evaluate.
const dangerous = "=+-@\t\r"

// defuse makes sure that a text stays a text.
func defuse(s string) string {
	if s != "" && (strings.ContainsRune(dangerous, rune(s[0])) || s[0] == '\'') {
		return "'" + s
	}
	return s
}

// undefuse takes off what defuse put on.
func undefuse(s string) string {
	if len(s) > 1 && s[0] == '\'' && (strings.ContainsRune(dangerous, rune(s[1])) || s[1] == '\'') {
		return s[1:]
	}
	return s
}

// each gives the headings and then every record's cells.
func each(k *kernel.Kind, records []*kernel.Record, row func([]Cell) error) error {
	paths := flatPaths(k.Fields, nil)
	labels, fields := map[string]bool{}, map[string]bool{}
	for _, r := range records {
		for l := range r.Labels {
			labels[l] = true
		}
		for f := range r.Fields {
			fields[f] = true
		}
	}
	ls, fs := sortedKeys(labels), sortedKeys(fields)
	head := []Cell{{Text: "name"}}
	for _, p := range paths {
		head = append(head, Cell{Text: p})
	}
	for _, l := range ls {
		head = append(head, Cell{Text: "label." + l})
	}
	for _, f := range fs {
		head = append(head, Cell{Text: "field." + f})
	}
	if err := row(head); err != nil {
		return err
	}
	for _, r := range records {
		tree, err := treeOf(k, r.Spec)
		if err != nil {
			return err
		}
		cells := append(make([]Cell, 0, len(head)), Cell{Text: r.Name})
		for _, p := range paths {
			v, _ := lookup(tree, p)
			cells = append(cells, cellOf(v))
		}
		for _, l := range ls {
			cells = append(cells, Cell{Text: r.Labels[l]})
		}
		for _, f := range fs {
			cells = append(cells, cellOf(r.Fields[f]))
		}
		if err := row(cells); err != nil {
			return err
		}
	}
	return nil
}

// flatPaths lists the fields outside lists, structs taken apart.
func flatPaths(fs []*kernel.Field, out []string) []string {
	for _, f := range fs {
		switch {
		case f.Sensitive:
		case f.Type == kernel.TypeStruct && !f.Many:
			out = flatPaths(f.Fields, out)
		default:
			out = append(out, f.Path)
		}
	}
	return out
}

func sortedKeys[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// treeOf gives a record's fields as plain values, sensitive ones left out.
func treeOf(k *kernel.Kind, spec any) (map[string]any, error) {
	if k.HasSensitive() {
		spec = k.Redact(spec)
	}
	v, err := kernel.ParseJSON(strings.NewReader(string(k.JSON(spec))))
	if err != nil {
		return nil, err
	}
	return v.(map[string]any), nil
}

// cellOf writes a value into a cell: lists of texts joined by "; ", what has
// structure as JSON.
func cellOf(v any) Cell {
	switch x := v.(type) {
	case nil:
		return Cell{}
	case string:
		return Cell{Text: x}
	case json.Number:
		return Cell{Text: x.String(), Number: true}
	case float64:
		return Cell{Text: strconv.FormatFloat(x, 'g', -1, 64), Number: true}
	case bool:
		return Cell{Text: strconv.FormatBool(x)}
	case []any:
		parts := make([]string, len(x))
		for i, e := range x {
			s, ok := e.(string)
			if !ok || strings.Contains(s, ";") {
				return Cell{Text: asJSON(v)}
			}
			parts[i] = s
		}
		return Cell{Text: strings.Join(parts, "; ")}
	}
	return Cell{Text: asJSON(v)}
}

func asJSON(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	return string(b)
}

// WriteXLSX writes records of a kind as a workbook with one sheet. Every text is
// written as a text, so that nothing in it is evaluated.
func WriteXLSX(w io.Writer, k *kernel.Kind, records []*kernel.Record) error {
	return XLSX(w, k.TitlePlural, func(row func([]Cell) error) error { return each(k, records, row) })
}

// XLSX writes any rows the way WriteXLSX writes records.
func XLSX(w io.Writer, title string, rows Rows) error {
	z := zip.NewWriter(w)
	for _, part := range []struct{ name, text string }{
		{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`},
		{"_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{"xl/workbook.xml", `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="` + escape(sheetName(title)) + `" sheetId="1" r:id="r1"/></sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`},
	} {
		f, err := z.Create(part.name)
		if err == nil {
			_, err = io.WriteString(f, xml.Header+part.text)
		}
		if err != nil {
			return err
		}
	}
	f, err := z.Create("xl/worksheets/sheet1.xml")
	if err != nil {
		return err
	}
	if err := writeSheet(f, rows); err != nil {
		return err
	}
	return z.Close()
}

// maxCellText is what the format allows in one cell.
const maxCellText = 32_767

func writeSheet(w io.Writer, rows Rows) error {
	b := bufio.NewWriter(w)
	b.WriteString(xml.Header + `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" state="frozen"/></sheetView></sheetViews><sheetData>`)
	n := 0
	err := rows(func(cells []Cell) error {
		n++
		fmt.Fprintf(b, `<row r="%d">`, n)
		for i, c := range cells {
			switch {
			case c.Text == "":
			case len(c.Text) > maxCellText:
				return fault.New(fault.TooLarge, "%s, column %s: an XLSX cell holds at most %d characters; export as CSV", cells[0].Text, table.ColumnName(i), maxCellText)
			case c.Number:
				fmt.Fprintf(b, `<c r="%s%d"><v>%s</v></c>`, table.ColumnName(i), n, c.Text)
			default:
				fmt.Fprintf(b, `<c r="%s%d" t="inlineStr"><is><t xml:space="preserve">%s</t></is></c>`, table.ColumnName(i), n, escape(c.Text))
			}
		}
		_, err := b.WriteString(`</row>`)
		return err
	})
	if err != nil {
		return err
	}
	b.WriteString(`</sheetData></worksheet>`)
	return b.Flush()
}

func escape(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a strings.Builder does not fail
	return b.String()
}

// sheetName keeps within what the format allows for the name of a sheet.
func sheetName(s string) string {
	s = strings.NewReplacer(":", " ", `\`, " ", "/", " ", "?", " ", "*", " ", "[", " ", "]", " ").Replace(s)
	if r := []rune(s); len(r) > 31 {
		s = string(r[:31])
	}
	return s
}

func lookup(t map[string]any, p string) (any, bool) {
	for {
		head, rest, more := strings.Cut(p, ".")
		v, ok := t[head]
		if !more || !ok {
			return v, ok
		}
		if t, ok = v.(map[string]any); !ok {
			return nil, false
		}
		p = rest
	}
}
