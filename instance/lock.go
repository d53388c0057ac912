package instance

import (
	"fmt"
	"os"
	"strings"

	"github.com/plimsoll-aims/plimsoll/fault"
)

// lock keeps a second process out of a data directory. It is held by the
// operating system, so a crash releases it.
type lock struct{ f *os.File }

func acquire(path string) (*lock, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fault.Wrap(fault.Usage, err, "the data directory cannot be written: %v", err)
	}
	if err := hold(f); err != nil {
		who, _ := os.ReadFile(path) // only for the message
		_ = f.Close()
		return nil, fault.Wrap(fault.Busy, err, "another process uses this data directory (%s); stop it, or talk to it with --server", strings.TrimSpace(string(who)))
	}
	l := &lock{f}
	return l, l.note("")
}

// note writes who holds the lock and where it answers.
func (l *lock) note(url string) error {
	if err := l.f.Truncate(0); err != nil {
		return err
	}
	_, err := l.f.WriteAt([]byte(strings.TrimSpace(fmt.Sprintf("process %d %s", os.Getpid(), url))+"\n"), 0)
	return err
}

func (l *lock) release() error {
	if l == nil {
		return nil
	}
	return l.f.Close()
}
