package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"sync"
	"time"

	"github.com/pressly/goose/v3"
	"golang.org/x/mod/sumdb/note"

	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/kernel"
	"github.com/plimsoll-aims/plimsoll/kernel/blob"
)

//go:embed migrations
var migrations embed.FS

// Options say what a DB is made of. Everything is needed but Signer and Limits.
type Options struct {
	Path     string // SQLite file; or
	Postgres string // PostgreSQL address: postgres://…
	Registry *kernel.Registry
	Blobs    blob.Store
	Clock    func() time.Time
	Random   io.Reader   // salts and identifiers; crypto/rand.Reader outside tests
	Signer   note.Signer // signs checkpoints; nil makes none
	Public   string      // the signer's public key
	MaxBlob  int64       // bytes of one attached file; 0 is 100 MB
}

// DB is an open database with all its tenants.
type DB struct {
	opt     Options
	dialect dialect
	write   *pool
	read    *pool
	ids     *identifiers
	cache   *cache
	words   *wordbooks
	news    *news
	upserts sync.Map // *kernel.Kind -> projection upsert
}

// Open opens the database, brings its schema up to date and rebuilds the
// projections whose shape has changed. It is safe to open a database that a
// crash left behind.
func Open(ctx context.Context, o Options) (*DB, error) {
	if o.MaxBlob == 0 {
		o.MaxBlob = 100 << 20
	}
	db := &DB{opt: o, ids: &identifiers{random: o.Random}, cache: newCache(), words: &wordbooks{books: map[kindKey]*wordbook{}}, news: newNews()}
	if err := db.connect(); err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	if err := db.migrate(ctx, "keel", mustSub(migrations, "migrations")); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	if err := db.project(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

func (db *DB) connect() error {
	if db.opt.Postgres != "" {
		pg, err := openPostgres(db.opt.Postgres)
		if err != nil {
			return err
		}
		db.dialect = postgresDialect{}
		db.write = newPool(pg, 12)
		db.read = db.write
		return nil
	}
	w, r, err := openSQLite(db.opt.Path)
	if err != nil {
		return err
	}
	db.dialect = sqliteDialect{}
	db.write, db.read = newPool(w, 1), newPool(r, readers)
	return nil
}

// connect opens one more connection to the database.
func (o *Options) connect() (*sql.DB, error) {
	if o.Postgres != "" {
		return openPostgres(o.Postgres)
	}
	w, r, err := openSQLite(o.Path)
	if err != nil {
		return nil, err
	}
	w.SetMaxOpenConns(1)
	return w, r.Close()
}

// migrate applies numbered SQL files: dir/sqlite or dir/postgres. Every owner of
// tables has its own sequence.
func (db *DB) migrate(ctx context.Context, owner string, dir fs.FS) error {
	dialect := goose.DialectSQLite3
	if db.dialect.name() == "postgres" {
		dialect = goose.DialectPostgres
	}
	// A connection of its own: the pools hold on to theirs.
	conn, err := db.opt.connect()
	if err != nil {
		return err
	}
	defer conn.Close()
	p, err := goose.NewProvider(dialect, conn, mustSub(dir, db.dialect.name()), goose.WithTableName("schema_"+owner), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return fmt.Errorf("read the migrations of %s: %w", owner, err)
	}
	if _, err := p.Up(ctx); err != nil {
		return db.ended(fmt.Errorf("bring the schema of %s up to date: %w", owner, err))
	}
	return nil
}

func mustSub(f fs.FS, dir string) fs.FS {
	s, err := fs.Sub(f, dir)
	if err != nil {
		panic(err)
	}
	return s
}

// Close ends all connections. Running transactions are waited for.
func (db *DB) Close() error {
	err := db.write.close()
	if db.read != db.write {
		err = errors.Join(err, db.read.close())
	}
	return err
}

// Registry lists the kinds that the database was opened with.
func (db *DB) Registry() *kernel.Registry { return db.opt.Registry }

// Engine says which database this is: sqlite or postgres.
func (db *DB) Engine() string { return db.dialect.name() }

// TenantInfo is what is known of a tenant outside of its records.
type TenantInfo struct {
	ID      kernel.Tenant
	Title   string
	Created time.Time
	Size    kernel.Seq
}

// CreateTenant makes a tenant with an empty ledger. Conflict when it exists.
func (db *DB) CreateTenant(ctx context.Context, t kernel.Tenant, title string) error {
	if !kernel.ValidName(string(t)) {
		return fault.New(fault.Invalid, "%q cannot name a tenant", t)
	}
	return db.write.within(ctx, db.dialect.begin(true, string(t)), true, func(c *conn) error {
		s := &session{db: db, c: c, tenant: string(t)}
		return s.exec(ctx, `insert into ledger (tenant, title, created) values (?, ?, ?)`, s.tenant, title, db.opt.Clock().UnixMilli())
	})
}

// Tenants lists all tenants, for the machinery of an instance; nothing that a
// tenant's user can reach calls it.
func (db *DB) Tenants(ctx context.Context) ([]TenantInfo, error) {
	var out []TenantInfo
	err := db.read.within(ctx, db.dialect.begin(false, ""), false, func(c *conn) error {
		s := &session{db: db, c: c}
		return s.each(ctx, `select tenant, title, created, size from ledger order by tenant`, func(scan scanner) error {
			var t TenantInfo
			var at int64
			if err := scan(&t.ID, &t.Title, &at, &t.Size); err != nil {
				return err
			}
			t.Created = time.UnixMilli(at).UTC()
			out = append(out, t)
			return nil
		})
	})
	return out, err
}

// For binds a store to a principal and its tenant. The principal's rights are
// those of this moment.
func (db *DB) For(p kernel.Principal) *Store { return &Store{db: db, who: &p} }

// identifiers makes UIDs: 10 characters of time and 16 of randomness in
// Crockford's base 32, rising within one millisecond, as ULIDs do.
type identifiers struct {
	mu     sync.Mutex
	random io.Reader
	lastMS int64
	tail   [10]byte
}

const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

func (g *identifiers) next(at time.Time) (kernel.UID, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	ms := at.UnixMilli()
	if ms > g.lastMS {
		g.lastMS = ms
		if _, err := io.ReadFull(g.random, g.tail[:]); err != nil {
			return "", fmt.Errorf("read randomness: %w", err)
		}
		g.tail[0] &= 0x7f // room to count up
	} else {
		for i := len(g.tail) - 1; i >= 0; i-- {
			if g.tail[i]++; g.tail[i] != 0 {
				break
			}
		}
	}
	var b strings.Builder
	for shift := 45; shift >= 0; shift -= 5 {
		b.WriteByte(crockford[g.lastMS>>shift&31])
	}
	var acc uint32
	bits := 0
	for _, x := range g.tail {
		acc, bits = acc<<8|uint32(x), bits+8
		for bits >= 5 {
			bits -= 5
			b.WriteByte(crockford[acc>>bits&31])
		}
	}
	return kernel.UID(b.String()), nil
}
