package ui

import "html/template"

// SoA is the Statement of Applicability as one sheet: edited in rows, and in print the signed document.
type SoA struct {
	Action string // POST target; "" makes the sheet read-only
	Hidden []Hidden
	Chips  []Link
	Areas  []SoAArea
	Aside  []Part
	Save   *SaveBar
	Issue  *Issue // version, approval and proof, for print and for issued versions
	Ask    string // anchor word for the explanation column, "" keeps "Because"
}

// SoAArea is one control area.
type SoAArea struct {
	ID, Title, Summary string
	Rows               []SoARow
}

// SoARow is one control. Names that are sent: ID+".applicable" (yes or no), ID+".state", ID+".reason".
type SoARow struct {
	ID, Title, Href string
	Because         []Link // why it is in (risks, duties, assessments) or why nothing needs it; Href optional
	Applies         bool
	State           Status
	Evidence        *Badge // age of the newest proof
	EvidenceHref    string
	Reason          string // written reason; shown, and edited when Edit
	Edit            bool   // the row is open: reason field, needed when excluded
	Changed         bool   // differs from the version in force
	Error           string // what to do; opens the row
	Picked          bool
}

// SaveBar stays at the foot of a sheet while it is edited.
type SaveBar struct {
	Text, More string // "3 changes" "not yet saved, in A.5.4, A.7.6 and A.10.2"
	Actions    []Action
}

// Issue is what makes a sheet a document: printed before the rows.
type Issue struct {
	Org, Scope, Version, Status string // Status: "Draft, not in force" or "In force since 1 Oct 2026"
	Approved                    []Approval
	Tree                        string
}

// Approval is one signature.
type Approval struct{ Name, Role, When string }

// states are the choices of a row, in the order of progress.
var soaStates = []Status{NotStarted, InProgress, InPlace}

// States lists the states a person can declare; proven and stale follow from evidence and appear when they hold.
func (r SoARow) States() []Status {
	for _, s := range soaStates {
		if s == r.State {
			return soaStates
		}
	}
	return append(append([]Status(nil), soaStates...), r.State)
}

// Open says whether the row shows its reason field.
func (r SoARow) Open() bool { return r.Edit || r.Error != "" }

// HTML renders the sheet.
func (s SoA) HTML() (template.HTML, error) { return run("soa", s) }
