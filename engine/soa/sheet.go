package soa

import (
	"github.com/plimsoll-aims/plimsoll/engine/facts"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// Sheet is the Statement of Applicability at one moment.
type Sheet struct {
	Version  string     `json:"version"` // of the issued document, empty while there is none
	Document *Document  `json:"document,omitempty"`
	AsOf     facts.AsOf `json:"as_of"`
	Counts   Counts     `json:"counts"`
	Rows     []Row      `json:"rows"`
	Problems []Problem  `json:"problems"` // what keeps the statement from being sound
}

// Document is the issued statement.
type Document struct {
	Record     string      `json:"record"`
	Title      string      `json:"title"`
	Version    string      `json:"version"`
	State      string      `json:"state"`
	ApprovedBy string      `json:"approved_by,omitempty"`
	ApprovedOn kernel.Date `json:"approved_on,omitempty"`
	NextReview kernel.Date `json:"next_review,omitempty"`
}

// Counts count the Annex A rows by state, and the custom controls apart.
type Counts struct {
	Total      int `json:"total"`
	Decided    int `json:"decided"`
	Applicable int `json:"applicable"`
	Proven     int `json:"proven"`
	InPlace    int `json:"in_place"` // in place without fresh proof: neither proven nor stale
	InProgress int `json:"in_progress"`
	NotStarted int `json:"not_started"`
	Stale      int `json:"stale"`
	Excluded   int `json:"excluded"`
	Custom     int `json:"custom"`
}

// Row is one control.
type Row struct {
	Control    string      `json:"control"` // iso42001:A.2.2
	Title      string      `json:"title"`
	Area       string      `json:"area"`
	AreaTitle  string      `json:"area_title"`
	Custom     bool        `json:"custom"`
	Applicable bool        `json:"applicable"`
	Decided    bool        `json:"decided"` // a person has decided; otherwise the default from the roles shows
	Reason     string      `json:"reason"`
	Grounds    []string    `json:"grounds"`          // risk, legal, contract, objective, best-practice, impact
	Because    []string    `json:"because"`          // kind/name of what needs it; items of the catalogue for duties
	Needs      []Need      `json:"needs,omitempty"`  // the same with words, first few
	State      string      `json:"state"`            // proven, in-place, in-progress, not-started, stale, excluded
	Why        string      `json:"why"`              // why that state
	Status     string      `json:"status,omitempty"` // as declared
	Record     string      `json:"record,omitempty"` // control/name
	Owner      string      `json:"owner,omitempty"`  // person's name
	OwnerTitle string      `json:"owner_title,omitempty"`
	How        string      `json:"how,omitempty"`
	Gap        string      `json:"gap,omitempty"`
	Evidence   []Evidence  `json:"evidence"` // newest first, the first few
	Fresh      int         `json:"fresh"`
	StaleCount int         `json:"stale_count"`
	FreshUntil kernel.Date `json:"fresh_until,omitempty"`
	Documents  []string    `json:"documents"`
	Exclusions []Exclusion `json:"exclusions"` // AI systems it does not apply to
	Verified   kernel.Date `json:"verified,omitempty"`
	Problems   []Problem   `json:"problems,omitempty"`
}

// Need is one thing that needs a control.
type Need struct {
	Record string `json:"record"` // kind/name, or an item of the catalogue
	Ground string `json:"ground"`
	Title  string `json:"title"`
	System string `json:"system,omitempty"` // system/name, for a duty of law
}

// Evidence is a piece of proof of a control.
type Evidence struct {
	Record     string      `json:"record"`
	Title      string      `json:"title"`
	Collected  kernel.Date `json:"collected,omitempty"`
	ValidUntil kernel.Date `json:"valid_until,omitempty"`
	State      string      `json:"state"` // fresh, stale, failed, unreviewed
}

// Exclusion takes a system out of a control.
type Exclusion struct {
	System string `json:"system"` // system/name
	Title  string `json:"title"`
	Reason string `json:"reason"`
}

// Problem is something that an auditor would write down.
type Problem struct {
	Control string   `json:"control"`
	Record  string   `json:"record,omitempty"`
	Code    string   `json:"code"` // needed-but-excluded, no-reason, no-exclusion-reason, undecided
	Message string   `json:"message"`
	Needs   []string `json:"needs,omitempty"`
}
