package attack

import (
	"math"
)

// Rule says what an attacker gains when some things are so. Vars are the names
// of its variables; atoms and then speak of them by position.
type Rule struct {
	ID         string
	Title      string
	Why        string
	Vars       []string
	If         []Atom
	Then       Atom
	On         int // variable whose asset the step happens on
	Technique  string
	Tactic     string // empty: the technique's first
	Also       []Companion
	OWASP      []string
	NIST       []string
	Chance     float64 // that an attempt succeeds with no control in place, 0..1
	Time       Time
	StoppedBy  []string           // controls that end it when fully in place
	HinderedBy map[string]float64 // controls that lower the chance by this share
	Unless     []Atom             // of a reading: what must not be said
	Say        string             // of a hint: what to tell, with {x} for the asset of ?x
	File       string             // where it was read, for messages
	Line       int

	reading bool // gives a fact or link, not a gain
	bound   int  // of a reading: variables from here on stand in exceptions alone
}

// Atom is one condition: a unary word on A, or, with B >= 0, a link from A to B.
// Words are alternatives: any of them will do.
type Atom struct {
	Words []int
	A, B  int
}

// Companion is a technique that attackers use along with a step, such as
// obfuscation, under further conditions on the rule's variables.
type Companion struct {
	Technique string
	If        []Atom
}

// Time is a lognormal time for one step, by its 90 % interval in days. The zero
// value takes no time.
type Time struct{ Low, High float64 }

// z95 is the 95 % quantile of the standard normal distribution.
const z95 = 1.6448536269514722

// params gives the mean and deviation of the logarithm of the time.
func (t Time) params() (mu, sigma float64) {
	return (math.Log(t.Low) + math.Log(t.High)) / 2, (math.Log(t.High) - math.Log(t.Low)) / (2 * z95)
}

// within is the probability that the step is done in a number of days.
func (t Time) within(days float64) float64 {
	if t == (Time{}) {
		return 1
	}
	mu, sigma := t.params()
	if sigma == 0 {
		if days >= t.Low {
			return 1
		}
		return 0
	}
	return 0.5 * math.Erfc(-(math.Log(days)-mu)/(sigma*math.Sqrt2))
}

// Book is everything that does not depend on an organisation: the words, the
// readings and rules, the technique catalogue and the map from techniques to Annex A.
type Book struct {
	Words  *Vocabulary
	Rules  []Rule
	Atlas  *Atlas
	AnnexA map[string][]Support // by technique id

	Readings []Rule // what a description means besides what it says
	Hints    []Rule // what a description may have left out
}

// Support is an Annex A control that helps against a technique, with the reason.
type Support struct {
	Control string `json:"control"`
	Reason  string `json:"reason"`
}

// Supports gives the Annex A controls for a technique; a sub-technique without
// an entry of its own has its parent's.
func (b *Book) Supports(technique string) []Support {
	if s, ok := b.AnnexA[technique]; ok {
		return s
	}
	return b.AnnexA[parentOf(technique)]
}

// parentOf gives the technique that a sub-technique belongs to, or itself.
func parentOf(id string) string {
	dots := 0
	for i := range id {
		if id[i] == '.' {
			if dots++; dots == 2 {
				return id[:i]
			}
		}
	}
	return id
}
