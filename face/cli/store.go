package cli

import (
	"os/user"

	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/instance"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// openInstance opens the data directory that the flags name.
func openInstance(g *Globals, env *Env) (*instance.Instance, error) {
	if g.Server != "" {
		return nil, fault.New(fault.Usage, "this command works on a data directory; it cannot be given --server")
	}
	dir := g.Data
	if dir == "" {
		dir = instance.DefaultDir(env.Getenv)
	}
	return instance.Open(env.Ctx, instance.Options{Dir: dir, Clock: env.Now})
}

// openStore opens the data directory as the person at the keyboard. The second
// result closes it.
func openStore(g *Globals, env *Env) (kernel.Store, func() error, error) {
	i, err := openInstance(g, env)
	if err != nil {
		return nil, nil, err
	}
	return i.Operator(operatorName()), i.Close, nil
}

// operatorName is the account at the keyboard, for the history.
func operatorName() string {
	if u, err := user.Current(); err == nil {
		return u.Username
	}
	return "unknown"
}

// view opens the data directory and reads it at the moment that --as-of names.
func view(g *Globals, env *Env, f func(*instance.Instance, kernel.View) error) (err error) {
	at, err := kernel.ParseAt(g.AsOf)
	if err != nil {
		return err
	}
	i, err := openInstance(g, env)
	if err != nil {
		return err
	}
	defer func() {
		if cerr := i.Close(); err == nil {
			err = cerr
		}
	}()
	return i.Operator(operatorName()).View(env.Ctx, at, func(v kernel.View) error { return f(i, v) })
}
