package access

import (
	"context"
	"encoding/hex"
	"time"

	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/kernel"
	"github.com/plimsoll-aims/plimsoll/kernel/store"
)

// tokenPrefix makes a leaked token findable by secret scanners.
const tokenPrefix = "plimsoll_"

// CreateToken makes an API token for a user: the secret is shown once. Everybody
// may for themselves; whoever may write users, for users within their own rights.
func (d *Directory) CreateToken(ctx context.Context, st kernel.Store, email, title string, life time.Duration) (string, error) {
	who := st.Principal()
	p, err := d.For(ctx, who.Tenant, email, "access")
	if err != nil {
		return "", err
	}
	if who.User != p.User {
		if err := mayManage(who, p.Grants); err != nil {
			return "", err
		}
	}
	if life <= 0 || life > MaxTokenLife {
		return "", fault.New(fault.Invalid, "a token lives at least a moment and at most %d days", int(MaxTokenLife.Hours()/24))
	}
	secret, digest, err := d.secret(tokenPrefix)
	if err != nil {
		return "", err
	}
	now := d.clock()
	return secret, d.exec(ctx, `insert into token (digest, tenant, uid, title, created, expires) values (?, ?, ?, ?, ?, ?)`,
		digest, string(who.Tenant), p.Actor, title, now.UnixMilli(), now.Add(life).UnixMilli())
}

// Token gives the principal of an API token.
func (d *Directory) Token(ctx context.Context, secret string) (Visitor, error) {
	bad := fault.New(fault.Unauthenticated, "the token is not valid, or its time is over")
	var tenant, uid string
	var expires int64
	found, err := store.Found(d.rows.Row(ctx, `select tenant, uid, expires from token where digest = ?`, []any{digestOf(secret)}, &tenant, &uid, &expires))
	if err != nil {
		return Visitor{}, err
	}
	if !found || d.clock().UnixMilli() >= expires {
		return Visitor{}, bad
	}
	return d.visitor(ctx, kernel.Tenant(tenant), kernel.UID(uid), "api")
}

// TokenInfo is what can be shown of a token. Its ID is the beginning of the digest,
// which says nothing of the secret.
type TokenInfo struct {
	ID      string    `json:"id"`
	User    string    `json:"user"`
	Title   string    `json:"title"`
	Created time.Time `json:"created"`
	Expires time.Time `json:"expires"`
}

// tokenID names a token to people.
func tokenID(digest []byte) string { return hex.EncodeToString(digest)[:12] }

// Tokens lists the tokens of a user, of oneself without an address: everybody may
// for themselves, whoever may write users, for users within their own rights. Of a
// user who cannot sign in any more too: their tokens sleep.
func (d *Directory) Tokens(ctx context.Context, st kernel.Store, email string) (out []TokenInfo, err error) {
	uid, email, err := d.holder(ctx, st, email)
	if err != nil {
		return nil, err
	}
	out = []TokenInfo{}
	return out, d.tokens(ctx, st.Principal().Tenant, uid, func(digest []byte, t TokenInfo) {
		t.User = email
		out = append(out, t)
	})
}

// RevokeToken ends one token of a user at once: every request asks for it anew. Who
// may list a user's tokens may end them.
func (d *Directory) RevokeToken(ctx context.Context, st kernel.Store, email, id string) error {
	uid, _, err := d.holder(ctx, st, email)
	if err != nil {
		return err
	}
	var found []byte
	if err := d.tokens(ctx, st.Principal().Tenant, uid, func(digest []byte, t TokenInfo) {
		if t.ID == id {
			found = digest
		}
	}); err != nil {
		return err
	}
	if found == nil {
		return fault.New(fault.NotFound, "there is no token %s", id)
	}
	return d.exec(ctx, `delete from token where digest = ?`, found)
}

func (d *Directory) tokens(ctx context.Context, t kernel.Tenant, uid kernel.UID, f func(digest []byte, t TokenInfo)) error {
	return d.rows.Read(ctx, func(r store.Rows) error {
		return r.Each(ctx, `select digest, title, created, expires from token where tenant = ? and uid = ? order by created`, []any{string(t), string(uid)}, func(scan func(...any) error) error {
			var digest []byte
			var x TokenInfo
			var c, e int64
			if err := scan(&digest, &x.Title, &c, &e); err != nil {
				return err
			}
			x.ID, x.Created, x.Expires = tokenID(digest), time.UnixMilli(c).UTC(), time.UnixMilli(e).UTC()
			f(digest, x)
			return nil
		})
	})
}

// holder finds whose tokens are meant, and holds the right to them.
func (d *Directory) holder(ctx context.Context, st kernel.Store, email string) (kernel.UID, string, error) {
	who := st.Principal()
	if email == "" || email == who.User {
		if who.User == "" {
			return "", "", fault.New(fault.Usage, "whose tokens? name a user")
		}
		return kernel.UID(who.Actor), who.User, nil
	}
	var uid kernel.UID
	var granted []kernel.Grant
	err := d.db.For(System(who.Tenant, "access")).View(ctx, kernel.At{}, func(v kernel.View) error {
		users, err := kernel.All[User](ctx, v)
		if err != nil {
			return err
		}
		for rec, u := range kernel.Each[User](users) {
			if u.Email != email {
				continue
			}
			uid = rec.UID
			granted, err = grantsOf(ctx, v, u.Role)
			return err
		}
		return nil
	})
	if err == nil && uid == "" {
		err = fault.New(fault.NotFound, "there is no user %s", email)
	}
	if right := mayManage(who, granted); right != nil { // and who lacks it does not learn who there is
		return "", "", right
	}
	return uid, email, err
}

// mayManage holds the right over another user's ways in: to write users, and every
// right that the other has.
func mayManage(who *kernel.Principal, granted []kernel.Grant) error {
	if !who.Everything(kernel.Write, UserKind.Name) || !within(granted, who.Grants) {
		return kernel.Denied(kernel.Write, UserKind.Name)
	}
	return nil
}
