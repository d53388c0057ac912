// Command plimsoll is the whole product in one binary. See face/cli.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"

	"golang.org/x/term"

	"github.com/plimsoll-aims/plimsoll/face/cli"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	tty := term.IsTerminal(int(os.Stdout.Fd()))
	code := cli.Main(&cli.Env{
		Ctx: ctx, In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Getenv: os.Getenv, Now: time.Now,
		OutTTY: tty, ErrTTY: term.IsTerminal(int(os.Stderr.Fd())), Color: tty && os.Getenv("NO_COLOR") == "",
	}, os.Args[1:])
	stop()
	os.Exit(code)
}
