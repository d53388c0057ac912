package discover

import (
	"strings"

	"github.com/plimsoll-aims/plimsoll/internal/lazyregexp"
)

// readPackageJSON reads npm dependencies; a path or workspace is not the public
// package of that name.
func readPackageJSON(f *file, c *collector) {
	n, err := parseJSON(f.data, c.lim)
	c.problem(err)
	c.own("npm", n.get("name"))
	for _, group := range []string{"dependencies", "devDependencies", "peerDependencies", "optionalDependencies"} {
		c.npmVersions(n.get(group))
	}
	if n != nil {
		c.nodeWords(n, Declared, true)
	}
}

// readPnpmWorkspace reads the versions that the packages of a workspace share.
func readPnpmWorkspace(f *file, c *collector) {
	n, err := parseYAML(yamlDoc{text: f.data}, c.lim)
	c.problem(err)
	c.npmVersions(n.get("catalog"))
	for _, named := range n.get("catalogs").entries() {
		c.npmVersions(named)
	}
}

// npmVersions reads packages with the versions that are asked for.
func (c *collector) npmVersions(n *node) {
	for _, d := range n.entries() {
		name := d.key
		if alias, ok := strings.CutPrefix(d.text, "npm:"); ok {
			if i := strings.LastIndexByte(alias, '@'); i > 0 {
				alias = alias[:i]
			}
			name = alias
		}
		if !localSpec(d.text) {
			c.pkg("npm", name, d.text, d.line, false)
		}
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
	yarnEntry = lazyregexp.New(`^"?(@?[^@"\s]+)@`)
	pnpmEntry = lazyregexp.New(`^\s+['"]?/?(@?[^@'":\s(]+)[@/](\d[^('":]*)`)
)

// readYarnLock reads yarn.lock of version 1 and later.
func readYarnLock(f *file, c *collector) {
	eachLine(f.data, func(n int, text string) {
		if text == "" || text[0] == ' ' || text[0] == '#' || strings.Contains(text, "@workspace:") {
			return
		}
		if m := yarnEntry().FindStringSubmatch(text); m != nil {
			c.pkg("npm", m[1], "", n, true)
		}
	})
}

// readPnpmLock reads the package list of pnpm-lock.yaml line by line, since the
// file is large and regular.
func readPnpmLock(f *file, c *collector) {
	eachLine(f.data, func(n int, text string) {
		if m := pnpmEntry().FindStringSubmatch(text); m != nil {
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

// readDeno reads the import map of deno.json.
func readDeno(f *file, c *collector) {
	n, err := parseJSON(f.data, c.lim)
	c.problem(err)
	for _, i := range n.get("imports").entries() {
		if strings.Contains(i.text, ":") {
			c.jsModule(i.text, i.line)
		}
	}
}
