package web

import (
	"strconv"
	"testing"
	"time"

	"github.com/plimsoll-aims/plimsoll/kernel"
)

// However many pages are asked for, what is kept of them has its bound.
func TestKeptPagesAreBoundedInBytes(t *testing.T) {
	var s shelfOfPages
	page := make([]byte, largestKept)
	for n := range 3 * maxKept / largestKept {
		s.put(strconv.Itoa(n), page)
		s.put(strconv.Itoa(n), page) // again under the same key
		held := 0
		for _, p := range s.pages {
			held += len(p)
		}
		if held != s.size || held > maxKept {
			t.Fatalf("after %d pages %d bytes are held, %d are counted", n+1, held, s.size)
		}
		if s.get(strconv.Itoa(n)) == nil {
			t.Fatalf("page %d is not kept", n)
		}
	}
	if s.put("large", make([]byte, largestKept+1)); s.get("large") != nil {
		t.Error("a page over the bound is kept")
	}
}

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
