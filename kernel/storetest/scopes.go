package storetest

import (
	"sort"
	"strings"

	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

func init() {
	suite["a scope covers the same in lists, counts, search and the past"] = scopes
	suite["a count by a reference tells nothing of a record that is not seen"] = unseenReference
	suite["an erasure stays within its scope"] = erasureScope
	suite["a sensitive field needs its right"] = sensitive
	suite["a pinned principal sees its moment and changes nothing"] = pinned
}

// scopes compares what every kind of scope lets through by every way of reading.
func scopes(s *story) {
	anna := s.put("crew", "anna", &Crew{Title: "Anna"})
	for i, name := range []string{"s0", "s1", "s2", "s3"} {
		p := kernel.Put{Kind: "ship", Name: name, Spec: afloat("Ship"), Rev: kernel.RevNew}
		if i%2 == 0 {
			p.Spec.(*Ship).Captain = kernel.To[Crew]("anna")
		}
		if i < 2 {
			p.Labels = map[string]string{"fleet": "north"}
		}
		_, err := s.tryPut(p)
		s.must(err)
	}
	last := kernel.Seq(0)
	s.view(kernel.At{}, func(v kernel.View) error { last = v.Seq(); return nil })
	s.put("crew", "ben", &Crew{Title: "Ben"})
	cases := []struct {
		scope kernel.Scope
		want  string
	}{
		{kernel.Scope{Type: kernel.ScopeAll}, "s0 s1 s2 s3"},
		{kernel.Scope{Type: kernel.ScopeOwned}, "s0 s2"},
		{kernel.Scope{Type: kernel.ScopeLabel, Label: "fleet=north"}, "s0 s1"},
		{kernel.Scope{Type: kernel.ScopeLinked, Link: anna.UID}, "s0 s2"},
		{kernel.Scope{Type: kernel.ScopeLinked, Link: "x"}, ""},
	}
	for _, c := range cases {
		who := kernel.Principal{Tenant: "t1", Actor: "x", Person: anna.UID, Grants: []kernel.Grant{{Verbs: []kernel.Verb{kernel.Read}, Kinds: []string{"ship"}, Scope: c.scope}}}
		for _, at := range []kernel.At{{}, {Seq: last}} {
			s.must(s.b.For(who).View(s.ctx, at, func(v kernel.View) error { s.everyWay(v, c.want); return nil }))
		}
	}
}

// unseenReference counts by a reference to a record that not everybody may see.
func unseenReference(s *story) {
	s.put("crew", "anna", &Crew{Title: "Anna"})
	ship := afloat("Ship")
	ship.Captain = kernel.To[Crew]("anna")
	last := s.put("ship", "s0", ship).Seq
	s.put("crew", "ben", &Crew{Title: "Ben"})
	ships := kernel.Principal{Tenant: "t1", Actor: "x", Grants: []kernel.Grant{{Verbs: []kernel.Verb{kernel.Read}, Kinds: []string{"ship"}, Scope: kernel.Scope{Type: kernel.ScopeAll}}}}
	for _, at := range []kernel.At{{}, {Seq: last}} {
		for _, c := range []struct {
			who  kernel.Principal
			want int
		}{{Owner(), 1}, {ships, 0}, {Owner(), 1}} {
			s.must(s.b.For(c.who).View(s.ctx, at, func(v kernel.View) error {
				n, err := v.Count(s.ctx, kernel.Query{Kind: "ship", Where: []kernel.Cond{{Field: "captain", Op: "=", Values: []string{"anna"}}}}, "")
				if n[""] != c.want {
					s.Errorf("at %d %s counts %d ships of anna, want %d", v.Seq(), c.who.Actor, n[""], c.want)
				}
				return err
			}))
		}
	}
}

// erasureScope erases as somebody who administers the ships of one fleet only.
func erasureScope(s *story) {
	r := s.put("ship", "gull", &Ship{Title: "Gull of somebody", State: "planned"})
	s.put("ship", "gull", &Ship{Title: "Gull", State: "planned"})
	north := kernel.Principal{Tenant: "t1", Actor: "x", Grants: []kernel.Grant{{Verbs: kernel.Verbs, Kinds: []string{"ship"}, Scope: kernel.Scope{Type: kernel.ScopeLabel, Label: "fleet=north"}}}}
	for _, all := range []bool{false, true} {
		_, err := s.b.For(north).Update(s.ctx, "", func(tx kernel.Tx) error { return tx.Erase(s.ctx, r.UID, all, "Article 17") })
		s.wantKind(err, fault.NotFound)
	}
	s.view(kernel.At{}, func(v kernel.View) error {
		h, err := v.History(s.ctx, r.UID)
		if len(h) != 2 || h[1].Spec == nil {
			s.Errorf("history %+v", h)
		}
		return err
	})
}

// everyWay reads the ships by list, all, count, search and one by one.
func (s *story) everyWay(v kernel.View, want string) {
	s.Helper()
	names := func(list []*kernel.Record) string {
		var out []string
		for _, r := range list {
			out = append(out, r.Name)
		}
		sort.Strings(out)
		return strings.Join(out, " ")
	}
	p, err := v.List(s.ctx, kernel.Query{Kind: "ship"})
	s.must(err)
	all, err := v.All(s.ctx, "ship")
	s.must(err)
	found, err := v.Search(s.ctx, "ship", nil, 10)
	s.must(err)
	n, err := v.Count(s.ctx, kernel.Query{Kind: "ship"}, "")
	s.must(err)
	for how, got := range map[string]string{"list": names(p.Items), "all": names(all), "search": names(found)} {
		if got != want {
			s.Errorf("%s at %d: got %q, want %q", how, v.Seq(), got, want)
		}
	}
	if wanted := len(strings.Fields(want)); p.Total != wanted || n[""] != wanted {
		s.Errorf("total %d, count %d, want %d", p.Total, n[""], wanted)
	}
	for _, name := range []string{"s0", "s1", "s2", "s3"} {
		_, err := v.Get(s.ctx, "ship", name)
		if may := strings.Contains(want, name); may != (err == nil) || !may && !fault.Is(err, fault.NotFound) {
			s.Errorf("get %s: %v", name, err)
		}
	}
	if list, err := v.All(s.ctx, "crew"); err != nil || len(list) != 0 {
		s.Errorf("sees a kind without a right: %d, %v", len(list), err)
	}
}

func sensitive(s *story) {
	s.put("ship", "gull", &Ship{Title: "Gull", State: "planned", Log: "unspeakable"})
	clerk := kernel.Principal{Tenant: "t1", Actor: "clerk", Grants: []kernel.Grant{{Verbs: []kernel.Verb{kernel.Read, kernel.Write}, Kinds: []string{"ship"}, Scope: kernel.Scope{Type: kernel.ScopeAll}}}}
	s.must(s.b.For(clerk).View(s.ctx, kernel.At{}, func(v kernel.View) error {
		r, err := v.Get(s.ctx, "ship", "gull")
		s.must(err)
		all, err := v.All(s.ctx, "ship")
		s.must(err)
		h, err := v.History(s.ctx, r.UID)
		s.must(err)
		if r.Spec.(*Ship).Log != "" || all[0].Spec.(*Ship).Log != "" || h[0].Spec.(*Ship).Log != "" {
			s.Error("a sensitive field is shown without the right")
		}
		return nil
	}))
	_, err := s.b.For(clerk).Update(s.ctx, "", func(tx kernel.Tx) error {
		_, err := tx.Put(s.ctx, kernel.Put{Kind: "ship", Name: "gull", Rev: 1, Spec: &Ship{Title: "Gull II", State: "planned"}})
		return err
	})
	s.must(err)
	if got := s.get(kernel.At{}, "ship", "gull").Spec.(*Ship); got.Log != "unspeakable" || got.Title != "Gull II" {
		s.Errorf("whoever cannot see it has changed it: %+v", got)
	}
}

func pinned(s *story) {
	r := s.put("ship", "gull", afloat("Gull"))
	s.put("ship", "gull", afloat("Gull II"))
	auditor := Owner()
	auditor.Pin = kernel.At{Seq: r.Seq}
	for _, at := range []kernel.At{{}, {Seq: 2}, {Seq: 1}} {
		s.must(s.b.For(auditor).View(s.ctx, at, func(v kernel.View) error {
			got, err := v.Get(s.ctx, "ship", "gull")
			if err == nil && got.Spec.(*Ship).Title != "Gull" {
				s.Errorf("at %+v sees %q", at, got.Spec.(*Ship).Title)
			}
			return err
		}))
	}
	_, err := s.b.For(auditor).Update(s.ctx, "", func(kernel.Tx) error { return nil })
	s.wantKind(err, fault.Forbidden)
	_, err = s.b.For(auditor).Attach(s.ctx, "x", strings.NewReader("x"))
	s.wantKind(err, fault.Forbidden)
	expired := Owner()
	expired.Expires = s.b.Clock.Now()
	err = s.b.For(expired).View(s.ctx, kernel.At{}, func(kernel.View) error { return nil })
	s.wantKind(err, fault.Forbidden)
}
