package kernel

// Lifecycle says how a record's state may change. A kind declares it; the store
// enforces it. A record starts in one of the initial states.
type Lifecycle struct {
	Field       string // path of the enum field that is the state
	Initial     []string
	Transitions []Transition
}

// Transition is one allowed change of state.
type Transition struct {
	From, To string
	Verb     Verb   // the right it needs: Write, or Decide for a decision
	Act      string // what a person does: "Accept the risk"
}

// States adds a lifecycle on an enum field.
func States(field string, initial []string, ts ...Transition) Option {
	return func(k *Kind) { k.Lifecycle = &Lifecycle{Field: field, Initial: initial, Transitions: ts} }
}

// Step declares an ordinary transition.
func Step(from, to, act string) Transition {
	return Transition{From: from, To: to, Verb: Write, Act: act}
}

// Decision declares a transition that needs the right to decide.
func Decision(from, to, act string) Transition {
	return Transition{From: from, To: to, Verb: Decide, Act: act}
}

// validate panics when a state is not in the field's enumeration.
func (l *Lifecycle) validate(k *Kind) {
	f := k.Field(l.Field)
	if f == nil || f.Type != TypeEnum {
		panic("kernel: kind " + k.Name + ": lifecycle needs an enum field: " + l.Field)
	}
	for _, s := range l.Initial {
		mustState(k, f, s)
	}
	for _, t := range l.Transitions {
		mustState(k, f, t.From)
		mustState(k, f, t.To)
	}
}

func mustState(k *Kind, f *Field, s string) {
	if !oneOf(s, f.Enum) {
		panic("kernel: kind " + k.Name + ": no such state: " + s)
	}
}

// Next lists the transitions from a state.
func (l *Lifecycle) Next(from string) []Transition {
	var out []Transition
	for _, t := range l.Transitions {
		if t.From == from {
			out = append(out, t)
		}
	}
	return out
}

// Move finds the transition between two states; ok is false when it is not
// allowed. Staying in a state is always allowed and needs Write.
func (l *Lifecycle) Move(from, to string) (Transition, bool) {
	if from == to {
		return Transition{From: from, To: to, Verb: Write}, true
	}
	for _, t := range l.Transitions {
		if t.From == from && t.To == to {
			return t, true
		}
	}
	return Transition{}, false
}

// State reads the state of a record, "" when the kind has no lifecycle.
func (k *Kind) State(spec any) string {
	if k.Lifecycle == nil {
		return ""
	}
	s, _ := k.Field(k.Lifecycle.Field).column(spec).(string)
	return s
}
