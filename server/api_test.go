package server_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/plimsoll-aims/plimsoll/access"
	"github.com/plimsoll-aims/plimsoll/instance"
	"github.com/plimsoll-aims/plimsoll/internal/schematest"
	reports "github.com/plimsoll-aims/plimsoll/report"
)

// TestEveryRouteOfTheAPIIsDescribed finds each route in the OpenAPI document.
func TestEveryRouteOfTheAPIIsDescribed(t *testing.T) {
	h := newHouse(t)
	h.user(instance.Main, "ann@example.org", access.Owner)
	paths := h.answered("GET", "/api/v1/openapi.json", "", "", http.StatusOK)["paths"].(map[string]any)
	for _, rt := range h.srv.Routes() {
		if !strings.HasPrefix(rt.Pattern, "/api/v1/") || strings.HasPrefix(rt.Pattern, cliPath) || strings.HasSuffix(rt.Pattern, "openapi.json") {
			continue
		}
		path := rt.Pattern
		if !strings.Contains(path, "/log/") {
			path = strings.ReplaceAll(path, "{kind}", "people")
		}
		d, _ := paths[path].(map[string]any)
		if d[strings.ToLower(rt.Method)] == nil {
			t.Errorf("%s %s is not described", rt.Method, path)
		}
	}
}

// TestReportsAndFrameworksAsFiles has every report in a format for programs, the same
// bytes as the page gives, and says what there is not.
func TestReportsAndFrameworksAsFiles(t *testing.T) {
	h := newHouse(t)
	h.user(instance.Main, "ann@example.org", access.Owner)
	get := func(path string, want int, says string) string {
		status, body := h.do("ann@example.org", "GET", path, "", "")
		if status != want || !strings.Contains(body, says) {
			t.Errorf("%s: %d, want %d with %q: %s", path, status, want, says, cut(body))
		}
		return body
	}
	for _, name := range reports.Names {
		get("/api/v1/reports/"+name, 200, "")
		get("/api/v1/reports/"+name+"?format=csv", 200, ",")
	}
	at := "as_of=1"
	if there, page := get("/api/v1/reports/soa?format=oscal&"+at, 200, `"system-security-plan"`), get("/soa?format=oscal&asof=1", 200, ""); there != page {
		t.Error("the API and the page give different plans")
	}
	schematest.OSCAL(t, []byte(get("/api/v1/reports/readiness?format=oscal", 200, `"assessment-results"`)))
	get("/api/v1/reports/risks?format=oscal", 400, "use html, pdf, docx, xlsx, csv, json")
	get("/api/v1/reports/money", 400, "there are soa")
	get("/api/v1/catalog/iso42001", 200, `"id":"iso42001:2023"`)
	schematest.OSCAL(t, []byte(get("/api/v1/catalog/iso42001:2023?format=oscal", 200, "iso42001_A.5.2")))
	schematest.OSCAL(t, []byte(get("/catalog/iso42001:2023?format=oscal", 200, "iso42001_A.5.2")))
	get("/api/v1/catalog/nothing", 404, "no such framework")
	get("/api/v1/catalog/iso42001?format=hat", 400, "json or oscal")
}

// TestAFileGoesInAndOut stores a file as a contributor, refers to it from evidence,
// and reads it back under its name; who may write no evidence stores none.
func TestAFileGoesInAndOut(t *testing.T) {
	h := newHouse(t)
	h.user(instance.Main, "con@example.org", access.Contributor)
	h.user(instance.Main, "aud@example.org", access.ExternalAuditor)
	if status, _ := h.do("aud@example.org", "POST", "/api/v1/files", "text/csv", "a,b\n"); status != http.StatusForbidden {
		t.Errorf("the auditor stored a file: %d", status)
	}
	status, body := h.do("con@example.org", "POST", "/api/v1/files", "text/csv", "a,b\n")
	var f map[string]any
	if status != http.StatusCreated || json.Unmarshal([]byte(body), &f) != nil {
		t.Fatalf("%d %s", status, body)
	}
	path := "/files/" + f["digest"].(string)
	if status, _ := h.do("con@example.org", "GET", "/api/v1"+path, "", ""); status != http.StatusNotFound {
		t.Errorf("a file that no record uses was served: %d", status)
	}
	f["name"] = `Prüfung "1".csv`
	doc, err := json.Marshal(map[string]any{"name": "e1", "spec": map[string]any{"title": "E", "file": f}})
	h.must(err)
	if status, body := h.do("con@example.org", "POST", "/api/v1/evidence", "application/json", string(doc)); status != http.StatusCreated {
		t.Fatalf("%d %s", status, body)
	}
	for _, p := range []string{"/api/v1" + path, path, path + "?name=..%2F..%2Fx%0Ay.csv"} {
		if status, got := h.do("con@example.org", "GET", p, "", ""); status != http.StatusOK || got != "a,b\n" {
			t.Errorf("%s: %d %q", p, status, got)
		}
	}
	if _, page := h.do("con@example.org", "GET", "/evidence/e1", "", ""); !strings.Contains(page, f["digest"].(string)) || !strings.Contains(page, path+"?name=Pr%C3%BCfung+%221%22.csv") {
		t.Error("the page does not show the file with its digest and its name")
	}
}
