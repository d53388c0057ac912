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

// purpose is what a command wants of a data directory that is not there.
type purpose uint8

const (
	reads  purpose = iota // a clear error: a slip in the name must not end with a clean bill of health
	writes                // it is made
	tries                 // an empty one that is gone afterwards: a dry run leaves nothing
)

// trying is the purpose of a command that writes unless it is a dry run.
func trying(dryRun bool) purpose {
	if dryRun {
		return tries
	}
	return writes
}

// hasData says whether records are kept in the data directory.
func hasData(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, instance.Database))
	return err == nil || !errors.Is(err, fs.ErrNotExist)
}

// openInstance opens the data directory that the flags name. Commands that call it
// themselves work on a data directory, never for a user of a server.
func openInstance(g *Globals, env *Env, p purpose) (*instance.Instance, func() error, error) {
	if g.Server != "" || env.visit != nil {
		return nil, nil, fault.New(fault.Usage, "this command works on a data directory; it cannot be given --server")
	}
	dir, tidy := dataDir(g, env), func() error { return nil }
	switch {
	case p == writes || hasData(dir):
	case p == reads:
		return nil, nil, noData(dir)
	default:
		var err error
		if dir, err = os.MkdirTemp("", "plimsoll-try-"); err != nil {
			return nil, nil, err
		}
		tidy = func() error { return os.RemoveAll(dir) }
	}
	i, err := instance.Open(env.Ctx, instance.Options{Dir: dir, Clock: env.Now})
	if err != nil {
		return nil, nil, errors.Join(err, tidy())
	}
	return i, func() error { return errors.Join(i.Close(), tidy()) }, nil
}

// noData says what is missing and what to do.
func noData(dir string) error {
	if _, err := os.Stat(dir); err == nil {
		return fault.New(fault.NotFound, "there are no records in %s: plimsoll init or plimsoll serve begins with some; records that serve keeps in PostgreSQL are reached with --server", dir)
	}
	hint := "plimsoll init or plimsoll serve makes one, plimsoll demo shows an example"
	if hasData(dir + demoSuffix) {
		hint = "plimsoll init or plimsoll serve makes one; the example is in " + dir + demoSuffix + ", so give --data " + dir + demoSuffix + " to look at it"
	}
	return fault.New(fault.NotFound, "there is no data directory %s: %s", dir, hint)
}

// open gives the instance that a command works on and a store that is bound to
// whoever works: the person at the keyboard, or at a server the user of the token.
// The third result ends the work.
func open(g *Globals, env *Env, p purpose) (*instance.Instance, *store.Store, func() error, error) {
	if v := env.visit; v != nil {
		return v.i, v.st, func() error { return nil }, nil
	}
	i, done, err := openInstance(g, env, p)
	if err != nil {
		return nil, nil, nil, err
	}
	return i, bound(env, i), done, nil
}

// work runs f on what open gives, and ends the work.
func work(g *Globals, env *Env, p purpose, f func(*instance.Instance, *store.Store) error) (err error) {
	i, st, done, err := open(g, env, p)
	if err != nil {
		return err
	}
	defer closing(&err, done)
	return f(i, st)
}

// bound gives the store of whoever works on an instance. It is the only place that
// makes the operator's.
func bound(env *Env, i *instance.Instance) *store.Store {
	if env.visit != nil {
		return env.visit.st
	}
	return i.Operator(operatorName())
}

// operatorName is the account at the keyboard, for the history.
func operatorName() string {
	if u, err := user.Current(); err == nil {
		return u.Username
	}
	return "unknown"
}

// view reads the records at the moment that --as-of names.
func view(g *Globals, env *Env, f func(*instance.Instance, kernel.View) error) error {
	return viewFor(g, env, reads, f)
}

func viewFor(g *Globals, env *Env, p purpose, f func(*instance.Instance, kernel.View) error) error {
	at, err := kernel.ParseAt(g.AsOf)
	if err != nil {
		return err
	}
	return work(g, env, p, func(i *instance.Instance, st *store.Store) error {
		return st.View(env.Ctx, at, func(v kernel.View) error { return f(i, v) })
	})
}
