package risk

import (
	"math"
	"strings"
	"testing"
)

func TestAScenarioMadeByHandIsChecked(t *testing.T) {
	t.Parallel()
	for name, s := range mcCases() {
		if err := s.Check(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	bad := Scenario{
		Rate:      []Factor{{"frequency.lef", Const(-1)}, {"frequency.vulnerability", nil}},
		Secondary: &Secondary{Probability: Factor{"secondary.probability", Uniform(0, 2)}},
		Count:     Count{Kind: NegativeBinomial},
	}
	bad.LossFactors = []Factor{{"factor", Lognormal{0, 1e3}}, {"nan", Const(math.NaN())}}
	err := bad.Check()
	if err == nil {
		t.Fatal("accepted")
	}
	for _, want := range []string{"frequency.lef: is not", "frequency.vulnerability: has no distribution", "severity: no loss",
		"secondary.probability: is not", "secondary.severity: no loss", "factor: has no finite", "nan: has no finite", "positive size"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("no %q in:\n%v", want, err)
		}
	}
	twice := scenario(Const(2), Const(1))
	twice.Count.Kind = Bernoulli
	if err := twice.Check(); err == nil || !strings.Contains(err.Error(), "cannot have a mean") {
		t.Errorf("two events of at most one: %v", err)
	}
}
