package lint_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/plimsoll-aims/plimsoll/catalog"
	"github.com/plimsoll-aims/plimsoll/engine/lint"
)

var update = flag.Bool("update", false, "write the tables of the documentation anew")

const page = "../../docs/lint.md"

func TestTheDocumentedChecksAreTheChecks(t *testing.T) {
	t.Parallel()
	cat, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	b.WriteString("| check | finding | clauses and controls | usually | what it sees | what it cannot see yet |\n|---|---|---|---|---|---|\n")
	for _, a := range lint.Describe(cat) {
		items := strings.ReplaceAll(strings.Join(a.Items, ", "), "iso42001:", "")
		blind := a.Blind
		if blind == "" {
			blind = "–"
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s |\n", a.ID, a.Title, items, a.Severity, a.Sees, blind)
	}
	raw, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, ok := strings.Cut(string(raw), "-update -->\n")
	_, tail, ok2 := strings.Cut(rest, "<!-- end -->")
	if !ok || !ok2 {
		t.Fatal("the marks of the table are gone from " + page)
	}
	want := head + "-update -->\n" + b.String() + "<!-- end -->" + tail
	if *update {
		if err := os.WriteFile(page, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if want != string(raw) {
		t.Errorf("%s does not say what the checks do; run go test ./engine/lint -update", page)
	}
}
