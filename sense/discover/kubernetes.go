package discover

import (
	"path"
	"strings"
)

// kubernetes records a resource whose kind is an AI kind, items of a List, and
// what serving specs say of the model.
func kubernetes(n *node, c *collector) {
	kind, api := n.str("kind"), n.str("apiVersion")
	if kind == "" || api == "" {
		return
	}
	for _, item := range n.get("items").list() {
		kubernetes(item, c)
	}
	group, _, ok := strings.Cut(api, "/")
	if !ok {
		return
	}
	sig := c.set.Match("k8s", group+"/"+kind)
	if sig == nil {
		return
	}
	name := n.str("metadata", "name")
	if name == "" {
		name = n.str("metadata", "generateName")
	}
	if ns := n.str("metadata", "namespace"); ns != "" && name != "" && !strings.Contains(ns, placeholder) {
		name = ns + "/" + name
	}
	f := c.named(sig, name, n.get("kind").at(n), Declared).attr("kind", kind)
	for _, part := range []string{"predictor", "transformer", "explainer"} {
		f.attr("model-format", n.str("spec", part, "model", "modelFormat", "name"))
	}
	n.get("spec").walk(func(v *node) {
		switch v.key {
		case "storageUri", "storageUris", "modelUri", "modelPath":
			c.storage(v.text, v.line)
			f.attr("model", v.text)
		case "uri":
			if strings.HasPrefix(v.text, "hf://") || strings.HasPrefix(v.text, "oci://") || strings.HasPrefix(v.text, "s3://") || strings.HasPrefix(v.text, "pvc://") {
				c.storage(v.text, v.line)
				f.attr("model", v.text)
			}
		}
	})
}

// workerBindings records the AI that a Cloudflare worker is bound to.
func workerBindings(f *file, n *node, c *collector) {
	if !strings.HasPrefix(f.base, "wrangler.json") {
		return
	}
	n.walk(func(v *node) {
		if v.kind == scalarNode {
			return
		}
		switch v.key {
		case "ai":
			if v.get("binding") != nil {
				c.hit(c.format("workers-ai"), "", v.line, Declared)
			}
		case "vectorize":
			c.hit(c.format("workers-vectorize"), "", v.line, Declared)
		case "ai_search_namespaces", "ai_search":
			c.hit(c.format("workers-ai-search"), "", v.line, Declared)
		}
	})
}

// storage records the model that a URI points at. hf:// names a hub model; any
// other place is a model whose content nobody has seen.
func (c *collector) storage(uri string, line int) {
	uri = redact(strings.TrimSpace(uri))
	if uri == "" || !strings.Contains(uri, "://") {
		return
	}
	if id, ok := strings.CutPrefix(uri, "hf://"); ok && hubOrgID().MatchString(strings.SplitN(id, ":", 2)[0]) {
		c.named(c.format("model-storage"), strings.SplitN(id, ":", 2)[0], line, Declared).attr("storage", uri)
		return
	}
	c.named(c.format("model-storage"), path.Base(uri), line, Declared).attr("storage", uri)
}

// containers looks at every map that describes a container: its image, its
// model arguments, its environment.
func containers(n *node, c *collector) {
	n.walk(func(v *node) {
		if v.kind != mapNode {
			return
		}
		if img := v.get("image"); img != nil {
			if img.kind == scalarNode {
				c.image(img.text, img.line)
			} else if repo := img.str("repository"); repo != "" {
				registry := img.str("registry")
				c.image(strings.TrimPrefix(registry+"/"+repo, "/"), img.get("repository").at(img))
			} else if name := img.str("name"); name != "" {
				c.image(name, img.get("name").at(img))
			}
		}
		if v.key == "images" || v.get("newName") != nil {
			c.image(v.str("newName"), v.get("newName").at(v))
		}
		for _, key := range []string{"args", "command", "entrypoint"} {
			modelArgs(v.get(key), c)
		}
		if name := v.str("name"); modelEnv[name] {
			c.modelSetting(v.str("value"), v.get("value").at(v))
		}
		for _, e := range v.entries() {
			if modelEnv[e.key] {
				c.modelSetting(e.text, e.line)
			}
		}
		if v.str("driver") == "nvidia" {
			c.hit(c.format("compose-gpu"), "", v.get("driver").at(v), Declared)
		}
	})
	for _, i := range n.get("images").list() { // kustomization
		c.image(i.str("name"), i.get("name").at(i))
	}
}

// modelEnv are variables whose value is a model's identifier.
var modelEnv = map[string]bool{"HF_MODEL_ID": true, "MODEL_ID": true, "MODEL_NAME": true, "LLM_MODEL": true, "OPENAI_MODEL": true, "ANTHROPIC_MODEL": true, "EMBEDDING_MODEL": true, "MODEL": true}

// modelSetting records the value of a model variable when it looks like a hub
// identifier; any other known model is found by its literal.
func (c *collector) modelSetting(v string, line int) {
	v = strings.Trim(v, `"' `)
	if hubOrgID().MatchString(v) && c.set.Match("model", v) == nil && !strings.Contains(v, "//") && !strings.HasPrefix(v, "mnt/") && !strings.HasPrefix(v, "models/") {
		c.named(c.format("model-setting"), v, line, Declared)
	}
}

var modelFlags = map[string]bool{"--model": true, "--model-id": true, "--model_id": true, "--model-name": true, "--model_name": true, "--served-model-name": true, "--model-path": true, "--embedding-model": true, "--tokenizer": false}

// modelArgs reads --model X and --model=X of a container's arguments.
func modelArgs(args *node, c *collector) {
	var words []string
	var lines []int
	add := func(n *node) {
		for _, w := range strings.Fields(n.text) {
			words, lines = append(words, strings.Trim(w, `"'\`)), append(lines, n.line)
		}
	}
	if args == nil {
		return
	}
	if args.kind == scalarNode {
		add(args)
	}
	for _, a := range args.list() {
		add(a)
	}
	for i, w := range words {
		flag, value, ok := strings.Cut(w, "=")
		if !modelFlags[flag] {
			continue
		}
		line := lines[i]
		if !ok && i+1 < len(words) {
			value, line = words[i+1], lines[i+1]
		}
		if value = strings.Trim(value, `"'`); hubOrgID().MatchString(value) && c.set.Match("model", value) == nil && !strings.HasPrefix(value, "/") {
			c.named(c.format("model-argument"), value, line, Declared)
		} else {
			c.model(value, line, Declared)
		}
	}
}

// helmChart reads the dependencies of Chart.yaml and requirements.yaml.
func helmChart(f *file, n *node, c *collector) {
	if f.base != "Chart.yaml" && f.base != "Chart.lock" && f.base != "requirements.yaml" && f.base != "requirements.lock" {
		return
	}
	for _, d := range n.get("dependencies").list() {
		c.hit(c.set.Match("helm", d.str("name")), d.str("name"), d.get("name").at(d), Declared).attr("version", d.str("version"))
	}
	if f.base == "Chart.yaml" {
		c.hit(c.set.Match("helm", n.str("name")), n.str("name"), n.get("name").at(n), Declared)
	}
}

// workflows reads the actions that GitHub workflows and composite actions use.
func workflows(f *file, n *node, c *collector) {
	if !strings.Contains(f.rel, ".github/") && f.base != "action.yml" && f.base != "action.yaml" {
		return
	}
	n.walk(func(v *node) {
		if v.key == "uses" && v.kind == scalarNode {
			name, version, _ := strings.Cut(v.text, "@")
			parts := strings.SplitN(name, "/", 3)
			if len(parts) >= 2 {
				c.hit(c.set.Match("gha", parts[0]+"/"+parts[1]), name, v.line, Declared).attr("version", version)
			}
		}
	})
}
