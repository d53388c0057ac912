package cli

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"

	"github.com/plimsoll-aims/plimsoll/engine/risk"
	"github.com/plimsoll-aims/plimsoll/fault"
)

// RiskCmd holds the commands that compute risk in money.
type RiskCmd struct {
	Quantify  RiskQuantifyCmd  `cmd:"" help:"Compute the loss distribution of one scenario."`
	Portfolio RiskPortfolioCmd `cmd:"" help:"Compute several scenarios together: the tail, who brings it, and the freeboard under the tolerance line."`
	Treat     RiskTreatCmd     `cmd:"" help:"Compute what controls save, what they return, and the cheapest set under the tolerance line."`
	Bands     RiskBandsCmd     `cmd:"" help:"Put figures on a risk matrix and show the cells that it puts in the wrong order."`
}

// maxRiskFile is more than any file of scenarios needs.
const maxRiskFile = 4 << 20

// fileSource reads a file, or standard input for "-".
func fileSource(env *Env, where string) (string, []byte, error) {
	if where == "-" {
		b, err := awaited(env.Ctx, io.LimitReader(env.In, maxRiskFile+1))
		return "stdin", b, err
	}
	f, err := os.Open(env.path(where))
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil, fault.New(fault.NotFound, "%s: no such file", where)
	}
	if err != nil {
		return "", nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxRiskFile+1))
	return where, b, err
}

// awaited reads to the end, or until the context ends: whoever is asked for input
// can also leave.
func awaited(ctx context.Context, r io.Reader) ([]byte, error) {
	type read struct {
		data []byte
		err  error
	}
	done := make(chan read, 1)
	go func() {
		b, err := io.ReadAll(r)
		done <- read{b, err}
	}()
	select {
	case x := <-done:
		return x.data, x.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// riskInput is what every risk command takes.
type riskInput struct {
	File   string   `arg:"" optional:"" help:"YAML file (docs/risk.md has the format), - for standard input, or risk/NAME for a record. Portfolio and treat read the records without it."`
	Rated  bool     `help:"From the records: also take in risks that have levels and no estimate."`
	Set    []string `help:"What if: try another value, such as severity.pert[2]=500000 or scenarios[R01].frequency.lef.poisson=0.1. Repeatable." sep:"none" placeholder:"PATH=VALUE"`
	Report string   `help:"Also write a report to this file: .html (prints) or .svg (the picture alone)." placeholder:"FILE"`
}

// anySize is the command line's own bound: a file's.
func anySize(risk.Portfolio) error { return nil }
