package factstest

import (
	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/catalog"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

func person(name string) kernel.Ref[aims.Person]     { return kernel.To[aims.Person](name) }
func document(name string) kernel.Ref[aims.Document] { return kernel.To[aims.Document](name) }
func signed(by string) aims.Signature                { return aims.Signature{By: person(by), On: "2026-05-04"} }
func num(x float64) *float64                         { return &x }

// Clean is an organisation with one AI system, and nothing that an auditor would
// write down.
func Clean() *Org {
	o := Empty()
	o.leaders()
	o.scoring()
	o.risk()
	o.statement()
	o.papers()
	return o
}

func (o *Org) leaders() {
	for _, n := range []string{"ada", "ben", "cem"} {
		Put(o, n, aims.Person{FullName: n, Responsibilities: []aims.Responsibility{{Role: "owner", Accepted: "2026-01-05"}},
			Competences: []aims.Competence{{Role: "owner", Needed: "the method", Held: aims.KnownYes, Assessed: "2026-02-01", Evidence: []kernel.Ref[aims.Evidence]{kernel.To[aims.Evidence]("training")}}}})
	}
	Put(o, "us", aims.Organisation{Title: "Us", AIMSManager: person("ada"), TopManagement: []kernel.Ref[aims.Person]{person("cem")},
		Roles: []aims.Role{aims.RoleProvider, aims.RoleProducer}, ConcernChannel: "concerns@example.org", ProgrammeStart: "2025-11-03",
		Climate: aims.Climate{Relevant: aims.Yes, Reasons: "energy", Decided: "2026-01-10"}})
	Put(o, "market", aims.Issue{Title: "Market", Side: aims.External, Category: "market", Identified: "2026-01-10"})
	Put(o, "skills", aims.Issue{Title: "Skills", Side: aims.Internal, Category: "capability", Identified: "2026-01-10"})
	Put(o, "applicants", aims.Party{Title: "Applicants", Type: "affected-people",
		Needs: []aims.Need{{Need: "a fair answer", Source: "ethical", Addressed: aims.Yes, AddressedBy: []kernel.AnyRef{{Kind: "risk", Name: "bias"}}}}})
	Put(o, "scope", aims.Scope{Title: "Scope", Statement: "all of it", Activities: []string{"use"}, Version: "1", State: aims.DocumentApproved, Approved: signed("cem"), NextReview: "2027-05-04",
		Issues: []kernel.Ref[aims.Issue]{kernel.To[aims.Issue]("market")}, Parties: []kernel.Ref[aims.Party]{kernel.To[aims.Party]("applicants")}})
}

func (o *Org) scoring() {
	Put(o, "cloud", aims.Supplier{Title: "Cloud", Tier: "tier-1", Reviewed: "2026-03-01", NextReview: "2027-03-01", Outcome: "approved"})
	Put(o, "loans", aims.Dataset{Title: "Loans", Source: "lenders", Rights: "contract", Provenance: aims.ProvenanceFull})
	Put(o, "trees", aims.Model{Title: "Trees", Origin: "own", TrainedOn: []kernel.Ref[aims.Dataset]{kernel.To[aims.Dataset]("loans")},
		Metrics:  []aims.Metric{{Name: "impact ratio", Group: "18-25", Value: num(0.87), Threshold: num(0.85), Better: aims.Higher}},
		Versions: []aims.ModelVersion{{Version: "1", From: "2026-01-10"}, {Version: "2", From: "2026-05-20", Planned: true}}})
	Put(o, "score", aims.System{Title: "Score", Purpose: "score loans", IntendedUse: "support a decision", Stage: aims.StageInOperation, InScope: aims.Yes, Owner: person("ben"), Unit: "Credit",
		Roles: []aims.Role{aims.RoleProvider}, AIAct: aims.AIAct{Roles: []aims.Operator{"provider"}, Classes: []aims.AIActClass{aims.ClassHighAnnexIII}},
		Oversight: aims.Oversight{Mode: "every-output", LastExercised: "2026-08-01"},
		Models:    []kernel.Ref[aims.Model]{kernel.To[aims.Model]("trees")}, Suppliers: []kernel.Ref[aims.Supplier]{kernel.To[aims.Supplier]("cloud")},
		Assurance: aims.Assurance{Disparities: aims.Answered{Answer: aims.AnswerYes}},
		Changes:   []aims.SystemChange{{Date: "2026-05-20", What: "version 2", Significant: true, Planned: true, Reassessed: "2026-05-19", ApprovedBy: person("cem")}}})
	Put(o, "old-rules", aims.System{Title: "Old rules", Stage: aims.StageRetired, Decommissioned: "data deleted, users told"})
	Put(o, "iia-score", aims.Assessment{Title: "Assessment of Score", System: kernel.To[aims.System]("score"), Version: "2", Type: aims.AssessmentFull, State: aims.AssessmentApproved,
		Intended: "support", Misuse: "refusing by itself", Context: "lending", Jurisdictions: []string{"NL"}, Conclusion: "go-on", Approved: aims.Signature{By: person("cem"), On: "2026-05-19"}, NextReview: "2027-05-19",
		Individuals: []aims.Effect{{Theme: "fairness", What: "unfair refusal"}}, Society: []aims.Effect{{Theme: "economy", What: "access to credit"}},
		Publication: aims.Publication{Decision: "summary"}, Risks: []kernel.Ref[aims.Risk]{kernel.To[aims.Risk]("bias")}})
}

func (o *Org) risk() {
	step := []aims.ConsequenceStep{{Value: 1, Word: "low", Meaning: "little"}, {Value: 2, Word: "mid", Meaning: "some"}, {Value: 3, Word: "high", Meaning: "much"}}
	Put(o, "criteria", aims.Criteria{Title: "Criteria", Version: "1", State: aims.DocumentApproved, Approved: signed("cem"), Method: "two people rate", Limit: 4, NextReview: "2027-05-04",
		Likelihood:   []aims.LikelihoodStep{{Value: 1, Word: "rare", Meaning: "once"}, {Value: 2, Word: "some", Meaning: "at times"}, {Value: 3, Word: "often", Meaning: "often"}},
		Organisation: step, Individuals: step, Society: step,
		Bands: []aims.Band{{Name: "low", From: 1, To: 4, Accept: aims.AcceptOwner}, {Name: "high", From: 5, To: 6, Accept: aims.AcceptNamed, By: []kernel.Ref[aims.Person]{person("cem")}, NeedsEnd: true},
			{Name: "critical", From: 7, To: 9, Accept: aims.AcceptNobody}}})
	Put(o, "bias", aims.Risk{Title: "Bias", System: kernel.To[aims.System]("score"), Objective: "iso42001:C.2.5", Owner: person("ben"), State: aims.RiskTreating,
		Inherent: aims.Rating{Likelihood: 3, Organisation: 2, Individuals: 3, Society: 1}, Residual: aims.Rating{Likelihood: 2, Organisation: 2, Individuals: 2, Society: 1},
		Options: []aims.TreatmentOption{"modify"}, Controls: []kernel.Ref[aims.Control]{kernel.To[aims.Control]("A.6.2.6"), kernel.To[aims.Control]("A.7.4")},
		Identified: "2026-01-20", Assessed: "2026-05-01", AssessedBy: []kernel.Ref[aims.Person]{person("ben"), person("ada")}})
	Put(o, "drift", aims.Risk{Title: "Drift", System: kernel.To[aims.System]("score"), Objective: "iso42001:C.2.8", Owner: person("ben"), State: aims.RiskAccepted,
		Inherent: aims.Rating{Likelihood: 3, Organisation: 3, Individuals: 2, Society: 1}, Residual: aims.Rating{Likelihood: 2, Organisation: 3, Individuals: 2, Society: 1},
		Options: []aims.TreatmentOption{"modify"}, Controls: []kernel.Ref[aims.Control]{kernel.To[aims.Control]("A.6.2.6")},
		Acceptance: aims.Acceptance{By: person("cem"), On: "2026-05-02", Until: "2026-12-31", Reason: "being mended"},
		Identified: "2026-01-20", Assessed: "2026-05-01", AssessedBy: []kernel.Ref[aims.Person]{person("ben"), person("ada")}})
	Put(o, "faster", aims.Risk{Title: "Faster answers", Opportunity: true, Owner: person("ben"), State: aims.RiskOpen})
	for _, r := range []string{"bias", "drift"} {
		Put(o, "treat-"+r, aims.Treatment{Title: "Treat " + r, Risk: kernel.To[aims.Risk](r), Option: "modify", Process: "release", Criterion: "ratio at least 0.85", Owner: person("ben"), State: aims.TreatmentVerified, Due: "2026-06-01", Done: "2026-05-30",
			Verified: aims.Verification{By: person("ada"), On: "2026-06-10", Effective: aims.Yes}})
	}
	Put(o, "ratio", aims.Objective{Title: "Fair scores", Policy: document("policy"), Considers: []string{"AI Act"}, State: "active", Owner: person("ben"), Metric: "impact ratio", Unit: "ratio", Better: aims.Higher, Target: num(0.85), Frequency: 3,
		Systems: []kernel.Ref[aims.System]{kernel.To[aims.System]("score")}, Measurements: []aims.Measurement{{Date: "2026-06-30", Value: num(0.86)}, {Date: "2026-09-30", Value: num(0.87)}},
		Plan: aims.ObjectivePlan{What: "retrain", Resources: "two people", When: "2026-12-31", Evaluation: "quarterly"}, SetOn: "2026-02-01", Communicated: "2026-02-10"})
}

func (o *Org) statement() {
	c, err := catalog.Load()
	if err != nil {
		panic(err)
	}
	var all []kernel.Ref[aims.Control]
	for _, k := range c.Framework("iso42001").Controls {
		Put(o, k.ID, aims.Control{Control: "iso42001:" + k.ID, Applicable: aims.Yes, Reasons: []aims.Inclusion{{Ground: aims.GroundPractice, Text: "we want it"}},
			Implementation: "done so", Status: aims.ControlOperating, Owner: person("ben"), LastVerified: "2026-06-01"})
		all = append(all, kernel.To[aims.Control](k.ID))
	}
	The[aims.Control](o, "A.2.2").Objectives = []kernel.Ref[aims.Objective]{kernel.To[aims.Objective]("ratio")}
	Put(o, "own-1", aims.Control{Control: "us:OWN-1", Title: "Version pin", Applicable: aims.Yes, Reasons: []aims.Inclusion{{Ground: aims.GroundRisk, Text: "supplier changes"}},
		Implementation: "pinned", Status: aims.ControlImplemented, Owner: person("ben"), LastVerified: "2026-06-01"})
	Put(o, "check-of-controls", aims.Evidence{Title: "Check of all controls", Summary: "all seen", Controls: all, Source: "manual", Collected: "2026-06-01", ValidUntil: "2027-06-01", Result: "pass", Owner: person("ben"), Reviewed: aims.Signature{By: person("ada"), On: "2026-06-02"}})
	Put(o, "training", aims.Evidence{Title: "Training records", Summary: "all trained", Source: "machine", Collected: "2026-02-01", Result: "pass", Owner: person("ben")})
}

func (o *Org) papers() {
	paper := func(name string, d aims.Document) {
		d.Title, d.Version, d.State, d.Owner, d.Approved, d.NextReview = name, "1", aims.DocumentApproved, person("ada"), signed("cem"), "2027-05-04"
		d.Body, d.Retention = "text", "ten years"
		Put(o, name, d)
	}
	paper("policy", aims.Document{Type: "policy", Mandatory: []string{"MD-03"}, Related: []string{"security policy"}, Public: true, Acknowledgements: aims.Acknowledgements{Required: 100, Done: 96, On: "2026-06-01"}})
	paper("manual", aims.Document{Type: "manual", Mandatory: []string{"MD-02", "MD-08", "MD-12", "MD-14", "MD-21", "MD-22"}, Clauses: []string{"iso42001:7.4", "iso42001:A.5.2"}})
	paper("soa", aims.Document{Type: "statement", Mandatory: []string{"MD-06", "MD-07"}})
	paper("programme", aims.Document{Type: "programme", Mandatory: []string{"MD-19"}, Clauses: []string{"iso42001:9.2.2"}})
	paper("monitoring-plan", aims.Document{Type: "plan", Clauses: []string{"iso42001:A.6.2.6"}})
	paper("audit-1", aims.Document{Type: "report", Author: person("cem"), Clauses: []string{"iso42001:4", "iso42001:5", "iso42001:6", "iso42001:7", "iso42001:8", "iso42001:9.2", "iso42001:9", "iso42001:10",
		"iso42001:A.2", "iso42001:A.3", "iso42001:A.4", "iso42001:A.5", "iso42001:A.6", "iso42001:A.7", "iso42001:A.8", "iso42001:A.9", "iso42001:A.10"}})
	paper("review-1", aims.Document{Type: "minutes", Mandatory: []string{"MD-20"}, Clauses: []string{"iso42001:9.3"}})
	Put(o, "ai-act", aims.Document{Title: "AI Act", Type: "law", State: aims.DocumentApproved, External: true, Approved: signed("cem")})
}
