package discover

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/plimsoll-aims/plimsoll/sense/discover/signal"
)

// Options are what a caller may choose about a scan.
type Options struct {
	Signals  *signal.Set             // nil: the built-in ones
	Limits   Limits                  // zero fields: the defaults
	Workers  int                     // files read at once; 0: one for each processor, at most 8
	Progress func(done, total int64) // called now and then from one goroutine at a time; may be nil
	Cache    *Cache                  // findings by content hash of an earlier scan; may be nil
}

// Scan looks through the files and folders at roots. An unreadable or hostile
// file is reported in Skipped and the scan goes on; an error means that a root
// cannot be opened or ctx has ended.
func Scan(ctx context.Context, roots []string, opt Options) (*Result, error) {
	if opt.Signals == nil {
		set, err := signal.Builtin()
		if err != nil {
			return nil, err
		}
		opt.Signals = set
	}
	opt.Limits = opt.Limits.withDefaults()
	if opt.Workers <= 0 {
		opt.Workers = min(8, runtime.GOMAXPROCS(0))
	}
	t, err := walk(ctx, roots, opt.Limits)
	if err != nil {
		return nil, err
	}
	s := &scan{opt: opt, tree: t, out: make([]outcome, len(t.files))}
	if err := s.run(ctx); err != nil {
		return nil, err
	}
	return s.result(), nil
}

// scan is one run over a tree.
type scan struct {
	opt  Options
	tree *tree
	out  []outcome // by file
}

// outcome is what one file gave.
type outcome struct {
	found  []finding
	counts []int
	sub    []subFile
	probs  []string
	sum    string // SHA-256 of the content
	read   int64
}

func (s *scan) run(ctx context.Context) error {
	var next, done atomic.Int64
	var wg sync.WaitGroup
	var mu sync.Mutex
	total := int64(len(s.tree.files))
	for range s.opt.Workers {
		wg.Go(func() {
			for ctx.Err() == nil {
				i := next.Add(1) - 1
				if i >= total {
					return
				}
				s.out[i] = s.file(ctx, s.tree.files[i])
				if n := done.Add(1); s.opt.Progress != nil && (n%64 == 0 || n == total) {
					mu.Lock()
					s.opt.Progress(n, total)
					mu.Unlock()
				}
			}
		})
	}
	wg.Wait()
	return ctx.Err()
}

// file reads one file. A reader that panics loses that file only.
func (s *scan) file(ctx context.Context, f *file) (o outcome) {
	r, n := route(f)
	c := newCollector(s.opt.Signals, s.opt.Limits)
	readFileName(f, c)
	if f.abs == "" {
		n = needNothing
	}
	named := len(c.found) > 0
	if n == needNothing && !named {
		return o
	}
	defer func() {
		if p := recover(); p != nil {
			c.probs = append(c.probs, fmt.Sprintf("the reader gave up: %v", p))
		}
		f.data = nil
		o.found, o.counts, o.sub, o.probs = c.found, c.counts, c.sub, c.probs
	}()
	if f.abs == "" {
		return o
	}
	if n == needImage {
		s.image(ctx, f, c, &o)
		return o
	}
	if err := s.load(f, n, &o); err != nil {
		c.probs = append(c.probs, plain(err))
		return o
	}
	if s.opt.Cache.get(f, o.sum, c) {
		return o
	}
	if f.cut && n != needHead {
		c.probs = append(c.probs, fmt.Sprintf("%d bytes; only the first %d were read", f.size, len(f.data)))
	}
	if r != nil {
		r(f.asIs(), c)
	}
	s.opt.Cache.put(f, o.sum, c)
	return o
}

// load reads as much of a file as its reader needs and hashes all of it.
func (s *scan) load(f *file, n need, o *outcome) error {
	limit := s.opt.Limits.TextFile
	switch n {
	case needData:
		limit = s.opt.Limits.DataFile
	case needHead, needNothing:
		limit = 64 << 10
	}
	fd, err := os.Open(f.abs)
	if err != nil {
		return err
	}
	defer fd.Close()
	before, err := fd.Stat()
	if err != nil {
		return err
	}
	if !before.Mode().IsRegular() {
		return fmt.Errorf("no longer a regular file")
	}
	h := sha256.New()
	buf := make([]byte, 0, min(before.Size(), limit)+1)
	for int64(len(buf)) < limit {
		if len(buf) == cap(buf) {
			buf = append(buf, 0)[:len(buf)]
		}
		k, err := fd.Read(buf[len(buf):min(int64(cap(buf)), limit)])
		buf = buf[:len(buf)+k]
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
	}
	h.Write(buf)
	rest, err := io.Copy(h, fd)
	if err != nil {
		return err
	}
	f.data, f.cut, f.size = bytes.TrimPrefix(buf, []byte("\ufeff")), rest > 0, int64(len(buf))+rest
	o.sum, o.read = hex.EncodeToString(h.Sum(nil)), f.size
	if after, err := fd.Stat(); err == nil && (after.Size() != before.Size() || !after.ModTime().Equal(before.ModTime())) {
		o.probs = append(o.probs, "changed while it was read")
	}
	return nil
}
