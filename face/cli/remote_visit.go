package cli

import (
	"archive/tar"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/plimsoll-aims/plimsoll/code"
	"github.com/plimsoll-aims/plimsoll/face/door"
	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/instance"
)

// Far runs commands for the users of an instance. It has a door route for each
// command, so a command's right is held where every other right is.
type Far struct {
	i       *instance.Instance
	log     *slog.Logger
	uploads chan struct{}
	runs    chan struct{}
}

// Bounds of what runs at a time, for how long, and of what it may say.
const (
	maxUploads = 8
	maxRuns    = 4
	maxWait    = 10 * time.Second
	maxRun     = 5 * time.Minute
	maxOutput  = 512 << 20
)

// NewFar makes the server's half of --server.
func NewFar(i *instance.Instance, log *slog.Logger) *Far {
	return &Far{i: i, log: log, uploads: make(chan struct{}, maxUploads), runs: make(chan struct{}, maxRuns)}
}

// Routes lists a route for every command that is offered.
func (f *Far) Routes() []door.Route {
	var out []door.Route
	for i := range far {
		c := &far[i]
		out = append(out, door.Route{Method: http.MethodPost, Pattern: c.path(), Rule: c.rule, Limit: c.limit,
			Handle: func(r *door.Request) error { return f.run(r, c) }})
	}
	return out
}

// run takes a call in, runs it and sends the answer. Everything that it touches
// lies in one temporary directory, which is gone afterwards.
func (f *Far) run(r *door.Request, c *farCommand) error {
	if r.Header.Get("Content-Type") != tarMedia {
		return fault.New(fault.Usage, "this is for plimsoll --server; programs use /api/v1")
	}
	if err := seat(r.Context(), f.uploads); err != nil {
		return err
	}
	defer func() { <-f.uploads }()
	dir, err := os.MkdirTemp("", "plimsoll-call-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // of our own, among temporary files
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	in, cmd, err := receive(r.Body, c, root)
	if err != nil {
		return err
	}
	if err := seat(r.Context(), f.runs); err != nil {
		return err
	}
	exit, err := f.work(r, dir, root, in, c.name, cmd)
	<-f.runs
	if err != nil {
		return err
	}
	r.W.Header().Set("Content-Type", tarMedia)
	if err := send(r.W, root, baggageOf(cmd), exit); err != nil {
		f.log.Warn("a command's answer was not sent", "command", c.name, "error", err)
		panic(http.ErrAbortHandler) // the caller must not take half for whole
	}
	return nil
}

// seat waits for a free seat.
func seat(ctx context.Context, seats chan struct{}) error {
	wait, cancel := context.WithTimeout(ctx, maxWait)
	defer cancel()
	select {
	case seats <- struct{}{}:
		return nil
	case <-wait.Done():
		return fault.New(fault.Busy, "the server is busy with other commands; try again")
	}
}

// receive reads a call: its words strictly, its files into in/.
func receive(body io.Reader, c *farCommand, root *os.Root) (*farCall, command, error) {
	tr := tar.NewReader(body)
	h, err := tr.Next()
	if err != nil {
		return nil, nil, broken(err)
	}
	if h.Name != memberCall || h.Size > maxCall {
		return nil, nil, fault.New(fault.Usage, "a call begins with %s of at most %d bytes", memberCall, maxCall)
	}
	b, err := io.ReadAll(tr)
	if err != nil {
		return nil, nil, broken(err)
	}
	in, cmd := &farCall{}, c.new()
	if err := strictly(b, in); err != nil {
		return nil, nil, err
	}
	if err := strictly(in.Words, cmd); err != nil {
		return nil, nil, err
	}
	if err := root.Mkdir("out", 0o700); err != nil {
		return nil, nil, err
	}
	return in, cmd, unpack(tr, root)
}

// strictly decodes what a plimsoll of the same words has written.
func strictly(b []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return fault.Wrap(fault.Usage, err, "the server does not understand the call (%v); use a plimsoll of the server's version", err)
	}
	return nil
}

// broken says that a stream is no tar, unless it is too long or a fault already.
func broken(err error) error {
	var tooLarge *http.MaxBytesError
	var pe *fs.PathError
	if errors.As(err, &tooLarge) || errors.As(err, &pe) || fault.Of(err) != fault.Internal {
		return err
	}
	return fault.Wrap(fault.Usage, err, "the call is broken or broke off")
}

// work runs the command as the user, with streams into files.
func (f *Far) work(r *door.Request, dir string, root *os.Root, in *farCall, name string, cmd command) (exit int, err error) {
	ctx, cancel := context.WithTimeout(r.Context(), maxRun)
	defer cancel()
	out, err := root.Create(memberStdout)
	if err != nil {
		return 0, err
	}
	defer out.Close()
	talk, err := root.Create(memberStderr)
	if err != nil {
		return 0, err
	}
	defer talk.Close()
	b := baggageOf(cmd)
	env := &Env{Ctx: ctx, In: strings.NewReader(in.Stdin), Out: &bounded{w: out}, Err: &bounded{w: talk},
		Getenv: func(string) string { return "" }, Now: f.i.Clock, OutTTY: in.Terminal,
		visit: &visit{i: f.i, st: r.Store, place: map[string]string{}, none: filepath.Join(dir, "none")}}
	for n, name := range b.reads {
		env.visit.place[name] = filepath.Join(dir, "in", strconv.Itoa(n))
	}
	if f, err := os.Open(env.path(stdinName)); err == nil {
		defer f.Close()
		env.In = f
	}
	for n, name := range b.writes {
		env.visit.place[name] = filepath.Join(dir, "out", strconv.Itoa(n))
	}
	format := cmp.Or(in.Output, "table")
	if err := checkFormat(name, cmd, format); err != nil {
		return report(env, err), nil
	}
	err = cmd.Run(&Globals{Output: format, AsOf: in.AsOf, Quiet: in.Quiet}, env)
	return report(env, f.masked(ctx, r, err)), nil
}

// masked keeps to the log what is not for users: what broke inside, and where.
func (f *Far) masked(ctx context.Context, r *door.Request, err error) error {
	switch {
	case err == nil || fault.Of(err) != fault.Internal:
		var e *fault.Error
		if errors.As(err, &e) {
			return e // its message is for people; what wraps it may not be
		}
		return nil
	case ctx.Err() != nil:
		return fault.New(fault.Busy, "the command took longer than %s and was ended", maxRun)
	}
	f.log.Error("command failed", "path", r.URL.Path, "error", err)
	return fault.New(fault.Internal, "something went wrong at the server; it is in its log")
}

// bounded is a stream that ends the command when it has said too much.
type bounded struct {
	w io.Writer
	n int64
}

func (b *bounded) Write(p []byte) (int, error) {
	if b.n += int64(len(p)); b.n > maxOutput {
		return 0, fault.New(fault.TooLarge, "the answer is larger than %d MB; ask for less", maxOutput>>20)
	}
	return b.w.Write(p)
}

// send writes the answer: files of a command that succeeded, what it said, and
// the end.
func send(w io.Writer, root *os.Root, b baggage, exit int) error {
	p := parcel{tar.NewWriter(w)}
	fsys := root.FS()
	if exit == ExitDone {
		if base := path.Join("in/0", code.BaseFile); b.base {
			if err := p.from(fsys, base, base); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
		}
		if err := fs.WalkDir(fsys, "out", func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			return p.from(fsys, name, name)
		}); err != nil {
			return err
		}
	}
	for _, name := range []string{memberStdout, memberStderr} {
		if err := p.from(fsys, name, name); err != nil {
			return err
		}
	}
	if err := p.json(memberEnd, farEnd{exit}); err != nil {
		return err
	}
	return p.w.Close()
}
