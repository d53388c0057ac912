package store

import (
	"cmp"
	"context"
	"slices"

	"github.com/plimsoll-aims/plimsoll/kernel"
)

// snapshot gives every record of a kind at the session's position, ordered by
// UID. It takes the nearest thing it has and reads only the difference.
func (s *session) snapshot(ctx context.Context, k *kernel.Kind) ([]*kernel.Record, error) {
	if !s.shared {
		return s.loadAll(ctx, k)
	}
	key := cacheKey{kindKey{s.tenant, k.Name}, s.seq}
	exact, found, newest := s.db.cache.get(key)
	if found {
		return exact, nil
	}
	if newest == nil { // begin with the newest state: every past one is near it
		list, err := s.loadAll(ctx, k)
		if err != nil {
			return nil, err
		}
		newest = &cacheEntry{cacheKey{key.kindKey, s.size}, list}
		s.db.cache.put(newest.key, list, true)
	}
	list, err := s.near(ctx, k, newest)
	if err == nil {
		s.db.cache.put(key, list, !s.past)
	}
	return list, err
}

// near makes the list of the session's position from a newer or older one.
func (s *session) near(ctx context.Context, k *kernel.Kind, from *cacheEntry) ([]*kernel.Record, error) {
	switch {
	case from.key.seq == s.seq:
		return from.list, nil
	case from.key.seq > s.size: // ahead of what this transaction can see
		return s.loadAt(ctx, k)
	case from.key.seq < s.seq:
		return s.forward(ctx, k, from)
	}
	return s.backward(ctx, k, from)
}

const fromSpans = `select ` + rowColumns + ` from span s
	join revision v on v.tenant = s.tenant and v.seq = s.seq
	join payload p on p.tenant = v.tenant and p.seq = v.seq
	where s.tenant = ? and s.kind = ? and `

// loadAt reads the state at a position from nothing.
func (s *session) loadAt(ctx context.Context, k *kernel.Kind) ([]*kernel.Record, error) {
	return s.load(ctx, k, fromSpans+`s.seq <= ? and s.till > ? order by s.uid`, s.tenant, k.Name, int64(s.seq), int64(s.seq))
}

// forward brings an older entry up to the session's position: records that got a
// new revision are read, records that ended are dropped.
func (s *session) forward(ctx context.Context, k *kernel.Kind, from *cacheEntry) ([]*kernel.Record, error) {
	old := int64(from.key.seq)
	fresh, err := s.load(ctx, k, fromSpans+`s.seq > ? and s.seq <= ? and s.till > ? order by s.uid`, s.tenant, k.Name, old, int64(s.seq), int64(s.seq))
	if err != nil {
		return nil, err
	}
	ended, err := s.strings(ctx, `select uid from span where tenant = ? and kind = ? and till > ? and till <= ?`, s.tenant, k.Name, old, int64(s.seq))
	if err != nil {
		return nil, err
	}
	if s.renames != 0 && len(fresh) == 0 && len(ended) == 0 {
		return s.renamed(ctx, k, from)
	}
	if s.renames != 0 {
		return s.loadAt(ctx, k) // names inside other records may have changed too
	}
	return merge(from.list, ended, fresh), nil
}

// renamed checks an entry of a tenant that renames records: it still holds when
// nothing was renamed since.
func (s *session) renamed(ctx context.Context, k *kernel.Kind, from *cacheEntry) ([]*kernel.Record, error) {
	var n int
	err := s.row(ctx, `select count(*) from revision where tenant = ? and seq > ? and seq <= ? and op = 'rename'`, s.tenant, int64(from.key.seq), int64(s.seq)).Scan(&n)
	if err != nil || n == 0 {
		return from.list, err
	}
	return s.loadAt(ctx, k)
}

// backward undoes what happened after the session's position.
func (s *session) backward(ctx context.Context, k *kernel.Kind, from *cacheEntry) ([]*kernel.Record, error) {
	if s.renames != 0 {
		return s.loadAt(ctx, k)
	}
	later, err := s.strings(ctx, `select uid from span where tenant = ? and kind = ? and seq > ?`, s.tenant, k.Name, int64(s.seq))
	if err != nil {
		return nil, err
	}
	was, err := s.load(ctx, k, fromSpans+`s.till > ? and s.seq <= ? and s.till < ? order by s.uid`, s.tenant, k.Name, int64(s.seq), int64(s.seq), int64(forever))
	if err != nil {
		return nil, err
	}
	return merge(from.list, later, was), nil
}

// merge gives base without the dropped records and with the fresh ones in their
// place. base and fresh are ordered by UID, and so is the result.
func merge(base []*kernel.Record, drop []string, fresh []*kernel.Record) []*kernel.Record {
	if len(drop) == 0 && len(fresh) == 0 {
		return base
	}
	gone := make(map[kernel.UID]bool, len(drop)+len(fresh))
	for _, u := range drop {
		gone[kernel.UID(u)] = true
	}
	for _, r := range fresh {
		gone[r.UID] = true
	}
	out := make([]*kernel.Record, 0, len(base)+len(fresh))
	i := 0
	for _, r := range base {
		for i < len(fresh) && fresh[i].UID < r.UID {
			out = append(out, fresh[i])
			i++
		}
		if !gone[r.UID] {
			out = append(out, r)
		}
	}
	return append(out, fresh[i:]...)
}

// at finds a record in a list ordered by UID.
func at(list []*kernel.Record, uid kernel.UID) *kernel.Record {
	i, ok := slices.BinarySearchFunc(list, uid, func(r *kernel.Record, u kernel.UID) int { return cmp.Compare(r.UID, u) })
	if !ok {
		return nil
	}
	return list[i]
}
