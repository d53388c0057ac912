package server_test

import (
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/plimsoll-aims/plimsoll/access"
	"github.com/plimsoll-aims/plimsoll/instance"
)

// TestErasure erases a person through each face as every role: only who
// administers does, nothing of the content is served afterwards, not even as of
// the past, and the log still verifies.
func TestErasure(t *testing.T) {
	h := newHouse(t)
	roles := h.everyRole()
	form := "application/x-www-form-urlencoded"
	page := url.Values{"what": {"all"}, "ground": {"Article 17"}, "confirm": {"zelda"}}.Encode()
	tries := map[string]func(who string) bool{
		"page": func(who string) bool {
			status, _ := h.do(who, "POST", "/people/zelda/erase", form, page, "Origin", h.web.URL)
			return status == 303
		},
		"api": func(who string) bool {
			status, _ := h.do(who, "POST", "/api/v1/people/zelda/erase", "application/json", `{"ground":"Article 17"}`)
			return status == 204
		},
		"command": func(who string) bool {
			return h.far(who, "erase", "person", "zelda", "--ground", "Article 17", "--yes").exit == 0
		},
	}
	for name, try := range tries {
		before := h.size(instance.Main)
		h.must(h.putPerson(instance.Main, "owner@example.org", "zelda"))
		for _, role := range roles {
			if role != access.Owner && try(role+"@example.org") {
				t.Errorf("%s: %s erased", name, role)
			}
		}
		if !try("owner@example.org") {
			t.Errorf("%s: the owner did not erase", name)
		}
		for _, q := range []string{"/api/v1/people", "/api/v1/people?as_of=" + strconv.Itoa(int(before)+1), "/api/v1/search?q=zelda", "/people"} {
			if _, body := h.do("owner@example.org", "GET", q, "", ""); strings.Contains(strings.ReplaceAll(body, `value="zelda"`, ""), "zelda") {
				t.Errorf("%s: %s still shows it", name, q)
			}
		}
		if got := h.far("owner@example.org", "log", "verify"); got.exit != 0 {
			t.Errorf("%s: the log does not verify: %s", name, got.out+got.err)
		}
	}
}

// TestErasurePageAsksFirst wants the ground and the name before anything goes.
func TestErasurePageAsksFirst(t *testing.T) {
	h := newHouse(t)
	h.user(instance.Main, "owner@example.org", access.Owner)
	h.must(h.putPerson(instance.Main, "owner@example.org", "zelda"))
	before := h.size(instance.Main)
	for _, f := range []url.Values{{}, {"what": {"all"}}, {"what": {"all"}, "ground": {"x"}, "confirm": {"another"}}} {
		status, body := h.do("owner@example.org", "POST", "/people/zelda/erase", "application/x-www-form-urlencoded", f.Encode(), "Origin", h.web.URL)
		if status != 422 || !strings.Contains(body, "This is not the name of the record: zelda.") {
			t.Errorf("%v: %d", f, status)
		}
	}
	if h.size(instance.Main) != before {
		t.Error("something was written")
	}
}
