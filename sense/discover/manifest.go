package discover

import (
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
