package cli

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"

	"github.com/plimsoll-aims/plimsoll/code"
	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/kernel"
	"github.com/plimsoll-aims/plimsoll/sheet"
)

// ApplyCmd brings the store in line with a directory.
type ApplyCmd struct {
	Dirs   []string `arg:"" name:"dir" help:"Directory of YAML files; later ones are laid over earlier ones."`
	Set    string   `help:"Name of the set; by default the one in .plimsoll.yaml, else the directory's." placeholder:"NAME"`
	Prune  bool     `help:"Delete records that the set owned and no longer has."`
	Adopt  bool     `help:"Make the set the owner of records that are equal already."`
	Force  bool     `help:"Let the directory win where it and the store were both changed."`
	DryRun bool     `name:"dry-run" help:"Show what would be done and write nothing."`
	Why    string   `help:"The reason that the history shows." placeholder:"TEXT"`
}

// applied is the result as JSON.
type applied struct {
	*code.Plan
	Created int            `json:"created"`
	Updated int            `json:"updated"`
	Deleted int            `json:"deleted"`
	DryRun  bool           `json:"dry_run,omitempty"`
	Receipt kernel.Receipt `json:"entries"`
}

// Run plans and, unless it is a dry run, writes; both in all or nothing.
func (c *ApplyCmd) Run(g *Globals, env *Env) (err error) {
	if g.AsOf != "" {
		return fault.New(fault.Usage, "the past cannot be written; leave --as-of out")
	}
	_, st, done, err := open(g, env, trying(c.DryRun))
	if err != nil {
		return err
	}
	defer closing(&err, done)
	s := setFlags{c.Dirs, code.Options{Set: c.Set, Prune: c.Prune, Adopt: c.Adopt, Force: c.Force}}
	var set *code.Set
	var plan *code.Plan
	if err := st.View(env.Ctx, kernel.At{}, func(v kernel.View) (err error) {
		set, plan, err = s.plan(env, v)
		return err
	}); err != nil {
		return err
	}
	out := applied{Plan: plan, DryRun: c.DryRun}
	if !c.DryRun {
		why := c.Why
		if why == "" {
			why = "apply of " + plan.Set
		}
		r, err := code.Apply(env.Ctx, st, set, plan, why)
		if err != nil {
			return err
		}
		out.Created, out.Updated, out.Deleted, out.Receipt = r.Created, r.Updated, r.Deleted, r.Receipt
		if r.Receipt.Last > 0 {
			c.rebase(env, st, set, plan)
		}
		if !g.Quiet {
			defer fmt.Fprintln(env.Err, r.Summary())
		}
	}
	return emit(env, g.Output, out, planTable(plan))
}

// rebase writes down what the directory is now in line with, where it keeps that.
func (c *ApplyCmd) rebase(env *Env, st kernel.Store, set *code.Set, plan *code.Plan) {
	if set.Base == nil {
		return
	}
	err := st.View(env.Ctx, kernel.At{}, func(v kernel.View) error {
		b, err := code.Rebase(env.Ctx, v, set, plan.Set)
		if err != nil {
			return err
		}
		name := filepath.Join(env.path(c.Dirs[0]), code.BaseFile)
		if old, err := os.ReadFile(name); err == nil && bytes.Equal(old, b) {
			return nil
		}
		return os.WriteFile(name, b, 0o644)
	})
	if err != nil {
		fmt.Fprintf(env.Err, "plimsoll: the records were written, but %s was not: %v\n", code.BaseFile, err)
	}
}

// setFlags are what apply and diff share.
type setFlags struct {
	dirs []string
	opt  code.Options
}

// plan reads the directories and compares them with a view.
func (s setFlags) plan(env *Env, v kernel.View) (*code.Set, *code.Plan, error) {
	var layers []code.Layer
	if len(s.dirs) == 0 {
		return nil, nil, fault.New(fault.Usage, "name a directory")
	}
	for _, d := range s.dirs {
		info, err := os.Stat(env.path(d))
		if err != nil || !info.IsDir() {
			return nil, nil, fault.New(fault.NotFound, "there is no directory %s", d)
		}
		root, err := os.OpenRoot(env.path(d))
		if err != nil {
			return nil, nil, fault.Wrap(fault.NotFound, err, "%s cannot be read", d)
		}
		// It stays open: attached files are read when the plan is carried out. It
		// closes when nobody holds the set any more.
		layers = append(layers, code.Layer{Name: filepath.ToSlash(d), FS: root.FS()})
	}
	set, problems := code.Read(v.Registry(), layers...)
	if err := fault.Problems(problems); err != nil {
		return nil, nil, err
	}
	s.opt.Set = setOr(s.opt.Set, s.dirs)
	plan, err := code.MakePlan(env.Ctx, v, set, s.opt)
	return set, plan, err
}

// setName makes the name of a set of a directory's.
func setName(dir string) string {
	abs, err := filepath.Abs(dir)
	if err != nil {
		abs = dir
	}
	if n := sheet.Slug(filepath.Base(abs)); code.SetName(n) {
		return n
	}
	return "aims"
}

// planTable shows what is not in line, a line per record and one per difference.
func planTable(p *code.Plan) *table {
	t := &table{head: []string{"action", "record", "what", "where"}}
	for _, c := range p.Changes {
		if c.Action == code.Unchanged {
			continue
		}
		t.add(string(c.Action), c.Key(), c.Why, c.Where)
		for _, d := range c.Diff {
			t.add("", "", d.Path+": "+side(d.Theirs)+" -> "+side(d.Ours), "")
		}
	}
	return t
}

// side shows one side of a difference on a line.
func side(v any) string {
	if v == nil {
		return "nothing"
	}
	s := fmt.Sprint(v)
	if r := []rune(s); len(r) > 80 {
		s = string(r[:77]) + "..."
	}
	return fmt.Sprintf("%q", s)
}
