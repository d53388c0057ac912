package discover

import (
	"strings"
)

// readMSBuild reads PackageReference and PackageVersion of project files, the
// properties that hold versions, and packages.config.
func readMSBuild(f *file, c *collector) {
	err := eachXML(f.data, func(path []string, attrs map[string]string, _ string, line int) {
		switch path[len(path)-1] {
		case "PackageReference", "PackageVersion", "GlobalPackageReference":
			name := attrs["Include"]
			if name == "" {
				name = attrs["Update"]
			}
			c.pkg("nuget", name, attrs["Version"], line, false)
		case "Using":
			c.hit(c.set.Under("cs", attrs["Include"], "."), "", line, Declared).globalUsing()
		case "package":
			c.pkg("nuget", attrs["id"], attrs["version"], line, false)
		}
		if n := len(path); n > 1 && path[n-2] == "PropertyGroup" {
			c.settingName(path[n-1], line, Declared)
		}
	})
	c.problem(err)
}

// readNuGetLock reads packages.lock.json and project.assets.json.
func readNuGetLock(f *file, c *collector) {
	n, err := parseJSON(f.data, c.lim)
	c.problem(err)
	for _, framework := range n.get("dependencies").entries() {
		for _, p := range framework.entries() {
			c.pkg("nuget", p.key, p.str("resolved"), p.line, !strings.EqualFold(p.str("type"), "Direct"))
		}
	}
	for _, p := range n.get("libraries").entries() {
		name, version, _ := strings.Cut(p.key, "/")
		c.pkg("nuget", name, version, p.line, true)
	}
}
