package aims

import "github.com/plimsoll-aims/plimsoll/kernel"

// Kinds lists every kind of the vocabulary, in the order in which people should
// meet them. It is the only list; who composes a program adds kinds of its own.
func Kinds() []*kernel.Kind {
	kinds := []*kernel.Kind{
		OrganisationKind, ScopeKind, IssueKind, PartyKind, PersonKind,
		SystemKind, ModelKind, DatasetKind, SupplierKind,
		CriteriaKind, RiskKind, TreatmentKind, AssessmentKind,
		ControlKind, RequirementKind, EvidenceKind, DocumentKind,
		ObjectiveKind, TaskKind, ApprovalKind,
		kernel.CustomFieldKind,
	}
	for _, k := range kinds {
		explain(k)
	}
	return kinds
}

// Registry gives the vocabulary by itself, without the kinds that a program
// adds: enough for reading and checking files.
func Registry() *kernel.Registry { return kernel.NewRegistry(Kinds()...) }

// explain gives a kind and its fields their help texts, which are the comments
// in this package; help_gen.go holds them.
func explain(k *kernel.Kind) {
	if h := help[k.Name]; h != "" {
		k.Help = h
	}
	k.Walk(func(f *kernel.Field) {
		if h := help[k.Name+"."+f.Path]; h != "" {
			f.Help = h
		}
	})
}
