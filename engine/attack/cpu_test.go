//go:build unix

package attack

import (
	"syscall"
	"testing"
)

// cpuSeconds is the processor time of this process so far, which a busy machine
// does not stretch as it does the clock.
func cpuSeconds(tb testing.TB) float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		tb.Fatal(err)
	}
	return float64(u.Utime.Sec+u.Stime.Sec) + float64(u.Utime.Usec+u.Stime.Usec)/1e6
}
