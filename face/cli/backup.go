package cli

import (
	"fmt"
	"os"

	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/instance"
)

// BackupCmd writes a backup.
type BackupCmd struct {
	File string `arg:"" help:"File to write; it must not be there yet."`
}

// Run backs up the data directory.
func (cmd *BackupCmd) Run(g *Globals, env *Env) (err error) {
	i, done, err := openInstance(g, env, reads)
	if err != nil {
		return err
	}
	defer closing(&err, done)
	if err := i.Backup(env.Ctx, cmd.File); err != nil {
		return err
	}
	info, err := os.Stat(cmd.File)
	if err != nil {
		return err
	}
	return tell(env, g, map[string]any{"file": cmd.File, "bytes": info.Size()}, "wrote %s, %d kB", cmd.File, info.Size()>>10)
}

// RestoreCmd makes a data directory of a backup.
type RestoreCmd struct {
	File string `arg:"" help:"Backup to read."`
}

// Run restores into the data directory, which must be new, and verifies it.
func (cmd *RestoreCmd) Run(g *Globals, env *Env) error {
	if err := instance.Restore(cmd.File, dataDir(g, env)); err != nil {
		return err
	}
	return (&LogVerifyCmd{}).Run(g, env)
}

// DoctorCmd looks for what is wrong.
type DoctorCmd struct{}

// Run checks the database, the schema and the log.
func (*DoctorCmd) Run(g *Globals, env *Env) (err error) {
	i, done, err := openInstance(g, env, reads)
	if err != nil {
		return err
	}
	defer closing(&err, done)
	t := &table{head: []string{"what", "state"}}
	problems, err := i.DB.Check(env.Ctx)
	if err != nil {
		return err
	}
	t.add("data directory", i.Dir)
	t.add("database", i.DB.Engine())
	for _, p := range problems {
		t.add("database", p)
	}
	rep, err := bound(env, i).Verify(env.Ctx, env.progress(g, "verifying"))
	if err != nil {
		return err
	}
	t.add("log", fmt.Sprintf("%d entries, %d things do not verify", rep.Entries, len(rep.Faults)))
	t.add("public key", i.Public)
	broken, err := bound(env, i).Broken(env.Ctx)
	if err != nil {
		return err
	}
	for _, b := range broken {
		t.add("broken record", b.Kind+"/"+b.Name+": "+b.Problem)
	}
	troubles, err := i.DB.Troubles(env.Ctx)
	if err != nil {
		return err
	}
	for _, x := range troubles {
		t.add("job that failed", fmt.Sprintf("%s, %s: %s", x.Kind, plural(x.Attempts, "attempt"), x.Problem))
	}
	if err := emit(env, g.Output, map[string]any{"dir": i.Dir, "database": i.DB.Engine(), "problems": problems, "broken": broken, "log": rep, "key": i.Public, "jobs": troubles}, t); err != nil {
		return err
	}
	if n := len(problems) + len(rep.Faults) + len(broken); n > 0 {
		return fault.New(fault.Unverified, "%d problems found", n)
	}
	return nil
}
