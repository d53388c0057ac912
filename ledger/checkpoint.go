package ledger

import (
	"encoding/base64"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
)

// Checkpoint is a signed statement: the tree of Origin had this size and root at
// this time. It is a C2SP tlog-checkpoint with the time as extension line.
type Checkpoint struct {
	Origin string
	Size   uint64
	Root   Hash
	At     time.Time
}

// Origin names a tenant's log.
func Origin(tenant string) string { return "plimsoll/" + tenant }

// Text is the note's text, without signatures.
func (c *Checkpoint) Text() string {
	return fmt.Sprintf("%s\n%d\n%s\ntime %s\n", c.Origin, c.Size,
		base64.StdEncoding.EncodeToString(c.Root[:]), c.At.UTC().Format(time.RFC3339))
}

// Sign gives the checkpoint as a signed note.
func (c *Checkpoint) Sign(s note.Signer) (string, error) {
	b, err := note.Sign(&note.Note{Text: c.Text()}, s)
	return string(b), err
}

// ParseCheckpoint reads the text of a checkpoint, signed or not, without
// checking signatures.
func ParseCheckpoint(text string) (*Checkpoint, error) {
	lines := strings.Split(text, "\n")
	if len(lines) < 4 || lines[0] == "" {
		return nil, fmt.Errorf("a checkpoint has an origin, a size and a root")
	}
	size, err := strconv.ParseUint(lines[1], 10, 63)
	if err != nil {
		return nil, fmt.Errorf("the checkpoint's size %q is no number", lines[1])
	}
	root, err := base64.StdEncoding.DecodeString(lines[2])
	if err != nil || len(root) != len(Hash{}) {
		return nil, fmt.Errorf("the checkpoint's root %q is no hash", lines[2])
	}
	c := &Checkpoint{Origin: lines[0], Size: size, Root: Hash(root)}
	if at, ok := strings.CutPrefix(lines[3], "time "); ok {
		if c.At, err = time.Parse(time.RFC3339, at); err != nil {
			return nil, fmt.Errorf("the checkpoint's time %q is no time", at)
		}
	}
	return c, nil
}

// OpenCheckpoint checks a signed checkpoint against a key ("name+id+key", as
// PublicKey gives it) and reads it.
func OpenCheckpoint(signed, key string) (*Checkpoint, error) {
	v, err := note.NewVerifier(key)
	if err != nil {
		return nil, fmt.Errorf("read the public key: %w", err)
	}
	n, err := note.Open([]byte(signed), note.VerifierList(v))
	if err != nil {
		return nil, fmt.Errorf("the checkpoint's signature does not verify: %w", err)
	}
	return ParseCheckpoint(n.Text)
}

// NewKey makes an Ed25519 key pair for signing checkpoints: the secret key and
// the public one, in the note format.
func NewKey(random io.Reader, name string) (secret, public string, err error) {
	return note.GenerateKey(random, name)
}

// NewSigner reads a secret key.
func NewSigner(secret string) (note.Signer, error) { return note.NewSigner(secret) }
