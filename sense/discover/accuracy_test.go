package discover

import (
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// label is the truth about one repository of testdata/benchmark.
type label struct {
	repo, commit, part string
	ai                 bool
	files              map[string]bool
}

func readLabels(t *testing.T) []*label {
	t.Helper()
	rows := func(name string) [][]string {
		f, err := os.Open(filepath.Join("testdata", "benchmark", name))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		all, err := csv.NewReader(f).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		return all[1:]
	}
	var out []*label
	by := map[string]*label{}
	for _, r := range rows("repositories.csv") {
		l := &label{repo: r[0], commit: r[1], part: r[2], ai: r[3] == "yes", files: map[string]bool{}}
		out, by[r[0]] = append(out, l), l
	}
	for _, r := range rows("labels.csv") {
		if by[r[0]] == nil {
			t.Fatalf("a label of %s, which is not in repositories.csv", r[0])
		}
		by[r[0]].files[r[1]] = true
	}
	return out
}

func TestLabelsAreWholeAndNegativesHaveNone(t *testing.T) {
	t.Parallel()
	parts := map[string]int{}
	for _, l := range readLabels(t) {
		if len(l.commit) != 40 {
			t.Errorf("%s: %q is no commit", l.repo, l.commit)
		}
		if l.ai != (len(l.files) > 0) {
			t.Errorf("%s: ai is %v with %d labelled files", l.repo, l.ai, len(l.files))
		}
		parts[l.part]++
	}
	if parts["tuned"] < 12 || parts["held-out"] < 12 || parts["blind"] < 12 || parts["blind-2"] < 6 || parts["blind-3"] < 14 || parts["blind-4"] < 16 || parts["blind-5"] < 16 {
		t.Error(parts)
	}
}

// TestAccuracyOnLocalCheckouts measures precision and recall by file over the
// labelled repositories. It needs them: PLIMSOLL_DISCOVER_REPOS is a folder with
// one checkout for each, named owner+repository, at the commit of the label.
func TestAccuracyOnLocalCheckouts(t *testing.T) {
	dir := os.Getenv("PLIMSOLL_DISCOVER_REPOS")
	if dir == "" {
		t.Skip("PLIMSOLL_DISCOVER_REPOS is not set; see docs/discovery-accuracy.md")
	}
	type score struct{ tp, fp, fn, falseSystems, repos int }
	total := map[string]*score{}
	for _, l := range readLabels(t) {
		root := filepath.Join(dir, strings.ReplaceAll(l.repo, "/", "+"))
		if _, err := os.Stat(root); err != nil {
			t.Logf("%s is not checked out", l.repo)
			continue
		}
		r, err := Scan(context.Background(), []string{root}, Options{})
		if err != nil {
			t.Fatal(err)
		}
		found := map[string]bool{}
		for _, a := range r.Assets {
			for _, e := range a.Evidence {
				found[e.File] = true
			}
		}
		s := score{}
		for f := range found {
			if l.files[f] {
				s.tp++
			} else {
				s.fp++
				t.Logf("%s: false alarm %s", l.repo, f)
			}
		}
		for f := range l.files {
			if !found[f] {
				s.fn++
				t.Logf("%s: missed %s", l.repo, f)
			}
		}
		if !l.ai {
			s.falseSystems = len(r.Systems)
		}
		fmt.Printf("| %s | %s | %d | %d | %d | %d |\n", l.repo, l.commit[:7], s.tp, s.fp, s.fn, len(r.Systems))
		if total[l.part] == nil {
			total[l.part] = &score{}
		}
		p := total[l.part]
		p.tp, p.fp, p.fn, p.falseSystems, p.repos = p.tp+s.tp, p.fp+s.fp, p.fn+s.fn, p.falseSystems+s.falseSystems, p.repos+1
	}
	for part, s := range total {
		if s.tp == 0 {
			continue
		}
		precision, recall := float64(s.tp)/float64(s.tp+s.fp), float64(s.tp)/float64(s.tp+s.fn)
		fmt.Printf("%s: %d repositories, precision %.4f, recall %.4f, false systems %d\n", part, s.repos, precision, recall, s.falseSystems)
		if precision < 0.98 || recall < 0.95 || s.falseSystems > 0 {
			t.Errorf("%s: below the bar of precision 0.98, recall 0.95 and no false system", part)
		}
	}
}
