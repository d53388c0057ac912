package readiness

import (
	"github.com/plimsoll-aims/plimsoll/engine/facts"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// Report is how ready an organisation is, requirement by requirement.
type Report struct {
	AsOf         facts.AsOf `json:"as_of"`
	Requirements Totals     `json:"requirements"`
	Controls     Controls   `json:"controls"`
	Parts        []Part     `json:"parts"`   // the seven clauses 4 to 10
	Clauses      []Clause   `json:"clauses"` // the 32 leaf clauses
	Explain      Sum        `json:"explain"` // how requirements.met is worked out
}

// Totals count requirements. Met is ByRule plus ByStatement.
type Totals struct {
	Total       int `json:"total"`
	Met         int `json:"met"`
	ByRule      int `json:"by_rule"`
	ByStatement int `json:"by_statement"`
	Stale       int `json:"stale"`   // were met by a statement that is out of date or whose proof is
	Partly      int `json:"partly"`  // something is there, not enough
	Missing     int `json:"missing"` // nothing is there
}

// Controls count the Annex A controls by state. InPlace includes Proven and Stale.
type Controls struct {
	Total      int `json:"total"`
	Applicable int `json:"applicable"`
	InPlace    int `json:"in_place"`
	Proven     int `json:"proven"`
	Stale      int `json:"stale"`
	InProgress int `json:"in_progress"`
	NotStarted int `json:"not_started"`
	Excluded   int `json:"excluded"`
	Operating  int `json:"operating"` // declared as operating, whatever the proof
}

// Part is one of clauses 4 to 10 with everything below it.
type Part struct {
	ID      string `json:"id"`
	Title   string `json:"title"`
	Met     int    `json:"met"`
	Total   int    `json:"total"`
	Stale   int    `json:"stale"`
	Partly  int    `json:"partly"`
	Missing int    `json:"missing"`
}

// Clause is a clause that requirements hang on.
type Clause struct {
	ID           string        `json:"id"`
	Title        string        `json:"title"`
	Met          int           `json:"met"`
	Total        int           `json:"total"`
	Gaps         []Gap         `json:"gaps"`
	Requirements []Requirement `json:"requirements"`
}

// Gap is a requirement that is not met: why, and what to do next.
type Gap struct {
	Requirement string `json:"requirement"` // namespaced
	Title       string `json:"title"`
	State       State  `json:"state"`
	Why         string `json:"why"`
	Do          string `json:"do"`
	Create      string `json:"create,omitempty"` // the kind of the record to make
	Open        string `json:"open,omitempty"`   // the record to open, kind/name
	Minutes     int    `json:"minutes"`          // how long that may take
}

// State is how a requirement stands.
type State string

// The states, complete.
const (
	Met     State = "met"
	Stale   State = "stale"
	Partly  State = "partly"
	Missing State = "missing"
)

// By says what a verdict rests on.
type By string

// The grounds of a verdict.
const (
	ByRule      By = "rule"
	ByStatement By = "statement"
)

// Requirement is the verdict on one requirement and what it rests on.
type Requirement struct {
	ID      string      `json:"id"` // namespaced: iso42001:4.1-x1
	Title   string      `json:"title"`
	Clause  string      `json:"clause"`
	Met     bool        `json:"met"`
	State   State       `json:"state"`
	By      By          `json:"by,omitempty"`
	Rule    string      `json:"rule,omitempty"` // what the rule looks at, in words
	Why     string      `json:"why"`
	Do      string      `json:"do,omitempty"`
	Create  string      `json:"create,omitempty"`
	Open    string      `json:"open,omitempty"`
	Minutes int         `json:"minutes,omitempty"`
	Sum     *Sum        `json:"sum,omitempty"`
	Records []string    `json:"records,omitempty"` // kind/name, the first few
	Owner   string      `json:"owner,omitempty"`   // of the statement
	Stated  kernel.Date `json:"stated,omitempty"`
}

// Sum is the arithmetic of a figure: so many of so many, and what was counted.
type Sum struct {
	Have int    `json:"have"`
	Of   int    `json:"of"`
	Text string `json:"text"`
}
