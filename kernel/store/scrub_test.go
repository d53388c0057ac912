package store_test

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/kernel"
	"github.com/plimsoll-aims/plimsoll/kernel/storetest"
)

// secrets is a store full of records whose every text is a marker of their own.
type secrets struct {
	*testing.T
	b   *storetest.Bench
	ctx context.Context
	r   *rand.Rand
}

func marker(i int) string { return fmt.Sprintf("zq%04dxw", i) }

func newSecrets(t *testing.T, n int) *secrets {
	s := &secrets{t, storetest.Open(t, "sqlite", storetest.Registry()), context.Background(), rand.New(rand.NewPCG(1, 2))}
	for range 2 { // as of today and as of an earlier day
		for _, i := range s.r.Perm(n) {
			s.put(i)
		}
	}
	return s
}

// put writes or changes a record of any size, so that pages split and fill.
func (s *secrets) put(i int) {
	s.Helper()
	m := marker(i)
	s.update(m+" why", func(tx kernel.Tx) error {
		_, err := tx.Put(s.ctx, kernel.Put{Kind: "ship", Rev: kernel.RevAny, Name: m, Labels: map[string]string{"l": m}, Spec: &storetest.Ship{State: "planned", Flag: m,
			Title: m + strings.Repeat("a", s.r.IntN(600)), Log: strings.Repeat(m+" ", 1+s.r.IntN(200)), Cargo: []storetest.Cargo{{Goods: m}}}})
		return err
	})
}

func (s *secrets) erase(i int) {
	s.Helper()
	s.update("erase", func(tx kernel.Tx) error {
		rec, err := tx.Get(s.ctx, "ship", marker(i))
		if err != nil {
			return err
		}
		return tx.Erase(s.ctx, rec.UID, true, "Article 17")
	})
}

func (s *secrets) update(why string, f func(kernel.Tx) error) {
	s.Helper()
	if _, err := s.b.For(storetest.Owner()).Update(s.ctx, why, f); err != nil {
		s.Fatal(err)
	}
}

// holding lists the files of the data directory that hold a text, in any letter case.
func (s *secrets) holding(text string) (out []string) {
	s.Helper()
	err := filepath.WalkDir(s.b.Dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		if bytes.Contains(bytes.ToLower(b), []byte(text)) {
			out = append(out, filepath.Base(path))
		}
		return err
	})
	if err != nil {
		s.Fatal(err)
	}
	return out
}

// TestErasedBytesLeaveTheFiles looks for every erased record in every file of the
// open database: a gap inside a page and the write-ahead log count too.
func TestErasedBytesLeaveTheFiles(t *testing.T) {
	const n = 400
	s := newSecrets(t, n)
	for _, i := range s.r.Perm(n)[:n/8] {
		if len(s.holding(marker(i))) == 0 {
			t.Fatal("the marker was never there")
		}
		s.erase(i)
		if err := s.b.WorkOff(s.ctx); err != nil {
			t.Fatal(err)
		}
		if f := s.holding(marker(i)); len(f) > 0 {
			t.Errorf("%s is still in %v", marker(i), f)
		}
	}
	rep, err := s.b.For(storetest.Owner()).Verify(s.ctx, nil)
	if err != nil || len(rep.Faults) > 0 {
		t.Errorf("the log does not verify any more: %v %v", rep.Faults, err)
	}
}

// TestAReaderDelaysScrubbing: while somebody reads, the write-ahead log cannot be cut
// off. That is said, and done once the reader has gone.
func TestAReaderDelaysScrubbing(t *testing.T) {
	s := newSecrets(t, 5)
	s.erase(3)
	if err := s.b.For(storetest.Owner()).View(s.ctx, kernel.At{}, func(v kernel.View) error {
		if _, err := v.All(s.ctx, "ship"); err != nil {
			return err
		}
		if err := s.b.WorkOff(s.ctx); !fault.Is(err, fault.Busy) {
			t.Errorf("a reader holds the log, but: %v", err)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	list, err := s.b.Troubles(s.ctx)
	if err != nil || len(list) != 1 || !strings.Contains(list[0].Problem, "tried again") {
		t.Errorf("troubles %+v %v", list, err)
	}
	s.b.Clock.Add(time.Minute)
	if err := s.b.WorkOff(s.ctx); err != nil {
		t.Fatal(err)
	}
	if f := s.holding(marker(3)); len(f) > 0 {
		t.Errorf("still in %v", f)
	}
	if list, err = s.b.Troubles(s.ctx); err != nil || len(list) > 0 {
		t.Errorf("troubles %+v %v", list, err)
	}
}
