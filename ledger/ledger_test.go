package ledger_test

import (
	"crypto/rand"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"
	"github.com/transparency-dev/merkle/testonly"

	"github.com/plimsoll-aims/plimsoll/ledger"
)

func entryText(n int) []byte {
	e := ledger.Entry{Tenant: "t", Seq: uint64(n), UID: "u", Kind: "risk", Rev: n, Op: "update", At: time.UnixMilli(int64(n) * 1000), Actor: "a", Via: "test", Schema: 1}
	return e.Bytes()
}

// TestProofsAgainstAnIndependentLibrary grows the tree beside transparency-dev's
// and has that library check our roots and proofs, and ours check its.
func TestProofsAgainstAnIndependentLibrary(t *testing.T) {
	t.Parallel()
	const size = 70
	var ours ledger.Memory
	theirs := testonly.New(rfc6962.DefaultHasher)
	for n := 1; n <= size; n++ {
		text := entryText(n)
		if _, err := ours.Append(uint64(n), ledger.LeafOf(text)); err != nil {
			t.Fatal(err)
		}
		theirs.AppendData(text)
		root, err := ledger.Root(uint64(n), &ours)
		if err != nil {
			t.Fatal(err)
		}
		if string(root[:]) != string(theirs.Hash()) {
			t.Fatalf("size %d: root %x, theirs %x", n, root, theirs.Hash())
		}
	}
	root, err := ledger.Root(size, &ours)
	if err != nil {
		t.Fatal(err)
	}
	for n := uint64(1); n <= size; n++ {
		p, err := ledger.ProveInclusion(size, n, &ours)
		if err != nil {
			t.Fatal(err)
		}
		leaf := ledger.LeafOf(entryText(int(n)))
		if err := proof.VerifyInclusion(rfc6962.DefaultHasher, n-1, size, leaf[:], raw(p), root[:]); err != nil {
			t.Errorf("inclusion of %d: %v", n, err)
		}
		old, err := ledger.Root(n, &ours)
		if err != nil {
			t.Fatal(err)
		}
		c, err := ledger.ProveConsistency(size, n, &ours)
		if err != nil {
			t.Fatal(err)
		}
		if err := proof.VerifyConsistency(rfc6962.DefaultHasher, n, size, raw(c), old[:], root[:]); err != nil {
			t.Errorf("consistency from %d: %v", n, err)
		}
		if ledger.CheckInclusion(p, size, root, n%size+1, leaf) == nil {
			t.Errorf("the proof of %d proves another entry", n)
		}
	}
}

func raw(p ledger.Proof) [][]byte {
	out := make([][]byte, len(p))
	for i := range p {
		out[i] = p[i][:]
	}
	return out
}

func TestCheckpointIsSignedAndReadable(t *testing.T) {
	t.Parallel()
	secret, public, err := ledger.NewKey(rand.Reader, "plimsoll-test")
	if err != nil {
		t.Fatal(err)
	}
	_, other, err := ledger.NewKey(rand.Reader, "plimsoll-test")
	if err != nil {
		t.Fatal(err)
	}
	signer, err := ledger.NewSigner(secret)
	if err != nil {
		t.Fatal(err)
	}
	c := ledger.Checkpoint{Origin: ledger.Origin("t"), Size: 3, Root: ledger.LeafOf([]byte("x")), At: time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)}
	signed, err := c.Sign(signer)
	if err != nil {
		t.Fatal(err)
	}
	got, err := ledger.OpenCheckpoint(signed, public)
	if err != nil || *got != c {
		t.Errorf("got %+v, %v", got, err)
	}
	if _, err := ledger.OpenCheckpoint(signed, other); err == nil {
		t.Error("another key opens it")
	}
	if _, err := ledger.OpenCheckpoint(strings.Replace(signed, "\n3\n", "\n4\n", 1), public); err == nil {
		t.Error("an altered size opens")
	}
}

func TestEntryIsOneLineAField(t *testing.T) {
	t.Parallel()
	e := ledger.Entry{Tenant: "t", Seq: 1, Actor: "a\nseq 9", At: time.UnixMilli(1)}
	if n := strings.Count(string(e.Bytes()), "\n"); n != 12 {
		t.Errorf("%d lines:\n%s", n, e.Bytes())
	}
	if !strings.Contains(string(e.Bytes()), "actor a seq 9\n") {
		t.Errorf("got %s", e.Bytes())
	}
}

func FuzzParseCheckpoint(f *testing.F) {
	f.Add("plimsoll/t\n3\nAAAA\ntime x\n")
	f.Fuzz(func(_ *testing.T, s string) {
		c, err := ledger.ParseCheckpoint(s)
		if err == nil && c == nil {
			panic(fmt.Sprintf("neither a checkpoint nor an error for %q", s))
		}
	})
}
