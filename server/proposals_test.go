package server_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/plimsoll-aims/plimsoll/access"
	"github.com/plimsoll-aims/plimsoll/instance"
)

// propose puts an open proposal through the API.
func (h *house) propose(name string) {
	h.Helper()
	body := `{"name":"` + name + `","spec":{"title":"Help desk","why":"it names a model","root":"desk","state":"open","fingerprint":"` + strings.Repeat("0a", 32) + `",
		"assets":[{"id":"library/openai/openai","kind":"library","name":"openai","vendor":"OpenAI","found":["desk/app.py:4"]}]}}`
	if status, answer := h.do("ann@example.org", "POST", "/api/v1/proposals", "application/json", body); status != http.StatusCreated {
		h.Fatalf("put a proposal: %d %s", status, answer)
	}
}

func (h *house) wantPage(path string, status int, texts ...string) {
	h.Helper()
	got, body := h.do("ann@example.org", "GET", path, "", "")
	if got != status {
		h.Errorf("%s: status %d, want %d", path, got, status)
	}
	for _, s := range texts {
		if !strings.Contains(body, s) {
			h.Errorf("%s does not show %q", path, s)
		}
	}
}

// TestAProposalIsClaimedAsANewSystem goes the way of a person from the find to the
// system in the register.
func TestAProposalIsClaimedAsANewSystem(t *testing.T) {
	h := newHouse(t)
	h.user(instance.Main, "ann@example.org", access.Contributor)
	h.propose("desk")
	h.wantPage("/proposals/desk", http.StatusOK, "Claim as a new AI system", "Merge into", "desk/app.py:4")
	h.wantPage("/proposals/desk/claim", http.StatusOK, `value="Help desk"`, "it names a model")
	status, body := h.do("ann@example.org", "POST", "/proposals/desk/claim", formType, "_rev=1&title=&stage=flying")
	if status != http.StatusUnprocessableEntity || !strings.Contains(body, "flying") {
		t.Errorf("a bad claim: status %d", status)
	}
	before := h.size(instance.Main)
	status, _ = h.do("ann@example.org", "POST", "/proposals/desk/claim", formType, "_rev=1&title=Help+desk&stage=in-operation&purpose=Answers")
	if after := h.size(instance.Main); status != http.StatusSeeOther || after != before+2 {
		t.Errorf("claim: status %d, entries %d to %d", status, before, after)
	}
	h.wantPage("/systems/help-desk/facts", http.StatusOK, "Answers", "Tooling", "openai")
	if _, body := h.do("ann@example.org", "GET", "/api/v1/proposals/desk", "", ""); !strings.Contains(body, `"state":"claimed"`) || !strings.Contains(body, `"system":"help-desk"`) {
		t.Errorf("the proposal is not claimed: %s", body)
	}
	h.wantPage("/proposals/desk/claim", http.StatusConflict, "claimed already")
}

func TestAProposalIsMergedIntoASystemThatIsThere(t *testing.T) {
	h := newHouse(t)
	h.user(instance.Main, "ann@example.org", access.Contributor)
	h.propose("desk")
	h.do("ann@example.org", "POST", "/api/v1/systems", "application/json", `{"name":"support","spec":{"title":"Support","stage":"in-operation"}}`)
	h.wantPage("/proposals/desk/merge", http.StatusOK, "support")
	for _, system := range []string{"", "nothing"} {
		if status, _ := h.do("ann@example.org", "POST", "/proposals/desk/merge", formType, "_rev=1&system="+system); status != http.StatusUnprocessableEntity {
			t.Errorf("merge into %q: status %d", system, status)
		}
	}
	if status, _ := h.do("ann@example.org", "POST", "/proposals/desk/merge", formType, "_rev=7&system=support"); status != http.StatusConflict {
		t.Errorf("a form that is out of date: status %d", status)
	}
	if status, body := h.do("ann@example.org", "POST", "/proposals/desk/merge", formType, "_rev=1&system=support&reason=same+bot"); status != http.StatusSeeOther {
		t.Errorf("merge: status %d %s", status, body)
	}
	h.wantPage("/proposals/desk", http.StatusOK, "Merged", "same bot", "Open again")
}
