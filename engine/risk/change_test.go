package risk

import (
	"strings"
	"testing"
)

func changed(t *testing.T, set ...string) (Portfolio, error) {
	t.Helper()
	var cs []Change
	for _, s := range set {
		c, err := ParseChange(s)
		if err != nil {
			t.Fatal(err)
		}
		cs = append(cs, c)
	}
	return ReadPortfolio("p.yaml", []byte(`currency: EUR
scenarios:
  - {id: a.b, frequency: {lef: 1}, severity: 100}
  - {id: b, frequency: {lef: 1}, severity: 100}
shocks: [{rate: 1, hits: {b: 0.5}}]
`), cs...)
}

// A what-if tries any input, also one that the file leaves out; what is no input is
// the same problem as in the file.
func TestAWhatIfTriesAnyInputAlsoOneThatIsNotInTheFile(t *testing.T) {
	t.Parallel()
	p, err := changed(t, "scenarios[a.b].severity=300", "scenarios[b].loading=0.5", "dependence.nodes=32",
		"scenarios[a.b].secondary={probability: 0.5, severity: 10}", "scenarios[a.b].secondary.probability=0.25", "shocks[0].hits[a.b]=1",
		"tolerance=[{loss: 5, probability: 0.5}]")
	if err != nil {
		t.Fatal(err)
	}
	if a := p.Scenarios[0]; a.ale() != 302.5 || p.Scenarios[1].Loading != 0.5 || p.Nodes != 32 || len(p.Shocks[0].Hits) != 2 || len(p.Tolerance) != 1 {
		t.Errorf("%+v", p)
	}
	for set, want := range map[string]string{
		"scenarios[a.b].severty=300":         "p.yaml:3:5: scenarios[0].severty: unknown field; known here: id",
		"scenarios[z].severity=1":            `nothing here is called "z" (step 2 of the path)`,
		"scenarios[b].severity.pert[1]=3":    "nothing here is called",
		"shocks[0].hits.z=0.5":               `no scenario in this file has the id "z"`,
		"dependence.loading=7":               "7 is not a loading on the common factor",
		"scenarios[b].secondary.severity=10": "scenarios[1].secondary.probability: missing",
	} {
		if _, err := changed(t, set); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s:\n got %v\nwant %s", set, err, want)
		}
	}
}
