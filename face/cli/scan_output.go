package cli

import (
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/plimsoll-aims/plimsoll/finds"
	"github.com/plimsoll-aims/plimsoll/sense/modelscan"
)

// emitScan prints a scan in the format that was asked for; kept says what became
// of it in the records, nil when nothing was to be kept.
func emitScan(env *Env, format string, r *modelscan.Report, kept *finds.ScanAccount, all bool) error {
	switch format {
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
	if err := emit(env, format, keptScan{r, kept}, t); err != nil {
		return err
	}
	if format == "table" || format == "" {
		return scanSummary(env, r)
	}
	return nil
}

// scanSummary says the number, what follows from it, and what to do next.
func scanSummary(env *Env, r *modelscan.Report) error {
	bad := 0
	for i := range r.Files {
		if r.Files[i].Severity.AtLeast(modelscan.High) {
			bad++
		}
	}
	next := "None would run code that is not known."
	if bad > 0 {
		next = fmt.Sprintf("%d must not be loaded: see the fix of each finding with -o json.", bad)
	}
	if len(r.Skipped) > 0 {
		next += fmt.Sprintf(" %d could not be read.", len(r.Skipped))
	}
	_, err := fmt.Fprintf(env.Err, "%d files scanned. %s\n", r.Scanned, next)
	return err
}

// scanProgress is a line on the terminal that is rewritten in place, from the
// second on.
type scanProgress struct {
	w     io.Writer
	now   func() time.Time
	start time.Time
	last  time.Time
	mu    sync.Mutex
	shown bool
}

func newScanProgress(env *Env, g *Globals) *scanProgress {
	p := &scanProgress{now: env.Now}
	if env.ErrTTY && !g.Quiet {
		p.w = env.Err
		p.start = env.Now()
	}
	return p
}

func (p *scanProgress) update(done, known int) {
	if p.w == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	t := p.now()
	if t.Sub(p.start) < time.Second || t.Sub(p.last) < 100*time.Millisecond {
		return
	}
	p.last, p.shown = t, true
	const width = 30
	n := 0
	if known > 0 {
		n = done * width / known
	}
	fmt.Fprintf(p.w, "\r[%-*s] %d of %d files", width, bars[:n], done, known)
}

const bars = "=============================="

func (p *scanProgress) done() {
	if p.shown {
		fmt.Fprint(p.w, "\r\x1b[K")
	}
}
