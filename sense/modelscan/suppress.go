package modelscan

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"
)

// Suppression accepts findings for a time: somebody owns the risk and says why.
// At least one of Fingerprint, SHA256, Path and Callable must narrow it.
type Suppression struct {
	Rule        string `yaml:"rule"`        // MF102; empty for any
	Path        string `yaml:"path"`        // a path or pattern (*, ?); a folder takes in what is below
	Callable    string `yaml:"callable"`    // module.name
	SHA256      string `yaml:"sha256"`      // of the file
	Fingerprint string `yaml:"fingerprint"` // of the finding
	Owner       string `yaml:"owner"`
	Reason      string `yaml:"reason"`
	Expires     string `yaml:"expires"` // YYYY-MM-DD, the last day it holds
	until       time.Time
}

// ParseSuppressions reads a YAML list under "suppressions" and reports every
// entry that lacks something.
func ParseSuppressions(data []byte) ([]Suppression, error) {
	var doc struct {
		Suppressions []Suppression `yaml:"suppressions"`
	}
	dec := yaml.NewDecoder(bytes.NewReader(data))
	dec.KnownFields(true)
	if err := dec.Decode(&doc); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	var errs []error
	for i := range doc.Suppressions {
		s := &doc.Suppressions[i]
		fail := func(format string, a ...any) {
			errs = append(errs, fmt.Errorf("suppressions[%d]: %s", i, fmt.Sprintf(format, a...)))
		}
		if s.Owner == "" {
			fail("owner is missing: name who accepts the risk")
		}
		if s.Reason == "" {
			fail("reason is missing: say why the finding is acceptable")
		}
		if t, err := time.Parse(time.DateOnly, s.Expires); err != nil {
			fail("expires %q is no date: write YYYY-MM-DD", s.Expires)
		} else {
			s.until = t.AddDate(0, 0, 1)
		}
		if s.Path == "" && s.Callable == "" && s.SHA256 == "" && s.Fingerprint == "" {
			fail("it would accept everything: give a path, callable, sha256 or fingerprint")
		}
		if _, ok := RuleByID(s.Rule); s.Rule != "" && !ok {
			fail("there is no rule %q", s.Rule)
		}
		if _, err := path.Match(s.Path, ""); err != nil {
			fail("path %q is no pattern", s.Path)
		}
	}
	return doc.Suppressions, errors.Join(errs...)
}

func (s *Suppression) matches(f *File, fd *Finding) bool {
	return (s.Rule == "" || s.Rule == fd.Rule) && (s.Callable == "" || s.Callable == fd.Callable) &&
		(s.SHA256 == "" || strings.EqualFold(s.SHA256, f.SHA256)) && (s.Fingerprint == "" || s.Fingerprint == fd.Fingerprint) &&
		(s.Path == "" || matchPath(s.Path, cleanPath(f.Path)))
}

func matchPath(pattern, p string) bool {
	pattern = cleanPath(pattern)
	if ok, err := path.Match(pattern, p); err == nil && ok {
		return true
	}
	return strings.HasPrefix(p, strings.TrimSuffix(pattern, "/")+"/") || strings.HasSuffix(p, "/"+pattern)
}

// Suppress marks accepted findings. A suppression past its date does not hold;
// it is listed when it would have matched.
func (r *Report) Suppress(list []Suppression, now time.Time) {
	expired := map[int]bool{}
	for i := range r.Files {
		f := &r.Files[i]
		for j := range f.Findings {
			for k := range list {
				s := &list[k]
				if !s.matches(f, &f.Findings[j]) {
					continue
				}
				if !now.Before(s.until) {
					expired[k] = true
					continue
				}
				f.Findings[j].Suppressed = &Reason{Owner: s.Owner, Reason: s.Reason, Expires: s.Expires}
				break
			}
		}
		f.settle()
	}
	for k := range list {
		if expired[k] {
			s := &list[k]
			r.Expired = append(r.Expired, strings.Join(strings.Fields(fmt.Sprintf("%s %s %s (%s, expired %s)", s.Rule, s.Path, s.Callable, s.Owner, s.Expires)), " "))
		}
	}
}
