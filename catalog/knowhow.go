package catalog

// KnowHow is what auditors and certification bodies expect around ISO/IEC
// 42001, beyond its text: the documents that must exist, the findings they
// write most, and how certification runs.
type KnowHow struct {
	Documents     []Document   `json:"documents"`     // MD-01 to MD-22
	Findings      []Finding    `json:"findings"`      // L01 to L22
	Certification []Rule       `json:"certification"` // what binds, what is custom
	States        []AuditState `json:"states"`        // the way to a certificate and on
	Plan          []PlanStep   `json:"plan"`          // a template, to be changed
	Asks          []ClauseAsk  `json:"asks"`          // by clause
}

// Document is a piece of documented information that clauses 4 to 10 demand.
type Document struct {
	ID     string `json:"id"`     // MD-06; the numbers are ours
	Clause string `json:"clause"` // namespaced item id
	Title  string `json:"title"`
	Type   string `json:"type"` // maintained: a living document; retained: a record
	Owner  string `json:"owner,omitempty"`
	Check  string `json:"check,omitempty"` // what makes it complete
}

// Finding is a nonconformity that auditors write often, and the check of one's
// own records that catches it first.
type Finding struct {
	ID       string   `json:"id"` // L07
	Title    string   `json:"title"`
	Items    []string `json:"items"` // namespaced: the clauses and controls it is written against
	Severity string   `json:"severity"`
	Check    string   `json:"check"`
}

// Rule is one rule of certification. Standing says what it rests on: standard,
// policy (of the certification body) or unverified.
type Rule struct {
	ID       string `json:"id"`
	Title    string `json:"title"`
	Months   int    `json:"months,omitempty"` // where the rule is a period
	Value    string `json:"value"`
	Origin   string `json:"origin"`
	Standing string `json:"standing"`
}

// AuditState is a state of the certification; Next lists where it can lead.
type AuditState struct {
	ID    string   `json:"id"`
	Title string   `json:"title"`
	Next  []string `json:"next,omitempty"`
	Due   string   `json:"due,omitempty"`
}

// PlanStep is a step of the recommended plan, in weeks from its start.
type PlanStep struct {
	FromWeek int    `json:"from_week"`
	ToWeek   int    `json:"to_week"`
	Title    string `json:"title"`
}

// ClauseAsk is what an auditor asks to see for a clause. How much is sampled is
// custom, not text of a standard.
type ClauseAsk struct {
	Clause   string `json:"clause"` // a clause number; A.x for every applicable control
	Asks     string `json:"asks"`
	Sampling string `json:"sampling"`
}

// KnowHow gives what surrounds ISO/IEC 42001. It must not be changed.
func (c *Catalog) KnowHow() *KnowHow { return c.knowHow }

func readKnowHow() (*KnowHow, error) {
	k := &KnowHow{}
	return k, firstError(
		readTable(&k.Documents, "documents.csv", []string{"id", "clause", "title", "type", "owner", "check"}, func(g getter) Document {
			return Document{g("id"), g("clause"), g("title"), g("type"), g("owner"), g("check")}
		}),
		readTable(&k.Findings, "findings.csv", []string{"id", "title", "items", "severity", "check"}, func(g getter) Finding {
			return Finding{g("id"), g("title"), words(g("items")), g("severity"), g("check")}
		}),
		readTable(&k.Certification, "certification-rules.csv", []string{"id", "title", "months", "value", "origin", "standing"}, func(g getter) Rule {
			return Rule{g("id"), g("title"), int(number(g("months"))), g("value"), g("origin"), g("standing")}
		}),
		readTable(&k.States, "certification-states.csv", []string{"id", "title", "next", "due"}, func(g getter) AuditState {
			return AuditState{g("id"), g("title"), words(g("next")), g("due")}
		}),
		readTable(&k.Plan, "certification-plan.csv", []string{"from_week", "to_week", "title"}, func(g getter) PlanStep {
			return PlanStep{int(number(g("from_week"))), int(number(g("to_week"))), g("title")}
		}),
		readTable(&k.Asks, "audit-asks.csv", []string{"clause", "asks", "sampling"}, func(g getter) ClauseAsk {
			return ClauseAsk{g("clause"), g("asks"), g("sampling")}
		}),
	)
}
