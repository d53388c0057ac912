package derived

import (
	"context"
	"testing"
	"time"

	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/catalog"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// moment is a view of nothing at a position, for one reader.
type moment struct {
	kernel.View
	seq  kernel.Seq
	last kernel.Seq
	now  time.Time
	who  kernel.Principal
	reg  *kernel.Registry
	read *int
}

func (m moment) Seq() kernel.Seq              { return m.seq }
func (m moment) Latest() kernel.Seq           { return m.last }
func (m moment) Now() time.Time               { return m.now }
func (m moment) Principal() *kernel.Principal { return &m.who }
func (m moment) Registry() *kernel.Registry   { return m.reg }
func (m moment) All(context.Context, string) ([]*kernel.Record, error) {
	*m.read++
	return nil, nil
}

func everything() []kernel.Grant {
	return []kernel.Grant{{Verbs: []kernel.Verb{kernel.Read}, Kinds: []string{"*"}, Scope: kernel.Scope{Type: kernel.ScopeAll}}}
}

func TestOnlyTheSameReaderOfTheSameMomentSharesAResult(t *testing.T) {
	cat, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	reads := 0
	base := moment{seq: 7, now: time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC), reg: kernel.NewRegistry(aims.Kinds()...), read: &reads,
		who: kernel.Principal{Tenant: "a", Actor: "one", Grants: everything()}}
	cases := []struct {
		name   string
		change func(*moment)
		again  bool // whether the records are read again
	}{
		{"the same reader a minute later", func(m *moment) { m.now = m.now.Add(time.Minute) }, false},
		{"another reader who sees everything", func(m *moment) { m.who.Actor = "two" }, false},
		{"another tenant", func(m *moment) { m.who.Tenant = "b" }, true},
		{"another position", func(m *moment) { m.seq = 8 }, true},
		{"the same position after a write, which may be an erasure", func(m *moment) { m.last = 8 }, true},
		{"another day", func(m *moment) { m.now = m.now.AddDate(0, 0, 1) }, true},
		{"somebody who sees only what is theirs", func(m *moment) {
			m.who.Person, m.who.Grants = "p1", []kernel.Grant{{Verbs: []kernel.Verb{kernel.Read}, Kinds: []string{"*"}, Scope: kernel.Scope{Type: kernel.ScopeOwned}}}
		}, true},
		{"another person who sees only what is theirs", func(m *moment) {
			m.who.Person, m.who.Grants = "p2", []kernel.Grant{{Verbs: []kernel.Verb{kernel.Read}, Kinds: []string{"*"}, Scope: kernel.Scope{Type: kernel.ScopeOwned}}}
		}, true},
		{"somebody who may reveal what is sensitive", func(m *moment) {
			m.who.Grants[0].Verbs = append(m.who.Grants[0].Verbs, kernel.Reveal)
		}, hasSensitive(base.reg)},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			cache := New(always(cat))
			first, err := cache.Of(t.Context(), base)
			if err != nil {
				t.Fatal(err)
			}
			other := base
			other.who.Grants = everything()
			c.change(&other)
			reads = 0
			second, err := cache.Of(t.Context(), other)
			if err != nil {
				t.Fatal(err)
			}
			if (reads > 0) != c.again || (first != second) != c.again {
				t.Errorf("read again %v, shared %v; want read again %v", reads > 0, first == second, c.again)
			}
		})
	}
}

func hasSensitive(reg *kernel.Registry) bool {
	for _, k := range reg.Kinds() {
		if !k.Internal && k.HasSensitive() {
			return true
		}
	}
	return false
}

func TestOldMomentsAreForgotten(t *testing.T) {
	cat, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	reads := 0
	m := moment{now: time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC), reg: kernel.NewRegistry(aims.Kinds()...), read: &reads, who: kernel.Principal{Tenant: "a", Grants: everything()}}
	cache := New(always(cat))
	for m.seq = 1; m.seq <= 3*kept; m.seq++ {
		if _, err := cache.Of(t.Context(), m); err != nil {
			t.Fatal(err)
		}
	}
	if len(cache.entries) != kept {
		t.Errorf("%d results are held, want %d", len(cache.entries), kept)
	}
}

// always gives everybody the same catalogue.
func always(c *catalog.Catalog) CatalogOf {
	return func(context.Context, kernel.View) (*catalog.Catalog, error) { return c, nil }
}
