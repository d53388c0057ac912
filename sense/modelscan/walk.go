package modelscan

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
)

// wholeFile is the size up to which a file is read into memory at once.
const wholeFile = 8 << 20

// Scan scans files and directories. What cannot be read is listed in Skipped;
// the error is only for paths that do not exist and for a cancelled context.
func Scan(ctx context.Context, paths []string, o Options) (*Report, error) {
	w := &walker{ctx: ctx, opt: o, lim: o.Limits.orDefaults(), seen: map[string]bool{}, jobs: make(chan string, 256)}
	workers := o.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	var wg sync.WaitGroup
	for range workers {
		wg.Add(1)
		go func() {
			defer wg.Done()
			buf := &buffer{}
			for p := range w.jobs {
				w.scan(p, buf)
			}
		}()
	}
	var errs []error
	for _, p := range paths {
		errs = append(errs, w.walk(p))
	}
	close(w.jobs)
	wg.Wait()
	slices.SortFunc(w.files, func(a, b File) int { return cmp.Compare(a.Path, b.Path) })
	slices.SortFunc(w.skipped, func(a, b Skipped) int { return cmp.Compare(a.Path, b.Path) })
	r := &Report{Files: w.files, Scanned: len(w.files), Skipped: w.skipped}
	if r.Files == nil {
		r.Files = []File{}
	}
	if r.Skipped == nil {
		r.Skipped = []Skipped{}
	}
	r.explain()
	return r, errors.Join(append(errs, ctx.Err())...)
}

type walker struct {
	ctx     context.Context
	opt     Options
	lim     Limits
	jobs    chan string
	mu      sync.Mutex
	seen    map[string]bool
	files   []File
	skipped []Skipped
	known   int
}

// NotFound is a path that was asked for and does not exist.
type NotFound struct{ Path string }

func (e *NotFound) Error() string { return fmt.Sprintf("%s: no such file or directory", e.Path) }

func (w *walker) walk(root string) error {
	st, err := os.Stat(root)
	if errors.Is(err, fs.ErrNotExist) {
		return &NotFound{root}
	}
	if err != nil {
		w.unread(root, err)
		return nil
	}
	if !st.IsDir() && !st.Mode().IsRegular() {
		w.leave(Skipped{Path: root, Why: "not a regular file", Unread: true}) // it was asked for by name
		return nil
	}
	if !st.IsDir() {
		w.offer(root, st)
		return nil
	}
	return filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if w.ctx.Err() != nil {
			return w.ctx.Err()
		}
		if err != nil {
			w.unread(p, err)
			if d != nil && d.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		switch {
		case d.IsDir() && d.Name() == ".git" && p != root:
			return fs.SkipDir
		case d.IsDir():
		case d.Type()&fs.ModeSymlink != 0:
			w.symlink(root, p)
		case d.Type().IsRegular():
			w.offer(p, nil)
		default:
			w.skip(p, "not a regular file")
		}
		return nil
	})
}

// symlink follows a link to a file, as model caches are full of them; links to
// directories are not followed, so that loops end nowhere.
func (w *walker) symlink(root, p string) {
	st, err := os.Stat(p)
	switch {
	case err != nil:
		w.skip(p, "a link that leads nowhere: "+reasonOf(err))
	case st.IsDir():
		w.skip(p, "a link to a directory; scan its target if it is yours")
	case st.Mode().IsRegular():
		w.offer(p, st)
	default:
		w.skip(p, "a link to something that is no regular file")
	}
}

func reasonOf(err error) string {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return pe.Err.Error()
	}
	return err.Error()
}

func (w *walker) offer(p string, st fs.FileInfo) {
	if st != nil && !st.Mode().IsRegular() {
		w.skip(p, "not a regular file")
		return
	}
	w.mu.Lock()
	w.known++
	w.mu.Unlock()
	w.jobs <- p
}

func (w *walker) skip(p, why string) { w.leave(Skipped{Path: p, Why: why}) }

// unread tells of what is there and could not be read: the scan is then not
// whole. What vanished on the way is no longer there to be loaded.
func (w *walker) unread(p string, err error) {
	w.leave(Skipped{Path: p, Why: reasonOf(err), Unread: !errors.Is(err, fs.ErrNotExist)})
}

func (w *walker) leave(s Skipped) {
	s.Path = printable(s.Path, 4096)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.skipped = append(w.skipped, s)
}

func (w *walker) scan(p string, buf *buffer) {
	if w.ctx.Err() != nil {
		return
	}
	f, err := scanFile(p, w.lim, buf)
	if err != nil {
		w.unread(p, err)
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.files = append(w.files, *f)
	if w.opt.Progress != nil {
		w.opt.Progress(len(w.files), w.known)
	}
}

// buffer is a worker's memory for whole files, used again and again.
type buffer struct{ b []byte }

func (b *buffer) of(n int64) []byte {
	if int64(cap(b.b)) < n {
		b.b = make([]byte, max(n, 64<<10))
	}
	return b.b[:n]
}

// scanFile reads a file once: small ones into memory, large ones in a stream
// that is hashed on its way into the parser.
func scanFile(path string, lim Limits, buf *buffer) (*File, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	st, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !st.Mode().IsRegular() {
		return nil, errors.New("not a regular file")
	}
	s := newScan(printable(path, 4096), lim)
	size := st.Size()
	s.file.Size = size
	if size <= wholeFile {
		err = s.small(f, size, buf)
	} else {
		err = s.large(f, size)
	}
	if err != nil {
		return nil, err
	}
	if after, err := f.Stat(); err != nil || after.Size() != size || !after.ModTime().Equal(st.ModTime()) {
		s.find("MF280", "")
		s.file.settle()
	}
	return s.file, nil
}

func (s *scan) small(f *os.File, size int64, buf *buffer) error {
	b := buf.of(size + 1)
	n, err := io.ReadFull(f, b)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return err
	}
	sum := sha256.Sum256(b[:n])
	s.file.SHA256 = hex.EncodeToString(sum[:])
	s.file.Size = int64(n)
	if int64(n) != size {
		s.find("MF280", "")
	}
	s.top(memory(b[:n]))
	return nil
}

func (s *scan) large(f *os.File, size int64) error {
	h := sha256.New()
	src := section(f, 0, size, nil)
	if len(src.head) == 0 {
		return io.ErrUnexpectedEOF
	}
	src.hash = h
	tee := &counted{w: h}
	src.hash = tee
	s.top(src)
	rest := io.NewSectionReader(f, tee.n, size-tee.n)
	n, err := io.CopyBuffer(struct{ io.Writer }{h}, struct{ io.Reader }{rest}, make([]byte, 256<<10))
	if err != nil {
		return err
	}
	if tee.n+n != size {
		s.find("MF280", "", detail("it became shorter"))
		s.file.settle()
	}
	s.file.SHA256 = hex.EncodeToString(h.Sum(nil))
	return nil
}

// counted knows how much went through it.
type counted struct {
	w io.Writer
	n int64
}

func (c *counted) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.n += int64(n)
	return n, err
}

// cleanPath makes a path comparable between runs and machines.
func cleanPath(p string) string { return strings.TrimPrefix(filepath.ToSlash(filepath.Clean(p)), "./") }
