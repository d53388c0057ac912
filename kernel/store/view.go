package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// view is a read at one position, as one principal.
type view struct {
	s    *session
	who  *kernel.Principal
	now  time.Time
	past bool
	last answer // what was matched last: a page lists and counts the same records
}

var _ kernel.View = (*view)(nil)

func (v *view) Seq() kernel.Seq              { return v.s.seq }
func (v *view) Latest() kernel.Seq           { return v.s.size }
func (v *view) Now() time.Time               { return v.now }
func (v *view) Past() bool                   { return v.past }
func (v *view) Principal() *kernel.Principal { return v.who }
func (v *view) Registry() *kernel.Registry   { return v.s.db.opt.Registry }

// kind finds a kind that the principal may use the verb on. A kind that does not
// exist is told apart from one that may not be read: kinds are no secret.
func (v *view) kind(name string, verb kernel.Verb) (*kernel.Kind, error) {
	k := v.Registry().Kind(name)
	if k == nil {
		return nil, fault.New(fault.NotFound, "there is no kind %q; there are %s", name, strings.Join(v.Registry().Names(), ", "))
	}
	return k, v.who.Check(verb, k.Name)
}

// Get reads a record by name.
func (v *view) Get(ctx context.Context, kind, name string) (*kernel.Record, error) {
	k, err := v.kind(kind, kernel.Read)
	if err != nil {
		return nil, err
	}
	uid, err := v.s.uidOf(ctx, k.Name, name)
	if err != nil {
		return nil, err
	}
	if uid == "" {
		return nil, kernel.NotFound(k.Name, name)
	}
	var r *kernel.Record
	if have := v.s.atHand(k.Name); have != nil {
		if r = at(have, uid); r != nil {
			r = v.shown(r)
		}
	} else if r, err = v.read(ctx, uid); err != nil {
		return nil, err
	}
	if r == nil {
		return nil, kernel.NotFound(k.Name, name)
	}
	return r, nil
}

// Find reads a record by UID.
func (v *view) Find(ctx context.Context, uid kernel.UID) (*kernel.Record, error) {
	r, err := v.read(ctx, uid)
	if err == nil && r == nil {
		err = kernel.NotFound("record", string(uid))
	}
	return r, err
}

// read gives a live record that the principal may see, or nil.
func (v *view) read(ctx context.Context, uid kernel.UID) (*kernel.Record, error) {
	r, err := v.s.one(ctx, uid)
	if err != nil || r == nil {
		return nil, err
	}
	return v.shown(r), nil
}

// shown gives the record as the principal may see it: nil when not at all,
// without sensitive fields when it has no right to reveal them.
func (v *view) shown(r *kernel.Record) *kernel.Record {
	k := v.Registry().Kind(r.Kind)
	if !v.covers(kernel.Read, k, r) {
		return nil
	}
	if !k.HasSensitive() || v.covers(kernel.Reveal, k, r) {
		return r
	}
	c := *r
	c.Spec = k.Redact(r.Spec)
	return &c
}

// covers says whether the principal has the verb on the record. It is the one
// place where scopes meet records in Go; scopeSQL is its twin.
func (v *view) covers(verb kernel.Verb, k *kernel.Kind, r *kernel.Record) bool {
	return slices.ContainsFunc(v.who.Scopes(verb, k.Name), func(s kernel.Scope) bool {
		return s.Match(v.who, subject(k, r))
	})
}

func subject(k *kernel.Kind, r *kernel.Record) kernel.Subject {
	s := kernel.Subject{UID: r.UID, Labels: r.Labels}
	if k.Owner != "" {
		owner, _ := k.Column(k.Owner).Value(r.Spec).(string)
		s.Owner = kernel.UID(owner)
	}
	s.Links = func(to kernel.UID) bool {
		found := false
		k.References(r.Spec, func(ref *kernel.Reference) { found = found || ref.UID == to })
		return found
	}
	return s
}

// uidOf finds the live record of a name at the session's position, "" when there is none.
func (s *session) uidOf(ctx context.Context, kind, name string) (kernel.UID, error) {
	var uid string
	var err error
	if s.past {
		err = s.row(ctx, `select uid from span where tenant = ? and kind = ? and name = ? and till > ? and seq <= ?`,
			s.tenant, kind, name, int64(s.seq), int64(s.seq)).Scan(&uid)
	} else {
		err = s.row(ctx, `select uid from record where tenant = ? and kind = ? and name = ? and gone = 0`, s.tenant, kind, name).Scan(&uid)
	}
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return kernel.UID(uid), err
}

// atHand gives every record of a kind at the session's position, ordered by UID,
// when they are in memory; nil when they are not.
func (s *session) atHand(kind string) []*kernel.Record {
	if !s.shared {
		return nil
	}
	list, _ := s.db.cache.get(cacheKey{kindKey{s.tenant, kind}, s.seq})
	return list
}

// one reads a live record at the session's position, nil when there is none.
func (s *session) one(ctx context.Context, uid kernel.UID) (*kernel.Record, error) {
	q := `select ` + rowColumns + ` from record r
		join revision v on v.tenant = r.tenant and v.seq = r.seq
		join payload p on p.tenant = v.tenant and p.seq = v.seq
		where r.tenant = ? and r.uid = ? and r.gone = 0`
	args := []any{s.tenant, string(uid)}
	if s.past {
		q = `select ` + rowColumns + ` from span s
			join revision v on v.tenant = s.tenant and v.seq = s.seq
			join payload p on p.tenant = v.tenant and p.seq = v.seq
			where s.tenant = ? and s.uid = ? and s.seq <= ? and s.till > ?`
		args = append(args, int64(s.seq), int64(s.seq))
	}
	list, err := s.load(ctx, nil, q, args...)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return list[0], nil
}

// All gives every record of a kind that the principal may see.
func (v *view) All(ctx context.Context, kind string) ([]*kernel.Record, error) {
	k := v.Registry().Kind(kind)
	if k == nil {
		return nil, fault.New(fault.NotFound, "there is no kind %q", kind)
	}
	if !v.who.May(kernel.Read, k.Name) {
		return nil, nil
	}
	list, err := v.s.snapshot(ctx, k)
	if err != nil {
		return nil, fmt.Errorf("read all %s: %w", k.Plural, err)
	}
	return v.visible(k, list), nil
}

// visible gives those of a kind's records that the principal may see, as it may.
func (v *view) visible(k *kernel.Kind, list []*kernel.Record) []*kernel.Record {
	if v.who.Everything(kernel.Read, k.Name) && (!k.HasSensitive() || v.who.Everything(kernel.Reveal, k.Name)) {
		return list
	}
	out := make([]*kernel.Record, 0, len(list))
	for _, r := range list {
		if r = v.shown(r); r != nil {
			out = append(out, r)
		}
	}
	return out
}

// Open reads a blob that a record uses which the principal may see now.
func (v *view) Open(ctx context.Context, d kernel.Digest) (io.ReadCloser, kernel.Blob, error) {
	missing := fault.New(fault.NotFound, "there is no file with the digest %s", d)
	b := kernel.Blob{Digest: d}
	err := v.s.row(ctx, `select size, media from blob where tenant = ? and digest = ?`, v.s.tenant, string(d)).Scan(&b.Size, &b.Media)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, b, missing
	}
	if err != nil {
		return nil, b, err
	}
	uids, err := v.s.strings(ctx, `select distinct uid from blob_use where tenant = ? and digest = ? and seq <= ? order by uid`, v.s.tenant, string(d), int64(v.s.seq))
	if err != nil {
		return nil, b, err
	}
	for _, uid := range uids {
		r, err := v.read(ctx, kernel.UID(uid))
		if err != nil {
			return nil, b, err
		}
		if r != nil && uses(v.Registry().Kind(r.Kind), r, d) {
			rc, err := v.s.db.opt.Blobs.Open(ctx, v.who.Tenant, d)
			return rc, b, err
		}
	}
	return nil, b, missing
}

func uses(k *kernel.Kind, r *kernel.Record, d kernel.Digest) bool {
	found := false
	k.Files(r.Spec, func(_ string, f kernel.File) { found = found || f.Digest == d })
	return found
}
