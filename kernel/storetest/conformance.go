package storetest

import (
	"context"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// Run is the conformance suite: what any keeper of records promises. open gives
// an empty one with the tenants t1 and t2.
func Run(t *testing.T, open func(*testing.T) *Bench) {
	for name, f := range suite {
		t.Run(name, func(t *testing.T) { f(&story{T: t, b: open(t), ctx: context.Background()}) })
	}
}

var suite = map[string]func(*story){
	"a record reads back as it was written":                    readBack,
	"what was read at entry n reads the same after entry n+1":  pastStands,
	"a moment finds the entry that was newest then":            byTime,
	"a stale revision is refused":                              staleRefused,
	"a name is used once among a kind":                         namesUnique,
	"unique columns are unique":                                columnsUnique,
	"every problem is reported at once":                        allProblems,
	"a reference to nothing is refused":                        dangling,
	"a record in use cannot go":                                restrict,
	"a clearing reference is emptied when its target goes":     clearing,
	"a keeping reference stays when its target goes":           keeping,
	"a renamed target is found by its new name":                renaming,
	"back-links follow references through time":                backLinks,
	"a lifecycle allows only its steps":                        lifecycle,
	"an immutable field does not change":                       immutable,
	"writing nothing new writes nothing":                       noOp,
	"a failed update leaves nothing behind":                    allOrNothing,
	"a deleted record can be brought back":                     bringBack,
	"an earlier revision can be written again":                 goBack,
	"erasing history leaves proofs valid":                      eraseHistory,
	"erasing a record leaves proofs valid and no trace":        eraseAll,
	"custom fields are typed":                                  customFields,
	"labels filter":                                            labelsFilter,
	"a file can be read by who may read a record that uses it": files,
	"lists filter, sort and page":                              lists,
	"search finds words and names":                             searching,
	"the best finds come first and kinds take turns":           ranking,
	"a list by words finds them all":                           wordLists,
	"turning a sort round turns the list round":                turnedRound,
	"a past view leaves the names of today alone":              namesOfToday,
	"a view does not see what is written after it began":       isolation,
	"watchers hear of new entries":                             watching,
	"jobs come with their transaction and are done once":       jobs,
	"entries are in the tree of a signed checkpoint":           proofs,
	"a verified log has no faults":                             verified,
	"after a restart everything is as before":                  restart,
}

// story is one conformance test.
type story struct {
	*testing.T
	b   *Bench
	ctx context.Context
}

func (s *story) store() kernel.Store { return s.b.For(Owner()) }

// put writes one record and gives it back.
func (s *story) put(kind, name string, spec any) *kernel.Record {
	s.Helper()
	r, err := s.tryPut(kernel.Put{Kind: kind, Name: name, Rev: kernel.RevAny, Spec: spec})
	if err != nil {
		s.Fatalf("put %s/%s: %v", kind, name, err)
	}
	return r
}

func (s *story) tryPut(p kernel.Put) (r *kernel.Record, err error) {
	s.b.Clock.Add(time.Minute)
	_, err = s.store().Update(s.ctx, "test", func(tx kernel.Tx) (err error) {
		r, err = tx.Put(s.ctx, p)
		return err
	})
	return r, err
}

func (s *story) update(f func(tx kernel.Tx) error) error {
	s.b.Clock.Add(time.Minute)
	_, err := s.store().Update(s.ctx, "test", f)
	return err
}

func (s *story) must(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

// view runs f at a moment; the zero At is now.
func (s *story) view(at kernel.At, f func(v kernel.View) error) {
	s.Helper()
	s.must(s.store().View(s.ctx, at, f))
}

func (s *story) get(at kernel.At, kind, name string) *kernel.Record {
	s.Helper()
	var r *kernel.Record
	s.view(at, func(v kernel.View) (err error) { r, err = v.Get(s.ctx, kind, name); return err })
	return r
}

// sound fails unless the whole log verifies.
func (s *story) sound() {
	s.Helper()
	rep, err := s.b.For(Owner()).Verify(s.ctx, nil)
	s.must(err)
	for _, f := range rep.Faults {
		s.Errorf("%s: %s %s", f.Check, f.Where, f.Detail)
	}
}

func (s *story) wantKind(err error, k fault.Kind) {
	s.Helper()
	if !fault.Is(err, k) {
		s.Fatalf("got %v (kind %d), want kind %d", err, fault.Of(err), k)
	}
}

func afloat(title string) *Ship { return &Ship{Title: title, State: "afloat", Masts: 2} }

func readBack(s *story) {
	tons := 12.5
	s.put("crew", "anna", &Crew{Title: "Anna"})
	s.put("ship", "gull", map[string]any{"title": "Gull ✓ <&>\u2028", "state": "planned", "captain": "anna", "crew": []any{"anna"}, "cargo": []any{map[string]any{"goods": "tea", "owner": "anna"}}})
	r := s.put("ship", "tern", &Ship{Title: "Tern", State: "afloat", Masts: 1, Tons: &tons, Built: "1890-01-02", Captain: kernel.To[Crew]("anna"), Log: "secret", About: kernel.AnyRef{Kind: "ship", Name: "gull"}})
	got := s.get(kernel.At{}, "ship", "tern").Spec.(*Ship)
	if *got.Tons != 12.5 || got.Captain.Name != "anna" || got.Log != "secret" || got.About.String() != "ship/gull" || got.Built != "1890-01-02" {
		s.Errorf("got %+v", got)
	}
	if r.Rev != 1 || r.UID == "" || r.Seq == 0 {
		s.Errorf("got meta %+v", r.Meta)
	}
	gull := s.get(kernel.At{}, "ship", "gull").Spec.(*Ship)
	if gull.Title != "Gull ✓ <&>\u2028" || gull.Cargo[0].Owner.Name != "anna" {
		s.Errorf("got %+v", gull)
	}
	s.sound()
}

func pastStands(s *story) {
	a := s.put("ship", "gull", afloat("Gull"))
	s.put("ship", "tern", afloat("Tern"))
	s.put("ship", "gull", afloat("Gull II"))
	s.must(s.update(func(tx kernel.Tx) error { return tx.Delete(s.ctx, "ship", "tern", kernel.RevAny) }))
	s.put("ship", "skua", afloat("Skua"))
	for _, warm := range []bool{false, true} {
		if warm { // with and without the newest state in the cache
			s.view(kernel.At{}, func(v kernel.View) error { _, err := v.All(s.ctx, "ship"); return err })
		}
		s.view(kernel.At{Seq: a.Seq + 1}, func(v kernel.View) error {
			all, err := v.All(s.ctx, "ship")
			if len(all) != 2 || all[0].Spec.(*Ship).Title != "Gull" || all[1].Name != "tern" || !v.Past() {
				s.Errorf("at entry %d: %d ships, %+v", a.Seq+1, len(all), all)
			}
			p, lerr := v.List(s.ctx, kernel.Query{Kind: "ship", Sort: []string{"-name"}})
			if lerr == nil && (p.Total != 2 || p.Items[0].Name != "tern") {
				s.Errorf("list at entry %d: %+v", a.Seq+1, p)
			}
			return err
		})
	}
	if got := s.get(kernel.At{Seq: a.Seq}, "ship", "gull").Spec.(*Ship).Title; got != "Gull" {
		s.Errorf("got %q", got)
	}
}

func byTime(s *story) {
	s.put("ship", "gull", afloat("Gull"))
	then := s.b.Clock.Now()
	s.b.Clock.Add(time.Hour)
	s.put("ship", "gull", afloat("Gull II"))
	if got := s.get(kernel.At{Time: then}, "ship", "gull").Spec.(*Ship).Title; got != "Gull" {
		s.Errorf("got %q", got)
	}
	if got := s.get(kernel.At{Time: then.Add(1000 * time.Hour)}, "ship", "gull").Spec.(*Ship).Title; got != "Gull II" {
		s.Errorf("a time to come: got %q", got)
	}
	err := s.store().View(s.ctx, kernel.At{Time: then.Add(-1000 * time.Hour)}, func(kernel.View) error { return nil })
	s.wantKind(err, fault.NotFound)
	err = s.store().View(s.ctx, kernel.At{Seq: 99}, func(kernel.View) error { return nil })
	s.wantKind(err, fault.NotFound)
}

func staleRefused(s *story) {
	s.put("ship", "gull", afloat("Gull"))
	s.put("ship", "gull", afloat("Gull II"))
	_, err := s.tryPut(kernel.Put{Kind: "ship", Name: "gull", Rev: 1, Spec: afloat("Gull III")})
	s.wantKind(err, fault.Conflict)
	err = s.update(func(tx kernel.Tx) error { return tx.Delete(s.ctx, "ship", "gull", 1) })
	s.wantKind(err, fault.Conflict)
	_, err = s.tryPut(kernel.Put{Kind: "ship", Name: "gull", Rev: 2, Spec: afloat("Gull III")})
	s.must(err)
}

func namesUnique(s *story) {
	r := s.put("ship", "gull", afloat("Gull"))
	_, err := s.tryPut(kernel.Put{Kind: "ship", Name: "gull", Rev: kernel.RevNew, Spec: afloat("Other")})
	s.wantKind(err, fault.Conflict)
	s.put("ship", "tern", afloat("Tern"))
	_, err = s.tryPut(kernel.Put{Kind: "ship", UID: r.UID, Name: "tern", Rev: r.Rev, Spec: r.Spec})
	s.wantKind(err, fault.Conflict)
	s.put("crew", "gull", &Crew{Title: "Of another kind"})
	s.sound()
}

func columnsUnique(s *story) {
	s.put("crew", "anna", &Crew{Title: "Anna", Email: "a@b"})
	_, err := s.tryPut(kernel.Put{Kind: "crew", Name: "ben", Spec: &Crew{Title: "Ben", Email: "a@b"}})
	s.wantKind(err, fault.Conflict)
	s.put("crew", "cleo", &Crew{Title: "Cleo"})
	s.put("crew", "dan", &Crew{Title: "Dan"}) // two without a value are fine
}

func allProblems(s *story) {
	_, err := s.tryPut(kernel.Put{Kind: "ship", Name: "bad name", Spec: map[string]any{"titel": "x", "state": "flying", "masts": "two", "built": "1890-02-30", "captain": "nobody"}})
	s.wantKind(err, fault.Invalid)
	for _, want := range []string{"name", "titel", "title", "state", "masts", "built", "captain"} {
		if !strings.Contains("\n"+err.Error(), "\n"+want+":") {
			s.Errorf("no problem at %s in %v", want, err)
		}
	}
	_, err = s.tryPut(kernel.Put{Kind: "ship", Name: "x", Spec: map[string]any{"state": "flying", "masts": 77.0, "built": "1890-02-30", "captain": "nobody"}})
	s.wantKind(err, fault.Invalid)
	_, err = s.tryPut(kernel.Put{Kind: "ship", Name: "x", Labels: map[string]string{"Bad": "y"}, Spec: &Ship{State: "flying", Masts: 77, Built: "1890-02-30", Captain: kernel.To[Crew]("nobody")}})
	for _, want := range []string{"title", "state", "masts", "built", "captain", "labels.Bad"} {
		if err == nil || !strings.Contains(err.Error(), want+":") {
			s.Errorf("no problem at %s in %v", want, err)
		}
	}
}

func dangling(s *story) {
	_, err := s.tryPut(kernel.Put{Kind: "ship", Name: "gull", Spec: map[string]any{"title": "x", "state": "planned", "captain": "nobody", "about": "dragon/x"}})
	s.wantKind(err, fault.Invalid)
	if !strings.Contains(err.Error(), "captain: there is no crew called nobody") || !strings.Contains(err.Error(), "about: there is no kind") {
		s.Error(err)
	}
}

func restrict(s *story) {
	s.put("crew", "anna", &Crew{Title: "Anna"})
	s.put("ship", "gull", &Ship{Title: "Gull", State: "planned", Captain: kernel.To[Crew]("anna")})
	err := s.update(func(tx kernel.Tx) error { return tx.Delete(s.ctx, "crew", "anna", kernel.RevAny) })
	s.wantKind(err, fault.Conflict)
	if !strings.Contains(err.Error(), "ship/gull") {
		s.Error(err)
	}
}

func clearing(s *story) {
	s.put("crew", "anna", &Crew{Title: "Anna"})
	s.put("crew", "ben", &Crew{Title: "Ben"})
	anna, ben := kernel.To[Crew]("anna"), kernel.To[Crew]("ben")
	s.put("ship", "gull", &Ship{Title: "Gull", State: "planned", Crew: []kernel.Ref[Crew]{anna, ben}, Cargo: []Cargo{{Goods: "tea", Owner: anna}}})
	s.must(s.update(func(tx kernel.Tx) error { return tx.Delete(s.ctx, "crew", "anna", kernel.RevAny) }))
	got := s.get(kernel.At{}, "ship", "gull")
	ship := got.Spec.(*Ship)
	if got.Rev != 2 || len(ship.Crew) != 1 || ship.Crew[0].Name != "ben" || !ship.Cargo[0].Owner.IsZero() {
		s.Errorf("got revision %d %+v", got.Rev, ship)
	}
	s.sound()
}

func keeping(s *story) {
	s.put("ship", "tern", afloat("Tern"))
	s.put("ship", "gull", &Ship{Title: "Gull", State: "planned", Sister: kernel.To[Ship]("tern")})
	s.must(s.update(func(tx kernel.Tx) error { return tx.Delete(s.ctx, "ship", "tern", kernel.RevAny) }))
	if got := s.get(kernel.At{}, "ship", "gull"); got.Rev != 1 || got.Spec.(*Ship).Sister.UID == "" {
		s.Errorf("got %+v", got)
	}
	s.sound()
}

func renaming(s *story) {
	r := s.put("crew", "anna", &Crew{Title: "Anna"})
	g := s.put("ship", "gull", &Ship{Title: "Gull", State: "planned", Captain: kernel.To[Crew]("anna")})
	s.view(kernel.At{}, func(v kernel.View) error { _, err := v.All(s.ctx, "ship"); return err }) // into the cache
	_, err := s.tryPut(kernel.Put{Kind: "crew", UID: r.UID, Name: "anna-b", Rev: r.Rev, Spec: r.Spec})
	s.must(err)
	s.view(kernel.At{}, func(v kernel.View) error {
		all, err := v.All(s.ctx, "ship")
		if err == nil && all[0].Spec.(*Ship).Captain.Name != "anna-b" {
			s.Errorf("all: captain %q", all[0].Spec.(*Ship).Captain.Name)
		}
		return err
	})
	if got := s.get(kernel.At{}, "ship", "gull").Spec.(*Ship).Captain.Name; got != "anna-b" {
		s.Errorf("now: captain %q", got)
	}
	if got := s.get(kernel.At{Seq: g.Seq}, "ship", "gull").Spec.(*Ship).Captain.Name; got != "anna" {
		s.Errorf("then: captain %q", got)
	}
	s.put("crew", "anna", &Crew{Title: "Another Anna"}) // the old name is free again
	s.sound()
}

func backLinks(s *story) {
	a := s.put("crew", "anna", &Crew{Title: "Anna"})
	s.put("ship", "gull", &Ship{Title: "Gull", State: "planned", Captain: kernel.To[Crew]("anna")})
	mid := s.put("ship", "tern", &Ship{Title: "Tern", State: "planned", Captain: kernel.To[Crew]("anna")})
	s.put("ship", "gull", &Ship{Title: "Gull", State: "planned"})
	count := func(at kernel.At) (n int) {
		s.view(at, func(v kernel.View) error {
			ls, err := v.Links(s.ctx, a.UID, kernel.In, "captain")
			n = len(ls)
			return err
		})
		return n
	}
	if now, then := count(kernel.At{}), count(kernel.At{Seq: mid.Seq}); now != 1 || then != 2 {
		s.Errorf("now %d, then %d", now, then)
	}
}

func lifecycle(s *story) {
	_, err := s.tryPut(kernel.Put{Kind: "ship", Name: "gull", Spec: &Ship{Title: "Gull", State: "sunk"}})
	s.wantKind(err, fault.Invalid)
	s.put("ship", "gull", &Ship{Title: "Gull", State: "planned"})
	_, err = s.tryPut(kernel.Put{Kind: "ship", Name: "gull", Rev: 1, Spec: &Ship{Title: "Gull", State: "sunk"}})
	s.wantKind(err, fault.Invalid)
	s.put("ship", "gull", afloat("Gull"))
	s.put("ship", "gull", &Ship{Title: "Gull", State: "sunk"})
	_, err = s.tryPut(kernel.Put{Kind: "ship", Name: "gull", Rev: kernel.RevAny, Spec: afloat("Gull")})
	s.wantKind(err, fault.Invalid)
}

func immutable(s *story) {
	s.put("ship", "gull", &Ship{Title: "Gull", State: "planned", Hull: "oak"})
	_, err := s.tryPut(kernel.Put{Kind: "ship", Name: "gull", Rev: 1, Spec: &Ship{Title: "Gull", State: "planned", Hull: "steel"}})
	s.wantKind(err, fault.Invalid)
}

func noOp(s *story) {
	a := s.put("ship", "gull", afloat("Gull"))
	b := s.put("ship", "gull", afloat("Gull"))
	if b.Rev != a.Rev || b.Seq != a.Seq {
		s.Errorf("wrote revision %d", b.Rev)
	}
	s.view(kernel.At{}, func(v kernel.View) error {
		if v.Seq() != a.Seq {
			s.Errorf("ledger at %d", v.Seq())
		}
		return nil
	})
}

func allOrNothing(s *story) {
	s.put("ship", "tern", afloat("Tern"))
	err := s.update(func(tx kernel.Tx) error {
		if _, err := tx.Put(s.ctx, kernel.Put{Kind: "ship", Name: "gull", Spec: afloat("Gull")}); err != nil {
			return err
		}
		if _, err := tx.Get(s.ctx, "ship", "gull"); err != nil {
			s.Errorf("a transaction sees what it wrote: %v", err)
		}
		if err := tx.Delete(s.ctx, "ship", "tern", kernel.RevAny); err != nil {
			return err
		}
		return io.ErrUnexpectedEOF
	})
	if err == nil {
		s.Fatal("no error")
	}
	s.view(kernel.At{}, func(v kernel.View) error {
		all, err := v.All(s.ctx, "ship")
		if len(all) != 1 || v.Seq() != 1 {
			s.Errorf("%d ships, ledger at %d", len(all), v.Seq())
		}
		return err
	})
	s.sound()
}

func bringBack(s *story) {
	r := s.put("ship", "gull", afloat("Gull"))
	s.must(s.update(func(tx kernel.Tx) error { return tx.Delete(s.ctx, "ship", "gull", 1) }))
	s.must(s.update(func(tx kernel.Tx) error { _, err := tx.Restore(s.ctx, r.UID, 1); return err }))
	got := s.get(kernel.At{}, "ship", "gull")
	if got.UID != r.UID || got.Rev != 3 {
		s.Errorf("got %+v", got.Meta)
	}
	s.view(kernel.At{}, func(v kernel.View) error {
		h, err := v.History(s.ctx, r.UID)
		if len(h) != 3 || h[0].Op != kernel.OpRestore || h[1].Op != kernel.OpDelete {
			s.Errorf("history %+v", h)
		}
		return err
	})
	s.sound()
}

func goBack(s *story) {
	r := s.put("ship", "gull", afloat("Gull"))
	s.put("ship", "gull", afloat("Gull II"))
	s.must(s.update(func(tx kernel.Tx) error { _, err := tx.Restore(s.ctx, r.UID, 1); return err }))
	if got := s.get(kernel.At{}, "ship", "gull"); got.Rev != 3 || got.Spec.(*Ship).Title != "Gull" {
		s.Errorf("got %+v", got)
	}
}
