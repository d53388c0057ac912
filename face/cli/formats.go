package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/plimsoll-aims/plimsoll/fault"
)

// common are the formats that a command has when it says nothing else.
var common = []string{"table", "json", "jsonl", "yaml", "csv"}

// formatted is a command with formats of its own.
type formatted interface{ formats() []string }

// checkFormat says before anything is done that a command has no such format.
func checkFormat(name string, cmd command, format string) error {
	all := common
	if f, ok := cmd.(formatted); ok {
		all = f.formats()
	}
	if slices.Contains(all, format) {
		return nil
	}
	return fault.New(fault.Usage, "plimsoll %s has no output format %q; it has %s", name, format, strings.Join(all, ", "))
}

// more are the common formats and others.
func more(formats ...string) []string { return append(slices.Clone(common), formats...) }

var (
	noCSV = common[:len(common)-1] // of a tree with no rows
	words = common[:1]             // of what is said while it goes on
)

func (*StatusCmd) formats() []string      { return noCSV }
func (*LogProveCmd) formats() []string    { return noCSV }
func (*CatalogShowCmd) formats() []string { return more("oscal") }
func (*ScanModelCmd) formats() []string   { return more("sarif", "cyclonedx") }
func (*AttackPathsCmd) formats() []string { return more("svg", "flow") }
func (*AttackCutCmd) formats() []string   { return more("svg") }
func (*DemoCmd) formats() []string        { return words }
func (*ServeCmd) formats() []string       { return words }
func (*ReportCmd) formats() []string      { return words } // the file's format is --format
func (*DiscoverCmd) formats() []string {
	return more("sarif", "cyclonedx", "cyclonedx-1.6", "cyclonedx-1.7", "spdx", "spdx-3.0")
}

// tell writes the outcome of a command that did one thing: a sentence for people,
// the value for programs, in csv as one row under the names of its fields.
func tell(env *Env, g *Globals, value any, format string, args ...any) error {
	switch g.Output {
	case "table":
		_, err := fmt.Fprintf(env.Out, format+"\n", args...)
		return err
	case "csv":
		t, err := rowOf(value)
		if err != nil {
			return err
		}
		return emit(env, g.Output, value, t)
	}
	return emit(env, g.Output, value, nil)
}

// rowOf makes a table of one row of a value that is an object, in the order of its
// fields.
func rowOf(value any) (*table, error) {
	b, err := json.Marshal(value)
	if err != nil {
		return nil, err
	}
	d := json.NewDecoder(bytes.NewReader(b))
	if _, err := d.Token(); err != nil {
		return nil, err
	}
	t := &table{rows: [][]string{{}}}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return nil, err
		}
		var x json.RawMessage
		if err := d.Decode(&x); err != nil {
			return nil, err
		}
		cell := string(x)
		var s string
		if json.Unmarshal(x, &s) == nil {
			cell = s
		}
		t.head, t.rows[0] = append(t.head, fmt.Sprint(name)), append(t.rows[0], cell)
	}
	return t, nil
}
