package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strings"

	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/sense/modelscan"
)

// ScanCmd looks at what others made before you use it.
type ScanCmd struct {
	Model ScanModelCmd `cmd:"" help:"Scan model files and directories: what would run if you loaded them?"`

	ModelVerify ScanModelVerifyCmd `cmd:"" help:"Verify a model's OpenSSF signature, offline, and compare its files."`
	ModelSign   ScanModelSignCmd   `cmd:"" help:"Sign a model by OpenSSF Model Signing with a key or certificate."`
	ModelDigest ScanModelDigestCmd `cmd:"" help:"Print the digest of every file of a model and of the whole."`
}

// scanMemory is where the collector begins to work harder, below the 256 MB
// that a scan never passes.
const scanMemory = 160 << 20

// ScanModelCmd scans model files without loading them.
type ScanModelCmd struct {
	Paths    []string `arg:"" name:"path" help:"Files and directories."`
	Gate     string   `help:"Exit 3 when this holds for a finding; severity>=high is always asked." placeholder:"severity>=high"`
	Baseline string   `help:"Findings listed in this file are known and do not count. With --write-baseline it is written." placeholder:"FILE"`
	Write    bool     `name:"write-baseline" help:"Write the findings of this scan to the baseline file."`
	Suppress string   `help:"YAML file of accepted findings, each with owner, reason and expiry." placeholder:"FILE"`
	All      bool     `help:"List clean files in the table too."`
	Record   bool     `help:"Keep the findings as records in the data directory: new ones open, those that are gone fixed."`
	Evidence bool     `help:"Keep the run itself in the data directory as evidence for A.6.2.4, with the report attached."`
	Source   string   `help:"With --record: the name of what is scanned, such as a repository. Findings in files that are gone are then closed too." placeholder:"NAME"`
	Workers  int      `help:"Files scanned at once (default: the number of processors)." placeholder:"N"`
}

// Help says what the formats are and how the command ends.
func (*ScanModelCmd) Help() string {
	return "Formats (-o): table, json, jsonl, yaml, csv, sarif, cyclonedx (1.6). Exits 3 when a finding is high or above, or at the level of --gate; else 8 when a file could not be read."
}

// Run scans, then prints what was asked for.
func (c *ScanModelCmd) Run(g *Globals, env *Env) error {
	gate, err := parseGate(c.Gate)
	if err != nil {
		return err
	}
	if c.Write && c.Baseline == "" {
		return fault.New(fault.Usage, "--write-baseline needs --baseline FILE")
	}
	if c.Source != "" && !c.Record {
		return fault.New(fault.Usage, "--source goes with --record")
	}
	debug.SetMemoryLimit(scanMemory)
	debug.SetGCPercent(50)
	bar := newProgress(env, g)
	r, err := modelscan.Scan(env.Ctx, c.Paths, modelscan.Options{Workers: c.Workers, Progress: bar.update})
	bar.done()
	if err := scanFailed(err); err != nil {
		return err
	}
	if err := c.settle(r, env); err != nil {
		return err
	}
	kept, err := c.keep(g, env, r)
	if err != nil {
		return err
	}
	if err := emitScan(env, g, r, kept, c.All); err != nil {
		return err
	}
	for _, s := range r.Expired {
		fmt.Fprintln(env.Err, "plimsoll: suppression past its date:", s)
	}
	if r.Worst().AtLeast(gate) {
		return errQuiet(fault.Condition)
	}
	if !r.Whole() || kept != nil && len(kept.Refused) > 0 {
		return errQuiet(fault.Partial)
	}
	return nil
}

// settle takes suppressions and baseline into account.
func (c *ScanModelCmd) settle(r *modelscan.Report, env *Env) error {
	if c.Suppress != "" {
		b, err := os.ReadFile(c.Suppress)
		if err != nil {
			return fileFault(c.Suppress, err)
		}
		list, err := modelscan.ParseSuppressions(b)
		if err != nil {
			return fault.Wrap(fault.Invalid, err, "%s: %v", c.Suppress, err)
		}
		r.Suppress(list, env.Now())
	}
	if c.Baseline == "" {
		return nil
	}
	if c.Write {
		return writeFile(c.Baseline, r.WriteBaseline)
	}
	b, err := os.ReadFile(c.Baseline)
	if err != nil {
		return fileFault(c.Baseline, err)
	}
	if err := r.ApplyBaseline(b); err != nil {
		return fault.Wrap(fault.Invalid, err, "%s: %v", c.Baseline, err)
	}
	return nil
}

// scanFailed turns a scan's error into one with a kind.
func scanFailed(err error) error {
	var missing *modelscan.NotFound
	if errors.As(err, &missing) {
		return fault.Wrap(fault.NotFound, err, "%v", err)
	}
	return err
}

func fileFault(path string, err error) error {
	if errors.Is(err, os.ErrNotExist) {
		return fault.Wrap(fault.NotFound, err, "%s: no such file", path)
	}
	return fmt.Errorf("read %s: %w", path, err)
}

func writeFile(path string, write func(io.Writer) error) error {
	f, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	if err := write(f); err != nil {
		f.Close()
		return fmt.Errorf("write %s: %w", path, err)
	}
	return f.Close()
}

// parseGate reads severity>=LEVEL. Without a gate, high is the threshold; a
// stricter gate lowers it, a laxer one cannot raise it.
func parseGate(t string) (modelscan.Severity, error) {
	if t == "" {
		return modelscan.High, nil
	}
	level, ok := strings.CutPrefix(strings.ReplaceAll(t, " ", ""), "severity>=")
	s := modelscan.Severity(level)
	if !ok || !s.Valid() || s == modelscan.None {
		return "", fault.New(fault.Usage, "--gate %q: write severity>=low, medium, high or critical", t)
	}
	if s.AtLeast(modelscan.High) {
		return modelscan.High, nil
	}
	return s, nil
}
