package attack

import (
	"slices"
	"strings"
	"testing"
)

// calendarLayout is a piece of the normalised layout (format 6) with made-up
// content.
const calendarLayout = `
format-version: 6.0.0
collection: {id: AML, version: "2026.07"}
tactics:
  AML.TA0004: {name: Initial Access}
  AML.TA0005: {name: Execution}
techniques:
  AML.T0051: {name: LLM Prompt Injection, platforms: [generative-ai, agentic-ai], maturity: realized}
  AML.T0051.001: {name: Indirect, platforms: [generative-ai]}
  AML.T0093: {name: Prompt Infiltration, platforms: [generative-ai]}
mitigations:
  AML.M0033: {name: Input and Output Validation}
relationships:
  AML.T0051:
    achieves: [{source: AML.T0051, target: AML.TA0005}]
  AML.T0093:
    achieves: [{source: AML.T0093, target: AML.TA0004}, {source: AML.T0093, target: AML.TA0005}]
  AML.M0033:
    mitigates: [{source: AML.M0033, target: AML.T0051}, {source: AML.M0033, target: AML.T0051.001}]
`

const matrixLayout = `
id: ATLAS
version: 5.6.0
matrices:
  - id: ATLAS
    tactics: [{id: AML.TA0005, name: Execution}]
    techniques:
      - {id: AML.T0051, name: LLM Prompt Injection, tactics: [AML.TA0005], maturity: realized}
      - {id: AML.T0051.001, name: Indirect, subtechnique-of: AML.T0051}
    mitigations:
      - id: AML.M0033
        name: Input and Output Validation
        techniques: [{id: AML.T0051, use: text}]
case-studies: [{id: AML.CS0001}]
`

func TestBothLayoutsOfAtlasRead(t *testing.T) {
	t.Parallel()
	old, err := ReadAtlas("old.yaml", []byte(matrixLayout))
	if err != nil {
		t.Fatal(err)
	}
	calendar, err := ReadAtlas("new.yaml", []byte(calendarLayout))
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range []*Atlas{old, calendar} {
		if got := a.TechniqueName("AML.T0051.001"); got != "LLM Prompt Injection: Indirect" {
			t.Errorf("%s: got the name %q", a.Version, got)
		}
		if got := a.FirstTactic("AML.T0051.001"); got != "AML.TA0005" {
			t.Errorf("%s: a sub-technique has its parent's tactic, got %q", a.Version, got)
		}
		if got := a.MitigatedBy("AML.T0051"); !slices.Equal(got, []string{"AML.M0033"}) {
			t.Errorf("%s: got mitigations %v", a.Version, got)
		}
	}
	if old.Version != "5.6.0" || calendar.Version != "2026.07" {
		t.Errorf("got versions %s and %s", old.Version, calendar.Version)
	}
	x, _ := calendar.Technique("AML.T0051")
	if !slices.Equal(x.Platforms, []string{"generative-ai", "agentic-ai"}) {
		t.Errorf("got platforms %v", x.Platforms)
	}
	want := []string{"AML.T0093 added (Prompt Infiltration)", "AML.TA0004 added (Initial Access)"}
	if got := old.Diff(calendar); !slices.Equal(got, want) {
		t.Errorf("got the difference %v, want %v", got, want)
	}
}

func TestAFileThatIsNotAtlasSaysSo(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"a: 1", "version: 5\ntechniques: [{id: X1}]", "version: 5\ntactics: [{id: AML.TA0001}]\ntechniques: [{id: AML.T0001, tactics: [AML.TA0099]}]"} {
		if _, err := ReadAtlas("x.yaml", []byte(text)); err == nil {
			t.Errorf("%q was read as a catalogue", text)
		}
	}
}

func TestEveryTechniqueHasAnnexAControlsWithReasons(t *testing.T) {
	t.Parallel()
	b, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range b.Atlas.Techniques {
		s := b.Supports(x.ID)
		if len(s) == 0 {
			t.Errorf("%s %s has no Annex A control", x.ID, x.Name)
		}
		for _, c := range s {
			if len(strings.Fields(c.Reason)) < 4 {
				t.Errorf("%s, %s: %q is no reason", x.ID, c.Control, c.Reason)
			}
		}
	}
}
