package cli

import (
	"errors"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"

	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/instance"
	"github.com/plimsoll-aims/plimsoll/kernel"
	"github.com/plimsoll-aims/plimsoll/kernel/store"
)

// visit is a command's stay at a server: it works on an open instance as a user of
// it, and sees no files but those that it brought.
type visit struct {
	i     *instance.Instance
	st    *store.Store
	place map[string]string // names that the user gave, to where the files are
	none  string            // where nothing is
}

// path is where the file is that the user named: the name itself, or at a server
// what came along under that name.
func (env *Env) path(name string) string {
	if env.visit == nil {
		return name
	}
	if p, ok := env.visit.place[name]; ok {
		return p
	}
	return filepath.Join(env.visit.none, "nothing")
}

// brings says whether there is a file of a name for the command.
func (env *Env) brings(name string) bool {
	_, err := os.Stat(env.path(name))
	return err == nil || !errors.Is(err, fs.ErrNotExist)
}

// openInstance opens the data directory that the flags name. Commands that call it
// themselves work on a data directory, never for a user of a server.
func openInstance(g *Globals, env *Env) (*instance.Instance, error) {
	if g.Server != "" || env.visit != nil {
		return nil, fault.New(fault.Usage, "this command works on a data directory; it cannot be given --server")
	}
	dir := g.Data
	if dir == "" {
		dir = instance.DefaultDir(env.Getenv)
	}
	return instance.Open(env.Ctx, instance.Options{Dir: dir, Clock: env.Now})
}

// open gives the instance that a command works on and a store that is bound to
// whoever works: the person at the keyboard, or at a server the user of the token.
// The third result ends the work.
func open(g *Globals, env *Env) (*instance.Instance, *store.Store, func() error, error) {
	if v := env.visit; v != nil {
		return v.i, v.st, func() error { return nil }, nil
	}
	i, err := openInstance(g, env)
	if err != nil {
		return nil, nil, nil, err
	}
	return i, bound(env, i), i.Close, nil
}

// bound gives the store of whoever works on an instance. It is the only place that
// makes the operator's.
func bound(env *Env, i *instance.Instance) *store.Store {
	if env.visit != nil {
		return env.visit.st
	}
	return i.Operator(operatorName())
}

// openStore opens the store of whoever works. The second result closes it.
func openStore(g *Globals, env *Env) (kernel.Store, func() error, error) {
	_, st, done, err := open(g, env)
	return st, done, err
}

// operatorName is the account at the keyboard, for the history.
func operatorName() string {
	if u, err := user.Current(); err == nil {
		return u.Username
	}
	return "unknown"
}

// view reads the records at the moment that --as-of names.
func view(g *Globals, env *Env, f func(*instance.Instance, kernel.View) error) (err error) {
	at, err := kernel.ParseAt(g.AsOf)
	if err != nil {
		return err
	}
	i, st, done, err := open(g, env)
	if err != nil {
		return err
	}
	defer closing(&err, done)
	return st.View(env.Ctx, at, func(v kernel.View) error { return f(i, v) })
}
