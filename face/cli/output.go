package cli

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"go.yaml.in/yaml/v4"

	"github.com/plimsoll-aims/plimsoll/fault"
)

// table is rows under headings; every command that lists something fills one.
type table struct {
	head []string
	rows [][]string
}

func (t *table) add(cells ...string) { t.rows = append(t.rows, cells) }

// emit writes value in the format that was asked for: the table for people,
// the value itself for programs. jsonl and csv come from the table's rows when
// value is not a list.
func emit(env *Env, format string, value any, t *table) error {
	switch format {
	case "table", "":
		if t == nil {
			return emitJSON(env.Out, value)
		}
		return emitTable(env, t)
	case "json":
		return emitJSON(env.Out, value)
	case "jsonl":
		return emitLines(env.Out, value)
	case "yaml":
		return emitYAML(env.Out, value)
	case "csv":
		w := csv.NewWriter(env.Out)
		_ = w.Write(t.head) // a csv.Writer keeps its first error for Error
		_ = w.WriteAll(t.rows)
		return w.Error()
	}
	return fault.New(fault.Usage, "%q is not an output format; use table, json, jsonl, yaml or csv", format)
}

func emitJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

// emitLines writes one JSON value a line: each element of a list, or the value.
func emitLines(w io.Writer, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	var list []json.RawMessage
	if json.Unmarshal(b, &list) != nil {
		list = []json.RawMessage{b}
	}
	for _, x := range list {
		if _, err := fmt.Fprintf(w, "%s\n", x); err != nil {
			return err
		}
	}
	return nil
}

// emitYAML goes through JSON, so that both formats have the same field names.
func emitYAML(w io.Writer, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	var x any
	if err := yaml.Unmarshal(b, &x); err != nil {
		return err
	}
	out, err := yaml.Marshal(x)
	if err != nil {
		return err
	}
	_, err = w.Write(out)
	return err
}

func emitTable(env *Env, t *table) error {
	if !env.OutTTY {
		for _, r := range t.rows {
			if _, err := fmt.Fprintln(env.Out, strings.Join(flat(r), "\t")); err != nil {
				return err
			}
		}
		return nil
	}
	w := tabwriter.NewWriter(env.Out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, strings.ToUpper(strings.Join(t.head, "\t")))
	for _, r := range t.rows {
		fmt.Fprintln(w, strings.Join(flat(r), "\t"))
	}
	return w.Flush()
}

// flat keeps a cell on its line: a tab or a line end would break the table.
func flat(cells []string) []string {
	out := make([]string, len(cells))
	for i, c := range cells {
		out[i] = strings.NewReplacer("\t", " ", "\n", " ", "\r", "").Replace(c)
	}
	return out
}
