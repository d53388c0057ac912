package aims

import "github.com/plimsoll-aims/plimsoll/kernel"

// Dataset is a body of data that models learn from, are tested with, search in or
// are fed by: where it comes from, whether it may be used, how good it is (A.4.3, A.7).
type Dataset struct {
	// Title names the data set.
	Title string `json:"title" fact:"required,text,index"`
	// Description says what is in it: categories, units, period.
	Description string `json:"description" fact:"long,text"`
	// Uses are what it is used for.
	Uses []DataUse `json:"uses"`
	// UseNote says more: for which model, and what it must not be used for.
	UseNote string `json:"use_note" fact:"long,text"`
	// Size says how much it is, in words.
	Size string `json:"size"`
	// Records is the number of records, where one can count.
	Records int `json:"records" fact:"min=0,index"`
	// Source is where it comes from (A.7.3).
	Source string `json:"source" fact:"text,long"`
	// Supplier is who provides it.
	Supplier kernel.Ref[Supplier] `json:"supplier" fact:"index"`
	// Acquired is the day on which it was taken over, or since which it flows.
	Acquired kernel.Date `json:"acquired" fact:"index"`
	// Rights say what allows us to use it: licence, contract, law, consent.
	Rights string `json:"rights" fact:"long,text"`
	// PersonalData says whether it holds personal data.
	PersonalData Known `json:"personal_data" fact:"index"`
	// Subjects are the people it is about.
	Subjects string `json:"subjects" fact:"text"`
	// SpecialCategories are the specially protected attributes in it.
	SpecialCategories []string `json:"special_categories"`
	// Provenance says how far its way to us is known (A.7.5).
	Provenance Provenance `json:"provenance" fact:"index"`
	// ProvenanceNote says how it came to us, step by step, and what is not known.
	ProvenanceNote string `json:"provenance_note" fact:"long,text"`
	// Digest is the SHA-256 of the frozen copy.
	Digest string `json:"digest" fact:"index,pattern=^(sha256:)?[0-9a-f]{64}$"`
	// Quality is how good it has to be and is (A.7.4).
	Quality DataQuality `json:"quality"`
	// Preparation says how it was cleaned, coded and labelled, and why so (A.7.6).
	Preparation string `json:"preparation" fact:"long,text"`
	// Labelling says who labelled it and how far they agree.
	Labelling string `json:"labelling" fact:"long,text"`
	// Bias says which groups are under- or over-represented, and what was done about it.
	Bias string `json:"bias" fact:"long,text"`
	// Retention says how long it is kept and how it is deleted.
	Retention string `json:"retention" fact:"long,text"`
	// Access says who may see it.
	Access string `json:"access" fact:"long,text"`
	// Owner answers for it.
	Owner kernel.Ref[Person] `json:"owner" fact:"index"`
	// Updated is the day of the last change of its content.
	Updated kernel.Date `json:"updated" fact:"index"`
	// NextReview is when its description is due to be looked at again.
	NextReview kernel.Date `json:"next_review" fact:"index"`
}

// DataUse is what data are used for.
type DataUse string

// Values lists the uses.
func (DataUse) Values() []string { return []string{"train", "validate", "test", "input", "retrieval"} }

// Provenance says how far the way of data to us is known.
type Provenance string

// The degrees.
const (
	ProvenanceFull    Provenance = "full"
	ProvenancePartial Provenance = "partial"
	ProvenanceNone    Provenance = "none"
)

// Values lists the degrees.
func (Provenance) Values() []string { return []string{"full", "partial", "none"} }

// DataQuality is how good data have to be and are.
type DataQuality struct {
	// Rules say what is checked.
	Rules string `json:"rules" fact:"long,text"`
	// Required is the share of checks that has to pass.
	Required *float64 `json:"required" fact:"min=0,max=100,unit=%"`
	// Measured is the share that passes.
	Measured *float64 `json:"measured" fact:"min=0,max=100,unit=%,index"`
	// On is the day of the measurement.
	On kernel.Date `json:"on" fact:"index"`
	// Note says more, or why it is not measured.
	Note string `json:"note" fact:"long,text"`
}

// DatasetKind registers Dataset.
var DatasetKind = kernel.Define[Dataset]("dataset",
	kernel.Plural("datasets", "Data sets"), kernel.Title("Data set"),
	kernel.Clauses("A.4.3", "A.7.2", "A.7.3", "A.7.4", "A.7.5", "A.7.6"), kernel.Owned("owner"))
