package ui_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"
	"pgregory.net/rapid"

	"github.com/plimsoll-aims/plimsoll/face/web/ui"
)

// sound fails for a drawing that a browser could not read.
func sound(t *rapid.T, p ui.Part) string {
	out, err := p.HTML()
	if err != nil {
		t.Fatal(err)
	}
	s := string(out)
	if strings.Contains(s, "NaN") || strings.Contains(s, "Inf") || strings.Contains(s, "e+") {
		t.Fatalf("not a drawing: %s", s)
	}
	if f := faults([]byte(s)); len(f) > 0 {
		t.Fatalf("%v in %s", f, s)
	}
	return s
}

// any number there is, the impossible ones included.
var anything = rapid.OneOf(rapid.Float64(), rapid.SampledFrom([]float64{math.NaN(), math.Inf(1), math.Inf(-1), 0, -1, 1e300}))

func TestDrawingsSurviveAnyFigures(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := func(name string) float64 { return anything.Draw(t, name) }
		sound(t, ui.LoadLine{Max: n("max"), Line: n("line"), Carried: n("carried"), Planned: n("planned"), Over: rapid.Bool().Draw(t, "over"), PlannedText: "after",
			Bands: []ui.Band{{To: n("band"), Letter: "L"}}, Marks: []ui.LoadMark{{At: n("mark"), Count: rapid.IntRange(-3, 5000).Draw(t, "count")}}, Ticks: []ui.ScaleTick{{At: n("tick"), Text: "x"}}})
		sound(t, ui.Spark{Values: rapid.SliceOfN(anything, 0, 20).Draw(t, "values"), Low: n("low"), High: n("high"), Target: true})
		sound(t, ui.Range{Mean: n("mean"), High: n("h"), Max: n("m")})
	})
}

func TestThePathSurvivesAnyDatesAndKeepsItsOrder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		base := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
		day := rapid.IntRange(-2000, 2000)
		p := ui.Path{Today: base.AddDate(0, 0, day.Draw(t, "today"))}
		at := base
		for range rapid.IntRange(1, 14).Draw(t, "stops") {
			at = at.AddDate(0, 0, rapid.IntRange(0, 900).Draw(t, "wait"))
			p.Stops = append(p.Stops, ui.Stop{Name: rapid.StringMatching(`[A-H][a-z ]{2,18}`).Draw(t, "name"), When: "1 Jan", At: at, Done: at.Before(p.Today)})
		}
		p.Phases = []ui.Phase{{Name: "All", To: rapid.IntRange(-1, 20).Draw(t, "to")}}
		sound(t, p)
	})
}

func TestFreshnessCountsWhatIsPastDueAndFresh(t *testing.T) {
	t.Parallel()
	today := time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
	f := ui.Freshness{Today: today, Items: []ui.FreshItem{{Name: "a", Good: today.AddDate(0, 0, -1)}, {Name: "b", Good: today.AddDate(0, 0, 30)}, {Name: "c", Good: today.AddDate(0, 0, 31)}}}
	out, err := f.HTML()
	if err != nil || !strings.Contains(string(out), "1 fresh, 1 due in 30 days, 1 past their date") {
		t.Errorf("err %v, %s", err, out)
	}
}

func TestTheLoadLineSaysInWordsWhatItShows(t *testing.T) {
	t.Parallel()
	for want, l := range map[string]ui.LoadLine{
		"Carried €2.2M, the line €3.0M, freeboard €768k":       {Max: 4, Line: 3, Carried: 2.2, CarriedText: "€2.2M", LineText: "€3.0M", GapText: "€768k"},
		"Carried level 15, the line 12, 2 risks over the line": {Max: 25, Line: 12, Carried: 15, CarriedText: "level 15", LineText: "12", GapText: "2 risks", Over: true},
	} {
		out, err := l.HTML()
		if err != nil || !strings.Contains(string(out), want) {
			t.Errorf("no %q in %s, err %v", want, out, err)
		}
	}
}

func TestTheLimitStepsThroughTheGridWhereOverMeetsUnder(t *testing.T) {
	t.Parallel()
	c := func(over bool) ui.HeatCell { return ui.HeatCell{Band: 2, Over: over} }
	h := ui.Heat{Rows: []ui.HeatRow{{Cells: []ui.HeatCell{c(false), c(true)}}, {Cells: []ui.HeatCell{c(false), c(false)}}}}
	for at, want := range map[[2]int]string{{0, 0}: "b2", {0, 1}: "b2 lt bt last", {1, 0}: "b2", {1, 1}: "b2 last"} {
		if got := h.Class(at[0], at[1]); got != want {
			t.Errorf("cell %v has %q, want %q", at, got, want)
		}
	}
}

func TestBarsShowEveryStateThatIsThere(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := ui.Clause{}
		kinds := 0
		for _, s := range ui.ControlStates {
			n := rapid.IntRange(0, 60).Draw(t, string(s))
			c.Parts = append(c.Parts, ui.Share{Status: s, Count: n})
			if n > 0 {
				kinds++
			}
		}
		if n := len(c.Segments()); n < kinds || n > 12 && n != kinds {
			t.Fatalf("%d segments for %d states", n, kinds)
		}
	})
}

func FuzzMarkdown(f *testing.F) {
	for _, s := range []string{"# x", "<script>alert(1)</script>", "[a](javascript:x)", "<img src=x onerror=alert(1)>", "| a |\n|--|\n| <b style='x'> |"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) > 4096 {
			return
		}
		out, err := ui.Markdown(s).HTML()
		if err != nil {
			t.Skip()
		}
		walk(t, []byte(out), func(tok html.Token) {
			switch tok.Data {
			case "script", "style", "img", "iframe", "object", "form", "input", "svg":
				t.Errorf("%q became %s", s, out)
			}
			for _, a := range tok.Attr {
				run := a.Key == "href" && strings.HasPrefix(strings.ToLower(strings.TrimSpace(a.Val)), "javascript:")
				if run || a.Key == "style" || strings.HasPrefix(a.Key, "on") {
					t.Errorf("%q became %s", s, out)
				}
			}
		})
	})
}
