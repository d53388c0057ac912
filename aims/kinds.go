package aims

import (
	"slices"
	"sync"

	"github.com/plimsoll-aims/plimsoll/kernel"
)

// Kinds lists every kind of the vocabulary, in the order in which people should
// meet them. It is the only list; who composes a program adds kinds of its own.
func Kinds() []*kernel.Kind { return kinds() }

// kinds explains them once: they are shared, and read by many at a time.
var kinds = sync.OnceValue(func() []*kernel.Kind {
	list := []*kernel.Kind{
		OrganisationKind, ScopeKind, IssueKind, PartyKind, PersonKind,
		SystemKind, ModelKind, DatasetKind, SupplierKind,
		CriteriaKind, RiskKind, TreatmentKind, AssessmentKind,
		ControlKind, RequirementKind, EvidenceKind, DocumentKind,
		ObjectiveKind, TaskKind, ApprovalKind,
		FrameworkKind, CrosswalkKind, LicensedTextKind,
		ProposalKind, FindingKind,
		kernel.CustomFieldKind,
	}
	for _, k := range list {
		explain(k)
	}
	return slices.Clip(list) // whoever appends gets a copy
})

// Registry gives the vocabulary by itself, without the kinds that a program
// adds: enough for reading and checking files.
var Registry = sync.OnceValue(func() *kernel.Registry { return kernel.NewRegistry(Kinds()...) })

// explain gives a kind and its fields their help texts, which are the comments
// in this package; help_gen.go holds them.
func explain(k *kernel.Kind) {
	k.Help = help[k.Name]
	k.Walk(func(f *kernel.Field) {
		if h := help[k.Name+"."+f.Path]; h != "" {
			f.Help = h
		}
	})
}
