package discover

import (
	"cmp"
	"context"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"sort"
	"strings"
)

// tree is every path of a scan, known before any file is read: whether an import
// means a public package depends on what else stands in the tree.
type tree struct {
	files  []*file
	paths  map[string]bool // "root:rel" of every file and folder
	dotnet map[string]bool // "root:folder" of every folder with a project file of .NET
	repos  [][]string      // by root: folders with a .git, "" for the root itself
	lim    Limits
	probs  []Problem
	shown  []string // by root: what stands before rel in evidence, "" or "name/"
}

// skipDirs are folders that hold installed copies, caches or history, never the
// project's own files.
var skipDirs = map[string]bool{
	".git": true, ".hg": true, ".svn": true, "node_modules": true, "__pycache__": true, ".venv": true, ".tox": true, ".nox": true, ".mypy_cache": true,
	".pytest_cache": true, ".ruff_cache": true, ".terraform": true, ".gradle": true, ".next": true, ".nuxt": true, ".turbo": true, "bower_components": true,
	".ipynb_checkpoints": true, ".eggs": true, ".yarn": true, ".pnpm-store": true,
}

// walk lists the files below each root in a fixed order. Symbolic links are not
// followed, so a loop of links ends nothing and hides nothing: what a link
// points to inside the tree is listed where it stands.
func walk(ctx context.Context, roots []string, lim Limits) (*tree, error) {
	t := &tree{paths: map[string]bool{}, dotnet: map[string]bool{}, lim: lim, repos: make([][]string, len(roots))}
	for i, root := range roots {
		info, err := os.Stat(root)
		if err != nil {
			return nil, err
		}
		abs, err := filepath.Abs(root)
		if err != nil {
			return nil, err
		}
		shown := ""
		if len(roots) > 1 {
			shown = filepath.ToSlash(filepath.Clean(root)) + "/"
		}
		t.shown = append(t.shown, shown)
		name := filepath.Base(abs)
		if !info.IsDir() && !info.Mode().IsRegular() { // to open a pipe is to wait for its writer
			t.problem(i, name, "not a regular file")
			continue
		}
		if !info.IsDir() {
			t.add(i, filepath.Base(filepath.Dir(abs)), name, abs, info)
			continue
		}
		if err := t.dir(ctx, i, name, abs, "", 0); err != nil {
			return nil, err
		}
	}
	return t, nil
}

func (t *tree) dir(ctx context.Context, root int, rootName, abs, rel string, depth int) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if depth > t.lim.Depth {
		t.problem(root, rel, "folders nest deeper than the limit")
		return nil
	}
	entries, err := os.ReadDir(abs)
	if err != nil {
		t.problem(root, rel, plain(err))
	}
	sort.Slice(entries, func(i, j int) bool { return entries[i].Name() < entries[j].Name() })
	if t.virtualenv(entries) && depth > 0 {
		return nil
	}
	for _, e := range entries {
		if len(t.files) >= t.lim.Files {
			t.problem(root, rel, fmt.Sprintf("more than %d files; the rest was not read", t.lim.Files))
			return nil
		}
		name := e.Name()
		at := path.Join(rel, name)
		if name == ".git" {
			t.repos[root] = append(t.repos[root], rel)
		}
		switch {
		case e.IsDir():
			t.paths[key(root, at)] = true
			if skipDirs[name] || name == "vendor" && t.goVendor(abs) {
				continue
			}
			if err := t.dir(ctx, root, rootName, filepath.Join(abs, name), at, depth+1); err != nil {
				return err
			}
		case e.Type()&fs.ModeSymlink != 0:
			t.link(root, abs, at, name)
		case e.Type().IsRegular():
			info, err := e.Info()
			if err != nil {
				t.problem(root, at, plain(err))
				continue
			}
			t.add(root, rootName, at, filepath.Join(abs, name), info)
		default:
			t.pass(root, at, "not a regular file")
		}
	}
	return nil
}

// link reports a link that goes round in a circle; others are left alone, but a
// link in a model cache still names its model.
func (t *tree) link(root int, abs, rel, name string) {
	if cachePath().MatchString(rel) {
		f := newFile(rel)
		f.root, f.ext, f.base = root, ".link", name
		t.files = append(t.files, f)
		return
	}
	if _, err := filepath.EvalSymlinks(filepath.Join(abs, name)); err != nil && strings.Contains(err.Error(), "too many") {
		t.pass(root, rel, "a loop of symbolic links; not followed")
	}
}

func (t *tree) add(root int, rootName, rel, abs string, info fs.FileInfo) {
	f := newFile(rel)
	f.root, f.rootName, f.abs, f.size = root, rootName, abs, info.Size()
	t.files = append(t.files, f)
	t.paths[key(root, rel)] = true
	if f.ext == ".csproj" || f.ext == ".fsproj" || f.ext == ".vbproj" {
		t.dotnet[key(root, strings.TrimPrefix(path.Dir(rel), "."))] = true
	}
}

func (t *tree) virtualenv(entries []os.DirEntry) bool {
	for _, e := range entries {
		if n := e.Name(); n == "pyvenv.cfg" || n == "CACHEDIR.TAG" && !e.IsDir() {
			return true
		}
	}
	return false
}

func (t *tree) goVendor(abs string) bool {
	_, err := os.Lstat(filepath.Join(abs, "vendor", "modules.txt"))
	return err == nil
}

func (t *tree) problem(root int, rel, why string) {
	t.probs = append(t.probs, Problem{t.show(root, rel), why, true})
}

// pass tells of what is passed over and left no bytes unread.
func (t *tree) pass(root int, rel, why string) {
	t.probs = append(t.probs, Problem{t.show(root, rel), why, false})
}

// show gives the path of a file or folder as results name it: "." is the only
// scanned path, the name of one of several is its root.
func (t *tree) show(root int, rel string) string {
	shown := t.shown[root] + rel
	if rel == "" {
		shown = strings.TrimSuffix(shown, "/")
	}
	return cleanPath(cmp.Or(shown, "."))
}

// cleanPath makes a hostile file name safe to print, without losing which file
// it was: bytes that are no printable text become \xNN.
func cleanPath(p string) string {
	ok := true
	for _, r := range p {
		if r < 0x20 || r == 0x7f || r == 0xFFFD || r >= 0x80 && r < 0xa0 || r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 {
			ok = false
			break
		}
	}
	if ok {
		return p
	}
	var b strings.Builder
	for i := 0; i < len(p); i++ {
		if c := p[i]; c >= 0x20 && c < 0x7f {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, `\x%02x`, c)
		}
	}
	return b.String()
}

func key(root int, rel string) string { return fmt.Sprintf("%d:%s", root, rel) }

// plain gives the reason of a file error without the machine's path.
func plain(err error) string {
	s := err.Error()
	if i := strings.LastIndex(s, ": "); i >= 0 {
		s = s[i+2:]
	}
	return s
}

// local says whether the tree has a module of its own that hides the public
// package: a Python module or package beside or above the importing file, a
// Rust module beside it, a JavaScript workspace of that name.
func (t *tree) local(f *file, module string, strict bool) bool {
	lang, name, _ := strings.Cut(module, ":")
	switch lang {
	case "py":
		return t.above(f, func(dir string) bool {
			for _, d := range []string{dir, path.Join(dir, "src"), path.Join(dir, "lib")} {
				if self := path.Join(d, name+".py"); self != f.rel && t.paths[key(f.root, self)] {
					return true
				}
				if t.paths[key(f.root, path.Join(d, name, "__init__.py"))] || strict && t.paths[key(f.root, path.Join(d, name))] {
					return true
				}
			}
			return false
		})
	case "rs":
		dir := path.Dir(f.rel)
		return t.paths[key(f.root, path.Join(dir, name+".rs"))] || t.paths[key(f.root, path.Join(dir, name, "mod.rs"))]
	}
	return false
}

// above calls visit for the folder of f and every folder over it, until visit
// says yes.
func (t *tree) above(f *file, visit func(dir string) bool) bool {
	for dir := path.Dir(f.rel); ; dir = path.Dir(dir) {
		if visit(strings.TrimPrefix(dir, ".")) {
			return true
		}
		if dir == "." || dir == "/" {
			return false
		}
	}
}
