package cli

import (
	"fmt"

	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/instance"
	"github.com/plimsoll-aims/plimsoll/kernel"
	"github.com/plimsoll-aims/plimsoll/kernel/store"
)

// EraseCmd removes what a record says for good.
type EraseCmd struct {
	Kind    string `arg:"" help:"Kind of record."`
	Name    string `arg:"" help:"Name of the record; of a deleted one with --as-of a moment at which it was there."`
	Ground  string `required:"" help:"Why it has to go, such as a request under Article 17 GDPR. The log keeps this for ever: name nobody in it." placeholder:"TEXT"`
	Earlier bool   `help:"Only the revisions before the newest; the record stays as it is."`
	Yes     bool   `help:"Do it. Without it the command only says what would go."`
}

// Run erases, or says what would be erased.
func (cmd *EraseCmd) Run(g *Globals, env *Env) error {
	return work(g, env, reads, func(i *instance.Instance, st *store.Store) error { return cmd.erase(g, env, i, st) })
}

func (cmd *EraseCmd) erase(g *Globals, env *Env, i *instance.Instance, st *store.Store) error {
	at, err := kernel.ParseAt(g.AsOf)
	if err != nil {
		return err
	}
	uid, n, err := cmd.subject(env, st, at)
	if err != nil {
		return err
	}
	what := fmt.Sprintf("%s of %s/%s", plural(n, "revision"), cmd.Kind, cmd.Name)
	if !cmd.Yes {
		return fault.New(fault.Usage, "this removes %s for good, with the files that nothing else uses; the proofs stay. Say --yes to do it", what)
	}
	if _, err := st.Update(env.Ctx, cmd.Ground, func(tx kernel.Tx) error { return tx.Erase(env.Ctx, uid, !cmd.Earlier, cmd.Ground) }); err != nil {
		return err
	}
	if err := tell(env, g, map[string]any{"record": kernel.Key(cmd.Kind, cmd.Name), "erased": n}, "erased %s", what); err != nil || env.visit != nil { // a server does the rest in a moment
		return err
	}
	if err := i.DB.WorkOff(env.Ctx); err != nil {
		return fault.Wrap(fault.Partial, err, "erased, but bytes of it are still in the files of the data directory; the next serve, or the next erase, removes them: %v", err)
	}
	return nil
}

// subject finds the record and counts the revisions that would go.
func (cmd *EraseCmd) subject(env *Env, st kernel.Store, at kernel.At) (uid kernel.UID, n int, err error) {
	if err := st.View(env.Ctx, at, func(v kernel.View) error {
		r, err := v.Get(env.Ctx, cmd.Kind, cmd.Name)
		if err != nil {
			return err
		}
		uid = r.UID
		return v.Principal().Check(kernel.Administer, r.Kind)
	}); err != nil {
		return "", 0, err
	}
	err = st.View(env.Ctx, kernel.At{}, func(v kernel.View) error {
		list, err := v.History(env.Ctx, uid)
		now := kernel.Seq(0) // of a deleted record
		if r, err := v.Find(env.Ctx, uid); err == nil {
			now = r.Seq
		}
		for i := range list {
			if list[i].Spec != nil && !(cmd.Earlier && list[i].Seq == now) {
				n++
			}
		}
		return err
	})
	if err == nil && n == 0 {
		err = fault.New(fault.NotFound, "%s/%s has nothing that could be erased", cmd.Kind, cmd.Name)
	}
	return uid, n, err
}
