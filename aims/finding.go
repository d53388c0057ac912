package aims

import "github.com/plimsoll-aims/plimsoll/kernel"

// Finding is a weakness that a scan found, such as a model file that runs code
// when it is loaded: what, where, how bad, and what was decided about it
// (A.6.2.4, 8.1).
type Finding struct {
	// Title says what was found, in a few words.
	Title string `json:"title" fact:"required,text,index"`
	// Rule is the id of the rule that found it.
	Rule string `json:"rule" fact:"text,index"`
	// Severity says how bad it is.
	Severity FindingSeverity `json:"severity" fact:"required,index"`
	// Source names the place that was scanned: a repository, a model store.
	Source string `json:"source" fact:"text,index"`
	// Path is the file that it was found in.
	Path string `json:"path" fact:"text,index"`
	// Where is the place in the file.
	Where string `json:"where" fact:"text"`
	// Digest is the SHA-256 of the file as it was scanned last.
	Digest string `json:"digest" fact:"index,pattern=^(sha256:)?[0-9a-f]{64}$"`
	// Why says what can happen.
	Why string `json:"why" fact:"long,text"`
	// Fix says what to do.
	Fix string `json:"fix" fact:"long,text"`
	// Places counts how often it occurs in the file.
	Places int `json:"places" fact:"min=0"`
	// Tool is what found it.
	Tool string `json:"tool" fact:"text,index"`
	// Fingerprint is the same for the same finding in every scan.
	Fingerprint string `json:"fingerprint" fact:"required,index"`
	// Model is the model whose file it is.
	Model kernel.Ref[Model] `json:"model" fact:"index,clear"`
	// Owner sees to it.
	Owner kernel.Ref[Person] `json:"owner" fact:"index"`
	// State is how far it is.
	State FindingState `json:"state" fact:"required,index"`
	// Reason says why it was accepted or dismissed.
	Reason string `json:"reason" fact:"long,text"`
	// Until is the last day on which an acceptance holds.
	Until kernel.Date `json:"until" fact:"index"`
	// FirstSeen is the day of the scan that found it first.
	FirstSeen kernel.Date `json:"first_seen" fact:"index"`
	// Fixed is the day since which it is no longer there.
	Fixed kernel.Date `json:"fixed" fact:"index"`
}

// FindingSeverity says how bad a finding is.
type FindingSeverity string

// Values lists the severities.
func (FindingSeverity) Values() []string { return []string{"low", "medium", "high", "critical"} }

// FindingState is how far a finding is.
type FindingState string

// The states.
const (
	FindingOpen      FindingState = "open"
	FindingAccepted  FindingState = "accepted"
	FindingFixed     FindingState = "fixed"
	FindingDismissed FindingState = "dismissed"
)

// Values lists the states.
func (FindingState) Values() []string { return []string{"open", "accepted", "fixed", "dismissed"} }

// FindingKind registers Finding.
var FindingKind = kernel.Define[Finding]("finding",
	kernel.Clauses("8.1", "A.6.2.4", "A.10.3"), kernel.Owned("owner"),
	kernel.States("state", []string{"open"},
		kernel.Decision("open", "accepted", "Accept until a day"),
		kernel.Decision("open", "dismissed", "Dismiss"),
		kernel.Step("open", "fixed", "Fixed"),
		kernel.Step("accepted", "fixed", "Fixed"),
		kernel.Step("accepted", "open", "Open again"),
		kernel.Decision("dismissed", "open", "Open again"),
		kernel.Step("fixed", "open", "Open again")),
	kernel.Check(func(f *Finding, ps *kernel.Problems) {
		needs(ps, f.State == FindingAccepted && f.Reason == "", "reason", "say why it can be accepted")
		needs(ps, f.State == FindingAccepted && f.Until == "", "until", "say until which day it is accepted")
		needs(ps, f.State == FindingDismissed && f.Reason == "", "reason", "say why it is no weakness")
		needs(ps, f.State == FindingFixed && f.Fixed == "", "fixed", "say since which day it is fixed")
		inOrder(ps, "fixed", f.FirstSeen, f.Fixed)
	}))
