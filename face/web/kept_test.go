package web

import (
	"testing"
	"time"

	"github.com/plimsoll-aims/plimsoll/kernel"
)

// A kept page is shown to the same reader with the same rights only.
func TestPageKeyTellsReadersAndRightsApart(t *testing.T) {
	now := time.Date(2026, 3, 1, 9, 0, 30, 0, time.UTC)
	who := func() kernel.Principal {
		return kernel.Principal{Tenant: "t1", Actor: "anna", Grants: []kernel.Grant{{Verbs: []kernel.Verb{kernel.Read}, Kinds: []string{"risk"}}}}
	}
	base := pageKey(who(), 7, now, "/soa")
	if pageKey(who(), 7, now.Add(20*time.Second), "/soa") != base {
		t.Error("the same question within a minute has another key")
	}
	other := map[string]string{}
	w := who()
	w.Tenant = "t2"
	other["tenant"] = pageKey(w, 7, now, "/soa")
	w = who()
	w.Actor = "ben"
	other["actor"] = pageKey(w, 7, now, "/soa")
	w = who()
	w.Grants[0].Kinds = []string{"system"}
	other["kinds of a grant"] = pageKey(w, 7, now, "/soa")
	w = who()
	w.Grants = nil
	other["no grant"] = pageKey(w, 7, now, "/soa")
	other["position"] = pageKey(who(), 8, now, "/soa")
	other["minute"] = pageKey(who(), 7, now.Add(time.Minute), "/soa")
	other["address"] = pageKey(who(), 7, now, "/soa?at=1")
	for what, key := range other {
		if key == base {
			t.Errorf("another %s has the same key", what)
		}
	}
}
