package demo_test

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/code"
	"github.com/plimsoll-aims/plimsoll/demo"
	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

const today = "2026-11-20"

// now reads the files of the demo day without a store: fast, and references by name.
func now(t testing.TB) *code.Set {
	t.Helper()
	set, ps := code.Read(aims.Registry(), code.Layer{Name: "kestrel-quay", FS: demo.Files()})
	if len(ps) > 0 {
		t.Fatal(fault.Problems(ps))
	}
	return set
}

func of[T any](set *code.Set) map[string]*T {
	out := map[string]*T{}
	for _, it := range set.Items {
		if s, ok := it.Spec.(*T); ok {
			out[it.Name] = s
		}
	}
	return out
}

func TestEveryRegisterIsComplete(t *testing.T) {
	t.Parallel()
	count := map[string]int{}
	for _, it := range now(t).Items {
		count[it.Kind.Name]++
	}
	want := map[string]int{
		"organisation": 1, "scope": 1, "issue": 12, "party": 17, "person": 16 + 8,
		"system": 8 + 1, // and one that was rejected at intake
		"model":  9, "dataset": 10, "supplier": 7, "criteria": 1, "risk": 26 + 2,
		"assessment": 8, "control": 38 + 3, "document": 22, "objective": 7,
	}
	for kind, n := range want {
		if count[kind] != n {
			t.Errorf("%d records of kind %s, want %d", count[kind], kind, n)
		}
	}
	for _, k := range aims.Kinds() {
		if k != kernel.CustomFieldKind && !k.Internal && count[k.Name] == 0 { // what is internal is in no directory
			t.Errorf("there is no %s", k.Name)
		}
	}
}

func TestRisksFallIntoTheBandsOfTheCriteria(t *testing.T) {
	t.Parallel()
	set := now(t)
	c := of[aims.Criteria](set)["risk-criteria"]
	inherent, residual := map[string]int{}, map[string]int{}
	var above []string
	for name, r := range of[aims.Risk](set) {
		if r.Opportunity {
			continue
		}
		inherent[c.BandOf(r.Inherent.Level()).Name]++
		residual[c.BandOf(r.Level()).Name]++
		if r.Level() > c.Limit {
			above = append(above, name)
			if r.Acceptance.By.Name != "tomas-okafor" || r.Acceptance.Until == "" {
				t.Errorf("%s lies above the line and is not accepted by the CTO with an end", name)
			}
		}
	}
	slices.Sort(above)
	if want := map[string]int{"critical": 11, "high": 8, "moderate": 7}; !maps.Equal(inherent, want) {
		t.Errorf("inherent %v, want %v", inherent, want)
	}
	if want := map[string]int{"high": 2, "moderate": 19, "low": 5}; !maps.Equal(residual, want) {
		t.Errorf("residual %v, want %v", residual, want)
	}
	if !slices.Equal(above, []string{"R04", "R06"}) {
		t.Errorf("above the line: %v", above)
	}
}

func TestEstimatesAddUp(t *testing.T) {
	t.Parallel()
	want := map[string][2]float64{"R01": {650, 195}, "R09": {62.5, 93.75}, "R10": {3490.0 / 3, 174.5}, "R12": {185.0 / 3, 185.0 / 3}, "R24": {205, 164}}
	sum := 0.0
	for name, r := range of[aims.Risk](now(t)) {
		if r.Estimate.IsZero() {
			continue
		}
		mean, loss := r.Estimate.Loss.Mean()/1000, r.Estimate.ExpectedLoss()/1000
		if math.Abs(mean-want[name][0]) > 0.01 || math.Abs(loss-want[name][1]) > 0.01 {
			t.Errorf("%s: mean %.2f k, expected loss %.2f k a year, want %v", name, mean, loss, want[name])
		}
		delete(want, name)
		sum += loss
	}
	if len(want) > 0 || math.Abs(sum-688.9) > 0.05 {
		t.Errorf("expected loss in sum %.1f k, want 688.9; without estimate: %v", sum, want)
	}
}

func TestObjectivesStandAsToldAndKeepTheirSeries(t *testing.T) {
	t.Parallel()
	objectives := of[aims.Objective](now(t))
	for name, want := range map[string]struct {
		standing aims.Standing
		values   []float64
	}{
		"O1": {aims.Amber, []float64{14.3, 14.3, 28.6, 42.9, 85.7, 100, 85.7, 87.5, 87.5}},
		"O2": {aims.Green, []float64{0.78, 0.79, 0.81, 0.86, 0.87, 0.87, 0.86, 0.88, 0.87}},
		"O3": {aims.Green, []float64{5.2, 4.6, 3.4, 2.7, 2.1, 6.8, 3.3, 2.4}},
		"O4": {aims.Amber, []float64{31.4, 44.1, 60.2, 70.3, 81.4, 88.1, 92.4, 95.8, 97.5}},
		"O5": {aims.Red, []float64{25, 23, 41, 50, 50}},
		"O6": {aims.Amber, []float64{61, 66, 71}},
		"O7": {aims.Green, []float64{0.62, 0.61, 0.58, 0.55, 0.53, 0.52, 0.49, 0.48}},
	} {
		o := objectives[name]
		if o.Standing() != want.standing {
			t.Errorf("%s is %s, want %s", name, o.Standing(), want.standing)
		}
		var got []float64
		for _, m := range o.Measurements {
			got = append(got, *m.Value)
			if m.Denominator > 0 && o.Unit == "%" && math.Abs(100*float64(m.Numerator)/float64(m.Denominator)-*m.Value) > 0.051 {
				t.Errorf("%s on %s: %d of %d is not %v %%", name, m.Date, m.Numerator, m.Denominator, *m.Value)
			}
		}
		if !slices.Equal(got, want.values) {
			t.Errorf("%s: %v, want %v", name, got, want.values)
		}
	}
}

func TestDaysAndSharesOfTheDemoDay(t *testing.T) {
	t.Parallel()
	set := now(t)
	if d := kernel.Date(today).DaysUntil("2027-04-30"); d != 161 {
		t.Errorf("%d days to verify the major nonconformity, want 161", d)
	}
	if d := kernel.Date(today).DaysUntil(of[aims.Supplier](set)["V6"].NextReview); d != 12 {
		t.Errorf("%d days to the review of Lexalign, want 12", d)
	}
	a := of[aims.Document](set)["ai-policy"].Acknowledgements
	if share := 100 * float64(a.Done) / float64(a.Required); a.Done != 231 || a.Required != 240 || math.Abs(share-96.3) > 0.06 {
		t.Errorf("the policy is acknowledged by %d of %d (%.1f %%)", a.Done, a.Required, share)
	}
	c := of[aims.Criteria](set)["risk-criteria"]
	if c.Approved.On != "2026-02-09" || c.Version != "1.1" {
		t.Errorf("criteria %s of %s", c.Version, c.Approved.On)
	}
}

func TestControlsThatRisksNameCarryThemAsReason(t *testing.T) {
	t.Parallel()
	set := now(t)
	controls := of[aims.Control](set)
	for name, r := range of[aims.Risk](set) {
		if slices.Equal(r.Options, []aims.TreatmentOption{"retain"}) {
			continue // what is merely kept needs no control
		}
		for _, ref := range r.Controls {
			because := false
			for _, reason := range controls[ref.Name].Reasons {
				for _, b := range reason.Because {
					because = because || b.String() == "risk/"+name
				}
			}
			if !because {
				t.Errorf("control %s does not say that risk %s needs it", ref.Name, name)
			}
		}
	}
}

func TestPeopleWhoCanSignInAreOnRecord(t *testing.T) {
	t.Parallel()
	people := of[aims.Person](now(t))
	for _, p := range demo.People {
		if p.Record == "" {
			continue // from outside
		}
		if r := people[p.Record]; r == nil || r.FullName != p.Name {
			t.Errorf("%s (%s) is not on record", p.Name, p.Record)
		}
	}
}

// past are fields that say when something happened: they cannot lie ahead of the
// day on which the record was written.
var past = []string{"on", "collected", "done", "assessed", "stated", "reviewed", "identified", "closed", "acquired",
	"updated", "released", "date", "last_verified", "last_exercised", "set_on", "communicated", "joined", "accepted", "decided", "deployed", "initiated"}

func TestNoRecordKnowsTheFuture(t *testing.T) {
	t.Parallel()
	for _, s := range demo.Steps() {
		set, ps := code.Read(aims.Registry(), code.Layer{Name: s.Date, FS: s.FS})
		if len(ps) > 0 {
			t.Fatal(fault.Problems(ps))
		}
		if len(set.Items) == 0 {
			t.Errorf("nothing happened on %s", s.Date)
		}
		for _, it := range set.Items {
			var tree any
			if err := json.Unmarshal(it.Kind.JSON(it.Spec), &tree); err != nil {
				t.Fatal(err)
			}
			ahead(tree, "", func(path, day string) {
				if day > s.Date {
					t.Errorf("%s as of %s: %s is %s", it.Key(), s.Date, path, day)
				}
			})
		}
	}
}

func ahead(tree any, at string, found func(path, day string)) {
	switch x := tree.(type) {
	case map[string]any:
		for k, v := range x {
			if s, ok := v.(string); ok && slices.Contains(past, k) && kernel.Date(s).Valid() {
				found(at+k, s)
			}
			ahead(v, at+k+".", found)
		}
	case []any:
		for _, v := range x {
			ahead(v, at, found)
		}
	}
}

func TestFilesAreWrittenAsExportWritesThem(t *testing.T) {
	t.Parallel()
	for _, s := range demo.Steps() {
		set, ps := code.Read(aims.Registry(), code.Layer{FS: s.FS})
		if len(ps) > 0 {
			t.Fatal(fault.Problems(ps))
		}
		for _, it := range set.Items {
			want := code.Document(it.Kind, &kernel.Record{Meta: kernel.Meta{Kind: it.Kind.Name, Name: it.Name, Labels: it.Labels}, Spec: it.Spec})
			got, err := fs.ReadFile(s.FS, strings.TrimPrefix(it.File, "/"))
			if err != nil {
				t.Fatal(err)
			}
			if string(got) != string(want) {
				t.Errorf("%s of %s would be written otherwise, so that export shows differences that are none", it.File, s.Date)
			}
		}
	}
}

func TestADayIsADirectoryLikeAnyOther(t *testing.T) {
	t.Parallel()
	for _, s := range demo.Steps() {
		var want []string
		if err := fs.WalkDir(s.FS, ".", func(p string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() {
				want = append(want, p)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if err := fstest.TestFS(s.FS, want...); err != nil {
			t.Errorf("%s: %v", s.Date, err)
		}
	}
}

// The files that evidence attaches are there, with the digest and the size that
// the record gives, so that a pack has something to carry.
func TestEvidenceCarriesItsFiles(t *testing.T) {
	t.Parallel()
	for _, step := range demo.Steps() {
		set, ps := code.Read(aims.Registry(), code.Layer{Name: step.Date, FS: step.FS})
		if len(ps) > 0 {
			t.Fatal(fault.Problems(ps))
		}
		attached := 0
		for name, e := range of[aims.Evidence](set) {
			if e.File.Digest == "" {
				continue
			}
			attached++
			b, err := fs.ReadFile(step.FS, "files/"+strings.TrimPrefix(string(e.File.Digest), "sha256:"))
			if err != nil || int64(len(b)) != e.File.Size || fmt.Sprintf("sha256:%x", sha256.Sum256(b)) != string(e.File.Digest) {
				t.Errorf("%s: the file of %s does not fit (%v)", step.Date, name, err)
			}
		}
		if step.Date == today && attached < 30 {
			t.Errorf("%d files are attached", attached)
		}
	}
}
