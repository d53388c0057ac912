package aims

import "github.com/plimsoll-aims/plimsoll/kernel"

// Evidence is proof that something is so: a file, a link or a short text, with
// the day it was collected, how long it holds, and what it proves (7.5, 9.1).
// Its versions are its revisions; the same file used for many controls is one
// record and one blob.
type Evidence struct {
	// Title says what it is.
	Title string `json:"title" fact:"required,text,index"`
	// Summary says what can be seen in it.
	Summary string `json:"summary" fact:"long,text"`
	// File is the attached file.
	File kernel.File `json:"file"`
	// Link is where it is kept, when it is not attached.
	Link string `json:"link" fact:"text,pattern=^[a-z][a-z0-9+.-]*:[^\\s]+$"`
	// Controls are the controls that it proves.
	Controls []kernel.Ref[Control] `json:"controls"`
	// Requirements are the requirements of the catalogue that it proves.
	Requirements []string `json:"requirements" fact:"catalog=requirement,pattern=^[a-z0-9]+:[A-Za-z0-9.-]+$"`
	// Systems are the AI systems that it is about; none means that it is not about single systems.
	Systems []kernel.Ref[System] `json:"systems"`
	// Source says whether a person or a machine collected it.
	Source EvidenceSource `json:"source" fact:"index"`
	// Tool is the machine or the pipeline that made it.
	Tool string `json:"tool" fact:"text,index"`
	// Collected is the day on which it was made or taken.
	Collected kernel.Date `json:"collected" fact:"index"`
	// ValidUntil is the last day on which it counts; empty has no end.
	ValidUntil kernel.Date `json:"valid_until" fact:"index"`
	// Result is what it shows.
	Result EvidenceResult `json:"result" fact:"index"`
	// Owner renews it.
	Owner kernel.Ref[Person] `json:"owner" fact:"index"`
	// Reviewed says who looked at it and agreed that it shows what it claims.
	Reviewed Signature `json:"reviewed"`
	// Confidential says that outsiders see only that it exists.
	Confidential bool `json:"confidential" fact:"index"`
}

// EvidenceSource says who collected evidence.
type EvidenceSource string

// Values lists the sources.
func (EvidenceSource) Values() []string { return []string{"manual", "machine"} }

// EvidenceResult is what evidence shows. Evidence that fails proves that the
// control was looked at, not that it works.
type EvidenceResult string

// Values lists the results.
func (EvidenceResult) Values() []string { return []string{"pass", "partly", "fail"} }

// EvidenceKind registers Evidence.
var EvidenceKind = kernel.Define[Evidence]("evidence",
	kernel.Plural("evidence", "Evidence"), kernel.Title("Evidence"),
	kernel.Clauses("7.5.3", "8.1", "9.1"), kernel.Owned("owner"), kernel.Check(checkEvidence))

func checkEvidence(e *Evidence, ps *kernel.Problems) {
	if e.File.Digest == "" && e.Link == "" && e.Summary == "" {
		ps.Add("file", "required", "attach a file, give a link or say in the summary what was seen")
	}
	inOrder(ps, "valid_until", e.Collected, e.ValidUntil)
	inOrder(ps, "reviewed.on", e.Collected, e.Reviewed.On)
}
