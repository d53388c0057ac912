package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/kernel"
	"github.com/plimsoll-aims/plimsoll/sheet"
)

// ImportCmd takes the rows of a spreadsheet in as records, and what discover
// found as proposals.
type ImportCmd struct {
	Kind   string `arg:"" help:"Kind of the records: systems, risks, suppliers …"`
	File   string `arg:"" help:"CSV or XLSX file; for systems also the JSON of plimsoll discover, or - to read that from standard input."`
	Map    string `help:"Mapping file (YAML); without it, headings are name and the paths of fields, as get -o csv writes them." placeholder:"MAP.yaml"`
	DryRun bool   `name:"dry-run" help:"Show what would happen to every row and write nothing."`
	All    bool   `help:"Write nothing if any row is refused."`
	Source string `help:"With a discovery: the name of what was scanned, such as a repository. What an earlier import of the same source has and this one has not is then marked as gone." placeholder:"NAME"`
	Why    string `help:"The reason that the history shows." placeholder:"TEXT"`
}

// Run exits 8 when some rows were refused, 1 when all were.
func (c *ImportCmd) Run(g *Globals, env *Env) (err error) {
	if g.AsOf != "" {
		return fault.New(fault.Usage, "the past cannot be written; leave --as-of out")
	}
	found, err := c.discovery(env)
	if err != nil {
		return err
	}
	_, st, done, err := open(g, env, trying(c.DryRun))
	if err != nil {
		return err
	}
	defer closing(&err, done)
	if found != nil {
		return c.propose(g, env, st, found)
	}
	m, t, err := c.read(env, st)
	if err != nil {
		return err
	}
	a, err := sheet.Import(env.Ctx, st, m, t, sheet.Options{DryRun: c.DryRun, All: c.All, Why: c.why()})
	if err != nil {
		return err
	}
	if err := emit(env, g.Output, a, refusedTable(a)); err != nil {
		return err
	}
	return c.verdict(g, env, a)
}

func (c *ImportCmd) why() string {
	switch {
	case c.Why != "":
		return c.Why
	case c.File == "-":
		return "import from standard input"
	}
	return "import of " + filepath.Base(c.File)
}

// read opens mapping and spreadsheet.
func (c *ImportCmd) read(env *Env, st kernel.Store) (*sheet.Mapping, *sheet.Table, error) {
	var reg *kernel.Registry
	if err := st.View(env.Ctx, kernel.At{}, func(v kernel.View) error { reg = v.Registry(); return nil }); err != nil {
		return nil, nil, err
	}
	k := reg.Kind(c.Kind)
	if k == nil || k.Internal {
		return nil, nil, fault.New(fault.Usage, "there is no kind %s; there are %s", c.Kind, strings.Join(reg.Names(), ", "))
	}
	var m *sheet.Mapping
	form := sheet.Form{}
	if c.Map != "" {
		f, err := os.Open(env.path(c.Map))
		if err != nil {
			return nil, nil, fault.New(fault.NotFound, "there is no mapping %s", c.Map)
		}
		defer f.Close()
		if m, err = sheet.ParseMapping(c.Map, f, reg); err != nil {
			return nil, nil, err
		}
		if m.Kind != k {
			return nil, nil, fault.New(fault.Usage, "%s maps to records of kind %s, not %s", c.Map, m.Kind.Name, k.Name)
		}
		form = m.Form
	}
	f, err := os.Open(env.path(c.File))
	if err != nil {
		return nil, nil, fault.New(fault.NotFound, "there is no file %s", c.File)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil || info.IsDir() {
		return nil, nil, fault.New(fault.Usage, "%s is no file", c.File)
	}
	t, err := sheet.Read(f, c.File, info.Size(), form)
	if err == nil && m == nil {
		m, err = sheet.PlainMapping(k, t)
	}
	return m, t, err
}

func refusedTable(a *sheet.Account) *table {
	t := &table{head: []string{"row", "column", "problem"}}
	for _, r := range a.Refused {
		t.add(fmt.Sprint(r.Row), r.Column, r.Problem)
	}
	return t
}

// verdict says the sums and gives the exit code.
func (c *ImportCmd) verdict(g *Globals, env *Env, a *sheet.Account) error {
	c.notes(g, env, a)
	if !g.Quiet {
		done := ""
		if a.DryRun {
			done = "; nothing was written"
		}
		in := a.Format
		if a.Encoding != "" {
			in += ", " + a.Encoding + fmt.Sprintf(", values separated by %q", a.Delimiter)
		}
		fmt.Fprintf(env.Err, "%d rows read (%s): %d created, %d updated, %d unchanged, %d refused%s\n", a.Read, in, a.Created, a.Updated, a.Unchanged, a.RefusedRows(), done)
	}
	return c.exit(a)
}

// notes say how the file was read, where its maker may not expect it.
func (c *ImportCmd) notes(g *Globals, env *Env, a *sheet.Account) {
	for _, n := range a.Notes {
		if !g.Quiet {
			fmt.Fprintln(env.Err, "note:", n)
		}
	}
}

func (c *ImportCmd) exit(a *sheet.Account) error {
	refused := a.RefusedRows()
	switch {
	case refused == 0:
		return nil
	case refused == a.Read || a.DryRun && c.All:
		return errQuiet(fault.Invalid)
	}
	return errQuiet(fault.Partial)
}
