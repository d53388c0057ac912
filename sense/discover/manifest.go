package discover

import (
	"regexp"
	"strings"
)

// pkg records a package named by a manifest (declared) or a lock file (declared,
// but perhaps only somebody else's dependency).
func (c *collector) pkg(ecosystem, name, version string, line int, locked bool) {
	sig := c.set.Match(ecosystem, name)
	if sig == nil {
		return
	}
	before := len(c.found)
	f := c.hit(sig, name, line, Declared).attr("version", strings.TrimLeft(version, "^~>=<! "))
	if fresh := len(c.found) > before; fresh {
		f.Indirect = locked
	} else if !locked {
		f.Indirect, f.Own = false, false
	}
}

// own records a project that is itself a known package.
func (c *collector) own(ecosystem string, name *node) {
	if name == nil || name.kind != scalarNode {
		return
	}
	sig := c.set.Match(ecosystem, name.text)
	if sig == nil || strings.Contains(sig.Pattern, "*") {
		return
	}
	if f := c.hit(sig, name.text, name.line, Declared); len(f.Attr) == 0 {
		f.Own = true
	}
}

// eachLine calls visit with every line and its number.
func eachLine(b []byte, visit func(line int, text string)) {
	text := string(b)
	for n := 1; text != ""; n++ {
		line, rest, _ := strings.Cut(text, "\n")
		visit(n, strings.TrimSuffix(line, "\r"))
		text = rest
	}
}

var requirement = regexp.MustCompile(`^\s*["']?([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[[^\]]*\])?\s*(?:@\s*(\S+)|([=<>!~]=?[^;#"'\s]*))?`)

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

// requirement reads one PEP 508 line. A local path is not the public package.
func (c *collector) requirement(text string, line int, locked bool) {
	m := requirement.FindStringSubmatch(text)
	if m == nil || strings.HasPrefix(m[2], "file:") || strings.HasPrefix(m[2], ".") {
		return
	}
	c.pkg("pypi", m[1], m[3], line, locked)
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
			if m := requirement.FindStringSubmatch(d.text); m != nil && !local[m[1]] {
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

var setupStrings = regexp.MustCompile(`(?s)(?:install_requires|tests_require|setup_requires|extras_require|requires)\s*=\s*[\[{(]`)

// readSetupPy reads the requirement lists of a setup.py.
func readSetupPy(f *file, c *collector) {
	s := lex(f.data, pythonSyntax)
	for _, m := range setupStrings.FindAllIndex(s.code, -1) {
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

// readPackageJSON reads npm dependencies; a path or workspace is not the public
// package of that name.
func readPackageJSON(f *file, c *collector) {
	n, err := parseJSON(f.data, c.lim)
	c.problem(err)
	c.own("npm", n.get("name"))
	for _, group := range []string{"dependencies", "devDependencies", "peerDependencies", "optionalDependencies"} {
		for _, d := range n.get(group).entries() {
			name := d.key
			if alias, ok := strings.CutPrefix(d.text, "npm:"); ok {
				if i := strings.LastIndexByte(alias, '@'); i > 0 {
					alias = alias[:i]
				}
				name = alias
			}
			if localSpec(d.text) {
				continue
			}
			c.pkg("npm", name, d.text, d.line, false)
		}
	}
	if n != nil {
		c.nodeWords(n, Declared, true)
	}
}

func localSpec(v string) bool {
	for _, p := range []string{"file:", "link:", "portal:", "./", "../"} {
		if strings.HasPrefix(v, p) {
			return true
		}
	}
	return false
}

// readPackageLock reads package-lock.json and npm-shrinkwrap.json of every
// version. What the root package asks for itself is no indirect dependency.
func readPackageLock(f *file, c *collector) {
	n, err := parseJSON(f.data, c.lim)
	c.problem(err)
	for _, p := range n.get("packages").entries() {
		i := strings.LastIndex(p.key, "node_modules/")
		if i < 0 || p.str("link") == "true" {
			continue
		}
		c.pkg("npm", p.key[i+len("node_modules/"):], p.str("version"), p.line, true)
	}
	var deps func(*node, int)
	deps = func(n *node, depth int) {
		for _, p := range n.get("dependencies").entries() {
			if p.kind == mapNode && depth > 0 {
				c.pkg("npm", p.key, p.str("version"), p.line, true)
				deps(p, depth-1)
			}
		}
	}
	if n.get("packages") == nil {
		deps(n, 30)
	}
}

var (
	yarnEntry = regexp.MustCompile(`^"?(@?[^@"\s]+)@`)
	pnpmEntry = regexp.MustCompile(`^\s+['"]?/?(@?[^@'":\s(]+)[@/](\d[^('":]*)`)
)

// readYarnLock reads yarn.lock of version 1 and later.
func readYarnLock(f *file, c *collector) {
	eachLine(f.data, func(n int, text string) {
		if text == "" || text[0] == ' ' || text[0] == '#' || strings.Contains(text, "@workspace:") {
			return
		}
		if m := yarnEntry.FindStringSubmatch(text); m != nil {
			c.pkg("npm", m[1], "", n, true)
		}
	})
}

// readPnpmLock reads the package list of pnpm-lock.yaml line by line, since the
// file is large and regular.
func readPnpmLock(f *file, c *collector) {
	eachLine(f.data, func(n int, text string) {
		if m := pnpmEntry.FindStringSubmatch(text); m != nil {
			c.pkg("npm", m[1], m[2], n, true)
		}
	})
}

// readBunLock reads the package tuples of bun.lock.
func readBunLock(f *file, c *collector) {
	n, err := parseJSON(f.data, c.lim)
	c.problem(err)
	for _, p := range n.get("packages").entries() {
		if l := p.list(); len(l) > 0 {
			if i := strings.LastIndexByte(l[0].text, '@'); i > 0 {
				c.pkg("npm", l[0].text[:i], l[0].text[i+1:], p.line, true)
			}
		}
	}
}

// readGoMod reads require lines; a replaced module keeps its name.
func readGoMod(f *file, c *collector) {
	block := false
	eachLine(f.data, func(n int, text string) {
		code, comment, _ := strings.Cut(text, "//")
		fields := strings.Fields(code)
		switch {
		case len(fields) == 0:
			return
		case fields[0] == "require" && len(fields) > 1 && fields[1] == "(":
			block = true
			return
		case fields[0] == ")":
			block = false
			return
		case fields[0] == "require" || fields[0] == "tool":
			fields = fields[1:]
		case !block:
			return
		}
		if len(fields) < 2 {
			return
		}
		if sig := c.set.Under("gomod", fields[0], "/"); sig != nil {
			hit := c.hit(sig, fields[0], n, Declared).attr("version", fields[1])
			hit.Indirect = hit.Indirect || strings.Contains(comment, "indirect")
		}
	})
}

func readGoSum(f *file, c *collector) {
	eachLine(f.data, func(n int, text string) {
		if fields := strings.Fields(text); len(fields) == 3 && !strings.HasSuffix(fields[1], "/go.mod") {
			if sig := c.set.Under("gomod", fields[0], "/"); sig != nil {
				c.hit(sig, fields[0], n, Declared).Indirect = true
			}
		}
	})
}

// readCargo reads every dependency table of a Cargo.toml.
func readCargo(f *file, c *collector) {
	doc := parseTOML(f.data, c.lim)
	var tables func(n *node, depth int)
	tables = func(n *node, depth int) {
		for _, t := range n.entries() {
			switch t.key {
			case "dependencies", "dev-dependencies", "build-dependencies":
				c.table("cargo", t)
			case "workspace", "target":
				tables(t, depth-1)
			default:
				if depth < 3 && depth > 0 {
					tables(t, depth-1)
				}
			}
		}
	}
	tables(doc, 3)
	c.own("cargo", doc.get("package", "name"))
}
