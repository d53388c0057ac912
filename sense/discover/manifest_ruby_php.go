package discover

import (
	"github.com/plimsoll-aims/plimsoll/internal/lazyregexp"
)

var gemLine = lazyregexp.New(`^\s*(?:gem|(?:\w+\.)?add_(?:runtime_|development_)?dependency)\s*\(?\s*["']([\w-]+)["']`)

var gemLockLine = lazyregexp.New(`^    ([\w-]+) \(([^)]*)\)`)

func readGemfile(f *file, c *collector) {
	eachLine(f.data, func(n int, text string) {
		if m := gemLine().FindStringSubmatch(text); m != nil {
			c.pkg("gem", m[1], "", n, false)
		}
	})
}

func readGemLock(f *file, c *collector) {
	eachLine(f.data, func(n int, text string) {
		if m := gemLockLine().FindStringSubmatch(text); m != nil {
			c.pkg("gem", m[1], m[2], n, true)
		}
	})
}

func readComposer(f *file, c *collector) {
	n, err := parseJSON(f.data, c.lim)
	c.problem(err)
	for _, group := range []string{"require", "require-dev"} {
		for _, d := range n.get(group).entries() {
			c.pkg("composer", d.key, d.text, d.line, false)
		}
	}
	for _, group := range []string{"packages", "packages-dev"} {
		for _, p := range n.get(group).list() {
			c.pkg("composer", p.str("name"), p.str("version"), p.get("name").at(p), true)
		}
	}
}
