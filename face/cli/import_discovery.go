package cli

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/finds"
	"github.com/plimsoll-aims/plimsoll/kernel"
	"github.com/plimsoll-aims/plimsoll/sense/discover"
)

// discovery reads the file when it is the result of discover, known by its
// content; nil when it is to be read as a spreadsheet.
func (c *ImportCmd) discovery(env *Env) (*discover.Result, error) {
	b, name, err := c.candidate(env)
	if err != nil {
		return nil, err
	}
	if b == nil || !finds.IsDiscovery(b) {
		switch {
		case c.File == "-":
			return nil, fault.New(fault.Usage, "standard input holds no discovery; pipe in what plimsoll discover PATH -o json writes, or name a file")
		case c.Source != "":
			return nil, fault.New(fault.Usage, "--source goes with a discovery, and %s is none", c.File)
		}
		return nil, nil
	}
	switch k := aims.Registry().Kind(c.Kind); {
	case k != aims.SystemKind && k != aims.ProposalKind:
		return nil, fault.New(fault.Usage, "%s is a discovery; it is imported as systems, not as %s", name, c.Kind)
	case c.Map != "":
		return nil, fault.New(fault.Usage, "%s is a discovery; it takes no --map", name)
	}
	return finds.ParseDiscovery(name, b)
}

// candidate gives the bytes of what may be a discovery, nil for a file that is
// plainly none: one that does not begin like JSON.
func (c *ImportCmd) candidate(env *Env) ([]byte, string, error) {
	in, name := env.In, "standard input"
	if c.File != "-" {
		f, err := os.Open(env.path(c.File))
		if err != nil {
			return nil, "", fault.New(fault.NotFound, "there is no file %s", c.File)
		}
		defer f.Close()
		if info, err := f.Stat(); err != nil || info.IsDir() {
			return nil, "", fault.New(fault.Usage, "%s is no file", c.File)
		}
		in, name = f, filepath.ToSlash(c.File)
	}
	if in == nil {
		return nil, "", fault.New(fault.Usage, "there is no standard input")
	}
	head := make([]byte, 64)
	n, err := io.ReadFull(in, head)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return nil, "", fmt.Errorf("read %s: %w", name, err)
	}
	if head = head[:n]; !strings.HasPrefix(strings.TrimSpace(strings.TrimPrefix(string(head), "\ufeff")), "{") {
		return nil, name, nil
	}
	b, err := io.ReadAll(io.LimitReader(io.MultiReader(bytes.NewReader(head), in), maxBefore+1))
	if err != nil {
		return nil, "", fmt.Errorf("read %s: %w", name, err)
	}
	if len(b) > maxBefore {
		return nil, "", fault.New(fault.TooLarge, "%s is larger than %d MB; scan the parts one by one", name, maxBefore>>20)
	}
	return b, name, nil
}

// propose takes the systems of a discovery in as proposals.
func (c *ImportCmd) propose(g *Globals, env *Env, st kernel.Store, r *discover.Result) error {
	a, err := finds.Propose(env.Ctx, st, r, finds.Options{Source: c.Source, DryRun: c.DryRun, All: c.All, Why: c.why()})
	if err != nil {
		return err
	}
	if err := emit(env, g.Output, a, refusedTable(&a.Account)); err != nil {
		return err
	}
	if !g.Quiet {
		done := "; see them with: plimsoll get proposals"
		if a.DryRun {
			done = "; nothing was written"
		}
		fmt.Fprintf(env.Err, "%d systems read (discovery): %d proposals created, %d updated, %d unchanged, %d gone, %d refused%s\n",
			a.Read, a.Created, a.Updated, a.Unchanged, a.Gone, a.RefusedRows(), done)
	}
	return c.exit(&a.Account)
}
