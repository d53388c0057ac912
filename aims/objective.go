package aims

import (
	"strconv"

	"github.com/plimsoll-aims/plimsoll/kernel"
)

// Objective is an AI objective: what is to be reached until when, measured how,
// with the plan for it and the series of measurements (6.2, 9.1).
type Objective struct {
	// Title says what is to be reached.
	Title string `json:"title" fact:"required,text,index"`
	// Description says why it matters.
	Description string `json:"description" fact:"long,text"`
	// Policy is the policy that it follows from.
	Policy kernel.Ref[Document] `json:"policy" fact:"index"`
	// PolicyStatement is the commitment of the policy that it serves (6.2 a).
	PolicyStatement string `json:"policy_statement" fact:"text"`
	// Considers are the requirements of law, contract or parties that it takes into account (6.2 c).
	Considers []string `json:"considers" fact:"text"`
	// Systems are the AI systems that it is about; none means all.
	Systems []kernel.Ref[System] `json:"systems"`
	// Level is the function or level that it is set at (6.2).
	Level string `json:"level" fact:"text,index"`
	// Serves says whether it guides development, use or the AIMS itself (A.6.1.2, A.9.3).
	Serves []ObjectiveUse `json:"serves"`
	// State says whether it is pursued.
	State ObjectiveState `json:"state" fact:"required,index"`
	// Owner answers for it.
	Owner kernel.Ref[Person] `json:"owner" fact:"required,index"`
	// Metric says what is measured, and how.
	Metric string `json:"metric" fact:"long,text"`
	// Unit is the unit of the values.
	Unit string `json:"unit" fact:"index"`
	// Better says which way the figure should go.
	Better Better `json:"better" fact:"index"`
	// Target is the value to be reached.
	Target *float64 `json:"target" fact:"index"`
	// Warning is the value from which on it is in danger rather than missed.
	Warning *float64 `json:"warning"`
	// Due is the day until which it is to be reached; empty means at all times.
	Due kernel.Date `json:"due" fact:"index"`
	// Frequency is how many months lie between two measurements.
	Frequency int `json:"frequency" fact:"min=0,unit=months,title=Measured every"`
	// Measurements are the values so far, oldest first.
	Measurements []Measurement `json:"measurements"`
	// Plan says how it is to be reached.
	Plan ObjectivePlan `json:"plan"`
	// SetOn is the day on which it was set or last changed.
	SetOn kernel.Date `json:"set_on" fact:"index"`
	// Communicated is the day on which those concerned were told.
	Communicated kernel.Date `json:"communicated" fact:"index"`
}

// ObjectiveUse says what an objective guides.
type ObjectiveUse string

// Values lists the uses.
func (ObjectiveUse) Values() []string { return []string{"development", "use", "management-system"} }

// ObjectiveState says whether an objective is pursued.
type ObjectiveState string

// Values lists the states.
func (ObjectiveState) Values() []string { return []string{"draft", "active", "reached", "dropped"} }

// Measurement is one value of an objective's figure.
type Measurement struct {
	// Date is the last day of the period that was measured.
	Date kernel.Date `json:"date" fact:"required"`
	// Value is the result.
	Value *float64 `json:"value" fact:"required"`
	// Numerator is the upper figure, where it is a share.
	Numerator int `json:"numerator" fact:"min=0"`
	// Denominator is the lower figure, or the number of answers.
	Denominator int `json:"denominator" fact:"min=0"`
	// Note says what explains the value.
	Note string `json:"note" fact:"long,text"`
}

// ObjectivePlan says how an objective is to be reached (6.2).
type ObjectivePlan struct {
	// What will be done.
	What string `json:"what" fact:"long,text"`
	// Resources are the people, money and things that it needs.
	Resources string `json:"resources" fact:"long,text"`
	// Who does it.
	Who []kernel.Ref[Person] `json:"who"`
	// When it will be complete.
	When kernel.Date `json:"when"`
	// Evaluation says how the result will be judged.
	Evaluation string `json:"evaluation" fact:"long,text"`
}

// ObjectiveKind registers Objective.
var ObjectiveKind = kernel.Define[Objective]("objective",
	kernel.Clauses("6.2", "9.1", "A.6.1.2", "A.9.3"), kernel.Owned("owner"),
	kernel.States("state", []string{"draft", "active"},
		kernel.Decision("draft", "active", "Set the objective"),
		kernel.Decision("active", "reached", "Say that it is reached"),
		kernel.Decision("active", "dropped", "Drop"),
		kernel.Decision("reached", "active", "Pursue again")),
	kernel.Check(checkObjective),
	kernel.Computed("latest", "real", func(o *Objective) any { return o.latest() }),
	kernel.Computed("measured", "text", func(o *Objective) any { return string(o.Measured()) }),
	kernel.Computed("standing", "text", func(o *Objective) any { return string(o.Standing()) }))

// Last is the newest measurement, nil when there is none.
func (o *Objective) Last() *Measurement {
	if len(o.Measurements) == 0 {
		return nil
	}
	return &o.Measurements[len(o.Measurements)-1]
}

// Measured is the day of the newest measurement.
func (o *Objective) Measured() kernel.Date {
	if m := o.Last(); m != nil {
		return m.Date
	}
	return ""
}

func (o *Objective) latest() any {
	if m := o.Last(); m != nil && m.Value != nil {
		return *m.Value
	}
	return nil
}

// Standing is how an objective does, judged by its newest measurement.
type Standing string

// The standings. Amber is short of the target, but not past the warning.
const (
	Unmeasured Standing = "unmeasured"
	Green      Standing = "green"
	Amber      Standing = "amber"
	Red        Standing = "red"
)

// Standing compares the newest measurement with target and warning. Without a
// warning there is no amber.
func (o *Objective) Standing() Standing {
	m := o.Last()
	if m == nil || m.Value == nil || o.Target == nil {
		return Unmeasured
	}
	switch {
	case o.reaches(*m.Value, *o.Target):
		return Green
	case o.Warning != nil && o.reaches(*m.Value, *o.Warning):
		return Amber
	}
	return Red
}

func (o *Objective) reaches(value, bound float64) bool {
	if o.Better == Lower {
		return value <= bound
	}
	return value >= bound
}

func checkObjective(o *Objective, ps *kernel.Problems) {
	needs(ps, o.Target != nil && o.Better == "", "better", "say whether higher or lower is better")
	last := kernel.Date("")
	for i, m := range o.Measurements {
		at := "measurements[" + strconv.Itoa(i) + "]"
		if m.Date <= last {
			ps.Add(at+".date", "date-order", "measurements are listed oldest first, one a day at most")
		}
		last = m.Date
	}
}
