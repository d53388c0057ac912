package cli

import (
	"github.com/plimsoll-aims/plimsoll/engine/overview"
	"github.com/plimsoll-aims/plimsoll/instance"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// derive reads the data directory at --as-of and hands the engines' overview to f.
func derive(g *Globals, env *Env, f func(kernel.View, *overview.Overview) error) error {
	return view(g, env, func(i *instance.Instance, v kernel.View) error {
		o, err := overviewOf(env, i, v)
		if err != nil {
			return err
		}
		return f(v, o)
	})
}

// overviewOf works out what the engines say of a view, over its reader's catalogue.
func overviewOf(env *Env, i *instance.Instance, v kernel.View) (*overview.Overview, error) {
	c, err := i.CatalogOf(env.Ctx, v)
	if err != nil {
		return nil, err
	}
	return overview.Read(env.Ctx, v, c, nil)
}
