package store

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/plimsoll-aims/plimsoll/ledger"
)

// CheckProof checks a proof with nothing but the public key: the checkpoint's
// signature, the entry's place in its tree, and the payload against the entry. An
// erased payload leaves nothing to check; the rest still holds.
func CheckProof(p *Proof, key string) error {
	c, err := ledger.OpenCheckpoint(p.Checkpoint, key)
	if err != nil {
		return err
	}
	if c.Size != p.Size || !bytes.Equal(c.Root[:], p.Root) {
		return fmt.Errorf("the checkpoint is of another tree")
	}
	path := make(ledger.Proof, len(p.Path))
	for i, h := range p.Path {
		if len(h) != len(path[i]) {
			return fmt.Errorf("the path has a hash of %d bytes", len(h))
		}
		copy(path[i][:], h)
	}
	if err := ledger.CheckInclusion(path, p.Size, c.Root, p.Seq, ledger.LeafOf([]byte(p.Entry))); err != nil {
		return fmt.Errorf("entry %d is not in the tree: %w", p.Seq, err)
	}
	if !strings.Contains(p.Entry, fmt.Sprintf("\nseq %d\n", p.Seq)) {
		return fmt.Errorf("the entry is not entry %d", p.Seq)
	}
	if p.Payload == "" && len(p.Salt) == 0 {
		return nil
	}
	d := ledger.PayloadDigest(p.Salt, []byte(p.Payload))
	if !strings.Contains(p.Entry, "\npayload "+hex.EncodeToString(d[:])+"\n") {
		return fmt.Errorf("the payload is not the one that entry %d commits to", p.Seq)
	}
	return nil
}
