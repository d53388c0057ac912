package pickle

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"flag"
	"io"
	"os/exec"
	"strings"
	"testing"

	"github.com/plimsoll-aims/plimsoll/internal/needs"
)

var streams = flag.Int("streams", 4000, "generated streams to compare with CPython's unpicklers")
var firstSeed = flag.Uint64("seed", 1, "seed of the first stream")

// oracle is a running CPython that is asked which globals a stream asks for.
type oracle struct {
	in  io.WriteCloser
	out *bufio.Reader
}

func startOracle(t testing.TB) *oracle {
	t.Helper()
	needs.Program(t, "python3")
	cmd := exec.Command("python3", "-S", "testdata/oracle.py")
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { in.Close(); _ = cmd.Wait() }) // its exit code says nothing that its answers do not
	return &oracle{in, bufio.NewReader(out)}
}

func (o *oracle) send(b []byte) error {
	if err := binary.Write(o.in, binary.BigEndian, uint32(len(b))); err != nil {
		return err
	}
	_, err := o.in.Write(b)
	return err
}

func (o *oracle) answer() (pairs [][2]string, err error) {
	line, err := o.out.ReadBytes('\n')
	if err != nil {
		return nil, err
	}
	return pairs, json.Unmarshal(line, &pairs)
}

// missing lists what CPython asked for and the report does not name.
func missing(r *Report, asked [][2]string) (out [][2]string) {
	have := map[[2]string]bool{}
	for _, g := range r.Globals {
		have[[2]string{g.Module, g.Name}] = true
	}
	for _, a := range asked {
		a[0], a[1] = strings.ToValidUTF8(a[0], "\uFFFD"), strings.ToValidUTF8(a[1], "\uFFFD")
		if !have[a] {
			out = append(out, a)
		}
	}
	return out
}

func TestNoGlobalThatCPythonAsksForIsMissing(t *testing.T) {
	o := startOracle(t)
	total := 0
	const batch = 32 // fits the pipes
	for from := 0; from < *streams; from += batch {
		n := min(batch, *streams-from)
		var made [][]byte
		for i := range n {
			made = append(made, generate(*firstSeed+uint64(from+i)))
		}
		failed := make(chan error, 1)
		go func() {
			for _, b := range made {
				if err := o.send(b); err != nil {
					failed <- err
					return
				}
			}
			failed <- nil
		}()
		for i, b := range made {
			asked, err := o.answer()
			if err != nil {
				t.Fatalf("seed %d: no answer for %q: %v", *firstSeed+uint64(from+i), b, err)
			}
			total += len(asked)
			if m := missing(ScanBytes(b, 0, Options{}), asked); m != nil {
				t.Errorf("seed %d: %q asks for %q", *firstSeed+uint64(from+i), b, m)
			}
		}
		if err := <-failed; err != nil {
			t.Fatal(err)
		}
	}
	if total < *streams/2 {
		t.Errorf("%d streams asked for %d globals only: the generator is too tame", *streams, total)
	}
	t.Logf("%d streams, %d globals asked for", *streams, total)
}
