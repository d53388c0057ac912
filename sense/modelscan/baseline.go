package modelscan

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
)

// A baseline is the list of findings that were there when a team began to
// scan: they are shown but do not count, so that only new ones stop a build.

type baselineFile struct {
	Version  int             `json:"version"`
	Findings []baselineEntry `json:"findings"`
}

type baselineEntry struct {
	Fingerprint string `json:"fingerprint"`
	Rule        string `json:"rule"`
	Path        string `json:"path"`
	SHA256      string `json:"sha256"` // of the file: a changed file counts anew
}

// WriteBaseline writes the findings that count, sorted, as a baseline file.
func (r *Report) WriteBaseline(w io.Writer) error {
	b := baselineFile{Version: 1, Findings: []baselineEntry{}}
	for i := range r.Files {
		f := &r.Files[i]
		for j := range f.Findings {
			if f.Findings[j].Suppressed == nil {
				b.Findings = append(b.Findings, baselineEntry{f.Findings[j].Fingerprint, f.Findings[j].Rule, cleanPath(f.Path), f.SHA256})
			}
		}
	}
	slices.SortFunc(b.Findings, func(x, y baselineEntry) int {
		return compareAll(x.Path, y.Path, x.Rule, y.Rule, x.Fingerprint, y.Fingerprint)
	})
	b.Findings = slices.Compact(b.Findings)
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(b)
}

// compareAll compares pairs of strings in turn.
func compareAll(pairs ...string) int {
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i] < pairs[i+1] {
			return -1
		} else if pairs[i] > pairs[i+1] {
			return 1
		}
	}
	return 0
}

// ApplyBaseline marks findings that the baseline knows in the same bytes, and
// lists the entries whose finding is gone.
func (r *Report) ApplyBaseline(data []byte) error {
	var b baselineFile
	if err := json.Unmarshal(data, &b); err != nil {
		return fmt.Errorf("not a baseline file: %w", err)
	}
	if b.Version != 1 {
		return fmt.Errorf("baseline version %d is not known; this program writes version 1", b.Version)
	}
	known := map[[2]string]bool{}
	for _, e := range b.Findings {
		known[[2]string{e.Fingerprint, e.SHA256}] = false
	}
	for i := range r.Files {
		f := &r.Files[i]
		for j := range f.Findings {
			k := [2]string{f.Findings[j].Fingerprint, f.SHA256}
			if _, ok := known[k]; ok {
				known[k] = true
				f.Findings[j].Baseline = true
			}
		}
		f.settle()
	}
	for _, e := range b.Findings {
		if !known[[2]string{e.Fingerprint, e.SHA256}] {
			r.Gone = append(r.Gone, e.Rule+" "+e.Path)
		}
	}
	return nil
}
