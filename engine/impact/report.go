package impact

import (
	"github.com/plimsoll-aims/plimsoll/engine/facts"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// Report says which AI systems need an impact assessment and which have one.
type Report struct {
	AsOf    facts.AsOf `json:"as_of"`
	Counts  Counts     `json:"counts"`
	Units   []Unit     `json:"units"`
	Systems []System   `json:"systems"`
}

// Counts count AI systems.
type Counts struct {
	Systems      int `json:"systems"`
	Live         int `json:"live"`      // neither retired nor rejected
	Affecting    int `json:"affecting"` // their owners say that they touch rights or safety, retired ones included
	Rights       int `json:"rights"`    // rights only
	Safety       int `json:"safety"`    // safety only
	Both         int `json:"both"`
	Needed       int `json:"needed"`       // need an assessment today
	Undetermined int `json:"undetermined"` // nobody has said enough to tell
	Recorded     int `json:"recorded"`     // needed, and an approved assessment is in force
	Declared     int `json:"declared"`     // needed, none on record, but their owners say that one was made
	Missing      int `json:"missing"`      // needed, neither recorded nor declared
}

// Unit is the count for a part of the organisation, or for a label's value.
type Unit struct {
	Unit string `json:"unit"`
	Counts
}

// System is the verdict on one AI system.
type System struct {
	Record     string      `json:"record"`
	Title      string      `json:"title"`
	Unit       string      `json:"unit,omitempty"`
	Need       facts.Need  `json:"need"` // needed, not-needed, undetermined
	Why        string      `json:"why"`
	Affects    string      `json:"affects,omitempty"`
	Has        string      `json:"has"` // recorded, declared, draft, overdue, none
	Assessment string      `json:"assessment,omitempty"`
	ApprovedOn kernel.Date `json:"approved_on,omitempty"`
	NextReview kernel.Date `json:"next_review,omitempty"`
}
