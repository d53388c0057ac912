package cli

import (
	"fmt"

	"github.com/plimsoll-aims/plimsoll/finds"
	"github.com/plimsoll-aims/plimsoll/sense/modelscan"
)

// emitScan prints a scan in the format that was asked for; kept says what became
// of it in the records, nil when nothing was to be kept.
func emitScan(env *Env, g *Globals, r *modelscan.Report, kept *finds.ScanAccount, all bool) error {
	switch g.Output {
	case "sarif":
		return emitJSON(env.Out, r.SARIF(version()))
	case "cyclonedx":
		return emitJSON(env.Out, r.CycloneDX(version()))
	case "jsonl":
		return emitLines(env.Out, r.Files)
	}
	t := &table{head: []string{"severity", "verdict", "format", "path", "rule", "where", "callable", "why"}}
	for i := range r.Files {
		f := &r.Files[i]
		shown := 0
		for j := range f.Findings {
			fd := &f.Findings[j]
			if !fd.Counts() {
				continue
			}
			t.add(string(fd.Severity), string(f.Verdict), f.Format, f.Path, fd.Rule, fd.Where, fd.Callable, fd.Why)
			shown++
		}
		if shown == 0 && all {
			t.add(string(modelscan.None), string(f.Verdict), f.Format, f.Path, "", "", "", "")
		}
	}
	for _, s := range r.Skipped {
		t.add("skipped", "", "", s.Path, "", "", "", s.Why)
	}
	if err := emit(env, g.Output, keptScan{r, kept}, t); err != nil {
		return err
	}
	if (g.Output == "table" || g.Output == "") && !g.Quiet {
		return scanSummary(env, r)
	}
	return nil
}

// scanSummary says the number, what follows from it, and what to do next.
func scanSummary(env *Env, r *modelscan.Report) error {
	bad, accepted := 0, 0
	for i := range r.Files {
		if r.Files[i].Severity.AtLeast(modelscan.High) {
			bad++
		}
		for j := range r.Files[i].Findings {
			if !r.Files[i].Findings[j].Counts() {
				accepted++
			}
		}
	}
	next := "None would run code that is not known."
	switch {
	case bad > 0:
		next = fmt.Sprintf("%d must not be loaded: see the fix of each finding with -o json.", bad)
	case accepted > 0:
		next = "Nothing but what was accepted before."
	}
	if accepted > 0 {
		next += fmt.Sprintf(" %s did not count: suppressed or in the baseline.", plural(accepted, "finding"))
	}
	if len(r.Skipped) > 0 {
		next += fmt.Sprintf(" %d passed over: see skipped in -o json.", len(r.Skipped))
	}
	_, err := fmt.Fprintf(env.Err, "%s scanned. %s\n", plural(r.Scanned, "file"), next)
	return err
}
