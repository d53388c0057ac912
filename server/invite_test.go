package server_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/plimsoll-aims/plimsoll/access"
	"github.com/plimsoll-aims/plimsoll/instance"
)

// TestAUserIsMadeAndInvitedOnThePages adds a user by form, makes their link, and
// signs in with the password that they choose; a lost one is replaced by command.
func TestAUserIsMadeAndInvitedOnThePages(t *testing.T) {
	h := newHouse(t)
	owner := "owner@example.org"
	h.user(instance.Main, owner, access.Owner)
	status, body := h.do(owner, "POST", "/users", formType, "title=Eve&email=eve@example.org&role=reader&state=active", "Origin", h.web.URL)
	if status != http.StatusSeeOther {
		t.Fatalf("add a user: %d %s", status, body)
	}
	if _, page := h.do(owner, "GET", "/users/eve", "", ""); !strings.Contains(page, "Make a one-time link") {
		t.Error("the page of a user offers no link")
	}
	status, body = h.do(owner, "POST", "/users/eve/invite", formType, "", "Origin", h.web.URL)
	first := regexp.MustCompile(`http://[^/]+(/welcome/[^<"]+)`).FindStringSubmatch(body)
	if status != http.StatusCreated || first == nil {
		t.Fatalf("make a link: %d %s", status, body)
	}
	again := h.far(owner, "user", "invite", "eve@example.org")
	second := regexp.MustCompile(`(/welcome/[^ ]+)`).FindStringSubmatch(again.out)
	if second == nil {
		t.Fatalf("%+v", again)
	}
	for i, link := range []string{first[1], second[1]} {
		secret := password + strings.Repeat("!", i)
		if status, body := h.do("", "POST", link, formType, url.Values{"password": {secret}}.Encode(), "Origin", h.web.URL); status != http.StatusSeeOther {
			t.Errorf("%s: %d %s", link, status, body)
		}
		if _, err := h.i.Users.SignIn(h.ctx, instance.Main, "eve@example.org", secret); err != nil {
			t.Error(err)
		}
	}
}

// TestNobodyInvitesBeyondTheirRights has somebody who may write users, and little
// else, ask for a link of the owner: it would be the owner's password.
func TestNobodyInvitesBeyondTheirRights(t *testing.T) {
	h := newHouse(t)
	h.user(instance.Main, "owner@example.org", access.Owner)
	role := `{"name":"desk","spec":{"title":"Desk","grants":[{"verbs":["read","write"],"kinds":["user","role"],"scope":"all"}]}}`
	if status, body := h.do("owner@example.org", "POST", "/api/v1/roles", "application/json", role); status != http.StatusCreated {
		t.Fatalf("%d %s", status, body)
	}
	h.user(instance.Main, "desk@example.org", "desk")
	if got := h.far("desk@example.org", "user", "invite", "owner@example.org"); got.exit != 5 {
		t.Errorf("%+v", got)
	}
	if status, body := h.do("desk@example.org", "POST", "/users/owner.example.org/invite", formType, "", "Origin", h.web.URL); status != http.StatusForbidden || strings.Contains(body, "/welcome/") {
		t.Errorf("%d %s", status, body)
	}
}
