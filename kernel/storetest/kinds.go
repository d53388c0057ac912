// Package storetest is what any keeper of records must pass: a conformance
// suite over a small vocabulary of its own, a random test of the store against a
// plain map, and helpers that open a store on SQLite or PostgreSQL.
package storetest

import "github.com/plimsoll-aims/plimsoll/kernel"

// Ship, Crew and Note are a vocabulary with one of everything.
type Ship struct {
	Title   string             `json:"title" fact:"required,text"`
	State   ShipState          `json:"state" fact:"index"`
	Captain kernel.Ref[Crew]   `json:"captain,omitzero" fact:"index"`
	Crew    []kernel.Ref[Crew] `json:"crew,omitempty" fact:"clear"`
	Built   kernel.Date        `json:"built,omitempty" fact:"index"`
	Tons    *float64           `json:"tons,omitempty" fact:"index,min=0"`
	Masts   int                `json:"masts,omitempty" fact:"index,min=0,max=9"`
	Flag    string             `json:"flag,omitempty" fact:"index"`
	Hull    string             `json:"hull,omitempty" fact:"immutable"`
	Log     string             `json:"log,omitempty" fact:"sensitive,long"`
	Plans   []kernel.File      `json:"plans,omitempty"`
	Cargo   []Cargo            `json:"cargo,omitempty"`
	Sister  kernel.Ref[Ship]   `json:"sister,omitzero" fact:"keep"`
	About   kernel.AnyRef      `json:"about,omitzero" fact:"keep"`
}

// Cargo is a list inside a record.
type Cargo struct {
	Goods string           `json:"goods" fact:"required,text"`
	Owner kernel.Ref[Crew] `json:"owner,omitzero" fact:"clear"`
}

// ShipState is a ship's life.
type ShipState string

// Values lists the states.
func (ShipState) Values() []string { return []string{"planned", "afloat", "sunk"} }

// Crew is somebody aboard.
type Crew struct {
	Title string `json:"title" fact:"required,text"`
	Rank  string `json:"rank,omitempty" fact:"index"`
	Email string `json:"email,omitempty" fact:"unique"`
}

// ShipKind and CrewKind register the vocabulary.
var (
	CrewKind = kernel.Define[Crew]("crew", kernel.Plural("crew", "Crew"))
	ShipKind = kernel.Define[Ship]("ship", kernel.Owned("captain"), kernel.Unique("flag"),
		kernel.Computed("weight", "real", func(s *Ship) any {
			if s.Tons == nil {
				return nil
			}
			return *s.Tons * 2
		}),
		kernel.States("state", []string{"planned", "afloat"}, kernel.Step("planned", "afloat", "Launch"), kernel.Decision("afloat", "sunk", "Give up")),
		kernel.Check(func(s *Ship, ps *kernel.Problems) {
			if s.State == "afloat" && s.Masts == 0 {
				ps.Add("masts", "no-mast", "a ship afloat has a mast")
			}
		}))
)

// Registry lists the vocabulary.
func Registry() *kernel.Registry {
	return kernel.NewRegistry(CrewKind, ShipKind, kernel.CustomFieldKind)
}
