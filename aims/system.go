package aims

import "github.com/plimsoll-aims/plimsoll/kernel"

// System is an AI system that the organisation develops, provides or uses: what
// it is for, whom it affects, who decides, what it is made of and where its data
// come from. It is the hub that risks, impact assessments, evidence and findings
// refer to (4.1, 4.3, A.4.2, A.6.2, A.9.4).
type System struct {
	// Title is what people call the system.
	Title string `json:"title" fact:"required,text,index"`
	// Purpose says what it does, for whom, and what good that brings.
	Purpose string `json:"purpose" fact:"long,text"`
	// IntendedUse is the use it is meant for, with its limits.
	IntendedUse string `json:"intended_use" fact:"long,text"`
	// ForeseeableMisuse is what people may do with it although they should not.
	ForeseeableMisuse string `json:"foreseeable_misuse" fact:"long,text"`
	// Outputs says what comes out: a score, a text, a decision, an action.
	Outputs string `json:"outputs" fact:"long,text"`
	// Topic is the field of work it belongs to.
	Topic string `json:"topic" fact:"index,text"`
	// Stage is where it stands in its life cycle (after ISO/IEC 5338).
	Stage Stage `json:"stage" fact:"required,index"`
	// StageNote says more about the stage: pilot, restricted use, and since when.
	StageNote string `json:"stage_note" fact:"long,text"`
	// Version is the version in use.
	Version string `json:"version" fact:"index"`
	// Owner answers for the system.
	Owner kernel.Ref[Person] `json:"owner" fact:"index"`
	// Organisation is the organisation that has it.
	Organisation kernel.Ref[Organisation] `json:"organisation" fact:"index"`
	// Unit is the part of the organisation that has it: an agency, a department.
	Unit string `json:"unit" fact:"index,text"`
	// Subunit is the part of the unit: a bureau, a team.
	Subunit string `json:"subunit" fact:"index,text"`
	// ExternalID is what another register calls it.
	ExternalID string `json:"external_id" fact:"index,text,title=External ID"`
	// InScope is the decision whether the AIMS covers it (4.3).
	InScope YesNo `json:"in_scope" fact:"index"`
	// ScopeReason says why it is in or out.
	ScopeReason string `json:"scope_reason" fact:"long,text"`
	// Roles are the ISO/IEC 22989 roles the organisation holds for it (4.1).
	Roles []Role `json:"roles" fact:"title=Roles (ISO/IEC 22989)"`
	// AIAct is how the EU AI Act sees it.
	AIAct AIAct `json:"ai_act" fact:"title=EU AI Act"`
	// Jurisdictions are the countries and states whose law applies to its use.
	Jurisdictions []string `json:"jurisdictions"`
	// Criticality says how much depends on it.
	Criticality Criticality `json:"criticality" fact:"index"`
	// Affected are the groups of people it has an effect on.
	Affected []AffectedGroup `json:"affected"`
	// Automation says how much it decides by itself.
	Automation Automation `json:"automation" fact:"index"`
	// Oversight is how people keep control (A.9.3).
	Oversight Oversight `json:"oversight"`
	// PersonalData says whether it handles personal data.
	PersonalData Known `json:"personal_data" fact:"index"`
	// PersonalDataNote says which, or what keeps it out.
	PersonalDataNote string `json:"personal_data_note" fact:"long,text"`
	// DataFlow is where its data come from and where they go.
	DataFlow DataFlow `json:"data_flow"`
	// Models are what it runs on.
	Models []kernel.Ref[Model] `json:"models"`
	// Datasets are the data sets it is made from, tested with or fed by.
	Datasets []kernel.Ref[Dataset] `json:"datasets"`
	// Suppliers are who it depends on.
	Suppliers []kernel.Ref[Supplier] `json:"suppliers"`
	// Development says who makes or made it.
	Development Development `json:"development" fact:"index"`
	// Commercial names the ready-made product, where it is one.
	Commercial string `json:"commercial" fact:"text,index"`
	// Contracts are the numbers of the contracts behind it.
	Contracts []string `json:"contracts"`
	// Hosting says where it runs.
	Hosting string `json:"hosting" fact:"text"`
	// Computing says what it needs to run, and what energy that takes (A.4.5).
	Computing string `json:"computing" fact:"long,text"`
	// Tooling lists what it is built, tested and run with (A.4.4).
	Tooling []string `json:"tooling" fact:"text"`
	// Interfaces are the systems and tools it can reach or act on.
	Interfaces []string `json:"interfaces" fact:"text"`
	// SourceCode is where its code is kept.
	SourceCode string `json:"source_code" fact:"text"`
	// Team are the people who develop, run and oversee it (A.4.6).
	Team []kernel.Ref[Person] `json:"team"`
	// Responsibilities says who does what along the life cycle, suppliers and customers included (A.10.2).
	Responsibilities []Allocation `json:"responsibilities"`
	// Documentation is what each group of readers is given (A.6.2.7, A.8.2).
	Documentation []kernel.Ref[Document] `json:"documentation"`
	// KnownRisks are the risks that its owner named, in their words.
	KnownRisks string `json:"known_risks" fact:"long,text"`
	// Assurance are the answers that an inventory gives about safeguards.
	Assurance Assurance `json:"assurance"`
	// Dates are the days of its life.
	Dates SystemDates `json:"dates"`
	// Changes are the changes that mattered, and whether risk and impact were assessed again.
	Changes []SystemChange `json:"changes"`
	// Decommissioned says what was done with data, models and users when it was retired.
	Decommissioned string `json:"decommissioned" fact:"long,text"`
}

// Stage is where an AI system stands in its life cycle.
type Stage string

// The stages, after ISO/IEC 5338. Rejected is an idea that was turned down at
// intake; unknown is for systems taken over from a register that does not say.
const (
	StageIdea         Stage = "idea"
	StageDesign       Stage = "design"
	StageDevelopment  Stage = "development"
	StageVerification Stage = "verification"
	StageDeployment   Stage = "deployment"
	StageInOperation  Stage = "in-operation"
	StageRetired      Stage = "retired"
	StageRejected     Stage = "rejected"
	StageUnknown      Stage = "unknown"
)

// Values lists the stages.
func (Stage) Values() []string {
	return []string{"idea", "design", "development", "verification", "deployment", "in-operation", "retired", "rejected", "unknown"}
}

// Live says whether a system at the stage is there or being made, so that the
// AIMS has to care: everything but retired and rejected.
func (s Stage) Live() bool { return s != StageRetired && s != StageRejected }

// Used says whether a system at the stage can reach people: from its pilot on.
func (s Stage) Used() bool {
	return s == StageVerification || s == StageDeployment || s == StageInOperation
}

// Criticality says how much depends on a system.
type Criticality string

// Values lists the steps.
func (Criticality) Values() []string { return []string{"low", "medium", "high", "critical"} }

// AffectedGroup is a group of people on whom a system has an effect.
type AffectedGroup struct {
	// Group says who they are.
	Group string `json:"group" fact:"required,text"`
	// Number is how many they are, per year where they come and go.
	Number int `json:"number" fact:"min=0"`
	// Vulnerable says that they need special care: children, patients, people in debt.
	Vulnerable bool `json:"vulnerable"`
	// Effect says what the system does to them.
	Effect string `json:"effect" fact:"long,text"`
}

// Automation says how much a system decides by itself.
type Automation string

// Values lists the levels, from a hint to an action that nobody checks.
func (Automation) Values() []string {
	return []string{"informs", "recommends", "acts-after-approval", "acts-with-veto", "acts-alone", "unknown"}
}

// Oversight is how people keep control of a system.
type Oversight struct {
	// Mode is where the person stands.
	Mode OversightMode `json:"mode" fact:"index"`
	// How says what they do and how they can step in.
	How string `json:"how" fact:"long,text"`
	// By are the people who do it.
	By []kernel.Ref[Person] `json:"by"`
	// CanStop says whether they can override it or switch it off.
	CanStop Known `json:"can_stop"`
	// LastExercised is the day on which an override or a stop was last done or drilled.
	LastExercised kernel.Date `json:"last_exercised" fact:"index"`
}

// OversightMode is where a person stands towards a system's decisions.
type OversightMode string

// Values lists the modes.
func (OversightMode) Values() []string {
	return []string{"every-output", "exceptions", "monitoring", "none-needed", "none", "unknown"}
}

// DataFlow is where a system's data come from and where they go.
type DataFlow struct {
	// Sources say where data come from.
	Sources []string `json:"sources" fact:"text"`
	// TrainsModels says whether the data that it handles are used to train models.
	TrainsModels Known `json:"trains_models" fact:"index"`
	// TrainingNote says which data train what, or what forbids it.
	TrainingNote string `json:"training_note" fact:"long,text"`
	// Retention says how long data, prompts and outputs are kept.
	Retention string `json:"retention" fact:"long,text"`
	// Recipients say who else receives data.
	Recipients []string `json:"recipients" fact:"text"`
	// Attributes are the personal attributes that the model uses as features.
	Attributes []string `json:"attributes" fact:"title=Personal attributes used"`
	// Documented says whether training and test data are described well enough to judge them.
	Documented Answered `json:"documented"`
}

// Development says who makes a system.
type Development string

// Values lists the ways.
func (Development) Values() []string {
	return []string{"in-house", "contracted", "both", "bought", "unknown"}
}

// Allocation gives a part of the work on a system to somebody.
type Allocation struct {
	// Activity is the part: training data, monitoring, informing people …
	Activity string `json:"activity" fact:"required,text"`
	// Who does it: us, a supplier, the customer.
	Who string `json:"who" fact:"required,text"`
}

// SystemDates are the days of a system's life.
type SystemDates struct {
	// Initiated is when the idea was first written down.
	Initiated kernel.Date `json:"initiated" fact:"index"`
	// DevelopmentBegan is when making or buying it began.
	DevelopmentBegan kernel.Date `json:"development_began" fact:"index"`
	// Approved is when it was released for use.
	Approved kernel.Date `json:"approved" fact:"index"`
	// Deployed is when it went into use.
	Deployed kernel.Date `json:"deployed" fact:"index"`
	// NextReview is when its facts are due to be looked at again.
	NextReview kernel.Date `json:"next_review" fact:"index"`
	// Retired is when it was taken out of use.
	Retired kernel.Date `json:"retired" fact:"index"`
	// AsGiven keeps the words of a register whose dates are not days.
	AsGiven string `json:"as_given" fact:"long"`
}

// SystemChange is a change of a system that mattered.
type SystemChange struct {
	// Date is when it took effect.
	Date kernel.Date `json:"date" fact:"required"`
	// What was changed.
	What string `json:"what" fact:"required,long,text"`
	// Significant says that risk and impact have to be assessed again (8.2, 8.4).
	Significant bool `json:"significant"`
	// Planned says that it was decided before it happened (8.1).
	Planned bool `json:"planned"`
	// Reassessed is the day on which risk and impact were assessed again.
	Reassessed kernel.Date `json:"reassessed"`
	// ApprovedBy is who agreed to it.
	ApprovedBy kernel.Ref[Person] `json:"approved_by"`
}

// SystemKind registers System.
var SystemKind = kernel.Define[System]("system",
	kernel.Plural("systems", "AI systems"), kernel.Title("AI system"),
	kernel.Clauses("4.1", "4.3", "A.4.2", "A.4.4", "A.4.5", "A.6.2.5", "A.9.4", "A.10.2"),
	kernel.Owned("owner"), systemStages(), kernel.Check(checkSystem),
	kernel.Computed("high_risk", "integer", func(s *System) any { return s.AIAct.HighRisk() }),
	kernel.Computed("affected_count", "integer", func(s *System) any { return s.affectedCount() }),
	kernel.Computed("vulnerable", "integer", func(s *System) any { return s.affectsVulnerable() }))

// systemStages says how a system moves through its life. Releasing, rejecting and
// retiring are decisions. A register may be taken over at any stage.
func systemStages() kernel.Option {
	return kernel.States("stage", Stage("").Values(),
		kernel.Step("unknown", "idea", "Say that it is an idea"),
		kernel.Step("unknown", "development", "Say that it is being developed"),
		kernel.Step("unknown", "in-operation", "Say that it is in operation"),
		kernel.Step("idea", "design", "Begin the design"),
		kernel.Step("idea", "development", "Begin the development"),
		kernel.Step("idea", "verification", "Begin a trial"),
		kernel.Decision("idea", "rejected", "Reject at intake"),
		kernel.Step("design", "development", "Begin the development"),
		kernel.Step("development", "design", "Go back to the design"),
		kernel.Step("development", "verification", "Begin verification or a pilot"),
		kernel.Step("verification", "development", "Go back to development"),
		kernel.Decision("verification", "deployment", "Release"),
		kernel.Decision("verification", "in-operation", "Put into operation"),
		kernel.Decision("verification", "rejected", "Reject after the trial"),
		kernel.Decision("deployment", "in-operation", "Put into operation"),
		kernel.Step("deployment", "verification", "Go back to verification"),
		kernel.Step("in-operation", "verification", "Take back into verification"),
		kernel.Decision("design", "retired", "Give up"),
		kernel.Decision("development", "retired", "Give up"),
		kernel.Decision("verification", "retired", "Give up"),
		kernel.Decision("in-operation", "retired", "Retire"),
		kernel.Decision("retired", "in-operation", "Take back into operation"),
		kernel.Decision("rejected", "idea", "Take up again"))
}

func checkSystem(s *System, ps *kernel.Problems) {
	needs(ps, s.InScope == No && s.ScopeReason == "", "scope_reason", "say why the system is out of scope")
	needs(ps, s.AIAct.Has(ClassExempt) && s.AIAct.Reasoning == "", "ai_act.reasoning", "an exemption under Art 6(3) has to be documented")
	if s.AIAct.Has(ClassMinimal) && s.AIAct.HighRisk() {
		ps.Add("ai_act.classes", "contradiction", "a system is not both minimal and high-risk")
	}
	inOrder(ps, "dates.retired", s.Dates.Deployed, s.Dates.Retired)
}

func (s *System) affectedCount() int {
	n := 0
	for _, g := range s.Affected {
		n += g.Number
	}
	return n
}

func (s *System) affectsVulnerable() bool {
	for _, g := range s.Affected {
		if g.Vulnerable {
			return true
		}
	}
	return false
}
