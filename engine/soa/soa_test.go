package soa_test

import (
	"slices"
	"testing"

	"github.com/plimsoll-aims/plimsoll/aims"
	ft "github.com/plimsoll-aims/plimsoll/engine/facts/factstest"
	"github.com/plimsoll-aims/plimsoll/engine/soa"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

func row(t *testing.T, s *soa.Sheet, id string) soa.Row {
	t.Helper()
	for _, r := range s.Rows {
		if r.Control == id {
			return r
		}
	}
	t.Fatalf("no row %s", id)
	return soa.Row{}
}

func TestWithoutStatementsTheSheetIsAProposalFromTheRoles(t *testing.T) {
	t.Parallel()
	s := soa.Build(ft.Empty().Facts(t))
	if len(s.Rows) != 38 || s.Counts.Total != 38 || s.Counts.Applicable != 38 || s.Counts.Decided != 0 || len(s.Problems) != 0 {
		t.Errorf("%d rows, %+v, %v", len(s.Rows), s.Counts, s.Problems)
	}
	o := ft.Empty()
	ft.Put(o, "us", aims.Organisation{Title: "Us", Roles: []aims.Role{aims.RoleUser}})
	s = soa.Build(o.Facts(t))
	if r := row(t, s, "iso42001:A.6.1.3"); r.Applicable || r.State != "excluded" || r.Decided || r.Reason == "" {
		t.Errorf("who only uses AI develops nothing: %+v", r)
	}
	if r := row(t, s, "iso42001:A.9.2"); !r.Applicable {
		t.Errorf("who uses AI needs %+v", r)
	}
}

func TestAControlIsInBecauseOfRisksTreatmentsDutiesAssessmentsAndObjectives(t *testing.T) {
	t.Parallel()
	o := ft.Clean()
	ft.The[aims.Treatment](o, "treat-bias").Controls = []kernel.Ref[aims.Control]{kernel.To[aims.Control]("A.7.4")}
	s := soa.Build(o.Facts(t))
	for id, want := range map[string]string{"A.6.2.6": "risk/bias", "A.7.4": "treatment/treat-bias", "A.5.5": "assessment/iia-score", "A.2.2": "objective/ratio", "A.6.2.8": "aiact:art-19"} {
		if r := row(t, s, "iso42001:"+id); !slices.Contains(r.Because, want) {
			t.Errorf("%s is not in because of %s but of %v", id, want, r.Because)
		}
	}
	if s.Version != "1" || s.Document.ApprovedBy != "cem" || len(s.Problems) != 0 || s.Counts.Custom != 1 {
		t.Errorf("version %q, %+v, %v", s.Version, s.Document, s.Problems)
	}
}

func TestTheStateComesFromTheStatementAndItsProof(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		name, state string
		set         func(*ft.Org, *aims.Control, *aims.Evidence)
	}{
		{"fresh evidence proves it", "proven", func(*ft.Org, *aims.Control, *aims.Evidence) {}},
		{"its last day has passed", "stale", func(_ *ft.Org, _ *aims.Control, e *aims.Evidence) { e.ValidUntil = "2026-09-30" }},
		{"it holds to the end of its last day", "proven", func(_ *ft.Org, _ *aims.Control, e *aims.Evidence) { e.ValidUntil = ft.Today }},
		{"older than the control allows", "stale", func(_ *ft.Org, c *aims.Control, _ *aims.Evidence) { c.Proof.MaxAgeDays = 30 }},
		{"nobody has reviewed it", "in-place", func(_ *ft.Org, _ *aims.Control, e *aims.Evidence) { e.Reviewed = aims.Signature{} }},
		{"a machine made it", "proven", func(_ *ft.Org, _ *aims.Control, e *aims.Evidence) { e.Reviewed, e.Source = aims.Signature{}, "machine" }},
		{"it shows a failure", "in-place", func(_ *ft.Org, _ *aims.Control, e *aims.Evidence) { e.Result = "fail" }},
		{"collected later", "in-place", func(_ *ft.Org, _ *aims.Control, e *aims.Evidence) { e.Collected = "2026-10-02" }},
		{"there is none", "in-place", func(o *ft.Org, _ *aims.Control, _ *aims.Evidence) { ft.Drop[aims.Evidence](o, "check-of-controls") }},
		{"proof is asked for by system", "stale", func(_ *ft.Org, c *aims.Control, _ *aims.Evidence) { c.Proof.PerSystem = true }},
		{"the system has its own proof", "proven", func(_ *ft.Org, c *aims.Control, e *aims.Evidence) {
			c.Proof.PerSystem, e.Systems = true, []kernel.Ref[aims.System]{kernel.To[aims.System]("score")}
		}},
		{"the system is taken out of the control", "proven", func(_ *ft.Org, c *aims.Control, _ *aims.Evidence) {
			c.Proof.PerSystem, c.Exclusions = true, []aims.ControlExclusion{{System: kernel.To[aims.System]("score"), Reason: "no development"}}
		}},
		{"in part", "in-progress", func(_ *ft.Org, c *aims.Control, _ *aims.Evidence) { c.Status = aims.ControlPartial }},
		{"not begun", "not-started", func(_ *ft.Org, c *aims.Control, _ *aims.Evidence) { c.Status = aims.ControlNotStarted }},
		{"left out", "excluded", func(_ *ft.Org, c *aims.Control, _ *aims.Evidence) {
			c.Applicable, c.Reasons, c.ExclusionReason = aims.No, nil, "no such tools"
		}},
	} {
		t.Run(x.name, func(t *testing.T) {
			t.Parallel()
			o := ft.Clean()
			x.set(o, ft.The[aims.Control](o, "A.4.4"), ft.The[aims.Evidence](o, "check-of-controls"))
			if r := row(t, soa.Build(o.Facts(t)), "iso42001:A.4.4"); r.State != x.state || r.Why == "" {
				t.Errorf("%s, because %s; want %s", r.State, r.Why, x.state)
			}
		})
	}
}

func TestWhatALiveRiskNeedsCannotBeLeftOut(t *testing.T) {
	t.Parallel()
	o := ft.Clean()
	v, ok := soa.Exclude(o.Facts(t), "A.6.2.6")
	var risks []string
	for _, n := range v.Needs {
		if n.Ground == "risk" {
			risks = append(risks, n.Record)
		}
	}
	if !ok || v.Allowed || !slices.Equal(risks, []string{"risk/bias", "risk/drift"}) {
		t.Errorf("%+v", v)
	}
	c := ft.The[aims.Control](o, "A.6.2.6")
	c.Applicable, c.Reasons, c.ExclusionReason = aims.No, nil, "not needed"
	s := soa.Build(o.Facts(t))
	if len(s.Problems) != 1 || s.Problems[0].Code != soa.NeededButExcluded || !slices.Contains(s.Problems[0].Needs, "risk/drift") {
		t.Errorf("%+v", s.Problems)
	}
	for _, name := range []string{"bias", "drift"} {
		ft.The[aims.Risk](o, name).Options = []aims.TreatmentOption{"retain"}
	}
	v, _ = soa.Exclude(o.Facts(t), "iso42001:A.6.2.6")
	if slices.ContainsFunc(v.Needs, func(n soa.Need) bool { return n.Ground == "risk" }) {
		t.Errorf("a risk that is only retained needs no control: %+v", v.Needs)
	}
	if _, ok := soa.Exclude(o.Facts(t), "A.99"); ok {
		t.Error("there is no control A.99")
	}
}

func TestTwoSheetsDifferByWhatChanged(t *testing.T) {
	t.Parallel()
	a, o := soa.Build(ft.Clean().Facts(t)), ft.Clean()
	if d := soa.Diff(a, soa.Build(o.Facts(t))); len(d) != 0 {
		t.Errorf("the same sheet differs: %+v", d)
	}
	ft.The[aims.Control](o, "A.4.4").Status = aims.ControlPartial
	ft.Drop[aims.Control](o, "own-1")
	d := soa.Diff(a, soa.Build(o.Facts(t)))
	if len(d) != 2 || d[0].Control != "iso42001:A.4.4" || d[0].Changes[0] != (soa.Change{Field: "state", Before: "proven", After: "in-progress"}) || d[1].Changes[0].After != "removed" {
		t.Errorf("%+v", d)
	}
}
