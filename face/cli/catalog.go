package cli

import (
	"errors"
	"io/fs"
	"os"
	"strconv"
	"strings"

	"github.com/plimsoll-aims/plimsoll/catalog"
	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/report/oscal"
)

// CatalogCmd reads the frameworks that Plimsoll ships and checks one's own.
type CatalogCmd struct {
	List      CatalogListCmd      `cmd:"" help:"List the frameworks and the crosswalks between them."`
	Show      CatalogShowCmd      `cmd:"" help:"Show a framework, or one item with its guidance and where it leads. Of a framework also -o oscal."`
	Crosswalk CatalogCrosswalkCmd `cmd:"" help:"Show how the items of one framework stand to those of another."`
	Add       CatalogAddCmd       `cmd:"" help:"Add a framework, a crosswalk or a licensed text of your own. Exit 3 when the file is not sound; nothing is written then."`
	Lint      CatalogLintCmd      `cmd:"" help:"Check framework and crosswalk files (CSV or XLSX): unknown ids, wrong words, duplicates. Exit 3 when there is a problem."`
}

// CatalogListCmd lists what there is.
type CatalogListCmd struct{}

type catalogLines struct {
	Frameworks []frameworkLine `json:"frameworks"`
	Crosswalks []crosswalkLine `json:"crosswalks"`
}

type frameworkLine struct {
	ID           string `json:"id"`
	Title        string `json:"title"`
	Published    string `json:"published"`
	Requirements int    `json:"requirements"`
	Controls     int    `json:"controls"`
	Articles     int    `json:"articles,omitempty"`
}

type crosswalkLine struct {
	From  string `json:"from"`
	To    string `json:"to"`
	Rows  int    `json:"rows"`
	Title string `json:"title"`
	Note  string `json:"note"`
}

// Run lists frameworks and crosswalks; -o json gives their ids and counts.
func (*CatalogListCmd) Run(g *Globals, env *Env) error {
	c, err := knownCatalog(g, env)
	if err != nil {
		return err
	}
	var lines catalogLines
	t := &table{head: []string{"what", "id", "title", "holds"}}
	for _, f := range c.Frameworks() {
		l := frameworkLine{ID: f.ID, Title: f.Title, Published: f.Published, Requirements: len(f.Requirements), Controls: len(f.Controls)}
		for _, x := range f.Clauses {
			if x.Type == "article" {
				l.Articles++
			}
		}
		lines.Frameworks = append(lines.Frameworks, l)
		t.add("framework", l.ID, l.Title, l.holds())
	}
	for _, x := range c.Crosswalks() {
		l := crosswalkLine{x.From, x.To, len(x.Rows), x.Title, x.Note}
		lines.Crosswalks = append(lines.Crosswalks, l)
		t.add("crosswalk", l.From+" "+l.To, l.Title, plural(l.Rows, "row"))
	}
	return emit(env, g.Output, lines, t)
}

// holds says what there is of the framework, leaving out what there is not.
func (l frameworkLine) holds() string {
	var parts []string
	for _, x := range []struct {
		n    int
		word string
	}{{l.Requirements, "requirement"}, {l.Controls, "control"}, {l.Articles, "article"}} {
		if x.n > 0 {
			parts = append(parts, plural(x.n, x.word))
		}
	}
	return strings.Join(parts, ", ")
}

// CatalogShowCmd shows one framework, or one item of it.
type CatalogShowCmd struct {
	ID string `arg:"" name:"framework" help:"Framework (iso42001:2023, iso42001) or item (iso42001:A.5.2)."`
}

// Run shows the framework or item; -o json gives all of it.
func (cmd *CatalogShowCmd) Run(g *Globals, env *Env) error {
	c, err := knownCatalog(g, env)
	if err != nil {
		return err
	}
	if it, ok := c.Item(cmd.ID); ok {
		if g.Output == "oscal" {
			return fault.New(fault.Usage, "only a whole framework has the output format oscal; %s has %s", cmd.ID, strings.Join(common, ", "))
		}
		return showItem(g, env, c, it)
	}
	f, err := findFramework(c, cmd.ID)
	if err != nil {
		return err
	}
	if g.Output == "oscal" {
		return emitJSON(env.Out, oscal.OfFramework(f))
	}
	t := &table{head: []string{"kind", "id", "title"}}
	for _, it := range f.Items() {
		t.add(it.Kind, it.Local, it.Title)
	}
	return emit(env, g.Output, f, t)
}

// itemView is an item with what is known of it and where it leads.
type itemView struct {
	catalog.Item
	Requirement *catalog.Requirement `json:"requirement,omitempty"`
	Control     *catalog.Control     `json:"control,omitempty"`
	Mappings    []catalog.Mapping    `json:"mappings"`
}

func showItem(g *Globals, env *Env, c *catalog.Catalog, it catalog.Item) error {
	f := c.Framework(it.Framework)
	v := itemView{Item: it, Requirement: f.Requirement(it.Local), Control: f.Control(it.Local), Mappings: c.MappingsFrom(it.ID)}
	t := &table{head: []string{"what", "text"}}
	t.add("id", it.ID)
	t.add("title", it.Title)
	if it.Text != "" && it.Text != it.Title {
		t.add("text", it.Text)
	}
	if v.Requirement != nil && v.Requirement.Evidence != "" {
		t.add("evidence", v.Requirement.Evidence)
	}
	if v.Control != nil && v.Control.Guidance != "" {
		t.add("guidance", v.Control.Guidance)
		for _, q := range v.Control.Asks {
			t.add("auditor asks", q)
		}
		for _, e := range v.Control.Evidence {
			t.add("evidence", e.What+": "+e.Good)
		}
	}
	for _, m := range v.Mappings {
		t.add(string(m.Relation), strings.TrimSpace(m.To+" ("+m.Review+")"))
	}
	return emit(env, g.Output, v, t)
}

// CatalogCrosswalkCmd shows the mappings between two frameworks.
type CatalogCrosswalkCmd struct {
	From string `arg:"" help:"Framework id or namespace."`
	To   string `arg:"" help:"Framework id or namespace."`
}

// Run shows the mappings, those made from the other side last and turned.
func (cmd *CatalogCrosswalkCmd) Run(g *Globals, env *Env) error {
	c, err := knownCatalog(g, env)
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
	var have []string
	for _, f := range c.Frameworks() {
		have = append(have, f.ID)
	}
	return nil, fault.New(fault.NotFound, "%s; the frameworks are %s", c.Unknown(id), strings.Join(have, ", "))
}

// CatalogLintCmd checks a customer's own framework and crosswalk files.
type CatalogLintCmd struct {
	Files []string `arg:"" name:"file" help:"Framework or crosswalk files; a crosswalk may name a framework of another file of the call."`
}

// Run says what the files would add and everything that is wrong with them.
// Problems go to stdout, one a line, as they are what was asked for.
func (cmd *CatalogLintCmd) Run(g *Globals, env *Env) error {
	c, err := knownCatalog(g, env)
	if err != nil {
		return err
	}
	files := make([]catalog.File, len(cmd.Files))
	for i, name := range cmd.Files {
		f, err := os.Open(env.path(name))
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
