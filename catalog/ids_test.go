package catalog

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files anew")

// Records name items by id for years. So an edition's ids never change: a new
// edition comes as a new framework, and these files only ever gain a sibling.
func TestTheIdsOfAnEditionNeverChange(t *testing.T) {
	t.Parallel()
	for _, f := range shipped(t).Frameworks() {
		var b strings.Builder
		for _, it := range f.Items() {
			b.WriteString(it.Kind + " " + it.Local + "\n")
		}
		golden := filepath.Join("testdata", "ids", strings.ReplaceAll(f.ID, ":", "-")+".golden")
		if *update {
			if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if b.String() != string(want) {
			t.Errorf("the ids of %s differ from %s; released ids stay, a new edition gets an id of its own", f.ID, golden)
		}
	}
}
