package discover

import (
	"path"
	"strings"

	"github.com/plimsoll-aims/plimsoll/internal/lazyregexp"
	"github.com/plimsoll-aims/plimsoll/sense/discover/signal"
)

// settingName records a configuration key that is named after an AI service,
// however its format joins words: openAiEndpoint, azure-openai-key,
// AzureOpenAiServiceEndpoint. The signals compare the key in lower case without
// joints ("openaiendpoint") and, for short words, with every word between
// dashes ("-llm-model-").
func (c *collector) settingName(key string, line int, conf Confidence) {
	if len(key) < 4 || len(key) > 80 || c.lines[line] {
		return
	}
	words := keyWords(key)
	if words == "" {
		return
	}
	sig := c.set.Match("name", strings.ReplaceAll(words, "-", ""))
	if sig == nil {
		sig = c.set.Match("name", words)
	}
	if f := c.hit(sig, key, line, conf); f != nil && !secretName(strings.ToUpper(strings.ReplaceAll(words, "-", "_"))) {
		f.Kind = "setting"
	}
}

// keyWords gives the words of a key in lower case, each between dashes; nothing
// when the text is no key.
func keyWords(key string) string {
	b := make([]byte, 0, len(key)+12)
	b = append(b, '-')
	for i := 0; i < len(key); i++ {
		c := key[i]
		switch {
		case c >= 'A' && c <= 'Z':
			after := i > 0 && (lowerOrDigit(key[i-1]) || i+1 < len(key) && upper(key[i-1]) && lowerLetter(key[i+1]))
			if after && b[len(b)-1] != '-' {
				b = append(b, '-')
			}
			b = append(b, c+'a'-'A')
		case lowerOrDigit(c):
			b = append(b, c)
		case c == '_' || c == '-' || c == '.' || c == ':':
			if b[len(b)-1] != '-' {
				b = append(b, '-')
			}
		default:
			return ""
		}
	}
	if b[len(b)-1] != '-' {
		b = append(b, '-')
	}
	return string(b)
}

func upper(c byte) bool        { return c >= 'A' && c <= 'Z' }
func lowerLetter(c byte) bool  { return c >= 'a' && c <= 'z' }
func lowerOrDigit(c byte) bool { return lowerLetter(c) || c >= '0' && c <= '9' }

// textPath marks files of translations and generic abbreviations: their keys name
// texts for people and kinds of resource, not settings.
var textPath = lazyregexp.New(`(?i)(?:^|/)(?:locales?|i18n|l10n|lang|langs|languages|translations|messages)/|(?:^|/)abbreviations[\w-]*\.json$`)

// settingFile says whether the keys of a structured file are settings.
func settingFile(f *file) bool {
	switch path.Base(f.rel) {
	case "package.json", "package-lock.json", "composer.json":
		return false
	}
	return !textPath().MatchString(f.rel)
}

// settingNames looks at the keys of a parsed document.
func (c *collector) settingNames(f *file, n *node) {
	if !settingFile(f) {
		return
	}
	n.walk(func(v *node) {
		switch {
		case v.key == "":
		case v.kind == scalarNode:
			c.settingName(v.key, v.line, Declared)
			c.provider(v.key, v.text, v.line)
		default: // a section: often a name that somebody chose, so the whole of it must be known
			if words := keyWords(v.key); !c.lines[v.line] {
				c.hit(c.set.Get("name", strings.ReplaceAll(words, "-", "")), "", v.line, Declared)
			}
		}
	})
}

// provider records the value of a key that chooses a provider.
func (c *collector) provider(key, value string, line int) {
	if len(value) > 30 || len(key) < 8 || c.lines[line] || !strings.HasSuffix(keyWords(key), "-provider-") {
		return
	}
	c.hit(c.set.Get("provider", value), "", line, Declared)
}

// settingWords are the last words by which a string of a program is taken for
// the name of a setting.
var settingWords = []string{"endpoint", "key", "url", "uri", "host", "token", "secret", "model", "modelname", "model_name", "modelid", "model_id", "deployment", "deploymentname", "deployment_name", "deploymentid"}

// codeSetting records the name of a setting that a program reads: a string of one
// word that ends like one, or an option of a command line.
func (c *collector) codeSetting(text string, line int) {
	name, option := strings.CutPrefix(text, "--")
	if inner, ok := strings.CutPrefix(name, "${"); ok { // Spring's "${azure.openai.key:default}"
		name, _, _ = strings.Cut(strings.TrimSuffix(inner, "}"), ":")
	} else if strings.IndexByte(name, '.') >= 0 {
		return
	}
	if len(name) < 6 || len(name) > 60 || strings.IndexByte(name, '/') >= 0 {
		return
	}
	words := keyWords(name)
	if words == "" || !option && (strings.Count(words, "-") < 3 || strings.IndexByte(name, '-') >= 0) {
		return
	}
	if sig := c.set.Match("name", strings.ReplaceAll(words, "-", "")); sig != nil && sig.Strength == signal.Strong && endsAsSetting(name) {
		c.settingName(name, line, Inferred)
	}
}

// endsAsSetting says whether the last word of a name is one of a setting.
func endsAsSetting(name string) bool {
	name = strings.ToLower(name)
	for _, w := range settingWords {
		if strings.HasSuffix(name, w) {
			return true
		}
	}
	return false
}

// role records a role or a managed policy that gives access to an AI service.
func (c *collector) role(text string, line int, conf Confidence) {
	if len(text) < 8 || len(text) > 120 {
		return
	}
	if i := strings.LastIndex(text, "policy/"); i >= 0 {
		text = text[i+len("policy/"):]
	} else if i := strings.Index(text, "=>roles/"); i >= 0 {
		text = text[i+len("=>"):]
	}
	c.hit(c.set.Match("role", text), "", line, conf)
}
