package cli

import (
	"fmt"
	"os"
	"strings"

	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/instance"
	"github.com/plimsoll-aims/plimsoll/kernel"
	"github.com/plimsoll-aims/plimsoll/kernel/store"
	"github.com/plimsoll-aims/plimsoll/pack"
)

// PackCmd is about the file that an auditor takes away.
type PackCmd struct {
	Make   PackMakeCmd   `cmd:"" help:"Make one file with scope, SoA, registers, evidence and proofs."`
	Verify PackVerifyCmd `cmd:"" help:"Check a pack. It needs nothing but the file."`
}

// PackMakeCmd makes a pack.
type PackMakeCmd struct {
	Out string `required:"" help:"File to write." placeholder:"FILE"`
}

// packMade is a pack for programs.
type packMade struct {
	File    string     `json:"file"`
	Entry   kernel.Seq `json:"entry"`
	Records int        `json:"records"`
	Files   int        `json:"files"`
	Bytes   int64      `json:"bytes"`
	LeftOut []string   `json:"left_out,omitempty"` // files that were too large
}

// Run makes a pack of the moment that --as-of names.
func (cmd *PackMakeCmd) Run(g *Globals, env *Env) error {
	at, err := kernel.ParseAt(g.AsOf)
	if err != nil {
		return err
	}
	return work(g, env, reads, func(i *instance.Instance, st *store.Store) error {
		made, err := i.Packer(st).ToFile(env.Ctx, at, env.path(cmd.Out))
		if err != nil {
			return err
		}
		for _, f := range made.LeftOut {
			fmt.Fprintln(env.Err, "left out because of its size:", f)
		}
		value := packMade{cmd.Out, made.Entry, made.Records, made.Files, made.Bytes, made.LeftOut}
		return tell(env, g, value, "wrote %s: %d records and %d files as of entry %d, %d kB", cmd.Out, made.Records, made.Files, made.Entry, made.Bytes>>10)
	})
}

// PackVerifyCmd checks a pack.
type PackVerifyCmd struct {
	File string `arg:"" help:"The pack."`
	Key  string `help:"The organisation's key, or a file that holds it, known from elsewhere." placeholder:"KEY|FILE"`
}

// Run checks every byte; exit 7 when something does not verify.
func (cmd *PackVerifyCmd) Run(g *Globals, env *Env) error {
	key := cmd.Key
	if b, err := os.ReadFile(key); key != "" && err == nil {
		key = strings.TrimSpace(string(b))
	}
	c, err := pack.Verify(cmd.File, key)
	if err != nil {
		return err
	}
	if g.Output == "table" && len(c.Faults) == 0 {
		trust := "signed with the key inside it; compare the key with one that you know: " + c.Key
		if c.Pinned {
			trust = "signed with the key that you gave"
		}
		_, err = fmt.Fprintf(env.Out, "verified: %s as of %s, entry %d, %d records with proofs, %d members; %s\n", c.Manifest.Organisation, c.Manifest.Time, c.Manifest.Entry, c.Proofs, c.Members, trust)
		return err
	}
	t := &table{head: []string{"what does not verify"}}
	for _, f := range c.Faults {
		t.add(f)
	}
	if err := emit(env, g.Output, c, t); err != nil {
		return err
	}
	if len(c.Faults) > 0 {
		return fault.New(fault.Unverified, "%d things do not verify", len(c.Faults))
	}
	return nil
}
