package storetest

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"sort"
	"strconv"
	"testing"
	"time"

	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// Model plays random operations on a store and on a plain map and compares them,
// the past included. It fails with the seed and the operation.
func Model(t *testing.T, b *Bench, seed uint64, ops int) {
	m := &model{T: t, b: b, ctx: context.Background(), rnd: rand.New(rand.NewPCG(seed, 1)), seed: seed, live: map[string]entry{}}
	m.past = append(m.past, map[string]entry{})
	for m.op = range ops {
		m.step()
		if t.Failed() {
			t.Fatalf("seed %d, operation %d", seed, m.op)
		}
	}
	rep, err := b.For(Owner()).Verify(m.ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range rep.Faults {
		t.Errorf("seed %d: %s: %s %s", seed, f.Check, f.Where, f.Detail)
	}
}

// entry is a ship as the map has it.
type entry struct {
	uid     kernel.UID
	name    string
	rev     int
	title   string
	masts   int
	flag    string
	captain string // uid of the crew
	label   string
	crew    bool // it is a crew, not a ship
}

type model struct {
	*testing.T
	b    *Bench
	ctx  context.Context
	rnd  *rand.Rand
	seed uint64
	op   int
	live map[string]entry   // by uid
	past []map[string]entry // after entry n
	gone []entry            // deleted, for restoring
}

func (m *model) step() {
	m.b.Clock.Add(time.Duration(m.rnd.IntN(3)) * time.Second)
	switch n := m.rnd.IntN(100); {
	case n < 34:
		m.put()
	case n < 42:
		m.rename()
	case n < 50:
		m.delete()
	case n < 54:
		m.restore()
	case n < 56:
		m.erase()
	case n < 80:
		m.list()
	case n < 90:
		m.get()
	case n < 95:
		m.links()
	default:
		m.batch()
	}
}

func (m *model) store() kernel.Store { return m.b.For(Owner()) }

// commit runs one update and, when it succeeds, notes the states after each of
// its entries.
func (m *model) commit(want fault.Kind, f func(tx kernel.Tx) error, apply ...func(map[string]entry)) {
	r, err := m.store().Update(m.ctx, "model", f)
	if want != fault.Internal {
		if !fault.Is(err, want) {
			m.Errorf("got %v, want a fault of kind %d", err, want)
		}
		return
	}
	if err != nil {
		m.Errorf("unexpected: %v", err)
		return
	}
	if len(apply) == 0 {
		if r.Last != 0 {
			m.Errorf("wrote entries %d to %d, want none", r.First, r.Last)
		}
		return
	}
	if int(r.Last) != len(m.past)-1+len(apply) {
		m.Errorf("ledger at %d, want %d", r.Last, len(m.past)-1+len(apply))
		return
	}
	for _, a := range apply {
		a(m.live)
		m.past = append(m.past, maps.Clone(m.live))
	}
}

func (m *model) pick(ok func(entry) bool) (entry, bool) {
	var list []string
	for u, e := range m.live {
		if ok(e) {
			list = append(list, u)
		}
	}
	if len(list) == 0 {
		return entry{}, false
	}
	sort.Strings(list)
	return m.live[list[m.rnd.IntN(len(list))]], true
}

func isCrew(e entry) bool { return e.crew }

// ship draws the content of a ship.
func (m *model) ship(e entry) (entry, *Ship) {
	e.title = "ship " + strconv.Itoa(m.rnd.IntN(6))
	e.masts = 1 + m.rnd.IntN(4)
	e.flag, e.captain, e.label = "", "", ""
	if m.rnd.IntN(4) == 0 {
		e.flag = "flag" + strconv.Itoa(m.rnd.IntN(40))
	}
	s := &Ship{Title: e.title, State: "afloat", Masts: e.masts, Flag: e.flag}
	if c, ok := m.pick(isCrew); ok && m.rnd.IntN(2) == 0 {
		e.captain, s.Captain = string(c.uid), kernel.To[Crew](c.name)
	}
	if m.rnd.IntN(3) == 0 {
		e.label = "v" + strconv.Itoa(m.rnd.IntN(3))
	}
	return e, s
}

func labels(e entry) map[string]string {
	if e.label == "" {
		return nil
	}
	return map[string]string{"l": e.label}
}

// flagTaken says whether another ship has the flag.
func (m *model) flagTaken(e entry) bool {
	for _, o := range m.live {
		if !o.crew && e.flag != "" && o.flag == e.flag && o.uid != e.uid {
			return true
		}
	}
	return false
}

func (m *model) byName(crew bool, name string) (entry, bool) {
	return m.pick(func(e entry) bool { return e.crew == crew && e.name == name })
}

func (m *model) put() {
	if m.rnd.IntN(6) == 0 {
		m.putCrew()
		return
	}
	name := "n" + strconv.Itoa(m.rnd.IntN(60))
	old, exists := m.byName(false, name)
	e, s := m.ship(old)
	e.name = name
	rev := kernel.RevAny
	want := fault.Internal
	switch m.rnd.IntN(6) {
	case 0:
		rev = kernel.RevNew
		if exists {
			want = fault.Conflict
		}
	case 1:
		if exists {
			if rev = old.rev + m.rnd.IntN(2); rev != old.rev {
				want = fault.Conflict
			}
		}
	}
	if want == fault.Internal && m.flagTaken(e) {
		want = fault.Conflict
	}
	var got *kernel.Record
	write := func(tx kernel.Tx) (err error) {
		got, err = tx.Put(m.ctx, kernel.Put{Kind: "ship", Name: name, Rev: rev, Spec: s, Labels: labels(e)})
		return err
	}
	if same := old; want == fault.Internal && exists {
		if same.title == e.title && same.masts == e.masts && same.flag == e.flag && same.captain == e.captain && same.label == e.label {
			m.commit(want, write)
			return
		}
	}
	m.commit(want, write, func(live map[string]entry) { e.uid, e.rev = got.UID, got.Rev; live[string(got.UID)] = e })
}

func (m *model) putCrew() {
	name := "c" + strconv.Itoa(m.rnd.IntN(15))
	if _, exists := m.byName(true, name); exists {
		return
	}
	e := entry{name: name, title: "crew " + name, crew: true}
	var got *kernel.Record
	m.commit(fault.Internal, func(tx kernel.Tx) (err error) {
		got, err = tx.Put(m.ctx, kernel.Put{Kind: "crew", Name: name, Spec: &Crew{Title: e.title}})
		return err
	}, func(live map[string]entry) { e.uid, e.rev = got.UID, got.Rev; live[string(got.UID)] = e })
}

func (m *model) rename() {
	if m.rnd.IntN(3) > 0 { // rarely: a tenant that renames is slower
		return
	}
	e, ok := m.pick(func(entry) bool { return true })
	if !ok {
		return
	}
	name := "r" + strconv.Itoa(m.rnd.IntN(80))
	want := fault.Internal
	if o, taken := m.byName(e.crew, name); taken {
		if o.uid == e.uid {
			return
		}
		want = fault.Conflict
	}
	kind := kindOf(e)
	var got *kernel.Record
	m.commit(want, func(tx kernel.Tx) error {
		r, err := tx.Get(m.ctx, kind, e.name)
		if err != nil {
			return err
		}
		got, err = tx.Put(m.ctx, kernel.Put{Kind: kind, UID: r.UID, Name: name, Rev: e.rev, Spec: r.Spec, KeepMeta: true})
		return err
	}, func(live map[string]entry) { e.name, e.rev = name, got.Rev; live[string(e.uid)] = e })
}

func kindOf(e entry) string {
	if e.crew {
		return "crew"
	}
	return "ship"
}

func (m *model) delete() {
	e, ok := m.pick(func(entry) bool { return true })
	if !ok {
		return
	}
	want := fault.Internal
	if _, used := m.pick(func(o entry) bool { return o.captain == string(e.uid) }); e.crew && used {
		want = fault.Conflict
	}
	m.commit(want, func(tx kernel.Tx) error { return tx.Delete(m.ctx, kindOf(e), e.name, e.rev) },
		func(live map[string]entry) { delete(live, string(e.uid)); m.gone = append(m.gone, e) })
}

func (m *model) restore() {
	if len(m.gone) == 0 {
		return
	}
	i := m.rnd.IntN(len(m.gone))
	e := m.gone[i]
	want := fault.Internal
	if _, taken := m.byName(e.crew, e.name); taken {
		want = fault.Conflict
	} else if _, there := m.live[e.captain]; e.captain != "" && !there {
		want = fault.Invalid
	} else if m.flagTaken(e) {
		want = fault.Conflict
	}
	var got *kernel.Record
	m.commit(want, func(tx kernel.Tx) (err error) { got, err = tx.Restore(m.ctx, e.uid, e.rev); return err },
		func(live map[string]entry) {
			e.rev = got.Rev
			live[string(e.uid)] = e
			m.gone = slices.Delete(m.gone, i, i+1)
		})
}

// erase removes a deleted record for good: it vanishes from the past too.
func (m *model) erase() {
	if len(m.gone) == 0 || m.rnd.IntN(4) > 0 {
		return
	}
	i := m.rnd.IntN(len(m.gone))
	e := m.gone[i]
	m.commit(fault.Internal, func(tx kernel.Tx) error { return tx.Erase(m.ctx, e.uid, true, "test") },
		func(map[string]entry) { m.gone = slices.Delete(m.gone, i, i+1) })
	for _, p := range m.past {
		delete(p, string(e.uid))
	}
}

// batch writes several ships in one transaction.
func (m *model) batch() {
	n := 2 + m.rnd.IntN(5)
	var apply []func(map[string]entry)
	var puts []kernel.Put
	got := make([]*kernel.Record, n)
	for i := range n {
		e, s := m.ship(entry{})
		e.flag, s.Flag = "", ""
		e.name = fmt.Sprintf("b%d-%d", m.op, i)
		puts = append(puts, kernel.Put{Kind: "ship", Name: e.name, Spec: s, Labels: labels(e)})
		apply = append(apply, func(live map[string]entry) { e.uid, e.rev = got[i].UID, 1; live[string(e.uid)] = e })
	}
	m.commit(fault.Internal, func(tx kernel.Tx) (err error) {
		for i, p := range puts {
			if got[i], err = tx.Put(m.ctx, p); err != nil {
				return err
			}
		}
		return nil
	}, apply...)
}

// moment draws now or an entry of the past.
func (m *model) moment() (kernel.At, map[string]entry) {
	if len(m.past) < 3 || m.rnd.IntN(2) == 0 {
		return kernel.At{}, m.live
	}
	n := 1 + m.rnd.IntN(len(m.past)-1)
	if m.rnd.IntN(2) == 0 {
		n = max(1, len(m.past)-1-m.rnd.IntN(10))
	}
	return kernel.At{Seq: kernel.Seq(n)}, m.past[n]
}
