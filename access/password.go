package access

import (
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"github.com/plimsoll-aims/plimsoll/fault"
)

// argon2id parameters after OWASP's recommendation: 19 MiB, two passes, one lane.
const (
	argonTime   = 2
	argonMemory = 19 * 1024 // KiB
	argonLanes  = 1
	argonKey    = 32
	argonSalt   = 16
)

// Password rules: length carries strength, not character classes.
const (
	minPassword = 12
	maxPassword = 200
)

// CheckPassword says what is wrong with a new password, nil when nothing is.
func CheckPassword(p string) error {
	switch n := utf8.RuneCountInString(p); {
	case n < minPassword:
		return fault.New(fault.Invalid, "the password needs at least %d characters; a sentence is a good one", minPassword)
	case n > maxPassword:
		return fault.New(fault.Invalid, "the password has more than %d characters", maxPassword)
	}
	return nil
}

// hashPassword gives a password's hash in the PHC format.
func hashPassword(random io.Reader, password string) (string, error) {
	salt := make([]byte, argonSalt)
	if _, err := io.ReadFull(random, salt); err != nil {
		return "", fmt.Errorf("read randomness: %w", err)
	}
	return encodeHash(salt, derive(password, salt)), nil
}

func derive(password string, salt []byte) []byte {
	return argon2.IDKey([]byte(password), salt, argonTime, argonMemory, argonLanes, argonKey)
}

func encodeHash(salt, key []byte) string {
	b := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, argonMemory, argonTime, argonLanes, b.EncodeToString(salt), b.EncodeToString(key))
}

// matches says whether a password has this hash, in time that does not depend on
// where they differ.
func matches(hash, password string) bool {
	parts := strings.Split(hash, "$")
	if len(parts) != 6 || parts[1] != "argon2id" {
		return false
	}
	var m, t uint32
	var p uint8
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &m, &t, &p); err != nil || m > 1<<20 || t > 100 || t == 0 || p == 0 {
		return false
	}
	salt, err := base64.RawStdEncoding.DecodeString(parts[4])
	if err != nil {
		return false
	}
	want, err := base64.RawStdEncoding.DecodeString(parts[5])
	if err != nil || len(want) == 0 {
		return false
	}
	got := argon2.IDKey([]byte(password), salt, t, m, p, uint32(len(want)))
	return subtle.ConstantTimeCompare(got, want) == 1
}

// nobody is the hash that unknown users are checked against, so that a sign-in
// takes as long whether or not the user exists.
var nobody = encodeHash(make([]byte, argonSalt), make([]byte, argonKey))
