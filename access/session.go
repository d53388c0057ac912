package access

import (
	"context"
	"errors"
	"io/fs"
	"time"

	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/kernel"
	"github.com/plimsoll-aims/plimsoll/kernel/store"
)

func subFS() (fs.FS, error) { return fs.Sub(migrations, "migrations") }

// errSignIn is the one answer to every failed sign-in.
var errSignIn = fault.New(fault.Unauthenticated, "the address or the password is not right")

// SignIn checks a password and begins a session. It takes as long for an unknown
// tenant or user as for a wrong password. The secret goes into the cookie.
func (d *Directory) SignIn(ctx context.Context, t kernel.Tenant, email, password string) (secret string, err error) {
	hash, uid := nobody, kernel.UID("")
	if found, err := d.find(ctx, t, email); err == nil && found != "" {
		uid = found
	}
	if err := d.rows.Read(ctx, func(r store.Rows) error {
		var h string
		ok, err := store.Found(r.Row(ctx, `select hash from credential where tenant = ? and uid = ?`, []any{string(t), string(uid)}, &h))
		if ok {
			hash = h
		}
		return err
	}); err != nil {
		return "", err
	}
	if !matches(hash, password) || hash == nobody {
		return "", errSignIn
	}
	if _, err := d.visitor(ctx, t, uid, "web"); err != nil {
		return "", errSignIn
	}
	return d.begin(ctx, t, uid)
}

// SignInAs begins a session without a password. Only the demo calls it.
func (d *Directory) SignInAs(ctx context.Context, t kernel.Tenant, email string) (secret string, err error) {
	p, err := d.For(ctx, t, email, "web")
	if err != nil {
		return "", err
	}
	return d.begin(ctx, t, kernel.UID(p.Actor))
}

func (d *Directory) begin(ctx context.Context, t kernel.Tenant, uid kernel.UID) (string, error) {
	secret, digest, err := d.secret("")
	if err != nil {
		return "", err
	}
	now := d.clock()
	return secret, d.rows.Write(ctx, func(r store.Rows) error {
		if _, err := r.Exec(ctx, `delete from session where expires < ?`, now.UnixMilli()); err != nil {
			return err
		}
		_, err := r.Exec(ctx, `insert into session (digest, tenant, uid, created, seen, expires) values (?, ?, ?, ?, ?, ?)`,
			digest, string(t), string(uid), now.UnixMilli(), now.UnixMilli(), now.Add(SessionMax).UnixMilli())
		return err
	})
}

// Session gives whoever began a session. Unauthenticated when it is over.
func (d *Directory) Session(ctx context.Context, secret string) (Visitor, error) {
	over := fault.New(fault.Unauthenticated, "you are not signed in, or your session is over")
	if secret == "" {
		return Visitor{}, over
	}
	var tenant, uid string
	var seen, expires int64
	found, err := store.Found(d.rows.Row(ctx, `select tenant, uid, seen, expires from session where digest = ?`, []any{digestOf(secret)}, &tenant, &uid, &seen, &expires))
	if err != nil {
		return Visitor{}, err
	}
	now := d.clock()
	if !found || now.UnixMilli() >= expires || now.Sub(time.UnixMilli(seen)) > SessionIdle {
		return Visitor{}, over
	}
	if now.Sub(time.UnixMilli(seen)) > touchInterval {
		err := d.exec(ctx, `update session set seen = ? where digest = ?`, now.UnixMilli(), digestOf(secret))
		if err != nil && !fault.Is(err, fault.Busy) { // who reads goes on reading on a full disk
			return Visitor{}, err
		}
	}
	return d.visitor(ctx, kernel.Tenant(tenant), kernel.UID(uid), "web")
}

// SignOut ends a session.
func (d *Directory) SignOut(ctx context.Context, secret string) error {
	return d.exec(ctx, `delete from session where digest = ?`, digestOf(secret))
}

func (d *Directory) exec(ctx context.Context, q string, args ...any) error {
	return d.rows.Write(ctx, func(r store.Rows) error {
		_, err := r.Exec(ctx, q, args...)
		return err
	})
}

// InviteOwner makes a one-time secret with which somebody becomes the owner of a
// tenant that has nobody yet.
func (d *Directory) InviteOwner(ctx context.Context, t kernel.Tenant) (string, error) {
	if empty, err := d.Empty(ctx, t); err != nil || !empty {
		return "", orConflict(err, "this organisation has users already")
	}
	return d.invite(ctx, t, "")
}

// InviteUser makes a one-time secret with which a user chooses a new password: the
// first one, or another when it is lost. Whoever may write users may do that for
// those whose rights are within their own.
func (d *Directory) InviteUser(ctx context.Context, st kernel.Store, email string) (string, error) {
	who := st.Principal()
	p, err := d.For(ctx, who.Tenant, email, "access")
	if err != nil {
		return "", err
	}
	if err := mayManage(who, p.Grants); err != nil {
		return "", err
	}
	return d.invite(ctx, who.Tenant, kernel.UID(p.Actor))
}

func (d *Directory) invite(ctx context.Context, t kernel.Tenant, uid kernel.UID) (string, error) {
	secret, digest, err := d.secret("")
	if err != nil {
		return "", err
	}
	now := d.clock()
	return secret, d.exec(ctx, `insert into invitation (digest, tenant, uid, created, expires) values (?, ?, ?, ?, ?)`,
		digest, string(t), string(uid), now.UnixMilli(), now.Add(InviteFor).UnixMilli())
}

func orConflict(err error, message string) error {
	if err != nil {
		return err
	}
	return fault.New(fault.Conflict, "%s", message)
}

// Empty says whether a tenant has no users at all.
func (d *Directory) Empty(ctx context.Context, t kernel.Tenant) (bool, error) {
	n := 0
	err := d.db.For(System(t, "access")).View(ctx, kernel.At{}, func(v kernel.View) error {
		users, err := kernel.All[User](ctx, v)
		n = len(users)
		return err
	})
	return n == 0, err
}

// Invited says whether an invitation still holds, and for which address (""
// for the first owner), without using it up.
func (d *Directory) Invited(ctx context.Context, secret string) (t kernel.Tenant, email string, err error) {
	tenant, uid, err := d.invitation(ctx, secret)
	if err != nil || uid == "" {
		return tenant, "", err
	}
	p, err := d.visitor(ctx, tenant, uid, "access")
	return tenant, p.User, err
}

func (d *Directory) invitation(ctx context.Context, secret string) (kernel.Tenant, kernel.UID, error) {
	var tenant, uid string
	var expires int64
	found := false
	if err := d.rows.Read(ctx, func(r store.Rows) (err error) {
		found, err = store.Found(r.Row(ctx, `select tenant, uid, expires from invitation where digest = ?`, []any{digestOf(secret)}, &tenant, &uid, &expires))
		return err
	}); err != nil {
		return "", "", err
	}
	if !found || d.clock().UnixMilli() >= expires {
		return "", "", fault.New(fault.NotFound, "this link was used already, or its time is over")
	}
	return kernel.Tenant(tenant), kernel.UID(uid), nil
}

// Accept uses an invitation up: it creates the first owner, or sets the password
// of the invited user, and begins a session. When that fails the invitation holds.
func (d *Directory) Accept(ctx context.Context, secret, name, email, password string) (session string, err error) {
	if err := CheckPassword(password); err != nil {
		return "", err
	}
	tenant, uid, err := d.invitation(ctx, secret)
	if err != nil {
		return "", err
	}
	if err := d.useUp(ctx, secret); err != nil {
		return "", err
	}
	session, err = d.accept(ctx, tenant, uid, User{Title: name, Email: email, Role: Owner}, password)
	if err != nil {
		now := d.clock()
		err = errors.Join(err, d.exec(ctx, `insert into invitation (digest, tenant, uid, created, expires) values (?, ?, ?, ?, ?)`,
			digestOf(secret), string(tenant), string(uid), now.UnixMilli(), now.Add(InviteFor).UnixMilli()))
	}
	return session, err
}

// useUp takes the invitation; of two at once, one gets it.
func (d *Directory) useUp(ctx context.Context, secret string) error {
	used := int64(0)
	err := d.rows.Write(ctx, func(r store.Rows) (err error) {
		used, err = r.Exec(ctx, `delete from invitation where digest = ?`, digestOf(secret))
		return err
	})
	if err == nil && used == 0 {
		err = fault.New(fault.NotFound, "this link was used already")
	}
	return err
}

func (d *Directory) accept(ctx context.Context, tenant kernel.Tenant, uid kernel.UID, first User, password string) (string, error) {
	if uid == "" {
		empty, err := d.Empty(ctx, tenant)
		if err != nil || !empty {
			return "", orConflict(err, "this organisation has users already")
		}
		if uid, err = d.AddUser(ctx, d.db.For(System(tenant, "first-start")), first, ""); err != nil {
			return "", err
		}
	}
	if err := d.setPassword(ctx, tenant, uid, password); err != nil {
		return "", err
	}
	return d.begin(ctx, tenant, uid)
}
