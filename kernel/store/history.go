package store

import (
	"context"
	"errors"
	"fmt"
	"sort"

	"github.com/plimsoll-aims/plimsoll/kernel"
)

// History lists a record's revisions, newest first. Who may see the newest
// revision may see them all; after a deletion, who may see the last one.
func (v *view) History(ctx context.Context, of kernel.UID) ([]kernel.Revision, error) {
	list, err := v.revisions(ctx, `v.uid = ? and v.seq <= ?`, 0, string(of), int64(v.s.seq))
	if err != nil {
		return nil, err
	}
	for i := range list {
		if list[i].Spec == nil {
			continue
		}
		if v.shown(&list[i].Record) == nil {
			return nil, kernel.NotFound("record", string(of))
		}
		return v.redacted(list), nil
	}
	// Nothing readable is left (erased): only who sees everything of the kind may
	// know that it was there.
	if len(list) == 0 || !v.who.Everything(kernel.Read, list[0].Kind) {
		return nil, kernel.NotFound("record", string(of))
	}
	return list, nil
}

// Changes lists the newest entries that may be seen.
func (v *view) Changes(ctx context.Context, before kernel.Seq, limit int) ([]kernel.Revision, error) {
	if before == 0 || before > v.s.seq+1 {
		before = v.s.seq + 1
	}
	var out []kernel.Revision
	for len(out) < limit && before > 1 {
		list, err := v.revisions(ctx, `v.seq < ?`, limit, int64(before))
		if err != nil {
			return nil, err
		}
		if len(list) == 0 {
			break
		}
		before = list[len(list)-1].Seq
		for _, r := range v.redacted(list) {
			if len(out) < limit && v.mayTell(&r) {
				out = append(out, r)
			}
		}
	}
	return out, nil
}

// mayTell says whether an entry may be shown by itself.
func (v *view) mayTell(r *kernel.Revision) bool {
	k := v.Registry().Kind(r.Kind)
	if k == nil {
		return false
	}
	if r.Spec != nil {
		return v.covers(kernel.Read, k, &r.Record)
	}
	return v.who.Everything(kernel.Read, r.Kind)
}

func (v *view) redacted(list []kernel.Revision) []kernel.Revision {
	for i := range list {
		k := v.Registry().Kind(list[i].Kind)
		if k == nil || list[i].Spec == nil || !k.HasSensitive() {
			continue
		}
		if !v.covers(kernel.Reveal, k, &list[i].Record) {
			list[i].Spec = k.Redact(list[i].Spec)
		}
	}
	return list
}

// revisions reads revisions newest first; limit 0 is all.
func (v *view) revisions(ctx context.Context, where string, limit int, args ...any) ([]kernel.Revision, error) {
	q := `select ` + rowColumns + ` from revision v join payload p on p.tenant = v.tenant and p.seq = v.seq
		where v.tenant = ? and ` + where + ` order by v.seq desc`
	args = append([]any{v.s.tenant}, args...)
	if limit > 0 {
		q += ` limit ?`
		args = append(args, limit)
	}
	var out []kernel.Revision
	var live []*kernel.Record
	err := v.s.each(ctx, q, func(scan scanner) error {
		var r row
		if err := r.scan(scan); err != nil {
			return err
		}
		out = append(out, v.revision(&r))
		return nil
	}, args...)
	if err != nil {
		return nil, err
	}
	for i := range out {
		if out[i].Spec != nil {
			live = append(live, &out[i].Record)
		}
	}
	return out, v.s.resolve(ctx, live)
}

// revision decodes what is still there of a revision.
func (v *view) revision(r *row) kernel.Revision {
	rev := kernel.Revision{Record: kernel.Record{Meta: r.meta()}, Op: kernel.Op(r.op), Via: r.via}
	k := v.Registry().Kind(r.kind)
	if k == nil {
		return rev
	}
	rec, why, err := r.decode(k, nil)
	if err != nil {
		rev.Erased = errors.Is(err, errErased)
		return rev
	}
	rev.Record, rev.Why = *rec, why
	return rev
}

// Links lists references from or to a record, as far as the other end may be seen.
func (v *view) Links(ctx context.Context, of kernel.UID, dir kernel.Direction, field string) ([]kernel.Link, error) {
	if r, err := v.read(ctx, of); err != nil || r == nil {
		return nil, err
	}
	here, there := "uid", "to_uid"
	if dir == kernel.In {
		here, there = there, here
	}
	q := `select field, ` + there + ` from link where tenant = ? and ` + here + ` = ? and seq <= ? and till > ?`
	args := []any{v.s.tenant, string(of), int64(v.s.seq), int64(v.s.seq)}
	if field != "" {
		q += ` and field = ?`
		args = append(args, field)
	}
	type end struct{ field, uid string }
	var ends []end
	err := v.s.each(ctx, q, func(scan scanner) error {
		var e end
		err := scan(&e.field, &e.uid)
		ends = append(ends, e)
		return err
	}, args...)
	if err != nil {
		return nil, err
	}
	var out []kernel.Link
	for _, e := range ends {
		r, err := v.linked(ctx, kernel.UID(e.uid))
		if err != nil {
			return nil, err
		}
		if r != nil {
			out = append(out, kernel.Link{Field: e.field, Other: &r.Meta, Title: v.Registry().Kind(r.Kind).TextOf(&r.Meta, r.Spec)})
		}
	}
	sort.Slice(out, func(i, j int) bool {
		a, b := out[i], out[j]
		if a.Other.Kind != b.Other.Kind {
			return a.Other.Kind < b.Other.Kind
		}
		if a.Other.Name != b.Other.Name {
			return a.Other.Name < b.Other.Name
		}
		return a.Field < b.Field
	})
	return out, nil
}

// linked reads the other end of a link, from the cache where it is there.
func (v *view) linked(ctx context.Context, uid kernel.UID) (*kernel.Record, error) {
	if v.s.shared {
		var kind string
		if err := v.s.row(ctx, `select kind from record where tenant = ? and uid = ?`, v.s.tenant, string(uid)).Scan(&kind); err != nil {
			return nil, fmt.Errorf("read what is linked: %w", err)
		}
		if list, ok := v.s.db.cache.get(cacheKey{kindKey{v.s.tenant, kind}, v.s.seq}); ok {
			if r := at(list, uid); r != nil {
				return v.shown(r), nil
			}
			return nil, nil
		}
	}
	return v.read(ctx, uid)
}
