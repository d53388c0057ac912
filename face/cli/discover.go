package cli

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"time"

	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/sense/discover"
	"github.com/plimsoll-aims/plimsoll/sense/discover/export"
	"github.com/plimsoll-aims/plimsoll/sense/discover/signal"
)

// DiscoverCmd finds the AI in files and folders. It needs no data directory, no
// server and no network.
type DiscoverCmd struct {
	Paths   []string `arg:"" name:"path" help:"Files and folders to look through: source trees, manifests, images, cluster and cloud files."`
	Signals []string `help:"More signals, in a CSV or YAML file; a row with the place and pattern of a built-in one replaces it." placeholder:"FILE" sep:"none"`
	Since   string   `help:"Compare with an earlier JSON result: what is new, gone and changed. Exits 3 when there are differences." placeholder:"FILE"`
	Cache   string   `help:"Keep findings by content hash in this file, so that a re-scan parses only what changed." placeholder:"FILE"`
	List    bool     `name:"list-signals" help:"Show the signals and stop."`
}

// Help says what the formats are.
func (*DiscoverCmd) Help() string {
	return "Formats (-o): table, json, jsonl, yaml, csv, sarif, cyclonedx (1.6), cyclonedx-1.7, spdx (3.0.1).\n\n" +
		"SPDX needs a time of creation; it is the one in SOURCE_DATE_EPOCH, else 1970-01-01, so that the same files give the same bytes. " +
		"Files that could not be read are listed and the exit code is then 8."
}

// Run scans and writes the result.
func (d *DiscoverCmd) Run(g *Globals, env *Env) error {
	set, err := d.signals()
	if err != nil {
		return err
	}
	if d.List {
		return listSignals(env, g.Output, set)
	}
	before, err := d.before()
	if err != nil {
		return err
	}
	cache, err := d.cache(set, env, g)
	if err != nil {
		return err
	}
	bar := newProgress(env, g)
	r, err := discover.Scan(env.Ctx, d.Paths, discover.Options{Signals: set, Cache: cache, Progress: func(done, known int64) { bar.update(int(done), int(known)) }})
	bar.done()
	if err != nil {
		return scanFault(err)
	}
	if cache != nil {
		if err := saveCache(d.Cache, cache); err != nil {
			return err
		}
	}
	if before != nil {
		r.Changes = discover.Compare(before, r)
	}
	if err := writeDiscovery(env, g.Output, r); err != nil {
		return err
	}
	return d.verdict(env, g, r)
}

// scanFault gives an error of the walk its kind.
func scanFault(err error) error {
	switch {
	case errors.Is(err, os.ErrNotExist):
		return fault.Wrap(fault.NotFound, err, "%v; give a file or folder that exists", err)
	case errors.Is(err, os.ErrPermission):
		return fault.Wrap(fault.Forbidden, err, "%v", err)
	}
	return err
}

func (d *DiscoverCmd) signals() (*signal.Set, error) {
	var files []signal.File
	for _, name := range d.Signals {
		b, err := os.ReadFile(name)
		if err != nil {
			return nil, fault.Wrap(fault.NotFound, err, "%v", err)
		}
		files = append(files, signal.File{Name: name, Data: b})
	}
	set, err := signal.Load(files...)
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, err, "%v", err)
	}
	return set, nil
}

// verdict ends the command: with what could not be read, then with what
// changed.
func (d *DiscoverCmd) verdict(env *Env, g *Globals, r *discover.Result) error {
	if !g.Quiet {
		for i, p := range r.Skipped {
			if i == 20 {
				fmt.Fprintf(env.Err, "… and %d more; see \"skipped\" in -o json\n", len(r.Skipped)-20)
				break
			}
			fmt.Fprintf(env.Err, "%s: %s\n", p.Path, p.Why)
		}
	}
	if c := r.Changes; c != nil && len(c.New)+len(c.Gone)+len(c.Changed) > 0 {
		if !g.Quiet {
			fmt.Fprintf(env.Err, "%d new, %d gone, %d changed\n", len(c.New), len(c.Gone), len(c.Changed))
		}
		return errQuiet(fault.Condition)
	}
	if unread(r) {
		return errQuiet(fault.Partial)
	}
	return nil
}

// unread says whether bytes were left unread; a file that is only malformed was
// looked at.
func unread(r *discover.Result) bool {
	for _, p := range r.Skipped {
		if p.Unread {
			return true
		}
	}
	return false
}

// writeDiscovery writes the result in the format asked for.
func writeDiscovery(env *Env, format string, r *discover.Result) error {
	tool := export.Tool{Name: "plimsoll", Version: version()}
	switch format {
	case "sarif":
		return export.SARIF(env.Out, r, tool)
	case "cyclonedx", "cyclonedx-1.6":
		return export.CycloneDX(env.Out, r, tool, "1.6")
	case "cyclonedx-1.7":
		return export.CycloneDX(env.Out, r, tool, "1.7")
	case "spdx", "spdx-3.0":
		return export.SPDX(env.Out, r, tool, sourceDate(env))
	case "jsonl":
		return emitLines(env.Out, r.Assets)
	}
	if format == "table" || format == "" {
		return discoveryTable(env, r)
	}
	return emit(env, format, r, assetTable(r))
}

// sourceDate is the time that reproducible builds agree on.
func sourceDate(env *Env) time.Time {
	n, err := strconv.ParseInt(env.Getenv("SOURCE_DATE_EPOCH"), 10, 64)
	if err != nil || n < 0 {
		n = 0
	}
	return time.Unix(n, 0)
}
