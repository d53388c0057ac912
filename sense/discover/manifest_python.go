package discover

import (
	"strings"

	"github.com/plimsoll-aims/plimsoll/internal/lazyregexp"
)

var requirement = lazyregexp.New(`^\s*["']?([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[[^\]]*\])?\s*(?:@\s*(\S+)|([=<>!~]=?[^;#"'\s]*))?`)

// requirement reads one PEP 508 line. A local path is not the public package.
func (c *collector) requirement(text string, line int, locked bool) {
	m := requirement().FindStringSubmatch(text)
	if m == nil || strings.HasPrefix(m[2], "file:") || strings.HasPrefix(m[2], ".") {
		return
	}
	c.pkg("pypi", m[1], m[3], line, locked)
}

// readRequirements reads requirements.txt, constraints and the like.
func readRequirements(f *file, c *collector) {
	eachLine(f.data, func(n int, text string) {
		text = strings.TrimSpace(text)
		if text == "" || text[0] == '#' || text[0] == '-' {
			return
		}
		c.requirement(text, n, false)
	})
}

// readPyproject reads PEP 621, Poetry, PDM, uv and dependency groups.
func readPyproject(f *file, c *collector) {
	doc := parseTOML(f.data, c.lim)
	local := map[string]bool{} // packages that the tree itself provides
	for _, s := range doc.get("tool", "uv", "sources").entries() {
		if s.str("path") != "" || s.str("workspace") != "" {
			local[s.key] = true
		}
	}
	lists := []*node{doc.get("project", "dependencies"), doc.get("build-system", "requires")}
	for _, group := range []*node{doc.get("project", "optional-dependencies"), doc.get("dependency-groups"), doc.get("tool", "pdm", "dev-dependencies"), doc.get("tool", "hatch", "envs")} {
		for _, g := range group.entries() {
			lists = append(lists, g, g.get("dependencies"))
		}
	}
	lists = append(lists, doc.get("tool", "uv", "dev-dependencies"))
	for _, l := range lists {
		for _, d := range l.list() {
			if m := requirement().FindStringSubmatch(d.text); m != nil && !local[m[1]] {
				c.requirement(d.text, d.line, false)
			}
		}
	}
	poetry := doc.get("tool", "poetry")
	c.own("pypi", doc.get("project", "name"))
	c.own("pypi", poetry.get("name"))
	tables := []*node{poetry.get("dependencies"), poetry.get("dev-dependencies")}
	for _, g := range poetry.get("group").entries() {
		tables = append(tables, g.get("dependencies"))
	}
	for _, t := range tables {
		c.table("pypi", t)
	}
}

// table reads name = version or name = {version, path, …}.
func (c *collector) table(ecosystem string, t *node) {
	for _, d := range t.entries() {
		if ecosystem == "pypi" && (d.str("path") != "" || d.str("workspace") == "true") {
			continue
		}
		version := d.text
		if v := d.str("version"); v != "" {
			version = v
		}
		name := d.key
		if p := d.str("package"); p != "" {
			name = p
		}
		c.pkg(ecosystem, name, version, d.line, false)
	}
}

func readPipfile(f *file, c *collector) {
	doc := parseTOML(f.data, c.lim)
	c.table("pypi", doc.get("packages"))
	c.table("pypi", doc.get("dev-packages"))
}

func readPipfileLock(f *file, c *collector) {
	n, err := parseJSON(f.data, c.lim)
	c.problem(err)
	for _, group := range []string{"default", "develop"} {
		for _, p := range n.get(group).entries() {
			c.pkg("pypi", p.key, p.str("version"), p.line, true)
		}
	}
}

// readTOMLLock reads poetry.lock, uv.lock, pdm.lock, pylock.toml and Cargo.lock.
func readTOMLLock(f *file, c *collector) {
	ecosystem := "pypi"
	if strings.EqualFold(f.base, "Cargo.lock") {
		ecosystem = "cargo"
	}
	doc := parseTOML(f.data, c.lim)
	for _, key := range []string{"package", "packages"} {
		for _, p := range doc.get(key).list() {
			if p.str("source", "virtual") != "" || p.str("source", "editable") != "" {
				continue
			}
			c.pkg(ecosystem, p.str("name"), p.str("version"), p.get("name").at(p), true)
		}
	}
}

var setupStrings = lazyregexp.New(`(?s)(?:install_requires|tests_require|setup_requires|extras_require|requires)\s*=\s*[\[{(]`)

// readSetupPy reads the requirement lists of a setup.py.
func readSetupPy(f *file, c *collector) {
	s := lex(f.data, pythonSyntax)
	for _, m := range setupStrings().FindAllIndex(s.code, -1) {
		end, depth := m[1], 1
		for ; end < len(s.code) && depth > 0; end++ {
			switch s.code[end] {
			case '[', '{', '(':
				depth++
			case ']', '}', ')':
				depth--
			}
		}
		for _, l := range s.strs {
			if l.start > m[1]-1 && l.end < end {
				c.requirement(s.text(l), s.line(l.start), false)
			}
		}
	}
	for _, l := range s.strs { // lists with names of their own
		if l.end-l.start < 100 && pinned().MatchString(s.text(l)) {
			c.requirement(s.text(l), s.line(l.start), false)
		}
	}
}

// readSetupCfg reads install_requires and extras of setup.cfg.
func readSetupCfg(f *file, c *collector) {
	in := false
	eachLine(f.data, func(n int, text string) {
		trimmed := strings.TrimSpace(text)
		switch {
		case strings.HasPrefix(trimmed, "["):
			in = strings.Contains(trimmed, "extras_require")
		case trimmed != "" && text[0] != ' ' && text[0] != '\t':
			key, rest, _ := strings.Cut(trimmed, "=")
			in = strings.Contains(key, "requires") || in && strings.Contains(text, "=")
			trimmed = strings.TrimSpace(rest)
		}
		if in && trimmed != "" && trimmed[0] != '[' && trimmed[0] != '#' {
			c.requirement(trimmed, n, false)
		}
	})
}

// readConda reads environment.yml and conda recipes' requirement lists.
func readConda(f *file, c *collector) {
	n, err := parseYAML(yamlDoc{text: f.data}, c.lim)
	if n == nil {
		c.problem(err)
		return
	}
	for _, d := range n.get("dependencies").list() {
		c.conda(d)
	}
}

var condaNames = map[string]string{"pytorch": "torch", "pytorch-cpu": "torch", "pytorch-gpu": "torch", "py-xgboost": "xgboost", "py-opencv": "opencv-python", "opencv": "opencv-python"}

func (c *collector) conda(d *node) {
	if d.kind == mapNode {
		for _, p := range d.get("pip").list() {
			c.requirement(p.text, p.line, false)
		}
		return
	}
	name := d.text
	if _, after, ok := strings.Cut(name, "::"); ok {
		name = after
	}
	name = strings.FieldsFunc(name+" ", func(r rune) bool { return strings.ContainsRune(" =<>!~[", r) })[0]
	if pypi, ok := condaNames[name]; ok {
		name = pypi
	}
	c.pkg("pypi", name, "", d.line, false)
}
