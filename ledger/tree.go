package ledger

import (
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// Nodes reads stored hashes of the tree by tlog's index.
type Nodes = tlog.HashReader

// NodesFunc makes a function a Nodes.
type NodesFunc = tlog.HashReaderFunc

// FirstNode is the index of the first stored hash that the entry seq adds.
func FirstNode(seq uint64) int64 { return tlog.StoredHashIndex(0, int64(seq-1)) }

// Grow gives the hashes to store, in order from FirstNode(seq), when the leaf of
// entry seq joins the tree. It reads earlier hashes from nodes.
func Grow(seq uint64, leaf Hash, nodes Nodes) ([]Hash, error) {
	hs, err := tlog.StoredHashesForRecordHash(int64(seq-1), leaf, nodes)
	if err != nil {
		return nil, fmt.Errorf("grow the tree to %d: %w", seq, err)
	}
	return hs, nil
}

// Root gives the tree's root at a size; the empty tree has RFC 6962's empty hash.
func Root(size uint64, nodes Nodes) (Hash, error) {
	return tlog.TreeHash(int64(size), nodes)
}

// Proof is a list of hashes, as RFC 6962 orders them.
type Proof []Hash

// ProveInclusion proves that entry seq is in the tree of a size.
func ProveInclusion(size, seq uint64, nodes Nodes) (Proof, error) {
	p, err := tlog.ProveRecord(int64(size), int64(seq-1), nodes)
	return Proof(p), err
}

// CheckInclusion checks such a proof. It needs nothing but its arguments.
func CheckInclusion(p Proof, size uint64, root Hash, seq uint64, leaf Hash) error {
	return tlog.CheckRecord(tlog.RecordProof(p), int64(size), root, int64(seq-1), leaf)
}

// ProveConsistency proves that the tree of size is a continuation of the tree of old.
func ProveConsistency(size, old uint64, nodes Nodes) (Proof, error) {
	p, err := tlog.ProveTree(int64(size), int64(old), nodes)
	return Proof(p), err
}

// CheckConsistency checks such a proof.
func CheckConsistency(p Proof, size uint64, root Hash, old uint64, oldRoot Hash) error {
	return tlog.CheckTree(tlog.TreeProof(p), int64(size), root, int64(old), oldRoot)
}

// Memory keeps a whole tree in memory, for verification and tests.
type Memory struct{ hashes []Hash }

// ReadHashes makes Memory a Nodes.
func (m *Memory) ReadHashes(at []int64) ([]Hash, error) {
	out := make([]Hash, len(at))
	for i, x := range at {
		if x < 0 || x >= int64(len(m.hashes)) {
			return nil, fmt.Errorf("no tree node %d", x)
		}
		out[i] = m.hashes[x]
	}
	return out, nil
}

// Append adds the leaf of entry seq, which must be the next one, and gives the
// hashes that were added.
func (m *Memory) Append(seq uint64, leaf Hash) ([]Hash, error) {
	hs, err := Grow(seq, leaf, m)
	if err != nil {
		return nil, err
	}
	m.hashes = append(m.hashes, hs...)
	return hs, nil
}

// Len counts the stored hashes.
func (m *Memory) Len() int { return len(m.hashes) }
