package cli

import (
	"github.com/plimsoll-aims/plimsoll/sense/discover"
)

// DiscoverCmd finds the AI in files and folders.
type DiscoverCmd struct {
	Paths []string `arg:"" name:"path" help:"Files and folders to look through."`
}

// Run scans and prints.
func (d *DiscoverCmd) Run(g *Globals, env *Env) error {
	r, err := discover.Scan(env.Ctx, d.Paths, discover.Options{})
	if err != nil {
		return err
	}
	t := &table{head: []string{"kind", "name", "vendor", "confidence", "evidence"}}
	for _, a := range r.Assets {
		t.add(a.Kind, a.Name, a.Vendor, string(a.Confidence), a.Evidence[0].File)
	}
	return emit(env, g.Output, r, t)
}
