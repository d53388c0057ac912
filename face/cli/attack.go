package cli

import (
	"context"
	"errors"
	"io/fs"
	"os"

	"github.com/plimsoll-aims/plimsoll/engine/attack"
	"github.com/plimsoll-aims/plimsoll/fault"
)

// AttackCmd predicts how an attacker could reach AI assets, and what stops it.
type AttackCmd struct {
	Paths AttackPathsCmd `cmd:"" help:"Goals that an attacker can reach, with probability, time and the best ways. -o table|json|yaml|svg|flow."`
	Cut   AttackCutCmd   `cmd:"" help:"The cheapest set of controls that closes every way to a target. -o table|json|yaml|svg."`
}

// attackInput is what both commands read.
type attackInput struct {
	File  string `arg:"" optional:"" help:"Asset graph (docs/attack-paths.md); without it the graph comes from the records."`
	Rules string `help:"A rule file of your own, added to those that ship." placeholder:"FILE"`
}

// read reads what the call names: the graph, and the rules to hold against it.
func (in *attackInput) read(g *Globals, env *Env) (*attack.Graph, *attack.Book, error) {
	book, err := attack.Builtin()
	if err != nil {
		return nil, nil, err
	}
	if in.Rules != "" {
		data, err := readInput(env, in.Rules, attack.MaxRuleBytes)
		if err != nil {
			return nil, nil, err
		}
		if book, err = book.AddRules(in.Rules, data); err != nil {
			return nil, nil, err
		}
	}
	graph, err := in.graph(g, env, book)
	return graph, book, err
}

func (in *attackInput) graph(g *Globals, env *Env, book *attack.Book) (*attack.Graph, error) {
	if in.File == "" {
		return graphFromRecords(g, env, book)
	}
	data, err := readInput(env, in.File, attack.MaxGraphBytes)
	if err != nil {
		return nil, err
	}
	return interruptible(env.Ctx, func() (*attack.Graph, error) { return attack.ReadGraph(in.File, data, book.Words) })
}

// interruptible gives what f gives, or gives it up when the context ends: for
// work that cannot be stopped in a program that is about to be.
func interruptible[T any](ctx context.Context, f func() (T, error)) (T, error) {
	type answer struct {
		t   T
		err error
	}
	done := make(chan answer, 1)
	go func() {
		t, err := f()
		done <- answer{t, err}
	}()
	select {
	case a := <-done:
		return a.t, a.err
	case <-ctx.Done():
		var none T
		return none, ctx.Err()
	}
}

// readInput reads a file that the call names, bounded.
func readInput(env *Env, name string, max int64) ([]byte, error) {
	info, err := os.Stat(env.path(name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fault.New(fault.NotFound, "there is no file %s", name)
	}
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		return nil, fault.New(fault.Usage, "%s is a directory; name a file", name)
	}
	if info.Size() > max {
		return nil, fault.New(fault.TooLarge, "%s has %d bytes and the most is %d", name, info.Size(), max)
	}
	return os.ReadFile(env.path(name))
}
