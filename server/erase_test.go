package server_test

import (
	"encoding/json"
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

// TestADeletedRecordIsErasedByPageAndAPI finds a deleted record from the list of
// changes, and erases it: only who administers everything is offered it, the name has
// to be its own, and a record that is there is not taken for it.
func TestADeletedRecordIsErasedByPageAndAPI(t *testing.T) {
	h := newHouse(t)
	h.everyRole()
	const form, owner = "application/x-www-form-urlencoded", "owner@example.org"
	gone := func(name string) (uid, at string) {
		h.must(h.putPerson(instance.Main, owner, name))
		if status, _ := h.do(owner, "DELETE", "/api/v1/people/"+name, "", ""); status != 204 {
			t.Fatal(status)
		}
		at = strconv.Itoa(int(h.size(instance.Main)) - 1)
		items := h.ask(owner, "/api/v1/people/"+name+"/history?as_of="+at)["items"].([]any)
		return items[0].(map[string]any)["uid"].(string), at
	}

	uid, at := gone("zelda")
	past := "/people/zelda/history?asof=" + at
	if _, page := h.do(owner, "GET", "/changes", "", ""); !strings.Contains(page, past) {
		t.Error("the deletion does not lead to what was deleted")
	}
	erase := "/people/zelda/erase?uid=" + uid
	if _, page := h.do(owner, "GET", past, "", ""); !strings.Contains(page, `href="`+erase) {
		t.Error("the history of a deleted record does not offer to erase it")
	}
	if _, page := h.do("aims-manager@example.org", "GET", past, "", ""); strings.Contains(page, "/erase") {
		t.Error("an AIMS manager is offered it")
	}
	h.must(h.putPerson(instance.Main, owner, "anna"))
	if _, page := h.do(owner, "GET", "/people/anna/history?asof="+strconv.Itoa(int(h.size(instance.Main))), "", ""); strings.Contains(page, "erase?uid") {
		t.Error("the past of a record that is there offers to erase it as deleted")
	}
	if status, page := h.do(owner, "GET", erase, "", ""); status != 200 || !strings.Contains(page, "Everything that it said before it was deleted") || strings.Contains(page, "Earlier revisions") {
		t.Errorf("the page that asks: %d", status)
	}
	send := func(name, uid, confirm string) int {
		status, _ := h.do(owner, "POST", "/people/"+name+"/erase", form, url.Values{"what": {"all"}, "ground": {"Article 17"}, "confirm": {confirm}, "uid": {uid}}.Encode(), "Origin", h.web.URL)
		return status
	}
	for _, c := range []struct {
		name, confirm string
		want          int
	}{{"zelda", "anna", 422}, {"anna", "anna", 404}, {"zelda", "zelda", 303}} {
		if got := send(c.name, uid, c.confirm); got != c.want {
			t.Errorf("%+v: %d", c, got)
		}
	}

	uid, at = gone("zelda")
	body := func(uid string) string { return `{"ground":"Article 17","uid":"` + uid + `"}` }
	for _, who := range []string{"aims-manager@example.org", "external-auditor@example.org"} {
		if status, _ := h.do(who, "POST", "/api/v1/people/zelda/erase", "application/json", body(uid)); status != 403 {
			t.Errorf("%s: %d", who, status)
		}
	}
	if status, _ := h.do(owner, "POST", "/api/v1/people/anna/erase", "application/json", body(uid)); status != 404 {
		t.Errorf("under another name: %d", status)
	}
	if status, got := h.do(owner, "POST", "/api/v1/people/zelda/erase", "application/json", body(uid)); status != 204 {
		t.Errorf("%d %s", status, got)
	}
	if _, got := h.do(owner, "GET", "/api/v1/people?as_of="+at, "", ""); strings.Contains(got, "zelda") {
		t.Error("the past still shows it")
	}
	if got := h.far(owner, "log", "verify"); got.exit != 0 {
		t.Errorf("the log does not verify: %s", got.out+got.err)
	}
}

// ask reads a JSON object.
func (h *house) ask(who, path string) map[string]any {
	h.Helper()
	status, body := h.do(who, "GET", path, "", "")
	var out map[string]any
	if err := json.Unmarshal([]byte(body), &out); err != nil || status != 200 {
		h.Fatalf("%s: %d %s %v", path, status, body, err)
	}
	return out
}
