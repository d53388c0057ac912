package finds

import (
	"path"
	"path/filepath"
	"strings"

	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/kernel"
	"github.com/plimsoll-aims/plimsoll/sense/modelscan"
	"github.com/plimsoll-aims/plimsoll/sheet"
)

// ModelScan is the tool behind the findings of a scan of model files.
const ModelScan = "plimsoll scan model"

// found is a finding of a scan, its places in one file taken together.
type found struct {
	is       aims.Finding
	accepted *modelscan.Reason // by a suppression
}

// findingsOf gives the findings of a report by fingerprint, in the report's order.
// What has no severity is no weakness and left out.
func findingsOf(r *modelscan.Report, source string, day kernel.Date) []*found {
	var out []*found
	index := map[string]*found{}
	for i := range r.Files {
		f := &r.Files[i]
		for j := range f.Findings {
			fd := &f.Findings[j]
			if fd.Severity == modelscan.None {
				continue
			}
			key := fd.Fingerprint
			if source != "" {
				key = fingerprint(source, fd.Fingerprint)[:24]
			}
			x := index[key]
			if x == nil {
				x = &found{is: aims.Finding{Title: title(f, fd), Rule: fd.Rule, Severity: aims.FindingSeverity(fd.Severity), Source: source,
					Path: cleanPath(f.Path), Where: fd.Where, Digest: f.SHA256, Why: fd.Why, Fix: fd.Fix, Tool: ModelScan, Fingerprint: key,
					State: aims.FindingOpen, FirstSeen: day}, accepted: fd.Suppressed}
				index[key] = x
				out = append(out, x)
			}
			x.is.Places++
			if fd.Suppressed == nil {
				x.accepted = nil // one place that counts makes the finding count
			}
			if fd.Severity.AtLeast(modelscan.Severity(x.is.Severity)) {
				x.is.Severity = aims.FindingSeverity(fd.Severity)
			}
		}
	}
	return out
}

func title(f *modelscan.File, fd *modelscan.Finding) string {
	what := fd.Rule
	if u, ok := modelscan.RuleByID(fd.Rule); ok {
		what = kernel.Humanize(u.Name)
	}
	if fd.Callable != "" {
		what += " " + fd.Callable
	}
	return what + " in " + path.Base(cleanPath(f.Path))
}

func cleanPath(p string) string { return filepath.ToSlash(filepath.Clean(p)) }

// findingName names a finding: readable, and the same in every scan.
func findingName(f *aims.Finding) string {
	base := sheet.Slug(path.Base(f.Path))
	if len(base) > 40 {
		base = strings.Trim(base[:40], "-")
	}
	return strings.ToLower(f.Rule) + "-" + base + "-" + f.Fingerprint[:min(8, len(f.Fingerprint))]
}

// again brings a finding up to what a new scan says. What a person decided and
// wrote stays, as long as the decision holds: an acceptance ends with its day.
func again(old *aims.Finding, now *found, today kernel.Date) *aims.Finding {
	out := *old
	if old.State == aims.FindingDismissed {
		return &out
	}
	x := &now.is
	out.Severity, out.Where, out.Digest, out.Why, out.Fix, out.Places = x.Severity, x.Where, x.Digest, x.Why, x.Fix, x.Places
	if out.Model.IsZero() {
		out.Model = x.Model
	}
	if old.State == aims.FindingFixed || old.State == aims.FindingAccepted && old.Until.Before(today) {
		out.State, out.Fixed, out.Reason, out.Until = aims.FindingOpen, "", "", ""
	}
	return accept(&out, now.accepted)
}

// accept carries a suppression over: an open finding is accepted until its day.
func accept(f *aims.Finding, why *modelscan.Reason) *aims.Finding {
	if why != nil && f.State == aims.FindingOpen {
		f.State, f.Until = aims.FindingAccepted, kernel.Date(why.Expires)
		f.Reason = why.Reason + " (suppression of " + why.Owner + ")"
	}
	return f
}
