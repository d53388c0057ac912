package discover

import (
	"bytes"
	"strings"

	"github.com/plimsoll-aims/plimsoll/internal/lazyregexp"
)

// readJSON reads any JSON file: templates, plans and states, inventories, bills
// of materials, stores, MCP and agent settings.
func readJSON(f *file, c *collector) {
	n, err := parseJSON(f.data, c.lim)
	if err == errTrailing && len(n.entries()) > 0 {
		n, err = parseJSONLines(f.data, c.lim)
	}
	if n == nil || n.kind == scalarNode {
		if err != errBadJSON {
			c.problem(err)
		}
		return
	}
	if err != nil && !looksTemplated(f) {
		c.problem(err)
	}
	if bom(n, c) || ollamaManifest(f, n, c) {
		return
	}
	if !terraformJSON(n, c) {
		cloudFormation(n, c)
		inventory(n, c)
	}
	hubConfig(f, n, c)
	kubernetes(n, c)
	mcpServers(f, n, c)
	workerBindings(f, n, c)
	for _, t := range n.get("compilerOptions", "types").list() {
		c.jsModule(t.text, t.line)
	}
	for _, r := range n.get("requirements").list() {
		if r.kind == scalarNode && pinned().MatchString(r.text) {
			c.requirement(r.text, r.line, false)
		}
	}
	agentYAML(f, n, c)
	editorExtensions(f, n, c)
	containers(n, c)
	c.keyPaths(n, "", 2)
	c.nodeWords(n, Declared, true)
	c.settingNames(f, n)
}

// readJSONLines reads one JSON value a line: batches of requests and asset
// exports. Rows of prose are data, so only whole values count.
func readJSONLines(f *file, c *collector) {
	n, err := parseJSONLines(f.data, c.lim)
	c.problem(err)
	inventory(n, c)
	n.walk(func(v *node) {
		if v.kind == scalarNode && len(v.text) < 120 {
			c.model(v.text, v.line, Declared)
		}
	})
}

// pinned is a Python requirement with a version, as the manifests of plugins list
// them.
var pinned = lazyregexp.New(`^[A-Za-z][\w.-]*(?:\[[\w,-]+\])?\s*[~=<>!]=`)

func looksTemplated(f *file) bool {
	return bytes.Contains(f.data, []byte("{{")) || strings.Contains(f.rel, "test")
}

// readNotebook reads the code cells of a Jupyter notebook, never its outputs.
func readNotebook(f *file, c *collector) {
	n, err := parseJSON(f.data, c.lim)
	c.problem(err)
	cells := n.get("cells")
	if cells == nil {
		for _, w := range n.get("worksheets").list() {
			cells = w.get("cells")
		}
	}
	kernel := first(n.str("metadata", "kernelspec", "language"), n.str("metadata", "language_info", "name"))
	for _, cell := range cells.list() {
		if cell.str("cell_type") != "code" {
			continue
		}
		lang := first(cell.str("metadata", "dotnet_interactive", "language"), cell.str("metadata", "polyglot_notebook", "kernelName"), cell.str("metadata", "vscode", "languageId"), kernel)
		if src := first3(cell.get("source"), cell.get("input")); src != nil {
			notebookCell(src, kernels[strings.ToLower(lang)], c)
		}
	}
}

var nugetDirective = lazyregexp.New(`^#r\s+"nuget:\s*([\w.]+)`)

// kernels give the reader of a notebook's language; any other is Python.
var kernels = map[string]string{"c#": ".cs", "csharp": ".cs", "f#": ".fs", "fsharp": ".fs", "javascript": ".js", "typescript": ".ts", "r": ".r", "rust": ".rs", "scala": ".scala", "java": ".java", "kotlin": ".kt", "go": ".go", "julia": ".jl"}

func first3(ns ...*node) *node {
	for _, n := range ns {
		if n != nil {
			return n
		}
	}
	return nil
}

// notebookCell reads one cell. Line numbers are those of the notebook file: a
// cell's source is a list with one string for each line.
func notebookCell(src *node, ext string, c *collector) {
	if ext == "" {
		ext = ".py"
	}
	var text strings.Builder
	var lines []int
	add := func(s string, line int) {
		t := strings.TrimLeft(s, " \t")
		if m := nugetDirective().FindStringSubmatch(t); m != nil {
			c.pkg("nuget", m[1], "", line, false)
		}
		if strings.HasPrefix(t, "!") || strings.HasPrefix(t, "%pip") || strings.HasPrefix(t, "%conda") {
			c.shellLine(strings.TrimLeft(strings.TrimSpace(t), "!%"), line)
			s = "\n"
		} else if strings.HasPrefix(t, "%") {
			s = "#" + s
		}
		for range strings.Count(s, "\n") + 1 {
			lines = append(lines, line)
		}
		if strings.HasSuffix(s, "\n") {
			lines = lines[:len(lines)-1]
		}
		text.WriteString(s)
	}
	if src.kind == scalarNode {
		for _, l := range strings.SplitAfter(src.text, "\n") {
			add(l, src.line)
		}
	}
	for _, l := range src.list() {
		add(l.text, l.line)
	}
	cell := newCollector(c.set, c.lim)
	readSource([]byte(text.String()), sources[ext], cell)
	for i, fd := range cell.found {
		if k := fd.Line - 1; k >= 0 && k < len(lines) {
			fd.Line = lines[k]
		}
		c.absorb(fd, cell.counts[i])
	}
}

// absorb adds a finding made by a collector of a part of the file.
func (c *collector) absorb(f finding, count int) {
	key := f.Signal + "\x00" + f.Name
	if i, ok := c.index[key]; ok {
		c.counts[i] += count
		return
	}
	c.index[key] = len(c.found)
	c.found, c.counts = append(c.found, f), append(c.counts, count)
}
