package aims

import "github.com/plimsoll-aims/plimsoll/kernel"

// Model is a trained model that AI systems run on, own or from elsewhere, with
// what it was made from and how well it does (A.4.4, A.6.2.3, A.6.2.4).
type Model struct {
	// Title names the model.
	Title string `json:"title" fact:"required,text,index"`
	// Version is the version in use.
	Version string `json:"version" fact:"index"`
	// Type is the sort of model: gradient boosting, large language model …
	Type string `json:"type" fact:"text,index"`
	// Origin says where it comes from.
	Origin Origin `json:"origin" fact:"required,index"`
	// Supplier is who provides it.
	Supplier kernel.Ref[Supplier] `json:"supplier" fact:"index"`
	// Licence is under which terms it may be used.
	Licence string `json:"licence" fact:"index"`
	// Base is the model that it was made from.
	Base kernel.Ref[Model] `json:"base"`
	// Task says what it was made to do.
	Task string `json:"task" fact:"long,text"`
	// Limitations say what it cannot do or must not be used for.
	Limitations string `json:"limitations" fact:"long,text"`
	// TrainedOn are the data sets that it learned from.
	TrainedOn []kernel.Ref[Dataset] `json:"trained_on"`
	// TestedOn are the data sets that it was judged with.
	TestedOn []kernel.Ref[Dataset] `json:"tested_on"`
	// Metrics are its results, each with the threshold it had to meet.
	Metrics []Metric `json:"metrics"`
	// Versions are the versions so far.
	Versions []ModelVersion `json:"versions"`
	// Pinned says whether the version can change only when we say so.
	Pinned Known `json:"pinned" fact:"index"`
	// Location says where the model file is kept.
	Location string `json:"location"`
	// Digest is the SHA-256 of the model file.
	Digest string `json:"digest" fact:"index,pattern=^(sha256:)?[0-9a-f]{64}$"`
	// Card is the model card or design record.
	Card kernel.Ref[Document] `json:"card"`
	// Owner answers for it.
	Owner kernel.Ref[Person] `json:"owner" fact:"index"`
	// Released is the day on which this version was released for use.
	Released kernel.Date `json:"released" fact:"index"`
	// Retired is the day on which it was taken out of use.
	Retired kernel.Date `json:"retired" fact:"index"`
}

// Origin says where a model comes from.
type Origin string

// Values lists the origins.
func (Origin) Values() []string {
	return []string{"own", "own-on-open-base", "open-weights", "supplier", "unknown"}
}

// Metric is one measured property of a model with its threshold.
type Metric struct {
	// Name is what was measured.
	Name string `json:"name" fact:"required,text"`
	// Group is the group of people or cases it was measured on; empty is all.
	Group string `json:"group" fact:"text"`
	// Value is the result.
	Value *float64 `json:"value" fact:"required"`
	// Unit is its unit.
	Unit string `json:"unit"`
	// Threshold is the bound that it had to meet.
	Threshold *float64 `json:"threshold"`
	// Better says on which side of the threshold the good values lie.
	Better Better `json:"better"`
	// On is the day of the measurement.
	On kernel.Date `json:"on"`
	// Dataset is what it was measured with.
	Dataset kernel.Ref[Dataset] `json:"dataset"`
}

// Better says which way a figure should go.
type Better string

// The two ways.
const (
	Higher Better = "higher"
	Lower  Better = "lower"
)

// Values lists the ways.
func (Better) Values() []string { return []string{"higher", "lower"} }

// ModelVersion is one version of a model.
type ModelVersion struct {
	// Version is its name.
	Version string `json:"version" fact:"required"`
	// From is the day since which it was in use.
	From kernel.Date `json:"from" fact:"required"`
	// Change says what was changed and which record planned it.
	Change string `json:"change" fact:"long,text"`
	// Planned says that the change was decided before it happened.
	Planned bool `json:"planned"`
}

// ModelKind registers Model.
var ModelKind = kernel.Define[Model]("model",
	kernel.Clauses("A.4.4", "A.6.2.3", "A.6.2.4"), kernel.Owned("owner"),
	kernel.Check(func(m *Model, ps *kernel.Problems) { inOrder(ps, "retired", m.Released, m.Retired) }))
