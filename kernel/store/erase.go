package store

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// erasure is what the ledger says of an erasure: which entries lost their
// payload, and on what ground.
type erasure struct {
	Entries []int64 `json:"entries"`
	Ground  string  `json:"ground"`
}

// Erase removes payloads for good. Leaves commit to salted digests only, so every
// proof of every entry still holds; the erasure is an entry itself.
func (t *tx) Erase(ctx context.Context, of kernel.UID, all bool, ground string) error {
	head, gone, kind, err := t.s.headOf(ctx, of)
	if err != nil {
		return err
	}
	k, err := t.kind(kind, kernel.Administer)
	if err != nil {
		return err
	}
	if ground == "" {
		return fault.New(fault.Invalid, "an erasure needs its ground, such as a request under Article 17 GDPR")
	}
	if gone {
		if !t.who.Everything(kernel.Administer, k.Name) { // no scope covers what is no more
			return kernel.NotFound(k.Name, string(of))
		}
		return t.erase(ctx, k, of, head, t.s.size+1, ground)
	}
	old, err := t.current(ctx, of)
	if err != nil {
		return err
	}
	if old == nil || !t.covers(kernel.Administer, k, old) {
		return kernel.NotFound(k.Name, string(of))
	}
	if !all {
		return t.erase(ctx, k, of, head, old.Seq, ground)
	}
	if err := t.remove(ctx, k, old); err != nil {
		return err
	}
	return t.erase(ctx, k, of, head+1, t.s.size+1, ground)
}

// erase removes what the record said before an entry; nothing of a record is left
// when that is behind its last one.
func (t *tx) erase(ctx context.Context, k *kernel.Kind, of kernel.UID, head int, before kernel.Seq, ground string) error {
	e, all := erasure{Ground: ground}, before > t.s.size
	err := t.s.each(ctx, `select v.seq from revision v join payload p on p.tenant = v.tenant and p.seq = v.seq
		where v.tenant = ? and v.uid = ? and v.seq < ? and v.op <> 'erase' and p.body is not null order by v.seq`, func(scan scanner) error {
		var seq int64
		err := scan(&seq)
		e.Entries = append(e.Entries, seq)
		return err
	}, t.s.tenant, string(of), int64(before))
	if err != nil || len(e.Entries) == 0 {
		return err
	}
	body, err := json.Marshal(e)
	if err != nil {
		return err
	}
	p := payload{Name: string(of), Spec: body, Why: t.why}
	if _, err := t.append(ctx, entry{uid: of, kind: k, rev: head + 1, op: kernel.OpErase, body: p.encode()}); err != nil {
		return err
	}
	t.erased = true
	if err := t.purge(ctx, of, head+1, e.Entries, all); err != nil {
		return err
	}
	if err := t.relink(ctx, k, of); err != nil || t.s.db.Engine() != "sqlite" {
		return err
	}
	return t.Enqueue(ctx, kernel.Job{Kind: JobScrub, Key: "scrub"})
}

// relink works out a record's links anew from what is left of its revisions.
func (t *tx) relink(ctx context.Context, k *kernel.Kind, of kernel.UID) error {
	var links linkSpans
	err := t.s.each(ctx, `select `+rowColumns+` from revision v join payload p on p.tenant = v.tenant and p.seq = v.seq
		where v.tenant = ? and v.uid = ? and v.op <> 'erase' order by v.seq`, func(scan scanner) error {
		var r row
		if err := r.scan(scan); err != nil {
			return err
		}
		rec, err := r.record(k)
		if err != nil || rec.Spec == nil {
			links.step(nil, r.seq)
			return nil
		}
		links.step(linksOf(k, rec.Spec), r.seq)
		return nil
	}, t.s.tenant, string(of))
	if err != nil {
		return err
	}
	if err := t.s.exec(ctx, `delete from link where tenant = ? and uid = ?`, t.s.tenant, string(of)); err != nil {
		return err
	}
	for _, l := range links.all() {
		if err := t.s.exec(ctx, `insert into link (tenant, uid, field, ord, to_uid, seq, till) values (?, ?, ?, ?, ?, ?, ?)`,
			t.s.tenant, string(of), l.field, l.ord, string(l.to), l.seq, l.till); err != nil {
			return err
		}
	}
	return nil
}

// purge removes the payloads and every name that the tables still show.
func (t *tx) purge(ctx context.Context, of kernel.UID, head int, entries []int64, all bool) error {
	for _, seq := range entries {
		if err := t.s.exec(ctx, `update payload set salt = null, body = null where tenant = ? and seq = ?`, t.s.tenant, seq); err != nil {
			return err
		}
		if err := t.s.exec(ctx, `update span set name = ? where tenant = ? and seq = ?`, string(of), t.s.tenant, seq); err != nil {
			return err
		}
	}
	q := `update record set head = ? where tenant = ? and uid = ?`
	args := []any{head, t.s.tenant, string(of)}
	if all {
		q = `update record set head = ?, name = ? where tenant = ? and uid = ?`
		args = []any{head, string(of), t.s.tenant, string(of)}
	}
	if err := t.s.exec(ctx, q, args...); err != nil {
		return err
	}
	return t.dropFiles(ctx, of, entries)
}

// dropFiles forgets the use of files by erased revisions, and removes files that
// nothing uses any more: a job does that after the commit.
func (t *tx) dropFiles(ctx context.Context, of kernel.UID, entries []int64) error {
	digests, err := t.s.strings(ctx, `select distinct digest from blob_use where tenant = ? and uid = ?`, t.s.tenant, string(of))
	if err != nil {
		return err
	}
	for _, seq := range entries {
		if err := t.s.exec(ctx, `delete from blob_use where tenant = ? and uid = ? and seq = ?`, t.s.tenant, string(of), seq); err != nil {
			return err
		}
	}
	for _, d := range digests {
		var n int
		if err := t.s.row(ctx, `select count(*) from blob_use where tenant = ? and digest = ?`, t.s.tenant, d).Scan(&n); err != nil {
			return err
		}
		if n > 0 {
			continue
		}
		if err := t.s.exec(ctx, `delete from blob where tenant = ? and digest = ?`, t.s.tenant, d); err != nil {
			return err
		}
		if err := t.Enqueue(ctx, kernel.Job{Kind: JobDropBlob, Key: d, Payload: d}); err != nil {
			return fmt.Errorf("plan to remove a file: %w", err)
		}
	}
	return nil
}
