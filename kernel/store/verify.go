package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"

	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/kernel"
	"github.com/plimsoll-aims/plimsoll/ledger"
)

// Report is the outcome of a verification. It is sound when Faults is empty.
type Report struct {
	Entries     int           `json:"entries"`
	Records     int           `json:"records"`
	Erased      int           `json:"erased"`
	Checkpoints int           `json:"checkpoints"`
	Files       int           `json:"files"`
	Root        string        `json:"root"`
	Faults      []LedgerFault `json:"faults"`
}

// LedgerFault is one thing that does not verify: what, where, and how.
type LedgerFault struct {
	Check  string `json:"check"` // linkage, tree, completeness, checkpoint, file
	Where  string `json:"where"` // "revision 17", "v_risk risk/r01"
	Detail string `json:"detail"`
}

// maxFaults bounds a report: a wholesale change should not fill memory.
const maxFaults = 1000

// Verify proves three things of the tenant's records: every entry is what its
// leaf commits to and follows on the one before (linkage); every entry is in the
// tree, and the signed checkpoints are of this tree; and replaying the revisions
// gives exactly the current records, spans, links, attributes, projections and
// files (completeness). It reads everything and trusts nothing but the
// public key. It reports all faults, and returns an error only when it could not
// look.
func (st *Store) Verify(ctx context.Context, progress func(done, total int)) (*Report, error) {
	if err := st.active(); err != nil {
		return nil, err
	}
	var report *Report
	err := st.read(ctx, func(s *session) error {
		v := newVerifier(s, st.who, progress)
		if err := v.replay(ctx); err != nil {
			return err
		}
		for _, step := range []func(context.Context) error{v.checkNodes, v.checkCheckpoints, v.compare, v.checkFiles} {
			if err := step(ctx); err != nil {
				return err
			}
		}
		report = &v.report
		return nil
	})
	return report, err
}

type verifier struct {
	s        *session
	who      *kernel.Principal // what rows say is told to those who may read them
	progress func(done, total int)
	report   Report
	tree     ledger.Memory
	live     map[kernel.UID]*replayed
	want     map[string]map[string]string // table -> key -> row, as it must be
	erased   map[int64]bool               // entries that an erasure names
	missing  map[int64]bool               // entries whose payload is not there
	files    map[kernel.Digest]bool
}

// replayed is a record as the revisions so far make it.
type replayed struct {
	kind  string
	head  int
	seq   int64
	gone  bool
	rec   *kernel.Record // nil when gone or unreadable
	begun int64          // of the open span
	name  string
	links linkSpans
}

func newVerifier(s *session, who *kernel.Principal, progress func(int, int)) *verifier {
	if progress == nil {
		progress = func(int, int) {}
	}
	return &verifier{s: s, who: who, progress: progress, live: map[kernel.UID]*replayed{}, want: map[string]map[string]string{},
		erased: map[int64]bool{}, missing: map[int64]bool{}, files: map[kernel.Digest]bool{}}
}

func (v *verifier) fault(check, where, format string, args ...any) {
	if len(v.report.Faults) < maxFaults {
		v.report.Faults = append(v.report.Faults, LedgerFault{check, where, fmt.Sprintf(format, args...)})
	}
}

// replay walks the entries in order. A payload may be missing only where a later
// erasure names its entry.
func (v *verifier) replay(ctx context.Context) error {
	next := int64(1)
	var at int64
	err := v.s.each(ctx, `select `+entryColumns+` from revision v left join payload p on p.tenant = v.tenant and p.seq = v.seq
		where v.tenant = ? order by v.seq`, func(scan scanner) error {
		var e entryRow
		if err := e.scan(scan); err != nil {
			return err
		}
		where := fmt.Sprintf("revision %d", e.seq)
		if e.seq != next {
			v.fault("linkage", where, "entries %d to %d are missing", next, e.seq-1)
		}
		if e.at < at {
			v.fault("linkage", where, "is dated before the entry that it follows")
		}
		next, at = e.seq+1, e.at
		v.checkEntry(&e, where)
		v.apply(&e, where)
		v.report.Entries++
		v.progress(v.report.Entries, int(v.s.size))
		return nil
	}, v.s.tenant)
	if err != nil {
		return err
	}
	if kernel.Seq(next-1) != v.s.size {
		v.fault("linkage", "ledger", "says %d entries, there are %d", v.s.size, next-1)
	}
	for seq := range v.missing {
		if !v.erased[seq] {
			v.fault("linkage", fmt.Sprintf("payload %d", seq), "is missing and no erasure names it")
		}
	}
	return nil
}

// checkEntry holds the entry's columns against its leaf, its payload against its
// digest, and grows the tree.
func (v *verifier) checkEntry(e *entryRow, where string) {
	entry := e.entry(v.s.tenant)
	leaf := entry.Leaf()
	if len(e.digest) != len(leaf) || !bytes.Equal(leaf[:], e.leaf) {
		v.fault("linkage", where, "is not what its leaf commits to")
	}
	if e.body == nil || e.salt == nil {
		v.missing[e.seq] = true
		v.report.Erased++
	} else if d := ledger.PayloadDigest(e.salt, []byte(*e.body)); !bytes.Equal(d[:], e.digest) {
		v.fault("linkage", fmt.Sprintf("payload %d", e.seq), "is not what revision %d committed to", e.seq)
	}
	if _, err := v.tree.Append(uint64(e.seq), leaf); err != nil {
		v.fault("tree", where, "%v", err)
	}
}

// apply replays an entry onto the state.
func (v *verifier) apply(e *entryRow, where string) {
	uid := kernel.UID(e.uid)
	r := v.live[uid]
	if r == nil {
		r = &replayed{kind: e.kind}
		v.live[uid] = r
	}
	if e.rev != r.head+1 {
		v.fault("linkage", where, "is revision %d of %s and follows revision %d", e.rev, e.uid, r.head)
	}
	if r.kind != e.kind {
		v.fault("linkage", where, "changes the kind of %s", e.uid)
	}
	r.head = e.rev
	k := v.s.db.opt.Registry.Kind(e.kind)
	if k == nil {
		v.fault("completeness", where, "is of kind %s, which this program does not know", e.kind)
		return
	}
	switch kernel.Op(e.op) {
	case kernel.OpErase:
		v.applyErasure(e, r, where)
	case kernel.OpDelete:
		v.end(uid, r, e.seq)
		r.links.step(nil, e.seq)
		r.gone, r.rec, r.seq = true, nil, e.seq
	default:
		v.applyRevision(k, uid, e, r, where)
	}
}

func (v *verifier) applyRevision(k *kernel.Kind, uid kernel.UID, e *entryRow, r *replayed, where string) {
	rec, _, err := e.decode(k, nil)
	if err != nil && e.body != nil {
		v.fault("completeness", where, "cannot be read: %v", err)
	}
	v.end(uid, r, e.seq)
	r.gone, r.seq, r.begun, r.rec = false, e.seq, e.seq, nil
	r.name = e.uid // of an erased payload
	if err != nil || rec.Spec == nil {
		r.links.step(nil, e.seq)
		return
	}
	r.rec, r.name = rec, rec.Name
	r.links.step(linksOf(k, rec.Spec), e.seq)
	k.Files(rec.Spec, func(_ string, f kernel.File) {
		v.files[f.Digest] = true
		v.row("blob_use", fmt.Sprintf("%s %s %d", f.Digest, uid, e.seq), "")
	})
}

// end closes a record's open span.
func (v *verifier) end(uid kernel.UID, r *replayed, seq int64) {
	if r.begun > 0 {
		v.row("span", spanKey(string(uid), r.begun), spanRow(r.kind, r.name, seq))
	}
	r.begun = 0
}

// applyErasure notes what an erasure names.
func (v *verifier) applyErasure(e *entryRow, r *replayed, where string) {
	var p struct {
		Spec erasure `json:"spec"`
	}
	if e.body == nil || json.Unmarshal([]byte(*e.body), &p) != nil {
		v.fault("linkage", where, "is an erasure that does not say what it erased")
		return
	}
	for _, seq := range p.Spec.Entries {
		v.erased[seq] = true
	}
	if r.gone {
		r.name = e.uid
	}
}

func (v *verifier) row(table, key, row string) {
	m := v.want[table]
	if m == nil {
		m = map[string]string{}
		v.want[table] = m
	}
	m[key] = row
}

// checkNodes compares the stored tree with the tree of the leaves.
func (v *verifier) checkNodes(ctx context.Context) error {
	n := 0
	err := v.s.each(ctx, `select idx, hash from node where tenant = ? order by idx`, func(scan scanner) error {
		var idx int64
		var h []byte
		if err := scan(&idx, &h); err != nil {
			return err
		}
		n++
		want, err := v.tree.ReadHashes([]int64{idx})
		if err != nil || !bytes.Equal(want[0][:], h) {
			v.fault("tree", fmt.Sprintf("tree node %d", idx), "is not the hash of what is below it")
		}
		return nil
	}, v.s.tenant)
	if err != nil {
		return err
	}
	if n != v.tree.Len() {
		v.fault("tree", "tree", "has %d nodes, the entries make %d", n, v.tree.Len())
	}
	if root, err := ledger.Root(uint64(v.report.Entries), &v.tree); err == nil {
		v.report.Root = hex.EncodeToString(root[:])
	}
	return nil
}

// checkCheckpoints holds every signed checkpoint against key and tree.
func (v *verifier) checkCheckpoints(ctx context.Context) error {
	return v.s.each(ctx, `select size, root, note, at from checkpoint where tenant = ? order by size`, func(scan scanner) error {
		var size, at int64
		var root []byte
		var note string
		if err := scan(&size, &root, &note, &at); err != nil {
			return err
		}
		v.report.Checkpoints++
		where := fmt.Sprintf("checkpoint %d", size)
		c, err := ledger.OpenCheckpoint(note, v.s.db.opt.Public)
		if err != nil {
			v.fault("checkpoint", where, "%v", err)
			return nil
		}
		have, err := ledger.Root(uint64(size), &v.tree)
		switch {
		case c.Size != uint64(size) || c.Origin != ledger.Origin(v.s.tenant) || !bytes.Equal(c.Root[:], root) || c.At.UnixMilli() != at:
			v.fault("checkpoint", where, "the signed note says something else than its row")
		case err != nil || have != c.Root:
			v.fault("checkpoint", where, "was signed for another tree: the entries up to %d were changed", size)
		}
		return nil
	}, v.s.tenant)
}

// checkFiles reads every file that a revision uses.
func (v *verifier) checkFiles(ctx context.Context) error {
	sizes := map[kernel.Digest]int64{}
	err := v.s.each(ctx, `select digest, size from blob where tenant = ?`, func(scan scanner) error {
		var d string
		var n int64
		err := scan(&d, &n)
		sizes[kernel.Digest(d)] = n
		return err
	}, v.s.tenant)
	if err != nil {
		return err
	}
	for d := range v.files {
		v.report.Files++
		size, known := sizes[d]
		if !known {
			v.fault("file", string(d), "is used and not listed")
		}
		v.checkFile(ctx, d, size)
	}
	return nil
}

func (v *verifier) checkFile(ctx context.Context, d kernel.Digest, size int64) {
	rc, err := v.s.db.opt.Blobs.Open(ctx, kernel.Tenant(v.s.tenant), d)
	if err != nil {
		if fault.Is(err, fault.NotFound) {
			v.fault("file", string(d), "is missing")
			return
		}
		v.fault("file", string(d), "cannot be read: %v", err)
		return
	}
	defer rc.Close()
	h := sha256.New()
	n, err := io.Copy(h, rc)
	if err != nil || "sha256:"+hex.EncodeToString(h.Sum(nil)) != string(d) || n != size {
		v.fault("file", string(d), "does not have the bytes that its digest names")
	}
}
