package cli

import (
	"fmt"

	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/instance"
	"github.com/plimsoll-aims/plimsoll/kernel/store"
)

// LogCmd is about the ledger.
type LogCmd struct {
	Verify LogVerifyCmd `cmd:"" help:"Prove that nothing in the log, the records or the files was altered."`
	Prove  LogProveCmd  `cmd:"" help:"Give the proofs of a record's entries."`
}

// LogVerifyCmd verifies everything.
type LogVerifyCmd struct{}

// Run verifies every tenant; exit 7 when anything does not hold.
func (*LogVerifyCmd) Run(g *Globals, env *Env) (err error) {
	_, st, done, err := open(g, env, reads)
	if err != nil {
		return err
	}
	defer closing(&err, done)
	rep, err := st.Verify(env.Ctx, env.progress(g, "verifying"))
	if err != nil {
		return err
	}
	t := &table{head: []string{"check", "where", "detail"}}
	for _, f := range rep.Faults {
		t.add(f.Check, f.Where, f.Detail)
	}
	if g.Output == "table" && len(rep.Faults) == 0 {
		fmt.Fprintf(env.Out, "verified: %d entries, %d records, %d checkpoints, %d files, %d erased; root %s\n", rep.Entries, rep.Records, rep.Checkpoints, rep.Files, rep.Erased, rep.Root)
		return nil
	}
	if err := emit(env, g.Output, rep, t); err != nil {
		return err
	}
	if len(rep.Faults) > 0 {
		return fault.New(fault.Unverified, "%d things do not verify", len(rep.Faults))
	}
	return nil
}

// LogProveCmd proves a record.
type LogProveCmd struct {
	Kind string `arg:"" help:"Kind of record."`
	Name string `arg:"" help:"Name of the record."`
}

// Run writes the inclusion proofs of every revision in a tree that is signed now.
func (cmd *LogProveCmd) Run(g *Globals, env *Env) (err error) {
	i, st, done, err := open(g, env, reads)
	if err != nil {
		return err
	}
	defer closing(&err, done)
	proofs, err := st.ProveRecord(env.Ctx, cmd.Kind, cmd.Name)
	if err != nil {
		return err
	}
	return emitProofs(g, env, i, proofs)
}

func emitProofs(g *Globals, env *Env, i *instance.Instance, proofs []store.Proof) error {
	format := g.Output
	if format == "table" {
		format = "json"
	}
	return emit(env, format, map[string]any{"key": i.Public, "proofs": proofs}, nil)
}

// progress draws a bar on a terminal, and nothing elsewhere.
func (env *Env) progress(g *Globals, what string) func(done, total int) {
	if !env.ErrTTY || g.Quiet {
		return nil
	}
	last := -1
	return func(done, total int) {
		if total == 0 {
			return
		}
		if p := done * 100 / total; p != last {
			last = p
			fmt.Fprintf(env.Err, "\r%s %3d %%", what, p)
			if done == total {
				fmt.Fprint(env.Err, "\r\033[K")
			}
		}
	}
}
