package cli

import (
	"fmt"
	"slices"

	"github.com/plimsoll-aims/plimsoll/code"
	"github.com/plimsoll-aims/plimsoll/instance"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// ExportCmd writes the records as a directory of YAML files.
type ExportCmd struct {
	Dir     string   `arg:"" help:"Directory to write to: empty, new, or an earlier export."`
	Kinds   []string `name:"kind" help:"Only records of these kinds." placeholder:"KIND"`
	Set     string   `help:"Name of the set; by default the directory's." placeholder:"NAME"`
	NoBase  bool     `name:"no-base" help:"Leave out .plimsoll.yaml: for a directory that is to fill other instances."`
	NoFiles bool     `name:"no-files" help:"Leave out the bytes of attached files."`
	MaxFile int64    `name:"max-file" help:"Leave out attached files larger than this many bytes." default:"10485760"`
	Force   bool     `help:"Write into a directory that holds something else; its other files stay."`
}

// folders lists the folders of the kinds that an export covers.
func (c *ExportCmd) folders(reg *kernel.Registry) []string {
	var out []string
	for _, k := range reg.Kinds() {
		if !k.Internal && (len(c.Kinds) == 0 || slices.Contains(c.Kinds, k.Name) || slices.Contains(c.Kinds, k.Plural)) {
			out = append(out, k.Plural)
		}
	}
	return out
}

// Run exports the state that --as-of names.
func (c *ExportCmd) Run(g *Globals, env *Env) error {
	c.settle()
	return view(g, env, func(_ *instance.Instance, v kernel.View) error {
		d, err := code.OpenDir(env.path(c.Dir), c.Force)
		if err != nil {
			return err
		}
		done, err := code.Export(env.Ctx, v, d, code.ExportOptions{Set: c.Set, Kinds: c.Kinds, NoBase: c.NoBase, NoFiles: c.NoFiles, MaxFile: c.MaxFile})
		if err != nil {
			d.Abandon()
			return err
		}
		if err := d.Close(done.Folders); err != nil {
			return err
		}
		t := &table{head: []string{"kind", "records"}}
		total := 0
		for _, k := range v.Registry().Kinds() {
			if n := done.Records[k.Name]; n > 0 {
				t.add(k.Name, fmt.Sprint(n))
				total += n
			}
		}
		if !g.Quiet {
			fmt.Fprintf(env.Err, "%d records and %d attached files at entry %d written to %s\n", total, done.Files, v.Seq(), c.Dir)
			for _, l := range done.LeftOut {
				fmt.Fprintln(env.Err, "left out:", l)
			}
		}
		return emit(env, g.Output, done, t)
	})
}
