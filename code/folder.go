package code

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"

	"github.com/plimsoll-aims/plimsoll/fault"
)

// Dir is a directory on disk that an export goes to. Files whose bytes are the
// same are left alone, and Close removes the files of an earlier export that this
// one did not write.
type Dir struct {
	root  *os.Root
	wrote map[string]bool
}

// OpenDir opens a directory for an export and makes it if need be. A directory
// that holds anything must be an earlier export, known by its .plimsoll.yaml or,
// with force, anything at all.
func OpenDir(name string, force bool) (*Dir, error) {
	if err := os.MkdirAll(name, 0o755); err != nil {
		return nil, fault.Wrap(fault.Usage, err, "the directory cannot be made: %v", reason(err))
	}
	root, err := os.OpenRoot(name)
	if err != nil {
		return nil, fault.Wrap(fault.Usage, err, "the directory cannot be opened: %v", reason(err))
	}
	entries, err := fs.ReadDir(root.FS(), ".")
	if err == nil && !force && len(entries) > 0 {
		if _, e := root.Stat(BaseFile); e != nil && !onlyHidden(entries) {
			err = fault.New(fault.Usage, "%s is not empty and no earlier export (it has no %s); name another directory, or say --force", name, BaseFile)
		}
	}
	if err != nil {
		root.Close()
		return nil, err
	}
	return &Dir{root: root, wrote: map[string]bool{}}, nil
}

// onlyHidden says whether a directory holds nothing but the likes of .git.
func onlyHidden(es []fs.DirEntry) bool {
	for _, e := range es {
		if !strings.HasPrefix(e.Name(), ".") {
			return false
		}
	}
	return true
}

// Put writes a file, through a temporary one so that it is never half written.
func (d *Dir) Put(name string, r io.Reader) error {
	d.wrote[name] = true
	if strings.HasPrefix(name, FilesDir+"/") {
		if _, err := d.root.Stat(name); err == nil {
			return nil // named by its digest
		}
		return d.replace(name, r)
	}
	b, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if old, err := fs.ReadFile(d.root.FS(), name); err == nil && bytes.Equal(old, b) {
		return nil
	}
	return d.replace(name, bytes.NewReader(b))
}

func (d *Dir) replace(name string, r io.Reader) error {
	if err := d.root.MkdirAll(path.Dir(name), 0o755); err != nil {
		return err
	}
	tmp := path.Join(path.Dir(name), ".new-"+path.Base(name))
	f, err := d.root.Create(tmp)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, r)
	if err = errors.Join(err, f.Close()); err == nil {
		err = d.root.Rename(tmp, name)
	}
	if err != nil {
		_ = d.root.Remove(tmp) // the error that counts is the first one
	}
	return err
}

// Close ends the export: YAML files in the folders of kinds and attached files
// that were not written this time are gone from the store, and go here too.
func (d *Dir) Close(plurals []string) error {
	defer d.root.Close()
	for _, dir := range append([]string{FilesDir}, plurals...) {
		entries, err := fs.ReadDir(d.root.FS(), dir)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		} else if err != nil {
			return err
		}
		for _, e := range entries {
			name := path.Join(dir, e.Name())
			if d.wrote[name] || e.IsDir() || dir != FilesDir && path.Ext(name) != ".yaml" {
				continue
			}
			if err := d.root.Remove(name); err != nil {
				return err
			}
		}
	}
	return nil
}

// Abandon ends an export that failed; what was written stays.
func (d *Dir) Abandon() { d.root.Close() }
