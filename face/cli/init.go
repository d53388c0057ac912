package cli

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/plimsoll-aims/plimsoll/code/strict"
	"github.com/plimsoll-aims/plimsoll/engine/start"
	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/instance"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// InitCmd makes the first records from six answers.
type InitCmd struct {
	Answers      string   `help:"Take the answers from this file (YAML: organisation, roles, sites, staff, systems, certify, manager)." placeholder:"FILE.yaml"`
	Organisation string   `name:"name" help:"Name of the organisation." placeholder:"NAME"`
	Roles        []string `name:"role" help:"What it does with AI: provider, producer, customer, user, partner, subject, authority." placeholder:"ROLE"`
	Sites        []string `name:"site" help:"A place where it works." placeholder:"PLACE"`
	Staff        int      `help:"How many people work there." placeholder:"N"`
	Systems      []string `name:"system" help:"An AI system that it knows of." placeholder:"NAME"`
	Certify      string   `help:"The day on which it wants to be certified; in twelve months when empty." placeholder:"DATE"`
	Manager      string   `help:"Who manages the AI management system." placeholder:"NAME"`
	DryRun       bool     `name:"dry-run" help:"Show what would be made and write nothing."`
}

// started says what init made.
type started struct {
	Created map[string]int `json:"created"` // by kind
	Entry   kernel.Seq     `json:"entry"`   // last ledger entry, 0 for a dry run
	DryRun  bool           `json:"dry_run"`
}

// Run asks what flags and file leave open, if somebody can be asked, and writes
// everything in one change. A ledger that holds something is left alone. At a
// server nobody can be asked: the flags or the file say everything.
func (c *InitCmd) Run(g *Globals, env *Env) (err error) {
	if g.AsOf != "" {
		return fault.New(fault.Usage, "the past cannot be written; leave --as-of out")
	}
	tree, doc, err := c.given(env)
	if err != nil {
		return err
	}
	var a *start.Answers
	if env.visit == nil && (c.Answers != "" || !env.InTTY) { // nobody is asked: what is wrong is said before anything is made
		if a, err = c.check(env, tree, doc); err != nil {
			return err
		}
	}
	i, st, end, err := open(g, env, trying(c.DryRun))
	if err != nil {
		return err
	}
	defer closing(&err, end)
	if err := st.View(env.Ctx, kernel.At{}, func(v kernel.View) error { return refuseUsed(env, v) }); err != nil {
		return err
	}
	if a == nil {
		if c.Answers == "" && env.InTTY {
			if err := ask(env, tree); err != nil {
				return err
			}
		}
		if a, err = c.check(env, tree, doc); err != nil {
			return err
		}
	}
	done, err := c.write(env, i, st, a)
	if err != nil {
		return err
	}
	return c.report(g, env, i, done)
}

// given are the answers of the file or the flags.
func (c *InitCmd) given(env *Env) (tree map[string]any, doc *strict.Doc, err error) {
	tree = map[string]any{}
	if c.Answers != "" {
		b, err := readBounded(env, c.Answers)
		if err != nil {
			return nil, nil, err
		}
		docs, ps := strict.Read(c.Answers, b)
		if len(ps) > 0 {
			return nil, nil, fault.Problems(ps)
		}
		if len(docs) != 1 {
			return nil, nil, fault.New(fault.Usage, "%s has %s; write one with your answers", c.Answers, plural(len(docs), "document"))
		}
		given, ok := docs[0].Tree.(map[string]any)
		if !ok {
			return nil, nil, fault.New(fault.Usage, "%s holds no answers; write lines such as organisation: Name", c.Answers)
		}
		tree, doc = given, &docs[0]
	}
	start.Take(tree, "organisation", c.Organisation)
	for field, list := range map[string][]string{"roles": c.Roles, "sites": c.Sites, "systems": c.Systems} {
		start.Take(tree, field, strings.Join(list, ","))
	}
	if c.Staff > 0 {
		start.Take(tree, "staff", strconv.Itoa(c.Staff))
	}
	start.Take(tree, "certify", c.Certify)
	start.Take(tree, "manager", c.Manager)
	return tree, doc, nil
}

// refuseUsed wants a ledger without records of the management system; users may be there.
func refuseUsed(env *Env, v kernel.View) error {
	for _, k := range v.Registry().Kinds() {
		if k.Internal {
			continue
		}
		if list, err := v.All(env.Ctx, k.Name); err != nil {
			return err
		} else if len(list) > 0 {
			return fault.New(fault.Conflict, "there are records already (%s), so init writes nothing; edit what is there, or name an empty --data directory", list[0].Key())
		}
	}
	return nil
}

// ask asks what is still open, one line each, on stderr.
func ask(env *Env, tree map[string]any) error {
	in := bufio.NewReader(io.LimitReader(env.In, 1<<20))
	fmt.Fprintln(env.Err, "Six questions. Everything they give is a draft that you can change.")
	for n, q := range start.Questions {
		if _, known := tree[q.Fields[0]]; known {
			continue
		}
		fmt.Fprintf(env.Err, "%d. %s (%s)\n> ", n+1, q.Ask, q.Hint)
		line, err := in.ReadString('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		first, second, _ := strings.Cut(line, ";")
		if len(q.Fields) < 2 {
			first = line
		} else {
			start.Take(tree, q.Fields[1], second)
		}
		start.Take(tree, q.Fields[0], first)
	}
	return nil
}

// check reads the answers; what is missing is a matter of the call's words.
func (c *InitCmd) check(env *Env, tree map[string]any, doc *strict.Doc) (*start.Answers, error) {
	a, ps := start.Read(tree, kernel.DateOf(env.Now()))
	if len(ps) == 0 {
		return a, nil
	}
	if doc != nil {
		return nil, fault.Problems(doc.Place("", ps))
	}
	e := fault.New(fault.Usage, "answer with --name, --role, --manager and, if you want, --site, --staff, --system and --certify, or with --answers FILE.yaml:")
	e.Problems = ps
	return nil, e
}

func (c *InitCmd) write(env *Env, i *instance.Instance, st kernel.Store, a *start.Answers) (*started, error) {
	puts := start.Records(a, i.Catalog, kernel.DateOf(env.Now()))
	done := &started{Created: map[string]int{}, DryRun: c.DryRun}
	for _, p := range puts {
		done.Created[p.Kind]++
	}
	if c.DryRun {
		return done, nil
	}
	receipt, err := st.Update(env.Ctx, "init", func(tx kernel.Tx) error {
		if err := refuseUsed(env, tx); err != nil {
			return err
		}
		for _, p := range puts {
			if _, err := tx.Put(env.Ctx, p); err != nil {
				return fmt.Errorf("%s: %w", kernel.Key(p.Kind, p.Name), err)
			}
		}
		return nil
	})
	done.Entry = receipt.Last
	return done, err
}

func (c *InitCmd) report(g *Globals, env *Env, i *instance.Instance, done *started) error {
	t := &table{head: []string{"kind", "created"}}
	for _, k := range i.DB.Registry().Kinds() {
		if n := done.Created[k.Name]; n > 0 {
			t.add(k.Name, strconv.Itoa(n))
		}
	}
	if !g.Quiet {
		if c.DryRun {
			fmt.Fprintln(env.Err, "Nothing was written.")
		} else {
			fmt.Fprintln(env.Err, "Drafts are there. Next: plimsoll status, plimsoll readiness, plimsoll soa; to see them in a browser: plimsoll serve.")
		}
	}
	return emit(env, g.Output, done, t)
}
