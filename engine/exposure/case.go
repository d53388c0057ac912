package exposure

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/engine/facts"
	"github.com/plimsoll-aims/plimsoll/engine/risk"
	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// Case is what the records say, as a document that engine/risk reads.
type Case struct {
	Name     string // for messages: risk/R09, or "the records"
	Document []byte
	Origin   Origin
}

// Origin says which state of which records figures come from.
type Origin struct {
	Time      time.Time  `json:"as_of"`
	Entry     kernel.Seq `json:"entry"`   // of the ledger: the state that was read
	Records   []Basis    `json:"records"` // that the figures rest on
	LeftOut   []LeftOut  `json:"left_out,omitempty"`
	LossLimit *LossLimit `json:"loss_limit,omitempty"` // of the criteria, for a portfolio
	Notes     []string   `json:"notes,omitempty"`
}

// Basis is one record behind a figure, with the ledger entry of its revision.
type Basis struct {
	Record string      `json:"record"`
	Rev    int         `json:"rev"`
	Entry  kernel.Seq  `json:"entry"`
	From   string      `json:"from"` // estimate, levels, criteria or treatment
	On     kernel.Date `json:"on,omitempty"`
	Basis  string      `json:"basis,omitempty"` // in the words of the record
}

// LeftOut is a risk that the figures do not hold, and why.
type LeftOut struct {
	Record string `json:"record"`
	Why    string `json:"why"`
}

// LossLimit is the expected yearly loss that the criteria allow in sum.
type LossLimit struct {
	Amount   float64 `json:"amount"`
	Currency string  `json:"currency"`
}

// Where a figure comes from.
const (
	FromEstimate  = "estimate"
	FromLevels    = "levels"
	FromCriteria  = "criteria"
	FromTreatment = "treatment"
)

// Options say which risks a portfolio holds.
type Options struct {
	// Rated takes in the risks that have levels and no estimate. Without it they
	// are listed as left out: a level's range is wide, and many of them drown
	// what was estimated with care.
	Rated bool
}

func basisOf[T any](r facts.Of[T], from string, on kernel.Date, words string) Basis {
	return Basis{Record: r.Key(), Rev: r.Rev, Entry: r.Seq, From: from, On: on, Basis: words}
}

// document is the file of a portfolio.
type document struct {
	Name      string     `json:"name,omitempty"`
	Currency  string     `json:"currency"`
	Scale     *scale     `json:"scale,omitempty"`
	Scenarios []scenario `json:"scenarios"`
	Controls  []control  `json:"controls,omitempty"`
}

// bytes writes a document as JSON, which is YAML too.
func bytes(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil { // numbers are checked where they come in
		panic(err)
	}
	return b
}

// Find gives the risk that a call names as risk/NAME or NAME.
func Find(f *facts.Facts, name string) (facts.Of[aims.Risk], error) {
	name = strings.TrimPrefix(name, "risk/")
	for _, r := range f.Risks {
		if r.Name == name {
			return r, nil
		}
	}
	return facts.Of[aims.Risk]{}, fault.New(fault.NotFound, "there is no risk %q", name)
}

// Explain puts the record in the place of positions in a document that nobody
// has seen, and its fields in the place of the document's.
func (c *Case) Explain(err error) error {
	e, ok := err.(*fault.Error)
	if !ok || len(e.Problems) == 0 {
		return err
	}
	out := make([]fault.Problem, len(e.Problems))
	for i, p := range e.Problems {
		p.Where = c.Name
		out[i] = p
	}
	return fault.Problems(out)
}

// Scenario reads the document of one risk.
func (c *Case) Scenario(changes ...risk.Change) (risk.Scenario, error) {
	s, err := risk.Read(c.Name, c.Document, changes...)
	return s, c.Explain(err)
}

// Portfolio reads the document as a portfolio.
func (c *Case) Portfolio(changes ...risk.Change) (risk.Portfolio, error) {
	p, err := risk.ReadPortfolio(c.Name, c.Document, changes...)
	return p, c.Explain(err)
}

func (o *Origin) note(format string, args ...any) {
	o.Notes = append(o.Notes, fmt.Sprintf(format, args...))
}
