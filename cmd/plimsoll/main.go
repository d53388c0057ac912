// Command plimsoll is the whole product in one binary. See face/cli.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"

	"golang.org/x/term"

	"github.com/plimsoll-aims/plimsoll/demo"
	"github.com/plimsoll-aims/plimsoll/face/cli"
	"github.com/plimsoll-aims/plimsoll/face/web"
	"github.com/plimsoll-aims/plimsoll/server"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // who asks a second time does not wait
	tty := term.IsTerminal(int(os.Stdout.Fd()))
	code := cli.Main(&cli.Env{
		Ctx: ctx, In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Getenv: os.Getenv, Now: time.Now,
		Serve: serve, InTTY: term.IsTerminal(int(os.Stdin.Fd())), OutTTY: tty, ErrTTY: term.IsTerminal(int(os.Stderr.Fd())), Color: tty && os.Getenv("NO_COLOR") == "",
	}, os.Args[1:])
	stop()
	os.Exit(code)
}

// serve puts an instance on the network: the one place where faces meet the roof.
func serve(ctx context.Context, s cli.Serving) error {
	server.SpareMemory()
	srv := &server.Server{Instance: s.Instance, Log: s.Log, Secure: s.Secure}
	if s.Demo {
		srv.Demo = &web.Demo{Notice: "This is an example organisation; nothing here is real."}
		for _, p := range demo.People {
			srv.Demo.People = append(srv.Demo.People, web.DemoPerson{Email: p.Email, Name: p.Name, Role: p.Title, For: p.Role})
		}
	}
	return srv.Run(ctx, s.Addr, s.Ready)
}
