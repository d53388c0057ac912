package readiness_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/plimsoll-aims/plimsoll/catalog"
	"github.com/plimsoll-aims/plimsoll/engine/readiness"
)

var update = flag.Bool("update", false, "write the tables of the documentation anew")

const page = "../../docs/readiness.md"

func TestTheDocumentedRulesAreTheRules(t *testing.T) {
	t.Parallel()
	cat, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	n := 0
	b.WriteString("| requirement | what is looked at |\n|---|---|\n")
	all := readiness.Describe(cat)
	for _, a := range all {
		looks := "a statement with proof"
		if a.Looks != "" {
			looks, n = a.Looks, n+1
		}
		fmt.Fprintf(&b, "| %s | %s |\n", a.ID, looks)
	}
	table := fmt.Sprintf("%d of %d requirements have a rule; the other %d need a statement.\n\n%s", n, len(all), len(all)-n, b.String())
	raw, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, ok := strings.Cut(string(raw), "-update -->\n")
	_, tail, ok2 := strings.Cut(rest, "<!-- end -->")
	if !ok || !ok2 {
		t.Fatal("the marks of the table are gone from " + page)
	}
	want := head + "-update -->\n" + table + "<!-- end -->" + tail
	if *update {
		if err := os.WriteFile(page, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if want != string(raw) {
		t.Errorf("%s does not say what the rules do; run go test ./engine/readiness -update", page)
	}
}
