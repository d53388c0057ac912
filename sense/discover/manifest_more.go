package discover

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"regexp"
	"strings"
)

// xmlDepth bounds nesting of XML manifests.
const xmlDepth = 100

// eachXML calls visit at the end of every element with its path, attributes and
// text. It stops at the first error, which it returns.
func eachXML(b []byte, visit func(path []string, attrs map[string]string, text string, line int)) error {
	d := xml.NewDecoder(bytes.NewReader(b))
	d.Strict = false
	d.Entity = xml.HTMLEntity
	type open struct {
		attrs map[string]string
		text  strings.Builder
		line  int
	}
	var path []string
	var stack []*open
	for {
		t, err := d.RawToken()
		if t == nil {
			if err != nil && err.Error() != "EOF" {
				return fmt.Errorf("not well-formed XML: %w", err)
			}
			return nil
		}
		switch t := t.(type) {
		case xml.StartElement:
			if len(stack) >= xmlDepth {
				return errTooDeep
			}
			line, _ := d.InputPos()
			o := &open{attrs: map[string]string{}, line: line}
			for _, a := range t.Attr {
				o.attrs[a.Name.Local] = a.Value
			}
			path, stack = append(path, t.Name.Local), append(stack, o)
		case xml.CharData:
			if n := len(stack); n > 0 && stack[n-1].text.Len() < 4096 {
				stack[n-1].text.Write(t[:min(len(t), 4096)])
			}
		case xml.EndElement:
			if n := len(stack); n > 0 {
				o := stack[n-1]
				visit(path, o.attrs, strings.TrimSpace(o.text.String()), o.line)
				path, stack = path[:n-1], stack[:n-1]
			}
		}
	}
}

// readMaven reads dependencies, plugins and imported BOMs of a pom.xml.
func readMaven(f *file, c *collector) {
	var group, artifact string
	var at int
	err := eachXML(f.data, func(path []string, _ map[string]string, text string, line int) {
		parent := ""
		if n := len(path); n > 1 {
			parent = path[n-2]
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

var gavString = regexp.MustCompile(`^([\w.-]+):([\w.-]+)(?::([\w.\-$ {}]+))?(?:@\w+)?$`)

// gradleDeps reads "group:artifact:version" strings of Gradle builds.
func gradleDeps(s *source, c *collector) {
	for _, l := range s.strs {
		if n := l.end - l.start; n < 5 || n > 160 {
			continue
		}
		if m := gavString.FindStringSubmatch(s.text(l)); m != nil {
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
		if m := gavString.FindStringSubmatch(module); m != nil {
			c.pkg("maven", m[1]+":"+m[2], d.str("version"), d.line, false)
		}
	}
}

// readMSBuild reads PackageReference and PackageVersion of project files, and
// packages.config.
func readMSBuild(f *file, c *collector) {
	err := eachXML(f.data, func(path []string, attrs map[string]string, _ string, line int) {
		switch path[len(path)-1] {
		case "PackageReference", "PackageVersion", "GlobalPackageReference":
			name := attrs["Include"]
			if name == "" {
				name = attrs["Update"]
			}
			c.pkg("nuget", name, attrs["Version"], line, false)
		case "package":
			c.pkg("nuget", attrs["id"], attrs["version"], line, false)
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

var gemLine = regexp.MustCompile(`^\s*(?:gem|(?:\w+\.)?add_(?:runtime_|development_)?dependency)\s*\(?\s*["']([\w-]+)["']`)
var gemLockLine = regexp.MustCompile(`^    ([\w-]+) \(([^)]*)\)`)

func readGemfile(f *file, c *collector) {
	eachLine(f.data, func(n int, text string) {
		if m := gemLine.FindStringSubmatch(text); m != nil {
			c.pkg("gem", m[1], "", n, false)
		}
	})
}

func readGemLock(f *file, c *collector) {
	eachLine(f.data, func(n int, text string) {
		if m := gemLockLine.FindStringSubmatch(text); m != nil {
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
