package cli

import (
	"errors"
	"io/fs"
	"os"
	"strconv"

	"github.com/plimsoll-aims/plimsoll/catalog"
	"github.com/plimsoll-aims/plimsoll/fault"
)

// CatalogCmd reads the frameworks that Plimsoll ships and checks one's own.
type CatalogCmd struct {
	List      CatalogListCmd      `cmd:"" help:"List the frameworks and the crosswalks between them."`
	Show      CatalogShowCmd      `cmd:"" help:"Show a framework: its clauses, requirements, controls."`
	Crosswalk CatalogCrosswalkCmd `cmd:"" help:"Show how the items of one framework stand to those of another."`
	Lint      CatalogLintCmd      `cmd:"" help:"Check framework and crosswalk files (CSV or XLSX): unknown ids, wrong words, duplicates. Exit 3 when there is a problem."`
}

// CatalogListCmd lists what there is.
type CatalogListCmd struct{}

type frameworkLine struct {
	ID           string `json:"id"`
	Title        string `json:"title"`
	Published    string `json:"published"`
	Requirements int    `json:"requirements"`
	Controls     int    `json:"controls"`
}

// Run lists frameworks; -o json gives their ids and counts.
func (*CatalogListCmd) Run(g *Globals, env *Env) error {
	c, err := catalog.Load()
	if err != nil {
		return err
	}
	t := &table{head: []string{"id", "title", "published", "requirements", "controls"}}
	lines := []frameworkLine{}
	for _, f := range c.Frameworks() {
		l := frameworkLine{f.ID, f.Title, f.Published, len(f.Requirements), len(f.Controls)}
		lines = append(lines, l)
		t.add(l.ID, l.Title, l.Published, strconv.Itoa(l.Requirements), strconv.Itoa(l.Controls))
	}
	return emit(env, g.Output, lines, t)
}

// CatalogShowCmd shows one framework.
type CatalogShowCmd struct {
	Framework string `arg:"" help:"Framework id or namespace, as iso42001:2023 or iso42001."`
}

// Run shows the framework; -o json gives all of it.
func (cmd *CatalogShowCmd) Run(g *Globals, env *Env) error {
	c, err := catalog.Load()
	if err != nil {
		return err
	}
	f, err := findFramework(c, cmd.Framework)
	if err != nil {
		return err
	}
	t := &table{head: []string{"kind", "id", "title"}}
	for _, it := range f.Items() {
		t.add(it.Kind, it.Local, it.Title)
	}
	return emit(env, g.Output, f, t)
}

// CatalogCrosswalkCmd shows the mappings between two frameworks.
type CatalogCrosswalkCmd struct {
	From string `arg:"" help:"Framework id or namespace."`
	To   string `arg:"" help:"Framework id or namespace."`
}

// Run shows the mappings, those made from the other side last and turned.
func (cmd *CatalogCrosswalkCmd) Run(g *Globals, env *Env) error {
	c, err := catalog.Load()
	if err != nil {
		return err
	}
	for _, id := range []string{cmd.From, cmd.To} {
		if _, err := findFramework(c, id); err != nil {
			return err
		}
	}
	rows := c.Crosswalk(cmd.From, cmd.To)
	if len(rows) == 0 {
		return fault.New(fault.NotFound, "there is no crosswalk between %s and %s; see plimsoll catalog list", cmd.From, cmd.To)
	}
	t := &table{head: []string{"from", "relation", "to", "strength", "author", "review", "note"}}
	for _, m := range rows {
		strength := ""
		if m.Strength > 0 {
			strength = strconv.Itoa(m.Strength)
		}
		t.add(m.From, string(m.Relation), m.To, strength, m.Author, m.Review, m.Note)
	}
	return emit(env, g.Output, rows, t)
}

func findFramework(c *catalog.Catalog, id string) (*catalog.Framework, error) {
	if f := c.Framework(id); f != nil {
		return f, nil
	}
	hint := ""
	for i, f := range c.Frameworks() {
		if i > 0 {
			hint += ", "
		}
		hint += f.ID
	}
	return nil, fault.New(fault.NotFound, "there is no framework %q; there are %s", id, hint)
}

// CatalogLintCmd checks a customer's own framework and crosswalk files.
type CatalogLintCmd struct {
	Files []string `arg:"" name:"file" help:"Framework or crosswalk files; a crosswalk may name a framework of another file of the call."`
}

// Run says what the files would add and everything that is wrong with them.
// Problems go to stdout, one a line, as they are what was asked for.
func (cmd *CatalogLintCmd) Run(g *Globals, env *Env) error {
	c, err := catalog.Load()
	if err != nil {
		return err
	}
	files := make([]catalog.File, len(cmd.Files))
	for i, name := range cmd.Files {
		f, err := os.Open(name)
		if errors.Is(err, fs.ErrNotExist) {
			return fault.Wrap(fault.NotFound, err, "there is no file %s", name)
		}
		if err != nil {
			return err
		}
		defer f.Close()
		files[i] = catalog.File{Name: name, Data: f}
	}
	p := c.Preview(files...)
	t := &table{head: []string{"where", "code", "message"}}
	for _, x := range p.Problems {
		t.add(x.Where, x.Code, x.Message)
	}
	if err := emit(env, g.Output, p, t); err != nil {
		return err
	}
	if len(p.Problems) > 0 {
		return fault.New(fault.Condition, "%s in %s", plural(len(p.Problems), "problem"), plural(len(files), "file"))
	}
	return nil
}

func plural(n int, word string) string {
	if n != 1 {
		word += "s"
	}
	return strconv.Itoa(n) + " " + word
}
