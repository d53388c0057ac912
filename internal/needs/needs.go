// Package needs asks for what a test uses beyond Go. On a developer's machine a
// test without it is skipped; under CI=true it fails, because there nobody reads
// what was skipped.
package needs

import (
	"os"
	"os/exec"
	"testing"
)

// Program asks for a program on the path.
func Program(t testing.TB, name string) {
	t.Helper()
	_, err := exec.LookPath(name)
	switch {
	case err == nil:
	case os.Getenv("CI") == "true":
		t.Fatalf("CI has to have %s: %v", name, err)
	default:
		t.Skipf("%s is not there: %v", name, err)
	}
}
