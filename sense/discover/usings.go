package discover

import (
	"path"
	"strings"
)

// A C# project may bring a namespace into all of its files at once: with
// "global using" in one of them, with <Using Include="…"/> in a project file or
// a Directory.Build.props above, or with _Imports.razor. The other files then name the types of an
// AI package and import nothing, so a type counts when its project says so.

// globalUsing records that the whole project uses the namespace of a finding.
func (f *finding) globalUsing() {
	if f != nil {
		f.Global = true
	}
}

// importsForAll records that what this file imports holds for its whole folder.
func (c *collector) importsForAll() {
	for i := range c.found {
		if c.found[i].sig.On == "cs" {
			c.found[i].Global = true
		}
	}
}

// usings are the namespaces that a project uses everywhere, as
// "root:folder\x00namespace", where the folder is the project's.
func (t *tree) usings(all []place) map[string]bool {
	m := map[string]bool{}
	for _, p := range all {
		if p.Global {
			m[key(p.file.root, t.projectFolder(p.file))+"\x00"+p.sig.Pattern] = true
		}
	}
	return m
}

// projectFolder is the folder whose files a global using reaches: that of the
// file itself for a project file or the imports of a folder of pages, else of the
// project file above.
func (t *tree) projectFolder(f *file) string {
	own := strings.TrimPrefix(path.Dir(f.rel), ".")
	if f.ext != ".cs" {
		return own
	}
	found := own
	t.above(f, func(dir string) bool {
		if t.dotnet[key(f.root, dir)] {
			found = dir
			return true
		}
		return false
	})
	return found
}

// usesGlobally says whether the project of a file uses a namespace everywhere.
func (t *tree) usesGlobally(f *file, namespace string, usings map[string]bool) bool {
	return t.above(f, func(dir string) bool { return usings[key(f.root, dir)+"\x00"+namespace] })
}

// csTypes records identifiers that are types of AI packages. Whether their
// namespace is there is known when all files are.
func csTypes(s *source, c *collector) {
	b := s.code
	for i := 0; i < len(b); {
		if !identByte(b[i]) {
			i++
			continue
		}
		start := i
		for i < len(b) && identByte(b[i]) {
			i++
		}
		if b[start] < 'A' || b[start] > 'Z' {
			continue
		}
		if sig := c.set.Match("type", string(b[start:i])); sig != nil {
			c.hit(sig, "", s.line(start), Inferred).needs("using:" + sig.Name)
		}
	}
}
