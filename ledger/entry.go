// Package ledger is what proves records: an RFC 6962 Merkle tree over entries,
// signed checkpoints in the C2SP note format, and inclusion and consistency
// proofs. It is pure: it turns entries into bytes and hashes and checks proofs,
// and leaves keeping them to others. The tree itself is golang.org/x/mod's tlog,
// the one that Go's checksum database runs on.
//
// An entry is one change of one record. It commits to the change's payload only
// through a salted digest, so that a payload can be erased and every proof still
// holds.
package ledger

import (
	"crypto/sha256"
	"fmt"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"
)

// Hash is a SHA-256 hash in the tree.
type Hash = tlog.Hash

// SaltSize is the length of a payload's salt in bytes.
const SaltSize = 16

// Entry is one leaf of the tree. Seq counts from 1; the leaf's index is Seq-1.
type Entry struct {
	Tenant string
	Seq    uint64
	UID    string
	Kind   string
	Rev    int
	Op     string
	At     time.Time // to the millisecond
	Actor  string
	Via    string
	Schema int
	Digest Hash // PayloadDigest of what was written
}

// Bytes is the leaf's text: one "key value" line for each field, in this order.
// Anyone can write it down again from the fields and hash it.
func (e *Entry) Bytes() []byte {
	var b strings.Builder
	line := func(k, v string) {
		b.WriteString(k)
		b.WriteByte(' ')
		b.WriteString(strings.NewReplacer("\n", " ", "\r", " ").Replace(v))
		b.WriteByte('\n')
	}
	line("plimsoll-entry", "v1")
	line("tenant", e.Tenant)
	line("seq", strconv.FormatUint(e.Seq, 10))
	line("uid", e.UID)
	line("kind", e.Kind)
	line("rev", strconv.Itoa(e.Rev))
	line("op", e.Op)
	line("at", e.At.UTC().Format("2006-01-02T15:04:05.000Z"))
	line("actor", e.Actor)
	line("via", e.Via)
	line("schema", strconv.Itoa(e.Schema))
	line("payload", fmt.Sprintf("%x", e.Digest[:]))
	return []byte(b.String())
}

// Leaf is the entry's RFC 6962 leaf hash.
func (e *Entry) Leaf() Hash { return LeafOf(e.Bytes()) }

// LeafOf is the leaf hash of an entry's text.
func LeafOf(text []byte) Hash { return tlog.RecordHash(text) }

// PayloadDigest commits to a payload: SHA-256 over the salt and the body.
func PayloadDigest(salt, body []byte) Hash {
	h := sha256.New()
	h.Write(salt)
	h.Write(body)
	var d Hash
	h.Sum(d[:0])
	return d
}
