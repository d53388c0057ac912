package access

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/kernel"
	"github.com/plimsoll-aims/plimsoll/kernel/store"
)

//go:embed migrations
var migrations embed.FS

// How long proofs of identity last.
const (
	SessionIdle   = 12 * time.Hour
	SessionMax    = 7 * 24 * time.Hour
	InviteFor     = 7 * 24 * time.Hour
	MaxTokenLife  = 366 * 24 * time.Hour
	TokenLife     = 90 * 24 * time.Hour
	secretBytes   = 32
	touchInterval = time.Minute
)

// Directory knows the users of all tenants of a database.
type Directory struct {
	db     *store.DB
	rows   *store.Tables
	clock  func() time.Time
	random io.Reader
	known  *known
}

// NewDirectory opens the directory in a database.
func NewDirectory(ctx context.Context, db *store.DB, clock func() time.Time, random io.Reader) (*Directory, error) {
	sub, err := subFS()
	if err != nil {
		return nil, err
	}
	rows, err := db.Own(ctx, "access", sub)
	if err != nil {
		return nil, err
	}
	return &Directory{db: db, rows: rows, clock: clock, random: random, known: newKnown()}, nil
}

// System is the principal of the machinery itself in a tenant: migrations, first
// start, jobs. It has every right and is never handed to a request.
func System(t kernel.Tenant, via string) kernel.Principal {
	return kernel.Principal{Tenant: t, Actor: "system", Name: "Plimsoll", Via: via, Grants: everything()}
}

// Operator is whoever holds the data directory in hand and works on it with the
// command line: they could read and write every byte of it anyway.
func Operator(t kernel.Tenant, name string) kernel.Principal {
	return kernel.Principal{Tenant: t, Actor: "operator:" + name, Name: name, Role: Owner, Via: "cli", Grants: everything()}
}

func everything() []kernel.Grant {
	return []kernel.Grant{{Verbs: kernel.Verbs, Kinds: []string{"*"}, Scope: kernel.Scope{Type: kernel.ScopeAll}}}
}

// For gives a store for a user by address, as the command line's --as and the
// demo's sign-in need it.
func (d *Directory) For(ctx context.Context, t kernel.Tenant, email, via string) (kernel.Principal, error) {
	uid, err := d.find(ctx, t, email)
	if err != nil {
		return kernel.Principal{}, err
	}
	if uid == "" {
		return kernel.Principal{}, fault.New(fault.NotFound, "there is no user %s", email)
	}
	v, err := d.visitor(ctx, t, uid, via)
	return v.Principal, err
}

// find gives the UID of a user by address, "" when there is none.
func (d *Directory) find(ctx context.Context, t kernel.Tenant, email string) (uid kernel.UID, err error) {
	email = strings.ToLower(strings.TrimSpace(email))
	err = d.db.For(System(t, "access")).View(ctx, kernel.At{}, func(v kernel.View) error {
		users, err := kernel.All[User](ctx, v)
		for rec, u := range kernel.Each[User](users) {
			if u.Email == email {
				uid = rec.UID
			}
		}
		return err
	})
	return uid, err
}

// AddUser creates a user as a record and, with a password, lets them sign in. The
// store's principal needs the right to write users, and all rights of the role.
func (d *Directory) AddUser(ctx context.Context, st kernel.Store, u User, password string) (kernel.UID, error) {
	if password != "" {
		if err := CheckPassword(password); err != nil {
			return "", err
		}
	}
	u.Email = strings.ToLower(strings.TrimSpace(u.Email))
	if u.State == "" {
		u.State = "active"
	}
	if u.Title == "" {
		u.Title, _, _ = strings.Cut(u.Email, "@")
	}
	var uid kernel.UID
	_, err := st.Update(ctx, "add user "+u.Email, func(tx kernel.Tx) error {
		rec, err := tx.Put(ctx, kernel.Put{Kind: UserKind.Name, Name: userName(u.Email), Spec: &u})
		if err == nil {
			uid = rec.UID
		}
		return err
	})
	if err != nil || password == "" {
		return uid, err
	}
	return uid, d.setPassword(ctx, st.Principal().Tenant, uid, password)
}

// userName makes a record name of an address.
func userName(email string) string {
	name := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r == '.', r == '-', r == '_':
			return r
		case r == '@':
			return '.'
		}
		return '-'
	}, email)
	return strings.TrimLeft(name, ".-_")
}

// setPassword stores a password's hash and ends the user's sessions.
func (d *Directory) setPassword(ctx context.Context, t kernel.Tenant, uid kernel.UID, password string) error {
	hash, err := hashPassword(d.random, password)
	if err != nil {
		return err
	}
	return d.rows.Write(ctx, func(r store.Rows) error {
		if _, err := r.Exec(ctx, `insert into credential (tenant, uid, hash, changed) values (?, ?, ?, ?)
			on conflict (tenant, uid) do update set hash = excluded.hash, changed = excluded.changed`, string(t), string(uid), hash, d.clock().UnixMilli()); err != nil {
			return err
		}
		_, err := r.Exec(ctx, `delete from session where tenant = ? and uid = ?`, string(t), string(uid))
		return err
	})
}

// secret draws a random secret and gives it with its digest. Only the digest is kept.
func (d *Directory) secret(prefix string) (secret string, digest []byte, err error) {
	b := make([]byte, secretBytes)
	if _, err := io.ReadFull(d.random, b); err != nil {
		return "", nil, fmt.Errorf("read randomness: %w", err)
	}
	secret = prefix + base64.RawURLEncoding.EncodeToString(b)
	return secret, digestOf(secret), nil
}

func digestOf(secret string) []byte {
	h := sha256.Sum256([]byte(secret))
	return h[:]
}
