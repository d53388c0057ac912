package web_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/plimsoll-aims/plimsoll/pack"
)

// verifies checks the bytes of a pack as an auditor would.
func verifies(t testing.TB, body string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "pack.zip")
	if err := os.WriteFile(file, []byte(body), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := pack.Verify(file, "")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range c.Faults {
		t.Error(f)
	}
}
