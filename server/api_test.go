package server_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/plimsoll-aims/plimsoll/access"
	"github.com/plimsoll-aims/plimsoll/instance"
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
