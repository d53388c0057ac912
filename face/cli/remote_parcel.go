package cli

import (
	"archive/tar"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"

	"github.com/plimsoll-aims/plimsoll/code"
	"github.com/plimsoll-aims/plimsoll/fault"
)

// parcel writes members to a tar stream.
type parcel struct{ w *tar.Writer }

func (p parcel) json(name string, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return p.bytes(name, b)
}

func (p parcel) bytes(name string, b []byte) error {
	if err := p.w.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: name, Size: int64(len(b)), Mode: 0o600}); err != nil {
		return err
	}
	_, err := p.w.Write(b)
	return err
}

// dir says that a member is a directory.
func (p parcel) dir(name string) error {
	return p.w.WriteHeader(&tar.Header{Typeflag: tar.TypeDir, Name: name + "/", Mode: 0o700})
}

// file copies an open file.
func (p parcel) file(name string, f fs.File) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if err := p.w.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: name, Size: info.Size(), Mode: 0o600}); err != nil {
		return err
	}
	n, err := io.Copy(p.w, io.LimitReader(f, info.Size()))
	if err == nil && n != info.Size() {
		err = fault.New(fault.Conflict, "%s changed while it was sent", info.Name())
	}
	return err
}

// from copies a file of a file system.
func (p parcel) from(fsys fs.FS, file, name string) error {
	f, err := fsys.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	return p.file(name, f)
}

// taken is a file or directory that a call takes along.
type taken struct {
	name  string // as the user wrote it
	as    string // member
	files []string
	root  *os.Root // of a directory
	text  []byte   // of standard input
	size  int64
}

// takeInput reads standard input, which a command names -.
func takeInput(in io.Reader, as string) (*taken, error) {
	b, err := io.ReadAll(io.LimitReader(in, maxInput+1))
	if err == nil && len(b) > maxInput {
		err = fault.New(fault.TooLarge, "more than %d MB of standard input cannot be sent to a server; name a file", maxInput>>20)
	}
	return &taken{name: stdinName, as: as, text: b, size: int64(len(b))}, err
}

// How commands name standard input, and how much of it is sent.
const (
	stdinName = "-"
	maxInput  = 64 << 20
)

// take looks at what a command reads. What is not there is left out: the command
// itself says so, in its own words.
func take(name, as string) (*taken, error) {
	info, err := os.Stat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fault.Wrap(fault.Usage, err, "%v", err)
	}
	t := &taken{name: name, as: as, size: info.Size()}
	if !info.IsDir() {
		if !info.Mode().IsRegular() {
			return nil, fault.New(fault.Usage, "%s is no ordinary file; only those can be sent to a server", name)
		}
		return t, nil
	}
	if t.root, err = os.OpenRoot(name); err != nil {
		return nil, fault.Wrap(fault.NotFound, err, "%s cannot be read", name)
	}
	t.size = 0
	if t.files, err = code.Reads(t.root.FS()); err == nil {
		err = t.measure()
	}
	if err != nil {
		t.root.Close()
	}
	return t, err
}

func (t *taken) measure() error {
	for _, f := range t.files {
		info, err := t.root.Stat(f)
		if err != nil {
			return err
		}
		t.size += info.Size()
	}
	return nil
}

func (t *taken) close() {
	if t.root != nil {
		t.root.Close()
	}
}

// write adds the file or directory to a call.
func (t *taken) write(p parcel) error {
	if t.name == stdinName {
		return p.bytes(t.as, t.text)
	}
	if t.root == nil {
		f, err := os.Open(t.name)
		if err != nil {
			return err
		}
		defer f.Close()
		return p.file(t.as, f)
	}
	if err := p.dir(t.as); err != nil {
		return err
	}
	for _, f := range t.files {
		if err := p.from(t.root.FS(), f, t.as+"/"+f); err != nil {
			return err
		}
	}
	return nil
}

// unpack lays the files of a call into a directory and bounds their number; the
// door has bounded their bytes. Nothing but ordinary files under in/ comes in.
func unpack(tr *tar.Reader, into *os.Root) error {
	for n := 0; ; n++ {
		h, err := tr.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return broken(err)
		}
		name := strings.TrimSuffix(h.Name, "/")
		switch {
		case n > code.MaxFiles:
			return fault.New(fault.TooLarge, "a call takes at most %d files along", code.MaxFiles)
		case !fs.ValidPath(name) || !strings.HasPrefix(name, "in/") || strings.Count(name, "/") > maxDeep:
			return fault.New(fault.Usage, "the call has a member that it must not have")
		case h.Typeflag == tar.TypeDir:
			err = into.MkdirAll(name, 0o700)
		case h.Typeflag == tar.TypeReg:
			err = unpackFile(tr, into, name)
		default:
			return fault.New(fault.Usage, "the call has a member that is neither file nor directory")
		}
		if err != nil {
			return broken(err)
		}
	}
}

// maxDeep bounds the folders in a call.
const maxDeep = 32

func unpackFile(tr *tar.Reader, into *os.Root, name string) error {
	if err := into.MkdirAll(path.Dir(name), 0o700); err != nil {
		return err
	}
	f, err := into.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return fault.New(fault.Usage, "the call has the same member twice")
	}
	if err != nil {
		return err
	}
	_, err = io.Copy(f, tr)
	return errors.Join(err, f.Close())
}
