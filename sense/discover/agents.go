package discover

import (
	"bytes"
	"path"
	"strings"

	"github.com/plimsoll-aims/plimsoll/internal/lazyregexp"
)

// mcpServers records the servers that an MCP client configuration names, in any
// of the shapes clients use.
func mcpServers(f *file, n *node, c *collector) {
	lists := []*node{n.get("mcpServers"), n.get("mcp", "servers"), n.get("mcp", "mcpServers"), n.get("context_servers"), n.get("amp.mcpServers"), n.get("mcp_servers")}
	if strings.Contains(strings.ToLower(f.base), "mcp") {
		lists = append(lists, n.get("servers"))
	}
	if run := n.get("server", "mcp_config"); run != nil { // a bundle for desktop clients
		c.named(c.format("mcp-manifest"), first(n.str("name"), f.base), run.line, Declared)
	}
	if strings.HasPrefix(f.base, "opencode.json") {
		lists = append(lists, n.get("mcp"))
	}
	for _, l := range lists {
		for _, s := range l.entries() {
			if s.kind != mapNode || s.get("command") == nil && s.get("url") == nil && s.get("serverUrl") == nil && s.get("httpUrl") == nil && s.get("type") == nil {
				continue
			}
			hit := c.named(c.format("mcp-config"), s.key, s.line, Declared)
			hit.attr("command", mcpCommand(s)).attr("url", hostOnly(first(s.str("url"), s.str("serverUrl"), s.str("httpUrl"))))
			c.mcpPackages(s)
		}
	}
}

// mcpCommand gives the program, never its arguments: they may hold secrets.
func mcpCommand(s *node) string {
	cmd := s.get("command")
	if l := cmd.list(); len(l) > 0 {
		cmd = l[0]
	}
	if cmd == nil {
		return ""
	}
	word := strings.SplitN(cmd.text, " ", 2)[0]
	if name, _, ok := strings.Cut(word, "="); ok { // KEY=value before the program
		return name
	}
	return word
}

// mcpPackages records published packages and images among the arguments.
func (c *collector) mcpPackages(s *node) {
	for _, a := range append(s.get("args").list(), s.get("command").list()...) {
		name := a.text
		if i := strings.LastIndexByte(name, '@'); i > 0 {
			name = name[:i]
		}
		c.pkg("npm", name, "", a.line, false)
		c.pkg("pypi", name, "", a.line, false)
		c.image(a.text, a.line)
	}
}

// hostOnly drops path, query and credentials of a URL.
func hostOnly(u string) string {
	_, rest, ok := strings.Cut(u, "://")
	if !ok {
		return ""
	}
	rest = strings.FieldsFunc(rest+"/", func(r rune) bool { return r == '/' || r == '?' || r == '#' })[0]
	return rest[strings.LastIndexByte(rest, '@')+1:]
}

// agentYAML recognises agent definitions: CrewAI's agents.yaml and the like.
func agentYAML(f *file, n *node, c *collector) {
	if n.get("kind") != nil && n.get("apiVersion") != nil {
		return
	}
	for _, a := range n.entries() {
		if a.str("role") != "" && a.str("goal") != "" && (a.get("backstory") != nil) {
			c.named(c.format("crewai-agent"), a.key, a.line, Declared).attr("role", a.str("role"))
		}
	}
	n.walk(func(v *node) {
		if v.kind == scalarNode && v.key == "type" && agentTypes[v.text] {
			c.named(c.format("declarative-agent"), v.text, v.line, Declared)
		}
	})
	if n.get("pipelineInfo") != nil && n.get("deploymentSpec") != nil {
		c.named(c.format("kfp-pipeline"), n.str("pipelineInfo", "name"), n.get("pipelineInfo").at(n), Declared)
	}
	if f.base == "cog.yaml" && n.get("build") != nil {
		c.named(c.format("cog.yaml"), path.Base(path.Dir("/"+f.rel)), 0, Declared)
	}
	storeYAML(f, n, c)
}

// agentTypes are the types of an agent that is declared in YAML for Semantic
// Kernel or the Azure agent service.
var agentTypes = map[string]bool{"chat_completion_agent": true, "openai_assistant": true, "openai_responses": true, "azure_assistant": true, "azureai_agent": true, "foundry_agent": true, "copilot_studio_agent": true, "bedrock_agent": true}

// editorExtensions records the AI extensions that an editor's settings for a
// project recommend (extensions.json) or install (devcontainer.json).
func editorExtensions(f *file, n *node, c *collector) {
	var lists []*node
	switch strings.ToLower(f.base) {
	case "extensions.json":
		lists = []*node{n.get("recommendations")}
	case "devcontainer.json", ".devcontainer.json":
		lists = []*node{n.get("extensions"), n.get("customizations", "vscode", "extensions")}
	}
	for _, l := range lists {
		for _, e := range l.list() {
			c.hit(c.set.Match("extension", e.text), "", e.line, Declared)
		}
	}
}

var frontKey = lazyregexp.New(`(?m)^([\w-]+):[ \t]*(.*)$`)

// frontMatter gives the YAML block at the head of a Markdown file.
func frontMatter(b []byte) ([]byte, bool) {
	b = bytes.TrimPrefix(b, []byte("\ufeff"))
	if !bytes.HasPrefix(b, []byte("---\n")) && !bytes.HasPrefix(b, []byte("---\r\n")) {
		return nil, false
	}
	rest := b[4:]
	end := bytes.Index(rest, []byte("\n---"))
	if end < 0 || end > 256<<10 {
		return nil, false
	}
	return rest[:end+1], true
}

// readMarkdown reads cards only: model and dataset cards of the hub and agent
// skills. Prose is never searched, so a key that a README mentions is no find.
func readMarkdown(f *file, c *collector) {
	front, ok := frontMatter(f.data)
	if !ok {
		return
	}
	n, err := parseYAML(yamlDoc{text: front, line: 1}, c.lim)
	if n == nil || err != nil {
		return
	}
	if f.base == "SKILL.md" && n.str("name") != "" && n.str("description") != "" {
		c.named(c.format("agent-skill"), n.str("name"), n.get("name").at(n), Declared)
		return
	}
	if strings.EqualFold(f.base, "README.md") || n.get("model-index") != nil {
		hubCard(f, n, c)
	}
}

// hubCard reads the front matter of a model or dataset card.
func hubCard(f *file, n *node, c *collector) {
	dir := path.Base(path.Dir("/" + f.rel))
	if dir == "/" {
		dir = f.rootName
	}
	isData := n.get("task_categories") != nil || n.get("size_categories") != nil || n.get("dataset_info") != nil || n.get("annotations_creators") != nil
	isModel := n.get("pipeline_tag") != nil || n.get("library_name") != nil || n.get("base_model") != nil || n.get("model-index") != nil
	if !isModel && !isData {
		return
	}
	if isData && !isModel {
		hit := c.named(c.format("hf-dataset-card"), first(n.str("pretty_name"), dir), n.line, Declared)
		hit.attr("licence", n.str("license")).attr("task", texts(n.get("task_categories"))).attr("size", texts(n.get("size_categories"))).attr("language", texts(n.get("language")))
		return
	}
	name := n.str("model_name")
	if l := n.get("model-index").list(); name == "" && len(l) > 0 {
		name = l[0].str("name")
	}
	line := first2(n.get("pipeline_tag"), n.get("library_name"), n.get("base_model"), n.get("model-index"))
	hit := c.named(c.format("hf-model-card"), first(name, dir), line, Declared)
	hit.attr("licence", n.str("license")).attr("task", n.str("pipeline_tag")).attr("library", n.str("library_name")).
		attr("base-model", texts(n.get("base_model"))).attr("datasets", texts(n.get("datasets"))).attr("language", texts(n.get("language"))).attr("tags", texts(n.get("tags")))
	modelIndex(n, hit)
}

// modelIndex reads the first results of a card as "metric=value" facts.
func modelIndex(n *node, hit *finding) {
	var out []string
	for _, m := range n.get("model-index").list() {
		for _, r := range m.get("results").list() {
			for _, x := range r.get("metrics").list() {
				if t, v := x.str("type"), x.str("value"); t != "" && v != "" && len(out) < 20 {
					out = append(out, t+"="+v)
				}
			}
		}
	}
	hit.attr("metrics", strings.Join(out, ", "))
}

func first2(ns ...*node) int {
	for _, n := range ns {
		if n != nil {
			return n.line
		}
	}
	return 1
}

// texts gives a scalar, or the scalars of a list joined by commas.
func texts(n *node) string {
	if n == nil {
		return ""
	}
	if n.kind == scalarNode {
		return n.text
	}
	var out []string
	for _, v := range n.list() {
		if v.kind == scalarNode && v.text != "" && len(out) < 20 {
			out = append(out, v.text)
		}
	}
	return strings.Join(out, ", ")
}
