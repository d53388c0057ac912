package attack

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "rewrite golden files and examples")

const examples = "../../examples/attack/"

// kestrelQuay reads the example organisation.
func kestrelQuay(t *testing.T) *Model {
	t.Helper()
	b, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(examples + "kestrel-quay.yaml")
	if err != nil {
		t.Fatal(err)
	}
	g, err := ReadGraph("kestrel-quay.yaml", data, b.Words)
	if err != nil {
		t.Fatal(err)
	}
	return mustModel(t, g, b)
}

func analyse(t *testing.T, m *Model, o Options) *Result {
	t.Helper()
	r, err := m.Analyse(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func golden(t *testing.T, file string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is out of date; run go test ./engine/attack -update and look at the difference", file)
	}
}

func TestTheExampleOrganisationsPathsAreThoseInExamples(t *testing.T) {
	t.Parallel()
	r := analyse(t, kestrelQuay(t), Options{Seed: 1, Paths: 3})
	var text, svg, flow bytes.Buffer
	for _, err := range []error{r.WriteText(&text), r.WriteSVG(&svg), r.WriteFlow(&flow, time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC))} {
		if err != nil {
			t.Fatal(err)
		}
	}
	golden(t, examples+"kestrel-quay.txt", text.Bytes())
	golden(t, examples+"kestrel-quay.svg", svg.Bytes())
	golden(t, examples+"kestrel-quay.flow.json", flow.Bytes())
	j, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	golden(t, examples+"kestrel-quay.json", append(j, '\n'))
}

func TestTheExampleOrganisationCanCutTheWaysToMemberData(t *testing.T) {
	t.Parallel()
	m := kestrelQuay(t)
	goals, err := m.Targets("member-data")
	if err != nil {
		t.Fatal(err)
	}
	cut, err := m.Cut(t.Context(), goals[0])
	if err != nil {
		t.Fatal(err)
	}
	if !cut.Optimal || cut.Cost != 37 || len(cut.Controls) != 2 {
		t.Errorf("got cost %v with %d controls (proved %v), want 37 with the two of 7 and 30", cut.Cost, len(cut.Controls), cut.Optimal)
	}
}

func TestAPictureIsWellFormedLabelledAndWithoutStyle(t *testing.T) {
	t.Parallel()
	b := tinyBook(t)
	g := &Graph{Name: `<script>"&'`, Assets: []Asset{{ID: "a", Name: "<b>"}, {ID: "c"}},
		Facts: []Fact{{Asset: 0, Word: b.Words.ID("open"), Confidence: 1}, {Asset: 0, Word: b.Words.ID("soft"), Confidence: 1}},
		Goals: []Goal{{ID: "g", Name: `<img onerror="x">`, Asset: 0, Word: b.Words.ID("lost")}}}
	for i := range g.Assets {
		g.Assets[i].Kind = b.Words.ID("node")
	}
	var out bytes.Buffer
	if err := analyse(t, mustModel(t, g, b), Options{}).WriteSVG(&out); err != nil {
		t.Fatal(err)
	}
	text := out.String()
	for _, want := range []string{`role="img"`, `aria-labelledby="attack-title attack-desc"`, "<title ", "<desc ", `href="https://atlas.mitre.org/techniques/AML.T0049"`} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s in the picture", want)
		}
	}
	for _, not := range []string{"style=", "<script", "<img", "NaN", "Inf"} {
		if strings.Contains(text, not) {
			t.Errorf("%s in the picture", not)
		}
	}
	d := xml.NewDecoder(&out)
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatalf("not well formed: %v", err)
		}
	}
}

func TestArrowsOfAPictureGoRightAndBoxesDoNotOverlap(t *testing.T) {
	t.Parallel()
	s := newScene(analyse(t, kestrelQuay(t), Options{Seed: 1}))
	layered(s.boxes, s.arrows)
	for i, a := range s.boxes {
		for j, b := range s.boxes[:i] {
			if a.X < b.X+b.W && b.X < a.X+a.W && a.Y < b.Y+b.H && b.Y < a.Y+a.H {
				t.Errorf("boxes %d and %d overlap", i, j)
			}
		}
	}
	for _, a := range s.arrows {
		if s.boxes[a.From].X+s.boxes[a.From].W > s.boxes[a.To].X {
			t.Errorf("an arrow runs from %v back to %v", s.nodes[a.From].lines, s.nodes[a.To].lines)
		}
	}
}

func TestAnAttackFlowRefersOnlyToWhatItHolds(t *testing.T) {
	t.Parallel()
	r := analyse(t, kestrelQuay(t), Options{Seed: 1, Paths: 2})
	var out bytes.Buffer
	if err := r.WriteFlow(&out, time.Unix(0, 0)); err != nil {
		t.Fatal(err)
	}
	var b struct {
		Type    string
		Objects []map[string]any
	}
	if err := json.Unmarshal(out.Bytes(), &b); err != nil {
		t.Fatal(err)
	}
	known, kinds := map[string]bool{}, map[string]int{}
	for _, o := range b.Objects {
		id := o["id"].(string)
		if known[id] {
			t.Errorf("%s stands twice", id)
		}
		known[id] = true
		kinds[o["type"].(string)]++
	}
	for _, o := range b.Objects {
		for k, v := range o {
			if !strings.HasSuffix(k, "_refs") {
				continue
			}
			for _, ref := range v.([]any) {
				if !known[ref.(string)] {
					t.Errorf("%s of %s names %s, which is not there", k, o["id"], ref)
				}
			}
		}
	}
	if b.Type != "bundle" || kinds["attack-flow"] != 1 || kinds["attack-action"] == 0 || kinds["attack-condition"] == 0 || kinds["attack-asset"] == 0 {
		t.Errorf("got %s of %v", b.Type, kinds)
	}
}

func TestAnAttackFlowIsOneWhereNoWayIsFoundToo(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	if err := (&Result{}).WriteFlow(&out, time.Unix(0, 0)); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(out.String(), `"type": "attack-flow"`); n != 1 || !strings.Contains(out.String(), "attack-condition--") {
		t.Errorf("%d flows in %s", n, out.String())
	}
}

func TestStepsStandAfterWhatTheyRestOn(t *testing.T) {
	t.Parallel()
	r := analyse(t, kestrelQuay(t), Options{Seed: 1})
	for _, g := range r.Goals {
		for _, p := range g.Paths {
			var gained []string
			for _, s := range p.Steps {
				for i, n := range s.needs {
					if !slices.Contains(gained, p.Steps[n].Fact) || !slices.Contains(s.From, p.Steps[n].Fact) {
						t.Errorf("%s: need %d of %q is not gained before", g.ID, i, s.Title)
					}
				}
				gained = append(gained, s.Fact)
			}
			if gained[len(gained)-1] != g.On+" is "+g.Outcome {
				t.Errorf("%s: the last step gains %q", g.ID, gained[len(gained)-1])
			}
		}
	}
}

func TestTimesAddUpAlongAWay(t *testing.T) {
	t.Parallel()
	b := tinyBook(t)
	for i := range b.Rules {
		b.Rules[i].Chance, b.Rules[i].Time = 1, Time{Low: 2, High: 2}
	}
	g := &Graph{Assets: []Asset{{ID: "a"}, {ID: "b"}, {ID: "c"}},
		Facts: []Fact{{Asset: 0, Word: b.Words.ID("open"), Confidence: 1}, {Asset: 2, Word: b.Words.ID("soft"), Confidence: 1}},
		Links: []Link{{From: 0, To: 1, Word: b.Words.ID("to"), Confidence: 1}, {From: 1, To: 2, Word: b.Words.ID("to"), Confidence: 1}}}
	for i := range g.Assets {
		g.Assets[i].Kind = b.Words.ID("node")
	}
	r := analyse(t, mustModel(t, g, b), Options{To: "lost on c"})
	if d := r.Goals[0].Time; d == nil || d.P10 != 8 || d.P90 != 8 {
		t.Errorf("four steps of two days take eight, got %+v", d)
	}
}

func TestAMedianTimeIsTheGeometricMeanOfItsInterval(t *testing.T) {
	t.Parallel()
	x := Time{Low: 2, High: 50}
	if got := x.within(10); got < 0.4999 || got > 0.5001 {
		t.Errorf("half are done within 10 days, got %v", got)
	}
	if lo, hi := x.within(2), x.within(50); lo < 0.0499 || lo > 0.0501 || hi < 0.9499 || hi > 0.9501 {
		t.Errorf("nine in ten lie inside the interval, got %v to %v", lo, hi)
	}
}

func TestTheWorkedExampleOfTheDocumentationComesOutAsByHand(t *testing.T) {
	t.Parallel()
	b, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(examples + "help-desk.yaml")
	if err != nil {
		t.Fatal(err)
	}
	g, err := ReadGraph("help-desk.yaml", data, b.Words)
	if err != nil {
		t.Fatal(err)
	}
	m := mustModel(t, g, b)
	goal := analyse(t, m, Options{}).Goals[0]
	near := func(got, want float64) bool { return got-want < 1e-12 && want-got < 1e-12 }
	if len(goal.Paths) != 2 || !near(goal.Paths[0].Probability, 0.9*0.7*0.8*0.8*0.9*0.8) || !near(goal.Paths[1].Probability, 0.9*0.7*0.8*0.9*0.1) {
		t.Errorf("got ways %+v", goal.Paths)
	}
	if want := 0.9 * 0.7 * 0.8 * 0.9 * (1 - (1-0.8*0.8)*(1-0.1)); !goal.Probability.Exact || !near(goal.Probability.P, want) {
		t.Errorf("got %+v, want exactly %v", goal.Probability, want)
	}
	low, mode, high := goal.Vulnerability()
	if low != high || mode != low {
		t.Errorf("an exact vulnerability is a point, got %v %v %v", low, mode, high)
	}
	cut, err := m.Cut(t.Context(), goal.GoalRef)
	if err != nil || cut.Cost != 1 || !cut.Optimal {
		t.Errorf("one control cuts both ways, got %+v, %v", cut, err)
	}
}
