package access

import (
	"context"
	"sync"
	"time"

	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// Visitor is a principal that was found out just now.
type Visitor struct {
	kernel.Principal
	Seen kernel.Seq // the newest position of the ledger at that moment
}

// visitor gives a user's rights as of now. Disabled and expired users have none.
func (d *Directory) visitor(ctx context.Context, t kernel.Tenant, uid kernel.UID, via string) (who Visitor, err error) {
	err = d.db.For(System(t, via)).View(ctx, kernel.At{}, func(v kernel.View) error {
		p, ok := d.known.at(t, uid, v.Seq())
		if !ok {
			if p, err = principal(ctx, v, uid); err != nil {
				return err
			}
			d.known.keep(p, v.Seq())
		}
		p.Via = via
		who = Visitor{p, v.Seq()}
		return nil
	})
	switch {
	case fault.Is(err, fault.NotFound):
		return Visitor{}, errNoSignIn
	case err == nil && !who.Expires.IsZero() && !d.clock().Before(who.Expires):
		return Visitor{}, fault.New(fault.Unauthenticated, "this access ended on %s", who.Expires.AddDate(0, 0, -1).Format(time.DateOnly))
	}
	return who, err
}

var errNoSignIn = fault.New(fault.Unauthenticated, "this user cannot sign in")

// principal reads what a user may do.
func principal(ctx context.Context, v kernel.View, uid kernel.UID) (kernel.Principal, error) {
	rec, err := v.Find(ctx, uid)
	if err != nil {
		return kernel.Principal{}, err
	}
	u, ok := rec.Spec.(*User)
	if !ok || u.State != "active" {
		return kernel.Principal{}, errNoSignIn
	}
	grants, err := grantsOf(ctx, v, u.Role)
	if err != nil {
		return kernel.Principal{}, err
	}
	p := kernel.Principal{Tenant: v.Principal().Tenant, Actor: string(uid), User: u.Email, Name: u.Title, Role: u.Role, Grants: grants, Person: u.Person.UID}
	if u.Expires != "" {
		p.Expires = u.Expires.Time().AddDate(0, 0, 1) // the day itself still counts
	}
	if u.Pinned != "" {
		p.Pin = kernel.At{Time: u.Pinned.Time().AddDate(0, 0, 1).Add(-time.Millisecond)}
	}
	return p, nil
}

// known remembers principals by the position of the ledger at which they were read.
// Any write makes a new position, so nobody keeps a right that was taken away.
type known struct {
	mu    sync.Mutex
	users map[userKey]knownUser
}

type userKey struct {
	tenant kernel.Tenant
	uid    string
}

type knownUser struct {
	kernel.Principal
	seq kernel.Seq
}

// maxKnown bounds the memory.
const maxKnown = 10_000

func newKnown() *known { return &known{users: map[userKey]knownUser{}} }

func (k *known) at(t kernel.Tenant, uid kernel.UID, seq kernel.Seq) (kernel.Principal, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	u, ok := k.users[userKey{t, string(uid)}]
	return u.Principal, ok && u.seq == seq
}

func (k *known) keep(p kernel.Principal, seq kernel.Seq) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.users) >= maxKnown {
		clear(k.users)
	}
	k.users[userKey{p.Tenant, p.Actor}] = knownUser{p, seq}
}
