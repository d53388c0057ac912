package readiness_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/catalog"
	ft "github.com/plimsoll-aims/plimsoll/engine/facts/factstest"
	"github.com/plimsoll-aims/plimsoll/engine/readiness"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

func verdict(t *testing.T, o *ft.Org, id string) readiness.Requirement {
	t.Helper()
	for _, c := range readiness.Build(o.Facts(t)).Clauses {
		for _, q := range c.Requirements {
			if q.ID == "iso42001:"+id {
				return q
			}
		}
	}
	t.Fatalf("there is no requirement %s", id)
	return readiness.Requirement{}
}

func TestNothingIsMetWhereNothingIsRecordedAndEveryGapSaysWhatToDo(t *testing.T) {
	t.Parallel()
	r := readiness.Build(ft.Empty().Facts(t))
	if r.Requirements.Total != 165 || r.Requirements.Met != 0 || len(r.Clauses) != 32 || len(r.Parts) != 7 || r.Controls.Total != 38 {
		t.Fatalf("%+v with %d clauses and %d parts", r.Requirements, len(r.Clauses), len(r.Parts))
	}
	for _, c := range r.Clauses {
		if len(c.Gaps) != c.Total {
			t.Errorf("%s: %d gaps of %d", c.ID, len(c.Gaps), c.Total)
		}
		for _, g := range c.Gaps {
			if g.Why == "" || g.Do == "" || g.Minutes == 0 {
				t.Errorf("%s: why %q, do %q, %d minutes", g.Requirement, g.Why, g.Do, g.Minutes)
			}
		}
	}
}

// A rule that a clean organisation does not meet would never be met by anybody.
func TestACleanOrganisationMeetsEveryRule(t *testing.T) {
	t.Parallel()
	r := readiness.Build(ft.Clean().Facts(t))
	cat, _ := catalog.Load()
	rules := 0
	for _, a := range readiness.Describe(cat) {
		if a.Looks != "" {
			rules++
		}
	}
	if r.Requirements.ByRule != r.Requirements.Met {
		t.Errorf("%+v", r.Requirements)
	}
	var open []string
	for _, c := range r.Clauses {
		for _, q := range c.Requirements {
			if q.Rule != "" && !q.Met && q.ID != "iso42001:7.5.3-x5" && q.ID != "iso42001:8.1-x8" {
				open = append(open, q.ID+": "+q.Why)
			}
		}
	}
	if len(open) > 0 {
		t.Errorf("of %d rules, not met:\n%s", rules, strings.Join(open, "\n"))
	}
}

func TestSumsAddUp(t *testing.T) {
	t.Parallel()
	for _, o := range []*ft.Org{ft.Empty(), ft.Clean()} {
		r := readiness.Build(o.Facts(t))
		n := r.Requirements
		if n.Met != n.ByRule+n.ByStatement || n.Total != n.Met+n.Stale+n.Partly+n.Missing {
			t.Errorf("%+v does not add up", n)
		}
		met, total := 0, 0
		for _, p := range r.Parts {
			met, total = met+p.Met, total+p.Total
			if p.Total != p.Met+p.Stale+p.Partly+p.Missing {
				t.Errorf("%+v does not add up", p)
			}
		}
		if met != n.Met || total != n.Total {
			t.Errorf("the parts give %d of %d, the whole %+v", met, total, n)
		}
		c := r.Controls
		if c.Total != c.Applicable+c.Excluded || c.Applicable != c.InPlace+c.InProgress+c.NotStarted || c.InPlace < c.Proven+c.Stale {
			t.Errorf("%+v does not add up", c)
		}
	}
}

func TestARuleSeesWhatIsMissing(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		name, id string
		spoil    func(*ft.Org)
		open     string
	}{
		{"an issue nobody looked at for a year", "4.1-x1", func(o *ft.Org) { ft.The[aims.Issue](o, "market").Identified = "2025-01-01" }, "issue/market"},
		{"a need that nobody decided on", "4.2-x3", func(o *ft.Org) { ft.The[aims.Party](o, "applicants").Needs[0].Addressed = "" }, "party/applicants"},
		{"a scope past its review", "4.3-x4", func(o *ft.Org) { ft.The[aims.Scope](o, "scope").NextReview = "2026-09-01" }, "scope/scope"},
		{"a policy that top management did not approve", "5.2-a", func(o *ft.Org) { ft.The[aims.Document](o, "policy").Approved.By = kernel.To[aims.Person]("ben") }, "document/policy"},
		{"a policy that few have read", "5.2-x3", func(o *ft.Org) { ft.The[aims.Document](o, "policy").Acknowledgements.Done = 89 }, "document/policy"},
		{"a manager who left", "5.3-a", func(o *ft.Org) { ft.The[aims.Person](o, "ada").Left = "2026-09-01" }, "organisation/us"},
		{"a consequence that was not rated", "6.1.2-d1", func(o *ft.Org) { ft.The[aims.Risk](o, "bias").Inherent.Society = 0 }, "risk/bias"},
		{"a control left out that a live risk names", "6.1.3-f", func(o *ft.Org) {
			c := ft.The[aims.Control](o, "A.7.4")
			c.Applicable, c.Reasons, c.ExclusionReason = aims.No, nil, "not needed"
		}, "control/A.7.4"},
		{"an acceptance that ran out", "6.1.3-x2", func(o *ft.Org) { ft.The[aims.Risk](o, "drift").Acceptance.Until = "2026-09-01" }, "risk/drift"},
		{"an objective not measured in time", "6.2-d", func(o *ft.Org) { ft.The[aims.Objective](o, "ratio").Measurements = nil }, "objective/ratio"},
		{"a competence that is not held", "7.2-x2", func(o *ft.Org) { ft.The[aims.Person](o, "ben").Competences[0].Held = aims.KnownNo }, "person/ben"},
		{"a control in place in part", "8.1-x4", func(o *ft.Org) { ft.The[aims.Control](o, "A.7.4").Status = aims.ControlPartial }, "control/A.7.4"},
		{"a rating past its review", "8.2-x1", func(o *ft.Org) { ft.The[aims.Risk](o, "bias").NextReview = "2026-09-01" }, "risk/bias"},
		{"a treatment that is late", "8.3-x1", func(o *ft.Org) {
			tr := ft.The[aims.Treatment](o, "treat-bias")
			tr.State, tr.Due = aims.TreatmentInProgress, "2026-09-01"
		}, "treatment/treat-bias"},
		{"an impact assessment past its review", "8.4-x1", func(o *ft.Org) { ft.The[aims.Assessment](o, "iia-score").NextReview = "2026-09-01" }, "system/score"},
		{"minutes that leave out an input", "9.3.2-c", func(o *ft.Org) {
			ft.The[aims.Document](o, "review-1").Clauses = []string{"iso42001:9.3.1", "iso42001:9.3.2-a"}
		}, "document/review-1"},
	} {
		t.Run(x.name, func(t *testing.T) {
			t.Parallel()
			o := ft.Clean()
			if q := verdict(t, o, x.id); !q.Met {
				t.Fatalf("%s is not met to begin with: %s", x.id, q.Why)
			}
			x.spoil(o)
			q := verdict(t, o, x.id)
			if q.Met || q.Open != x.open || q.Do == "" {
				t.Errorf("%s: met %v, open %q (want %q), why %q, do %q", x.id, q.Met, q.Open, x.open, q.Why, q.Do)
			}
		})
	}
}

// ownStatement adds a statement for 5.1-x3, which no rule can see.
func ownStatement(o *ft.Org) *aims.Requirement {
	return ft.Put(o, "resources", aims.Requirement{Requirement: "iso42001:5.1-x3", Statement: "the budget is approved", Met: aims.KnownYes, Stated: "2026-06-01",
		Owner: kernel.To[aims.Person]("cem"), Evidence: []kernel.Ref[aims.Evidence]{kernel.To[aims.Evidence]("training")}})
}

func TestAStatementMeetsARequirementOnlyWhenItIsMoreThanATick(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		name  string
		spoil func(*ft.Org, *aims.Requirement)
		want  readiness.State
	}{
		{"dated, owned, with fresh evidence", func(*ft.Org, *aims.Requirement) {}, readiness.Met},
		{"with a document in force", func(_ *ft.Org, r *aims.Requirement) {
			r.Evidence, r.Documents = nil, []kernel.Ref[aims.Document]{kernel.To[aims.Document]("manual")}
		}, readiness.Met},
		{"with evidence that names the requirement", func(o *ft.Org, r *aims.Requirement) {
			r.Evidence = nil
			ft.The[aims.Evidence](o, "training").Requirements = []string{"iso42001:5.1-x3"}
		}, readiness.Met},
		{"a bare tick", func(_ *ft.Org, r *aims.Requirement) { r.Evidence = nil }, readiness.Partly},
		{"without an owner", func(_ *ft.Org, r *aims.Requirement) { r.Owner = kernel.Ref[aims.Person]{} }, readiness.Partly},
		{"without a day", func(_ *ft.Org, r *aims.Requirement) { r.Stated = "" }, readiness.Partly},
		{"made for the future", func(_ *ft.Org, r *aims.Requirement) { r.Stated = "2026-11-01" }, readiness.Partly},
		{"older than a year", func(_ *ft.Org, r *aims.Requirement) { r.Stated = "2025-09-01" }, readiness.Stale},
		{"past its own review", func(_ *ft.Org, r *aims.Requirement) { r.NextReview = "2026-09-30" }, readiness.Stale},
		{"with evidence past its day", func(o *ft.Org, _ *aims.Requirement) { ft.The[aims.Evidence](o, "training").ValidUntil = "2026-09-30" }, readiness.Stale},
		{"with a document past its review", func(o *ft.Org, r *aims.Requirement) {
			r.Evidence, r.Documents = nil, []kernel.Ref[aims.Document]{kernel.To[aims.Document]("manual")}
			ft.The[aims.Document](o, "manual").NextReview = "2026-09-30"
		}, readiness.Stale},
		{"with evidence that nobody reviewed", func(o *ft.Org, _ *aims.Requirement) { ft.The[aims.Evidence](o, "training").Source = "manual" }, readiness.Stale},
		{"that says partly", func(_ *ft.Org, r *aims.Requirement) { r.Met = aims.KnownInPart }, readiness.Partly},
		{"that says no", func(_ *ft.Org, r *aims.Requirement) { r.Met = aims.KnownNo }, readiness.Missing},
	} {
		t.Run(x.name, func(t *testing.T) {
			t.Parallel()
			o := ft.Clean()
			x.spoil(o, ownStatement(o))
			if q := verdict(t, o, "5.1-x3"); q.State != x.want || q.By != readiness.ByStatement {
				t.Errorf("%s by %s: %s", q.State, q.By, q.Why)
			}
		})
	}
}

func TestAStatementCannotTalkAwayWhatRecordsShowButMaySayNo(t *testing.T) {
	t.Parallel()
	o := ft.Clean()
	ownStatement(o).Requirement = "iso42001:8.3-x1"
	ft.Put(o, "late", aims.Treatment{Title: "Late", Risk: kernel.To[aims.Risk]("bias"), Owner: kernel.To[aims.Person]("ben"), State: aims.TreatmentPlanned, Due: "2026-01-01"})
	if q := verdict(t, o, "8.3-x1"); q.Met {
		t.Errorf("a statement outweighed a late treatment: %+v", q)
	}
	o = ft.Clean()
	s := ownStatement(o)
	s.Requirement, s.Met, s.Statement = "iso42001:4.1-x1", aims.KnownNo, "we have not looked at law"
	if q := verdict(t, o, "4.1-x1"); q.Met || q.Why != "we have not looked at law" || q.Open != "requirement/resources" {
		t.Errorf("an honest no was not believed: %+v", q)
	}
}

func TestTheReportHasTheFieldsThatContractsName(t *testing.T) {
	t.Parallel()
	b, err := json.Marshal(readiness.Build(ft.Clean().Facts(t)))
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		AsOf struct {
			Time  string
			Entry int
		} `json:"as_of"`
		Requirements struct{ Total, Met int }
		Controls     struct {
			Total, Applicable, Proven, Stale int
			InPlace                          int `json:"in_place"`
		}
		Clauses []struct {
			ID         string
			Met, Total int
			Gaps       []struct{ Requirement, Why, Do string }
		}
	}
	if err := json.Unmarshal(b, &got); err != nil {
		t.Fatal(err)
	}
	if got.AsOf.Entry != 42 || got.Requirements.Total != 165 || got.Controls.Total != 38 || got.Controls.InPlace != 38 || got.Controls.Proven != 38 || got.Clauses[0].ID != "4.1" || got.Clauses[0].Total != 5 {
		t.Errorf("%+v", got)
	}
	if !slices.ContainsFunc(got.Clauses, func(c struct {
		ID         string
		Met, Total int
		Gaps       []struct{ Requirement, Why, Do string }
	}) bool {
		return len(c.Gaps) > 0
	}) {
		t.Error("no clause has a gap")
	}
}
