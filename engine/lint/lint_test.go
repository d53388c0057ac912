package lint_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/plimsoll-aims/plimsoll/aims"
	ft "github.com/plimsoll-aims/plimsoll/engine/facts/factstest"
	"github.com/plimsoll-aims/plimsoll/engine/lint"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

func TestACleanOrganisationHasNoFindings(t *testing.T) {
	t.Parallel()
	o := ft.Clean()
	if p := o.Problems(); len(p) > 0 {
		t.Fatalf("the sample itself is broken: %s", strings.Join(p, "\n"))
	}
	for _, f := range lint.Run(o.Facts(t)) {
		t.Errorf("%s %s: %s", f.Check, f.Record, f.Message)
	}
}

// faults seeds each check's fault in a clean organisation; the finding must name
// the record, and no other check may speak.
var faults = []struct {
	check, name, record string
	severity            string
	seed                func(*ft.Org)
}{
	{"L01", "a model in use that no system names", "model/stray", "warning", func(o *ft.Org) { ft.Put(o, "stray", aims.Model{Title: "Stray", Origin: "own"}) }},
	{"L01", "a supplier that no system depends on", "supplier/stray", "warning", func(o *ft.Org) {
		ft.Put(o, "stray", aims.Supplier{Title: "Stray", Tier: "tier-2", Reviewed: "2026-01-01"})
	}},
	{"L01", "a live system neither in nor out of scope", "system/score", "warning", func(o *ft.Org) { ft.The[aims.System](o, "score").InScope = "" }},
	{"L01", "a find of discovery that waits", "task/find", "error", func(o *ft.Org) {
		ft.Put(o, "find", aims.Task{Title: "Notebook found", State: aims.TaskOpen, Due: "2026-09-01"}, "discovery", "unmatched")
	}},
	{"L01", "a proposal that nobody decided on", "proposal/desk", "error", func(o *ft.Org) {
		for name, p := range map[string]aims.Proposal{
			"desk": {FirstSeen: "2026-08-01", State: aims.ProposalOpen}, "new": {FirstSeen: ft.Today, State: aims.ProposalOpen},
			"left": {FirstSeen: "2026-08-01", State: aims.ProposalOpen, Gone: "2026-09-01"}, "no": {FirstSeen: "2026-08-01", State: aims.ProposalDismissed, Reason: "a demo"},
		} {
			p.Title, p.Fingerprint = name, strings.Repeat("0a", 32)
			ft.Put(o, name, p)
		}
	}},
	{"L02", "a system without a role", "system/score", "warning", func(o *ft.Org) { ft.The[aims.System](o, "score").Roles = nil }},
	{"L03", "no climate decision", "organisation/us", "warning", func(o *ft.Org) { ft.The[aims.Organisation](o, "us").Climate = aims.Climate{} }},
	{"L03", "no organisation", "organisation", "warning", func(o *ft.Org) { ft.Drop[aims.Organisation](o, "us") }},
	{"L04", "no impact assessment", "system/score", "error", func(o *ft.Org) {
		ft.Drop[aims.Assessment](o, "iia-score")
	}},
	{"L04", "only a privacy assessment", "system/score", "error", func(o *ft.Org) { ft.The[aims.Assessment](o, "iia-score").Type = "privacy" }},
	{"L04", "an overdue assessment", "assessment/iia-score", "warning", func(o *ft.Org) { ft.The[aims.Assessment](o, "iia-score").NextReview = "2026-09-01" }},
	{"L04", "no part on society", "assessment/iia-score", "error", func(o *ft.Org) { ft.The[aims.Assessment](o, "iia-score").Society = nil }},
	{"L04", "no part on misuse", "assessment/iia-score", "error", func(o *ft.Org) { ft.The[aims.Assessment](o, "iia-score").Misuse = "" }},
	{"L05", "a significant change without a new assessment", "system/score", "warning", func(o *ft.Org) {
		s := ft.The[aims.System](o, "score")
		s.Changes = append(s.Changes, aims.SystemChange{Date: "2026-09-01", What: "new features", Significant: true})
	}},
	{"L06", "no criteria in force", "criteria", "warning", func(o *ft.Org) { ft.The[aims.Criteria](o, "criteria").State = aims.DocumentDraft }},
	{"L06", "criteria without a version", "criteria/criteria", "warning", func(o *ft.Org) { ft.The[aims.Criteria](o, "criteria").Version = "" }},
	{"L06", "a risk that falls in no band", "risk/bias", "warning", func(o *ft.Org) {
		c := ft.The[aims.Criteria](o, "criteria")
		c.Bands = c.Bands[1:]
	}},
	{"L07", "a control left out that a risk names", "control/A.6.2.6", "error", func(o *ft.Org) { exclude(o, "A.6.2.6", "not needed") }},
	{"L07", "a control left out without a reason", "control/A.4.4", "warning", func(o *ft.Org) { exclude(o, "A.4.4", "") }},
	{"L07", "a control in without a reason", "control/A.4.4", "warning", func(o *ft.Org) { ft.The[aims.Control](o, "A.4.4").Reasons = nil }},
	{"L08", "a risk above the line that nobody accepted", "risk/drift", "warning", func(o *ft.Org) { ft.The[aims.Risk](o, "drift").Acceptance = aims.Acceptance{} }},
	{"L08", "an acceptance that ran out", "risk/drift", "warning", func(o *ft.Org) { ft.The[aims.Risk](o, "drift").Acceptance.Until = "2026-09-30" }},
	{"L08", "an acceptance without the last day that the band asks for", "risk/drift", "warning", func(o *ft.Org) { ft.The[aims.Risk](o, "drift").Acceptance.Until = "" }},
	{"L08", "an acceptance by somebody who may not", "risk/drift", "warning", func(o *ft.Org) {
		ft.The[aims.Risk](o, "drift").Acceptance.By = kernel.To[aims.Person]("ben")
	}},
	{"L08", "an acceptance in a band where nobody may", "risk/drift", "warning", func(o *ft.Org) { ft.The[aims.Risk](o, "drift").Residual.Likelihood = 3 }},
	{"L10", "an objective that was not measured", "objective/ratio", "warning", func(o *ft.Org) { ft.The[aims.Objective](o, "ratio").Measurements = nil }},
	{"L10", "an objective without a target", "objective/ratio", "warning", func(o *ft.Org) { ft.The[aims.Objective](o, "ratio").Target = nil }},
	{"L11", "a competence without evidence", "person/ben", "warning", func(o *ft.Org) { ft.The[aims.Person](o, "ben").Competences[0].Evidence = nil }},
	{"L11", "a competence that ran out", "person/ben", "warning", func(o *ft.Org) { ft.The[aims.Person](o, "ben").Competences[0].ValidUntil = "2026-09-01" }},
	{"L12", "a claim of fairness without a group result", "system/score", "warning", func(o *ft.Org) { ft.The[aims.Model](o, "trees").Metrics[0].Group = "" }},
	{"L13", "oversight that nobody exercised", "system/score", "warning", func(o *ft.Org) { ft.The[aims.System](o, "score").Oversight.LastExercised = "2025-08-01" }},
	{"L14", "a system that is not monitored", "system/score", "warning", func(o *ft.Org) {
		ft.The[aims.System](o, "score").Assurance.Monitoring.Answer = aims.AnswerNo
	}},
	{"L14", "an alert that waits", "task/alert", "warning", func(o *ft.Org) {
		ft.Put(o, "alert", aims.Task{Title: "Drift", State: aims.TaskOpen, Due: "2026-09-28"}, "source", "monitoring")
	}},
	{"L15", "a supplier without a review", "supplier/cloud", "warning", func(o *ft.Org) { ft.The[aims.Supplier](o, "cloud").Reviewed = "" }},
	{"L15", "an overdue review", "supplier/cloud", "warning", func(o *ft.Org) { ft.The[aims.Supplier](o, "cloud").NextReview = "2026-09-01" }},
	{"L15", "a version that changed unplanned", "model/trees", "warning", func(o *ft.Org) {
		m := ft.The[aims.Model](o, "trees")
		m.Versions = append(m.Versions, aims.ModelVersion{Version: "3", From: "2026-09-15"})
	}},
	{"L16", "a data set without rights", "dataset/loans", "warning", func(o *ft.Org) { ft.The[aims.Dataset](o, "loans").Rights = "" }},
	{"L16", "a data set of unknown way", "dataset/loans", "warning", func(o *ft.Org) { ft.The[aims.Dataset](o, "loans").Provenance = aims.ProvenancePartial }},
	{"L17", "an audit by who answers for what was audited", "document/audit-1", "warning", func(o *ft.Org) {
		ft.The[aims.Document](o, "audit-1").Author = kernel.To[aims.Person]("ada")
	}},
	{"L17", "areas that no audit covered", "document/programme", "error", func(o *ft.Org) {
		d := ft.The[aims.Document](o, "audit-1")
		d.Clauses = d.Clauses[:len(d.Clauses)-3]
	}},
	{"L18", "minutes without an input", "document/review-1", "warning", func(o *ft.Org) {
		ft.The[aims.Document](o, "review-1").Clauses = []string{"iso42001:9.3.1", "iso42001:9.3.2-a", "iso42001:9.3.2-b", "iso42001:9.3.2-d1", "iso42001:9.3.2-d2", "iso42001:9.3.2-d3", "iso42001:9.3.2-e", "iso42001:9.3.3"}
	}},
	{"L19", "a corrective action without a result", "task/fix", "warning", func(o *ft.Org) {
		ft.Put(o, "fix", aims.Task{Title: "Mend", Why: "the cause", State: aims.TaskDone, Done: "2026-09-01"}, "nonconformity", "NC-1")
	}},
	{"L19", "a treatment that nobody checked", "treatment/treat-bias", "warning", func(o *ft.Org) {
		tr := ft.The[aims.Treatment](o, "treat-bias")
		tr.State, tr.Verified = aims.TreatmentDone, aims.Verification{}
	}},
	{"L20", "no channel for concerns", "organisation/us", "warning", func(o *ft.Org) { ft.The[aims.Organisation](o, "us").ConcernChannel = "" }},
	{"L21", "an overdue document", "document/manual", "warning", func(o *ft.Org) { ft.The[aims.Document](o, "manual").NextReview = "2026-09-01" }},
	{"L21", "a document without a version", "document/manual", "warning", func(o *ft.Org) { ft.The[aims.Document](o, "manual").Version = "" }},
	{"L22", "a retired system without an end on record", "system/old-rules", "warning", func(o *ft.Org) { ft.The[aims.System](o, "old-rules").Decommissioned = "" }},
}

func exclude(o *ft.Org, name, reason string) {
	c := ft.The[aims.Control](o, name)
	c.Applicable, c.Reasons, c.ExclusionReason = aims.No, nil, reason
}

func TestEachSeededFaultIsFoundAndNothingElse(t *testing.T) {
	t.Parallel()
	for _, x := range faults {
		t.Run(x.check+" "+x.name, func(t *testing.T) {
			t.Parallel()
			o := ft.Clean()
			x.seed(o)
			got := lint.Run(o.Facts(t))
			if !slices.ContainsFunc(got, func(f lint.Finding) bool {
				return f.Check == x.check && f.Record == x.record && f.Severity == x.severity && f.Clause != "" && f.Fix != "" && f.Message != ""
			}) {
				t.Errorf("no %s %s about %s among %+v", x.check, x.severity, x.record, got)
			}
			for _, f := range got {
				if f.Check != x.check || strings.HasPrefix(f.Record, "proposal/") && f.Record != x.record {
					t.Errorf("a false alarm: %s %s: %s", f.Check, f.Record, f.Message)
				}
			}
		})
	}
}

// Two faults cannot be seeded alone: without a policy link the objective is found
// too, which is the same check, and a stale test of the channel is stale evidence.
func TestAnObjectiveWithoutPolicyIsFoundOnBothSides(t *testing.T) {
	t.Parallel()
	o := ft.Clean()
	ft.The[aims.Objective](o, "ratio").Policy = kernel.Ref[aims.Document]{}
	var records []string
	for _, f := range lint.Run(o.Facts(t)) {
		if f.Check != "L09" {
			t.Errorf("a false alarm: %+v", f)
		}
		records = append(records, f.Record)
	}
	if !slices.Equal(records, []string{"document/policy", "objective/ratio"}) {
		t.Errorf("found %v", records)
	}
}

func TestTheChannelForConcernsHasToBeTestedWithinAYear(t *testing.T) {
	t.Parallel()
	o := ft.Clean()
	e := ft.The[aims.Evidence](o, "check-of-controls")
	e.Controls = slices.DeleteFunc(e.Controls, func(c kernel.Ref[aims.Control]) bool { return c.Name == "A.3.3" })
	got := lint.Run(o.Facts(t))
	if len(got) != 1 || got[0].Check != "L20" || got[0].Record != "control/A.3.3" {
		t.Errorf("found %+v", got)
	}
}

func TestEveryOneOfThe22ChecksHasASeededFault(t *testing.T) {
	t.Parallel()
	seeded := map[string]bool{"L09": true}
	for _, x := range faults {
		seeded[x.check] = true
	}
	for _, id := range lint.IDs() {
		if !seeded[id] {
			t.Errorf("%s has no seeded fault", id)
		}
	}
	if n := len(lint.IDs()); n != 22 {
		t.Errorf("there are %d checks", n)
	}
}

func TestAnEmptyStoreHasOnlyWhatIsMissing(t *testing.T) {
	t.Parallel()
	var got []string
	for _, f := range lint.Run(ft.Empty().Facts(t)) {
		got = append(got, f.Check)
	}
	if !slices.Equal(got, []string{"L03", "L06"}) {
		t.Errorf("found %v", got)
	}
}
