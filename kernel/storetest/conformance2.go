package storetest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/kernel"
	"github.com/plimsoll-aims/plimsoll/kernel/store"
	"github.com/plimsoll-aims/plimsoll/ledger"
)

func eraseHistory(s *story) {
	s.put("crew", "anna", &Crew{Title: "Anna"})
	r := s.put("ship", "gull", &Ship{Title: "Gull of somebody", State: "planned", Captain: kernel.To[Crew]("anna")})
	s.put("ship", "gull", &Ship{Title: "Gull", State: "planned"})
	s.must(s.update(func(tx kernel.Tx) error { return tx.Erase(s.ctx, r.UID, false, "Article 17") }))
	for range 2 { // nothing earlier is left: what is now must stay
		s.must(s.update(func(tx kernel.Tx) error { return tx.Erase(s.ctx, r.UID, false, "Article 17") }))
	}
	s.view(kernel.At{}, func(v kernel.View) error {
		now, err := v.Find(s.ctx, r.UID)
		if err == nil && now.Spec.(*Ship).Title != "Gull" {
			s.Errorf("the record is %+v", now.Spec)
		}
		return err
	})
	s.put("ship", "gull", &Ship{Title: "Gull II", State: "planned"})
	s.sound()
	s.view(kernel.At{}, func(v kernel.View) error {
		h, err := v.History(s.ctx, r.UID)
		if err != nil {
			return err
		}
		if len(h) != 4 || !h[3].Erased || h[3].Spec != nil || h[1].Op != kernel.OpErase || h[1].Spec != nil {
			s.Errorf("history %+v", h)
		}
		ls, err := v.Links(s.ctx, r.UID, kernel.Out, "")
		if len(ls) != 0 {
			s.Errorf("links %v", ls)
		}
		return err
	})
	p, err := s.b.For(Owner()).Prove(s.ctx, 0, r.Seq)
	s.must(err)
	if p[0].Payload != "" || len(p[0].Salt) != 0 {
		s.Error("an erased payload is still proved")
	}
}

func eraseAll(s *story) {
	r := s.put("crew", "anna", &Crew{Title: "Anna of somewhere"})
	s.view(kernel.At{}, func(v kernel.View) error { _, err := v.All(s.ctx, "crew"); return err })
	s.must(s.update(func(tx kernel.Tx) error { return tx.Erase(s.ctx, r.UID, true, "Article 17") }))
	s.sound()
	for _, at := range []kernel.At{{}, {Seq: r.Seq}} {
		s.view(at, func(v kernel.View) error {
			all, err := v.All(s.ctx, "crew")
			if len(all) != 0 {
				s.Errorf("still there at %+v", at)
			}
			found, ferr := v.Search(s.ctx, "anna", nil, 5)
			if len(found) > 0 {
				s.Error("still found")
			}
			return errors.Join(err, ferr)
		})
	}
	s.put("crew", "anna", &Crew{Title: "Another"})
	s.sound()
}

func customFields(s *story) {
	s.put("field", "cost-centre", &kernel.CustomField{Title: "Cost centre", Kind: "ship", Key: "cost_centre", Type: "choice", Options: []string{"a", "b"}})
	s.put("field", "speed", &kernel.CustomField{Title: "Speed", Kind: "ship", Key: "speed", Type: "number"})
	_, err := s.tryPut(kernel.Put{Kind: "ship", Name: "gull", Spec: afloat("Gull"), Fields: map[string]any{"cost_centre": "c", "sped": 1.0, "speed": "fast"}})
	s.wantKind(err, fault.Invalid)
	for _, want := range []string{"fields.cost_centre", "fields.sped", "fields.speed"} {
		if !strings.Contains(err.Error(), want+":") {
			s.Errorf("no problem at %s in %v", want, err)
		}
	}
	_, err = s.tryPut(kernel.Put{Kind: "ship", Name: "gull", Spec: afloat("Gull"), Fields: map[string]any{"cost_centre": "a", "speed": 12.5}})
	s.must(err)
	s.put("ship", "tern", afloat("Tern"))
	s.expect(kernel.At{}, "field.cost_centre=a", "gull")
	s.expect(kernel.At{}, "field.cost_centre=", "tern")
	s.expect(kernel.At{Seq: 3}, "field.speed=12.5", "gull")
	s.sound()
}

// expect checks which ships a filter finds, by name in order of creation.
func (s *story) expect(at kernel.At, filter string, want ...string) {
	s.Helper()
	where, err := kernel.ParseWhere(filter)
	s.must(err)
	s.view(at, func(v kernel.View) error {
		p, err := v.List(s.ctx, kernel.Query{Kind: "ship", Where: where})
		if err != nil {
			return err
		}
		var got []string
		for _, r := range p.Items {
			got = append(got, r.Name)
		}
		if strings.Join(got, " ") != strings.Join(want, " ") || p.Total != len(want) {
			s.Errorf("%s at %+v: got %v, total %d, want %v", filter, at, got, p.Total, want)
		}
		return nil
	})
}

func labelsFilter(s *story) {
	_, err := s.tryPut(kernel.Put{Kind: "ship", Name: "gull", Spec: afloat("Gull"), Labels: map[string]string{"fleet": "north", "x": "1"}})
	s.must(err)
	s.put("ship", "tern", afloat("Tern"))
	r, err := s.tryPut(kernel.Put{Kind: "ship", Name: "gull", Rev: 1, Spec: afloat("Gull"), Labels: map[string]string{"fleet": "south"}})
	s.must(err)
	s.expect(kernel.At{}, "label.fleet=south", "gull")
	s.expect(kernel.At{}, "label.fleet=north")
	s.expect(kernel.At{}, "label.fleet!=south", "tern")
	s.expect(kernel.At{Seq: r.Seq - 1}, "label.fleet=north", "gull")
	s.sound()
}

func files(s *story) {
	b, err := s.store().Attach(s.ctx, "text/plain", strings.NewReader("a plan"))
	s.must(err)
	open := func() ([]byte, error) {
		var got []byte
		err := s.store().View(s.ctx, kernel.At{}, func(v kernel.View) error {
			rc, _, err := v.Open(s.ctx, b.Digest)
			if err != nil {
				return err
			}
			defer rc.Close()
			got, err = io.ReadAll(rc)
			return err
		})
		return got, err
	}
	_, err = open()
	s.wantKind(err, fault.NotFound) // no record uses it yet
	r := s.put("ship", "gull", &Ship{Title: "Gull", State: "planned", Plans: []kernel.File{{Name: "plan.txt", Digest: b.Digest, Size: b.Size}}})
	got, err := open()
	s.must(err)
	if !bytes.Equal(got, []byte("a plan")) {
		s.Errorf("got %q", got)
	}
	_, err = s.tryPut(kernel.Put{Kind: "ship", Name: "tern", Spec: &Ship{Title: "Tern", State: "planned", Plans: []kernel.File{{Name: "x", Digest: kernel.Digest("sha256:" + strings.Repeat("0", 64))}}}})
	s.wantKind(err, fault.Invalid)
	s.sound()
	s.must(s.update(func(tx kernel.Tx) error { return tx.Erase(s.ctx, r.UID, true, "Article 17") }))
	s.runJobs()
	if _, err := s.b.Opt.Blobs.Open(s.ctx, "t1", b.Digest); !fault.Is(err, fault.NotFound) {
		s.Errorf("the erased file is still there: %v", err)
	}
	s.sound()
}

// runJobs does every due job.
func (s *story) runJobs() {
	s.b.Clock.Add(time.Hour)
	s.must(s.b.WorkOff(s.ctx))
}

func lists(s *story) {
	anna := s.put("crew", "anna", &Crew{Title: "Anna"})
	_ = anna
	for i := range 7 {
		tons := float64(i % 3)
		ship := &Ship{Title: "Ship " + strconv.Itoa(i), State: "afloat", Masts: 1 + i%2, Tons: &tons}
		if i%2 == 0 {
			ship.Captain = kernel.To[Crew]("anna")
			ship.Crew = []kernel.Ref[Crew]{kernel.To[Crew]("anna")}
		}
		if i == 6 {
			ship.Tons = nil
		}
		s.put("ship", "s"+strconv.Itoa(i), ship)
	}
	last := kernel.At{}
	s.view(kernel.At{}, func(v kernel.View) error { last = kernel.At{Seq: v.Seq()}; return nil })
	s.put("ship", "zz", &Ship{Title: "Late", State: "planned"})
	s.must(s.update(func(tx kernel.Tx) error { return tx.Delete(s.ctx, "ship", "zz", 1) }))
	for _, at := range []kernel.At{{}, last} {
		s.expect(at, "tons=2", "s2", "s5")
		s.expect(at, "tons>=1,masts=1", "s2", "s4")
		s.expect(at, "tons=", "s6")
		s.expect(at, "tons!=0|1", "s2", "s5", "s6")
		s.expect(at, "captain=anna", "s0", "s2", "s4", "s6")
		s.expect(at, "crew!=anna", "s1", "s3", "s5")
		s.expect(at, "captain=nobody")
		s.expect(at, "name~S3", "s3")
		s.expect(at, "weight=4", "s2", "s5")
		s.sorted(at, []string{"-tons", "name"}, "s2 s5 s1 s4 s0 s3 s6")
		s.sorted(at, []string{"tons", "-name"}, "s6 s3 s0 s4 s1 s5 s2")
		s.sorted(at, nil, "s0 s1 s2 s3 s4 s5 s6")
	}
	_, err := kernel.ParseWhere("tons")
	s.wantKind(err, fault.Usage)
	s.view(kernel.At{}, func(v kernel.View) error {
		_, err := v.List(s.ctx, kernel.Query{Kind: "ship", Where: []kernel.Cond{{Field: "nope", Op: "=", Values: []string{"x"}}}})
		s.wantKind(err, fault.Usage)
		n, err := v.Count(s.ctx, kernel.Query{Kind: "ship"}, "masts")
		if n["1"] != 4 || n["2"] != 3 {
			s.Errorf("counts %v", n)
		}
		return err
	})
}

// sorted reads a list two by two, by cursor and by offset.
func (s *story) sorted(at kernel.At, sort []string, want string) {
	s.Helper()
	s.view(at, func(v kernel.View) error {
		var byCursor, byOffset []string
		q := kernel.Query{Kind: "ship", Sort: sort, Limit: 2}
		for {
			p, err := v.List(s.ctx, q)
			if err != nil {
				return err
			}
			for _, r := range p.Items {
				byCursor = append(byCursor, r.Name)
			}
			if q.After = p.Next; q.After == "" {
				break
			}
		}
		for i := 0; i < 8; i += 2 {
			p, err := v.List(s.ctx, kernel.Query{Kind: "ship", Sort: sort, Limit: 2, Offset: i})
			if err != nil {
				return err
			}
			for _, r := range p.Items {
				byOffset = append(byOffset, r.Name)
			}
		}
		if a, b := strings.Join(byCursor, " "), strings.Join(byOffset, " "); a != want || b != want {
			s.Errorf("sort %v at %+v: by cursor %s, by offset %s, want %s", sort, at, a, b, want)
		}
		return nil
	})
}

func searching(s *story) {
	s.put("crew", "anna", &Crew{Title: "Anna Überwasser"})
	r := s.put("ship", "gull", &Ship{Title: "The quick gull", State: "planned", Cargo: []Cargo{{Goods: "tea & \"coffee\""}}, Log: "unspeakable"})
	s.put("ship", "tern", &Ship{Title: "Tern", State: "planned"})
	find := func(at kernel.At, q string, want ...string) {
		s.Helper()
		s.view(at, func(v kernel.View) error {
			list, err := v.Search(s.ctx, q, nil, 10)
			var got []string
			for _, r := range list {
				got = append(got, r.Name)
			}
			if strings.Join(got, " ") != strings.Join(want, " ") {
				s.Errorf("search %q at %+v: got %v, want %v", q, at, got, want)
			}
			return err
		})
	}
	for _, at := range []kernel.At{{}, {Seq: r.Seq}} {
		find(at, "quick gul", "gull")
		find(at, `coffee"`, "gull")
		find(at, "gull", "gull")
		find(at, "unspeakable")
		find(at, `' OR 1=1 -- " * (`)
	}
	s.put("ship", "gull", &Ship{Title: "Renamed", State: "planned"})
	find(kernel.At{}, "quick")
	find(kernel.At{Seq: r.Seq}, "quick", "gull")
	s.must(s.update(func(tx kernel.Tx) error { return tx.Delete(s.ctx, "ship", "tern", kernel.RevAny) }))
	find(kernel.At{}, "tern")
	s.sound()
}

func isolation(s *story) {
	s.put("ship", "gull", afloat("Gull"))
	s.view(kernel.At{}, func(v kernel.View) error {
		if _, err := v.All(s.ctx, "crew"); err != nil { // the moment is settled by the first read
			return err
		}
		s.put("ship", "tern", afloat("Tern"))
		s.view(kernel.At{}, func(w kernel.View) error { _, err := w.All(s.ctx, "ship"); return err })
		all, err := v.All(s.ctx, "ship")
		if len(all) != 1 {
			s.Errorf("sees %d ships", len(all))
		}
		p, lerr := v.List(s.ctx, kernel.Query{Kind: "ship"})
		if lerr == nil && p.Total != 1 {
			s.Errorf("lists %d ships", p.Total)
		}
		return errors.Join(err, lerr)
	})
}

func watching(s *story) {
	ctx, cancel := context.WithTimeout(s.ctx, 10*time.Second)
	defer cancel()
	go func() { s.put("ship", "gull", afloat("Gull")) }()
	for seq, err := range s.store().Watch(ctx, 0) {
		s.must(err)
		if seq != 1 {
			s.Errorf("heard of %d", seq)
		}
		return
	}
	s.Error("heard nothing")
}

func jobs(s *story) {
	own := []string{"greet"}
	s.must(s.update(func(tx kernel.Tx) error {
		for range 3 {
			if err := tx.Enqueue(s.ctx, kernel.Job{Kind: "greet", Key: "once", Payload: "hello"}); err != nil {
				return err
			}
		}
		return tx.Enqueue(s.ctx, kernel.Job{Kind: "greet", Key: "later", RunAt: s.b.Clock.Now().Add(time.Hour)})
	}))
	if err := s.update(func(tx kernel.Tx) error {
		_ = tx.Enqueue(s.ctx, kernel.Job{Kind: "greet", Key: "never"})
		return io.EOF
	}); err == nil {
		s.Fatal("no error")
	}
	j, err := s.b.Claim(s.ctx, own)
	s.must(err)
	if j == nil || string(j.Payload) != `"hello"` || j.Tenant != "t1" {
		s.Fatalf("claimed %+v", j)
	}
	if again, err := s.b.Claim(s.ctx, own); err != nil || again != nil {
		s.Fatalf("claimed twice: %+v %v", again, err)
	}
	s.must(s.b.Fail(s.ctx, j, errors.New("not today")))
	s.b.Clock.Add(30 * time.Second)
	if j, err = s.b.Claim(s.ctx, own); err != nil || j == nil || j.Attempts != 2 {
		s.Fatalf("tried again: %+v %v", j, err)
	}
	s.b.Clock.Add(11 * time.Minute) // its worker died
	if j, err = s.b.Claim(s.ctx, own); err != nil || j == nil || j.Attempts != 3 {
		s.Fatalf("given out again: %+v %v", j, err)
	}
	s.must(s.b.Done(s.ctx, j))
	s.b.Clock.Add(time.Hour)
	if j, err = s.b.Claim(s.ctx, own); err != nil || j == nil || j.Key != "later" {
		s.Fatalf("the scheduled one: %+v %v", j, err)
	}
}

func proofs(s *story) {
	for i := range 9 {
		s.put("ship", "s"+strconv.Itoa(i), afloat("S"))
	}
	st := s.b.For(Owner())
	for seq := kernel.Seq(1); seq <= 9; seq++ {
		ps, err := st.ProveSigned(s.ctx, seq)
		s.must(err)
		s.must(store.CheckProof(&ps[0], s.b.Opt.Public))
		if seq < 9 {
			s.put("ship", "s8", afloat("again "+strconv.Itoa(int(seq))))
		}
	}
	ps, err := st.ProveSigned(s.ctx, 3)
	s.must(err)
	bad := ps[0]
	bad.Payload = strings.Replace(bad.Payload, "S", "T", 1)
	if store.CheckProof(&bad, s.b.Opt.Public) == nil {
		s.Error("an altered payload verifies")
	}
	path, err := st.Consistency(s.ctx, 12, 5)
	s.must(err)
	_, r5, err := st.Root(s.ctx, 5)
	s.must(err)
	_, r12, err := st.Root(s.ctx, 12)
	s.must(err)
	s.must(ledger.CheckConsistency(path, 12, r12, 5, r5))
}

func verified(s *story) {
	s.put("crew", "anna", &Crew{Title: "Anna"})
	for i := range 20 {
		s.put("ship", "s"+strconv.Itoa(i%7), &Ship{Title: "S" + strconv.Itoa(i), State: "planned", Captain: kernel.To[Crew]("anna")})
		if i == 4 || i == 19 {
			s.must(s.b.For(Owner()).KeepCheckpoint(s.ctx))
		}
	}
	_, err := s.b.For(Owner()).Checkpoint(s.ctx, 9) // for whoever asks; it is not kept
	s.must(err)
	rep, err := s.b.For(Owner()).Verify(s.ctx, nil)
	s.must(err)
	if len(rep.Faults) > 0 || rep.Entries != 21 || rep.Records != 8 || rep.Checkpoints != 2 {
		s.Errorf("report %+v", rep)
	}
}

func restart(s *story) {
	s.put("crew", "anna", &Crew{Title: "Anna"})
	r := s.put("ship", "gull", &Ship{Title: "Gull", State: "planned", Captain: kernel.To[Crew]("anna")})
	s.b.Reopen(s.T)
	if got := s.get(kernel.At{}, "ship", "gull"); got.Rev != r.Rev || got.Spec.(*Ship).Captain.Name != "anna" {
		s.Errorf("got %+v", got)
	}
	s.put("ship", "gull", afloat("Gull"))
	s.sound()
}
