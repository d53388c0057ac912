package modelscan

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
)

// Finding is one thing worth acting on in a file.
type Finding struct {
	Rule        string   `json:"rule"`               // a rule's id, see Rules
	Class       string   `json:"class"`              // E, N, S, T, M, K, A or O, see Class
	Severity    Severity `json:"severity"`           // of this finding
	Where       string   `json:"where"`              // member!member @ offset
	Callable    string   `json:"callable,omitempty"` // module.name, operator or layer
	Arguments   string   `json:"arguments,omitempty"`
	Why         string   `json:"why"`
	Fix         string   `json:"fix"`
	CVE         []string `json:"cve,omitempty"`
	Fingerprint string   `json:"fingerprint"` // the same for the same finding in the same bytes' place
	Suppressed  *Reason  `json:"suppressed,omitempty"`
	Baseline    bool     `json:"baseline,omitempty"` // known from the baseline file
	verdict     Verdict  // what it makes of the file
}

// Reason is why a finding does not count.
type Reason struct {
	Owner   string `json:"owner"`
	Reason  string `json:"reason"`
	Expires string `json:"expires"` // a date
}

// Counts says whether the finding counts for severity and gate.
func (f *Finding) Counts() bool { return f.Suppressed == nil && !f.Baseline }

// File is what is known of one scanned file.
type File struct {
	Path     string   `json:"path"`
	SHA256   string   `json:"sha256"`
	Size     int64    `json:"size"`
	Format   string   `json:"format"`
	Verdict  Verdict  `json:"verdict"`
	Severity Severity `json:"severity"`
	// WeightsOnly says whether PyTorch's weights-only unpickler takes every
	// pickle in the file; null where the format holds no pickle that
	// torch.load would read.
	WeightsOnly    *bool     `json:"weights_only_safe"`
	WeightsOnlyWhy string    `json:"weights_only_why,omitempty"`
	Findings       []Finding `json:"findings"`
	Globals        []string  `json:"globals,omitempty"` // every global that its pickles ask for
	Partial        string    `json:"partial,omitempty"` // what could not be looked at, and why
}

// Skipped is a path that could not be scanned.
type Skipped struct {
	Path   string `json:"path"`
	Why    string `json:"why"`
	Unread bool   `json:"unread,omitempty"` // it is there and could not be read, so the scan is not whole
}

// Whole says whether everything that is there was read.
func (r *Report) Whole() bool {
	for _, s := range r.Skipped {
		if s.Unread {
			return false
		}
	}
	return true
}

// Report is the result of a scan.
type Report struct {
	Files   []File    `json:"files"`
	Scanned int       `json:"scanned"`
	Skipped []Skipped `json:"skipped"`
	Rules   []Rule    `json:"rules,omitempty"`   // the rules behind the findings
	Gone    []string  `json:"gone,omitempty"`    // baseline entries whose finding is no longer there
	Expired []string  `json:"expired,omitempty"` // suppressions past their date that would have matched
}

// explain lists the rules behind the findings.
func (r *Report) explain() {
	used := map[string]bool{}
	for i := range r.Files {
		for j := range r.Files[i].Findings {
			used[r.Files[i].Findings[j].Rule] = true
		}
	}
	r.Rules = nil
	for _, u := range rules {
		if used[u.ID] {
			r.Rules = append(r.Rules, u)
		}
	}
}

// Worst is the highest severity that counts.
func (r *Report) Worst() Severity {
	worst := None
	for i := range r.Files {
		if s := r.Files[i].Severity; s.AtLeast(worst) {
			worst = s
		}
	}
	return worst
}

// settle computes severity, verdict and order after all findings are in.
func (f *File) settle() {
	slices.SortStableFunc(f.Findings, func(a, b Finding) int {
		if d := severityRank[b.Severity] - severityRank[a.Severity]; d != 0 {
			return d
		}
		return compareAll(a.Rule, b.Rule, a.Where, b.Where, a.Callable, b.Callable)
	})
	f.Severity = None
	if f.Verdict == "" {
		f.Verdict = DataOnly
	}
	for i := range f.Findings {
		fd := &f.Findings[i]
		f.Verdict = worse(f.Verdict, fd.verdict)
		if fd.Counts() && fd.Severity.AtLeast(f.Severity) {
			f.Severity = fd.Severity
		}
	}
	if f.Findings == nil {
		f.Findings = []Finding{}
	}
	slices.Sort(f.Globals)
	f.Globals = slices.Compact(f.Globals)
}

// fingerprint does not hold offsets, so that it survives a re-save of the same model.
func fingerprint(path string, f *Finding) string {
	where, _, _ := strings.Cut(f.Where, " @ ")
	h := sha256.Sum256([]byte(strings.Join([]string{f.Rule, path, where, f.Callable}, "\x00")))
	return hex.EncodeToString(h[:12])
}
