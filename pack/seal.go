package pack

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"github.com/plimsoll-aims/plimsoll/fault"
)

var errEmpty = fault.New(fault.NotFound, "nothing is recorded yet, so there is nothing to pack")

// sign gives the signed note over a digest of the whole file.
func sign(s note.Signer, sum []byte) (string, error) {
	b, err := note.Sign(&note.Note{Text: sealText(sum)}, s)
	if err != nil {
		return "", fmt.Errorf("sign the pack: %w", err)
	}
	return string(b), nil
}

func sealText(sum []byte) string { return Format + "\n" + hex.EncodeToString(sum) + "\n" }

// openSeal checks the signature over a digest, byte by byte: base64 that decodes
// to the same signature but is written otherwise is refused too.
func openSeal(comment string, sum []byte, key string) error {
	v, err := note.NewVerifier(key)
	if err != nil {
		return fmt.Errorf("the key is no key: %w", err)
	}
	n, err := note.Open([]byte(comment), note.VerifierList(v))
	if err != nil {
		return fmt.Errorf("the signature over the whole file does not verify")
	}
	if n.Text != sealText(sum) {
		return fmt.Errorf("the file is not the one that was signed: a byte of it was altered")
	}
	var again strings.Builder
	again.WriteString(n.Text + "\n")
	for _, s := range n.Sigs {
		raw, err := base64.StdEncoding.Strict().DecodeString(s.Base64)
		if err != nil {
			return fmt.Errorf("the signature is written in an unusual way")
		}
		again.WriteString("— " + s.Name + " " + base64.StdEncoding.EncodeToString(raw) + "\n")
	}
	if again.String() != comment {
		return fmt.Errorf("the signature is written in an unusual way")
	}
	return nil
}
