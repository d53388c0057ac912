package modelscan

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/plimsoll-aims/plimsoll/internal/schematest"
)

var update = flag.Bool("update", false, "write the golden files anew")

// sampleReport scans a malicious, a harmless and a text file without a disk.
func sampleReport() *Report {
	r := &Report{Skipped: []Skipped{{Path: "models/locked.pkl", Why: "permission denied", Unread: true}}}
	for name, data := range map[string][]byte{"models/evil.pt": torchZip(pickled2(evil("REDUCE"))), "models/good.safetensors": safetensorsOf(`{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}`, 8), "models/readme.txt": []byte("hello\n")} {
		r.Files = append(r.Files, ScanBytes(name, data, Options{}))
	}
	sortFiles(r)
	r.Scanned = len(r.Files)
	return r
}

func sortFiles(r *Report) {
	for i := range r.Files {
		for j := i; j > 0 && r.Files[j].Path < r.Files[j-1].Path; j-- {
			r.Files[j], r.Files[j-1] = r.Files[j-1], r.Files[j]
		}
	}
}

func golden(t *testing.T, name string, v any) {
	t.Helper()
	got, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	got = append(got, '\n')
	p := filepath.Join("testdata", "golden", name)
	if *update {
		write(t, p, got)
	}
	want, err := os.ReadFile(p)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), string(got)); d != "" {
		t.Errorf("%s differs (run with -update if that is meant):\n%s", name, d)
	}
}

func TestOutputsAreStable(t *testing.T) {
	t.Parallel()
	r := sampleReport()
	golden(t, "report.json", r)
	golden(t, "report.sarif", r.SARIF("1.0.0"))
	golden(t, "report.cdx.json", r.CycloneDX("1.0.0"))
}

func TestTheReportHasTheNamesOfTheContract(t *testing.T) {
	t.Parallel()
	b, err := json.Marshal(sampleReport())
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Files   []map[string]any
		Scanned int
		Skipped []map[string]any
	}
	if err := json.Unmarshal(b, &doc); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"path", "sha256", "format", "verdict", "severity", "weights_only_safe", "findings"} {
		if _, ok := doc.Files[0][key]; !ok {
			t.Errorf("a file has no %q", key)
		}
	}
	finding := doc.Files[0]["findings"].([]any)[0].(map[string]any)
	for _, key := range []string{"rule", "class", "where", "callable", "why", "fix"} {
		if _, ok := finding[key]; !ok {
			t.Errorf("a finding has no %q", key)
		}
	}
	if doc.Scanned != 3 || doc.Skipped[0]["path"] == nil || doc.Skipped[0]["why"] == nil {
		t.Errorf("scanned %d, skipped %v", doc.Scanned, doc.Skipped)
	}
}

func TestCycloneDXFollowsItsSchema(t *testing.T) {
	t.Parallel()
	b, err := json.Marshal(sampleReport().CycloneDX("1.0.0"))
	if err != nil {
		t.Fatal(err)
	}
	schematest.Valid(t, schematest.CycloneDX(t, "1.6"), b)
}

func TestSARIFFollowsItsSchema(t *testing.T) {
	t.Parallel()
	r := sampleReport()
	list, err := ParseSuppressions([]byte("suppressions:\n  - {rule: MF101, path: models, callable: os.system, owner: ada, reason: test file, expires: 2026-06-30}\n"))
	if err != nil {
		t.Fatal(err)
	}
	r.Suppress(list, time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
	for _, report := range []*Report{sampleReport(), r, {}} {
		b, err := json.Marshal(report.SARIF("1.0.0"))
		if err != nil {
			t.Fatal(err)
		}
		schematest.SARIF(t, b)
	}
}

func TestABaselineHidesWhatWasThereAndNothingElse(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	if err := sampleReport().WriteBaseline(&b); err != nil {
		t.Fatal(err)
	}
	r := sampleReport()
	if err := r.ApplyBaseline(b.Bytes()); err != nil {
		t.Fatal(err)
	}
	if r.Worst() != None || r.Files[0].Verdict != Dangerous {
		t.Errorf("worst %s, verdict %s: the verdict stays, the severity does not count", r.Worst(), r.Files[0].Verdict)
	}
	changed := sampleReport()
	changed.Files[0] = ScanBytes("models/evil.pt", torchZip(pickled2("}"+u("new")+evil("REDUCE")+"s")), Options{})
	if err := changed.ApplyBaseline(b.Bytes()); err != nil {
		t.Fatal(err)
	}
	if changed.Worst() != Critical || len(changed.Gone) == 0 {
		t.Errorf("a changed file counts anew: %s, gone %v", changed.Worst(), changed.Gone)
	}
	if err := r.ApplyBaseline([]byte(`{"version": 9}`)); err == nil {
		t.Error("an unknown version is taken")
	}
}

func TestASuppressionHoldsUntilItsDate(t *testing.T) {
	t.Parallel()
	list, err := ParseSuppressions([]byte("suppressions:\n  - {rule: MF101, path: models, callable: os.system, owner: ada, reason: test file, expires: 2026-06-30}\n"))
	if err != nil {
		t.Fatal(err)
	}
	for when, want := range map[string]Severity{"2026-06-30": None, "2026-07-01": Critical} {
		now, err := time.Parse(time.DateOnly, when)
		if err != nil {
			t.Fatal(err)
		}
		r := sampleReport()
		r.Suppress(list, now)
		if r.Worst() != want || (want == Critical) != (len(r.Expired) == 1) {
			t.Errorf("on %s: worst %s, want %s; expired %v", when, r.Worst(), want, r.Expired)
		}
	}
}

func TestASuppressionNeedsOwnerReasonDateAndScope(t *testing.T) {
	t.Parallel()
	_, err := ParseSuppressions([]byte("suppressions:\n  - {rule: MF999}\n"))
	if err == nil {
		t.Fatal("taken")
	}
	for _, want := range []string{"owner", "reason", "expires", "everything", "MF999"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not told: %v", want, err)
		}
	}
}

func TestEveryRuleSaysWhyHowToMendAndWhereItBelongs(t *testing.T) {
	t.Parallel()
	id := regexp.MustCompile(`^MF\d{3}$`)
	for _, r := range Rules() {
		if !id.MatchString(r.ID) || r.Name == "" || r.Why == "" || r.Fix == "" || len(r.CWE) == 0 || len(r.OWASP) == 0 || len(r.Controls) == 0 || r.Class == "" || !r.Severity.Valid() || verdictRank[r.Verdict] == 0 && r.Verdict != DataOnly {
			t.Errorf("%s lacks something: %+v", r.ID, r)
		}
		for _, c := range r.Controls {
			if !strings.HasPrefix(c, "iso42001:A.") {
				t.Errorf("%s: %s names no framework", r.ID, c)
			}
		}
	}
	if len(ruleIndex) != len(rules) {
		t.Error("two rules have one id")
	}
}

func TestTheDocumentationListsEveryRule(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile(filepath.Join("..", "..", "docs", "scanning.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range Rules() {
		refs := strings.Join(append(append([]string(nil), r.CWE...), r.CVE...), ", ")
		row := "| " + strings.Join([]string{r.ID, r.Name, r.Class, string(r.Severity), refs, r.Why}, " | ") + " |"
		if !strings.Contains(string(b), row+"\n") {
			t.Errorf("docs/scanning.md has no row\n%s", row)
		}
	}
}
