package home

import (
	"time"

	"github.com/plimsoll-aims/plimsoll/engine/facts"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// Page is what the first page says: are we under the line, would we pass, when,
// what now, what changed.
type Page struct {
	AsOf         facts.AsOf  `json:"as_of"`
	Today        kernel.Date `json:"today"`
	Organisation string      `json:"organisation"`
	Headline     string      `json:"headline"`
	LoadLine     LoadLine    `json:"load_line"`
	Ready        Ready       `json:"ready"`
	Path         []Stop      `json:"path"`
	Next         []Act       `json:"next"`
	NextTotal    int         `json:"next_total"` // acts in all; Next holds the first few
	All          []Act       `json:"-"`          // all of them, for a reader who asks for their own
	NextMinutes  int         `json:"next_minutes"`
}

// LoadLine is the carried risk against the limit, in the levels of the criteria.
type LoadLine struct {
	Criteria  string  `json:"criteria,omitempty"` // criteria/name; empty while none are in force
	Version   string  `json:"version,omitempty"`
	Set       Set     `json:"set"`
	Line      int     `json:"line"`    // the limit: levels above it need a decision
	Max       int     `json:"max"`     // the highest level of the scales
	Carried   int     `json:"carried"` // the highest residual level
	Live      int     `json:"live"`    // risks that are carried, opportunities apart
	Above     int     `json:"above"`   // of them above the line
	Accepted  int     `json:"accepted"`
	Unrated   int     `json:"unrated"`
	Bands     []Band  `json:"bands"`
	Levels    []Level `json:"levels"`
	OverLine  []Over  `json:"over_line"`
	Explained string  `json:"explained"`
}

// Set is who drew the line and when.
type Set struct {
	On  kernel.Date `json:"on,omitempty"`
	Who string      `json:"who,omitempty"`
}

// Band is a range of levels and how many risks lie in it.
type Band struct {
	Name     string `json:"name"`
	From     int    `json:"from"`
	To       int    `json:"to"`
	Residual int    `json:"residual"`
	Inherent int    `json:"inherent"`
}

// Level is a level and how many risks are at it.
type Level struct {
	Level    int  `json:"level"`
	Residual int  `json:"residual"`
	Inherent int  `json:"inherent"`
	Over     bool `json:"over"`
}

// Over is a risk above the line.
type Over struct {
	Record string      `json:"record"`
	Title  string      `json:"title"`
	Level  int         `json:"level"`
	Band   string      `json:"band"`
	Owner  string      `json:"owner"`
	Until  kernel.Date `json:"until,omitempty"` // its acceptance holds until then
	State  string      `json:"state"`           // accepted, expired, undecided
}

// Ready is readiness in short, as the engines for it say.
type Ready struct {
	Met        int    `json:"met"`
	Total      int    `json:"total"`
	Applicable int    `json:"applicable"`
	InPlace    int    `json:"in_place"`
	Proven     int    `json:"proven"`
	Stale      int    `json:"stale"`
	Clauses    []Bar  `json:"clauses"`
	Cells      []Cell `json:"cells"`
}

// Bar is one of the clauses 4 to 10.
type Bar struct {
	ID      string `json:"id"`
	Title   string `json:"title"`
	Met     int    `json:"met"`
	Partly  int    `json:"partly"`
	Stale   int    `json:"stale"`
	Missing int    `json:"missing"`
	Total   int    `json:"total"`
}

// Cell is one control.
type Cell struct {
	Control   string `json:"control"`
	Area      string `json:"area"`
	AreaTitle string `json:"area_title"`
	Title     string `json:"title"`
	State     string `json:"state"`
}

// Stop is a milestone on the way to the certificate.
type Stop struct {
	Date   kernel.Date `json:"date"`
	Title  string      `json:"title"`
	Record string      `json:"record,omitempty"`
	Kind   string      `json:"kind"` // start, done, next, later, late
	Days   int         `json:"days"` // from today, negative when past
}

// Act is one thing to do next.
type Act struct {
	Title   string      `json:"title"`
	Why     string      `json:"why"`
	Sort    string      `json:"sort"`             // task, gap, evidence, acceptance, review
	Record  string      `json:"record,omitempty"` // kind/name to open
	Create  string      `json:"create,omitempty"` // kind to make
	Item    string      `json:"item,omitempty"`   // requirement or control it serves
	Owner   string      `json:"owner,omitempty"`
	Due     kernel.Date `json:"due,omitempty"`
	Days    int         `json:"days"` // until due; meaningless without due
	Late    bool        `json:"late"`
	Minutes int         `json:"minutes"`
	Rank    int         `json:"-"`
}

// Change is a step of the history, for "since you last looked".
type Change struct {
	Entry  kernel.Seq `json:"entry"`
	At     time.Time  `json:"at"`
	Actor  string     `json:"actor"`
	Op     string     `json:"op"`
	Record string     `json:"record"`
	Title  string     `json:"title"`
	Why    string     `json:"why,omitempty"`
}
