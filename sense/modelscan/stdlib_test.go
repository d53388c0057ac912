package modelscan

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/plimsoll-aims/plimsoll/internal/needs"
)

var (
	callablesWanted = flag.Int("callables", 1000, "random standard-library callables in one-call pickles")
	callablesKept   = flag.String("keep", "", "an existing folder to write those pickles to, for other scanners to read")
)

func TestEveryRandomStandardLibraryCallableIsReported(t *testing.T) {
	t.Parallel()
	needs.Program(t, "python3")
	out, err := exec.Command("python3", "-I", "testdata/stdlib.py").Output()
	if err != nil {
		t.Fatal(err)
	}
	all := strings.Split(strings.TrimSpace(string(out)), "\n")
	if len(all) < 1000 {
		t.Fatalf("only %d callables found", len(all))
	}
	r := newRand(7)
	missed := 0
	for i := range *callablesWanted {
		module, name, _ := strings.Cut(all[r.IntN(len(all))], " ")
		op := callOps[r.IntN(len(callOps))]
		stream := pickled2(callWith(op, module, name, "x"))
		keep(t, fmt.Sprintf("%05d.pkl", i), stream)
		f := ScanBytes("a.pkl", stream, Options{})
		if !f.Severity.AtLeast(High) || len(f.Findings) == 0 || f.Findings[0].Callable != module+"."+name {
			missed++
			t.Errorf("%s.%s by %s: %s %q", module, name, op, f.Severity, show(&f))
		}
	}
	t.Logf("%d of %d callables reported, drawn from %d", *callablesWanted-missed, *callablesWanted, len(all))
}

func keep(t *testing.T, name string, data []byte) {
	if *callablesKept == "" {
		return
	}
	if err := os.WriteFile(filepath.Join(*callablesKept, name), data, 0o644); err != nil {
		t.Fatal(err)
	}
}
