package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/plimsoll-aims/plimsoll/engine/overview"
	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/kernel"
	reports "github.com/plimsoll-aims/plimsoll/report"
)

// ReportCmd writes a report for somebody outside.
type ReportCmd struct {
	Name   string `arg:"" help:"soa, readiness, risks, systems, evidence, lint or objectives."`
	Format string `help:"html (made to be printed), pdf, docx, xlsx, csv or json; oscal of soa, readiness and lint; by default what the file's name ends in." placeholder:"FORMAT"`
	Out    string `help:"File to write; - is stdout." required:"" placeholder:"FILE"`
}

// Run writes the file whole or not at all. Sensitive fields are in no report.
func (c *ReportCmd) Run(g *Globals, env *Env) error {
	if c.Format == "" {
		c.Format = reports.FormatOf(c.Out)
	}
	if err := reports.CheckFormat(c.Name, c.Format); err != nil {
		return err
	}
	return derive(g, env, func(v kernel.View, o *overview.Overview) error {
		r, err := reports.Make(c.Name, o, v.Registry())
		if err != nil {
			return err
		}
		if c.Out == "-" {
			return r.Write(env.Out, c.Format)
		}
		if err := writeWhole(env, c.Out, func(w io.Writer) error { return r.Write(w, c.Format) }); err != nil {
			return err
		}
		if !g.Quiet {
			fmt.Fprintf(env.Err, "%s as of entry %d written to %s, %s\n", r.Title, r.AsOf.Entry, c.Out, plural(len(r.Rows), "row"))
		}
		return nil
	})
}

// writeWhole writes a file beside its name and moves it there when it is whole.
func writeWhole(env *Env, shown string, fill func(io.Writer) error) error {
	name := env.path(shown)
	f, err := os.CreateTemp(filepath.Dir(name), ".plimsoll-report-")
	if err != nil {
		return fault.Wrap(fault.Usage, err, "%s cannot be written", shown)
	}
	defer os.Remove(f.Name())
	defer f.Close()
	if err := fill(f); err != nil {
		return err
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("write %s: %w", shown, err)
	}
	return os.Rename(f.Name(), name)
}
