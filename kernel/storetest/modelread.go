package storetest

import (
	"fmt"
	"sort"
	"strconv"
	"strings"

	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// list compares a random query with the map.
func (m *model) list() {
	at, state := m.moment()
	q := kernel.Query{Kind: "ship", Limit: 1 + m.rnd.IntN(30), Offset: m.rnd.IntN(10)}
	keep := func(entry) bool { return true }
	switch m.rnd.IntN(6) {
	case 0:
		n := 1 + m.rnd.IntN(4)
		q.Where = []kernel.Cond{{Field: "masts", Op: ">=", Values: []string{strconv.Itoa(n)}}}
		keep = func(e entry) bool { return e.masts >= n }
	case 1:
		q.Where = []kernel.Cond{{Field: "label.l", Op: "=", Values: []string{"v1", "v2"}}}
		keep = func(e entry) bool { return e.label == "v1" || e.label == "v2" }
	case 2:
		q.Where = []kernel.Cond{{Field: "flag", Op: "=", Values: []string{""}}}
		keep = func(e entry) bool { return e.flag == "" }
	case 3:
		q.Where = []kernel.Cond{{Field: "name", Op: "~", Values: []string{"N1"}}}
		keep = func(e entry) bool { return strings.Contains(e.name, "n1") }
	case 4:
		if c, ok := pickFrom(state, m.rnd.IntN(50), isCrew); ok {
			q.Where = []kernel.Cond{{Field: "captain", Op: "!=", Values: []string{c.name}}}
			keep = func(e entry) bool { return e.captain != string(c.uid) }
		}
	}
	want := wanted(state, keep)
	if m.rnd.IntN(2) == 0 {
		q.Sort = []string{"-masts", "name"}
		sort.SliceStable(want, func(i, j int) bool {
			if want[i].masts != want[j].masts {
				return want[i].masts > want[j].masts
			}
			return want[i].name < want[j].name
		})
	}
	m.compareList(at, q, want)
}

// wanted gives the ships of a state that a condition keeps, in order of creation.
func wanted(state map[string]entry, keep func(entry) bool) []entry {
	var out []entry
	for _, e := range state {
		if !e.crew && keep(e) {
			out = append(out, e)
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i].uid < out[j].uid })
	return out
}

func pickFrom(state map[string]entry, n int, ok func(entry) bool) (entry, bool) {
	var list []entry
	for _, e := range state {
		if ok(e) {
			list = append(list, e)
		}
	}
	if len(list) == 0 {
		return entry{}, false
	}
	sort.Slice(list, func(i, j int) bool { return list[i].uid < list[j].uid })
	return list[n%len(list)], true
}

func (m *model) compareList(at kernel.At, q kernel.Query, want []entry) {
	err := m.store().View(m.ctx, at, func(v kernel.View) error {
		p, err := v.List(m.ctx, q)
		if err != nil {
			return err
		}
		if p.Total != len(want) {
			m.Errorf("%+v at %+v: total %d, want %d", q, at, p.Total, len(want))
		}
		end := min(len(want), q.Offset+q.Limit)
		for i, r := range p.Items {
			if q.Offset+i >= end {
				m.Errorf("%+v at %+v: %d items too many", q, at, len(p.Items))
				break
			}
			m.same(at, r, want[q.Offset+i])
		}
		if q.Offset < end && len(p.Items) != end-q.Offset {
			m.Errorf("%+v at %+v: %d items, want %d", q, at, len(p.Items), end-q.Offset)
		}
		return nil
	})
	if err != nil {
		m.Errorf("list at %+v: %v", at, err)
	}
}

// same compares one record with the map's.
func (m *model) same(at kernel.At, r *kernel.Record, e entry) {
	got := entry{uid: r.UID, name: r.Name, rev: r.Rev, label: r.Labels["l"]}
	switch s := r.Spec.(type) {
	case *Ship:
		got.title, got.masts, got.flag, got.captain = s.Title, s.Masts, s.Flag, string(s.Captain.UID)
	case *Crew:
		got.title, got.crew = s.Title, true
	}
	if got != e {
		m.Errorf("at %+v: got %+v, want %+v", at, got, e)
	}
}

func (m *model) get() {
	at, state := m.moment()
	name, crew := "n"+strconv.Itoa(m.rnd.IntN(60)), false
	if e, ok := pickFrom(state, m.rnd.IntN(500), func(entry) bool { return true }); ok && m.rnd.IntN(4) > 0 {
		name, crew = e.name, e.crew
	}
	want, exists := pickFrom(state, 0, func(e entry) bool { return e.name == name && e.crew == crew })
	err := m.store().View(m.ctx, at, func(v kernel.View) error {
		r, err := v.Get(m.ctx, kindOf(entry{crew: crew}), name)
		if err == nil {
			m.same(at, r, want)
			if s, ok := r.Spec.(*Ship); ok && want.captain != "" && s.Captain.Name != state[want.captain].name {
				return fmt.Errorf("captain %q, want %q", s.Captain.Name, state[want.captain].name)
			}
		}
		return err
	})
	if exists && err != nil || !exists && !fault.Is(err, fault.NotFound) {
		m.Errorf("get %s at %+v: %v, exists %v", name, at, err, exists)
	}
}

func (m *model) links() {
	at, state := m.moment()
	c, ok := pickFrom(state, m.rnd.IntN(50), isCrew)
	if !ok {
		return
	}
	want := wanted(state, func(e entry) bool { return e.captain == string(c.uid) })
	err := m.store().View(m.ctx, at, func(v kernel.View) error {
		ls, err := v.Links(m.ctx, c.uid, kernel.In, "")
		if len(ls) != len(want) {
			m.Errorf("at %+v: %d links to %s, want %d", at, len(ls), c.name, len(want))
		}
		return err
	})
	if err != nil {
		m.Errorf("links at %+v: %v", at, err)
	}
}
