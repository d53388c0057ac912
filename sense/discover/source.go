package discover

import (
	"bytes"
	"strings"

	"github.com/plimsoll-aims/plimsoll/internal/lazyregexp"
)

// sourceReader reads one programming language.
type sourceReader struct {
	syntax  syntax
	imports func(*source, *collector)
}

var sources = map[string]sourceReader{
	".py": {pythonSyntax, pythonImports}, ".pyi": {pythonSyntax, pythonImports}, ".pyx": {pythonSyntax, pythonImports},
	".js": {jsSyntax, jsImports}, ".jsx": {jsSyntax, jsImports}, ".mjs": {jsSyntax, jsImports}, ".cjs": {jsSyntax, jsImports},
	".ts": {jsSyntax, jsImports}, ".tsx": {jsSyntax, jsImports}, ".mts": {jsSyntax, jsImports}, ".cts": {jsSyntax, jsImports},
	".vue": {jsSyntax, jsImports}, ".svelte": {jsSyntax, jsImports}, ".astro": {jsSyntax, jsImports},
	".go":   {goSyntax, goImports},
	".java": {javaSyntax, jvmImports}, ".kt": {javaSyntax, jvmImports}, ".kts": {javaSyntax, jvmImports}, ".scala": {javaSyntax, jvmImports}, ".groovy": {javaSyntax, jvmImports},
	".cs": {csSyntax, csImports}, ".fs": {csSyntax, csImports}, ".vb": {csSyntax, csImports}, ".cshtml": {csSyntax, csImports}, ".razor": {csSyntax, csImports},
	".rs": {rustSyntax, rustImports},
	".rb": {hashSyntax, rubyImports}, ".php": {cSyntax, phpImports}, ".swift": {cSyntax, swiftImports},
	".r": {hashSyntax, nil}, ".jl": {hashSyntax, nil}, ".dart": {cSyntax, nil}, ".ex": {hashSyntax, nil}, ".exs": {hashSyntax, nil},
	".cpp": {cSyntax, cIncludes}, ".cc": {cSyntax, cIncludes}, ".c": {cSyntax, cIncludes}, ".h": {cSyntax, cIncludes}, ".hpp": {cSyntax, cIncludes},
	".jsonnet": {cSyntax, nil}, ".libsonnet": {cSyntax, nil},
	".lua": {hashSyntax, nil}, ".pl": {hashSyntax, nil},
}

// readSource reads a program: imports, calls, then the names in its strings and
// constants.
func readSource(b []byte, r sourceReader, c *collector) {
	s := lex(b, r.syntax)
	if r.imports != nil {
		r.imports(s, c)
	}
	calls(s, c)
	s.names(c)
}

// names looks for host, environment and model names in strings, and for
// environment names among the identifiers.
func (s *source) names(c *collector) {
	for _, l := range s.strs {
		if l.end-l.start < 3 {
			continue
		}
		if s.docstring(l) || s.link(l) {
			continue
		}
		text := s.text(l)
		c.codeSQL(text, s.line(l.start))
		if l.end-l.start > 200 {
			s.longString(l, c)
			continue
		}
		c.words(text, s.line(l.start), Inferred)
		c.codeSetting(text, s.line(l.start))
		if strings.IndexByte(text, '/') > 0 {
			c.codeImage(text, s.line(l.start))
		}
	}
	b := s.code
	for i := 0; i < len(b); {
		if !identByte(b[i]) {
			i++
			continue
		}
		start, lower := i, false
		for i < len(b) && identByte(b[i]) {
			lower = lower || b[i] >= 'a' && b[i] <= 'z'
			i++
		}
		if !lower && i-start >= 6 && b[start] >= 'A' {
			lead := bytes.TrimRight(b[max(0, start-24):start], " ")
			c.variable(string(b[start:i]), s.line(start), Inferred, bytes.HasSuffix(lead, []byte("env.")) || bytes.HasSuffix(lead, []byte("environ.")))
		}
	}
}

// link says whether a string is the target of a link on a page: a mention for
// people, not a use.
func (s *source) link(l literal) bool {
	lead := bytes.TrimRight(s.code[max(0, l.start-12):max(0, l.start-1)], " {")
	return bytes.HasSuffix(lead, []byte("href="))
}

// docstring says whether a string in triple quotes stands alone on its line: it
// is text about the program, like a comment.
func (s *source) docstring(l literal) bool {
	if l.start < 3 || s.raw[l.start-1] != s.raw[l.start-2] || s.raw[l.start-2] != s.raw[l.start-3] {
		return false
	}
	from := s.lines[s.line(l.start-3)-1]
	return len(bytes.TrimLeft(s.raw[from:l.start-3], " \trRuUfFbB")) == 0
}

// codeImage records an image that code starts: test containers, Aspire, Pulumi.
// Only exact names count, behind a registry or not, since a code string may be
// any path.
func (c *collector) codeImage(text string, line int) {
	name, _, _ := strings.Cut(text, ":")
	if registry, rest, ok := strings.Cut(name, "/"); ok && strings.IndexByte(registry, '.') > 0 && c.set.Get("image", name) == nil {
		name = rest
	}
	if sig := c.set.Get("image", name); sig != nil && len(text) < 150 {
		c.hit(sig, name, line, Inferred).attr("image", name)
	}
}

// longString reads prose in code only for URLs: a docstring that talks about a
// key is not a use of it.
func (s *source) longString(l literal, c *collector) {
	text := s.text(l)
	for _, m := range urlHost().FindAllStringSubmatchIndex(text, 20) {
		c.host(text[m[2]:m[3]], s.line(l.start+m[2]), Inferred)
	}
}

var urlHost = lazyregexp.New(`https?://([A-Za-z0-9][A-Za-z0-9.-]{3,120})`)

// callRule finds a name in the first string after a call.
type callRule struct {
	after  lazyregexp.Regexp // the code before the string
	format string
	shape  lazyregexp.Regexp // what the string must look like
}

var (
	hubID    = lazyregexp.New(`^[A-Za-z0-9][\w.-]{0,95}(/[A-Za-z0-9][\w.-]{0,95})?$`)
	hubOrgID = lazyregexp.New(`^[A-Za-z0-9][\w.-]{0,95}/[A-Za-z0-9][\w.-]{0,95}$`)
	modelExt = lazyregexp.New(`\.(pt|pth|pkl|joblib|onnx|h5|keras|safetensors|gguf|tflite|bin|ckpt|mlmodel)$`)

	callRules = []callRule{
		{lazyregexp.New(`(?:Auto\w+|[A-Z]\w*(?:Model|Tokenizer|Tokenizer\w*|For\w+|Pipeline|Processor|Config|Feature\w+|Scheduler|UNet\w*|VAE|Adapter))\.from_?[pP]retrained\($`), "hf-load", hubID},
		{lazyregexp.New(`\b(?:SentenceTransformer|CrossEncoder|HuggingFaceEmbeddings|WhisperModel|SetFitModel)\((?:\s*model(?:_name)?\s*=)?$`), "hf-load", hubID},
		{lazyregexp.New(`\b(?:hf_hub_download|snapshot_download)\((?:\s*repo_id\s*=)?$`), "hf-load", hubOrgID},
		{lazyregexp.New(`\bload_dataset\((?:\s*path\s*=)?$`), "hf-load-dataset", hubOrgID},
		{lazyregexp.New(`\b(?:torch|joblib)\.load\($`), "model-storage", modelExt},
		{lazyregexp.New(`\b(?:InferenceSession|load_model)\($`), "model-storage", modelExt},
	}
	stepService = lazyregexp.New(`CallAwsService(?s:.{0,80})\bservice\s*[=:]$`) // a task of Step Functions in the CDK
	awsClient   = lazyregexp.New(`(?:\b(?:boto3|session|aws|self)\.|\)\.|\b\w*[sS]ession\.)(?:client|resource)\((?:\s*service_name\s*=)?$`)
)

// callees are the last names of the calls that the rules look at: a cheap test
// before the expressions.
var callees = map[string]bool{
	"from_pretrained": true, "fromPretrained": true, "from_Pretrained": true, "SentenceTransformer": true, "CrossEncoder": true, "HuggingFaceEmbeddings": true, "WhisperModel": true,
	"SetFitModel": true, "hf_hub_download": true, "snapshot_download": true, "load_dataset": true, "load": true, "InferenceSession": true,
	"load_model": true, "client": true, "resource": true,
}

// callee gives the name before the last "(", stepping over a keyword argument.
func callee(lead string) string {
	if strings.HasSuffix(lead, "=") {
		lead = strings.TrimRight(lead[:len(lead)-1], " ")
		for lead != "" && identByte(lead[len(lead)-1]) {
			lead = lead[:len(lead)-1]
		}
		lead = strings.TrimRight(lead, " \t\n")
	}
	if !strings.HasSuffix(lead, "(") {
		return ""
	}
	end := len(lead) - 1
	start := end
	for start > 0 && identByte(lead[start-1]) {
		start--
	}
	return lead[start:end]
}

// calls reads arguments that name a model, a dataset or a cloud service.
func calls(s *source, c *collector) {
	for _, l := range s.strs {
		if n := l.end - l.start; n < 2 || n > 120 {
			continue
		}
		lead := s.lead(l)
		if stepService().MatchString(lead) {
			c.hit(c.set.Match("aws", s.text(l)), "", s.line(l.start), Inferred)
			continue
		}
		if !callees[callee(lead)] {
			continue
		}
		if awsClient().MatchString(lead) {
			c.hit(c.set.Match("aws", s.text(l)), "", s.line(l.start), Inferred)
			continue
		}
		for _, r := range callRules {
			if r.after().MatchString(lead) && r.shape().MatchString(s.text(l)) {
				c.named(c.format(r.format), s.text(l), s.line(l.start), Inferred)
				break
			}
		}
	}
}
