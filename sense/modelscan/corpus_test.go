package modelscan

import (
	"context"
	"encoding/csv"
	"os"
	"path/filepath"
	"testing"
)

// TestTheCorpusIsJudgedAsLabelled reads a folder of labelled model files, with a
// manifest.csv of path, label and class. MODELSCAN_CORPUS names it.
func TestTheCorpusIsJudgedAsLabelled(t *testing.T) {
	t.Parallel()
	root := os.Getenv("MODELSCAN_CORPUS")
	if root == "" {
		root = filepath.Join("testdata", "corpus")
	}
	checkCorpus(t, root)
}

func checkCorpus(t *testing.T, root string) {
	t.Helper()
	f, err := os.Open(filepath.Join(root, "manifest.csv"))
	if err != nil {
		t.Skipf("no labelled files at %s: %v", root, err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	r, err := Scan(context.Background(), []string{root}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	byPath := map[string]*File{}
	for i := range r.Files {
		byPath[r.Files[i].Path] = &r.Files[i]
	}
	good, bad := 0, 0
	for _, row := range rows[1:] {
		file := byPath[filepath.Join(root, filepath.FromSlash(row[0]))]
		switch {
		case file == nil:
			t.Errorf("%s is not reported", row[0])
		case row[1] == "malicious" && !file.Severity.AtLeast(High):
			t.Errorf("%s (class %s) is missed: %s %q", row[0], row[2], file.Format, show(file))
		case row[1] == "benign" && file.Severity.AtLeast(High):
			t.Errorf("%s is flagged: %s %q", row[0], file.Format, show(file))
		case row[1] == "benign":
			good++
		default:
			bad++
		}
	}
	t.Logf("%d malicious flagged, %d benign passed, %d skipped", bad, good, len(r.Skipped))
}
