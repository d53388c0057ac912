package store

import (
	"context"
	"encoding/hex"
	"fmt"
	"slices"
	"time"

	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/kernel"
	"github.com/plimsoll-aims/plimsoll/ledger"
)

// Proof is everything that shows one entry to be in the tree of a checkpoint. It
// checks without this program: see docs/ledger.md.
type Proof struct {
	Entry      string   `json:"entry"`             // the leaf's text
	Salt       []byte   `json:"salt,omitempty"`    // of the payload; absent when erased
	Payload    string   `json:"payload,omitempty"` // what was written
	Seq        uint64   `json:"seq"`
	Size       uint64   `json:"size"`
	Root       []byte   `json:"root"`
	Path       [][]byte `json:"path"`
	Checkpoint string   `json:"checkpoint,omitempty"` // signed note of that size and root
}

// nodes reads the tree through the session.
func (s *session) nodes(ctx context.Context) ledger.Nodes {
	return ledger.NodesFunc(func(at []int64) ([]ledger.Hash, error) {
		found := make(map[int64]ledger.Hash, len(at))
		for part := range slices.Chunk(at, nodeBatch) {
			if err := s.readNodes(ctx, part, found); err != nil {
				return nil, err
			}
		}
		out := make([]ledger.Hash, len(at))
		for i, idx := range at {
			h, ok := found[idx]
			if !ok {
				return nil, fmt.Errorf("tree node %d is missing", idx)
			}
			out[i] = h
		}
		return out, nil
	})
}

// nodeBatch is how many nodes are asked for at once: more than a root is made of.
const nodeBatch = 24

func (s *session) readNodes(ctx context.Context, at []int64, into map[int64]ledger.Hash) error {
	args := append([]any{s.tenant}, anys(at)...)
	for len(args) < nodeBatch+1 {
		args = append(args, int64(-1)) // one statement for every batch
	}
	return s.each(ctx, `select idx, hash from node where tenant = ? and idx in (`+marks(nodeBatch)+`)`, func(scan scanner) error {
		var idx int64
		var b []byte
		if err := scan(&idx, &b); err != nil {
			return err
		}
		h, err := hashOf(idx, b)
		into[idx] = h
		return err
	}, args...)
}

// Root gives the size and root of the tenant's tree, at a position or (0) now.
func (st *Store) Root(ctx context.Context, seq kernel.Seq) (size kernel.Seq, root ledger.Hash, err error) {
	if err := st.active(); err != nil {
		return 0, root, err
	}
	err = st.read(ctx, func(s *session) error {
		size = s.size
		if seq > size {
			return fault.New(fault.NotFound, "the ledger has %d entries", size)
		}
		if seq > 0 {
			size = seq
		}
		root, err = ledger.Root(uint64(size), s.nodes(ctx))
		return err
	})
	return size, root, err
}

// Root gives the root at the view's position. It stands at the foot of most pages
// and is kept: a tree that has grown has the same roots below.
func (v *view) Root(ctx context.Context) (string, error) {
	at := position{v.s.tenant, v.s.seq}
	if root, ok := v.s.db.cache.root(at); ok && v.s.shared {
		return root, nil
	}
	h, err := ledger.Root(uint64(v.s.seq), v.s.nodes(ctx))
	if err != nil {
		return "", err
	}
	root := hex.EncodeToString(h[:])
	if v.s.shared {
		v.s.db.cache.keepRoot(at, root)
	}
	return root, nil
}

// Checkpoint gives the signed note of the tree as it stands, or at an earlier size:
// the one that is kept, else one that is signed now and not kept. Whoever may read
// may have it, so it writes nothing.
func (st *Store) Checkpoint(ctx context.Context, at kernel.Seq) (string, error) {
	c, note, err := st.checkpoint(ctx, at)
	if c == nil || err != nil {
		return note, err
	}
	return st.sign(c)
}

// KeepCheckpoint signs the tree as it stands and keeps the note.
func (st *Store) KeepCheckpoint(ctx context.Context) error {
	tree, _, err := st.checkpoint(ctx, 0)
	if tree == nil || err != nil {
		return err
	}
	note, err := st.sign(tree)
	if err != nil {
		return err
	}
	tenant := string(st.who.Tenant)
	return st.db.write.within(ctx, st.db.dialect.begin(true, tenant), true, func(c *conn) error {
		s := &session{db: st.db, c: c, tenant: tenant}
		return s.exec(ctx, `insert into checkpoint (tenant, size, root, at, note) values (?, ?, ?, ?, ?) on conflict (tenant, size) do nothing`,
			tenant, int64(tree.Size), tree.Root[:], tree.At.UnixMilli(), note)
	})
}

// checkpoint gives the note that is kept for a size, or what is to be signed.
func (st *Store) checkpoint(ctx context.Context, at kernel.Seq) (*ledger.Checkpoint, string, error) {
	size, root, err := st.Root(ctx, at)
	if err != nil {
		return nil, "", err
	}
	if note, err := st.signed(ctx, size); err != nil || note != "" {
		return nil, note, err
	}
	now := st.db.opt.Clock().UTC().Truncate(time.Second)
	return &ledger.Checkpoint{Origin: ledger.Origin(string(st.who.Tenant)), Size: uint64(size), Root: root, At: now}, "", nil
}

func (st *Store) sign(c *ledger.Checkpoint) (string, error) {
	if st.db.opt.Signer == nil {
		return "", fault.New(fault.Usage, "this instance has no key to sign checkpoints with")
	}
	note, err := c.Sign(st.db.opt.Signer)
	if err != nil {
		return "", fmt.Errorf("sign a checkpoint: %w", err)
	}
	return note, nil
}

// signed gives the checkpoint that was signed for a size, "" when there is none.
func (st *Store) signed(ctx context.Context, size kernel.Seq) (note string, err error) {
	err = st.read(ctx, func(s *session) error {
		list, err := s.strings(ctx, `select note from checkpoint where tenant = ? and size = ?`, s.tenant, int64(size))
		if len(list) > 0 {
			note = list[0]
		}
		return err
	})
	return note, err
}

// Checkpoints lists the signed notes, newest first.
func (st *Store) Checkpoints(ctx context.Context, limit int) (notes []string, err error) {
	if err := st.active(); err != nil {
		return nil, err
	}
	err = st.read(ctx, func(s *session) error {
		notes, err = s.strings(ctx, `select note from checkpoint where tenant = ? order by size desc limit ?`, s.tenant, limit)
		return err
	})
	return notes, err
}

// Prove gives the inclusion proofs of entries in the tree of a size (0 is now).
// The caller has made sure that the principal may see the records; payloads are
// given with their salts.
func (st *Store) Prove(ctx context.Context, size kernel.Seq, seqs ...kernel.Seq) (proofs []Proof, err error) {
	if err := st.active(); err != nil {
		return nil, err
	}
	err = st.read(ctx, func(s *session) error {
		if size == 0 {
			size = s.size
		}
		if size > s.size {
			return fault.New(fault.NotFound, "the ledger has %d entries", s.size)
		}
		root, err := ledger.Root(uint64(size), s.nodes(ctx))
		if err != nil {
			return err
		}
		memory := s.rememberedNodes(ctx)
		for _, seq := range seqs {
			p, err := s.prove(ctx, size, seq, memory)
			if err != nil {
				return err
			}
			p.Root = root[:]
			proofs = append(proofs, *p)
		}
		return nil
	})
	return proofs, err
}

// ProveSigned proves entries in a tree whose checkpoint is signed now.
func (st *Store) ProveSigned(ctx context.Context, seqs ...kernel.Seq) ([]Proof, error) {
	size, _, err := st.Root(ctx, 0)
	if err != nil {
		return nil, err
	}
	note, err := st.Checkpoint(ctx, size)
	if err != nil {
		return nil, err
	}
	proofs, err := st.Prove(ctx, size, seqs...)
	for i := range proofs {
		proofs[i].Checkpoint = note
	}
	return proofs, err
}

// ProveRecord proves every revision of a record, as ProveSigned. Where the kind
// has sensitive fields, only who may reveal them may take the proofs away,
// because a leaf can be tried out.
func (st *Store) ProveRecord(ctx context.Context, kind, name string) ([]Proof, error) {
	var seqs []kernel.Seq
	err := st.View(ctx, kernel.At{}, func(v kernel.View) error {
		r, list, err := kernel.HistoryOf(ctx, v, kind, name)
		if err != nil {
			return err
		}
		if v.Registry().Kind(r.Kind).HasSensitive() && !st.who.Everything(kernel.Reveal, r.Kind) {
			return kernel.Denied(kernel.Reveal, r.Kind)
		}
		for _, x := range list {
			seqs = append(seqs, x.Seq)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return st.ProveSigned(ctx, seqs...)
}

// rememberedNodes reads every node at most once.
func (s *session) rememberedNodes(ctx context.Context) ledger.Nodes {
	have := map[int64]ledger.Hash{}
	return ledger.NodesFunc(func(at []int64) ([]ledger.Hash, error) {
		out := make([]ledger.Hash, len(at))
		for i, idx := range at {
			h, ok := have[idx]
			if !ok {
				var err error
				if h, err = s.node(ctx, idx); err != nil {
					return nil, err
				}
				have[idx] = h
			}
			out[i] = h
		}
		return out, nil
	})
}

func (s *session) prove(ctx context.Context, size, seq kernel.Seq, nodes ledger.Nodes) (*Proof, error) {
	if seq == 0 || seq > size {
		return nil, fault.New(fault.NotFound, "entry %d is not in a tree of %d", seq, size)
	}
	var e entryRow
	if err := e.scan(s.row(ctx, `select `+entryColumns+` from revision v join payload p on p.tenant = v.tenant and p.seq = v.seq where v.tenant = ? and v.seq = ?`, s.tenant, int64(seq)).Scan); err != nil {
		return nil, fmt.Errorf("read entry %d: %w", seq, err)
	}
	path, err := ledger.ProveInclusion(uint64(size), uint64(seq), nodes)
	if err != nil {
		return nil, err
	}
	entry := e.entry(s.tenant)
	p := &Proof{Entry: string(entry.Bytes()), Seq: uint64(seq), Size: uint64(size), Salt: e.salt}
	if e.body != nil {
		p.Payload = *e.body
	}
	for _, h := range path {
		p.Path = append(p.Path, h[:])
	}
	return p, nil
}

// Consistency proves that the tree of size continues the tree of old.
func (st *Store) Consistency(ctx context.Context, size, old kernel.Seq) (path ledger.Proof, err error) {
	if err := st.active(); err != nil {
		return nil, err
	}
	err = st.read(ctx, func(s *session) error {
		if size > s.size || old > size || old == 0 {
			return fault.New(fault.NotFound, "the ledger has %d entries; sizes are 1 to that", s.size)
		}
		path, err = ledger.ProveConsistency(uint64(size), uint64(old), s.nodes(ctx))
		return err
	})
	return path, err
}

// entryRow is a revision with everything that its leaf commits to.
type entryRow struct {
	row
	digest, leaf, salt []byte
}

const entryColumns = rowColumns + `, v.digest, v.leaf, p.salt`

func (e *entryRow) scan(scan scanner) error { return e.row.scan(scan, &e.digest, &e.leaf, &e.salt) }

func (e *entryRow) entry(tenant string) ledger.Entry {
	var d ledger.Hash
	copy(d[:], e.digest)
	return ledger.Entry{Tenant: tenant, Seq: uint64(e.seq), UID: e.uid, Kind: e.kind, Rev: e.rev, Op: e.op,
		At: time.UnixMilli(e.at), Actor: e.actor, Via: e.via, Schema: e.schema, Digest: d}
}
