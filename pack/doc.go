// Package pack makes and checks the one file that an auditor takes away: scope,
// Statement of Applicability, readiness, every register, the evidence, and for
// every record the proof that it stands in the organisation's ledger at a signed
// checkpoint. It is a zip archive that any browser reads from disk (index.html).
//
// Three locks hold it. Every member's digest is in the manifest. Every record's
// content hashes to an entry that is in the tree of the checkpoint, which the
// organisation's key signed. And the same key signed the whole file: the
// signature is the archive's comment, so no byte can change unnoticed. Checking
// needs the file alone; who also knows the key from elsewhere pins it.
package pack

// Format names this layout in the manifest.
const Format = "plimsoll-pack/v1"

// The members with fixed names.
const (
	memberManifest   = "manifest.json"
	memberIndex      = "index.html"
	memberCheckpoint = "checkpoint.txt"
	memberKey        = "key.txt"
	memberProofs     = "proofs.jsonl"
	memberReadiness  = "readiness.json"
	memberSoA        = "soa.json"
	dirRegisters     = "registers/"
	dirEvidence      = "evidence/"
)

// Bounds on a pack that is being checked.
const (
	maxMembers  = 100_000
	maxUnpacked = 8 << 30
	maxComment  = 1 << 15
	maxLine     = 16 << 20
)

// Manifest says what a pack is and what is in it.
type Manifest struct {
	Format       string            `json:"format"`
	Organisation string            `json:"organisation"`
	Time         string            `json:"time"`  // the moment that the pack shows
	Entry        uint64            `json:"entry"` // the ledger entry that it shows
	Made         string            `json:"made"`
	Records      int               `json:"records"`
	Members      map[string]string `json:"members"` // name -> SHA-256, the manifest itself left out
	LeftOut      []string          `json:"left_out,omitempty"`
}
