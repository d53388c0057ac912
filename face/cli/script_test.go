package cli_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"strconv"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/plimsoll-aims/plimsoll/face/cli"
)

// The scripts in testdata/script run the command line as a user does. Beside the
// usual commands they have
//
//	exits CODE plimsoll …    runs it and wants this exit code
//	big FILE BYTES           makes a sparse file of that size
//
// and the environment variable FEDERAL, the folder of the federal example.
func TestScripts(t *testing.T) {
	t.Parallel()
	federal, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("PLIMSOLL_DATA", e.WorkDir+"/data")
			e.Setenv("FEDERAL", federal+"/../../examples/federal")
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"exits": exits, "big": big},
	})
}

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"plimsoll": func() {
		os.Exit(cli.Main(&cli.Env{Ctx: context.Background(), In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Getenv: os.Getenv, Now: time.Now}, os.Args[1:]))
	}})
}

// exits runs a command that is to end with a given code; its streams are checked
// with stdout and stderr as after exec.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE command args…")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	var ee *exec.ExitError
	got := 0
	if errors.As(err, &ee) {
		got = ee.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

func big(ts *testscript.TestScript, _ bool, args []string) {
	n, err := strconv.ParseInt(args[1], 10, 64)
	ts.Check(err)
	name := ts.MkAbs(args[0])
	ts.Check(os.WriteFile(name, bytes.Repeat([]byte("a,b\n"), 100), 0o600))
	ts.Check(os.Truncate(name, n))
}
