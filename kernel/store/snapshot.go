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
	if list, ok := s.db.cache.get(key); ok {
		return list, nil
	}
	from := s.db.cache.nearest(key, s.size)
	if from == nil { // begin with the newest state: every past one is near it
		now := *s // names too are those of now
		now.seq, now.past = s.size, false
		list, err := now.loadAll(ctx, k)
		if err != nil {
			return nil, err
		}
		from = &cacheEntry{cacheKey{key.kindKey, s.size}, list}
		s.db.cache.put(from.key, list, true)
	}
	list, err := s.near(ctx, k, from)
	if err == nil {
		s.db.cache.put(key, list, !s.past)
	}
	return list, err
}

// near makes the list of the session's position from a newer or older one.
func (s *session) near(ctx context.Context, k *kernel.Kind, from *cacheEntry) ([]*kernel.Record, error) {
	if from.key.seq == s.seq {
		return from.list, nil
	}
	d, err := s.between(ctx, min(s.seq, from.key.seq), max(s.seq, from.key.seq))
	switch {
	case err != nil:
		return nil, err
	case d.erased:
		return s.loadAt(ctx, k) // an erasure takes names away everywhere
	}
	list := from.list
	if d.kinds[k.Name] && from.key.seq < s.seq {
		list, err = s.forward(ctx, k, from)
	} else if d.kinds[k.Name] {
		list, err = s.backward(ctx, k, from)
	}
	if err != nil || !d.renamed {
		return list, err
	}
	return s.renamed(ctx, k, list, d)
}

// difference is what happened between two positions of the ledger.
type difference struct {
	after, upTo     kernel.Seq
	kinds           map[string]bool // of which records were written
	renamed, erased bool            // names may read otherwise in records that were not
}

// between asks what happened between two positions, once for all kinds.
func (s *session) between(ctx context.Context, after, upTo kernel.Seq) (*difference, error) {
	if d := s.differs; d != nil && d.after == after && d.upTo == upTo {
		return d, nil
	}
	d := &difference{after: after, upTo: upTo, kinds: map[string]bool{}}
	err := s.each(ctx, `select distinct kind, op from revision where tenant = ? and seq > ? and seq <= ?`, func(scan scanner) error {
		var kind string
		var op kernel.Op
		if err := scan(&kind, &op); err != nil {
			return err
		}
		d.kinds[kind] = true
		d.erased = d.erased || op == kernel.OpErase
		d.renamed = d.renamed || op == kernel.OpRename || op == kernel.OpRestore
		return nil
	}, s.tenant, int64(after), int64(upTo))
	if err == nil {
		s.differs = d
	}
	return d, err
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
	return merge(from.list, ended, fresh), nil
}

// backward undoes what happened after the session's position.
func (s *session) backward(ctx context.Context, k *kernel.Kind, from *cacheEntry) ([]*kernel.Record, error) {
	later, err := s.strings(ctx, `select uid from span where tenant = ? and kind = ? and seq > ? and seq <= ?`, s.tenant, k.Name, int64(s.seq), int64(from.key.seq))
	if err != nil {
		return nil, err
	}
	was, err := s.load(ctx, k, fromSpans+`s.till > ? and s.till <= ? and s.seq <= ? order by s.uid`, s.tenant, k.Name, int64(s.seq), int64(from.key.seq), int64(s.seq))
	if err != nil {
		return nil, err
	}
	return merge(from.list, later, was), nil
}

// renamed mends a list that was carried over from one position to another: what
// was renamed in between has another name inside the records that refer to it.
func (s *session) renamed(ctx context.Context, k *kernel.Kind, list []*kernel.Record, d *difference) ([]*kernel.Record, error) {
	referring, err := s.strings(ctx, `select distinct l.uid from revision r join link l on l.tenant = r.tenant and l.to_uid = r.uid
		where r.tenant = ? and r.seq > ? and r.seq <= ? and r.op in ('rename', 'restore') and l.seq <= ? and l.till > ?`,
		s.tenant, int64(d.after), int64(d.upTo), int64(s.seq), int64(s.seq))
	if err != nil || len(referring) == 0 {
		return list, err
	}
	var again []*kernel.Record
	for _, r := range pick(list, referring) {
		c := *r
		c.Spec = k.Clone(r.Spec)
		again = append(again, &c)
	}
	slices.SortFunc(again, func(a, b *kernel.Record) int { return cmp.Compare(a.UID, b.UID) })
	return merge(list, nil, again), s.resolve(ctx, again)
}

// merge gives base without the dropped records and with the fresh ones in their
// place. base and fresh are ordered by UID, and so is the result.
func merge(base []*kernel.Record, drop []string, fresh []*kernel.Record) []*kernel.Record {
	if len(drop) == 0 && len(fresh) == 0 {
		return base
	}
	step := make([]kernel.UID, 0, len(drop)+len(fresh)) // where the result differs from base
	for _, u := range drop {
		step = append(step, kernel.UID(u))
	}
	for _, r := range fresh {
		step = append(step, r.UID)
	}
	slices.Sort(step)
	out := make([]*kernel.Record, 0, len(base)+len(fresh))
	for _, uid := range slices.Compact(step) {
		n, there := find(base, uid)
		out = append(out, base[:n]...)
		if base = base[n:]; there {
			base = base[1:]
		}
		if len(fresh) > 0 && fresh[0].UID == uid {
			out, fresh = append(out, fresh[0]), fresh[1:]
		}
	}
	return append(out, base...)
}

// find gives the place of a record in a list ordered by UID, and whether it is there.
func find(list []*kernel.Record, uid kernel.UID) (int, bool) {
	return slices.BinarySearchFunc(list, uid, func(r *kernel.Record, u kernel.UID) int { return cmp.Compare(r.UID, u) })
}

// at finds a record in a list ordered by UID.
func at(list []*kernel.Record, uid kernel.UID) *kernel.Record {
	i, ok := find(list, uid)
	if !ok {
		return nil
	}
	return list[i]
}
