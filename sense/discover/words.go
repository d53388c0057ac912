package discover

import (
	"strings"

	"github.com/plimsoll-aims/plimsoll/internal/lazyregexp"
)

// words looks through one text for host names, environment names and, where
// the whole text is one, a model identifier.
func (c *collector) words(text string, line int, conf Confidence) {
	if len(text) < 3 || len(text) > 64<<10 {
		return
	}
	if value, ok := modelOption(text); ok {
		c.modelOptionValue(value, line, conf)
	}
	c.model(text, line, conf)
	c.modelURL(text, line, conf)
	c.openHost(text, line, conf)
	c.cloudName(text, line, conf)
	c.role(text, line, conf)
	c.serviceName(text, line, conf)
	c.apiPath(text, line, conf)
	c.keyName(text, line, conf)
	for i := 0; i < len(text); {
		if !wordByte(text[i]) {
			i++
			continue
		}
		start, dots, upper, lower := i, 0, false, false
		for i < len(text) && wordByte(text[i]) {
			switch b := text[i]; {
			case b == '.':
				dots++
			case b >= 'A' && b <= 'Z':
				upper = true
			case b >= 'a' && b <= 'z':
				lower = true
			}
			i++
		}
		switch word := text[start:i]; {
		case dots > 0 && lower && len(word) <= 253:
			c.host(strings.Trim(word, ".-"), line, conf)
		case upper && !lower:
			c.env(word, line, conf)
		}
	}
}

func wordByte(b byte) bool { return identByte(b) || b == '.' || b == '-' }

// env records the name of a secret or setting.
func (c *collector) env(name string, line int, conf Confidence) {
	c.variable(name, line, conf, true)
}

// variable is env for a name of which it is perhaps not known that it is an
// environment variable: then the broad patterns, which any constant of a
// program may match, do not count.
func (c *collector) variable(name string, line int, conf Confidence, sure bool) {
	if len(name) < 5 || len(name) > 80 || !strings.Contains(name, "_") {
		return
	}
	if sig := c.set.Match("env", name); sig != nil && (sure || sig.Pattern[0] != '*') {
		if f := c.hit(sig, name, line, conf); sig.Kind == "credential" && !secretName(name) {
			f.Kind = "setting"
		}
	}
}

// apiPath records the path of an interface that only AI services have, whoever
// runs them.
func (c *collector) apiPath(text string, line int, conf Confidence) {
	if len(text) > 8 && len(text) < 300 && strings.IndexByte(text, '/') >= 0 && strings.IndexByte(text, ' ') < 0 {
		c.hit(c.set.Match("path", text), "", line, conf)
	}
}

// serviceName records a whole text that is the name of a cloud service as its
// client wants it, when it cannot be another word, or of a header that only AI
// services read.
func (c *collector) serviceName(text string, line int, conf Confidence) {
	if len(text) <= 40 && strings.IndexByte(text, '-') > 0 {
		c.hit(c.set.Get("aws", text), "", line, conf)
		c.hit(c.set.Get("header", text), "", line, conf)
	}
}

// host records the service behind a host name.
func (c *collector) host(name string, line int, conf Confidence) {
	sig := c.set.Match("host", name)
	if sig == nil { // "${name}.openai.azure.com": the variable part is not in the word
		sig, name = c.set.Match("host", "x."+name), "*."+name
	}
	c.hit(sig, name, line, conf).attr("host", name)
}

// openMiddle is a host name whose middle is filled in when the program runs:
// bedrock-runtime.{region}.amazonaws.com, ${location}-aiplatform.googleapis.com.
var openMiddle = lazyregexp.New(`([A-Za-z0-9-]+\.)\$?(?:\{[^{}\s]{0,60}\}|%[sv])([.-][A-Za-z0-9.-]{4,100})`)

func (c *collector) openHost(text string, line int, conf Confidence) {
	if strings.IndexByte(text, '.') < 0 || !strings.ContainsAny(text, "{%") {
		return
	}
	for _, m := range openMiddle().FindAllStringSubmatch(text, 5) {
		if sig := c.set.Match("host", m[1]+"x"+m[2]); sig != nil {
			c.hit(sig, m[1]+"*"+m[2], line, conf).attr("host", m[1]+"*"+m[2])
		}
	}
}

// modelURL records a model or data set that is named by its hub's scheme:
// hf://org/name, hf://datasets/org/name, ollama://name.
func (c *collector) modelURL(text string, line int, conf Confidence) {
	if name, ok := strings.CutPrefix(text, "ollama://"); ok {
		if name, _, _ = strings.Cut(name, "?"); ollamaName().MatchString(name) && !madeUp(name) {
			c.named(c.format("model-argument"), name, line, conf)
		}
		return
	}
	name, ok := strings.CutPrefix(text, "hf://")
	if !ok {
		return
	}
	format := "hf-load"
	if data, ok := strings.CutPrefix(name, "datasets/"); ok {
		format, name = "hf-load-dataset", data
	}
	if name, _, _ = strings.Cut(name, "@"); hubOrgID().MatchString(name) && !madeUp(name) {
		c.named(c.format(format), name, line, conf)
	}
}

var ollamaName = lazyregexp.New(`^[a-z0-9][\w./-]{1,80}(:[\w.-]{1,40})?$`)

// madeUp says whether every part of a name is a stand-in, as tests and manuals
// write them.
func madeUp(name string) bool {
	org, model, both := strings.Cut(strings.ToLower(name), "/")
	stands := func(s string) bool {
		for _, w := range strings.FieldsFunc(s, func(r rune) bool { return r == '-' || r == '_' || r == '.' }) {
			switch w {
			case "test", "example", "some", "your", "my", "foo", "bar", "user", "username", "org", "repo", "dummy":
				return true
			}
		}
		return false
	}
	return stands(org) && (!both || stands(model) || strings.Contains(model, "model"))
}

// providers are the prefixes that routers and clouds put before a model name.
var providers = []string{
	"azure/", "azure_ai/", "bedrock/", "bedrock_converse/", "vertex_ai/", "openrouter/", "litellm_proxy/", "gemini/", "groq/", "ollama/", "ollama_chat/",
	"together_ai/", "fireworks_ai/", "fireworks/", "replicate/", "huggingface/", "openai/", "openai:", "anthropic/", "anthropic:",
	"google/", "google_genai:", "google-genai:", "google-gla:", "mistral/", "mistralai:", "mistral:", "cohere/", "cohere:", "deepseek/", "deepseek:", "xai/", "xai:",
	"perplexity/", "meta/", "models/", "openai.", "us.", "eu.", "apac.", "global.", "bedrock::", "bedrock:", "azure_openai:", "groq:", "ollama:", "bedrock_converse:", "x-ai/", "nvidia_nim/", "ai/",
}

// model records a text that is, as a whole, the identifier of a known model.
func (c *collector) model(text string, line int, conf Confidence) {
	if text == "" || len(text) > 120 || !modelShape(text) {
		return
	}
	name := text
	for cut := 0; cut < 3; cut++ {
		if sig := c.set.Match("model", name); sig != nil {
			c.hit(sig, strings.ToLower(name), line, conf)
			return
		}
		if cut == 0 {
			if org, rest, ok := strings.Cut(name, "/"); ok && len(org) > 2 && hubOrgID().MatchString(name) && len(rest) > 5 {
				if sig := c.set.Match("model", rest); sig != nil {
					c.hit(sig, strings.ToLower(name), line, conf)
					return
				}
			}
		}
		next := name
		for _, p := range providers {
			if len(name) > len(p) && strings.EqualFold(name[:len(p)], p) {
				next = name[len(p):]
				break
			}
		}
		if next == name {
			return
		}
		name = next
	}
}

// modelOption gives the value of --model=name and its like.
func modelOption(text string) (string, bool) {
	if !strings.HasPrefix(text, "--") {
		return "", false
	}
	flag, value, ok := strings.Cut(text, "=")
	return value, ok && modelFlags[flag] && value != ""
}

// modelOptionValue records the model of an option: a name with a tag is one of a
// local model server, any other must be known.
func (c *collector) modelOptionValue(value string, line int, conf Confidence) {
	if name, tag, ok := strings.Cut(value, ":"); ok && name != "" && tag != "" && ollamaName().MatchString(value) && !strings.Contains(value, "//") {
		c.named(c.format("model-argument"), value, line, conf)
		return
	}
	c.model(value, line, conf)
}

// modelShape keeps sentences, paths and URLs away from the patterns.
func modelShape(s string) bool {
	if c := s[0]; c != '@' && (!identByte(c) || c <= '9') {
		return false
	}
	slashes, mark := 0, false
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '/':
			mark = true
			if slashes++; slashes > 3 || i == 0 {
				return false
			}
		case c == '-', c == ':', c >= '0' && c <= '9':
			mark = true
		case identByte(c), c == '.', c == '@' && (i == 0 || i > 3):
		default:
			return false
		}
	}
	if !mark {
		return false
	}
	for _, ext := range notModels {
		if strings.HasSuffix(s, ext) {
			return false
		}
	}
	return !strings.Contains(s, "://")
}

var notModels = []string{".py", ".js", ".ts", ".tsx", ".md", ".mdx", ".json", ".yaml", ".yml", ".png", ".jpg", ".svg", ".html", ".txt", ".go", ".css", ".ipynb", ".pdf", ".sh"}

// secretName says whether a variable holds a secret and not just a setting.
func secretName(name string) bool {
	for _, w := range []string{"KEY", "TOKEN", "SECRET", "PASSWORD", "CREDENTIAL", "_PAT"} {
		if strings.Contains(name, w) && !strings.HasSuffix(name, "TOKENS") {
			return true
		}
	}
	return false
}

var (
	iamAction  = lazyregexp.New(`^([a-z0-9-]{3,30}):(?:[A-Z][A-Za-z]*\*?|\*)$`)
	bedrockARN = lazyregexp.New(`arn:aws[\w-]*:bedrock:[^:]*:[^:]*:(?:foundation-model|inference-profile|custom-model)/([\w.:*-]+)`)
)

// cloudName records an IAM action on an AI service, a Bedrock ARN, or an Azure
// provider of AI services.
func (c *collector) cloudName(text string, line int, conf Confidence) {
	switch {
	case len(text) < 80 && strings.IndexByte(text, ':') > 2:
		if m := iamAction().FindStringSubmatch(text); m != nil {
			c.hit(c.set.Match("aws", m[1]), "", line, conf).attr("permission", text)
		}
	case strings.HasPrefix(text, "Microsoft.") && !strings.Contains(text, "/"):
		c.hit(c.set.Get("arm", text), "", line, conf)
	}
	if i := strings.Index(text, "arn:aws"); i >= 0 && !c.lines[line] {
		c.hit(c.set.Match("aws", arnService(text[i:])), "", line, conf)
	}
	if strings.Contains(text, ":bedrock:") {
		if m := bedrockARN().FindStringSubmatch(text); m != nil {
			if m[1] == "*" {
				c.hit(c.set.Get("aws", "bedrock-runtime"), "", line, conf)
				return
			}
			c.named(c.format("bedrock-model"), strings.TrimPrefix(strings.TrimPrefix(m[1], "us."), "eu."), line, conf)
		}
	}
}

// arnService gives the service of an ARN; that of a task of Step Functions is the
// one that the task calls.
func arnService(arn string) string {
	part := strings.Split(arn, ":")
	switch {
	case len(part) < 6 || part[2] == "iam":
		return ""
	case part[2] == "states" && part[5] == "aws-sdk" && len(part) > 6:
		return part[6]
	case part[2] == "states":
		return part[5]
	}
	return part[2]
}

var netKeys = strings.NewReplacer("__", ".", ":", ".")

// keyName records a configuration key of an AI framework, such as
// spring.ai.openai.api-key, written out or at the head of key=value.
func (c *collector) keyName(text string, line int, conf Confidence) {
	if len(text) < 5 || len(text) > 400 {
		return
	}
	key, _, _ := strings.Cut(text, "=")
	if key = strings.TrimSpace(key); len(key) > 200 || strings.Contains(key, "://") || strings.ContainsAny(key, " /@") {
		return
	}
	key = netKeys.Replace(key) // .NET writes levels as : or __
	if strings.IndexByte(key, '.') < 3 {
		return
	}
	c.hit(c.set.Under("key", strings.TrimPrefix(key, "%"), "."), "", line, conf)
}

// keyPaths records configuration keys of AI frameworks in a parsed document,
// where the dots are levels.
func (c *collector) keyPaths(n *node, prefix string, depth int) {
	for _, v := range n.entries() {
		if v.key == "" || len(v.key) > 100 {
			continue
		}
		at := v.key
		if prefix != "" {
			at = prefix + "." + v.key
		}
		if sig := c.set.Under("key", at, "."); sig != nil {
			c.hit(sig, "", v.line, Declared)
			continue
		}
		if depth > 0 {
			c.keyPaths(v, at, depth-1)
		}
	}
}
