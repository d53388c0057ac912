package code

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/plimsoll-aims/plimsoll/code/strict"
	"github.com/plimsoll-aims/plimsoll/fault"
	"github.com/plimsoll-aims/plimsoll/kernel"
)

// Bounds of a directory.
const (
	MaxFiles   = 200_000
	MaxTotal   = 512 << 20 // bytes of all YAML files
	maxWalk    = 24        // depth of folders
	maxFaults  = 500       // problems that are reported at once
	FilesDir   = "files"   // where the bytes of attached files lie
	BaseFile   = ".plimsoll.yaml"
	ReadmeFile = "README.md"
)

// Layer is a directory of a set. Name is put before its paths in messages.
type Layer struct {
	Name string
	FS   fs.FS
}

// Item is one record as a directory describes it, or, with Delete set, a record
// that it says must not be.
type Item struct {
	Kind   *kernel.Kind
	Name   string
	Labels map[string]string
	Fields map[string]any
	Spec   any
	Delete bool
	File   string // with the layer's name
	layer  int
	index  int    // of the document in its file
	place  string // file:line:column
}

// Key is "kind/name".
func (it *Item) Key() string { return kernel.Key(it.Kind.Name, it.Name) }

// Set is everything that a directory describes, by kind in the registry's order
// and by name.
type Set struct {
	Name  string // what the set calls itself; "" when it does not say
	Items []*Item
	Base  *Base // what it was exported from; nil when it does not say

	layers []Layer
	byKey  map[string]*Item
	last   []strict.Doc // the file that was last read again, for positions
}

// Item finds a record of the set by "kind/name", nil when there is none.
func (s *Set) Item(key string) *Item { return s.byKey[key] }

// Read reads a directory, or several laid over each other: a record in a later
// one replaces the same record of an earlier one, and `delete: true` takes it out.
// It reads every .yaml and .yml file outside of hidden folders and of files/, and
// gives every problem at once.
func Read(reg *kernel.Registry, layers ...Layer) (*Set, []fault.Problem) {
	r := reader{reg: reg, set: &Set{layers: layers, byKey: map[string]*Item{}}}
	for i := range layers {
		r.layer = i
		r.seen = map[string]string{}
		r.readBase()
		r.walk()
	}
	r.set.Items = make([]*Item, 0, len(r.set.byKey))
	for _, it := range r.set.byKey {
		r.set.Items = append(r.set.Items, it)
	}
	rank := map[*kernel.Kind]int{}
	for i, k := range reg.Kinds() {
		rank[k] = i
	}
	slices.SortFunc(r.set.Items, func(a, b *Item) int {
		if c := rank[a.Kind] - rank[b.Kind]; c != 0 {
			return c
		}
		return strings.Compare(a.Name, b.Name)
	})
	return r.set, r.found
}

type reader struct {
	reg   *kernel.Registry
	set   *Set
	layer int
	seen  map[string]string // key to place, within the layer
	files int
	bytes int64
	found []fault.Problem
}

func (r *reader) add(ps ...fault.Problem) {
	if room := maxFaults - len(r.found); room < len(ps) {
		ps = ps[:max(room, 0)]
	}
	r.found = append(r.found, ps...)
}

func (r *reader) fault(where, code, format string, args ...any) {
	r.add(fault.Problem{Code: code, Message: fmt.Sprintf(format, args...), Where: where})
}

// shown is a path as messages name it.
func (r *reader) shown(p string) string { return path.Join(r.set.layers[r.layer].Name, p) }

var errEnough = errors.New("enough")

func (r *reader) walk() {
	l := r.set.layers[r.layer]
	err := fs.WalkDir(l.FS, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			r.fault(r.shown(p), "unreadable", "this cannot be read: %v", reason(err))
			return nil
		}
		if d.IsDir() {
			switch {
			case p == ".":
				return nil
			case strings.HasPrefix(d.Name(), "."), p == FilesDir:
				return fs.SkipDir
			case strings.Count(p, "/") >= maxWalk:
				r.fault(r.shown(p), "too-deep", "folders are nested more than %d deep", maxWalk)
				return fs.SkipDir
			}
			return nil
		}
		return r.file(l.FS, p, d)
	})
	if err != nil && !errors.Is(err, errEnough) {
		r.fault(r.shown("."), "unreadable", "the directory cannot be read: %v", reason(err))
	}
}

func (r *reader) file(fsys fs.FS, p string, d fs.DirEntry) error {
	ext := path.Ext(p)
	if ext != ".yaml" && ext != ".yml" || strings.HasPrefix(d.Name(), ".") {
		return nil
	}
	if !d.Type().IsRegular() {
		r.fault(r.shown(p), "no-file", "this is no ordinary file; links are not followed")
		return nil
	}
	if r.files++; r.files > MaxFiles {
		r.fault(r.shown(p), "too-many", "the directory has more than %d files", MaxFiles)
		return errEnough
	}
	b, err := readBounded(fsys, p, strict.MaxBytes)
	if err != nil {
		r.fault(r.shown(p), "unreadable", "this cannot be read: %v", reason(err))
		return nil
	}
	if r.bytes += int64(len(b)); r.bytes > MaxTotal {
		r.fault(r.shown(p), "too-large", "the directory holds more than %d MB of YAML", MaxTotal>>20)
		return errEnough
	}
	docs, ps := strict.Read(r.shown(p), b)
	r.add(ps...)
	for i := range docs {
		r.document(&docs[i])
	}
	return nil
}

// reason says why without repeating the path, which the place already names.
func reason(err error) error {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return pe.Err
	}
	return err
}

// Where gives file:line:column of a path in a record. It reads the file again,
// since positions are needed seldom and would weigh more than the records.
func (s *Set) Where(it *Item, p string) string {
	if p == "" {
		return it.place
	}
	if d := s.doc(it); d != nil {
		return d.At(p)
	}
	return it.File
}

func (s *Set) doc(it *Item) *strict.Doc {
	if len(s.last) == 0 || s.last[0].File != it.File {
		l := s.layers[it.layer]
		b, err := readBounded(l.FS, strings.TrimPrefix(strings.TrimPrefix(it.File, path.Clean(l.Name)), "/"), strict.MaxBytes)
		if err != nil {
			return nil
		}
		s.last, _ = strict.Read(it.File, b)
	}
	for i := range s.last {
		if s.last[i].Index == it.index {
			return &s.last[i]
		}
	}
	return nil
}
