package discover

import (
	"github.com/plimsoll-aims/plimsoll/internal/lazyregexp"
)

// readMaven reads dependencies, plugins and imported BOMs of a pom.xml.
func readMaven(f *file, c *collector) {
	var group, artifact string
	var at int
	err := eachXML(f.data, func(path []string, _ map[string]string, text string, line int) {
		parent := ""
		if n := len(path); n > 1 {
			parent = path[n-2]
		}
		if parent == "properties" {
			c.settingName(path[len(path)-1], line, Declared)
		}
		switch last := path[len(path)-1]; {
		case last == "groupId" && (parent == "dependency" || parent == "plugin"):
			group, at = text, line
		case last == "artifactId" && (parent == "dependency" || parent == "plugin"):
			artifact, at = text, line
		case last == "dependency" || last == "plugin":
			c.pkg("maven", group+":"+artifact, "", at, false)
			group, artifact = "", ""
		}
	})
	c.problem(err)
}

var gavString = lazyregexp.New(`^([\w.-]+):([\w.-]+)(?::([\w.\-$ {}]+))?(?:@\w+)?$`)

// gradleDeps reads "group:artifact:version" strings of Gradle builds.
func gradleDeps(s *source, c *collector) {
	for _, l := range s.strs {
		if n := l.end - l.start; n < 5 || n > 160 {
			continue
		}
		if m := gavString().FindStringSubmatch(s.text(l)); m != nil {
			c.pkg("maven", m[1]+":"+m[2], m[3], s.line(l.start), false)
		}
	}
}

func readGradle(f *file, c *collector) {
	sx := javaSyntax
	sx.quotes, sx.char = `"'`, false
	s := lex(f.data, sx)
	gradleDeps(s, c)
	s.names(c)
}

// readVersionCatalog reads gradle/libs.versions.toml.
func readVersionCatalog(f *file, c *collector) {
	for _, d := range parseTOML(f.data, c.lim).get("libraries").entries() {
		module := d.str("module")
		if module == "" && d.str("group") != "" {
			module = d.str("group") + ":" + d.str("name")
		}
		if module == "" {
			module = d.text
		}
		if m := gavString().FindStringSubmatch(module); m != nil {
			c.pkg("maven", m[1]+":"+m[2], d.str("version"), d.line, false)
		}
	}
}
