package discover

import (
	"bytes"
	"strings"

	"github.com/plimsoll-aims/plimsoll/internal/lazyregexp"
)

// readYAML reads any YAML file: Kubernetes, Helm and Kustomize, Compose,
// CloudFormation, workflows, settings.
func readYAML(f *file, c *collector) {
	for _, d := range splitYAML(f.data) {
		if crd(d, c) {
			continue
		}
		valueNames(f, d, c)
		n, err := parseYAML(d, c.lim)
		if n == nil || err != nil {
			if err != nil && !bytes.Contains(d.text, []byte("{{")) {
				c.problem(err)
			}
			looseYAML(f, d, c)
			continue
		}
		c.structured(f, n)
	}
}

var chartValue = lazyregexp.New(`\.Values\.([\w.]+)`)

// valueNames looks at the values of a chart that a template takes.
func valueNames(f *file, d yamlDoc, c *collector) {
	if !bytes.Contains(d.text, []byte(".Values.")) || !settingFile(f) {
		return
	}
	eachLine(d.text, func(n int, text string) {
		for _, m := range chartValue().FindAllStringSubmatch(text, 10) {
			last := strings.ToUpper(m[1][strings.LastIndexByte(m[1], '.')+1:])
			if secretName(last) || strings.HasSuffix(last, "ENDPOINT") {
				c.settingName(m[1], d.line+n, Declared)
			}
		}
	})
}

// structured runs every reader of parsed documents over one.
func (c *collector) structured(f *file, n *node) {
	kubernetes(n, c)
	cloudFormation(n, c)
	helmChart(f, n, c)
	workflows(f, n, c)
	agentYAML(f, n, c)
	mcpServers(f, n, c)
	containers(n, c)
	c.keyPaths(n, "", 3)
	c.nodeWords(n, Declared, true)
	c.settingNames(f, n)
}

// atLine gives what follows a text that begins a line, and where.
func atLine(b []byte, head string) (string, int) {
	i := bytes.Index(b, []byte("\n"+head))
	if i < 0 {
		return "", 0
	}
	rest := b[i+1+len(head) : min(len(b), i+300)]
	if end := bytes.IndexByte(rest, '\n'); end >= 0 {
		rest = rest[:end]
	}
	return strings.Trim(strings.TrimSpace(string(rest)), `"'`), i + 1
}

// crd handles a CustomResourceDefinition without parsing it: they are large,
// and only the group and the kind matter. It installs a platform.
func crd(d yamlDoc, c *collector) bool {
	if !bytes.Contains(d.text, []byte("kind: CustomResourceDefinition")) {
		return false
	}
	group, _ := atLine(d.text, "  group:")
	kind, at := atLine(d.text, "    kind:")
	if sig := c.set.Match("k8s", group+"/"+kind); sig != nil && kind != "" {
		line := d.line + 1 + bytes.Count(d.text[:at], []byte("\n"))
		c.named(sig, "CRD "+kind, line, Declared).attr("installs", group+"/"+kind).Kind = "runtime"
	}
	return true
}

var (
	looseKind = lazyregexp.New(`^kind:\s*["']?(\w+)`)
	looseAPI  = lazyregexp.New(`^apiVersion:\s*["']?([\w./-]+)`)
	looseImg  = lazyregexp.New(`^\s*(?:- )?image:\s*["']?([^\s"'#]+)`)
)

// looseYAML searches a document that does not parse, most often a template, line
// by line.
func looseYAML(f *file, d yamlDoc, c *collector) {
	text := untemplate(d.text)
	var api, kind string
	var kindLine int
	settings := settingFile(f)
	eachLine(text, func(n int, t string) {
		n += d.line
		if m := looseAPI().FindStringSubmatch(t); m != nil && api == "" {
			api = m[1]
		}
		if m := looseKind().FindStringSubmatch(t); m != nil && kind == "" {
			kind, kindLine = m[1], n
		}
		if m := looseImg().FindStringSubmatch(t); m != nil {
			c.image(m[1], n)
		}
		if i := strings.Index(t, "#"); i >= 0 && (i == 0 || t[i-1] == ' ') {
			t = t[:i]
		}
		key, value, ok := strings.Cut(strings.TrimSpace(t), ":")
		if ok {
			c.words(key, n, Declared)
			if settings {
				c.settingName(strings.Trim(strings.TrimPrefix(key, "- "), `"'`), n, Declared)
			}
			c.words(strings.Trim(strings.TrimSpace(value), `"'`), n, Declared)
		} else {
			c.words(strings.Trim(strings.TrimPrefix(strings.TrimSpace(t), "- "), `"'`), n, Declared)
		}
	})
	if group, _, ok := strings.Cut(api, "/"); ok && kind != "" {
		c.named(c.set.Match("k8s", group+"/"+kind), "", kindLine, Unresolved)
	}
}

// nodeWords looks for host, environment and model names in all keys and values.
// Long texts are searched for hosts and names only when script is set.
func (c *collector) nodeWords(n *node, conf Confidence, script bool) {
	n.walk(func(v *node) {
		if v.key != "" {
			if len(v.key) >= 5 && strings.Contains(v.key, "_") {
				c.env(v.key, v.line, conf)
			}
			c.gpu(v.key, v.line)
			if strings.HasSuffix(v.key, "Policy") { // a policy template of SAM
				c.role(v.key, v.line, conf)
			}
			if strings.IndexByte(v.key, '/') > 0 {
				c.hit(c.set.Match("label", v.key), "", v.line, conf)
			}
			if v.key == "repo" && strings.Contains(v.text, "github.com") {
				for _, m := range gitHubRepo().FindAllStringSubmatch(v.text, 1) {
					c.hit(c.set.Match("repo", m[1]), "", v.line, conf)
				}
			}
		}
		if v.kind != scalarNode || len(v.text) < 3 || v.text[0] >= '0' && v.text[0] <= '9' {
			return
		}
		if strings.HasSuffix(strings.ToLower(v.key), "image") {
			c.image(v.text, v.line)
		}
		c.apiPath(v.text, v.line, conf) // a type of node has a path, too
		if proseKeys[v.key] || strings.HasPrefix(v.text, "//") || strings.HasSuffix(v.key, "Type") || v.key == "asset_type" {
			return
		}
		if script && (strings.IndexByte(v.text, ' ') > 0) {
			line := v.line
			multi := strings.Contains(v.text, "\n")
			eachLine([]byte(v.text), func(i int, t string) {
				if multi {
					c.shellLine(t, line+i)
				} else {
					c.shellLine(t, line)
				}
			})
		}
		if strings.Contains(v.text, "\n") {
			if script {
				line := v.line
				eachLine([]byte(v.text), func(i int, t string) { c.words(t, line+i, conf) })
			}
			return
		}
		c.words(v.text, v.line, conf)
		if v.key == "" && strings.IndexByte(v.text, '/') > 0 { // an argument of a build step
			c.codeImage(v.text, v.line)
			if name, image, ok := strings.Cut(v.text, "="); ok && strings.Contains(name, "IMAGE") {
				c.image(image, v.line)
			}
		}
	})
}

// proseKeys hold text for people, where a name is a mention and not a use.
var proseKeys = map[string]bool{"description": true, "summary": true, "title": true, "doc": true, "docs": true, "readme": true, "changelog": true, "body": true, "message": true, "comment": true, "notes": true, "deprecationMessage": true, "text": true, "html": true, "markdown": true, "abstract": true, "excerpt": true}

var gpuKeys = map[string]string{"nvidia.com/gpu": "gpu-request", "amd.com/gpu": "amd-gpu-request", "habana.ai/gaudi": "gaudi-request", "google.com/tpu": "tpu-request", "aws.amazon.com/neuron": "neuron-request", "aws.amazon.com/neuroncore": "neuron-request"}

func (c *collector) gpu(key string, line int) {
	if format, ok := gpuKeys[key]; ok {
		c.hit(c.format(format), "", line, Declared)
	}
}

// image records a container image, without tag and digest in its name.
func (c *collector) image(ref string, line int) {
	if len(ref) < 3 || len(ref) > 300 {
		return
	}
	name, tag := ref, ""
	if i := strings.IndexByte(name, '@'); i > 0 {
		name, tag = name[:i], name[i+1:]
	}
	if i := strings.LastIndexByte(name, ':'); i > strings.LastIndexByte(name, '/') {
		name, tag = name[:i], name[i+1:]
	}
	if sig := c.set.Tail("image", name); sig != nil {
		c.hit(sig, name, line, Declared).attr("image", name).attr("version", tag)
	}
}
