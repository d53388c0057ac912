package coverage_test

import (
	"testing"

	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/engine/coverage"
	ft "github.com/plimsoll-aims/plimsoll/engine/facts/factstest"
)

func TestCoverageCountsWhatIsFresh(t *testing.T) {
	t.Parallel()
	o := ft.Clean()
	m := coverage.Own(o.Facts(t))
	// 38 controls by evidence; 9.2.2, 7.4 and 9.3 are named by documents as headings, not as requirements.
	if m.Total != 165+39 || m.Covered != 38 {
		t.Errorf("%d of %d covered", m.Covered, m.Total)
	}
	ft.The[aims.Evidence](o, "check-of-controls").ValidUntil = "2026-09-01"
	// what is left is what documents in force name: A.5.2 and A.6.2.6, and the areas of the audit report are no controls.
	if m := coverage.Own(o.Facts(t)); m.Covered != 2 {
		t.Errorf("%d covered by stale evidence", m.Covered)
	}
}

func TestACrosswalkCarriesProofOneHop(t *testing.T) {
	t.Parallel()
	o := ft.Clean()
	x, ok := coverage.Across(o.Facts(t), "aiact")
	if !ok || x.Total == 0 || x.Total != x.Full+x.Part+x.None || x.Part == 0 {
		t.Errorf("%v %+v", ok, x)
	}
	ft.Drop[aims.Evidence](o, "check-of-controls")
	if y, _ := coverage.Across(o.Facts(t), "aiact"); y.Full+y.Part != 0 {
		t.Errorf("without proof %d full and %d part", y.Full, y.Part)
	}
	if _, ok := coverage.Across(o.Facts(t), "iso9999"); ok {
		t.Error("there is no iso9999")
	}
}
