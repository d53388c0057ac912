package code

import (
	"io/fs"
	"path"
	"strings"

	"github.com/plimsoll-aims/plimsoll/fault"
)

// Reads lists the files of a directory that Read and Apply would open: the YAML
// files, the base and the attached files. It lets a directory be sent elsewhere
// without the rest of what lies in it.
func Reads(fsys fs.FS) ([]string, error) {
	var out []string
	err := fs.WalkDir(fsys, ".", func(p string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return fault.Wrap(fault.Invalid, err, "%s cannot be read: %v", p, reason(err))
		case d.IsDir() && p != "." && strings.HasPrefix(d.Name(), "."):
			return fs.SkipDir
		case d.IsDir() && strings.Count(p, "/") >= maxWalk:
			return fault.New(fault.Invalid, "%s: folders are nested more than %d deep", p, maxWalk)
		case d.IsDir() || !read(p):
			return nil
		case !d.Type().IsRegular():
			return fault.New(fault.Invalid, "%s: this is no ordinary file; links are not followed", p)
		case len(out) >= MaxFiles:
			return fault.New(fault.TooLarge, "the directory has more than %d files", MaxFiles)
		}
		out = append(out, p)
		return nil
	})
	return out, err
}

// read says whether a file of a set is read, by its path.
func read(p string) bool {
	dir, name := path.Split(p)
	ext := path.Ext(name)
	switch {
	case p == BaseFile, dir == FilesDir+"/":
		return true
	case strings.HasPrefix(p, FilesDir+"/"), strings.HasPrefix(name, "."):
		return false
	}
	return ext == ".yaml" || ext == ".yml"
}
