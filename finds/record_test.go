package finds_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/finds"
	"github.com/plimsoll-aims/plimsoll/kernel"
	"github.com/plimsoll-aims/plimsoll/sense/modelscan"
)

const (
	evil = "\x80\x02cos\nsystem\nX\x04\x00\x00\x00echo\x85R."
	good = "\x80\x02}."
)

// shelf is a folder of model files that an office scans.
type shelf struct {
	*office
	dir string
}

func newShelf(t *testing.T, files map[string]string) *shelf {
	s := &shelf{open(t), t.TempDir()}
	for name, text := range files {
		s.write(name, text)
	}
	return s
}

func (s *shelf) write(name, text string) {
	s.Helper()
	if err := os.WriteFile(filepath.Join(s.dir, name), []byte(text), 0o644); err != nil {
		s.Fatal(err)
	}
}

func (s *shelf) scan() *modelscan.Report {
	s.Helper()
	r, err := modelscan.Scan(ctx, []string{s.dir}, modelscan.Options{Workers: 1})
	if err != nil {
		s.Fatal(err)
	}
	return r
}

func (s *shelf) record(r *modelscan.Report, source string, created, updated, unchanged, fixed int) {
	s.Helper()
	a, err := finds.Record(ctx, s.st, r, finds.ScanOptions{Source: source, Paths: []string{s.dir}})
	if err != nil {
		s.Fatal(err)
	}
	if a.Created != created || a.Updated != updated || a.Unchanged != unchanged || a.Fixed != fixed || len(a.Refused) > 0 || a.Read != created+updated+unchanged {
		s.Errorf("%+v; want %d created, %d updated, %d unchanged, %d fixed", a, created, updated, unchanged, fixed)
	}
}

// finding reads the only finding.
func (s *shelf) finding() (rec *kernel.Record, f *aims.Finding) {
	s.Helper()
	err := s.st.View(ctx, kernel.At{}, func(v kernel.View) error {
		list, err := kernel.All[aims.Finding](ctx, v)
		if len(list) == 1 {
			rec, f = list[0], list[0].Spec.(*aims.Finding)
		}
		return err
	})
	if err != nil || rec == nil {
		s.Fatalf("not exactly one finding: %v", err)
	}
	return rec, f
}

func (s *shelf) put(kind, name string, spec any) {
	s.Helper()
	_, err := s.st.Update(ctx, "", func(tx kernel.Tx) error {
		_, err := tx.Put(ctx, kernel.Put{Kind: kind, Name: name, Rev: kernel.RevAny, Spec: spec})
		return err
	})
	if err != nil {
		s.Fatal(err)
	}
}

func TestAFindingOfAScanBecomesARecordOnce(t *testing.T) {
	s := newShelf(t, map[string]string{"m.pkl": evil, "ok.pkl": good})
	s.put("model", "m", &aims.Model{Title: "M", Origin: "own"})
	s.record(s.scan(), "", 1, 0, 0, 0)
	rec, f := s.finding()
	if f.State != aims.FindingOpen || f.Rule != "MF101" || f.Severity != "critical" || f.Model.Name != "m" || f.FirstSeen != "2026-03-01" || !strings.HasSuffix(f.Path, "/m.pkl") {
		t.Errorf("%+v", f)
	}
	if !strings.HasPrefix(rec.Name, "mf101-m-pkl-") || f.Title != "Dangerous callable os.system in m.pkl" {
		t.Errorf("%s: %s", rec.Name, f.Title)
	}
	s.b.Clock.Add(48 * time.Hour)
	s.record(s.scan(), "", 0, 0, 1, 0)
}

func TestAFindingIsFixedWhenItsFileWasMendedAndOpensAgainWhenItIsBack(t *testing.T) {
	s := newShelf(t, map[string]string{"m.pkl": evil})
	s.record(s.scan(), "", 1, 0, 0, 0)
	s.write("m.pkl", good)
	s.record(s.scan(), "", 0, 0, 0, 1)
	if _, f := s.finding(); f.State != aims.FindingFixed || f.Fixed != "2026-03-01" {
		t.Errorf("%+v", f)
	}
	s.write("m.pkl", evil)
	s.record(s.scan(), "", 0, 1, 0, 0)
	if _, f := s.finding(); f.State != aims.FindingOpen || f.Fixed != "" {
		t.Errorf("%+v", f)
	}
}

func TestAFindingInAFileThatIsGoneIsFixedOnlyForANamedSource(t *testing.T) {
	for source, fixed := range map[string]int{"": 0, "store": 1} {
		t.Run("source "+source, func(t *testing.T) {
			s := newShelf(t, map[string]string{"m.pkl": evil, "ok.pkl": good})
			s.record(s.scan(), source, 1, 0, 0, 0)
			if err := os.Remove(filepath.Join(s.dir, "m.pkl")); err != nil {
				t.Fatal(err)
			}
			r := s.scan()
			s.record(r, "another", 0, 0, 0, 0)
			s.record(r, source, 0, 0, 0, fixed)
		})
	}
}

func TestAFileThatCouldNotBeReadFixesNothing(t *testing.T) {
	s := newShelf(t, map[string]string{"m.pkl": evil})
	s.record(s.scan(), "store", 1, 0, 0, 0)
	_, f := s.finding()
	s.record(&modelscan.Report{Skipped: []modelscan.Skipped{{Path: f.Path, Why: "permission denied"}}}, "store", 0, 0, 0, 0)
	s.record(&modelscan.Report{Files: []modelscan.File{{Path: f.Path, Partial: "too large"}}}, "store", 0, 0, 0, 0)
}

func TestWhatAPersonDecidedHoldsUntilItsDay(t *testing.T) {
	s := newShelf(t, map[string]string{"m.pkl": evil})
	s.record(s.scan(), "", 1, 0, 0, 0)
	rec, f := s.finding()
	now := *f
	now.State, now.Reason, now.Until = aims.FindingAccepted, "our own file", "2026-03-10"
	s.put("finding", rec.Name, &now)
	s.record(s.scan(), "", 0, 0, 1, 0)
	s.b.Clock.Add(20 * 24 * time.Hour)
	s.record(s.scan(), "", 0, 1, 0, 0)
	if rec, f = s.finding(); f.State != aims.FindingOpen || f.Until != "" {
		t.Errorf("the acceptance ran out: %+v", f)
	}
	now = *f
	now.State, now.Reason = aims.FindingDismissed, "a test file"
	s.put("finding", rec.Name, &now)
	s.record(s.scan(), "", 0, 0, 1, 0)
}

func TestASuppressionBecomesAnAcceptanceWithOwnerReasonAndDay(t *testing.T) {
	s := newShelf(t, map[string]string{"m.pkl": evil})
	r := s.scan()
	list, err := modelscan.ParseSuppressions([]byte("suppressions:\n- {callable: os.system, owner: ada, reason: read it, expires: 2026-06-30}\n"))
	if err != nil {
		t.Fatal(err)
	}
	r.Suppress(list, s.b.Clock.Now())
	s.record(r, "", 1, 0, 0, 0)
	if _, f := s.finding(); f.State != aims.FindingAccepted || f.Until != "2026-06-30" || f.Reason != "read it (suppression of ada)" {
		t.Errorf("%+v", f)
	}
	s.record(r, "", 0, 0, 1, 0)
}

func TestARunIsEvidenceWithItsReport(t *testing.T) {
	s := newShelf(t, map[string]string{"m.pkl": evil, "ok.pkl": good})
	s.put("control", "A.6.2.4", &aims.Control{Control: "iso42001:A.6.2.4"})
	r := s.scan()
	name, err := finds.Evidence(ctx, s.st, r, "plimsoll test")
	if err != nil {
		t.Fatal(err)
	}
	if again, err := finds.Evidence(ctx, s.st, r, "plimsoll test"); err != nil || again != name {
		t.Errorf("the same run again is %s, %v", again, err)
	}
	err = s.st.View(ctx, kernel.At{}, func(v kernel.View) error {
		_, e, err := kernel.Get[aims.Evidence](ctx, v, name)
		if err != nil {
			return err
		}
		if e.Result != "fail" || e.Source != "machine" || e.Collected != "2026-03-01" || len(e.Controls) != 1 || e.File.Size == 0 ||
			e.Summary != "2 files scanned, 0 not. Findings: 1 critical, 0 high, 0 medium, 0 low; 0 suppressed or in the baseline." {
			t.Errorf("%+v", e)
		}
		attached, _, err := v.Open(ctx, e.File.Digest)
		if err == nil {
			err = attached.Close()
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}
