package discover

import (
	"strings"
)

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
				f := c.hit(sig, fields[0], n, Declared)
				f.Indirect, f.Own = true, true // sums outlive what they were for: never proof
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
