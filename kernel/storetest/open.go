package storetest

import (
	"context"
	"crypto/rand"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/plimsoll-aims/plimsoll/kernel"
	"github.com/plimsoll-aims/plimsoll/kernel/blob"
	"github.com/plimsoll-aims/plimsoll/kernel/store"
	"github.com/plimsoll-aims/plimsoll/kernel/storetest/postgrestest"
	"github.com/plimsoll-aims/plimsoll/ledger"
)

// Clock is a clock that tests move by hand. It may be read concurrently.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// NewClock starts at a moment.
func NewClock(at time.Time) *Clock { return &Clock{now: at} }

// Now is the clock's time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Add moves the clock.
func (c *Clock) Add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// Set moves the clock to a moment.
func (c *Clock) Set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = t
}

// Bench is an open database for a test.
type Bench struct {
	*store.DB
	Clock *Clock
	Dir   string
	Opt   store.Options
}

// Engines are the databases that every test of records runs on.
var Engines = []string{"sqlite", "postgres"}

// Open opens an empty database with a tenant "t1" and a signer; it closes with
// the test. PostgreSQL is skipped where there is none, except under CI.
func Open(t testing.TB, engine string, reg *kernel.Registry) *Bench {
	t.Helper()
	b := &Bench{Clock: NewClock(time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)), Dir: t.TempDir()}
	blobs, err := blob.NewDir(filepath.Join(b.Dir, "blobs"))
	if err != nil {
		t.Fatal(err)
	}
	secret, public, err := ledger.NewKey(rand.Reader, "plimsoll-test")
	if err != nil {
		t.Fatal(err)
	}
	signer, err := ledger.NewSigner(secret)
	if err != nil {
		t.Fatal(err)
	}
	b.Opt = store.Options{Registry: reg, Blobs: blobs, Clock: b.Clock.Now, Random: rand.Reader, Signer: signer, Public: public}
	if engine == "postgres" {
		b.Opt.Postgres = postgrestest.Database(t)
	} else {
		b.Opt.Path = filepath.Join(b.Dir, "plimsoll.db")
	}
	b.Reopen(t)
	t.Cleanup(func() { _ = b.Close() })
	for _, tenant := range []kernel.Tenant{"t1", "t2"} {
		if err := b.CreateTenant(context.Background(), tenant, "Tenant "+string(tenant)); err != nil {
			t.Fatal(err)
		}
	}
	return b
}

// Reopen opens the database anew, as a restart does.
func (b *Bench) Reopen(t testing.TB) {
	t.Helper()
	if b.DB != nil {
		if err := b.Close(); err != nil {
			t.Fatal(err)
		}
	}
	db, err := store.Open(context.Background(), b.Opt)
	if err != nil {
		t.Fatal(err)
	}
	b.DB = db
}

// Owner may do everything in tenant t1.
func Owner() kernel.Principal { return OwnerOf("t1") }

// OwnerOf may do everything in a tenant.
func OwnerOf(t kernel.Tenant) kernel.Principal {
	return kernel.Principal{Tenant: t, Actor: "owner", Via: "test", Grants: []kernel.Grant{{Verbs: kernel.Verbs, Kinds: []string{"*"}, Scope: kernel.Scope{Type: kernel.ScopeAll}}}}
}
