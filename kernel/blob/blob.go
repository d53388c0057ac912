// Package blob keeps bytes by their SHA-256 digest, apart for every tenant.
// Files in a directory are the default; another place needs only Store's four
// methods and to pass the conformance suite in blobtest.
package blob

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// Store keeps blobs. All methods may be called concurrently.
type Store interface {
	// Put reads r to its end and keeps it. It returns the digest and size only
	// after the bytes are durable. Putting the same bytes again changes nothing.
	// More than limit bytes is a TooLarge fault and keeps nothing.
	Put(ctx context.Context, t kernel.Tenant, r io.Reader, limit int64) (kernel.Digest, int64, error)
	// Open reads a blob; NotFound when it is not there.
	Open(ctx context.Context, t kernel.Tenant, d kernel.Digest) (io.ReadCloser, error)
	// Delete removes a blob; removing what is not there is no error.
	Delete(ctx context.Context, t kernel.Tenant, d kernel.Digest) error
	// List visits every blob of a tenant.
	List(ctx context.Context, t kernel.Tenant, visit func(kernel.Digest, int64) error) error
}

// Dir keeps blobs as files: root/<tenant>/<2 hex digits>/<digest>.
type Dir struct{ root string }

// NewDir keeps blobs under root, which is created when needed.
func NewDir(root string) (*Dir, error) {
	if err := os.MkdirAll(root, 0o700); err != nil {
		return nil, fmt.Errorf("make the folder for files: %w", err)
	}
	return &Dir{root: root}, nil
}

func (d *Dir) path(t kernel.Tenant, g kernel.Digest) (string, error) {
	hexa, ok := strings.CutPrefix(string(g), "sha256:")
	if !ok || len(hexa) != 64 || strings.Trim(hexa, "0123456789abcdef") != "" || !kernel.ValidName(string(t)) {
		return "", fault.New(fault.NotFound, "there is no file with the digest %s", g)
	}
	return filepath.Join(d.root, string(t), hexa[:2], hexa), nil
}

// Put writes to a temporary file, syncs it and renames it into place, so that a
// crash leaves either the whole blob or nothing under its digest.
func (d *Dir) Put(ctx context.Context, t kernel.Tenant, r io.Reader, limit int64) (kernel.Digest, int64, error) {
	dir := filepath.Join(d.root, string(t))
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", 0, fmt.Errorf("make the tenant's folder: %w", err)
	}
	tmp, err := os.OpenFile(filepath.Join(dir, ".new-"+rand.Text()), os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err != nil {
		return "", 0, fmt.Errorf("begin a file: %w", err)
	}
	defer os.Remove(tmp.Name())
	defer tmp.Close()
	h := sha256.New()
	n, err := io.Copy(io.MultiWriter(tmp, h), io.LimitReader(ctxReader{ctx, r}, limit+1))
	if err != nil {
		return "", 0, fmt.Errorf("write a file: %w", err)
	}
	if n > limit {
		return "", 0, fault.New(fault.TooLarge, "the file is larger than the limit of %d MB", limit>>20)
	}
	if err := tmp.Sync(); err != nil {
		return "", 0, fmt.Errorf("sync a file: %w", err)
	}
	return d.settle(t, tmp.Name(), h, n)
}

func (d *Dir) settle(t kernel.Tenant, tmp string, h hash.Hash, n int64) (kernel.Digest, int64, error) {
	g := kernel.Digest("sha256:" + hex.EncodeToString(h.Sum(nil)))
	path, err := d.path(t, g)
	if err != nil {
		return "", 0, err
	}
	if _, err := os.Stat(path); err == nil {
		return g, n, nil
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return "", 0, fmt.Errorf("make a folder for files: %w", err)
	}
	if err := os.Rename(tmp, path); err != nil {
		return "", 0, fmt.Errorf("settle a file: %w", err)
	}
	return g, n, syncDir(filepath.Dir(path))
}

func syncDir(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer f.Close()
	return f.Sync()
}

// Open reads a blob from its file.
func (d *Dir) Open(_ context.Context, t kernel.Tenant, g kernel.Digest) (io.ReadCloser, error) {
	path, err := d.path(t, g)
	if err != nil {
		return nil, err
	}
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fault.New(fault.NotFound, "there is no file with the digest %s", g)
	}
	return f, err
}

// Delete removes a blob's file.
func (d *Dir) Delete(_ context.Context, t kernel.Tenant, g kernel.Digest) error {
	path, err := d.path(t, g)
	if err != nil {
		return err
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// List walks the tenant's folder.
func (d *Dir) List(ctx context.Context, t kernel.Tenant, visit func(kernel.Digest, int64) error) error {
	err := filepath.WalkDir(filepath.Join(d.root, string(t)), func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || len(e.Name()) != 64 {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		return visit(kernel.Digest("sha256:"+e.Name()), info.Size())
	})
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// ctxReader stops reading when the context ends.
type ctxReader struct {
	ctx context.Context
	r   io.Reader
}

func (c ctxReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}
