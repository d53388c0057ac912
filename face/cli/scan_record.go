package cli

import (
	"fmt"

	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/finds"
	"github.com/plimsoll-aims/plimsoll/sense/modelscan"
)

// keptScan is a scan with what became of it in the records.
type keptScan struct {
	*modelscan.Report
	Recorded *finds.ScanAccount `json:"recorded,omitempty"`
}

// keep brings a scan into the records, as far as that was asked for.
func (c *ScanModelCmd) keep(g *Globals, env *Env, r *modelscan.Report) (a *finds.ScanAccount, err error) {
	if !c.Record && !c.Evidence {
		return nil, nil
	}
	if g.AsOf != "" {
		return nil, fault.New(fault.Usage, "the past cannot be written; leave --as-of out")
	}
	_, st, done, err := open(g, env, writes)
	if err != nil {
		return nil, err
	}
	defer closing(&err, done)
	a = &finds.ScanAccount{}
	if c.Record {
		if a, err = finds.Record(env.Ctx, st, r, finds.ScanOptions{Source: c.Source, Paths: c.Paths, Why: "scan of model files"}); err != nil {
			return nil, err
		}
	}
	if c.Evidence {
		if a.Evidence, err = finds.Evidence(env.Ctx, st, r, finds.ModelScan+" "+version()); err != nil {
			return nil, err
		}
	}
	if !g.Quiet {
		c.say(env, a)
	}
	return a, nil
}

func (c *ScanModelCmd) say(env *Env, a *finds.ScanAccount) {
	if c.Record {
		fmt.Fprintf(env.Err, "%d findings recorded: %d created, %d updated, %d unchanged, %d fixed, %d refused; see them with: plimsoll get findings\n",
			a.Read, a.Created, a.Updated, a.Unchanged, a.Fixed, len(a.Refused))
	}
	for _, x := range a.Refused {
		fmt.Fprintf(env.Err, "finding %d (%s): %s\n", x.Row, x.Column, x.Problem)
	}
	if a.Evidence != "" {
		fmt.Fprintln(env.Err, "the run is kept as evidence/"+a.Evidence)
	}
}
