package modelscan

// Verdict says what a file can do, by capability.
type Verdict string

// The verdicts, from harmless to worst.
const (
	DataOnly        Verdict = "data-only"        // nothing but data
	KnownFramework  Verdict = "known-framework"  // builds objects of known frameworks
	Malformed       Verdict = "malformed"        // readers disagree or fail
	UnknownCallable Verdict = "unknown-callable" // calls what is not known to build data only
	Dangerous       Verdict = "dangerous"        // runs code, or is made to
)

var verdictRank = map[Verdict]int{DataOnly: 0, KnownFramework: 1, Malformed: 2, UnknownCallable: 3, Dangerous: 4}

func worse(a, b Verdict) Verdict {
	if verdictRank[b] > verdictRank[a] {
		return b
	}
	return a
}

// Severity says how much a finding matters.
type Severity string

// The severities, complete.
const (
	None     Severity = "none"
	Low      Severity = "low"
	Medium   Severity = "medium"
	High     Severity = "high"
	Critical Severity = "critical"
)

var severityRank = map[Severity]int{None: 0, Low: 1, Medium: 2, High: 3, Critical: 4}

// Valid says whether s is one of the severities.
func (s Severity) Valid() bool { _, ok := severityRank[s]; return ok }

// AtLeast says whether s matters as much as t or more.
func (s Severity) AtLeast(t Severity) bool { return severityRank[s] >= severityRank[t] }

// score is the number that SARIF viewers sort by (CVSS-like, 0 to 10).
func (s Severity) score() string {
	return map[Severity]string{None: "0.0", Low: "3.0", Medium: "5.5", High: "8.0", Critical: "9.5"}[s]
}
