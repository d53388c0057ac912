package discover

import (
	"github.com/plimsoll-aims/plimsoll/internal/lazyregexp"
)

// cdnScript is a package that a page loads from a public copy of npm.
var cdnScript = lazyregexp.New(`(?:<script\b[^>]{0,200}?\bsrc\s*=\s*|\bfrom\s*|\bimport\s*\(?\s*)["']https://(?:unpkg\.com|cdn\.jsdelivr\.net/npm|esm\.sh|esm\.run|cdn\.skypack\.dev)/([@\w][\w./@-]{1,120})`)

// readHTML reads the packages that a page loads. Its text is prose and is not
// searched.
func readHTML(f *file, c *collector) {
	eachLine(f.data, func(n int, text string) {
		for _, m := range cdnScript().FindAllStringSubmatch(text, 20) {
			c.jsModule(m[1], n)
		}
	})
}
