package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const made = `
id: ATLAS
case-studies:
  - id: AML.CS9999
    name: Made up
    case-study-type: exercise
    target: Nobody
    summary: A summary.
    references: [{title: gives it away}]
    procedure:
      - {tactic: AML.TA0005, technique: AML.T0051.001, description: gives it away}
      - {tactic: AML.TA0010, technique: AML.T0077, description: too}
`

func strip(t *testing.T, truth bool) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "atlas.yaml")
	if err := os.WriteFile(file, []byte(made), 0o600); err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	if err := run(&out, file, truth); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestAnAuthorOfEnvironmentsSeesSummaryAndTargetOnly(t *testing.T) {
	t.Parallel()
	got := strip(t, false)
	for _, want := range []string{"AML.CS9999", "Made up", "Nobody", "A summary.", "exercise"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in %s", want, got)
		}
	}
	for _, not := range []string{"AML.T", "gives it away", "procedure"} {
		if strings.Contains(got, not) {
			t.Errorf("%q in %s", not, got)
		}
	}
}

func TestTheTruthIsSequencesOfIdsOnly(t *testing.T) {
	t.Parallel()
	const want = "- id: AML.CS9999\n  steps:\n    - {tactic: AML.TA0005, technique: AML.T0051.001}\n    - {tactic: AML.TA0010, technique: AML.T0077}\n"
	if got := strip(t, true); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
