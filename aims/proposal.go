package aims

import "github.com/plimsoll-aims/plimsoll/kernel"

// Proposal is something found by a scan that looks like an AI system and is not
// in the register yet. A person claims it as a new system, merges it into one
// that is there, or dismisses it with a reason (4.1, 4.3, A.4.2).
type Proposal struct {
	// Title is what the scan calls it: mostly the folder or the deployment.
	Title string `json:"title" fact:"required,text,index"`
	// Why says why it looks like an AI system.
	Why string `json:"why" fact:"long,text"`
	// Source names the place that was scanned: a repository, a cluster, an account.
	Source string `json:"source" fact:"text,index"`
	// Root is the folder that what was found has in common, within the source.
	Root string `json:"root" fact:"text,index"`
	// Fingerprint is the same for the same find in every scan of the source.
	Fingerprint string `json:"fingerprint" fact:"required,index,pattern=^[0-9a-f]{64}$"`
	// Assets are what it seems to be made of.
	Assets []ProposedAsset `json:"assets"`
	// MoreAssets counts the assets that are not listed.
	MoreAssets int `json:"more_assets" fact:"min=0"`
	// State is what was decided about it.
	State ProposalState `json:"state" fact:"required,index"`
	// System is the AI system that it was claimed as or merged into.
	System kernel.Ref[System] `json:"system" fact:"index"`
	// Reason says why it was dismissed, or merged.
	Reason string `json:"reason" fact:"long,text"`
	// FirstSeen is the day on which a scan found it first.
	FirstSeen kernel.Date `json:"first_seen" fact:"index"`
	// Gone is the day since which scans of its source find it no longer.
	Gone kernel.Date `json:"gone" fact:"index"`
}

// ProposedAsset is one thing that a scan found: a library, a hosted service, a
// model, a deployment.
type ProposedAsset struct {
	// ID is the scan's own name for it: kind/vendor/name.
	ID string `json:"id" fact:"required,text,title=ID"`
	// Kind says what sort of thing it is.
	Kind string `json:"kind"`
	// Name is what it is called.
	Name string `json:"name" fact:"text"`
	// Vendor is who makes or runs it.
	Vendor string `json:"vendor" fact:"text"`
	// Confidence says how it is known: declared, inferred, unresolved or verified.
	Confidence string `json:"confidence"`
	// Found lists where it stands, as file:line; a file alone is the file as a whole.
	Found []string `json:"found"`
	// MoreFound counts the places that are not listed.
	MoreFound int `json:"more_found" fact:"min=0"`
}

// ProposalState is what was decided about a proposal.
type ProposalState string

// The states.
const (
	ProposalOpen      ProposalState = "open"
	ProposalClaimed   ProposalState = "claimed"
	ProposalMerged    ProposalState = "merged"
	ProposalDismissed ProposalState = "dismissed"
)

// Values lists the states.
func (ProposalState) Values() []string { return []string{"open", "claimed", "merged", "dismissed"} }

// ProposalKind registers Proposal.
var ProposalKind = kernel.Define[Proposal]("proposal",
	kernel.Plural("proposals", "Proposed AI systems"), kernel.Title("Proposed AI system"),
	kernel.Clauses("4.1", "4.3", "A.4.2"),
	kernel.States("state", []string{"open"},
		kernel.Step("open", "claimed", "Say which system it is"),
		kernel.Step("open", "merged", "Say which system it belongs to"),
		kernel.Decision("open", "dismissed", "Dismiss"),
		kernel.Step("claimed", "open", "Open again"),
		kernel.Step("merged", "open", "Open again"),
		kernel.Decision("dismissed", "open", "Open again")),
	kernel.Check(func(p *Proposal, ps *kernel.Problems) {
		taken := p.State == ProposalClaimed || p.State == ProposalMerged
		needs(ps, taken && p.System.IsZero(), "system", "name the AI system that it was claimed as or merged into")
		needs(ps, p.State == ProposalDismissed && p.Reason == "", "reason", "say why this is no AI system of yours")
		inOrder(ps, "gone", p.FirstSeen, p.Gone)
	}))
