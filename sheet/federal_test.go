package sheet_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"maps"
	"os"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"

	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/kernel"
	"github.com/plimsoll-aims/plimsoll/kernel/store"
	"github.com/plimsoll-aims/plimsoll/kernel/storetest"
	"github.com/plimsoll-aims/plimsoll/sheet"
	"github.com/plimsoll-aims/plimsoll/table"
)

// federal imports bytes of the federal inventory with the example's mapping.
func federal(t *testing.T, st *store.Store, b []byte) *sheet.Account {
	t.Helper()
	f, err := os.Open("../examples/federal/map.yaml")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	m, err := sheet.ParseMapping("map.yaml", f, aims.Registry())
	if err != nil {
		t.Fatal(err)
	}
	a, err := sheet.Import(t.Context(), st, m, read(t, b), sheet.Options{Why: "federal inventory"})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func systems(t *testing.T, st *store.Store) map[string]*aims.System {
	t.Helper()
	out := map[string]*aims.System{}
	err := st.View(t.Context(), kernel.At{}, func(v kernel.View) error {
		list, err := kernel.All[aims.System](t.Context(), v)
		for r, s := range kernel.Each[aims.System](list) {
			out[r.Name] = s
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestTheFederalExcerptIsKeptWholeAndRead(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("testdata/federal-excerpt.csv")
	if err != nil {
		t.Fatal(err)
	}
	st := storetest.Open(t, "sqlite", aims.Registry()).For(storetest.Owner())
	a := federal(t, st, b)
	if a.Read != 16 || a.Created != 16 || a.Encoding != table.Windows1252 {
		t.Fatalf("%+v", a)
	}
	if again := federal(t, st, b); again.Unchanged != 16 {
		t.Errorf("a second import changes nothing: %+v", again)
	}
	all := systems(t, st)
	twins := 0
	for n := range all {
		if strings.HasPrefix(n, "doi-predicting-inundation-dynamics-of-small-forested-wetlands-") {
			twins++
		}
	}
	if twins != 2 {
		t.Errorf("two rows that say the same are two systems, got %d", twins)
	}
	s := all["dhs-biometric-check-in-for-atd-isap"]
	if s == nil {
		s = all[first(all, "dhs-biometric-check-in")]
	}
	if s.Assurance.Affects != aims.AffectsRights || s.Assurance.ImpactAssessment.Answer != aims.AnswerYes || s.Assurance.Appeal.Answer != aims.AnswerNo ||
		!strings.Contains(s.Assurance.Appeal.Note, "No –") || s.Unit != "Department of Homeland Security" {
		t.Errorf("%+v", s.Assurance)
	}
	for prefix, want := range map[string]string{
		"hud-translation":           "both yes waived in-operation ",
		"doj-elitigation":           "unknown   in-operation ",
		"doj-object-classification": "safety   in-operation ",
		"nsf-foia":                  "neither   idea 2024-01-01",
		"sec-exploring":             "neither   idea 2024-11-01",
		"ferc-leverage":             "neither   unknown ",
		"doe-opentext-for-records":  "neither   retired ",
		"usaid-amazonia-mia":        "rights no  ",
		"va-care-assessment":        "both yes yes in-operation ",
		"doj-aws-ai-testbed":        "unknown   ",
	} {
		s := all[first(all, prefix)]
		got := fmt.Sprint(s.Assurance.Affects, " ", s.Assurance.ImpactAssessment.Answer, " ", s.Assurance.TestedInOperation.Answer, " ", s.Stage, " ", s.Dates.Initiated)
		if !strings.HasPrefix(got, want) {
			t.Errorf("%s: got %q, want %q", prefix, got, want)
		}
	}
}

func first(all map[string]*aims.System, prefix string) string {
	best := ""
	for n := range all {
		if strings.HasPrefix(n, prefix) && (best == "" || n < best) {
			best = n
		}
	}
	return best
}

// TestTheWholeFederalInventory runs where PLIMSOLL_FEDERAL_CSV names the
// published file. It counts the answers once through the import and once, with
// nothing of ours, in the file itself.
func TestTheWholeFederalInventory(t *testing.T) {
	t.Parallel()
	name := os.Getenv("PLIMSOLL_FEDERAL_CSV")
	if name == "" {
		t.Skip("PLIMSOLL_FEDERAL_CSV does not name the published file")
	}
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	st := storetest.Open(t, "sqlite", aims.Registry()).For(storetest.Owner())
	a := federal(t, st, b)
	if a.Read != 2133 || a.Created != 2133 {
		t.Fatalf("every one of 2,133 rows is a system of its own: %+v", a)
	}
	if again := federal(t, st, b); again.Unchanged != 2133 {
		t.Errorf("a second import changes nothing: %+v", again)
	}
	got, total := map[string]int{}, 0
	for _, s := range systems(t, st) {
		if s.Assurance.Affects.People() {
			got[s.Unit]++
			total++
		}
	}
	if want := published(t, b); !maps.Equal(got, want) || total != 351 {
		t.Errorf("351 systems affect rights or safety; got %d: %v, the file says %v", total, got, want)
	}
}

// published counts, by agency, the rows whose answer is one of the three that the
// official count is made of.
func published(t *testing.T, b []byte) map[string]int {
	t.Helper()
	text, err := charmap.Windows1252.NewDecoder().Bytes(b)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]int{}
	for _, r := range rows[1:] {
		switch strings.ToLower(strings.TrimSpace(r[10])) {
		case "both", "rights-impacting", "safety-impacting":
			out[strings.TrimSpace(r[1])]++
		}
	}
	return out
}
