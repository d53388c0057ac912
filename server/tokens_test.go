package server_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/plimsoll-aims/plimsoll/access"
	"github.com/plimsoll-aims/plimsoll/instance"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// tokens asks for a user's tokens ("" for one's own) and gives their ids by title.
func (h *house) tokenIDs(who, of string) map[string]string {
	h.Helper()
	path := "/api/v1/tokens"
	if of != "" {
		path += "?user=" + of
	}
	out := map[string]string{}
	for _, x := range h.ask(who, path)["items"].([]any) {
		t := x.(map[string]any)
		out[t["title"].(string)] = t["id"].(string)
	}
	return out
}

// second makes another token for a user, and gives it.
func (h *house) second(email, title string) string {
	h.Helper()
	secret, err := h.i.Users.CreateToken(h.ctx, h.i.Operator("test"), email, title, time.Hour)
	h.must(err)
	return secret
}

func (h *house) accepted(token string) bool {
	h.Helper()
	req, err := http.NewRequestWithContext(h.ctx, "GET", h.web.URL+"/api/v1/tokens", nil)
	h.must(err)
	req.Header.Set("Authorization", "Bearer "+token)
	res, err := http.DefaultClient.Do(req)
	h.must(err)
	h.must(res.Body.Close())
	return res.StatusCode == http.StatusOK
}

// TestARevokedTokenIsRefusedAtOnce ends one token by each way; the others hold.
func TestARevokedTokenIsRefusedAtOnce(t *testing.T) {
	h := newHouse(t)
	const ann = "ann@example.org"
	h.user(instance.Main, ann, access.Reader)
	h.user(instance.Main, "owner@example.org", access.Owner)
	ways := map[string]func(id string){
		"api": func(id string) {
			if status, body := h.do(ann, "DELETE", "/api/v1/tokens/"+id, "", ""); status != 204 {
				t.Errorf("api: %d %s", status, body)
			}
		},
		"page": func(id string) {
			act := "/profile/tokens/" + id + "/revoke"
			if _, page := h.do(ann, "GET", "/profile", "", ""); !strings.Contains(page, `action="`+act+`"`) {
				t.Error("the page offers no revoking")
			}
			if status, _ := h.do(ann, "POST", act, formType, "", "Origin", h.web.URL); status != 303 {
				t.Errorf("page: %d", status)
			}
		},
		"command": func(id string) {
			if got := h.far(ann, "token", "revoke", id); got.exit != 0 || got.out != "revoked "+id+"\n" {
				t.Errorf("command: %+v", got)
			}
		},
		"owner": func(id string) {
			if got := h.far("owner@example.org", "token", "revoke", id, "--user", ann); got.exit != 0 {
				t.Errorf("owner: %+v", got)
			}
		},
	}
	for name, revoke := range ways {
		secret := h.second(ann, name)
		if !h.accepted(secret) {
			t.Fatal("the token never worked")
		}
		id := h.tokenIDs(ann, "")[name]
		if got := h.far(ann, "token", "list", "-o", "csv"); !strings.Contains(got.out, id+","+ann+","+name) || strings.Contains(got.out, secret) {
			t.Errorf("the list: %+v", got)
		}
		revoke(id)
		if h.accepted(secret) {
			t.Errorf("%s: the token is taken still", name)
		}
		if !h.accepted(h.tokens[ann]) {
			t.Fatalf("%s: another token is refused", name)
		}
		if status, _ := h.do(ann, "DELETE", "/api/v1/tokens/"+id, "", ""); status != 404 {
			t.Errorf("%s: revoked twice: %d", name, status)
		}
	}
}

// TestWhoMayRevoke: one's own, and those of users within one's own rights, by whoever
// may write users. Nobody else learns of them, or of who there is.
func TestWhoMayRevoke(t *testing.T) {
	h := newHouse(t)
	roles := h.everyRole()
	h.must(h.i.DB.CreateTenant(h.ctx, "other", "Other"))
	h.user("other", "far@example.org", access.Owner)
	const owner = "owner@example.org"
	for _, role := range roles {
		who := role + "@example.org"
		for _, other := range append(slices.Clone(roles), "nobody") {
			of := other + "@example.org"
			ids := map[string]string{}
			if other != "nobody" {
				ids = h.tokenIDs(owner, of)
			}
			want := 403
			switch {
			case role == other:
				continue // one's own: the other test
			case role == access.Owner && other == "nobody":
				want = 404
			case role == access.Owner:
				want = 200
			}
			if status, _ := h.do(who, "GET", "/api/v1/tokens?user="+of, "", ""); status != want {
				t.Errorf("%s lists those of %s: %d, want %d", role, other, status, want)
			}
			if role == access.Owner {
				continue
			}
			if status, _ := h.do(who, "DELETE", "/api/v1/tokens/"+ids["test"]+"x?user="+of, "", ""); status != 403 {
				t.Errorf("%s revokes those of %s: %d", role, other, status)
			}
			if status, _ := h.do(who, "DELETE", "/api/v1/tokens/"+ids["test"]+"x", "", ""); status != 404 {
				t.Errorf("%s revokes those of %s as one's own: %d", role, other, status)
			}
		}
	}
	for _, id := range h.tokenIDs("far@example.org", "") {
		if status, _ := h.do(owner, "DELETE", "/api/v1/tokens/"+id+"?user=far@example.org", "", ""); status != 404 {
			t.Errorf("a token of another tenant: %d", status)
		}
	}
	if !h.accepted(h.tokens["far@example.org"]) || !h.accepted(h.tokens["reader@example.org"]) {
		t.Error("a token was ended by who must not")
	}
}

// TestTokensOfADisabledUserCanBeRevoked: they sleep, and must not wake with the user.
func TestTokensOfADisabledUserCanBeRevoked(t *testing.T) {
	h := newHouse(t)
	const ann, owner = "ann@example.org", "owner@example.org"
	h.user(instance.Main, ann, access.Reader)
	h.user(instance.Main, owner, access.Owner)
	state := func(s access.UserState) {
		_, err := h.i.DB.For(access.System(instance.Main, "test")).Update(h.ctx, "test", func(tx kernel.Tx) error {
			_, err := tx.Put(h.ctx, kernel.Put{Kind: "user", Name: "ann.example.org", Rev: kernel.RevAny, Spec: &access.User{Title: "Ann", Email: ann, Role: access.Reader, State: s}})
			return err
		})
		h.must(err)
	}
	state("disabled")
	if h.accepted(h.tokens[ann]) {
		t.Error("a disabled user is let in")
	}
	if got := h.far(owner, "token", "revoke", h.tokenIDs(owner, ann)["test"], "--user", ann); got.exit != 0 {
		t.Errorf("%+v", got)
	}
	state("active")
	if h.accepted(h.tokens[ann]) {
		t.Error("the token woke with its user")
	}
}
