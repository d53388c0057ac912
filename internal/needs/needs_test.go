package needs

import (
	"runtime"
	"testing"
)

// recorder is a test that tells how it ended.
type recorder struct {
	testing.TB
	end string
}

func (r *recorder) Helper() {}

func (r *recorder) Fatalf(string, ...any) { r.end = "failed"; runtime.Goexit() }

func (r *recorder) Skipf(string, ...any) { r.end = "skipped"; runtime.Goexit() }

func TestWithoutAProgramATestIsSkippedAndFailsUnderCI(t *testing.T) {
	for ci, want := range map[string]string{"": "skipped", "true": "failed"} {
		t.Setenv("CI", ci)
		r := &recorder{TB: t}
		done := make(chan bool)
		go func() {
			defer close(done)
			Program(r, "a-program-that-nobody-has")
		}()
		<-done
		if r.end != want {
			t.Errorf("with CI=%q the test is %q, want %s", ci, r.end, want)
		}
	}
	Program(t, "go")
}
