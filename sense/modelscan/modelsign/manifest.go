package modelsign

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// Resource is a file of the model, or with sharding a range "name:start:end".
type Resource struct {
	Name      string `json:"name"`
	Algorithm string `json:"algorithm"`
	Digest    string `json:"digest"`
}

// Serialization says how the files were read.
type Serialization struct {
	Method        string   `json:"method"` // files or shards
	HashType      string   `json:"hash_type"`
	AllowSymlinks bool     `json:"allow_symlinks"`
	IgnorePaths   []string `json:"ignore_paths,omitempty"`
	ShardSize     int64    `json:"shard_size,omitempty"`
}

// Manifest lists a model's files in order.
type Manifest struct {
	Name          string
	Serialization Serialization
	Resources     []Resource
	compat        bool // of the format before 1.0, which has no root digest
}

// gitPaths are never part of a model.
var gitPaths = []string{".git", ".gitattributes", ".github", ".gitignore"}

// Digest reads a model, a directory or one file, and hashes every file. Paths
// in ignore are relative to it or absolute; git's own files and the paths in
// ignore are left out. Symbolic links are refused, as the format's readers do
// by default.
func Digest(model string, ignore []string) (*Manifest, error) {
	st, err := os.Stat(model)
	if err != nil {
		return nil, err
	}
	abs, err := filepath.Abs(model)
	if err != nil {
		return nil, err
	}
	m := &Manifest{Name: filepath.Base(abs), Serialization: Serialization{Method: "files", HashType: "sha256"}}
	if !st.IsDir() {
		d, err := hashFile(abs)
		if err != nil {
			return nil, err
		}
		m.Resources = []Resource{{Name: ".", Algorithm: "sha256", Digest: d}}
		return m, nil
	}
	skip := map[string]bool{}
	for _, p := range append(slices.Clone(ignore), gitPaths...) {
		rel, ok := relative(abs, p)
		if ok {
			skip[rel] = true
			m.Serialization.IgnorePaths = append(m.Serialization.IgnorePaths, rel)
		}
	}
	slices.Sort(m.Serialization.IgnorePaths)
	m.Serialization.IgnorePaths = slices.Compact(m.Serialization.IgnorePaths)
	m.Resources, err = walk(abs, skip)
	return m, err
}

// relative gives a path as it is named inside the model.
func relative(root, p string) (string, bool) {
	if !filepath.IsAbs(p) {
		return filepath.ToSlash(filepath.Clean(p)), true
	}
	rel, err := filepath.Rel(root, p)
	if err != nil || rel == ".." || strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
		return "", false // outside the model: nothing to leave out
	}
	return filepath.ToSlash(rel), true
}

func walk(root string, skip map[string]bool) (out []Resource, err error) {
	var links []error
	err = filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, p)
		if err != nil {
			return err
		}
		name := filepath.ToSlash(rel)
		switch {
		case skip[name] && d.IsDir():
			return fs.SkipDir
		case skip[name] || d.IsDir():
			return nil
		case d.Type()&fs.ModeSymlink != 0:
			links = append(links, fmt.Errorf("%s is a symbolic link, which a signed model may not hold", name))
			return nil
		case !d.Type().IsRegular():
			links = append(links, fmt.Errorf("%s is no regular file", name))
			return nil
		}
		sum, err := hashFile(p)
		if err != nil {
			return err
		}
		out = append(out, Resource{Name: name, Algorithm: "sha256", Digest: sum})
		return nil
	})
	slices.SortFunc(out, func(a, b Resource) int {
		return slices.Compare(strings.Split(a.Name, "/"), strings.Split(b.Name, "/"))
	})
	return out, errors.Join(append([]error{err}, links...)...)
}

func hashFile(p string) (string, error) {
	f, err := os.Open(p)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.CopyBuffer(struct{ io.Writer }{h}, struct{ io.Reader }{f}, make([]byte, 256<<10)); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// Root is the digest over all digests in order, which names the whole model.
func (m *Manifest) Root() (string, error) {
	h := sha256.New()
	for _, r := range m.Resources {
		b, err := hex.DecodeString(r.Digest)
		if err != nil {
			return "", fmt.Errorf("the digest of %s is not hexadecimal", r.Name)
		}
		h.Write(b)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// Difference is a file in which a model differs from a manifest.
type Difference struct {
	Name string `json:"name"`
	What string `json:"what"` // changed, missing, unsigned
}

// Compare reads the model and lists every difference from the manifest. The
// signature file itself is left out.
func (m *Manifest) Compare(model, signature string) ([]Difference, error) {
	if err := m.check(); err != nil {
		return nil, err
	}
	ignore := slices.Clone(m.Serialization.IgnorePaths)
	if signature != "" {
		abs, err := filepath.Abs(signature)
		if err != nil {
			return nil, err
		}
		ignore = append(ignore, abs)
	}
	have, err := Digest(model, ignore)
	if err != nil {
		return nil, err
	}
	if m.Serialization.Method == "shards" {
		return m.compareShards(model, have)
	}
	return compare(m.Resources, have.Resources), nil
}

func compare(want, have []Resource) (out []Difference) {
	byName := map[string]string{}
	for _, r := range have {
		byName[r.Name] = r.Digest
	}
	for _, r := range want {
		d, ok := byName[r.Name]
		switch {
		case !ok:
			out = append(out, Difference{r.Name, "missing"})
		case d != r.Digest:
			out = append(out, Difference{r.Name, "changed"})
		}
		delete(byName, r.Name)
	}
	for _, r := range have {
		if _, ok := byName[r.Name]; ok {
			out = append(out, Difference{r.Name, "unsigned"})
		}
	}
	return out
}

// check refuses manifests whose names lead out of the model or are doubled.
func (m *Manifest) check() error {
	if m.Serialization.HashType != "sha256" {
		return fmt.Errorf("digests of type %q are not supported", m.Serialization.HashType)
	}
	if s := m.Serialization.Method; s != "files" && s != "shards" {
		return fmt.Errorf("serialization %q is not supported", s)
	}
	seen := map[string]bool{}
	for _, r := range m.Resources {
		if r.Algorithm != "sha256" || len(r.Digest) != 64 {
			return fmt.Errorf("%s has no sha256 digest", r.Name)
		}
		if path.IsAbs(r.Name) || r.Name == ".." || strings.HasPrefix(path.Clean(r.Name), "../") {
			return fmt.Errorf("%q leads out of the model", r.Name)
		}
		if seen[r.Name] {
			return fmt.Errorf("%q is listed twice", r.Name)
		}
		seen[r.Name] = true
	}
	return nil
}

// compareShards hashes the ranges that the manifest names and checks that they
// cover every file.
func (m *Manifest) compareShards(model string, have *Manifest) (out []Difference, err error) {
	covered := map[string]int64{}
	for _, r := range m.Resources {
		i := strings.LastIndexByte(r.Name, ':')
		j := strings.LastIndexByte(r.Name[:max(i, 0)], ':')
		var from, to int64
		if j <= 0 {
			return nil, fmt.Errorf("%q names no range", r.Name)
		}
		if _, err := fmt.Sscanf(r.Name[j:], ":%d:%d", &from, &to); err != nil || from < 0 || to < from {
			return nil, fmt.Errorf("%q names no range", r.Name)
		}
		name := r.Name[:j]
		sum, n, err := hashRange(filepath.Join(model, filepath.FromSlash(name)), from, to)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			out = append(out, Difference{r.Name, "missing"})
			continue
		case err != nil:
			return nil, err
		}
		if sum != r.Digest || n != to-from || covered[name] != from {
			out = append(out, Difference{r.Name, "changed"})
		}
		covered[name] = to
	}
	for _, r := range have.Resources {
		end, ok := covered[r.Name]
		st, err := os.Stat(filepath.Join(model, filepath.FromSlash(r.Name)))
		if err != nil {
			return nil, err
		}
		switch {
		case !ok && st.Size() > 0:
			out = append(out, Difference{r.Name, "unsigned"})
		case ok && end != st.Size():
			out = append(out, Difference{r.Name, "changed"})
		}
	}
	return out, nil
}

func hashRange(p string, from, to int64) (string, int64, error) {
	f, err := os.Open(p)
	if err != nil {
		return "", 0, err
	}
	defer f.Close()
	h := sha256.New()
	n, err := io.Copy(h, io.NewSectionReader(f, from, to-from))
	return hex.EncodeToString(h.Sum(nil)), n, err
}
