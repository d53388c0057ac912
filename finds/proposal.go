package finds

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"

	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/kernel"
	"github.com/plimsoll-aims/plimsoll/sense/discover"
	"github.com/plimsoll-aims/plimsoll/sheet"
)

// Bounds of a proposal: what a person can look through. The rest is counted.
const (
	MaxAssets = 200 // of a proposal
	MaxFound  = 20  // places of an asset
)

// ProposalOf makes the proposal of a discovered system. Its fingerprint is that of
// the source and the system's id, so neither new evidence nor moved lines change it.
func ProposalOf(r *discover.Result, s *discover.System, source string, day kernel.Date) *aims.Proposal {
	p := &aims.Proposal{Title: s.Name, Why: s.Why, Source: source, Root: s.Root, Fingerprint: fingerprint(source, s.ID),
		State: aims.ProposalOpen, FirstSeen: day}
	for i, id := range s.Assets {
		if i == MaxAssets {
			p.MoreAssets = len(s.Assets) - i
			break
		}
		p.Assets = append(p.Assets, assetOf(r.Asset(id), id, s.Root))
	}
	return p
}

func fingerprint(parts ...string) string {
	h := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(h[:])
}

// assetOf lists an asset with the places under the system's root first: the same
// library may be used by several systems of one source.
func assetOf(a *discover.Asset, id, root string) aims.ProposedAsset {
	out := aims.ProposedAsset{ID: id}
	if a == nil {
		return out
	}
	out.Kind, out.Name, out.Vendor, out.Confidence = a.Kind, a.Name, a.Vendor, string(a.Confidence)
	list := slices.Clone(a.Evidence)
	slices.SortStableFunc(list, func(x, y discover.Evidence) int {
		return cmp.Compare(outside(x.File, root), outside(y.File, root))
	})
	for i, e := range list {
		if i > 0 && outside(e.File, root) > 0 || i == MaxFound {
			out.MoreFound = len(list) - i
			break
		}
		place := e.File
		if e.Line > 0 {
			place += ":" + strconv.Itoa(e.Line)
		}
		if !slices.Contains(out.Found, place) {
			out.Found = append(out.Found, place)
		}
	}
	return out
}

// outside is 1 for a file that does not lie under root.
func outside(file, root string) int {
	if root == "" || root == "." || file == root || strings.HasPrefix(file, strings.TrimSuffix(root, "/")+"/") || strings.HasPrefix(file, root+"!") {
		return 0
	}
	return 1
}

// nameOf names a proposal: readable, and the same in every scan.
func nameOf(p *aims.Proposal) string {
	base := sheet.Slug(p.Title)
	if len(base) > 50 {
		base = strings.Trim(base[:50], "-")
	}
	return strings.TrimPrefix(base+"-"+p.Fingerprint[:8], "-")
}

// SystemOf drafts the AI system that a proposal is claimed as. What a scan cannot
// know, above all what it is for and whom it affects, stays empty.
func SystemOf(p *aims.Proposal) *aims.System {
	s := &aims.System{Title: p.Title, Stage: aims.StageUnknown, Development: "unknown", SourceCode: p.Root}
	if p.Source != "" {
		s.SourceCode = p.Source + ": " + p.Root
	}
	for _, a := range p.Assets {
		what := a.Name
		if a.Vendor != "" && !strings.EqualFold(a.Vendor, a.Name) {
			what += " (" + a.Vendor + ")"
		}
		switch a.Kind {
		case "library", "runtime", "evaluation", "pipeline", "accelerator", "guardrail":
			add(&s.Tooling, what)
		case "credential", "prompt", "setting", "": // say nothing about what it can reach
		default:
			add(&s.Interfaces, a.Kind+": "+what)
		}
	}
	return s
}

func add(list *[]string, s string) {
	if !slices.Contains(*list, s) {
		*list = append(*list, s)
	}
}

// merge brings a proposal up to what a new scan says. What people wrote and
// decided stays.
func merge(old, now *aims.Proposal) *aims.Proposal {
	out := *now
	out.State, out.System, out.Reason, out.FirstSeen = old.State, old.System, old.Reason, old.FirstSeen
	if old.State != aims.ProposalOpen { // what was decided stands as it was decided on
		out = *old
		if old.State != aims.ProposalDismissed {
			out.Gone = ""
		}
	}
	return &out
}
