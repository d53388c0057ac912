package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/kernel"
	"github.com/plimsoll-aims/plimsoll/ledger"
)

// tx is one writing transaction. What it writes has its final ledger position at
// once, because the transaction holds the tenant's ledger.
type tx struct {
	view
	why    string
	first  kernel.Seq
	at     time.Time             // of every entry of this transaction
	nodes  map[int64]ledger.Hash // tree nodes that this transaction added
	names  map[string]kernel.UID // names that were looked up: "kind/name"
	defs   []*kernel.Record      // custom field declarations, read once
	depth  int                   // of reactions
	erased bool
}

var _ kernel.Tx = (*tx)(nil)

// maxReactions bounds reactions that write and so cause reactions.
const maxReactions = 8

// begin settles the time: never before the tenant's last entry, so that time and
// position agree in order.
func (t *tx) begin(ctx context.Context) error {
	var last int64
	if err := t.s.row(ctx, `select at from ledger where tenant = ?`, t.s.tenant).Scan(&last); err != nil {
		return err
	}
	t.at = t.now
	if t.at.UnixMilli() < last {
		t.at = time.UnixMilli(last)
	}
	t.at = t.at.UTC().Truncate(time.Millisecond)
	t.nodes, t.names = map[int64]ledger.Hash{}, map[string]kernel.UID{}
	return nil
}

// finish writes where the ledger stands now and has it signed soon.
func (t *tx) finish(ctx context.Context) error {
	if t.s.size < t.first {
		return nil
	}
	if err := t.s.exec(ctx, `update ledger set size = ?, at = ?, renames = ? where tenant = ?`,
		int64(t.s.size), t.at.UnixMilli(), t.s.renames, t.s.tenant); err != nil {
		return err
	}
	if t.s.db.opt.Signer == nil {
		return nil
	}
	return t.Enqueue(ctx, kernel.Job{Kind: JobCheckpoint, Key: "checkpoint", RunAt: t.at.Add(time.Second)})
}

// entry is what append needs to know of a change.
type entry struct {
	uid    kernel.UID
	kind   *kernel.Kind
	rev    int
	op     kernel.Op
	body   []byte
	record *kernel.Record // nil when the record is gone after it
}

// append adds one entry: the leaf in the tree, the revision and its payload.
func (t *tx) append(ctx context.Context, e entry) (kernel.Seq, error) {
	seq := t.s.size + 1
	salt, digest, err := salted(t.s.db.opt.Random, e.body)
	if err != nil {
		return 0, err
	}
	via := t.who.Via
	leaf := (&ledger.Entry{Tenant: t.s.tenant, Seq: uint64(seq), UID: string(e.uid), Kind: e.kind.Name, Rev: e.rev, Op: string(e.op),
		At: t.at, Actor: t.who.Actor, Via: via, Schema: e.kind.Schema, Digest: digest}).Leaf()
	if err := t.s.exec(ctx, `insert into revision (tenant, seq, uid, kind, rev, op, at, actor, via, schema, digest, leaf) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		t.s.tenant, int64(seq), string(e.uid), e.kind.Name, e.rev, string(e.op), t.at.UnixMilli(), t.who.Actor, via, e.kind.Schema, digest[:], leaf[:]); err != nil {
		return 0, err
	}
	if err := t.s.exec(ctx, `insert into payload (tenant, seq, salt, body) values (?, ?, ?, ?)`, t.s.tenant, int64(seq), salt, string(e.body)); err != nil {
		return 0, err
	}
	if err := t.grow(ctx, uint64(seq), leaf); err != nil {
		return 0, err
	}
	t.s.size, t.s.seq = seq, seq
	return seq, nil
}

// grow adds a leaf's nodes to the tree.
func (t *tx) grow(ctx context.Context, seq uint64, leaf ledger.Hash) error {
	hashes, err := ledger.Grow(seq, leaf, ledger.NodesFunc(func(at []int64) ([]ledger.Hash, error) { return t.readNodes(ctx, at) }))
	if err != nil {
		return err
	}
	first := ledger.FirstNode(seq)
	for i, h := range hashes {
		idx := first + int64(i)
		t.nodes[idx] = h
		if err := t.s.exec(ctx, `insert into node (tenant, idx, hash) values (?, ?, ?)`, t.s.tenant, idx, h[:]); err != nil {
			return err
		}
	}
	return nil
}

func (t *tx) readNodes(ctx context.Context, at []int64) ([]ledger.Hash, error) {
	out := make([]ledger.Hash, len(at))
	for i, idx := range at {
		h, ok := t.nodes[idx]
		if !ok {
			var err error
			if h, err = t.s.node(ctx, idx); err != nil {
				return nil, err
			}
			t.nodes[idx] = h
		}
		out[i] = h
	}
	return out, nil
}

// node reads one stored hash of the tree.
func (s *session) node(ctx context.Context, idx int64) (h ledger.Hash, err error) {
	var b []byte
	if err := s.row(ctx, `select hash from node where tenant = ? and idx = ?`, s.tenant, idx).Scan(&b); err != nil {
		return h, fmt.Errorf("read tree node %d: %w", idx, err)
	}
	return hashOf(idx, b)
}

func hashOf(idx int64, b []byte) (h ledger.Hash, err error) {
	if len(b) != len(h) {
		return h, fmt.Errorf("tree node %d has %d bytes", idx, len(b))
	}
	copy(h[:], b)
	return h, nil
}

// SetStatus keeps a derived value beside a record.
func (t *tx) SetStatus(ctx context.Context, of kernel.UID, engine string, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("encode the status %s: %w", engine, err)
	}
	return t.s.exec(ctx, `insert into status (tenant, uid, engine, at_seq, at, body) values (?, ?, ?, ?, ?, ?)
		on conflict (tenant, uid, engine) do update set at_seq = excluded.at_seq, at = excluded.at, body = excluded.body`,
		t.s.tenant, string(of), engine, int64(t.s.seq), t.at.UnixMilli(), string(b))
}

// Enqueue adds a job. A waiting job of the same kind and key stands for both.
func (t *tx) Enqueue(ctx context.Context, j kernel.Job) error {
	b, err := json.Marshal(j.Payload)
	if err != nil {
		return fmt.Errorf("encode the job %s: %w", j.Kind, err)
	}
	run := j.RunAt
	if run.IsZero() {
		run = t.at
	}
	return t.s.exec(ctx, `insert into job (tenant, kind, key, payload, run_at, created) values (?, ?, ?, ?, ?, ?)
		on conflict (tenant, kind, key) where key <> '' and locked_until = 0 do nothing`,
		t.s.tenant, j.Kind, j.Key, string(b), run.UnixMilli(), t.at.UnixMilli())
}

// current reads the newest live revision of a record, whoever asks; nil when
// there is none.
func (t *tx) current(ctx context.Context, uid kernel.UID) (*kernel.Record, error) {
	return t.s.one(ctx, uid)
}

// lookup finds the UID of a live record by name, with a memory for the
// transaction.
func (t *tx) lookup(ctx context.Context, kind, name string) (kernel.UID, error) {
	key := kernel.Key(kind, name)
	if uid, ok := t.names[key]; ok {
		return uid, nil
	}
	uid, err := t.s.uidOf(ctx, kind, name)
	if err == nil && uid != "" {
		t.names[key] = uid
	}
	return uid, err
}

// headOf reads the newest revision number of a record, live or gone.
func (s *session) headOf(ctx context.Context, uid kernel.UID) (head int, gone bool, kind string, err error) {
	var g int
	err = s.row(ctx, `select head, gone, kind from record where tenant = ? and uid = ?`, s.tenant, string(uid)).Scan(&head, &g, &kind)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, false, "", kernel.NotFound("record", string(uid))
	}
	return head, g != 0, kind, err
}

// react runs the kind's reactions.
func (t *tx) react(ctx context.Context, k *kernel.Kind, c kernel.Change) error {
	if t.depth++; t.depth > maxReactions {
		return fault.New(fault.Internal, "reactions to %s do not come to an end", k.Name)
	}
	defer func() { t.depth-- }()
	for _, r := range k.Reactions() {
		if err := r(ctx, t, c); err != nil {
			return err
		}
	}
	return nil
}
