// Package instance opens a data directory and everything in it: the lock that
// keeps a second process out, the key that signs checkpoints, the database, the
// files, the users and the catalogue. The command line and the server both start
// here, so there is one way in.
package instance

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"

	"github.com/plimsoll-aims/plimsoll/access"
	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/catalog"
	"github.com/plimsoll-aims/plimsoll/engine/library"
	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/kernel"
	"github.com/plimsoll-aims/plimsoll/kernel/blob"
	"github.com/plimsoll-aims/plimsoll/kernel/store"
	"github.com/plimsoll-aims/plimsoll/ledger"
	"github.com/plimsoll-aims/plimsoll/pack"
)

// Database is the file of a data directory that holds the records, where they are
// not kept in PostgreSQL.
const Database = "plimsoll.db"

// Main is the tenant that an instance has from the start.
const Main kernel.Tenant = "main"

// Options say which data to open, and with which clock.
type Options struct {
	Dir      string           // data directory; DefaultDir() when empty
	Postgres string           // keep records in PostgreSQL instead of Dir
	Clock    func() time.Time // time.Now when nil
	Title    string           // of the main tenant, when it is made
}

// Instance is an open data directory.
type Instance struct {
	DB      *store.DB
	Users   *access.Directory
	Catalog *catalog.Catalog // what ships
	Library *library.Shelf   // that and what each tenant has of its own
	Dir     string
	Public  string // key that checkpoints verify with
	Clock   func() time.Time
	signer  note.Signer
	lock    *lock
}

// Registry lists every kind of the program: the vocabulary, and users and roles.
func Registry() *kernel.Registry {
	return kernel.NewRegistry(append(aims.Kinds(), access.Kinds()...)...)
}

// DefaultDir is where data goes when nobody says otherwise.
func DefaultDir(getenv func(string) string) string {
	if d := getenv("PLIMSOLL_DATA"); d != "" {
		return d
	}
	home := getenv("HOME")
	switch runtime.GOOS {
	case "windows":
		return filepath.Join(getenv("LocalAppData"), "Plimsoll")
	case "darwin":
		return filepath.Join(home, "Library", "Application Support", "Plimsoll")
	}
	if d := getenv("XDG_DATA_HOME"); d != "" {
		return filepath.Join(d, "plimsoll")
	}
	return filepath.Join(home, ".local", "share", "plimsoll")
}

// Open opens the data directory, and makes it when it is not there. Busy when
// another process holds it.
func Open(ctx context.Context, o Options) (*Instance, error) {
	if o.Clock == nil {
		o.Clock = time.Now
	}
	if err := os.MkdirAll(o.Dir, 0o700); err != nil {
		return nil, fault.Wrap(fault.Usage, err, "the data directory %s cannot be made: %v", o.Dir, err)
	}
	l, err := acquire(filepath.Join(o.Dir, "lock"))
	if err != nil {
		return nil, err
	}
	i := &Instance{Dir: o.Dir, Clock: o.Clock, lock: l}
	if err := i.open(ctx, o); err != nil {
		return nil, errors.Join(err, i.Close())
	}
	return i, nil
}

func (i *Instance) open(ctx context.Context, o Options) (err error) {
	if i.Catalog, err = catalog.Load(); err != nil {
		return fmt.Errorf("load the catalogue: %w", err)
	}
	i.Library = library.NewShelf(i.Catalog)
	secret, public, err := key(filepath.Join(o.Dir, "keys"))
	if err != nil {
		return err
	}
	signer, err := ledger.NewSigner(secret)
	if err != nil {
		return fmt.Errorf("read the signing key: %w", err)
	}
	i.signer = signer
	i.Public = public
	blobs, err := blob.NewDir(filepath.Join(o.Dir, "files"))
	if err != nil {
		return err
	}
	opt := store.Options{Registry: Registry(), Blobs: blobs, Clock: o.Clock, Random: rand.Reader, Signer: signer, Public: public, Postgres: o.Postgres}
	if o.Postgres == "" {
		opt.Path = filepath.Join(o.Dir, Database)
	}
	if i.DB, err = store.Open(ctx, opt); err != nil {
		return err
	}
	if i.Users, err = access.NewDirectory(ctx, i.DB, o.Clock, rand.Reader); err != nil {
		return err
	}
	return i.ensureMain(ctx, o.Title)
}

// ensureMain makes the main tenant in an empty database.
func (i *Instance) ensureMain(ctx context.Context, title string) error {
	tenants, err := i.DB.Tenants(ctx)
	if err != nil || len(tenants) > 0 {
		return err
	}
	if title == "" {
		title = "My organisation"
	}
	return i.DB.CreateTenant(ctx, Main, title)
}

// Operator is the store of whoever works on the data directory by hand.
func (i *Instance) Operator(name string) *store.Store {
	return i.DB.For(access.Operator(Main, name))
}

// CatalogOf gives the catalogue of whoever reads the view: what ships, and the
// tenant's own frameworks and crosswalks.
func (i *Instance) CatalogOf(ctx context.Context, v kernel.View) (*catalog.Catalog, error) {
	return i.Library.CatalogOf(ctx, v)
}

// Packer makes packs of what a store may see.
func (i *Instance) Packer(st *store.Store) *pack.Maker {
	return &pack.Maker{Store: st, Catalog: i.CatalogOf, Public: i.Public, Signer: i.signer, Now: i.Clock()}
}

// Serving notes in the lock where this process answers, for the message that a
// second process gets.
func (i *Instance) Serving(url string) error { return i.lock.note(url) }

// Close lets go of everything.
func (i *Instance) Close() error {
	var err error
	if i.DB != nil {
		err = i.DB.Close()
	}
	return errors.Join(err, i.lock.release())
}

// key reads the signing key, or makes one: dir/checkpoint.key and .pub.
func key(dir string) (secret, public string, err error) {
	secretFile, publicFile := filepath.Join(dir, "checkpoint.key"), filepath.Join(dir, "checkpoint.pub")
	s, err := os.ReadFile(secretFile)
	if err == nil {
		p, err := os.ReadFile(publicFile)
		return strings.TrimSpace(string(s)), strings.TrimSpace(string(p)), err
	}
	if !errors.Is(err, os.ErrNotExist) {
		return "", "", fmt.Errorf("read the signing key: %w", err)
	}
	if secret, public, err = ledger.NewKey(rand.Reader, "plimsoll-"+strings.ToLower(rand.Text()[:8])); err != nil {
		return "", "", err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", "", err
	}
	if err := os.WriteFile(publicFile, []byte(public+"\n"), 0o644); err != nil {
		return "", "", err
	}
	fresh := secretFile + ".new" // half a key would never open again
	if err := os.WriteFile(fresh, []byte(secret+"\n"), 0o600); err != nil {
		return "", "", errors.Join(err, os.Remove(fresh))
	}
	return secret, public, os.Rename(fresh, secretFile)
}
