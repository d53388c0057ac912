package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"iter"
	"sync"
	"time"

	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// Store reads and writes the records of one tenant as one principal.
type Store struct {
	db  *DB
	who *kernel.Principal
}

var _ kernel.Store = (*Store)(nil)

// Principal is whom the store is bound to.
func (st *Store) Principal() *kernel.Principal { return st.who }

// DB is the database behind the store, for its machinery: proofs, jobs.
func (st *Store) DB() *DB { return st.db }

// View reads at a moment. A principal that is pinned to a moment reads that one
// whatever is asked, and nothing later.
func (st *Store) View(ctx context.Context, when kernel.At, f func(kernel.View) error) error {
	if err := st.active(); err != nil {
		return err
	}
	return st.read(ctx, func(s *session) error {
		v, err := st.at(ctx, s, when)
		if err != nil {
			return err
		}
		return f(v)
	})
}

// read runs f in a reading transaction at the newest position.
func (st *Store) read(ctx context.Context, f func(*session) error) error {
	tenant := string(st.who.Tenant)
	return st.db.read.within(ctx, st.db.dialect.begin(false, tenant), false, func(c *conn) error {
		s := &session{db: st.db, c: c, tenant: tenant, shared: true}
		if err := s.position(ctx); err != nil {
			return err
		}
		if err := s.heedErasures(ctx); err != nil {
			return err
		}
		return f(s)
	})
}

// heedErasures drops what is kept in memory of the tenant when somebody erased since
// it was last looked: another process on the same database, too. It asks once for
// every new position.
func (s *session) heedErasures(ctx context.Context) error {
	since := s.db.cache.heard(s.tenant, s.size)
	if since >= s.size {
		return nil
	}
	var erased int
	if err := s.row(ctx, `select count(*) from revision where tenant = ? and seq > ? and seq <= ? and op = 'erase'`, s.tenant, int64(since), int64(s.size)).Scan(&erased); err != nil {
		return err
	}
	if erased > 0 {
		s.db.forget(s.tenant)
	}
	s.db.cache.hear(s.tenant, s.size)
	return nil
}

// forget drops what is kept in memory of a tenant: after an erasure nothing may linger.
func (db *DB) forget(tenant string) {
	db.cache.forget(tenant)
	db.words.forget(tenant)
}

// position reads where the tenant's ledger stands.
func (s *session) position(ctx context.Context) error {
	err := s.row(ctx, `select size, renames from ledger where tenant = ?`, s.tenant).Scan(&s.size, &s.renames)
	if errors.Is(err, sql.ErrNoRows) {
		return fault.New(fault.NotFound, "there is no such organisation here")
	}
	s.seq = s.size
	return err
}

// active refuses a principal whose time is over.
func (st *Store) active() error {
	if st.who.Tenant == "" {
		return fault.New(fault.Forbidden, "nobody is signed in")
	}
	if !st.who.Expires.IsZero() && !st.db.opt.Clock().Before(st.who.Expires) {
		return fault.New(fault.Forbidden, "this access ended on %s", st.who.Expires.UTC().Format(time.DateOnly))
	}
	return nil
}

// at settles the moment and gives the view of it.
func (st *Store) at(ctx context.Context, s *session, when kernel.At) (*view, error) {
	v := &view{s: s, who: st.who, now: st.db.opt.Clock().UTC()}
	if !st.who.Pin.IsZero() {
		return v, v.goToPin(ctx, when)
	}
	if when.IsZero() || when.Seq == 0 && when.Time.After(v.now) {
		return v, nil // a moment that is still to come shows what there is
	}
	seq, err := s.seqAt(ctx, when)
	if err != nil {
		return nil, err
	}
	return v, v.goTo(ctx, seq, timeOf(when))
}

// goToPin moves the view to the principal's fixed moment, or to an asked one
// before it.
func (v *view) goToPin(ctx context.Context, when kernel.At) error {
	pin := v.who.Pin
	seq, err := v.s.seqAt(ctx, pin)
	if err != nil {
		return err
	}
	if when.IsZero() {
		return v.goTo(ctx, seq, timeOf(pin))
	}
	asked, err := v.s.seqAt(ctx, when)
	if err != nil {
		return err
	}
	if asked < seq {
		return v.goTo(ctx, asked, timeOf(when))
	}
	return v.goTo(ctx, seq, timeOf(pin))
}

// timeOf is the moment to reason with: the asked time, zero for the entry's own.
func timeOf(a kernel.At) time.Time {
	if a.Seq > 0 {
		return time.Time{}
	}
	return a.Time.UTC()
}

// goTo moves the view to a position; a zero time takes the entry's own. The
// newest position is not the past unless an earlier time was asked for.
func (v *view) goTo(ctx context.Context, seq kernel.Seq, now time.Time) error {
	var at int64
	if seq > 0 {
		if err := v.s.row(ctx, `select at from revision where tenant = ? and seq = ?`, v.s.tenant, int64(seq)).Scan(&at); err != nil {
			return fmt.Errorf("read the time of entry %d: %w", seq, err)
		}
	}
	if now.IsZero() {
		now = time.UnixMilli(at).UTC()
	}
	v.s.seq, v.now, v.past = seq, now, true
	v.s.past = seq < v.s.size
	return nil
}

// seqAt gives the position that was newest at a moment. A time before the first
// entry, or an entry that is not there yet, is NotFound.
func (s *session) seqAt(ctx context.Context, when kernel.At) (kernel.Seq, error) {
	if when.Seq > 0 {
		if when.Seq > s.size {
			return 0, fault.New(fault.NotFound, "the ledger has %d entries, there is no entry %d yet", s.size, when.Seq)
		}
		return when.Seq, nil
	}
	var seq sql.NullInt64
	err := s.row(ctx, `select max(seq) from revision where tenant = ? and at <= ?`, s.tenant, when.Time.UnixMilli()).Scan(&seq)
	if err != nil {
		return 0, fmt.Errorf("find the entry of %s: %w", when.Time, err)
	}
	if !seq.Valid {
		return 0, fault.New(fault.NotFound, "nothing was recorded before %s", when.Time.UTC().Format("2 Jan 2006 15:04 UTC"))
	}
	return kernel.Seq(seq.Int64), nil
}

// Update runs f in one writing transaction. All that it wrote becomes visible
// together, with its ledger entries, or nothing does.
func (st *Store) Update(ctx context.Context, why string, f func(kernel.Tx) error) (kernel.Receipt, error) {
	if err := st.active(); err != nil {
		return kernel.Receipt{}, err
	}
	if !st.who.Pin.IsZero() {
		return kernel.Receipt{}, fault.New(fault.Forbidden, "this access shows a fixed moment and can change nothing")
	}
	tenant := string(st.who.Tenant)
	var got kernel.Receipt
	erased := false
	err := st.db.write.within(ctx, st.db.dialect.begin(true, tenant), true, func(c *conn) error {
		s := &session{db: st.db, c: c, tenant: tenant}
		if err := s.position(ctx); err != nil {
			return err
		}
		t := &tx{view: view{s: s, who: st.who, now: st.db.opt.Clock().UTC()}, why: why, first: s.size + 1}
		if err := t.begin(ctx); err != nil {
			return err
		}
		if err := f(t); err != nil {
			return err
		}
		if err := t.finish(ctx); err != nil {
			return err
		}
		if s.size >= t.first {
			got = kernel.Receipt{First: t.first, Last: s.size}
		}
		erased = t.erased
		return nil
	})
	if err != nil {
		return kernel.Receipt{}, st.db.ended(err)
	}
	if erased {
		st.db.forget(tenant)
	}
	if got.Last > 0 {
		st.db.news.tell(tenant)
	}
	return got, nil
}

// Attach stores bytes for the tenant, so that a File can refer to them.
func (st *Store) Attach(ctx context.Context, media string, r io.Reader) (kernel.Blob, error) {
	if err := st.active(); err != nil {
		return kernel.Blob{}, err
	}
	if !st.mayAttach() {
		return kernel.Blob{}, fault.New(fault.Forbidden, "you have no right to attach files")
	}
	d, n, err := st.db.opt.Blobs.Put(ctx, st.who.Tenant, r, st.db.opt.MaxBlob)
	if err != nil {
		return kernel.Blob{}, st.db.ended(err)
	}
	tenant := string(st.who.Tenant)
	err = st.db.write.within(ctx, st.db.dialect.begin(true, tenant), true, func(c *conn) error {
		s := &session{db: st.db, c: c, tenant: tenant}
		return s.exec(ctx, `insert into blob (tenant, digest, size, media, at) values (?, ?, ?, ?, ?) on conflict (tenant, digest) do nothing`,
			tenant, string(d), n, media, st.db.opt.Clock().UnixMilli())
	})
	return kernel.Blob{Digest: d, Size: n, Media: media}, st.db.ended(err)
}

// mayAttach says whether the principal may write any kind that holds files.
func (st *Store) mayAttach() bool {
	if !st.who.Pin.IsZero() {
		return false
	}
	for _, k := range st.db.opt.Registry.Kinds() {
		files := false
		k.Walk(func(f *kernel.Field) { files = files || f.Type == kernel.TypeFile })
		if files && st.who.May(kernel.Write, k.Name) {
			return true
		}
	}
	return false
}

// Watch gives the newest position after every change, until ctx ends. It wakes
// by notification within this process and by looking once a second for the
// writes of others.
func (st *Store) Watch(ctx context.Context, from kernel.Seq) iter.Seq2[kernel.Seq, error] {
	return func(yield func(kernel.Seq, error) bool) {
		for ctx.Err() == nil {
			woken := st.db.news.wait(string(st.who.Tenant))
			var size kernel.Seq
			err := st.View(ctx, kernel.At{}, func(v kernel.View) error { size = v.Seq(); return nil })
			if err != nil {
				if ctx.Err() == nil {
					yield(0, err)
				}
				return
			}
			if size > from {
				from = size
				if !yield(size, nil) {
					return
				}
			}
			select {
			case <-woken:
			case <-time.After(time.Second):
			case <-ctx.Done():
			}
		}
	}
}

// news wakes those who wait for a tenant's next entry.
type news struct {
	mu      sync.Mutex
	waiting map[string]chan struct{}
}

func newNews() *news { return &news{waiting: map[string]chan struct{}{}} }

// wait gives a channel that is closed at the tenant's next change.
func (n *news) wait(tenant string) <-chan struct{} {
	n.mu.Lock()
	defer n.mu.Unlock()
	c, ok := n.waiting[tenant]
	if !ok {
		c = make(chan struct{})
		n.waiting[tenant] = c
	}
	return c
}

func (n *news) tell(tenant string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if c, ok := n.waiting[tenant]; ok {
		close(c)
		delete(n.waiting, tenant)
	}
}
