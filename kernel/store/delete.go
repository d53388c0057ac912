package store

import (
	"context"
	"fmt"
	"strings"

	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// Delete ends a record. References to it are held against it, emptied or kept,
// as the referring field says.
func (t *tx) Delete(ctx context.Context, kind, name string, rev int) error {
	k, err := t.kind(kind, kernel.Write)
	if err != nil {
		return err
	}
	uid, err := t.lookup(ctx, k.Name, name)
	if err != nil {
		return err
	}
	old, err := t.visible(ctx, k, uid, name)
	if err != nil {
		return err
	}
	if rev > 0 && rev != old.Rev {
		return stale(old, rev)
	}
	if !t.covers(kernel.Write, k, old) {
		return kernel.Denied(kernel.Write, old.Key())
	}
	return t.remove(ctx, k, old)
}

// visible reads a live record or says that there is none. A record that can no
// longer be decoded stays deletable for who may see everything of its kind.
func (t *tx) visible(ctx context.Context, k *kernel.Kind, uid kernel.UID, name string) (*kernel.Record, error) {
	if uid == "" {
		return nil, kernel.NotFound(k.Name, name)
	}
	r, err := t.current(ctx, uid)
	if err != nil {
		return nil, err
	}
	if r == nil && t.who.Everything(kernel.Read, k.Name) && t.who.Everything(kernel.Write, k.Name) {
		return t.broken(ctx, k, uid, name)
	}
	if r == nil || !t.covers(kernel.Read, k, r) {
		return nil, kernel.NotFound(k.Name, name)
	}
	return r, nil
}

func (t *tx) remove(ctx context.Context, k *kernel.Kind, old *kernel.Record) error {
	if err := t.release(ctx, old); err != nil {
		return err
	}
	head, _, _, err := t.s.headOf(ctx, old.UID)
	if err != nil {
		return err
	}
	rev := head + 1
	p := payload{Name: old.Name, Why: t.why}
	seq, err := t.append(ctx, entry{uid: old.UID, kind: k, rev: rev, op: kernel.OpDelete, body: p.encode()})
	if err != nil {
		return err
	}
	if err := t.s.exec(ctx, `update record set head = ?, seq = ?, gone = 1 where tenant = ? and uid = ?`, rev, int64(seq), t.s.tenant, string(old.UID)); err != nil {
		return err
	}
	delete(t.names, old.Key())
	if err := t.underive(ctx, k, old.UID, int64(seq)); err != nil {
		return fmt.Errorf("delete %s: %w", old.Key(), err)
	}
	m := old.Meta
	m.Rev, m.Seq, m.At, m.Actor = rev, seq, t.at, t.who.Actor
	return t.react(ctx, k, kernel.Change{Meta: m, Old: old.Spec})
}

// underive removes what follows from a live record.
func (t *tx) underive(ctx context.Context, k *kernel.Kind, uid kernel.UID, seq int64) error {
	if err := t.closeSpan(ctx, uid, seq); err != nil {
		return err
	}
	if err := t.s.exec(ctx, `update link set till = ? where tenant = ? and uid = ? and till = ?`, seq, t.s.tenant, string(uid), int64(forever)); err != nil {
		return err
	}
	if err := t.s.exec(ctx, `delete from attr where tenant = ? and uid = ?`, t.s.tenant, string(uid)); err != nil {
		return err
	}
	return t.s.dropProjection(ctx, k, uid)
}

// release deals with what refers to a record that is to go.
func (t *tx) release(ctx context.Context, old *kernel.Record) error {
	type referrer struct{ uid, kind, field string }
	var refs []referrer
	err := t.s.each(ctx, `select l.uid, r.kind, l.field from link l join record r on r.tenant = l.tenant and r.uid = l.uid
		where l.tenant = ? and l.to_uid = ? and l.till = ? and l.uid <> ? order by r.kind, r.name`, func(scan scanner) error {
		var x referrer
		err := scan(&x.uid, &x.kind, &x.field)
		refs = append(refs, x)
		return err
	}, t.s.tenant, string(old.UID), int64(forever), string(old.UID))
	if err != nil {
		return err
	}
	var holders []string
	hidden := 0
	clear := map[string]bool{}
	for _, x := range refs {
		k := t.Registry().Kind(x.kind)
		if k == nil || k.Field(x.field) == nil {
			continue
		}
		switch k.Field(x.field).OnDelete {
		case kernel.Clear:
			clear[x.uid] = true
		case kernel.Restrict:
			r, err := t.read(ctx, kernel.UID(x.uid))
			if err != nil {
				return err
			}
			if r == nil {
				hidden++
				continue
			}
			holders = append(holders, r.Key())
		}
	}
	if len(holders)+hidden > 0 {
		return inUse(old, holders, hidden)
	}
	for uid := range clear {
		if err := t.clearRefs(ctx, kernel.UID(uid), old.UID); err != nil {
			return err
		}
	}
	return nil
}

func inUse(old *kernel.Record, holders []string, hidden int) error {
	const shown = 5
	list := holders[:min(len(holders), shown)]
	if more := len(holders) - len(list) + hidden; more > 0 {
		list = append(list[:len(list):len(list)], fmt.Sprintf("%d more", more))
	}
	return fault.New(fault.Conflict, "%s is still used by %s; change those first", old.Key(), strings.Join(list, ", "))
}

// clearRefs writes a revision of a referring record without the reference.
func (t *tx) clearRefs(ctx context.Context, uid, target kernel.UID) error {
	old, err := t.current(ctx, uid)
	if err != nil || old == nil {
		return err
	}
	k := t.Registry().Kind(old.Kind)
	next := *old
	next.Spec = k.Clone(old.Spec)
	if !k.Drop(next.Spec, target) {
		return nil
	}
	if ps := k.Check(next.Spec); len(ps) > 0 {
		return fault.New(fault.Conflict, "%s needs %s", old.Key(), ps[0].Path)
	}
	return t.commitRevision(ctx, k, old, &next, kernel.OpUpdate)
}

// Restore writes an earlier revision as the newest. A deleted record comes back
// under its old identity, unless its name was taken since.
func (t *tx) Restore(ctx context.Context, of kernel.UID, rev int) (*kernel.Record, error) {
	_, gone, kind, err := t.s.headOf(ctx, of)
	if err != nil {
		return nil, err
	}
	k, err := t.kind(kind, kernel.Write)
	if err != nil {
		return nil, err
	}
	list, err := t.History(ctx, of)
	if err != nil {
		return nil, err
	}
	for i := range list {
		if list[i].Rev != rev || list[i].Spec == nil {
			continue
		}
		was := list[i].Record
		if !gone {
			return t.Put(ctx, kernel.Put{Kind: k.Name, UID: of, Name: was.Name, Rev: kernel.RevAny, Spec: was.Spec, Labels: was.Labels, Fields: was.Fields, Origin: was.Origin})
		}
		return t.revive(ctx, k, &was)
	}
	return nil, fault.New(fault.NotFound, "this record has no revision %d that could be restored", rev)
}

// revive brings a deleted record back.
func (t *tx) revive(ctx context.Context, k *kernel.Kind, was *kernel.Record) (*kernel.Record, error) {
	next := &kernel.Record{Meta: was.Meta, Spec: k.Clone(was.Spec)}
	ps, err := t.resolveRefs(ctx, k, next)
	if err != nil {
		return nil, err
	}
	if len(ps) > 0 {
		return nil, ps.Err()
	}
	if err := t.permit(k, nil, next); err != nil {
		return nil, err
	}
	taken, err := t.lookup(ctx, k.Name, next.Name)
	if err != nil {
		return nil, err
	}
	if taken != "" {
		return nil, fault.New(fault.Conflict, "the name %s is in use by another %s now", next.Name, k.Name)
	}
	return next, t.commitRevision(ctx, k, nil, next, kernel.OpRestore)
}
