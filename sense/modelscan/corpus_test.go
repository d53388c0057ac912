package modelscan

import (
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// TestAFolderOfLabelledSamplesIsJudgedAsLabelled writes every generated sample to
// a folder with a manifest and scans it as one would scan a download.
func TestAFolderOfLabelledSamplesIsJudgedAsLabelled(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	rows := [][]string{{"path", "label", "class"}}
	for i, s := range samples() {
		name := filepath.Join(fmt.Sprintf("%03d", i), filepath.FromSlash(s.name))
		write(t, filepath.Join(root, name), s.data)
		switch {
		case s.rule == "":
			rows = append(rows, []string{filepath.ToSlash(name), "benign", ""})
		case s.level == "" || s.level.AtLeast(High):
			rows = append(rows, []string{filepath.ToSlash(name), "malicious", s.rule})
		}
	}
	f, err := os.Create(filepath.Join(root, "manifest.csv"))
	if err != nil {
		t.Fatal(err)
	}
	if err := csv.NewWriter(f).WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	checkCorpus(t, root)
}

// TestTheCorpusIsJudgedAsLabelled reads a folder of labelled model files of
// others, which are not in this repository: MODELSCAN_CORPUS names the folder. It
// has a manifest.csv of path, label and class.
func TestTheCorpusIsJudgedAsLabelled(t *testing.T) {
	t.Parallel()
	root := os.Getenv("MODELSCAN_CORPUS")
	if root == "" {
		t.Skip("MODELSCAN_CORPUS names no folder of labelled model files")
	}
	checkCorpus(t, root)
}

func checkCorpus(t *testing.T, root string) {
	t.Helper()
	f, err := os.Open(filepath.Join(root, "manifest.csv"))
	if err != nil {
		t.Fatal(err)
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
	if good == 0 || bad == 0 {
		t.Errorf("%d malicious and %d benign files: one kind is missing", bad, good)
	}
	t.Logf("%d malicious flagged, %d benign passed, %d skipped", bad, good, len(r.Skipped))
}
