package aims_test

import (
	"strings"
	"testing"

	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/kernel"
	"pgregory.net/rapid"

	_ "github.com/plimsoll-aims/plimsoll/internal/fixedseed"
)

func TestLevelIsLikelihoodTimesTheHighestConsequence(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		step := rapid.IntRange(1, 5)
		r := aims.Rating{Likelihood: step.Draw(t, "likelihood"), Organisation: step.Draw(t, "organisation"),
			Individuals: step.Draw(t, "individuals"), Society: step.Draw(t, "society")}
		got := r.Level()
		reached := false
		for _, c := range []int{r.Organisation, r.Individuals, r.Society} {
			if got < r.Likelihood*c {
				t.Fatalf("level %d hides consequence %d", got, c)
			}
			reached = reached || got == r.Likelihood*c
		}
		if !reached {
			t.Fatalf("level %d comes from no consequence of %+v", got, r)
		}
	})
}

func TestAnUnratedRiskHasNoLevel(t *testing.T) {
	t.Parallel()
	for _, r := range []aims.Rating{{}, {Likelihood: 3}, {Organisation: 4}} {
		if r.Rated() {
			t.Errorf("%+v counts as rated", r)
		}
	}
	k := aims.Registry().Kind("risk")
	if v := k.Column("level").Value(&aims.Risk{}); v != nil {
		t.Errorf("the column holds %v, so that an unrated risk sorts below every rated one", v)
	}
}

func TestExpectedLossIsRateTimesPERTMean(t *testing.T) {
	t.Parallel()
	e := aims.Estimate{Currency: "EUR", Events: aims.Range{Low: 0.3, Likely: 0.3, High: 0.3}, Loss: aims.Range{Low: 100e3, Likely: 400e3, High: 2200e3}}
	if got := e.ExpectedLoss(); got < 194999 || got > 195001 {
		t.Errorf("got %.2f, want 195000: 0.3 a year times (100 + 4*400 + 2200)/6 k", got)
	}
}

func TestChecksNameTheFieldAndWhatToDo(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ kind, spec, path string }{
		"an accepted risk says who accepted":          {"risk", `{"title":"t","owner":"o","state":"accepted"}`, "acceptance"},
		"an acceptance does not end before it begins": {"risk", `{"title":"t","owner":"o","state":"open","acceptance":{"by":"o","on":"2026-02-01","until":"2026-01-01","reason":"r"}}`, "acceptance.until"},
		"a range goes up":                             {"risk", `{"title":"t","owner":"o","state":"open","estimate":{"currency":"EUR","loss":{"low":3,"likely":2,"high":4}}}`, "estimate.loss"},
		"an excluded control says why":                {"control", `{"control":"iso42001:A.5.2","applicable":"no"}`, "exclusion_reason"},
		"a control of your own has a title":           {"control", `{"control":"kq:KQ-1"}`, "title"},
		"an approved document is signed":              {"document", `{"title":"t","type":"policy","state":"approved"}`, "approved"},
		"a full assessment looks at society":          {"assessment", `{"title":"t","system":"s","type":"full","state":"approved","misuse":"m","approved":{"by":"p","on":"2026-01-01"}}`, "society"},
		"bands leave no gap":                          {"criteria", `{"title":"t","state":"draft","bands":[{"name":"low","from":1,"to":4,"accept":"risk-owner"},{"name":"high","from":6,"to":25,"accept":"nobody"}]}`, "bands[1].from"},
		"evidence is something":                       {"evidence", `{"title":"t"}`, "file"},
		"a need that is not met has a reason":         {"party", `{"title":"t","type":"public","needs":[{"need":"n","source":"legal","addressed":"no"}]}`, "needs[0].reason"},
		"an exemption is documented":                  {"system", `{"title":"t","stage":"idea","ai_act":{"classes":["annex_III_exempt"]}}`, "ai_act.reasoning"},
		"a system is not minimal and high-risk":       {"system", `{"title":"t","stage":"idea","ai_act":{"classes":["minimal","high_annex_III"]}}`, "ai_act.classes"},
		"a done treatment has a day":                  {"treatment", `{"title":"t","risk":"r","owner":"o","state":"done"}`, "done"},
		"measurements are in order":                   {"objective", `{"title":"t","state":"active","owner":"o","measurements":[{"date":"2026-02-28","value":1},{"date":"2026-01-31","value":1}]}`, "measurements[1].date"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			k := aims.Registry().Kind(c.kind)
			tree, err := kernel.ParseJSON(strings.NewReader(c.spec))
			if err != nil {
				t.Fatal(err)
			}
			_, ps := k.Decode(tree)
			if len(ps) != 1 || ps[0].Path != c.path {
				t.Errorf("want one problem at %s, got %v", c.path, ps)
			}
		})
	}
}
