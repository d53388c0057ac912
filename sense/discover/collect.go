package discover

import (
	"path"
	"sort"
	"strings"

	"github.com/plimsoll-aims/plimsoll/sense/discover/signal"
)

// place is a finding with the file it stands in.
type place struct {
	finding
	file  *file
	shown string
	count int
	unit  string // repository, "root:dir"
	home  string // project, "root:dir"
}

// result merges the outcomes of all files.
func (s *scan) result() *Result {
	t := s.tree
	r := &Result{Signals: s.opt.Signals.Version, Assets: []Asset{}, Systems: []System{}, Files: []File{}, Skipped: append([]Problem{}, t.probs...)}
	r.Scanned.Files = len(t.files)
	projects := t.projects()
	var all []place
	for i, f := range t.files {
		o := &s.out[i]
		shown := t.show(f.root, f.rel)
		for _, p := range o.probs {
			r.Skipped = append(r.Skipped, Problem{shown, cleanName(p), !strings.HasPrefix(p, "not ")})
		}
		if o.sum != "" {
			r.Scanned.Read++
			r.Scanned.Bytes += o.read
		}
		add := func(fs []finding, counts []int, shown string) {
			for j, fd := range fs {
				if fd.sig == nil {
					continue
				}
				all = append(all, place{finding: fd, file: f, shown: shown, count: counts[j], unit: t.unit(f), home: projects.home(f)})
			}
		}
		add(o.found, o.counts, shown)
		for _, sub := range o.sub {
			add(sub.Findings, sub.Counts, shown+"!"+cleanPath(sub.Path))
		}
	}
	all = t.believe(all)
	r.Assets = merge(all)
	r.Systems = cluster(all, projects)
	r.Files = s.files(all)
	sort.Slice(r.Skipped, func(i, j int) bool {
		a, b := r.Skipped[i], r.Skipped[j]
		return a.Path < b.Path || a.Path == b.Path && a.Why < b.Why
	})
	return r
}

// unit gives the repository that a file belongs to: the nearest folder with a
// .git, else the scanned root.
func (t *tree) unit(f *file) string {
	best := ""
	for _, dir := range t.repos[f.root] {
		if dir == "" || strings.HasPrefix(f.rel, dir+"/") {
			if len(dir) > len(best) {
				best = dir
			}
		}
	}
	return key(f.root, best)
}

// believe drops what is no proof: imports of the tree's own modules, everyday
// words without company, supporting signals without a strong one.
func (t *tree) believe(all []place) []place {
	strong := t.strongUnits(all, declaredNames(all, nil))
	declared := declaredNames(all, strong)
	folders, usings := modules(all), t.usings(all)
	kept := all[:0:0]
	for _, p := range all {
		if p.Needs != "" && !t.met(p, folders, usings) {
			continue
		}
		weak := p.sig.Strength != signal.Strong || p.Own
		if weak && !strong[p.unit] {
			continue
		}
		if p.Local != "" && !declared[p.unit+"\x00"+p.Name] && t.local(p.file, p.Local, p.sig.Strength != signal.Strong) {
			continue
		}
		kept = append(kept, p)
	}
	return dropLonely(kept)
}

// dropLonely drops what says nothing by itself of a file that says nothing else: a
// request for a graphics card, a framework for web pages.
func dropLonely(all []place) []place {
	company := map[string]bool{}
	for _, p := range all {
		if p.sig.Strength != signal.Beside {
			company[p.shown] = true
		}
	}
	kept := all[:0]
	for _, p := range all {
		if p.sig.Strength != signal.Beside || company[p.shown] {
			kept = append(kept, p)
		}
	}
	return kept
}

// met says whether the tree shows what a finding needs.
func (t *tree) met(p place, folders, usings map[string]bool) bool {
	if namespace, ok := strings.CutPrefix(p.Needs, "using:"); ok {
		return t.usesGlobally(p.file, namespace, usings)
	}
	return folders[key(p.file.root, p.Needs)]
}

// modules are the folders whose Terraform, and the Bicep files that, declare an
// AI resource, as the Needs of a module call names them.
func modules(all []place) map[string]bool {
	m := map[string]bool{}
	for _, p := range all {
		switch p.sig.On {
		case "tf", "tfmodule":
			m[key(p.file.root, "tf:"+path.Dir("/"+p.file.rel))] = true
		case "arm":
			m[key(p.file.root, "file:/"+p.file.rel)] = true
		}
	}
	return m
}

// declaredNames are the packages that manifests name, as "unit\x00name". A
// project's own name counts once its repository is known to be about AI.
func declaredNames(all []place, strong map[string]bool) map[string]bool {
	m := map[string]bool{}
	for _, p := range all {
		if manifestPlace[p.sig.On] && p.Conf == Declared && (!p.Own || strong[p.unit]) {
			m[p.unit+"\x00"+p.Name] = true
		}
	}
	return m
}

// strongUnits are the repositories with a signal that is proof by itself.
func (t *tree) strongUnits(all []place, declared map[string]bool) map[string]bool {
	strong := map[string]bool{}
	for _, p := range all {
		if p.Own || p.Indirect || p.Needs != "" || p.sig.Kind == "agent-config" || p.sig.On == "gha" || strong[p.unit] {
			continue
		}
		own := declared[p.unit+"\x00"+p.Name]
		if p.Local != "" && !own && t.local(p.file, p.Local, p.sig.Strength != signal.Strong) {
			continue
		}
		switch p.sig.Strength {
		case signal.Strong:
			strong[p.unit] = true
		case signal.Ambiguous:
			strong[p.unit] = own || manifestPlace[p.sig.On] && p.Conf == Declared
		}
	}
	return strong
}

// manifestPlace are the signals that a package manager's file gives.
var manifestPlace = map[string]bool{"pypi": true, "npm": true, "gomod": true, "maven": true, "cargo": true, "nuget": true, "gem": true, "composer": true}

// assetID is "kind/vendor/name" in lower case with dashes.
func assetID(p *place) string {
	return p.kind() + "/" + slug(p.vendor()) + "/" + slug(p.Name)
}

func (p *place) vendor() string {
	if p.Vendor != "" {
		return p.Vendor
	}
	return p.sig.Vendor
}

func (p *place) kind() string {
	if p.Kind != "" {
		return p.Kind
	}
	return p.sig.Kind
}

func slug(s string) string {
	var b strings.Builder
	dash := false
	for _, r := range strings.ToLower(s) {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', strings.ContainsRune("._/@:+", r), r > 0xa0:
			if dash && b.Len() > 0 {
				b.WriteByte('-')
			}
			dash = false
			b.WriteRune(r)
		default:
			dash = true
		}
	}
	if b.Len() == 0 {
		return "-"
	}
	return b.String()
}

// merge makes one asset of all findings with the same kind, vendor and name.
func merge(all []place) []Asset {
	byID := map[string]*Asset{}
	for i := range all {
		p := &all[i]
		id := assetID(p)
		a := byID[id]
		if a == nil {
			a = &Asset{ID: id, Kind: p.kind(), Name: p.Name, Vendor: p.vendor(), Class: p.sig.Class, Confidence: p.Conf}
			byID[id] = a
		}
		if rank[p.Conf] > rank[a.Confidence] {
			a.Confidence = p.Conf
		}
		if a.Class == "" {
			a.Class = p.sig.Class
		}
		for k, v := range p.Attr {
			if a.Attributes == nil {
				a.Attributes = map[string]string{}
			}
			if old, ok := a.Attributes[k]; !ok || v < old && len(v) <= len(old) {
				a.Attributes[k] = v
			}
		}
		e := Evidence{File: p.shown, Line: p.Line, Signal: p.Signal, Confidence: p.Conf}
		if p.count > 1 {
			e.Count = p.count - 1
		}
		a.Evidence = append(a.Evidence, e)
	}
	out := make([]Asset, 0, len(byID))
	for _, a := range byID {
		sort.Slice(a.Evidence, func(i, j int) bool { return a.Evidence[i].less(a.Evidence[j]) })
		out = append(out, *a)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].ID < out[j].ID })
	return out
}

func (e Evidence) less(o Evidence) bool {
	switch {
	case e.File != o.File:
		return e.File < o.File
	case e.Line != o.Line:
		return e.Line < o.Line
	}
	return e.Signal < o.Signal
}

// files lists the files that evidence points into, with their hashes.
func (s *scan) files(all []place) []File {
	used := map[*file]bool{}
	for _, p := range all {
		used[p.file] = true
	}
	out := []File{}
	for i, f := range s.tree.files {
		if used[f] {
			out = append(out, File{s.tree.show(f.root, f.rel), s.out[i].sum, f.size})
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Path < out[j].Path })
	return out
}

// projects are the folders that hold a project of their own.
type projects struct {
	tree *tree
	dirs map[string]string // "root:dir" -> the manifest that makes it one
}

// manifests make a folder a project; the first in the list names it best.
var manifests = map[string]bool{
	"pyproject.toml": true, "setup.py": true, "requirements.txt": true, "package.json": true, "go.mod": true, "pom.xml": true, "build.gradle": true, "build.gradle.kts": true,
	"Cargo.toml": true, "Gemfile": true, "composer.json": true, "MLproject": true, "dvc.yaml": true, "environment.yml": true, "Pipfile": true, "langgraph.json": true, "Chart.yaml": true,
}

func (t *tree) projects() *projects {
	p := &projects{tree: t, dirs: map[string]string{}}
	for _, f := range t.files {
		if manifests[f.base] || f.ext == ".csproj" || f.ext == ".fsproj" {
			p.dirs[key(f.root, strings.TrimPrefix(path.Dir(f.rel), "."))] = f.base
		}
	}
	return p
}

// home gives the project of a file: the nearest folder with a manifest, else
// the repository.
func (p *projects) home(f *file) string {
	home := ""
	p.tree.above(f, func(dir string) bool {
		if _, ok := p.dirs[key(f.root, dir)]; ok {
			home = key(f.root, dir)
			return true
		}
		return false
	})
	if home == "" || len(home) < len(p.tree.unit(f)) {
		home = p.tree.unit(f)
	}
	return home
}
