package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strconv"
	"strings"

	"github.com/plimsoll-aims/plimsoll/engine/risk"
	"github.com/plimsoll-aims/plimsoll/fault"
)

// RiskCmd holds the commands that compute risk in money.
type RiskCmd struct {
	Quantify RiskQuantifyCmd `cmd:"" help:"Compute the loss distribution of one scenario."`
}

// scenarioSource finds the bytes of what a risk command is to compute: a file,
// standard input, or a record. It gives the name that messages use.
type scenarioSource func(env *Env, where string) (name string, data []byte, err error)

// riskSource is where risk commands read from.
var riskSource scenarioSource = fileSource

// maxRiskFile is more than any file of scenarios needs.
const maxRiskFile = 4 << 20

// fileSource reads a file, or standard input for "-".
func fileSource(env *Env, where string) (string, []byte, error) {
	if where == "-" {
		b, err := io.ReadAll(io.LimitReader(env.In, maxRiskFile+1))
		return "stdin", b, err
	}
	f, err := os.Open(where)
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

// RiskQuantifyCmd computes one scenario.
type RiskQuantifyCmd struct {
	File string `arg:"" help:"Scenario file, or - for standard input."`
}

// Run prints the figures of the scenario.
func (c *RiskQuantifyCmd) Run(g *Globals, env *Env) error {
	name, data, err := riskSource(env, c.File)
	if err != nil {
		return err
	}
	s, err := risk.Read(name, data)
	if err != nil {
		return err
	}
	r := risk.Quantify(s).Result()
	return emit(env, g.Output, r, quantifyTable(r))
}

func quantifyTable(r risk.Result) *table {
	t := &table{head: []string{"figure", "value", "meaning"}}
	t.add("p_any_loss", percent(r.PAnyLoss), "chance of a year with any loss")
	t.add("mean", money(r.Mean, r.Currency), "expected loss a year")
	for _, p := range []float64{0.5, 0.9, 0.95, 0.99, 0.999} {
		t.add("p"+risk.Level(p), money(r.Quantiles[risk.Level(p)], r.Currency), "exceeded in "+oneIn(1-p))
	}
	t.add("tvar0.99", money(r.TVaR["0.99"], r.Currency), "mean of the worst year in a hundred")
	return t
}

// oneIn says a probability as people say it.
func oneIn(p float64) string {
	return "one year in " + strconv.FormatFloat(1/p, 'f', 0, 64)
}

func percent(p float64) string { return strconv.FormatFloat(100*p, 'f', 2, 64) + " %" }

// money writes an amount with thousands set apart, in whole units from 100 on.
func money(x float64, currency string) string {
	if x < 100 {
		return strconv.FormatFloat(x, 'f', 2, 64) + " " + currency
	}
	s := strconv.FormatFloat(x, 'f', 0, 64)
	var b strings.Builder
	for i, c := range s {
		if i > 0 && (len(s)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(c)
	}
	return fmt.Sprintf("%s %s", b.String(), currency)
}
