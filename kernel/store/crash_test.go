package store_test

import (
	"bufio"
	"context"
	"crypto/rand"
	"flag"
	"fmt"
	mathrand "math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/plimsoll-aims/plimsoll/kernel"
	"github.com/plimsoll-aims/plimsoll/kernel/blob"
	"github.com/plimsoll-aims/plimsoll/kernel/store"
	"github.com/plimsoll-aims/plimsoll/kernel/storetest"
)

var killRounds = flag.Int("kill", 6, "rounds of killing a writing process")

// crashDir in the environment makes this test binary the process that is killed.
const crashDir = "PLIMSOLL_TEST_CRASH_DIR"

func TestMain(m *testing.M) {
	if dir := os.Getenv(crashDir); dir != "" {
		writeUntilKilled(dir)
		return
	}
	os.Exit(m.Run())
}

// writeUntilKilled writes with eight writers and says on standard output what
// was acknowledged: two ships of one transaction, or a change of one.
func writeUntilKilled(dir string) {
	ctx := context.Background()
	db, err := store.Open(ctx, crashOptions(dir))
	if err != nil {
		fmt.Println("error", err)
		os.Exit(1)
	}
	var out sync.Mutex
	fmt.Println("writing")
	run := rand.Text()[:8]
	for w := range 8 {
		go func() {
			st := db.For(storetest.Owner())
			for n := 0; ; n++ {
				a, b := fmt.Sprintf("%s-%d-%d-a", run, w, n), fmt.Sprintf("%s-%d-%d-b", run, w, n)
				r, err := st.Update(ctx, "pair", func(tx kernel.Tx) error {
					for _, name := range []string{a, b} {
						if _, err := tx.Put(ctx, kernel.Put{Kind: "ship", Name: name, Spec: &storetest.Ship{Title: strings.Repeat("x", 200), State: "planned"}}); err != nil {
							return err
						}
					}
					return nil
				})
				out.Lock()
				if err != nil {
					fmt.Println("error", err)
				} else {
					fmt.Println("ack", a, r.First, r.Last)
				}
				out.Unlock()
			}
		}()
	}
	select {}
}

func crashOptions(dir string) store.Options {
	blobs, err := blob.NewDir(filepath.Join(dir, "blobs"))
	if err != nil {
		panic(err)
	}
	return store.Options{Path: filepath.Join(dir, "crash.db"), Registry: storetest.Registry(), Blobs: blobs, Clock: time.Now, Random: rand.Reader}
}

// TestKill kills a process at a random moment while it writes, again and again
// on one database: nothing acknowledged is lost, nothing is there by half, and
// the log verifies. A long run: go test ./kernel/store -run TestKill -kill 200
func TestKill(t *testing.T) {
	dir := t.TempDir()
	ctx := context.Background()
	db, err := store.Open(ctx, crashOptions(dir))
	if err != nil {
		t.Fatal(err)
	}
	if err := db.CreateTenant(ctx, "t1", "One"); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	rnd := mathrand.New(mathrand.NewPCG(1, 2))
	acked := map[string]bool{}
	for round := range *killRounds {
		for _, name := range killOnce(t, dir, time.Duration(rnd.IntN(120))*time.Millisecond) {
			acked[name] = true
		}
		checkSurvivors(t, dir, acked, round%10 == 9 || round == *killRounds-1)
	}
	if len(acked) == 0 {
		t.Fatal("no round got as far as writing")
	}
	t.Logf("%d rounds, %d acknowledged transactions", *killRounds, len(acked))
}

// killOnce starts a writing process, kills it after a while, and gives what it
// had acknowledged.
func killOnce(t *testing.T, dir string, after time.Duration) []string {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), crashDir+"="+dir)
	pipe, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var acks []string
	s := bufio.NewScanner(pipe)
	for s.Scan() {
		kind, rest, _ := strings.Cut(s.Text(), " ")
		switch kind {
		case "writing":
			time.AfterFunc(after, func() { _ = cmd.Process.Kill() }) // SIGKILL; it may be gone already
		case "ack":
			name, _, _ := strings.Cut(rest, " ")
			acks = append(acks, name)
		default:
			t.Errorf("the writer says %q", s.Text())
		}
	}
	_ = cmd.Wait() // it was killed
	return acks
}

// checkSurvivors opens what the kill left and looks for every acknowledged pair.
func checkSurvivors(t *testing.T, dir string, acked map[string]bool, whole bool) {
	t.Helper()
	ctx := context.Background()
	db, err := store.Open(ctx, crashOptions(dir))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	st := db.For(storetest.Owner())
	there := map[string]bool{}
	err = st.View(ctx, kernel.At{}, func(v kernel.View) error {
		all, err := v.All(ctx, "ship")
		for _, r := range all {
			there[r.Name] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for a := range acked {
		if b := strings.TrimSuffix(a, "a") + "b"; !there[a] || !there[b] {
			t.Errorf("acknowledged and lost: %s %v, %s %v", a, there[a], b, there[b])
		}
	}
	for name := range there {
		if other := name[:len(name)-1] + string('a'+'b'-name[len(name)-1]); !there[other] {
			t.Errorf("half a transaction: %s without %s", name, other)
		}
	}
	if !whole {
		return
	}
	rep, err := st.Verify(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range rep.Faults {
		t.Errorf("%s: %s %s", f.Check, f.Where, f.Detail)
	}
}
