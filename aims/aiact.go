package aims

import (
	"slices"

	"github.com/plimsoll-aims/plimsoll/kernel"
)

// AIAct is how the EU AI Act sees a system: in which roles the organisation acts
// and to which classes the system belongs. A system can be in more than one class.
type AIAct struct {
	// Roles are the operator roles that the organisation has for the system.
	Roles []Operator `json:"roles"`
	// Classes are the risk classes, as a set: a system can be high-risk and owe transparency.
	Classes []AIActClass `json:"classes"`
	// Points are the provisions that decide, such as Annex III 5(b).
	Points []string `json:"points"`
	// Reasoning says why these classes and no others.
	Reasoning string `json:"reasoning" fact:"long,text"`
	// Assessed is the day on which the classification was made or confirmed.
	Assessed kernel.Date `json:"assessed" fact:"index"`
	// AssessedBy is who made it.
	AssessedBy kernel.Ref[Person] `json:"assessed_by"`
}

// Operator is a role under the AI Act.
type Operator string

// Values lists the roles, named as the catalogue does.
func (Operator) Values() []string {
	return []string{"provider", "deployer", "authorised-representative", "importer", "distributor",
		"product-manufacturer", "downstream-provider", "gpai-provider", "third-party-supplier"}
}

// AIActClass is a risk class under the AI Act.
type AIActClass string

// The classes, named as the catalogue does.
const (
	ClassProhibited   AIActClass = "prohibited"
	ClassHighAnnexI   AIActClass = "high_annex_I"
	ClassHighAnnexIII AIActClass = "high_annex_III"
	ClassExempt       AIActClass = "annex_III_exempt"
	ClassTransparency AIActClass = "transparency"
	ClassMinimal      AIActClass = "minimal"
	ClassGPAI         AIActClass = "gpai"
	ClassGPAISystemic AIActClass = "gpai_systemic"
	ClassOutOfScope   AIActClass = "out_of_scope"
)

// Values lists the classes.
func (AIActClass) Values() []string {
	return []string{"prohibited", "high_annex_I", "high_annex_III", "annex_III_exempt", "transparency",
		"minimal", "gpai", "gpai_systemic", "out_of_scope"}
}

// Has says whether the system belongs to the class.
func (a *AIAct) Has(c AIActClass) bool { return slices.Contains(a.Classes, c) }

// HighRisk says whether the system is high-risk by product or by use.
func (a *AIAct) HighRisk() bool { return a.Has(ClassHighAnnexI) || a.Has(ClassHighAnnexIII) }
