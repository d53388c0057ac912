package store

import (
	"context"
	"fmt"

	"github.com/plimsoll-aims/plimsoll/kernel"
)

// write puts a settled revision into every table.
func (t *tx) write(ctx context.Context, k *kernel.Kind, old, next *kernel.Record) error {
	op := kernel.OpUpdate
	switch {
	case old == nil:
		op = kernel.OpCreate
		uid, err := t.s.db.ids.next(t.at)
		if err != nil {
			return err
		}
		next.UID = uid
	case old.Name != next.Name:
		op = kernel.OpRename
	}
	return t.commitRevision(ctx, k, old, next, op)
}

// commitRevision writes next as the newest revision of its record; old is what
// was live before, if anything was.
func (t *tx) commitRevision(ctx context.Context, k *kernel.Kind, old, next *kernel.Record, op kernel.Op) error {
	next.Rev = 1
	if op != kernel.OpCreate {
		head, _, _, err := t.s.headOf(ctx, next.UID) // an erasure may have counted on
		if err != nil {
			return err
		}
		next.Rev = head + 1
	}
	next.Actor, next.At = t.who.Actor, t.at
	if op == kernel.OpCreate {
		if err := t.s.exec(ctx, `insert into record (tenant, uid, kind, name, head, seq, gone) values (?, ?, ?, ?, ?, ?, 0)`,
			t.s.tenant, string(next.UID), k.Name, next.Name, next.Rev, int64(t.s.size+1)); err != nil {
			return err
		}
	}
	p := payload{Fields: next.Fields, Labels: next.Labels, Name: next.Name, Origin: next.Origin, Spec: k.Stored(next.Spec), Why: t.why}
	seq, err := t.append(ctx, entry{uid: next.UID, kind: k, rev: next.Rev, op: op, body: p.encode(), record: next})
	if err != nil {
		return err
	}
	next.Seq = seq
	if op != kernel.OpCreate {
		if err := t.s.exec(ctx, `update record set name = ?, head = ?, seq = ?, gone = 0 where tenant = ? and uid = ?`,
			next.Name, next.Rev, int64(seq), t.s.tenant, string(next.UID)); err != nil {
			return err
		}
	}
	if err := t.derive(ctx, k, next, old); err != nil {
		return fmt.Errorf("write %s: %w", next.Key(), err)
	}
	t.names[kernel.Key(k.Name, next.Name)] = next.UID
	if old != nil && old.Name != next.Name {
		delete(t.names, kernel.Key(k.Name, old.Name))
		t.s.renames++
	}
	change := kernel.Change{Meta: next.Meta, New: next.Spec}
	if old != nil {
		change.Old = old.Spec
	}
	return t.react(ctx, k, change)
}

// derive writes what follows from a revision: span, links, attributes, files in
// use and projection.
func (t *tx) derive(ctx context.Context, k *kernel.Kind, r, old *kernel.Record) error {
	seq := int64(r.Seq)
	if old != nil {
		if err := t.closeSpan(ctx, r.UID, seq); err != nil {
			return err
		}
	}
	if err := t.s.exec(ctx, `insert into span (tenant, kind, uid, name, seq) values (?, ?, ?, ?, ?)`, t.s.tenant, k.Name, string(r.UID), r.Name, seq); err != nil {
		return err
	}
	for _, step := range []func(context.Context, *kernel.Kind, *kernel.Record, *kernel.Record) error{t.writeLinks, t.writeAttrs, t.writeFiles} {
		if err := step(ctx, k, r, old); err != nil {
			return err
		}
	}
	return t.s.writeProjection(ctx, k, r)
}

func (t *tx) closeSpan(ctx context.Context, uid kernel.UID, seq int64) error {
	return t.s.exec(ctx, `update span set till = ? where tenant = ? and uid = ? and till = ?`, seq, t.s.tenant, string(uid), int64(forever))
}

// linkRow is one reference as the link table has it.
type linkRow struct {
	field string
	ord   int
	to    kernel.UID
}

func linksOf(k *kernel.Kind, spec any) []linkRow {
	var out []linkRow
	k.References(spec, func(ref *kernel.Reference) { out = append(out, linkRow{ref.Field.Path, ref.Ord, ref.UID}) })
	return out
}

// writeLinks ends the links that are no longer there and adds the new ones.
func (t *tx) writeLinks(ctx context.Context, k *kernel.Kind, r, old *kernel.Record) error {
	was := map[linkRow]bool{}
	if old != nil {
		for _, l := range linksOf(k, old.Spec) {
			was[l] = true
		}
	}
	var fresh []linkRow
	for _, l := range linksOf(k, r.Spec) {
		if was[l] {
			delete(was, l)
			continue
		}
		fresh = append(fresh, l)
	}
	for l := range was {
		if err := t.s.exec(ctx, `update link set till = ? where tenant = ? and uid = ? and field = ? and ord = ? and till = ?`,
			int64(r.Seq), t.s.tenant, string(r.UID), l.field, l.ord, int64(forever)); err != nil {
			return err
		}
	}
	for _, l := range fresh {
		if err := t.s.exec(ctx, `insert into link (tenant, uid, field, ord, to_uid, seq) values (?, ?, ?, ?, ?, ?)`,
			t.s.tenant, string(r.UID), l.field, l.ord, string(l.to), int64(r.Seq)); err != nil {
			return err
		}
	}
	return nil
}

// attrsOf gives labels and custom fields as the attribute table has them.
func attrsOf(r *kernel.Record) map[string]string {
	out := map[string]string{}
	for k, v := range r.Labels {
		out["label."+k] = v
	}
	for k, v := range r.Fields {
		if s, ok := kernel.AttrText(v).(string); ok {
			out["field."+k] = s
		}
	}
	return out
}

func (t *tx) writeAttrs(ctx context.Context, _ *kernel.Kind, r, old *kernel.Record) error {
	if old != nil && len(attrsOf(old)) > 0 {
		if err := t.s.exec(ctx, `delete from attr where tenant = ? and uid = ?`, t.s.tenant, string(r.UID)); err != nil {
			return err
		}
	}
	for k, v := range attrsOf(r) {
		if err := t.s.exec(ctx, `insert into attr (tenant, uid, key, value) values (?, ?, ?, ?)`, t.s.tenant, string(r.UID), k, v); err != nil {
			return err
		}
	}
	return nil
}

func (t *tx) writeFiles(ctx context.Context, k *kernel.Kind, r, _ *kernel.Record) error {
	var failed error
	k.Files(r.Spec, func(_ string, f kernel.File) {
		err := t.s.exec(ctx, `insert into blob_use (tenant, digest, uid, seq) values (?, ?, ?, ?) on conflict (tenant, digest, uid, seq) do nothing`,
			t.s.tenant, string(f.Digest), string(r.UID), int64(r.Seq))
		if err != nil {
			failed = err
		}
	})
	return failed
}
