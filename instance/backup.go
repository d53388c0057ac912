package instance

import (
	"archive/zip"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/plimsoll-aims/plimsoll/fault"
)

// A backup is one zip file: the database as of one moment, the files and the
// keys. It can be made while others read and write.

// maxBackup bounds what a restore unpacks.
const maxBackup = 200 << 30

// Backup writes a backup to a new file. It is there whole or not at all.
func (i *Instance) Backup(ctx context.Context, file string) (err error) {
	tmp, err := os.MkdirTemp(filepath.Dir(file), ".plimsoll-backup-")
	if err != nil {
		return fault.Wrap(fault.Usage, err, "a backup cannot be written there: %v", err)
	}
	defer os.RemoveAll(tmp)
	db := filepath.Join(tmp, Database)
	if err := i.DB.CopyTo(ctx, db); err != nil {
		return err
	}
	part := filepath.Join(tmp, "backup.zip")
	if err := zipAll(part, map[string]string{Database: db}, i.Dir, "files", "keys"); err != nil {
		return err
	}
	if _, err := os.Stat(file); err == nil {
		return fault.New(fault.Usage, "%s is there already; a backup never overwrites", file)
	}
	return os.Rename(part, file)
}

func zipAll(part string, single map[string]string, root string, dirs ...string) (err error) {
	f, err := os.OpenFile(part, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	z := zip.NewWriter(f)
	for name, from := range single {
		if err := addFile(z, name, from); err != nil {
			return err
		}
	}
	for _, d := range dirs {
		err := filepath.WalkDir(filepath.Join(root, d), func(p string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() || strings.HasPrefix(e.Name(), ".") {
				return err
			}
			rel, err := filepath.Rel(root, p)
			if err != nil {
				return err
			}
			return addFile(z, filepath.ToSlash(rel), p)
		})
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	if err := z.Close(); err != nil {
		return err
	}
	return f.Sync()
}

func addFile(z *zip.Writer, name, from string) error {
	src, err := os.Open(from)
	if err != nil {
		return err
	}
	defer src.Close()
	w, err := z.Create(name)
	if err != nil {
		return err
	}
	_, err = io.Copy(w, src)
	return err
}

// Restore makes a data directory of a backup. The directory must be new or
// empty: a restore never overwrites.
func Restore(file, dir string) error {
	if list, err := os.ReadDir(dir); err == nil && len(list) > 0 {
		return fault.New(fault.Usage, "%s is not empty; restore into a new directory", dir)
	}
	z, err := zip.OpenReader(file)
	if err != nil {
		return fault.Wrap(fault.Invalid, err, "%s is not a backup: %v", file, err)
	}
	defer z.Close()
	var total uint64
	sound := false
	for _, f := range z.File {
		total += f.UncompressedSize64
		sound = sound || f.Name == Database
		if !expected(f.Name) {
			return fault.New(fault.Invalid, "%s is not a backup: it holds %q", file, f.Name)
		}
	}
	if !sound || total > maxBackup {
		return fault.New(fault.Invalid, "%s is not a backup, or too large to be one", file)
	}
	for _, f := range z.File {
		if err := unpack(f, filepath.Join(dir, filepath.FromSlash(f.Name))); err != nil {
			return fmt.Errorf("restore %s: %w", f.Name, err)
		}
	}
	return nil
}

// expected says whether a backup may hold a file of this name.
func expected(name string) bool {
	clean := path.Clean(name) == name && !strings.Contains(name, "\\") && filepath.IsLocal(name)
	return clean && (name == Database || strings.HasPrefix(name, "files/") || strings.HasPrefix(name, "keys/"))
}

func unpack(f *zip.File, to string) (err error) {
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		return err
	}
	src, err := f.Open()
	if err != nil {
		return err
	}
	defer src.Close()
	dst, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, dst.Close()) }()
	if _, err = io.Copy(dst, io.LimitReader(src, int64(f.UncompressedSize64)+1)); err != nil {
		return err
	}
	return dst.Sync()
}
