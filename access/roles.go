package access

import (
	"context"
	"slices"

	"github.com/plimsoll-aims/plimsoll/kernel"
)

// Areas are the things beside records that rights speak of. Grants name them
// like kinds.
var Areas = []string{AreaLog, AreaPack, AreaCatalog, AreaDerived, AreaExport, AreaImport}

// The areas.
const (
	AreaLog     = "log"     // the ledger: checkpoints, proofs, verification
	AreaPack    = "pack"    // making a pack for an auditor
	AreaCatalog = "catalog" // frameworks; write adds a customer's own
	AreaDerived = "derived" // readiness, Statement of Applicability, lint, home
	AreaExport  = "export"  // AIMS as code and whole registers
	AreaImport  = "import"  // many records at once
)

// Built-in roles, in the order in which people should meet them.
const (
	Owner           = "owner"
	Manager         = "aims-manager"
	RiskOwner       = "risk-owner"
	Contributor     = "contributor"
	InternalAuditor = "internal-auditor"
	ExternalAuditor = "external-auditor"
	Executive       = "executive"
	Reader          = "reader"
)

// BuiltIn describes a built-in role.
type BuiltIn struct {
	Name, Title, Help string
}

// BuiltIns lists the built-in roles.
var BuiltIns = []BuiltIn{
	{Owner, "Owner", "Everything, users and roles included."},
	{Manager, "AIMS manager", "Runs the management system: reads, writes and decides on every record, exports, imports and packs. No users or roles."},
	{RiskOwner, "Risk owner", "Reads everything; writes and decides on the risks, treatments, tasks and assessments that are theirs."},
	{Contributor, "Contributor", "Reads everything; writes systems, models, data sets, suppliers, finds of scans, risks, evidence, documents and tasks. Decides nothing."},
	{InternalAuditor, "Internal auditor", "Reads everything, sensitive fields and the log included; writes tasks. Changes nothing that is audited."},
	{ExternalAuditor, "External auditor", "Reads until a date, if wanted as of a fixed moment. Changes nothing."},
	{Executive, "Executive", "Reads everything; approves and accepts."},
	{Reader, "Reader", "Reads what is not sensitive."},
}

// contributed are the kinds that contributors write.
var contributed = []string{"system", "model", "dataset", "supplier", "risk", "treatment", "assessment", "control", "requirement",
	"evidence", "document", "objective", "task", "issue", "party", "person", "proposal", "finding"}

// owned are the kinds that risk owners write where they own the record.
var owned = []string{"risk", "treatment", "task", "assessment", "objective", "control", "system", "finding"}

// Grants gives the rights of a built-in role over a vocabulary, nil for a name
// that is none.
func Grants(role string, reg *kernel.Registry) []kernel.Grant {
	aims := recordKinds(reg)
	all := kernel.Scope{Type: kernel.ScopeAll}
	own := kernel.Scope{Type: kernel.ScopeOwned}
	grant := func(s kernel.Scope, kinds []string, verbs ...kernel.Verb) kernel.Grant {
		return kernel.Grant{Verbs: verbs, Kinds: kinds, Scope: s}
	}
	read := grant(all, append(slices.Clone(aims), AreaDerived, AreaCatalog), kernel.Read)
	proofs := grant(all, []string{AreaLog, AreaPack}, kernel.Read)
	switch role {
	case Owner:
		return []kernel.Grant{grant(all, []string{"*"}, kernel.Verbs...)}
	case Manager:
		return []kernel.Grant{read, proofs, grant(all, aims, kernel.Write, kernel.Decide, kernel.Reveal),
			grant(all, []string{AreaExport, AreaImport, AreaCatalog, AreaLog}, kernel.Read, kernel.Write), grant(all, []string{"user", "role"}, kernel.Read),
			grant(all, []string{licensed}, kernel.Read, kernel.Write, kernel.Reveal)}
	case RiskOwner:
		return []kernel.Grant{read, grant(all, []string{AreaLog}, kernel.Read), grant(own, owned, kernel.Write, kernel.Decide), grant(all, []string{"evidence", "approval"}, kernel.Write)}
	case Contributor:
		return []kernel.Grant{read, grant(all, []string{AreaLog}, kernel.Read), grant(all, contributed, kernel.Write), grant(all, []string{AreaExport}, kernel.Read)}
	case InternalAuditor:
		return []kernel.Grant{read, proofs, grant(all, aims, kernel.Reveal), grant(all, []string{"task"}, kernel.Write), grant(all, []string{AreaExport, "user", "role"}, kernel.Read),
			grant(all, []string{licensed}, kernel.Read, kernel.Reveal)}
	case ExternalAuditor:
		return []kernel.Grant{read, proofs}
	case Executive:
		return []kernel.Grant{read, proofs, grant(all, aims, kernel.Decide), grant(all, []string{"approval"}, kernel.Write)}
	case Reader:
		return []kernel.Grant{read}
	}
	return nil
}

// licensed is the kind of texts that a licence keeps to a few: it is no part of the
// management system's records, so roles name it.
const licensed = "licensed-text"

// recordKinds lists the kinds that are the management system, not the instance.
func recordKinds(reg *kernel.Registry) []string {
	var out []string
	for _, k := range reg.Kinds() {
		if !k.Internal {
			out = append(out, k.Name)
		}
	}
	return out
}

// grantsOf gives the rights of a role by name: built in, or a role record of the
// tenant. An unknown role has none.
func grantsOf(ctx context.Context, v kernel.View, role string) ([]kernel.Grant, error) {
	if g := Grants(role, v.Registry()); g != nil {
		return g, nil
	}
	roles, err := kernel.All[Role](ctx, v)
	if err != nil {
		return nil, err
	}
	for rec, r := range kernel.Each[Role](roles) {
		if rec.Name == role {
			return r.grants(), nil
		}
	}
	return nil, nil
}

// within says whether every right of a is also in b. Scopes count as contained
// only when they are the same or b's is everything, and only "*" contains "*".
func within(a, b []kernel.Grant) bool {
	for _, g := range a {
		for _, v := range g.Verbs {
			for _, kind := range g.Kinds {
				if !holds(b, v, kind, g.Scope) {
					return false
				}
			}
		}
	}
	return true
}

func holds(b []kernel.Grant, v kernel.Verb, kind string, s kernel.Scope) bool {
	return slices.ContainsFunc(b, func(g kernel.Grant) bool {
		return slices.Contains(g.Verbs, v) && (slices.Contains(g.Kinds, "*") || slices.Contains(g.Kinds, kind)) &&
			(g.Scope.Type == kernel.ScopeAll || g.Scope == s)
	})
}
