package cli

import (
	"fmt"
	"strings"

	"github.com/plimsoll-aims/plimsoll/engine/exposure"
	"github.com/plimsoll-aims/plimsoll/engine/facts"
	"github.com/plimsoll-aims/plimsoll/engine/overview"
	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// fromRecords writes the document of a command that names no file.
type fromRecords func(*facts.Facts) (exposure.Case, error)

// question finds the input that the call names. A name such as risk/R09 is a record
// unless there is a file of that name.
func (in *riskInput) question(g *Globals, env *Env, records fromRecords) (q *exposure.Question, err error) {
	q = &exposure.Question{Set: in.Set}
	isRecord := strings.HasPrefix(in.File, "risk/") && !env.brings(in.File)
	switch {
	case isRecord:
		name := in.File
		records = func(f *facts.Facts) (exposure.Case, error) { return exposure.Quantify(f, name) }
	case in.File != "" || records == nil:
		if in.File == "" {
			return nil, fault.New(fault.Usage, "name a file, or a record as in: plimsoll risk quantify risk/R09")
		}
		q.Name, q.Document, err = fileSource(env, in.File)
		return q, err
	}
	q.Recorded = true
	return q, derive(g, env, func(_ kernel.View, o *overview.Overview) (err error) {
		q.Case, err = records(o.Facts)
		return err
	})
}

// originRows say which records figures come from.
func originRows(t *table, o *exposure.Origin) {
	if o == nil {
		return
	}
	pad := func(cells ...string) {
		for len(cells) < len(t.head) {
			cells = append(cells, "")
		}
		t.add(cells...)
	}
	pad("as of", o.Time.Format("2006-01-02"), fmt.Sprintf("ledger entry %d", o.Entry))
	for _, b := range o.Records {
		pad("from "+b.Record, b.From+onDay(b.On), fmt.Sprintf("entry %d", b.Entry))
	}
	for _, n := range o.Notes {
		pad("note", n)
	}
	if n := len(o.LeftOut); n > 0 {
		pad("left out", fmt.Sprintf("%d risks, the first %s: %s", n, o.LeftOut[0].Record, o.LeftOut[0].Why))
	}
}

func onDay(d kernel.Date) string {
	if d == "" {
		return ""
	}
	return " of " + string(d)
}

// limitState compares the expected loss with the limit of the criteria.
func limitState(o *exposure.Origin, mean float64) (under bool, words string) {
	if o == nil || o.LossLimit == nil {
		return true, ""
	}
	l := o.LossLimit
	if mean <= l.Amount {
		return true, "expected loss under the limit of the criteria by " + money(l.Amount-mean, l.Currency)
	}
	return false, "expected loss OVER the limit of the criteria by " + money(mean-l.Amount, l.Currency)
}
