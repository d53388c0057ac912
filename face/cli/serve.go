package cli

import (
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/plimsoll-aims/plimsoll/demo"
	"github.com/plimsoll-aims/plimsoll/demo/load"
	"github.com/plimsoll-aims/plimsoll/instance"
)

// ServeCmd runs the pages and the API.
type ServeCmd struct {
	Addr   string `help:"Where to listen." default:"127.0.0.1:8080" placeholder:"HOST:PORT"`
	DB     string `help:"Keep records in PostgreSQL instead of the data directory." placeholder:"postgres://…" env:"PLIMSOLL_DB"`
	Secure bool   `help:"Cookies only over https: set it behind a proxy that speaks https."`
}

// Run serves until it is stopped. The first start prints a one-time link with
// which the owner is made.
func (cmd *ServeCmd) Run(g *Globals, env *Env) (err error) {
	i, err := instance.Open(env.Ctx, instance.Options{Dir: dataDir(g, env), Postgres: cmd.DB, Clock: env.Now})
	if err != nil {
		return err
	}
	defer closing(&err, i.Close)
	empty, err := i.Users.Empty(env.Ctx, instance.Main)
	if err != nil {
		return err
	}
	return env.Serve(env.Ctx, Serving{Instance: i, Addr: cmd.Addr, Secure: cmd.Secure, Log: env.logger(g), Ready: func(url string) {
		fmt.Fprintln(env.Out, "ready", url)
		if empty {
			cmd.welcome(env, i, url)
		}
	}})
}

// welcome prints the link that makes the first owner.
func (cmd *ServeCmd) welcome(env *Env, i *instance.Instance, url string) {
	secret, err := i.Users.InviteOwner(env.Ctx, instance.Main)
	if err != nil {
		fmt.Fprintln(env.Err, "plimsoll: make the first link:", err)
		return
	}
	fmt.Fprintf(env.Err, "Nobody can sign in yet. Open this link once, within seven days, to create the owner:\n  %swelcome/%s\n", url, secret)
}

// demoTitle is what the example organisation is called.
const demoTitle = "Kestrel Quay Lending Software B.V."

// demoSuffix tells the example's directory from one's own.
const demoSuffix = "-demo"

// DemoCmd runs the example organisation.
type DemoCmd struct {
	Addr string `help:"Where to listen." default:"127.0.0.1:8080" placeholder:"HOST:PORT"`
}

// Run loads the example organisation when it is not there yet and serves it with
// a clock that starts on its own day.
func (cmd *DemoCmd) Run(g *Globals, env *Env) (err error) {
	dir := g.Data
	if dir == "" {
		dir = dataDir(g, env) + demoSuffix // never among real records
	}
	clock := newDemoClock(env.Now)
	i, err := instance.Open(env.Ctx, instance.Options{Dir: dir, Clock: clock.Now, Title: demoTitle})
	if err != nil {
		return err
	}
	defer closing(&err, i.Close)
	if err := load.Into(env.Ctx, i, func(t time.Time) { clock.stands = t }); err != nil {
		return err
	}
	clock.start()
	return env.Serve(env.Ctx, Serving{Instance: i, Addr: cmd.Addr, Demo: true, Log: env.logger(g), Ready: func(url string) {
		fmt.Fprintln(env.Out, "ready", url)
		if !g.Quiet {
			fmt.Fprintf(env.Err, "%s, an example. Its clock starts on %s and ticks on. One click signs in as any of its people.\n", demoTitle, demo.Day.Format("2 January 2006"))
		}
	}})
}

// demoClock starts at the demo's day and ticks on from there; while history is
// loaded it stands where it is put.
type demoClock struct {
	real   func() time.Time
	stands time.Time
	offset time.Duration
}

func newDemoClock(real func() time.Time) *demoClock { return &demoClock{real: real, stands: demo.Day} }

// Now is the demo's time.
func (c *demoClock) Now() time.Time {
	if !c.stands.IsZero() {
		return c.stands
	}
	return c.real().Add(c.offset)
}

// start lets the clock tick from the demo's day on.
func (c *demoClock) start() {
	c.offset = demo.Day.Sub(c.real())
	c.stands = time.Time{}
}

func dataDir(g *Globals, env *Env) string {
	if g.Data != "" {
		return g.Data
	}
	return instance.DefaultDir(env.Getenv)
}

// closing closes something at the end of a command and keeps the first error.
func closing(err *error, f func() error) {
	if cerr := f(); *err == nil {
		*err = cerr
	}
}

// logger writes to Err: text for people.
func (env *Env) logger(g *Globals) *slog.Logger {
	level := slog.LevelInfo
	if g.Quiet {
		level = slog.LevelError
	}
	return slog.New(slog.NewTextHandler(env.Err, &slog.HandlerOptions{Level: level, ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		if strings.Contains(strings.ToLower(a.Key), "secret") {
			return slog.String(a.Key, "***")
		}
		return a
	}}))
}
