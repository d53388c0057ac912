package server_test

import (
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/plimsoll-aims/plimsoll/access"
	"github.com/plimsoll-aims/plimsoll/instance"
)

const (
	yamlType = "application/yaml"
	jsonType = "application/json"
	oneRisk  = "currency: EUR\nfrequency: {lef: {poisson: 1.5}}\nseverity: {pert: [5000, 30000, 250000]}\n"
)

// answered asks as the owner and reads the JSON answer.
func (h *house) answered(method, path, kind, body string, want int) map[string]any {
	h.Helper()
	status, text := h.do("ann@example.org", method, path, kind, body)
	if status != want {
		h.Fatalf("%s %s: status %d, want %d: %.400s", method, path, status, want, text)
	}
	var m map[string]any
	h.must(json.Unmarshal([]byte(text), &m))
	return m
}

// example reads one of the examples.
func (h *house) example(name string) string {
	h.Helper()
	b, err := os.ReadFile("../examples/" + name)
	h.must(err)
	return string(b)
}

// TestComputedFromABody takes the documents of the command line over HTTP.
func TestComputedFromABody(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.user(instance.Main, "ann@example.org", access.Owner)
	q := h.answered("POST", "/api/v1/risk/quantify", yamlType, oneRisk, http.StatusOK)
	if m := q["mean"].(float64); math.Abs(m-93_750) > 1 || q["inputs_digest"] == "" || q["origin"] != nil {
		t.Errorf("mean %g, want 93,750", m)
	}
	q = h.answered("POST", "/api/v1/risk/quantify?set=frequency.lef.poisson%3D3", jsonType, `{"currency":"EUR","frequency":{"lef":{"poisson":1.5}},"severity":{"pert":[5000,30000,250000]}}`, http.StatusOK)
	if m := q["mean"].(float64); math.Abs(m-187_500) > 1 {
		t.Errorf("twice as often: mean %g, want 187,500", m)
	}
	if base := q["what_if"].(map[string]any)["base"].(map[string]any); math.Abs(base["mean"].(float64)-93_750) > 1 {
		t.Errorf("before the change: mean %v, want 93,750", base["mean"])
	}
	if p := h.answered("POST", "/api/v1/risk/portfolio", yamlType, h.example("risk/portfolio.yaml"), http.StatusOK); len(p["allocation"].([]any)) != 5 {
		t.Errorf("allocation %v", p["allocation"])
	}
	const treat = "tolerance: [{loss: 300000, probability: 0.01}]\ncontrols: [{id: A.6.2.4, prevents: {tests: {passed: 9, of: 12}}, cost: 10000}]\n"
	if p := h.answered("POST", "/api/v1/risk/treat", yamlType, oneRisk+treat, http.StatusOK); p["cheapest"] == nil {
		t.Error("no cheapest set")
	}
	if p := h.answered("POST", "/api/v1/risk/bands", yamlType, h.example("risk/scale.yaml"), http.StatusOK); len(p["cells"].([]any)) != 25 || p["inputs_digest"] == "" {
		t.Errorf("cells %v", p["cells"])
	}
	if p := h.answered("POST", "/api/v1/attack/paths?ways=1", yamlType, h.example("attack/kestrel-quay.yaml"), http.StatusOK); len(p["goals"].([]any)) != 6 {
		t.Errorf("goals %v", p["goals"])
	}
	if p := h.answered("POST", "/api/v1/attack/cut?to=member-data", yamlType, h.example("attack/kestrel-quay.yaml"), http.StatusOK); p["cost"] != 37.0 {
		t.Errorf("cost %v, want 37", p["cost"])
	}
}

// TestComputedBySimulation has the second engine answer beside the first, the same
// for the same seed.
func TestComputedBySimulation(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.user(instance.Main, "ann@example.org", access.Owner)
	drawn := func(path, body string) map[string]any {
		t.Helper()
		q := h.answered("POST", "/api/v1/risk/"+path, yamlType, body, http.StatusOK)
		m := q["simulation"].(map[string]any)
		if e := math.Abs(m["mean"].(float64)/q["mean"].(float64) - 1); e > 0.05 || m["years"] != 50_000.0 || m["seed"] != q["seed"] {
			t.Errorf("%s: simulated %v, exact mean %v", path, m, q["mean"])
		}
		return m
	}
	first := drawn("quantify?simulate=50000&seed=7", oneRisk)
	if again := drawn("quantify?simulate=50000&seed=7", oneRisk); again["digest"] != first["digest"] || again["method"] != "philox-monte-carlo" {
		t.Errorf("the same seed gives %v and %v", first, again)
	}
	if quasi := drawn("quantify?simulate=50000&seed=7&quasi", oneRisk); quasi["method"] != "sobol-owen" || quasi["digest"] == first["digest"] {
		t.Errorf("quasi-random: %v", quasi)
	}
	if other := drawn("quantify?simulate=50000", oneRisk); other["seed"] != 1.0 || other["digest"] == first["digest"] {
		t.Errorf("without a seed: %v", other)
	}
	drawn("portfolio?simulate=50000", h.example("risk/portfolio.yaml"))
}

// TestComputedProblems wants each problem at its field, and bounds that hold.
func TestComputedProblems(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.user(instance.Main, "ann@example.org", access.Owner)
	var many strings.Builder
	many.WriteString("currency: EUR\nscenarios:\n")
	for i := range 501 {
		fmt.Fprintf(&many, "  - {id: r%d, frequency: {lef: {poisson: 1}}, severity: 1}\n", i)
	}
	for _, c := range []struct {
		name, method, path, body string
		status                   int
		path0                    string // of the first problem
	}{
		{"a range that is out of order", "POST", "/risk/quantify", strings.Replace(oneRisk, "5000", "300000", 1), 422, "severity.pert"},
		{"no document", "POST", "/risk/quantify", "", 422, ""},
		{"no controls", "POST", "/risk/treat", oneRisk, 422, "controls"},
		{"a level with its ends swapped", "POST", "/risk/bands", strings.Replace(h.example("risk/scale.yaml"), "[10, 50]", "[50, 10]", 1), 422, "likelihood[4].per_year"},
		{"a what-if without a value", "POST", "/risk/quantify?set=x", oneRisk, 400, ""},
		{"years that are no number", "POST", "/risk/quantify?simulate=many", oneRisk, 400, ""},
		{"years below one", "POST", "/risk/quantify?simulate=0", oneRisk, 400, ""},
		{"more years than a request may draw", "POST", "/risk/portfolio?simulate=50000001", oneRisk, 400, ""},
		{"more events than a request may draw", "POST", "/risk/quantify?simulate=1000000", strings.Replace(oneRisk, "1.5", "5000", 1), 400, ""},
		{"a seed that is no number", "POST", "/risk/treat?seed=-1", oneRisk, 400, ""},
		{"a what-if on a scale", "POST", "/risk/bands?set=a%3D1", h.example("risk/scale.yaml"), 400, ""},
		{"more scenarios than a request may have", "POST", "/risk/portfolio", many.String(), 413, ""},
		{"a body that is too large", "POST", "/risk/quantify", "# " + strings.Repeat("x", 1<<20), 413, ""},
		{"a kind that is no kind", "POST", "/attack/paths", "attack-graph: 1\nassets:\n  - {id: a, kind: agnet}\n", 422, "assets[0].kind"},
		{"a target that is not there", "POST", "/attack/paths?to=moon", "attack-graph: 1\nassets:\n  - {id: a, kind: agent}\n", 404, ""},
		{"a cut of nothing", "POST", "/attack/cut", "attack-graph: 1\nassets:\n  - {id: a, kind: agent}\n", 400, ""},
		{"too many ways", "GET", "/attack/paths?ways=1000", "", 400, ""},
		{"no record", "GET", "/risk/quantify", "", 400, ""},
		{"a record that is not there", "GET", "/risk/quantify?record=risk/none", "", 404, ""},
		{"no risk has an estimate", "GET", "/risk/portfolio", "", 404, ""},
		{"no system in use", "GET", "/attack/paths", "", 404, ""},
	} {
		p := h.answered(c.method, "/api/v1"+c.path, yamlType, c.body, c.status)
		if c.path0 == "" {
			continue
		}
		if list, _ := p["errors"].([]any); len(list) == 0 || list[0].(map[string]any)["path"] != c.path0 {
			t.Errorf("%s: errors %v, want the path %s", c.name, p["errors"], c.path0)
		}
	}
}

// TestComputedFromTheRecords computes what the reader may see, then and now.
func TestComputedFromTheRecords(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.user(instance.Main, "ann@example.org", access.Owner)
	h.must(h.putPerson(instance.Main, "ann@example.org", "ben"))
	put := func(path, body string) {
		t.Helper()
		if status, text := h.do("ann@example.org", "POST", path, jsonType, body); status != http.StatusCreated {
			t.Fatalf("POST %s: %d %s", path, status, text)
		}
	}
	risk := `{"name":"%s","spec":{"title":"Risk","owner":"ben","state":"open","estimate":{"currency":"EUR","events":{"low":%[2]d,"likely":%[2]d,"high":%[2]d},"loss":{"low":100,"likely":100,"high":100}}}}`
	put("/api/v1/risks", fmt.Sprintf(risk, "first", 2))
	then := h.size(instance.Main)
	put("/api/v1/risks", fmt.Sprintf(risk, "second", 3))
	put("/api/v1/models", `{"name":"big","spec":{"title":"Big","type":"large language model","origin":"supplier"}}`)
	put("/api/v1/systems", `{"name":"chat","spec":{"title":"Chat","stage":"in-operation","in_scope":"yes","personal_data":"yes","models":["big"],"interfaces":["Web widget"],"data_flow":{"sources":["Questions"]},"affected":[{"group":"Customers"}]}}`)
	q := h.answered("GET", "/api/v1/risk/quantify?record=risk/first", "", "", http.StatusOK)
	from := q["origin"].(map[string]any)["records"].([]any)[0].(map[string]any)
	if math.Abs(q["mean"].(float64)-200) > 1e-6 || from["record"] != "risk/first" || from["entry"] != float64(then) {
		t.Errorf("mean %v from %v, want 200 from entry %d", q["mean"], from, then)
	}
	for path, want := range map[string]float64{"": 500, fmt.Sprintf("?as_of=%d", then): 200} {
		if p := h.answered("GET", "/api/v1/risk/portfolio"+path, "", "", http.StatusOK); math.Abs(p["mean"].(float64)-want) > 1e-6 {
			t.Errorf("portfolio%s: mean %v, want %g", path, p["mean"], want)
		}
	}
	if p := h.answered("GET", "/api/v1/attack/paths?to=system/chat", "", "", http.StatusOK); len(p["goals"].([]any)) == 0 {
		t.Error("no way to anything of the chat")
	}
	if p := h.answered("GET", "/api/v1/attack/cut?to=misled+on+system/chat:people", "", "", http.StatusOK); len(p["controls"].([]any)) == 0 {
		t.Error("no control closes the ways to the people")
	}
}

// TestComputedIsDescribed finds every computed route in the description.
func TestComputedIsDescribed(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.user(instance.Main, "ann@example.org", access.Owner)
	paths := h.answered("GET", "/api/v1/openapi.json", "", "", http.StatusOK)["paths"].(map[string]any)
	for _, p := range []string{"risk/quantify", "risk/portfolio", "risk/treat", "risk/bands", "attack/paths", "attack/cut"} {
		d, _ := paths["/api/v1/"+p].(map[string]any)
		if d["get"] == nil || d["post"] == nil {
			t.Errorf("%s is described as %v", p, d)
		}
		post, _ := json.Marshal(d["post"])
		if drawn := p == "risk/quantify" || p == "risk/portfolio"; strings.Contains(string(post), `"simulate"`) != drawn {
			t.Errorf("%s: the simulation is described: %v, want %v", p, !drawn, drawn)
		}
	}
}
