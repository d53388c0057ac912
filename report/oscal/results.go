package oscal

import (
	"fmt"

	"github.com/plimsoll-aims/plimsoll/engine/facts"
	"github.com/plimsoll-aims/plimsoll/engine/lint"
	"github.com/plimsoll-aims/plimsoll/engine/overview"
)

// OfReadiness gives the verdict on every requirement of the clauses as assessment
// results: what was seen, and whether the requirement holds.
func OfReadiness(o *overview.Overview, at facts.AsOf) *Document {
	r := o.Readiness()
	a := assess(o, at, "readiness", "Readiness for ISO/IEC 42001:2023", "The rules by which readiness is judged: a requirement is met where records show it, or by a dated statement with an owner and evidence. They are described in the program's documentation; there is no assessment plan in OSCAL.")
	a.result.Description = r.Explain.Text + "."
	a.result.Reviewed = Reviewed{Selections: []Selection{{}}}
	for _, c := range r.Clauses {
		for _, q := range c.Requirements {
			a.result.Reviewed.Selections[0].Include = append(a.result.Reviewed.Selections[0].Include, Selected{Token(q.ID)})
			seen := a.observe([]string{q.ID}, Observation{Title: line(said(q.Title)), Description: said(q.Why), Types: []string{"control-objective"}, Props: prop("rule", q.Rule)}, q.Records...)
			target := Target{Type: "statement-id", ID: statement(q.ID), Title: line(q.Title), Status: TargetStatus{State: "satisfied", Reason: "pass"}}
			if !q.Met {
				target.Status = TargetStatus{State: "not-satisfied", Reason: "fail", Remarks: q.Do}
			}
			a.result.Findings = append(a.result.Findings, Finding{UUID: a.id(a.what, a.moment, "finding", q.ID), Title: line(said(q.Title)), Description: said(q.Why), Target: target,
				Props: props(prop("id", q.ID), prop("state", string(q.State)), prop("by", string(q.By)), prop("next-act", q.Do)), Related: []Related{{seen}}})
		}
	}
	return a.document()
}

// OfFindings gives what the checks found as assessment results: each finding with
// the record, the clause that does not hold and the fix.
func OfFindings(o *overview.Overview, at facts.AsOf) *Document {
	list := o.Findings()
	a := assess(o, at, "lint", "What does not fit together", "The 22 checks of the records against what auditors write most. They are described in the program's documentation; there is no assessment plan in OSCAL.")
	a.result.Description = fmt.Sprintf("%d findings, %d of them errors.", len(list), lint.Errors(list))
	a.result.Reviewed = Reviewed{Description: "The checks look at how the records fit together over the whole standard; where nothing is found, nothing is said of a control.", Selections: []Selection{{All: &struct{}{}}}}
	again := map[string]int{}
	for i := range list {
		x := &list[i]
		key := x.Check + "\x00" + x.Clause + "\x00" + x.Record
		again[key]++
		names := []string{x.Check, x.Clause, x.Record, fmt.Sprint(again[key])} // one record may fail a check in several ways
		about := props(prop("check", x.Check), prop("clause", x.Clause), prop("severity", x.Severity), prop("record", x.Record))
		seen := a.observe(names, Observation{Title: line(said(x.Title)), Description: said(x.Message), Types: []string{"finding"}, Props: about}, x.Record)
		a.result.Findings = append(a.result.Findings, Finding{UUID: a.id(append([]string{a.what, a.moment, "finding"}, names...)...), Title: line(said(x.Title)), Description: said(x.Message), Props: about, Remarks: x.Fix,
			Target:  Target{Type: "statement-id", ID: statement(framework + ":" + x.Clause), Status: TargetStatus{State: "not-satisfied", Reason: "fail", Remarks: x.Fix}},
			Related: []Related{{seen}}})
	}
	return a.document()
}

// assessment is one look at the records.
type assessment struct {
	subject
	what   string
	moment string // every look is a document of its own
	title  string
	result Result
	rules  Resource
	about  []Resource
	known  map[string]bool
}

func assess(o *overview.Overview, at facts.AsOf, what, title, rules string) *assessment {
	a := &assessment{subject: about(o, at), what: what, title: title, known: map[string]bool{}}
	a.moment = a.time() + " " + fmt.Sprint(uint64(at.Entry))
	a.rules = Resource{UUID: maker{}.id("rules", what), Title: "Rules of " + what, Description: rules}
	a.result = Result{UUID: a.id(what, a.moment, "result"), Title: title, Start: a.time(), End: a.time(), Props: prop("log-entry", fmt.Sprint(uint64(at.Entry)))}
	return a
}

// observe adds what was seen of records, and gives its identifier.
func (a *assessment) observe(names []string, x Observation, records ...string) string {
	x.UUID, x.Methods, x.Collected = a.id(append([]string{a.what, a.moment, "observation"}, names...)...), []string{"EXAMINE"}, a.time()
	for _, key := range records {
		if key == "" {
			continue
		}
		id := a.id("resource", key)
		x.Subjects = append(x.Subjects, Subject{UUID: id, Type: "resource", Title: key})
		if !a.known[id] {
			a.known[id] = true
			a.about = append(a.about, Resource{UUID: id, Title: key, Description: "A record of the management system."})
		}
	}
	a.result.Observations = append(a.result.Observations, x)
	return x.UUID
}

func (a *assessment) document() *Document {
	catalog := carried(frameworkCatalog(a.facts.Catalog.Framework(framework)), "iso42001.oscal.json")
	return &Document{Results: &Results{UUID: a.id(a.what, a.moment), Metadata: a.metadata(a.title, a.time()), ImportAP: Import{Href: "#" + a.rules.UUID, Remarks: a.rules.Description},
		Results: []Result{a.result}, BackMatter: BackMatter{Resources: append([]Resource{a.rules, catalog}, a.about...)}}}
}
