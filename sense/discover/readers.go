package discover

import (
	"bytes"
	"path"
	"sort"
	"strings"

	"github.com/plimsoll-aims/plimsoll/internal/lazyregexp"
	"github.com/plimsoll-aims/plimsoll/sense/discover/signal"
)

// file is a file on its way through the readers.
type file struct {
	root     int    // which of the scanned paths
	rootName string // its last element, a name of last resort
	rel      string // slash path below the root
	abs      string
	base     string
	ext      string // lower case
	size     int64
	data     []byte
	cut      bool // data is only the first part
}

func newFile(rel string) *file {
	return &file{rel: rel, base: path.Base(rel), ext: strings.ToLower(path.Ext(rel))}
}

// reader is one way to look into a file.
type reader func(*file, *collector)

// need says how much of a file its reader wants.
type need uint8

const (
	needNothing need = iota
	needHead         // the first 64 KB
	needText         // up to Limits.TextFile
	needData         // up to Limits.DataFile
	needImage        // reads the file itself, as a stream
)

var byName = map[string]reader{
	"requirements.txt": readRequirements, "pyproject.toml": both(readPyproject, readSettings), "pipfile": readPipfile, "setup.py": both(readSetupPy, readCode),
	"setup.cfg": readSetupCfg, "poetry.lock": readTOMLLock, "uv.lock": readTOMLLock, "pdm.lock": readTOMLLock, "pylock.toml": readTOMLLock, "cargo.lock": readTOMLLock,
	"pipfile.lock": readPipfileLock, "environment.yml": both(readConda, readYAML), "environment.yaml": both(readConda, readYAML), "conda.yaml": both(readConda, readYAML),
	"conda.yml": both(readConda, readYAML), "package.json": readPackageJSON, "package-lock.json": readPackageLock, "npm-shrinkwrap.json": readPackageLock,
	"yarn.lock": readYarnLock, "pnpm-lock.yaml": readPnpmLock, "pnpm-workspace.yaml": readPnpmWorkspace, "bun.lock": readBunLock, "go.mod": readGoMod, "go.sum": readGoSum, "pom.xml": readMaven,
	"build.gradle": readGradle, "build.gradle.kts": readGradle, "settings.gradle": readGradle, "build.sbt": readGradle, "libs.versions.toml": readVersionCatalog,
	"directory.packages.props": readMSBuild, "directory.build.props": readMSBuild, "packages.config": readMSBuild, "packages.lock.json": readNuGetLock,
	"project.assets.json": readNuGetLock, "cargo.toml": both(readCargo, readSettings), "gemfile": readGemfile, "gemfile.lock": readGemLock, "composer.json": readComposer,
	"composer.lock": readComposer, "modelfile": readModelfile, "config.pbtxt": readTriton, "mlmodel": readYAML, "mlproject": readYAML, "dvc.lock": nil, "chart.lock": readYAML,
	"deno.json": readDeno, "deno.jsonc": readDeno, "justfile": readShell, "makefile": readShell, "procfile": readShell, "jenkinsfile": readGradle,
	"langgraph.json": readJSON,
}

var byExt = map[string]reader{
	".yaml": readYAML, ".yml": readYAML, ".json": readJSON, ".jsonc": readJSON, ".json5": readJSON, ".tf": readTerraform, ".tfvars": readSettings, ".hcl": readSettings,
	".tofu": readTerraform, ".tfstate": readJSON, ".bicep": readBicep, ".bicepparam": readSettings, ".ipynb": readNotebook, ".md": readMarkdown, ".mdx": nil, ".sh": readShell, ".bash": readShell, ".zsh": readShell,
	".ps1": readShell, ".bat": readShell, ".cmd": readShell, ".env": readSettings, ".toml": readSettings, ".ini": readSettings, ".cfg": readSettings, ".conf": readSettings, ".properties": readSettings,
	".config": readXML, ".props": readMSBuild, ".targets": readMSBuild, ".csproj": readMSBuild, ".fsproj": readMSBuild, ".vbproj": readMSBuild, ".gemspec": readGemfile, ".sql": readSQL, ".spdx": readSPDXTag, ".dvc": readDVCFile,
	".gradle": readGradle, ".sbt": readGradle, ".cdx": readJSON, ".tpl": readYAML, ".gotmpl": readYAML, ".template": readYAML, ".tftpl": readYAML, ".modelfile": readModelfile,
	".html": readHTML, ".htm": readHTML, ".jsonl": readJSONLines, ".jsonlines": readJSONLines, ".snap": readSettings, ".http": readSettings, ".rest": readSettings, ".httprr": readSettings, ".ndjson": readJSONLines,
}

func both(a, b reader) reader {
	return func(f *file, c *collector) { a(f, c); b(f, c) }
}

// route chooses the reader of a file by its name, and how much it needs.
func route(f *file) (reader, need) {
	f = f.asIs()
	base := strings.ToLower(f.base)
	if r, ok := byName[base]; ok {
		return r, wants(r, base)
	}
	switch {
	case modelExts[f.ext]:
		return readModel, needHead
	case imageName(f.rel):
		return nil, needImage
	case strings.HasPrefix(base, "dockerfile") || strings.HasPrefix(base, "containerfile") || f.ext == ".dockerfile":
		return readDockerfile, needText
	case strings.HasPrefix(base, "requirements") && f.ext == ".txt", strings.HasPrefix(base, "constraints") && f.ext == ".txt",
		(f.ext == ".txt" || f.ext == ".in" || f.ext == ".pip") && (strings.Contains(f.rel, "requirements/") || strings.Contains(base, "requirements")):
		return readRequirements, needText
	case strings.HasPrefix(base, ".env") || strings.HasPrefix(base, "env.") || strings.HasSuffix(base, ".env") || strings.HasPrefix(base, "dotenv"):
		return readSettings, needText
	case strings.Contains(f.rel, "manifests/") && strings.Contains(f.rel, "registry.ollama.ai/"):
		return readJSON, needText
	case strings.HasSuffix(base, ".tfstate.backup"):
		return readJSON, needData
	case strings.HasPrefix(base, "modelfile."):
		return readModelfile, needText
	case f.ext == ".xml" || f.ext == ".pom" || f.ext == ".cdx":
		return readXML, needText
	}
	if _, ok := sources[f.ext]; ok {
		return readCode, needText
	}
	if f.ext == "" && f.size > 2 && f.size < 1<<20 {
		return readShebang, needText
	}
	r := byExt[f.ext]
	return r, wants(r, base)
}

// asIs gives the file that a sample or template stands for.
func (f *file) asIs() *file {
	t := sampleSuffix(strings.ToLower(f.base))
	if t == "" {
		return f
	}
	as := *f
	as.rel, as.base = f.rel[:len(f.rel)-len(t)], f.base[:len(f.base)-len(t)]
	as.ext = strings.ToLower(path.Ext(as.base))
	return &as
}

// sampleSuffix gives the last extension of a name when it marks a sample or
// template of the file before it: settings.json.example, app.yaml.azure-sample.
func sampleSuffix(base string) string {
	ext := path.Ext(base)
	word := strings.TrimPrefix(ext, ".")
	word = word[strings.LastIndexByte(word, '-')+1:]
	switch word {
	case "j2", "jinja2", "jinja", "tmpl", "tftpl", "tpl", "example", "sample", "template", "dist":
		if strings.Contains(strings.TrimSuffix(base, ext), ".") {
			return ext
		}
	}
	return ""
}

func wants(r reader, base string) need {
	switch {
	case r == nil:
		return needNothing
	case strings.HasSuffix(base, ".json") || strings.HasSuffix(base, ".tfstate") || strings.HasSuffix(base, ".lock"):
		return needData
	}
	return needText
}

func readCode(f *file, c *collector) {
	r, ok := sources[f.ext]
	if !ok || isBinary(f.data) {
		return
	}
	readSource(f.data, r, c)
	if f.base == "_Imports.razor" || f.base == "_ViewImports.cshtml" {
		c.importsForAll()
	}
	if buildConfig().MatchString(f.base) {
		readBuildConfig(f, r, c)
	}
}

var buildConfig = lazyregexp.New(`(?:^|\.)(?:next|vite|webpack|rollup|nuxt|astro|svelte|esbuild|tsup|vitest|metro|craco)\.config\.[cm]?[jt]s$`)

// readBuildConfig reads package names in a bundler's settings, where they stand
// as plain strings.
func readBuildConfig(f *file, r sourceReader, c *collector) {
	s := lex(f.data, r.syntax)
	for _, l := range s.strs {
		if text := s.text(l); c.set.Under("npm", text, "/") != nil && text != "ai" {
			c.jsModule(text, s.line(l.start))
		}
	}
}

// readShebang reads scripts without an extension by their first line.
func readShebang(f *file, c *collector) {
	if !bytes.HasPrefix(f.data, []byte("#!")) {
		return
	}
	line, _, _ := bytes.Cut(f.data, []byte("\n"))
	switch {
	case bytes.Contains(line, []byte("python")):
		readSource(f.data, sources[".py"], c)
	case bytes.Contains(line, []byte("node")), bytes.Contains(line, []byte("deno")), bytes.Contains(line, []byte("bun")):
		readSource(f.data, sources[".js"], c)
	case bytes.Contains(line, []byte("sh")):
		readShell(f, c)
	}
}

// isBinary says whether a text file is none.
func isBinary(b []byte) bool { return bytes.IndexByte(b[:min(len(b), 4096)], 0) >= 0 }

// readXML reads BOMs and Maven files of other names.
func readXML(f *file, c *collector) {
	head := f.data[:min(len(f.data), 4096)]
	switch {
	case bytes.Contains(head, []byte("cyclonedx.org/schema/bom")):
		bomXML(f, c)
	case bytes.Contains(head, []byte("maven.apache.org/POM")):
		readMaven(f, c)
	default:
		readXMLSettings(f, c)
	}
}

// readXMLSettings reads the names in the attributes of any other XML: settings of
// .NET, beans, loggers. Its text is prose and is not searched.
func readXMLSettings(f *file, c *collector) {
	c.problem(eachXML(f.data, func(_ []string, attrs map[string]string, _ string, line int) {
		for _, name := range sortedNames(attrs) {
			v := attrs[name]
			if len(v) > 200 || strings.IndexByte(v, ' ') >= 0 {
				continue
			}
			c.words(v, line, Declared)
			if sig := c.set.Under("java", v, "."); sig != nil && sig.Strength == signal.Strong {
				c.hit(sig, "", line, Declared)
			}
			if name == "key" {
				c.settingName(v, line, Declared)
			}
		}
	}))
}

// sortedNames gives the names of attributes in a fixed order.
func sortedNames(attrs map[string]string) []string {
	out := make([]string, 0, len(attrs))
	for k := range attrs {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}

// readFileName records files that are known by their path alone.
func readFileName(f *file, c *collector) {
	sig := c.set.Tail("file", f.rel)
	if sig != nil {
		name := sig.Name
		if name == "" {
			name = f.base
		}
		c.hit(sig, name, 0, Declared)
	}
	hubCache(f.rel, c)
}
