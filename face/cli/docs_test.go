package cli

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

var updateDocs = flag.Bool("update-docs", false, "write the commands of docs/cli.md anew")

const (
	docsFile = "../../docs/cli.md"
	docsMark = "<!-- What follows is written by the test of this file: go test ./face/cli -run TestEveryCommandIsInTheManual -update-docs -->\n"
)

// The manual's list of commands is made of the commands themselves, so that none
// of them and none of their flags can be missing or be described otherwise.
func TestEveryCommandIsInTheManual(t *testing.T) {
	t.Parallel()
	p, err := kong.New(&commands{}, kong.Name("plimsoll"), kong.Exit(func(int) {}))
	if err != nil {
		t.Fatal(err)
	}
	var want bytes.Buffer
	describe(&want, p.Model.Node, "plimsoll")
	have, err := os.ReadFile(docsFile)
	if err != nil {
		t.Fatal(err)
	}
	intro, listed, ok := strings.Cut(string(have), docsMark)
	if !ok {
		t.Fatalf("%s has lost its mark", docsFile)
	}
	if *updateDocs {
		if err := os.WriteFile(docsFile, []byte(intro+docsMark+want.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if listed != want.String() {
		t.Errorf("%s does not describe the commands as they are; run this test with -update-docs", docsFile)
	}
	for code, name := range map[int]string{ExitDone: "done", ExitFailed: "failed", ExitUsage: "the words of the call are wrong", ExitCondition: "a condition", ExitNotFound: "not found", ExitForbidden: "no right", ExitConflict: "conflict", ExitUnverified: "a proof", ExitPartial: "done in part"} {
		if !strings.Contains(intro, fmt.Sprintf("| %d | %s", code, name)) {
			t.Errorf("exit code %d is not explained", code)
		}
	}
}

// describe writes every command that can be run, with its arguments and flags.
func describe(b *bytes.Buffer, n *kong.Node, path string) {
	for _, c := range n.Children {
		if c.Hidden {
			continue
		}
		at := path + " " + c.Name
		if c.Leaf() {
			fmt.Fprintf(b, "\n## %s\n\n%s\n", at, c.Help)
			lines := manualLines(c)
			if len(lines) > 0 {
				fmt.Fprintf(b, "\n| given | is |\n|---|---|\n%s", strings.Join(lines, ""))
			}
		}
		describe(b, c, at)
	}
}

func manualLines(c *kong.Node) (out []string) {
	row := func(given, help string) {
		out = append(out, fmt.Sprintf("| `%s` | %s |\n", strings.ReplaceAll(given, "|", `\|`), strings.ReplaceAll(help, "|", `\|`)))
	}
	for _, a := range c.Positional {
		row(a.Summary(), a.Help)
	}
	for _, f := range c.Flags {
		help := f.Help
		if f.HasDefault && f.Default != "" && !f.IsBool() {
			help = strings.TrimSuffix(help, ".") + "; `" + f.Default + "` without it."
		}
		if len(f.Envs) > 0 {
			help += " " + strings.Join(f.Envs, ", ") + " gives it too."
		}
		name := "--" + f.Name
		if f.PlaceHolder != "" && !f.IsBool() {
			name += " " + f.PlaceHolder
		}
		if f.Required {
			help = "Needed. " + help
		}
		row(name, help)
	}
	return out
}
