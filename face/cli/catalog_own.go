package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/plimsoll-aims/plimsoll/catalog"
	"github.com/plimsoll-aims/plimsoll/engine/library"
	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/instance"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// knownCatalog is what ships and, where there is a data directory, what was added
// to it. Looking at a framework never makes a data directory.
func knownCatalog(g *Globals, env *Env) (c *catalog.Catalog, err error) {
	if !hasData(dataDir(g, env)) && env.visit == nil {
		return catalog.Load()
	}
	err = view(g, env, func(i *instance.Instance, v kernel.View) error {
		l, err := i.Library.Of(env.Ctx, v)
		if err != nil {
			return err
		}
		if n := len(l.Problems); n > 0 && !g.Quiet {
			fmt.Fprintf(env.Err, "your own files have %s; what is sound counts. The first: %s\n", plural(n, "problem"), l.Problems[0])
		}
		c = l.Catalog
		return nil
	})
	if fault.Is(err, fault.Busy) && g.Data == "" {
		if !g.Quiet {
			fmt.Fprintln(env.Err, "the data directory is in use, so frameworks of your own are left out")
		}
		return catalog.Load()
	}
	return c, err
}

// CatalogAddCmd adds a file to the tenant's own library.
type CatalogAddCmd struct {
	File      string `arg:"" help:"CSV or XLSX file; see plimsoll catalog lint for what it must hold."`
	Crosswalk bool   `help:"It is a crosswalk, not a framework." xor:"what"`
	Licensed  string `help:"It is licensed text of this framework: only who may reveal sensitive fields reads it, and it is never exported or packed." placeholder:"FRAMEWORK" xor:"what"`
	DryRun    bool   `name:"dry-run" help:"Show what it would add and write nothing."`
}

// Run shows what the file holds and, unless that is all or something is wrong, adds it.
func (cmd *CatalogAddCmd) Run(g *Globals, env *Env) (err error) {
	if g.AsOf != "" {
		return fault.New(fault.Usage, "the past cannot be written; leave --as-of out")
	}
	data, err := readBounded(env, cmd.File)
	if err != nil {
		return err
	}
	i, st, done, err := open(g, env, trying(cmd.DryRun))
	if err != nil {
		return err
	}
	defer closing(&err, done)
	var p *library.Proposal
	if err := st.View(env.Ctx, kernel.At{}, func(v kernel.View) (err error) {
		p, err = library.Propose(env.Ctx, v, i.Catalog, cmd.kind(), cmd.Licensed, cmd.File, data)
		return err
	}); err != nil {
		return err
	}
	if err := emit(env, g.Output, p, proposalTable(p)); err != nil {
		return err
	}
	if len(p.Problems) > 0 {
		return fault.New(fault.Condition, "%s in %s; nothing was written", plural(len(p.Problems), "problem"), cmd.File)
	}
	if !cmd.DryRun {
		if err := cmd.write(env, i, p, data); err != nil {
			return err
		}
	}
	if !g.Quiet {
		fmt.Fprintln(env.Err, outcome(p, cmd.DryRun))
	}
	return nil
}

func (cmd *CatalogAddCmd) kind() string {
	switch {
	case cmd.Licensed != "":
		return "licensed-text"
	case cmd.Crosswalk:
		return "crosswalk"
	}
	return "framework"
}

func (cmd *CatalogAddCmd) write(env *Env, i *instance.Instance, p *library.Proposal, data []byte) error {
	st := bound(env, i)
	b, err := st.Attach(env.Ctx, mediaOf(cmd.File), strings.NewReader(string(data)))
	if err != nil {
		return err
	}
	f := kernel.File{Name: filepath.Base(cmd.File), Digest: b.Digest, Size: b.Size, Media: b.Media}
	_, err = st.Update(env.Ctx, "add "+p.Title+" to the catalogue", func(tx kernel.Tx) error {
		_, err := library.Add(env.Ctx, tx, i.Catalog, p, f)
		return err
	})
	return err
}

func mediaOf(file string) string {
	if strings.EqualFold(filepath.Ext(file), ".xlsx") {
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	}
	return "text/csv"
}

// proposalTable lists problems when there are any, and otherwise what would come.
func proposalTable(p *library.Proposal) *table {
	if len(p.Problems) > 0 {
		t := &table{head: []string{"where", "code", "message"}}
		for _, x := range p.Problems {
			t.add(x.Where, x.Code, x.Message)
		}
		return t
	}
	t := &table{head: []string{"record", "what", "count"}}
	if p.Texts > 0 {
		t.add(p.Record, "passages", fmt.Sprint(p.Texts))
	}
	for _, f := range p.Files {
		for _, what := range slices.Sorted(maps.Keys(f.Counts)) {
			t.add(p.Record, what, fmt.Sprint(f.Counts[what]))
		}
		t.add(p.Record, "new ids", fmt.Sprint(len(f.New)))
	}
	return t
}

func outcome(p *library.Proposal, dry bool) string {
	did := map[[2]bool]string{{false, false}: "added as", {false, true}: "replaced", {true, false}: "nothing was written; it would be added as", {true, true}: "nothing was written; it would replace"}
	return fmt.Sprintf("%s: %s %s", p.Title, did[[2]bool{dry, p.Replaces}], p.Record)
}

// readBounded reads a file that is no larger than a catalogue file may be, so
// that a wrong name cannot fill the memory.
func readBounded(env *Env, name string) ([]byte, error) {
	const most = 17 << 20 // a little more than the catalogue takes, so that it can say so
	f, err := os.Open(env.path(name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fault.Wrap(fault.NotFound, err, "there is no file %s", name)
	}
	if err != nil {
		return nil, fault.Wrap(fault.Usage, err, "%s cannot be read", name)
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, most))
}
