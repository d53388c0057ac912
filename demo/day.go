package demo

import (
	"io"
	"io/fs"
	"path"
	"sort"
	"strings"
)

// day is the directory of one day of the history: the documents that lie in its
// folder, and those that its list names, which lie among the files of today.
type day struct {
	dir   string
	final map[string]bool
}

func newDay(dir string) day {
	d := day{dir: dir, final: map[string]bool{}}
	list, err := fs.ReadFile(files, path.Join(dir, finalList))
	if err != nil {
		return d // nothing took its present form on that day
	}
	for _, name := range strings.Fields(string(list)) {
		d.final[name] = true
	}
	return d
}

// Open opens a document of the day, or one of its folders.
func (d day) Open(name string) (fs.File, error) {
	switch {
	case !fs.ValidPath(name):
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	case name == finalList:
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	case d.final[name]:
		return files.Open(path.Join(nowDir, name))
	}
	list, err := d.ReadDir(name)
	if err != nil {
		return files.Open(path.Join(d.dir, name))
	}
	info, err := fs.Stat(files, path.Join(d.dir, name))
	if err != nil {
		info, err = fs.Stat(files, path.Join(nowDir, name))
	}
	return &folder{info: info, left: list}, err
}

// ReadDir lists what the day wrote in a folder, by name.
func (d day) ReadDir(name string) ([]fs.DirEntry, error) {
	there := map[string]fs.DirEntry{}
	own, err := fs.ReadDir(files, path.Join(d.dir, name))
	for _, e := range own {
		if e.Name() != finalList {
			there[e.Name()] = e
		}
	}
	for f := range d.final {
		entry := f
		if name == "." {
			entry = path.Dir(f)
		} else if path.Dir(f) != name {
			continue
		}
		info, e := fs.Stat(files, path.Join(nowDir, entry))
		if e != nil {
			return nil, e
		}
		there[path.Base(entry)] = fs.FileInfoToDirEntry(info)
	}
	if len(there) == 0 && err != nil {
		return nil, err
	}
	out := make([]fs.DirEntry, 0, len(there))
	for _, e := range there {
		out = append(out, e)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Name() < out[j].Name() })
	return out, nil
}

// folder is an open folder of a day.
type folder struct {
	info fs.FileInfo
	left []fs.DirEntry
}

func (f *folder) Stat() (fs.FileInfo, error) { return f.info, nil }

func (f *folder) Close() error { return nil }

func (f *folder) Read([]byte) (int, error) {
	return 0, &fs.PathError{Op: "read", Path: f.info.Name(), Err: fs.ErrInvalid}
}

// ReadDir gives the next n entries, all that are left when n is not positive.
func (f *folder) ReadDir(n int) ([]fs.DirEntry, error) {
	if n <= 0 || n > len(f.left) {
		if n > 0 && len(f.left) == 0 {
			return nil, io.EOF
		}
		n = len(f.left)
	}
	out := f.left[:n]
	f.left = f.left[n:]
	return out, nil
}
